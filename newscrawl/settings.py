"""The project's settings, each with its reason; `-s NAME=VALUE` overrides any of them.

Ours begin with `NEWSCRAWL_` and are listed here, whole: one that is not here is an error, so that a misspelt setting
never does nothing. Where an archive is, and who works on it, may also be said by the environment: `NEWSCRAWL_DATA`,
`NEWSCRAWL_LEDGER`, `NEWSCRAWL_WORKER`; a password has no place on a command line.
"""

import os

BOT_NAME = "newscrawl"
SPIDER_MODULES = ["newscrawl.spiders"]
COMMANDS_MODULE = "newscrawl.commands"

# The archive ----------------------------------------------------------------------------------------------------------
NEWSCRAWL_DATA = os.environ.get("NEWSCRAWL_DATA", "data")
"""Folder of the archive: `articles/`, `duplicates/`, `warc/`, `reports/`, the ledger."""
NEWSCRAWL_LEDGER = os.environ.get("NEWSCRAWL_LEDGER")
"""The ledger, if it is not `<NEWSCRAWL_DATA>/ledger.sqlite`: a path, or for many machines `postgresql://…`."""
NEWSCRAWL_WORKER = os.environ.get("NEWSCRAWL_WORKER")
"""Name of this machine among those that share a ledger in PostgreSQL, if it is not the host's name: it stands in the
names of its record files, so that the files of all machines can lie in one folder."""
NEWSCRAWL_CATALOG = None
"""Folders with sites of your own, shaped like `newscrawl/catalog`; a path, or several with commas."""
NEWSCRAWL_COMMIT_EVERY = 50
"""Articles that are committed together; a death costs at most so many fetches, never an article."""
NEWSCRAWL_COMMIT_SECONDS = 5.0
"""Seconds after which a smaller group is committed."""
NEWSCRAWL_DUPLICATES = "divert"
"""`divert` duplicates to their own record, `mark` them among the articles, or `off`."""
NEWSCRAWL_WITHDRAWN = "keep"
"""What becomes of articles that the site took back, in what `scrapy feed export` writes: `keep` their lines, with the
tombstone behind them, or `hide` all of them. The record keeps them either way; `scrapy forget` takes them out."""

# Walks ----------------------------------------------------------------------------------------------------------------
NEWSCRAWL_FIRST_WALK = 30
"""Days that the first walk of a channel goes back, unless `since` is given."""
NEWSCRAWL_KNOWN_PAGES = 3
"""Listing pages in a row that must be known ground before a walk stops."""
NEWSCRAWL_NOW = None
"""A moment to take for now (`2020-11-18T09:30:00+08:00`), for replays and tests; None is the clock."""

# Capture and replay ---------------------------------------------------------------------------------------------------
NEWSCRAWL_WARC = True
"""Keep every response as WARC below `<NEWSCRAWL_DATA>/warc/`."""
NEWSCRAWL_WARC_SIZE = 1 << 30
"""Bytes after which a new WARC file is begun; each day begins one too."""
NEWSCRAWL_LISTINGS_KEEP = 30
"""Days that captured listings are kept; captured articles stay for good."""
NEWSCRAWL_REPLAY = None
"""WARC files (path, glob, several with commas) to crawl out of, instead of the network."""

# For those who run it -------------------------------------------------------------------------------------------------
NEWSCRAWL_ALARMS = True
"""Compare each run with the channels' own past and raise alarms (exit code 4); a replay never does."""

NEWSCRAWL_ALARM_TO = ()
"""Where alarms are sent: `mailto:archive@example.org` (by MAIL_HOST and its kin), `https://…` (a webhook gets JSON), or
an action of spidermon such as `spidermon.contrib.actions.slack.SendSlackMessage`, with its own settings; several with
commas."""
NEWSCRAWL_PROGRESS = True
"""Show how far the crawl is: a live table on a terminal, elsewhere a line in the log every LOGSTATS_INTERVAL."""

# Manners and safety ---------------------------------------------------------------------------------------------------
NEWSCRAWL_CONTACT = None
"""An address (e-mail or page) under which sites reach you; it stands in the User-Agent."""
NEWSCRAWL_CRAWL_DELAY_MAX = 60.0
"""Seconds of Crawl-delay that are obeyed at most; some files ask for a day."""
NEWSCRAWL_ALLOW_HOSTS = ()
"""Private hosts that may be fetched all the same: `127.0.0.1`, `127.0.0.1:8080`, `10.0.0.0/8`."""

USER_AGENT = "newscrawl/0.1"  # with NEWSCRAWL_CONTACT, the spider adds it
ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY = 1.0
CONCURRENT_REQUESTS_PER_DOMAIN = 8
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024  # the largest article page ever seen is below 2 MB
DOWNLOAD_WARNSIZE = 0
REDIRECT_MAX_TIMES = 5
DEPTH_LIMIT = 0  # depth is bounded by walks and by the pages of an article
RETRY_TIMES = 2
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]  # not 429 and 503: they are for the breaker
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # what was given up stands in the ledger
HTTPERROR_ALLOW_ALL = True  # every status has an outcome of its own
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # the ledger knows what was fetched, over all runs
TELNETCONSOLE_ENABLED = False  # both execute code for whoever connects
REMOTE_CONTROL_ENABLED = False
HTTPPROXY_ENABLED = False  # a proxy of the environment would walk round the address guard

# Lean: none of these is needed here, and together they cost half the CPU of a page
CONCURRENT_ITEMS = 1  # the default makes 100 tasks for every response
COOKIES_ENABLED = False  # news pages need none, and a session's cookie would make fetches depend on each other
REFERRER_POLICY = "no-referrer"  # the middleware itself stays: without it every redirect warns
WARN_ON_GENERATOR_RETURN_VALUE = False  # reads the source of every callback at start
METAREFRESH_ENABLED = False  # would decode every page once more
LOG_LEVEL = "INFO"
LOG_SHORT_NAMES = True
LOGSTATS_INTERVAL = 60.0
FEED_EXPORT_ENCODING = "utf-8"
STATS_DUMP = False  # the summary at the end is for people; `-s STATS_DUMP=1` shows all counts

ITEM_PIPELINES = {
    "newscrawl.spiders.pipelines.Clean": 100,
    "newscrawl.spiders.pipelines.Validate": 200,
    "newscrawl.spiders.pipelines.Revise": 300,
    "newscrawl.spiders.pipelines.Deduplicate": 400,
}
DOWNLOAD_HANDLERS = {
    "http": "newscrawl.net.handler.Handler",
    "https": "newscrawl.net.handler.Handler",
    "file": None,
    "ftp": None,
    "data": None,
    "s3": None,
}
TWISTED_DNS_RESOLVER = "newscrawl.net.guard.GuardedResolver"
ADDONS = {"newscrawl.net.replay.Replay": 0}
SPIDER_MIDDLEWARES = {"scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None}  # drops without a word
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "newscrawl.net.offsite.Offsite": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "newscrawl.net.robots.RobotsMiddleware": 100,
    "newscrawl.net.decoding.Decoding": 585,  # behind decompression, before anything reads text
    "newscrawl.net.breaker.Breakers": 560,  # nearer the downloader than retries and redirects: it sees every answer
}
EXTENSIONS = {
    "newscrawl.warc.capture.Captures": -200,
    "newscrawl.record.extension.Record": -100,  # before the feeds: it opens the account that they commit with
    "scrapy.extensions.feedexport.FeedExporter": None,
    "newscrawl.record.followers.Followers": 0,  # in its place: feeds that follow the record
    "newscrawl.monitor.summary.Summary": 500,
    "newscrawl.monitor.observing.Observer": 510,
    "newscrawl.monitor.watch.Watch": 520,
    "scrapy.extensions.logstats.LogStats": None,  # counts pages; ours says what became of them
}
FEED_STORAGES = {"": "newscrawl.record.followers.LocalStorage", "file": "newscrawl.record.followers.LocalStorage"}
FEED_EXPORTERS = {  # Scrapy's own, made to know the archive's items
    "jsonl": "newscrawl.record.formats.JsonLinesExporter",
    "jsonlines": "newscrawl.record.formats.JsonLinesExporter",
    "jl": "newscrawl.record.formats.JsonLinesExporter",
    "json": "newscrawl.record.formats.JsonExporter",
    "csv": "newscrawl.record.formats.CsvExporter",
    "xml": "newscrawl.record.formats.XmlExporter",
    "pickle": "newscrawl.record.formats.PickleExporter",
    "marshal": "newscrawl.record.formats.MarshalExporter",
}

"""Scrapy's settings module for the project; `-s NAME=VALUE` overrides any of them.

The `NEWSCRAWL_*` settings come from `settings_model.py`, with kind, range and reason
each, from a file and from the environment; `docs/settings.md` lists them. Below are
Scrapy's own settings, where they differ from its defaults, each with its reason.
"""

from scrapy.settings import default_settings

from newscrawl.settings_sources import read_before_start

BOT_NAME = "newscrawl"
SPIDER_MODULES = ["newscrawl.spiders"]
SPIDER_LOADER_CLASS = "newscrawl.spiders.own_spiders.OwnSpiders"  # imports one spider, not all
COMMANDS_MODULE = "newscrawl.commands"

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
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # the ledger has what was given up
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # the ledger knows what was fetched, over all runs
TELNETCONSOLE_ENABLED = False  # both execute code for whoever connects
REMOTE_CONTROL_ENABLED = False
HTTPPROXY_ENABLED = False  # a proxy of the environment would bypass the address guard

# None of these is needed here, and together they cost half the CPU of a page
CONCURRENT_ITEMS = 1  # the default makes 100 tasks for every response
COOKIES_ENABLED = False  # a session makes fetches depend on each other; `cookies = true` in a site's file keeps one
REFERRER_POLICY = "no-referrer"
WARN_ON_GENERATOR_RETURN_VALUE = False  # reads the source of every callback at start
METAREFRESH_ENABLED = False  # would decode every page once more
LOG_LEVEL = "INFO"
LOG_SHORT_NAMES = True
LOG_FORMATTER = "newscrawl.monitor.log_lines.AddressFormatter"  # an item's address; never its text
LOGSTATS_INTERVAL = 60.0
FEED_EXPORT_ENCODING = "utf-8"
STATS_CLASS = "newscrawl.net.traffic.PlainStats"
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
SPIDER_MIDDLEWARES = {  # each one is a generator around everything that a callback yields
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,  # drops URLs without a log line
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,  # every status has an outcome of its own
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,  # for mistakes of spiders: ours have tests
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "newscrawl.spiders.spider_middlewares.StartRequests": 25,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "newscrawl.spiders.spider_middlewares.NoReferrer": 700,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "newscrawl.spiders.spider_middlewares.Depth": 900,
}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "newscrawl.net.offsite.Offsite": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "newscrawl.net.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,  # no spider has a password
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "newscrawl.net.cookies.SiteCookies": 700,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": None,
    "newscrawl.net.traffic.Traffic": 850,
    "newscrawl.net.unpacking.Unpacking": 590,  # in its place: it knows where a body ends early
    "newscrawl.net.decoding.Decoding": 585,  # behind decompression, before anything reads text
    "newscrawl.monitor.reachability.Reachability": 570,  # sees each failure before a retry
    "newscrawl.net.breaker.Breakers": 560,  # nearer the downloader than retries and redirects: it sees every response
}
_UNUSED = {  # Scrapy imports what is None, too
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware",  # imports tldextract, and that an HTTP client
    "scrapy.extensions.remote_control.RemoteControl",  # imports aiohttp
}
EXTENSIONS_BASE = {path: order for path, order in default_settings.EXTENSIONS_BASE.items() if path not in _UNUSED}
DOWNLOADER_MIDDLEWARES_BASE = {
    path: order for path, order in default_settings.DOWNLOADER_MIDDLEWARES_BASE.items() if path not in _UNUSED
}
EXTENSIONS = {
    "newscrawl.warc.capture.Captures": -200,
    "newscrawl.record.extension.Record": -100,  # before the feeds: it opens the ledger that they commit with
    "scrapy.extensions.corestats.CoreStats": None,
    "newscrawl.monitor.core_counts.CoreCounts": 0,
    "scrapy.extensions.feedexport.FeedExporter": None,
    "newscrawl.record.followers.Followers": 0,  # in its place: feeds that follow the record
    "newscrawl.monitor.summary.Summary": 500,
    "newscrawl.monitor.observing.Observer": 510,
    "newscrawl.monitor.watch.Watch": 520,
    "scrapy.extensions.logstats.LogStats": None,  # counts pages; ours counts their outcomes
}
FEED_STORAGES = {"": "newscrawl.record.followers.LocalStorage", "file": "newscrawl.record.followers.LocalStorage"}
FEED_EXPORTERS = {  # Scrapy's own, with support for the archive's items
    "jsonl": "newscrawl.record.formats.JsonLinesExporter",
    "jsonlines": "newscrawl.record.formats.JsonLinesExporter",
    "jl": "newscrawl.record.formats.JsonLinesExporter",
    "json": "newscrawl.record.formats.JsonExporter",
    "csv": "newscrawl.record.formats.CsvExporter",
    "xml": "newscrawl.record.formats.XmlExporter",
    "pickle": "newscrawl.record.formats.PickleExporter",
    "marshal": "newscrawl.record.formats.MarshalExporter",
}

globals().update(read_before_start())  # the last word: `[scrapy]` of a file changes what stands above

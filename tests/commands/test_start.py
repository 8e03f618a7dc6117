"""If this fails, every command, every mistyped argument or every hourly crawl takes longer than it needs to."""

import json

from tests.processes import run

CODE = """
import json, linecache, sys
from contextlib import suppress
from importlib import import_module

import scrapy.cmdline
from scrapy.utils.misc import load_object
from scrapy.utils.project import get_project_settings
from newscrawl.commands.downloader_import import import_downloader

codes = []
for words in {commands}:
    try:
        scrapy.cmdline.execute(["scrapy", *words.split()])
    except SystemExit as ended:
        codes.append(ended.code)
commands = [*sys.modules]
import_downloader()
from scrapy.core.downloader import contextfactory, tls
deprecated = [tls.ScrapyClientTLSOptions, contextfactory.ScrapyClientContextFactory]
homes, read = [each.__module__ for each in deprecated], [path for path in linecache.cache if "scrapy" in path]
settings = get_project_settings()
import_module("newscrawl.spiders.channel")
parts = [
    *settings.get_component_priority_dict_with_base("EXTENSIONS").items(),
    *settings.get_component_priority_dict_with_base("DOWNLOADER_MIDDLEWARES").items(),
    *settings.get_component_priority_dict_with_base("SPIDER_MIDDLEWARES").items(),
    *settings.getdict("ITEM_PIPELINES").items(),
    *settings.getdict("ADDONS").items(),
]
for path, _order in parts:
    load_object(path)
print(json.dumps([codes, commands, [*sys.modules], homes, read]), file=sys.stderr)
"""
COMMANDS = (
    "channels hxnews/fz",
    "channels --nonsense",
    "crawl nonsense",
    "crawl channel -a chanels=hxnews/fz",
    "crawl channel -a channels=hxnews/fz -a since=yesterday",
    "crawl channel -a channels=hxnews/nonsense",
)
OF_A_CRAWL = {
    *("aiohttp", "ftfy", "numpy", "requests", "resiliparse", "rich.console", "tldextract", "twisted.names"),
    *("newscrawl.dedup", "newscrawl.ledger", "newscrawl.net.handler", "newscrawl.reader", "newscrawl.record"),
    *("newscrawl.spiders.channel", "newscrawl.warc", "newscrawl.items", "newscrawl.catalog.papers", "re2"),
}
OF_OTHER_CRAWLS = {
    *("aiohttp", "ftfy", "requests", "rich.live", "psycopg", "procrastinate", "jinja2", "tldextract"),
    *(
        "newscrawl.spiders.archive",
        "newscrawl.spiders.newspaper",
        "newscrawl.reprocess",
        "newscrawl.web",
        "newscrawl.catalog.papers",
    ),
}


def test_a_command_and_a_crawl_import_only_what_they_need() -> None:
    done = run("-c", CODE.replace("{commands}", repr(COMMANDS)), fresh=True)
    codes, by_commands, by_crawl, homes, read = json.loads(done.stderr.splitlines()[-1])
    assert codes == [0, 2, 2, 2, 2, 2], done.stderr
    assert "newscrawl.commands.crawl" in by_commands
    assert OF_A_CRAWL.intersection(by_commands) == set()
    assert "newscrawl.spiders.channel" in by_crawl
    assert OF_OTHER_CRAWLS.intersection(by_crawl) == set()
    assert (homes, read) == (["scrapy.core.downloader.tls", "scrapy.core.downloader.contextfactory"], [])

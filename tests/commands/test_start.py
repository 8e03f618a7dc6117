"""If this fails, every command, every mistyped argument or every hourly crawl takes longer than it needs to."""

import json
from pathlib import Path

from tests.crawling import command, write_site
from tests.processes import run
from tests.simsite import SimSite, serve

CODE = """
import json, linecache, sys

import scrapy.cmdline

codes, loaded = [], []
for words in {commands}:
    try:
        scrapy.cmdline.execute(["scrapy", *words])
    except SystemExit as ended:
        codes.append(ended.code)
    loaded.append([*sys.modules])
from scrapy.core.downloader import contextfactory, tls
deprecated = [tls.ScrapyClientTLSOptions, contextfactory.ScrapyClientContextFactory]
homes, read = [each.__module__ for each in deprecated], [path for path in linecache.cache if "scrapy" in path]
print(json.dumps([codes, *loaded[-2:], homes, read]), file=sys.stderr)
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
OF_ARTICLES = {
    "newscrawl.reader.article",
    *(f"newscrawl.reader.fields.{name}" for name in ("body", "credits", "marks", "page_kind", "role_words", "title")),
}


def test_a_command_and_a_crawl_with_nothing_new_import_only_what_they_need(tmp_path: Path) -> None:
    with serve(SimSite(articles=6, listings=1)) as server:
        write_site(tmp_path / "catalog", server.sites[0], server.url)
        crawl = command(tmp_path, "channels=sim/*", "since=2020-12-01", NEWSCRAWL_NOW="2020-12-02T09:00:00+08:00")
        words = [*map(str.split, COMMANDS), crawl[2:]]
        done = run("-c", CODE.replace("{commands}", repr(words)), fresh=True)
    codes, by_commands, by_crawl, homes, read = json.loads(done.stderr.splitlines()[-1])
    assert codes == [0, 2, 2, 2, 2, 2, 0], done.stderr
    assert "nothing new in 1 channel" in done.stderr
    assert "newscrawl.commands.crawl" in by_commands
    assert OF_A_CRAWL.intersection(by_commands) == set()
    assert {"newscrawl.spiders.channel", "newscrawl.reader.listing"} <= {*by_crawl}
    assert (OF_OTHER_CRAWLS | OF_ARTICLES).intersection(by_crawl) == set()
    assert (homes, read) == (["scrapy.core.downloader.tls", "scrapy.core.downloader.contextfactory"], [])

"""No text of an article is ever logged, at any level: a log outlives `scrapy forget`."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from newscrawl.items import Article
from newscrawl.monitor.log_lines import AddressFormatter, is_heard
from tests.crawling import write_site
from tests.simsite import SimSite, serve
from tests.spiders.launching import Launcher

ITEM = Article(id="00d1", url="http://www.hxnews.com/1.shtml", canonical_url="", title="福州西湖", text="湖上有灯会。")


@pytest.mark.parametrize("event", ["scraped", "dropped", "item_error"])
def test_an_item_is_logged_by_its_address(event: str) -> None:
    given: dict[str, Any] = {"item": ITEM, "response": None, "spider": None}
    if event != "scraped":
        given["exception"] = ValueError("same words")
    line = getattr(AddressFormatter(), event)(**given)
    text = line["msg"] % line["args"]
    assert ITEM.url in text
    assert "西湖" not in text
    assert "灯会" not in text
    assert line["level"] == (logging.ERROR if event == "item_error" else logging.DEBUG)


@pytest.mark.slow
def test_a_crawl_and_a_revisit_log_no_text(launcher: Launcher) -> None:
    site = SimSite(seed=5, articles=12, listings=1)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        first = launcher.crawl("channels=sim/*", LOG_LEVEL="DEBUG")
        again = launcher.crawl("channels=sim/*", "revisit=30d", LOG_LEVEL="DEBUG")
    texts = [line["text"] for line in first.lines()]
    assert len(texts) == 12
    for run in (first, again):
        assert run.code == 0
        assert not [text for text in texts if text[:12] in run.err or text[-12:] in run.err]
    assert "No line for Article" in again.err


def test_a_message_is_put_into_words_only_where_a_handler_prints_it() -> None:
    logger = logging.getLogger("scrapy.core.scraper.unheard")
    logger.propagate = False
    handler = logging.NullHandler(level=logging.INFO)
    logger.addHandler(handler)
    assert not is_heard(logger.name, logging.DEBUG)
    assert is_heard(logger.name, logging.INFO)
    handler.setLevel(logging.DEBUG)
    assert is_heard(logger.name, logging.DEBUG)

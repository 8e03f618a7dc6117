"""If these fail, Scrapy's spider middlewares are missed where somebody needs them, or cost time where nobody does."""

from __future__ import annotations

import pytest
from scrapy import Request, Spider
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.utils.test import get_crawler

from newscrawl.spiders.spider_middlewares import Depth, NoReferrer, StartRequests

HEADERS = {"Referrer-Policy": "unsafe-url"}


def crawler(**settings: object) -> object:
    return get_crawler(Spider, {"REFERRER_POLICY": "no-referrer", **settings})


def test_callbacks_yield_through_none_of_them() -> None:
    settings = Settings()
    settings.setmodule("newscrawl.settings")
    own = settings.getdict("SPIDER_MIDDLEWARES")
    in_use = {path for path in settings.getdict("SPIDER_MIDDLEWARES_BASE") if own.get(path, 0) is not None}
    assert not in_use, "a middleware of Scrapy's that settings.py does not name"
    assert StartRequests.process_spider_output is NoReferrer.process_spider_output is None


def test_no_referrer_is_sent_even_where_a_page_asks_for_one() -> None:
    middleware = NoReferrer.from_crawler(crawler())  # type: ignore[arg-type]
    assert (middleware.process_spider_output, middleware.process_spider_output_async) == (None, None)
    redirected = Request("http://127.0.0.1/1.shtml")
    middleware.get_processed_request(redirected, Response("http://127.0.0.1/list/"))
    assert "Referer" not in redirected.headers


def test_another_policy_of_the_user_s_is_obeyed() -> None:
    middleware = NoReferrer.from_crawler(crawler(REFERRER_POLICY="unsafe-url"))  # type: ignore[arg-type]
    page = Response("http://127.0.0.1/list/", headers=HEADERS)
    sent = list(middleware.process_spider_output(page, [Request("http://127.0.0.1/1.shtml")]))  # type: ignore[misc]
    assert sent[0].headers["Referer"] == b"http://127.0.0.1/list/"


@pytest.mark.parametrize("setting", ["DEPTH_LIMIT", "DEPTH_PRIORITY"])
def test_depth_is_counted_where_a_setting_needs_it(setting: str) -> None:
    assert isinstance(Depth.from_crawler(crawler(**{setting: 2})), Depth)  # type: ignore[arg-type]
    with pytest.raises(NotConfigured):
        Depth.from_crawler(crawler())  # type: ignore[arg-type]

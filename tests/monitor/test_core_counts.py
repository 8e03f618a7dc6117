"""Scrapy's counts of a crawl stay in its stats, whatever counts them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from scrapy import Request, signals
from scrapy.downloadermiddlewares.stats import DownloaderStats
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from newscrawl.monitor.core_counts import CoreCounts
from newscrawl.net.traffic import PlainStats, Traffic
from newscrawl.record.watchers import ItemWatchers

PAGE = "http://www.hxnews.com/news/fj/fz/202011/18/1947701.shtml"


def test_an_item_is_counted_once_by_the_record_or_by_its_signal() -> None:
    for record in (None, SimpleNamespace(watchers=ItemWatchers())):
        crawler: Any = get_crawler()
        if record is not None:
            crawler.record = record
        CoreCounts.from_crawler(crawler)
        if record is not None:
            record.watchers.pass_on({"title": "福州西湖"}, None)
        else:
            crawler.signals.send_catch_log(signals.item_scraped, item={"title": "福州西湖"}, response=None, spider=None)
        assert crawler.stats.get_value("item_scraped_count") == 1


def test_requests_and_answers_are_counted() -> None:
    crawler: Any = get_crawler(settings_dict={"STATS_CLASS": PlainStats})
    traffic = Traffic.from_crawler(crawler)
    traffic.process_request(Request(PAGE))
    page = Response(PAGE, body="福州".encode(), headers={"Content-Type": "text/html", "Set-Cookie": ["a=1", "b=2"]})
    traffic.process_response(Request(PAGE), page)
    counts = {name.partition("/")[2]: value for name, value in crawler.stats.get_stats().items()}
    scrapys: Any = get_crawler()
    DownloaderStats.from_crawler(scrapys).process_response(Request(PAGE), page)
    assert counts.pop("response_bytes") == scrapys.stats.get_value("downloader/response_bytes")
    assert counts == {
        "request_count": 1,
        "request_method_count/GET": 1,
        "response_count": 1,
        "response_status_count/200": 1,
    }

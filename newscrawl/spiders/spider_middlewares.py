"""Scrapy's spider middlewares, without their part in what callbacks yield.

Each one that has such a part puts three generators around every item and every request.
For newscrawl it does nothing there: no request has a referrer, depth has no limit, and
only `start()` yields start requests.
"""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.spidermiddlewares.depth import DepthMiddleware
from scrapy.spidermiddlewares.referer import RefererMiddleware
from scrapy.spidermiddlewares.start import StartSpiderMiddleware


class StartRequests(StartSpiderMiddleware):
    """The middleware in the place of Scrapy's (25): it marks start requests, by which
    the scheduler keeps their order."""

    process_spider_output = None  # type: ignore[assignment]
    process_spider_output_async = None  # type: ignore[assignment]


class NoReferrer(RefererMiddleware):
    """The middleware in the place of Scrapy's (700), which sends a referrer where a
    page's header asks for one, even against `REFERRER_POLICY`.

    Without any, the middleware for redirects warns.
    """

    process_spider_output = None  # type: ignore[assignment]
    process_spider_output_async = None  # type: ignore[assignment]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if crawler.settings.get("REFERRER_POLICY") != "no-referrer":
            return RefererMiddleware.from_crawler(crawler)  # type: ignore[return-value]
        return super().from_crawler(crawler)


class Depth(DepthMiddleware):
    """The middleware in the place of Scrapy's (900): there only where a limit or a
    priority by depth is set."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        settings = crawler.settings
        if not settings.getint("DEPTH_LIMIT") and not settings.getint("DEPTH_PRIORITY"):
            raise NotConfigured
        return super().from_crawler(crawler)

"""Requests and answers → Scrapy's counts of them (`downloader/…` in its stats).

The bytes of requests are left out: Scrapy writes each request out in full to measure
it, which costs more than all of its other counts.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from scrapy import Request
from scrapy.downloadermiddlewares.stats import DownloaderStats, get_header_size, get_status_size
from scrapy.http import Response
from scrapy.statscollectors import MemoryStatsCollector

_size_of_status = cache(get_status_size)


class PlainStats(MemoryStatsCollector):
    """Scrapy's stats without a wrapper around every method, which warns of an argument
    that nobody passes: `STATS_CLASS`."""

    __getattribute__ = object.__getattribute__


class Traffic(DownloaderStats):
    """The downloader middleware in the place of Scrapy's (850)."""

    def process_request(self, request: Request, spider: Any = None) -> None:
        """Count a request that is sent."""
        self.stats.inc_value("downloader/request_count")
        self.stats.inc_value(f"downloader/request_method_count/{request.method}")

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Response:
        """Count a response that came."""
        size = len(response.body) + get_header_size(response.headers) + _size_of_status(response.status) + 4
        self.stats.inc_value("downloader/response_count")
        self.stats.inc_value(f"downloader/response_status_count/{response.status}")
        self.stats.inc_value("downloader/response_bytes", size)
        return response

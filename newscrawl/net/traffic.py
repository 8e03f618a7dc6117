"""Requests and answers → Scrapy's counts of them (`downloader/…` in its stats).

The bytes of requests are left out: Scrapy writes each request out in full to measure
it, which costs more than all of its other counts.
"""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.downloadermiddlewares.stats import DownloaderStats


class Traffic(DownloaderStats):
    """The downloader middleware in the place of Scrapy's (850)."""

    def process_request(self, request: Request, spider: Any = None) -> None:
        """Count a request that is sent."""
        self.stats.inc_value("downloader/request_count")
        self.stats.inc_value(f"downloader/request_method_count/{request.method}")

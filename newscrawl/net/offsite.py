"""A request that leaves the sites of a crawl → a refusal, which its errback gets.

Scrapy's own middleware drops such a request when it is scheduled, without calling its
errback: its article would stay pending for ever.
"""

from __future__ import annotations

from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK


class OffsiteError(IgnoreRequest):
    """A request to a host that belongs to none of the crawl's sites: final."""

    reason = "offsite"


class Offsite:
    """A downloader middleware; `allowed_domains` are the crawl's, none means all."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler: Any = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise `OffsiteError` for a foreign host; robots.txt may be redirected
        anywhere (RFC 9309, 2.3.1.2).
        """
        domains = getattr(self.crawler.spider, "allowed_domains", None)
        if not domains or request.callback is NO_CALLBACK:
            return
        host = urlsplit(request.url).hostname or ""
        if not any(host == domain or host.endswith(f".{domain}") for domain in domains):
            raise OffsiteError(f"{request.url} is on none of the sites of this crawl")

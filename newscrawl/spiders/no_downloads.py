"""A downloader for spiders that fetch nothing: without handlers, middlewares and what
they import (TLS, lists of suffixes), a third of a second of each start.
"""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotSupported


class NoMiddlewares:
    """The middlewares of a downloader that has none."""

    middlewares = ()


class NoDownloads:
    """A downloader that refuses every request."""

    def __init__(self, _crawler: Crawler) -> None:
        self.active: set[Request] = set()
        self.slots: dict[str, Any] = {}
        self.middleware = NoMiddlewares()

    def needs_backout(self) -> bool:
        """Return False: it is never busy."""
        return False

    def fetch(self, request: Request) -> Any:
        """Raise `NotSupported`."""
        raise NotSupported(f"this spider fetches nothing, but asked for {request.url}")

    def close(self) -> None:
        """Do nothing: it has no connections."""

"""An item that has left the pipelines → the functions that count it, in one handler.

Scrapy makes a task of the event loop for each handler of `item_scraped` and each item.
So the record alone is connected, and calls the others.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from scrapy import signals
from scrapy.http import Response

Watcher = Callable[[Any, Response | None], None]

logger = logging.getLogger(__name__)


class ItemWatchers:
    """The functions that a crawl's record calls with each item."""

    def __init__(self) -> None:
        self._watchers: list[Watcher] = []

    def add(self, watcher: Watcher) -> None:
        """Add a function; they are called in this order."""
        self._watchers.append(watcher)

    def pass_on(self, item: Any, response: Response | None) -> None:
        """Call all of them; the failure of one is logged, and concerns no other."""
        for watcher in self._watchers:
            try:
                watcher(item, response)
            except Exception:
                logger.exception(
                    "%s failed for %s", getattr(watcher, "__qualname__", watcher), getattr(item, "url", "")
                )


def watch_items(crawler: Any, watcher: Watcher) -> None:
    """Call a function with each item that a crawl has scraped, and its response."""
    record: Any = getattr(crawler, "record", None)
    if record is None:
        crawler.signals.connect(watcher, signals.item_scraped)
    else:
        record.watchers.add(watcher)

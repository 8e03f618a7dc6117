"""A crawl → Scrapy's own counts and times (`item_scraped_count`, `elapsed_time_seconds`
…), items counted by the record's one handler.
"""

from __future__ import annotations

from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.extensions.corestats import CoreStats
from scrapy.http import Response

from newscrawl.record.watchers import watch_items


class CoreCounts(CoreStats):
    """The extension in the place of Scrapy's (0)."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        counts = super().from_crawler(crawler)
        crawler.signals.disconnect(counts.item_scraped, signals.item_scraped)
        watch_items(crawler, counts.count_item)
        return counts

    def count_item(self, item: Any, response: Response | None = None) -> None:
        """Count an item that left the pipelines."""
        self.stats.inc_value("item_scraped_count")

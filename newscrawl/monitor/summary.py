"""Items and the ledger's balance → the summary of a run: outcomes, fields filled, and
what bounds left out.

Counts the fields of exported articles, and the entries outside the bounds of a walk, as
they pass; the balance is the ledger's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from rich.console import Console
from rich.table import Table
from scrapy import signals
from scrapy.crawler import Crawler

from newscrawl import signals as events
from newscrawl.items import Article, Duplicate, Listing, Tombstone
from newscrawl.ledger import Balance, Extent, OutcomeKind
from newscrawl.monitor.left_out import LeftOut
from newscrawl.walks.listing_values import ListingPage

FIELDS = ("title", "text", "published", "source", "reporters", "editors", "keywords", "breadcrumbs", "images")
"""Fields that the summary shows; the stats have all of them."""
OUTCOMES: tuple[OutcomeKind, ...] = ("exported", "duplicate", "rejected", "failed", "pending")


class Summary:
    """Counts of items by kind and of filled fields: stats `newscrawl/field/<name>`."""

    def __init__(self, crawler: Crawler) -> None:
        self.stats: Any = crawler.stats
        self._crawler: Any = crawler
        self._left_out: dict[str, LeftOut] = {}
        self._counts: Counter[str] = Counter()
        crawler.signals.connect(self.count, signals.item_scraped)
        crawler.signals.connect(self.publish, signals.spider_closed)
        crawler.signals.connect(self.count_dropped, signals.item_dropped)
        crawler.signals.connect(self.listing_read, events.listing_read)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Summary:
        return cls(crawler)

    def count(self, item: Any) -> None:
        """Count an item that enters the record."""
        if isinstance(item, Article):
            kind = "article/revised" if item.revision > 1 else "article/exported"
            for name in filled_fields(item):
                self._counts[f"newscrawl/field/{name}"] += 1
            for rule, count in (item.repairs or {}).items():
                self._counts[f"newscrawl/repair/{rule}"] += count
        elif isinstance(item, Duplicate):
            kind = f"duplicate/{item.relation}"
        elif isinstance(item, Tombstone):
            kind = f"tombstone/{item.withdrawn}"
        else:
            return
        self._counts[f"newscrawl/{kind}"] += 1

    def listing_read(self, channel: str, page: ListingPage, listing: Listing | None, extent: Extent) -> None:
        """Count the entries of a listing page that the bounds of its walk leave out."""
        if listing is not None and (extent.since or extent.until):
            self._left_out.setdefault(channel, LeftOut(extent)).add(page.entries)

    def publish(self) -> None:
        """Add the counts to Scrapy's stats at once: a call per field would take
        time."""
        for channel, each in self._left_out.items():
            for name, count in each.counts.items():
                self._counts[f"newscrawl/listing/{name}"] += count
            if each.counts:
                self._crawler.record.account.left_out[channel] = str(each)
        for name, count in self._counts.items():
            self.stats.inc_value(name, count)

    def count_dropped(self, exception: BaseException) -> None:
        """Count an item that a pipeline refused, by reason."""
        reason = getattr(exception, "reason", None)
        if reason:
            self._counts[f"newscrawl/rejected/{reason}"] += 1


def filled_fields(article: Article) -> list[str]:
    """Return the names of the fields that an article has."""
    return [name for name in Article.__slots__ if getattr(article, name) not in (None, ())]


def fill(stats: dict[str, Any]) -> dict[str, float]:
    """Return the share of exported articles that have each of the fields shown."""
    articles = stats.get("newscrawl/article/exported", 0) + stats.get("newscrawl/article/revised", 0)
    return {name: stats.get(f"newscrawl/field/{name}", 0) / articles for name in FIELDS} if articles else {}


def print_summary(
    console: Console,
    balances: list[Balance],
    stats: dict[str, Any],
    left_out: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Print the balance by channel, the reasons, what bounds left out, and the shares
    of filled fields."""
    table = Table("channel", "listed", *OUTCOMES, box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for balance in balances:
        table.add_row(balance.name, str(balance.listed), *(str(balance.outcomes.get(kind, 0)) for kind in OUTCOMES))
    console.print(table)
    reasons: Counter[str] = Counter()
    for balance in balances:
        reasons.update(balance.reasons)
    if reasons:
        console.print("reasons: " + ", ".join(f"{reason} {count}" for reason, count in sorted(reasons.items())))
    for channel, words in sorted(left_out.items()):
        console.print(f"left out: {channel}: {words}", markup=False)
    shares = fill(stats)
    if shares:
        console.print("filled:  " + ", ".join(f"{name} {share:.0%}" for name, share in shares.items()))

"""Items and listings of a run → counts in Scrapy's stats, and what the block at its end
is made from.

Counts the fields of exported articles, and the entries outside the bounds of a walk, as
they pass; the balance is the ledger's.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from newscrawl import signals as events
from newscrawl.items import Article, Duplicate, Listing, Tombstone
from newscrawl.ledger import Extent, OutcomeKind
from newscrawl.ledger.history import Alarm
from newscrawl.monitor.end_block import Kind, RunEnd
from newscrawl.monitor.left_out import LeftOut
from newscrawl.options import now
from newscrawl.record.group import Kind as Lines
from newscrawl.record.group import record_path
from newscrawl.record.watchers import watch_items
from newscrawl.walks.listing_values import ListingPage

if TYPE_CHECKING:
    from newscrawl.monitor.messages import Place

FIELDS = ("title", "text", "published", "source", "reporters", "editors", "keywords", "breadcrumbs", "images")
"""Fields that the summary shows; the stats have all of them."""
_NAMES = tuple(Article.__slots__)
_values = attrgetter(*_NAMES)
LOOKED_AT = 200
"""Newest runs among which the last one of the same channels is looked for."""


class Summary:
    """Counts of items by kind and of filled fields: stats `newscrawl/field/<name>`."""

    def __init__(self, crawler: Crawler) -> None:
        self.stats: Any = crawler.stats
        self._crawler: Any = crawler
        self._left_out: dict[str, LeftOut] = {}
        self._counts: Counter[str] = Counter()
        self._filled: Counter[tuple[str, ...]] = Counter()
        """Articles by the fields that they have: most have the same."""
        self._written: set[tuple[Lines, str, str]] = set()
        """Kind, site and month of new lines."""
        self._unread: set[str] = set()
        self._walked: set[str] = set()
        self._previous: datetime | None = None
        watch_items(crawler, self.count)
        crawler.signals.connect(self.publish, signals.spider_closed)
        crawler.signals.connect(self.count_dropped, signals.item_dropped)
        crawler.signals.connect(self.listing_read, events.listing_read)
        crawler.signals.connect(self.walk_ended, events.walk_ended)
        if (record := getattr(crawler, "record", None)) is not None:
            record.account.at_end.append(self.look_back)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Summary:
        return cls(crawler)

    def count(self, item: Any, response: Response | None = None) -> None:
        """Count an item that enters the record."""
        if isinstance(item, Article):
            kind = "article/revised" if item.revision > 1 else "article/exported"
            self._filled[tuple(filled_fields(item))] += 1
            for rule, count in (item.repairs or {}).items():
                self._counts[f"newscrawl/repair/{rule}"] += count
        elif isinstance(item, Duplicate):
            kind = f"duplicate/{item.relation}"
        elif isinstance(item, Tombstone):
            kind = f"tombstone/{item.withdrawn}"
        else:
            return
        self._counts[f"newscrawl/{kind}"] += 1
        lines: Lines = "duplicates" if isinstance(item, Duplicate) else "articles"
        self._written.add((lines, item.site or "", (item.fetched or "")[:7]))

    def listing_read(self, channel: str, page: ListingPage, listing: Listing | None, extent: Extent) -> None:
        """Count the entries of a listing page that the bounds of its walk leave out."""
        if listing is not None and (extent.since or extent.until):
            self._left_out.setdefault(channel, LeftOut(extent)).add(page.entries)

    def walk_ended(self, channel: str, end: str) -> None:
        """Note whether a walk came to its end or stopped short."""
        (self._unread if end == "broken" else self._walked).add(channel)

    def publish(self) -> None:
        """Add the counts to Scrapy's stats at once: a call per field would take
        time."""
        for channel, each in self._left_out.items():
            for name, count in each.counts.items():
                self._counts[f"newscrawl/listing/{name}"] += count
            if each.counts:
                self._crawler.record.account.left_out[channel] = str(each)
        for names, count in self._filled.items():
            for name in names:
                self._counts[f"newscrawl/field/{name}"] += count
        for name, count in self._counts.items():
            self.stats.inc_value(name, count)

    def count_dropped(self, exception: BaseException) -> None:
        """Count an item that a pipeline refused, by reason."""
        reason = getattr(exception, "reason", None)
        if reason:
            self._counts[f"newscrawl/rejected/{reason}"] += 1

    def look_back(self) -> list[Alarm]:
        """Find when the last run of the same channels began, while the ledger is open;
        raises no alarm."""
        record, spider = self._crawler.record, self._crawler.spider
        given = {name: str(value) for name, value in getattr(spider, "given", {}).items()}
        for run in record.ledger.runs(LOOKED_AT):
            if run.id != record.run and run.finished and run.spider == spider.name and run.arguments == given:
                self._previous = run.started
                break
        return []

    def end(self, captured: tuple[datetime, datetime] | None, places: Mapping[str, Place], look: str) -> RunEnd:
        """Return what the block at the end is made from; `captured` is of a replay,
        `look` the command that shows more."""
        crawler, spider, account = self._crawler, self._crawler.spider, self._crawler.record.account
        chosen = getattr(spider, "chosen", ())
        return RunEnd(
            account.exit_code,
            now(crawler.settings),
            kind=_kind(spider),
            asked=len(chosen),
            unread=self._count_unread(len(chosen)),
            new=self._total("article/exported", "exported"),
            copies=self._total("duplicate/", "duplicate"),
            revised=self._counts["newscrawl/article/revised"],
            withdrawn=self._total("tombstone/"),
            balances=account.balances,
            places=places,
            previous=self._previous,
            captured=captured,
            files=[*self._record_files(), *_feeds(crawler.settings)] if self._written else [],
            shares=fill(self.stats.get_stats()),
            left_out={channel: each.shown for channel, each in self._left_out.items() if each.counts},
            shortfalls=account.shortfalls,
            unread_listings=account.unread,
            alarms=account.alarms,
            look=look,
        )

    def _count_unread(self, asked: int) -> int:
        """Return how many channels were not read to the end: of a run that was stopped,
        all whose walk did not end."""
        account = self._crawler.record.account
        stopped = not account.ended or account.finish_reason not in ("finished", "held")
        return asked - len(self._walked) if stopped else len(self._unread)

    def _total(self, name: str, outcome: OutcomeKind | None = None) -> int:
        """Return a count of items; what was not committed does not count where the run
        was cut off."""
        account = self._crawler.record.account
        counted = sum(count for key, count in self._counts.items() if key.startswith(f"newscrawl/{name}"))
        if outcome is None or account.ended:
            return counted
        return min(counted, sum(int(each.outcomes.get(outcome, 0)) for each in account.balances))

    def _record_files(self) -> list[str]:
        """Return the record's files that have new lines, or the folder of many."""
        record = self._crawler.record
        if len({site for _kind, site, _month in self._written}) > 1:
            return sorted({f"{nearby(record.data / kind)}/" for kind, _site, _month in self._written})
        worker = record.ledger.worker
        paths = (record_path(record.data, kind, site, month, worker) for kind, site, month in sorted(self._written))
        return [nearby(path) for path in paths]


def _kind(spider: Any) -> Kind:
    match getattr(spider, "wanted", ("files", ""))[0]:
        case "channels":
            return "channel"
        case "papers":
            return "edition"
    return "adopted" if spider.name == "adopt" else "file"


def _feeds(settings: Any) -> list[str]:
    """Return the local feeds of a run (`-o`), as the user named them."""
    return [uri for uri in map(str, settings.getdict("FEEDS")) if not urlsplit(uri).scheme and "%" not in uri]


def nearby(path: Path) -> str:
    """Return a path as one types it in the working folder."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return os.fspath(path)


def filled_fields(article: Article) -> list[str]:
    """Return the names of the fields that an article has."""
    values = _values(article)
    return [name for name, value in zip(_NAMES, values, strict=True) if value is not None and value != ()]


def fill(stats: dict[str, Any]) -> dict[str, float]:
    """Return the share of exported articles that have each of the fields shown."""
    articles = stats.get("newscrawl/article/exported", 0) + stats.get("newscrawl/article/revised", 0)
    return {name: stats.get(f"newscrawl/field/{name}", 0) / articles for name in FIELDS} if articles else {}

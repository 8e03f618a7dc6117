"""Show a crawl while it runs: a live table on a terminal, otherwise lines in the log.

The table is drawn on stderr below the log, which scrolls above it. A terminal that
cannot move its cursor (`TERM=dumb`) gets a line now and then. Drawing happens in the
crawl's own event loop, and takes at most a hundredth of its time.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from datetime import date
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.utils.asyncio import CallLaterResult, call_later

from newscrawl import signals as events
from newscrawl.china_time import CHINA
from newscrawl.i18n import _
from newscrawl.items import Article, Duplicate, Tombstone
from newscrawl.ledger import Extent
from newscrawl.monitor.live_area import LiveArea, is_plain
from newscrawl.monitor.progress import Progress, line, table
from newscrawl.options import now
from newscrawl.record.outcome import Ending
from newscrawl.record.watchers import watch_items
from newscrawl.terminal import terminal_size
from newscrawl.walks.listing_values import ListingPage

logger = logging.getLogger(__name__)

EVERY, SHARE = 1.0, 0.01
"""Seconds between two drawings, and the share of the time that drawing may take: a long
table is drawn less often."""


class Watch:
    """The extension that counts the events of a crawl, and shows the counts."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler: Any = crawler
        self.progress: dict[str, Progress] = {}
        self._started = time.monotonic()
        self._today = now(crawler.settings).astimezone(CHINA).date()
        self._interval = crawler.settings.getfloat("LOGSTATS_INTERVAL")
        self._live: LiveArea | None = None
        self._plain = False
        """Whether the terminal gets lines in place of a table."""
        self._next: CallLaterResult | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Watch:
        """Connect to a crawl of channels, unless `NEWSCRAWL_PROGRESS=False`."""
        if not crawler.settings.getbool("NEWSCRAWL_PROGRESS") or not getattr(crawler.spidercls, "watched", False):
            raise NotConfigured
        watch = cls(crawler)
        for handler, signal in (
            (watch.open, signals.spider_opened),
            (watch.close, signals.spider_closed),
            (watch.item_dropped, signals.item_dropped),
            (watch.listing_read, events.listing_read),
            (watch.walk_ended, events.walk_ended),
            (watch.article_asked, events.article_asked),
            (watch.article_settled, events.article_settled),
        ):
            crawler.signals.connect(handler, signal)
        watch_items(crawler, watch.item_scraped)
        return watch

    def channel(self, key: str) -> Progress:
        """Return the progress of a channel."""
        if key not in self.progress:
            site = self.crawler.spider.sites.get(key.partition("/")[0])
            self.progress[key] = Progress(key, site.delay if site else 0.0)
        return self.progress[key]

    def listing_read(self, channel: str, page: ListingPage, extent: Extent) -> None:
        each = self.channel(channel)
        each.listings += 1
        each.since = extent.since
        days = [entry.date[:10] for entry in page.entries if entry.date and not entry.pinned]
        if days:
            each.oldest = min(date.fromisoformat(min(days)), each.oldest or date.max)

    def walk_ended(self, channel: str, end: str) -> None:
        self.channel(channel).end = end

    def article_asked(self, channel: str) -> None:
        self.channel(channel).asked += 1

    def article_settled(self, channel: str, outcome: str) -> None:
        self.channel(channel).outcomes[outcome] += 1

    def item_scraped(self, item: Any, response: Response | None = None) -> None:
        if isinstance(item, Article | Duplicate | Tombstone) and item.channel:
            self.channel(item.channel).outcomes["duplicate" if isinstance(item, Duplicate) else "exported"] += 1

    def item_dropped(self, item: Any, exception: BaseException) -> None:
        if isinstance(item, Article | Duplicate | Tombstone) and item.channel:
            ending = exception.settled(item, None).outcome if isinstance(exception, Ending) else "rejected"
            self.channel(item.channel).outcomes[ending] += 1

    def open(self) -> None:
        """Begin to show.

        On a terminal everything for stderr goes through the area of the table, so that
        neither breaks into the other.
        """
        settings = self.crawler.settings
        if sys.stderr.isatty() and not settings.getbool("NEWSCRAWL_QUIET"):
            self._plain = is_plain(os.environ.get("TERM")) or _feeds_terminal(settings)
            if not self._plain:
                self._live = LiveArea(sys.stderr)
                _move_log(sys.stderr, self._live)
                sys.stderr = self._live
        self._schedule()

    def _schedule(self, took: float = 0.0) -> None:
        self._next = call_later(max(EVERY, took / SHARE) if self._live else self._interval, self._show)

    def _show(self) -> None:
        started = time.monotonic()
        elapsed, of = started - self._started, len(self.crawler.spider.chosen)
        if self._live is not None:
            size = terminal_size(sys.stderr)
            self._live.show(table(self.progress.values(), elapsed, self._today, size.lines, size.columns, of))
        else:
            logger.info("%s", line(self.progress.values(), elapsed, of))
            if self._plain:
                print(line(self.progress.values(), elapsed, of, _), file=sys.stderr)
        self._schedule(time.monotonic() - started)

    def close(self) -> None:
        """Remove the table; the summary follows."""
        if self._next is not None:
            self._next.cancel()
        if self._live is not None:
            self._live.close()
            _move_log(self._live, self._live.inside)
            sys.stderr, self._live = self._live.inside, None


def _feeds_terminal(settings: Any) -> bool:
    """Return whether a feed is written to the terminal itself (`-o -`)."""
    uris = map(str, settings.getdict("FEEDS"))
    return sys.stdout.isatty() and any(uri == "-" or uri.startswith("stdout:") for uri in uris)


def _move_log(stream: Any, other: Any) -> None:
    """Make the log's handlers of one stream write to another."""
    for handler in logging.root.handlers:
        if isinstance(handler, logging.StreamHandler) and handler.stream is stream:
            handler.setStream(other)

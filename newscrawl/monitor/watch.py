"""Show a crawl while it runs: a live table on a terminal, otherwise lines in the log.

The table is drawn on stderr below the log, which scrolls above it; without a terminal
rich leaves out colours and movement. Drawing happens in the crawl's own event loop, and
takes at most a hundredth of its time.
"""

from __future__ import annotations

import logging
import sys
import time
from datetime import date
from typing import TYPE_CHECKING, Any, TextIO

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import CallLaterResult, call_later

from newscrawl import signals as events
from newscrawl.china_time import CHINA
from newscrawl.items import Article, Duplicate, Tombstone
from newscrawl.ledger import Extent
from newscrawl.monitor.progress import Progress, line, table
from newscrawl.options import now
from newscrawl.record.outcome import Ending
from newscrawl.terminal import escaped, safe_console
from newscrawl.walks.listing_values import ListingPage

if TYPE_CHECKING:
    from rich.live import Live

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
        self._live: Live | None = None
        self._log: TextIO | None = None
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
            (watch.item_scraped, signals.item_scraped),
            (watch.item_dropped, signals.item_dropped),
            (watch.listing_read, events.listing_read),
            (watch.walk_ended, events.walk_ended),
            (watch.article_asked, events.article_asked),
            (watch.article_settled, events.article_settled),
        ):
            crawler.signals.connect(handler, signal)
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

    def item_scraped(self, item: Any) -> None:
        if isinstance(item, Article | Duplicate | Tombstone) and item.channel:
            self.channel(item.channel).outcomes["duplicate" if isinstance(item, Duplicate) else "exported"] += 1

    def item_dropped(self, item: Any, exception: BaseException) -> None:
        if isinstance(item, Article | Duplicate | Tombstone) and item.channel:
            ending = exception.settled(item, None).outcome if isinstance(exception, Ending) else "rejected"
            self.channel(item.channel).outcomes[ending] += 1

    def open(self) -> None:
        """Begin to show.

        On a terminal the log goes through the same console, so that neither breaks into
        the other.
        """
        if sys.stderr.isatty():
            from rich.live import Live

            stderr = sys.stderr
            self._live = Live(
                console=safe_console(file=stderr), auto_refresh=False, transient=True, redirect_stdout=False
            )
            self._live.start()
            self._log = escaped(sys.stderr)
            _move_log(stderr, self._log)
        self._schedule()

    def _schedule(self, took: float = 0.0) -> None:
        self._next = call_later(max(EVERY, took / SHARE) if self._live else self._interval, self._show)

    def _show(self) -> None:
        started = time.monotonic()
        elapsed = started - self._started
        if self._live is None:
            logger.info("%s", line(self.progress.values(), elapsed))
        else:
            size = self._live.console.size
            drawn = table(self.progress.values(), elapsed, self._today, size.height, size.width)
            self._live.update(drawn, refresh=True)
        self._schedule(time.monotonic() - started)

    def close(self) -> None:
        """Remove the table; the summary follows."""
        if self._next is not None:
            self._next.cancel()
        if self._live is not None:
            self._live.stop()
            _move_log(self._log, sys.stderr)


def _move_log(stream: TextIO | None, other: TextIO) -> None:
    """Make the log's handlers of one stream write to another."""
    for handler in logging.root.handlers:
        if isinstance(handler, logging.StreamHandler) and handler.stream is stream:
            handler.setStream(other)

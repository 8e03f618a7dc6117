"""Every item that passes the pipelines → its line and its outcome, committed together.

`Record` is an extension that runs before Scrapy's feed exporter (order -100); spiders
and pipelines find it as `crawler.record`. It opens the ledger, repairs what dead runs
left, gathers lines and outcomes into groups, and decides when `group.py` commits them:
never inside an item's own signal, when one feed has the item and another has not. A
failure to write stops the run. `lookup.py` answers questions about the archive,
`run_account.py` keeps the run's own account.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, NotConfigured, UsageError
from scrapy.extensions.feedexport import FeedExporter
from scrapy.http import Response
from scrapy.utils.asyncio import CallLaterResult, call_later
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.spider import DefaultSpider

from newscrawl.allocator import use_large_pages
from newscrawl.dedup.archived_texts import ArchivedTexts
from newscrawl.failpoints import failpoint
from newscrawl.i18n import _, bilingual
from newscrawl.items import Article, Duplicate, Tombstone
from newscrawl.ledger import LedgerError, Settled
from newscrawl.ledger.locks import LostLockError
from newscrawl.ledger.opening import open_ledger
from newscrawl.ledger.place import ledger_place
from newscrawl.options import data_folder, now
from newscrawl.record.clock_check import check_clock
from newscrawl.record.giving_up import GivingUp
from newscrawl.record.group import Commits, HeldError, Kind, record_path
from newscrawl.record.idle_check import IdleCheck
from newscrawl.record.lookup import Lookup
from newscrawl.record.outcome import Ending, attempt_for, settled_by, to_line
from newscrawl.record.recover import recover
from newscrawl.record.run_account import RunAccount
from newscrawl.record.watchers import ItemWatchers
from newscrawl.warc.series import CaptureError

logger = logging.getLogger(__name__)

SCRAPER_LOG = logging.getLogger("scrapy.core.scraper")
RUNS_LOOKED_AT = 20
"""Newest runs among which the last crawl is looked for."""
MEMORY_FILLED = frozenset((2, 8, 32))
"""Numbers of commits after which a crawl has filled much more memory than before."""
LOCKS_CHECKED_FOR = 1.0
"""Seconds for which locks count as held after they were checked."""


def _is_no_ledger_error(entry: logging.LogRecord) -> bool:
    """Keep Scrapy from logging each page's failure at a ledger that is gone: the record
    logs the first, and stops the run."""
    return not (entry.exc_info and isinstance(entry.exc_info[1], LedgerError))


class Record:
    """The lines and outcomes of one run on their way to disk."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self.crawler: Any = crawler
        self.data = data_folder(settings)
        self.failed = False
        """Whether writing failed; from then on items are ignored."""
        self._every = settings.getint("NEWSCRAWL_COMMIT_EVERY", 50)
        self._seconds = settings.getfloat("NEWSCRAWL_COMMIT_SECONDS", 5.0)
        self._timer: CallLaterResult | None = None
        self._hurried = self._started = self._ended = False
        self._locks_checked = 0.0
        self.idle_check = IdleCheck(crawler)
        place = ledger_place(settings)
        if isinstance(place, Path) and not place.exists() and any((self.data / "articles").glob("*/*.jsonl")):
            raise UsageError(
                _("{place} is missing, though {data} has articles; see `scrapy ledger rebuild`").format(
                    place=place, data=self.data
                )
            )
        self.ledger = open_ledger(settings)
        """For walks and pending articles, which are entered at once; outcomes are not:
        those go through `settle`."""
        if settings.get("NEWSCRAWL_CLOCK") != "trust" and not settings.get("NEWSCRAWL_REPLAY"):
            check_clock(now(settings), self.ledger.runs(RUNS_LOOKED_AT))
        self.locks = self.ledger.locks()
        with self.locks.gate():
            repaired = recover(self.ledger, self.locks)
        for each in repaired:
            if each.cut:
                logger.warning("Cut %d uncommitted bytes off %s", each.cut, each.state.path)
        SCRAPER_LOG.addFilter(_is_no_ledger_error)
        self.account = RunAccount(self.ledger, self.locks)
        self.commits = Commits(self.ledger, self.locks, self.data, 0, lambda: getattr(crawler, "capture", None))
        self.giving_up = GivingUp(self.ledger, crawler.stats)
        self.lookup = Lookup(crawler, self.data, self.ledger, self.commits)
        self.watchers = ItemWatchers()
        self.texts: ArchivedTexts | None = None
        """The near-duplicate index; None with `NEWSCRAWL_DUPLICATES=off`."""
        if settings.get("NEWSCRAWL_DUPLICATES") != "off":
            self.texts = ArchivedTexts(self.ledger.texts())
            self.commits.participants.append(self.texts)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Record:
        """Connect to a crawl; `scrapy shell` and `scrapy fetch` have no record."""
        if crawler.spidercls is DefaultSpider:
            raise NotConfigured
        record = cls(crawler)
        crawler.record = record  # type: ignore[attr-defined]
        if (captures := getattr(crawler, "capture", None)) is not None:
            captures.trust(record.captured_length)
        for handler, signal in (
            (record.spider_opened, signals.spider_opened),
            (record.engine_started, signals.engine_started),
            (record.item_scraped, signals.item_scraped),
            (record.item_dropped, signals.item_dropped),
            (record.item_error, signals.item_error),
            (record.spider_error, signals.spider_error),
            (record.spider_closed, signals.spider_closed),
            (record.feeds_closed, signals.feed_exporter_closed),
            (record.end, signals.engine_stopped),
        ):
            crawler.signals.connect(handler, signal)
        return record

    # For spiders, pipelines and feeds
    @property
    def run(self) -> int:
        """Number of this run; 0 before `spider_opened`."""
        return self.account.run

    def incomplete(self, why: str) -> None:
        """Note that this run lacks something it was asked for: exit code 3."""
        self.account.incomplete(why)

    def captured_length(self, name: str) -> int | None:
        """Return the committed length of a WARC file, named below the data folder."""
        try:
            return self.ledger.committed_length(str(self.data / name))
        except LedgerError as error:
            self.fail(error)
            return None

    def may_fetch(self) -> bool:
        """Check that this run can write, and held its locks a second ago.

        A run that lost them must not go on with what waits in its download slots:
        another run may already be fetching from these sites.
        """
        if not self.failed and time.monotonic() - self._locks_checked > LOCKS_CHECKED_FOR:
            try:
                self.locks.check()
            except LostLockError as error:
                self.fail(error)
            self._locks_checked = time.monotonic()
        return not self.failed

    def settle(self, settled: Settled) -> None:
        """Record the outcome of an article with the next commit.

        Called by spiders for articles without a line: rejected, failed, still pending,
        fetched again and unchanged.
        """
        self.account.fetching.pop(settled.id, None)
        if self.failed:
            return
        if settled.outcome == "pending":
            self.account.waiting[settled.id] = settled.reason or "pending"
        else:
            self.account.waiting.pop(settled.id, None)
        self.commits.settle(settled)
        self._schedule()

    # Items
    def item_scraped(self, item: Any, response: Response | None) -> None:
        """Write an item's line, settle its article, and pass it to the watchers."""
        self._write(item, response)
        self.watchers.pass_on(item, response)

    def _write(self, item: Any, response: Response | None) -> None:
        self.idle_check.item_done(response)
        if self.failed or not isinstance(item, Article | Duplicate | Tombstone):
            return
        try:
            settled = settled_by(item, response)
            kind: Kind = "duplicates" if isinstance(item, Duplicate) else "articles"
            path = record_path(self.data, kind, item.site, item.fetched, self.ledger.worker)
            self.commits.write(path, item.id, settled.revision, to_line(item))
            if self.texts is not None and isinstance(item, Article) and item.duplicate_of is None:
                self.texts.keep(item)
        except HeldError as error:
            self.fail(error, reason="held")
        except Exception as error:
            self.fail(error)
        else:
            self.crawler.stats.inc_value(f"newscrawl/record/{kind}")
            self.settle(settled)

    def item_dropped(self, item: Any, response: Response | None, exception: BaseException) -> None:
        """Settle an article that a pipeline refused, with its reason."""
        self.idle_check.item_done(response)
        if isinstance(item, Article | Duplicate | Tombstone):
            self._discard_text(item.id)
            attempt = attempt_for(item, response)
            if isinstance(exception, Ending):
                self.settle(exception.settled(item, attempt))
            else:
                self.settle(Settled(item.id, "rejected", reason=f"dropped: {exception}", attempt=attempt))

    def item_error(self, item: Any, response: Response | None, failure: Any) -> None:
        """Leave an article pending that a pipeline failed on."""
        self.idle_check.item_done(response)
        if isinstance(failure.value, LedgerError):
            self.fail(failure.value)
            return
        cause = type(failure.value).__name__
        self.incomplete(
            bilingual(
                "a pipeline failed on {item}: {cause}: {error}",
                item=getattr(item, "url", type(item).__name__),
                cause=cause,
                error=failure.value,
            )
        )
        if isinstance(item, Article | Duplicate | Tombstone):
            self._discard_text(item.id)
            attempt = attempt_for(item, response, cause)
            self.settle(self.giving_up.settled(item.id, f"error: {cause}", attempt, now(self.crawler.settings)))

    def _discard_text(self, id: str) -> None:
        if self.texts is not None:
            self.texts.discard(id)

    def spider_error(self, failure: Any) -> None:
        """Note that an exception in the spider left work undone."""
        if isinstance(failure.value, LedgerError):
            self.fail(failure.value)
            return
        self.incomplete(
            bilingual("the spider failed: {kind}: {error}", kind=type(failure.value).__name__, error=failure.value)
        )

    # Commits
    def _schedule(self) -> None:
        """Schedule a commit: at once if the group is full, otherwise in a few seconds.

        Never commit right here: other feeds may not have the item yet.
        """
        full = len(self.commits) >= self._every
        if self._timer is None or (full and not self._hurried):
            self._cancel()
            self._hurried = full
            self._timer = call_later(0 if full else self._seconds, self.commit)

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer, self._hurried = None, False

    def commit(self, *, closing: bool = False, leaving: Collection[str] = ()) -> None:
        """Commit the current group; a failure stops the run. The record of the sites in
        `leaving` is closed."""
        self._cancel()
        if self.failed:
            return
        before = self.commits.groups
        try:
            self.commits.commit(closing=closing, leaving=leaving)
        except Exception as error:
            self.fail(error)
        if before < self.commits.groups in MEMORY_FILLED:
            use_large_pages()

    def fail(self, error: BaseException, *, reason: str = "record_failed") -> None:
        """Stop the run: cut files to what is committed, and ignore further items."""
        if self.failed:
            return
        self.failed = True
        self._cancel()
        cause = str(error) or type(error).__name__
        known = isinstance(error, OSError | HeldError | CaptureError | LedgerError | UsageError)
        logger.critical("Not written: %s. The run stops; nothing committed is lost", cause, exc_info=not known)
        self.incomplete(bilingual("not written: {cause}", cause=cause))
        try:
            self.commits.give_up()
        except OSError as cut:
            logger.critical("Not cut to its committed length, the next run will: %s", cut)
        engine = self.crawler.engine
        if engine.spider is not None:
            deferred_from_coro(engine.close_spider_async(reason=reason))

    # Beginning and end
    def spider_opened(self) -> None:
        """Begin the run."""
        spider = self.crawler.spider
        arguments = {name: str(value) for name, value in getattr(spider, "given", {}).items()}
        try:
            self.account.begin(spider.name, arguments, now(self.crawler.settings))
        except Exception as error:
            self.failed = True
            logger.critical("The run cannot begin: %s", error, exc_info=not isinstance(error, OSError | LedgerError))
            self.incomplete(bilingual("the run cannot begin: {error}", error=error))
            raise CloseSpider("record_failed") from error
        self.commits.run = self.run

    def engine_started(self) -> None:
        self._started = True

    async def spider_closed(self, reason: str) -> None:
        """Remember why the run ends. Feeds are still open; if there are any, the last
        commit waits until they are closed."""
        self.account.finish_reason = reason
        if self.crawler.get_extension(FeedExporter) is None:
            await asyncio.sleep(0)  # other handlers of this signal may still settle something
            self.feeds_closed()

    def feeds_closed(self) -> None:
        """Commit the last group: the feeds have written their last bytes."""
        self.commit(closing=True)
        if not self._started:  # closed while it opened: no signal follows
            self.end()

    def end(self) -> None:
        """End the run: the last commit, the account, the locks."""
        if self._ended:
            return
        self._ended = True
        failpoint("close.finished")
        self.commit(closing=True)
        failpoint("close.committed")
        self.account.end(now(self.crawler.settings), failed=self.failed)
        self.ledger.close()
        self.locks.drop_all()
        SCRAPER_LOG.removeFilter(_is_no_ledger_error)

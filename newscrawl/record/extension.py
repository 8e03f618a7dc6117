"""The record: every item that passes the pipelines → its line and its outcome, committed together.

`Record` is an extension that stands before Scrapy's feed exporter (order -100) and is found at `crawler.record`. It
opens the ledger, mends what dead runs left, and gathers lines and outcomes into groups that `commit.py` brings to disk;
never inside an item's own signal, when one feed has the item and another has not. A failure to write stops the run.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
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

from newscrawl.dedup.archived_texts import ArchivedTexts
from newscrawl.failpoints import failpoint
from newscrawl.items import Article, Duplicate, Tombstone
from newscrawl.ledger import Balance, LedgerError, Settled
from newscrawl.ledger.history import Alarm
from newscrawl.ledger.locks import LostLockError
from newscrawl.ledger.opening import open_ledger
from newscrawl.ledger.place import ledger_place
from newscrawl.options import data_folder, now
from newscrawl.record.group import Commits, HeldError, Kind, record_path
from newscrawl.record.idle_check import Waker
from newscrawl.record.lookup import Known
from newscrawl.record.outcome import OUTSIDE, Ending, attempt_for, settled_by, to_line
from newscrawl.record.recover import recover, run_lock
from newscrawl.warc.series import CaptureError

logger = logging.getLogger(__name__)

HELD, ALARM, INCOMPLETE = 5, 4, 3
CHECKED = 1.0
"""Seconds for which locks that were looked at count as held."""


class Record(Known):
    """The account of one run: what spiders and pipelines tell the ledger, and ask of it."""

    run: int
    """Number of this run, from `spider_opened` on."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self.crawler: Any = crawler
        self.data = data_folder(settings)
        self.shortfalls: list[str] = []
        """Why this run is not complete, one line each; empty means exit code 0."""
        self.failed = False
        """Whether writing failed; from then on nothing is taken."""
        self.balances: list[Balance] = []
        """The balance of this run by channel, once it has ended."""
        self.alarms: list[Alarm] = []
        """What a person should look at, once the run has ended: exit code 4."""
        self.untold: list[Alarm] = []
        """Those of them that nobody was told of yet."""
        self.at_end: list[Callable[[], list[Alarm]]] = []
        """Asked for alarms when all is committed and `balances` stand."""
        self.waiting: dict[str, str] = {}
        """Articles taken up by this run that failed for now, with the cause."""
        self._every = settings.getint("NEWSCRAWL_COMMIT_EVERY", 50)
        self._seconds = settings.getfloat("NEWSCRAWL_COMMIT_SECONDS", 5.0)
        self._timer: CallLaterResult | None = None
        self._hurried = self._started = self._ended = False
        self._finish_reason = "finished"
        self._checked = 0.0
        self._waker = Waker(crawler)
        place = ledger_place(settings)
        if isinstance(place, Path) and not place.exists() and any((self.data / "articles").glob("*/*.jsonl")):
            raise UsageError(f"{place} is missing, though {self.data} has articles; see `scrapy ledger rebuild`")
        self.ledger = open_ledger(settings)
        self.locks = self.ledger.locks()
        with self.locks.gate():
            found = recover(self.ledger, self.locks)
        for mended in found:
            if mended.cut:
                logger.warning("Cut %d uncommitted bytes off %s", mended.cut, mended.state.path)
        self.commits = Commits(self.ledger, self.locks, self.data, 0, lambda: getattr(crawler, "capture", None))
        self.texts: ArchivedTexts | None = None
        """The near-duplicate index; None with `NEWSCRAWL_DUPLICATES=off`."""
        if settings.get("NEWSCRAWL_DUPLICATES") != "off":
            self.texts = ArchivedTexts(self.ledger.texts())
            self.commits.participants.append(self.texts)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Record:
        """Stand beside a crawl; `scrapy shell` and `scrapy fetch` have no record."""
        if crawler.spidercls is DefaultSpider:
            raise NotConfigured
        record = cls(crawler)
        crawler.record = record  # type: ignore[attr-defined]
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

    # What spiders and pipelines ask -----------------------------------------------------------------------------------
    async def lock(self, keys: Iterable[str], wait: timedelta = timedelta()) -> set[str]:
        """Take the locks of politeness keys; gives those that this run holds when all are, or the wait is over."""
        wanted = set(keys)
        deadline = time.monotonic() + wait.total_seconds()
        while True:
            with self.locks.gate():
                held = {key for key in wanted if self.locks.take(f"site-{key}")}
            left = deadline - time.monotonic()
            if held == wanted or left <= 0:
                break
            await asyncio.sleep(min(1.0, left))
        self.ledger.release(sorted(held), self.run)
        if missing := sorted(wanted - held):
            logger.warning("Held by another run, left out of this one: %s", ", ".join(missing))
        return held

    def may_fetch(self) -> bool:
        """Tell whether this run may still ask its sites: it can write, and held its locks a second ago.

        Whoever lost them must not go on with what waits in its download slots; another run may be at these sites.
        """
        if not self.failed and time.monotonic() - self._checked > CHECKED:
            try:
                self.locks.check()
            except LostLockError as error:
                self.fail(error)
            self._checked = time.monotonic()
        return not self.failed

    def settle(self, settled: Settled) -> None:
        """Say what became of an article without a line: rejected, failed, pending for a later run, looked at again."""
        if self.failed:
            return
        if settled.outcome == "pending":
            self.waiting[settled.id] = settled.reason or "pending"
        else:
            self.waiting.pop(settled.id, None)
        self.commits.settle(settled)
        self._schedule()

    def owns(self, path: Path) -> bool:
        """Tell whether a path is the archive's own: record, captures, ledger, locks."""
        own = [self.data / name for name in ("articles", "duplicates", "warc")]
        ledger = ledger_place(self.crawler.settings)
        if isinstance(ledger, Path):
            own += [ledger, ledger.with_suffix(".locks")]
            if path.name.startswith(f"{ledger.name}-"):
                return True
        return any(path.is_relative_to(each) for each in own)

    def incomplete(self, why: str) -> None:
        """Say that this run does not have all it was asked for: `scrapy crawl` exits with 3."""
        self.shortfalls.append(why)

    # What items become ------------------------------------------------------------------------------------------------
    def item_scraped(self, item: Any, response: Response | None) -> None:
        """Write an item's line, and settle its article."""
        self._waker.item_done(response)
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
        self._waker.item_done(response)
        if isinstance(item, Article | Duplicate | Tombstone):
            self._let_go(item.id)
            attempt = attempt_for(item, response)
            if isinstance(exception, Ending):
                self.settle(exception.settled(item, attempt))
            else:
                self.settle(Settled(item.id, "rejected", reason=f"dropped: {exception}", attempt=attempt))

    def item_error(self, item: Any, response: Response | None, failure: Any) -> None:
        """Leave an article pending that a pipeline failed on."""
        self._waker.item_done(response)
        if isinstance(failure.value, LedgerError):
            self.fail(failure.value)
        cause = type(failure.value).__name__
        self.incomplete(f"a pipeline failed on {getattr(item, 'url', 'an item')}: {cause}: {failure.value}")
        if isinstance(item, Article | Duplicate | Tombstone):
            self._let_go(item.id)
            self.settle(
                Settled(item.id, "pending", reason=f"error: {cause}", attempt=attempt_for(item, response, cause))
            )

    def _let_go(self, id: str) -> None:
        if self.texts is not None:
            self.texts.let_go(id)

    def spider_error(self, failure: Any) -> None:
        """An exception in the spider leaves work undone."""
        if isinstance(failure.value, LedgerError):
            self.fail(failure.value)
        self.incomplete(f"the spider failed: {type(failure.value).__name__}: {failure.value}")

    # Commits ----------------------------------------------------------------------------------------------------------
    def _schedule(self) -> None:
        """See to a commit: soon, if the group is full; else in a while. Never now: other feeds may lack the item."""
        full = len(self.commits) >= self._every
        if self._timer is None or (full and not self._hurried):
            self._cancel()
            self._hurried = full
            self._timer = call_later(0 if full else self._seconds, self.commit)

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer, self._hurried = None, False

    def commit(self, *, closing: bool = False) -> None:
        """Commit the group under way; a failure stops the run."""
        self._cancel()
        if self.failed:
            return
        try:
            self.commits.commit(closing=closing)
        except Exception as error:
            self.fail(error)

    def fail(self, error: BaseException, *, reason: str = "record_failed") -> None:
        """Stop the run, loudly: take back what is not committed, and take nothing more."""
        if self.failed:
            return
        self.failed = True
        self._cancel()
        told = str(error) or type(error).__name__
        known = isinstance(error, OSError | HeldError | CaptureError | LedgerError | UsageError)
        logger.critical("Not written: %s. The run stops; nothing committed is lost", told, exc_info=not known)
        self.incomplete(f"not written: {told}")
        try:
            self.commits.give_up()
        except OSError as cut:
            logger.critical("Not cut to its committed length, the next run will: %s", cut)
        engine = self.crawler.engine
        if engine.spider is not None:
            deferred_from_coro(engine.close_spider_async(reason=reason))

    # The run ----------------------------------------------------------------------------------------------------------
    def spider_opened(self) -> None:
        """Begin the run."""
        spider = self.crawler.spider
        arguments = {name: str(value) for name, value in getattr(spider, "given", {}).items()}
        try:
            with self.locks.gate():
                self.run = self.ledger.begin_run(spider.name, arguments, now(self.crawler.settings))
                self.locks.take(run_lock(self.run))
        except Exception as error:
            self.failed = True
            logger.critical("The run cannot begin: %s", error, exc_info=not isinstance(error, OSError | LedgerError))
            self.incomplete(f"the run cannot begin: {error}")
            raise CloseSpider("record_failed") from error
        self.commits.run = self.run

    def engine_started(self) -> None:
        self._started = True

    async def spider_closed(self, reason: str) -> None:
        """Remember why the run ends. Feeds are still open: the last commit waits for them, if there are any."""
        self._finish_reason = reason
        if self.crawler.get_extension(FeedExporter) is None:
            await asyncio.sleep(0)  # what else hears this signal may have something to settle
            self.feeds_closed()

    def feeds_closed(self) -> None:
        """The last commit: the followers have their last bytes."""
        self.commit(closing=True)
        if not self._started:  # closed while it opened: no signal follows
            self.end()

    def end(self) -> None:
        """End the run: the last commit, the balance, the locks."""
        if self._ended:
            return
        self._ended = True
        failpoint("close.finished")
        self.commit(closing=True)
        failpoint("close.committed")
        reason = self._finish_reason
        if reason != "finished" and not reason.startswith("closespider_") and not self.failed:
            self.incomplete(f"the run was stopped: {reason}")
        if late := [cause for cause in self.waiting.values() if cause != OUTSIDE]:
            self.incomplete(f"{len(late)} articles could not be fetched for now")
        try:
            if hasattr(self, "run"):
                self.balances = self.ledger.balances("channel", self.run)
                whole = self.ledger.balances("all", self.run)  # an article that two channels list counts once here
                pending = sum(balance.outcomes.get("pending", 0) for balance in whole)
                if reason == "finished" and pending > len(self.waiting):
                    silent = pending - len(self.waiting)
                    self.incomplete(f"{silent} articles were taken up, and neither an outcome nor a cause came of them")
                self._judge()
                summary: dict[str, object] = {"finish_reason": reason, "shortfalls": self.shortfalls}
                self.ledger.end_run(self.run, now(self.crawler.settings), self.exit_code, summary)
                failpoint("close.ended")
                self.locks.drop(run_lock(self.run), for_good=True)
        except Exception as error:
            self.incomplete(f"the end of the run could not be entered: {error}")
            logger.critical("The end of the run could not be entered: %s", error)
        self.ledger.close()
        self.locks.drop_all()

    def _judge(self) -> None:
        """Ask for alarms; what goes wrong there is told, and the account ends as it is."""
        for judge in self.at_end:
            try:
                self.alarms += judge()
            except Exception as error:
                self.incomplete(f"the run could not be judged: {error}")
                logger.critical("The run could not be judged: %s", error, exc_info=not isinstance(error, LedgerError))

    @property
    def exit_code(self) -> int:
        """0, 3 incomplete, 4 an alarm, or 5 held by another run."""
        if self._finish_reason == "held":
            return HELD
        if self.alarms:
            return ALARM
        return INCOMPLETE if self.shortfalls else 0

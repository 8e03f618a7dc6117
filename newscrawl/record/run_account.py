"""The account of one run → its row in the ledger, its locks, its balance, exit code.

A run begins when its spider opens and ends when all is committed. In between it holds
the locks of its sites, and collects why it is incomplete. Lines and outcomes are taken
by `extension.py`.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from newscrawl.failpoints import failpoint
from newscrawl.i18n import bilingual
from newscrawl.ledger import Balance, Ledger, LedgerError, handover
from newscrawl.ledger.history import Alarm
from newscrawl.ledger.locks import Locks
from newscrawl.record.giving_up import ABSENT, FORBIDDEN
from newscrawl.record.outcome import OUTSIDE
from newscrawl.record.recover import run_lock

logger = logging.getLogger(__name__)

HELD, ALARM, INCOMPLETE = 5, 4, 3
CUT_OFF = bilingual("the run was cut off")
NOT_LATE = ABSENT | {f"page_{reason}" for reason in ABSENT} | {OUTSIDE, FORBIDDEN}
"""Reasons of pending articles that a run does not lack; `page_` for a further page."""


AT_END = {"at_end": True}
"""`extra` of log records that a terminal does not show: the end of the run says it."""


@dataclass(frozen=True, slots=True)
class UnreadListing:
    """A channel whose walk stopped short in this run."""

    channel: str
    at: str
    """Address of the page at which it stopped."""
    reason: str


class RunAccount:
    """One run: what it was asked for and did not get, how it balances, how it ends."""

    def __init__(self, ledger: Ledger, locks: Locks) -> None:
        self._ledger, self._locks = ledger, locks
        self.run = 0
        """Number of this run; 0 until it has begun."""
        self.ended = False
        """Whether the run came to its end; one that was cut off did not."""
        self.finish_reason = "finished"
        """Why Scrapy closed the spider."""
        self.shortfalls: list[str] = []
        """Why this run is incomplete, one line each; empty means exit code 0."""
        self.no_network: str | None = None
        """A sentence where no host could be reached; it stands for what each channel
        lacks."""
        self.unread: dict[str, UnreadListing] = {}
        """Those of the shortfalls that are walks which stopped short."""
        self.waiting: dict[str, str] = {}
        """Articles taken up by this run that failed for now, with the cause."""
        self.fetching: dict[str, str] = {}
        """Articles under way, with their politeness keys."""
        self.left_out: dict[str, str] = {}
        """Channel → what the bounds of its walk left out, in words."""
        self.balances: list[Balance] = []
        """The balance of this run by channel, once it has ended."""
        self.alarms: list[Alarm] = []
        """What a person should look at, once the run has ended: exit code 4."""
        self.unreported: list[Alarm] = []
        """Those of the alarms that were not sent to anybody yet."""
        self.at_end: list[Callable[[], list[Alarm]]] = []
        """Called for alarms when all is committed and `balances` are filled."""

    def begin(self, spider: str, arguments: dict[str, str], at: datetime) -> None:
        """Enter the run in the ledger and take the lock that shows it is alive."""
        with self._locks.gate():
            self.run = self._ledger.begin_run(spider, arguments, at)
            self._locks.take(run_lock(self.run))

    async def lock(
        self, keys: Iterable[str], wait: timedelta | None = None, *, yields: bool = False
    ) -> AsyncIterator[set[str]]:
        """Take the locks of politeness keys; yield those that this run holds now.

        Ends when all are held, or the wait is over; without `wait` only back-fills are
        waited for. `yields` marks a run that hands its sites over to others.
        """
        missing = set(keys)
        async for taken in handover.acquire(self._locks, missing, wait, yields=yields):
            missing = missing - taken
            self._ledger.release(sorted(taken), self.run)
            yield taken
        if missing:
            logger.warning("Held by another run, left out of this one: %s", ", ".join(sorted(missing)))

    async def hand_over(self, key: str) -> None:
        """Release a site for the runs that wait for it, and take it back after them.

        What they settled is no longer late.
        """
        logger.info("%s: another run waits for it; this one goes on after it", key)
        await handover.yield_to_waiting(self._locks, key)
        self._ledger.release([key], self.run)
        for id in list(self.waiting):
            row = self._ledger.article(id)
            if row is not None and row.outcome != "pending":
                del self.waiting[id]
        logger.info("%s: the other run is done; this one goes on", key)

    def wanted(self, key: str) -> bool:
        """Check whether another run waits for a site that this one holds."""
        return handover.wanted(self._locks, key)

    def incomplete(self, why: str, unread: UnreadListing | None = None) -> None:
        """Note that this run lacks something it was asked for: exit code 3."""
        self.shortfalls.append(why)
        if unread is not None:
            self.unread[why] = unread

    def end(self, at: datetime, *, failed: bool) -> None:
        """Balance the run, ask for alarms and enter how it ended.

        `failed` tells whether writing failed. Errors are logged and make the run
        incomplete; none is raised.
        """
        self.ended = True
        reason = self.finish_reason
        if reason != "finished" and not reason.startswith("closespider_") and not failed:
            self.incomplete(bilingual("the run was stopped: {reason}", reason=reason))
        if late := [cause for cause in self.waiting.values() if cause not in NOT_LATE]:
            if len(late) == 1:
                self.incomplete(bilingual("1 article could not be fetched for now"))
            else:
                self.incomplete(bilingual("{n} articles could not be fetched for now", n=len(late)))
        if not self.run:
            return
        try:
            self._balance()
            self._judge()
            summary: dict[str, object] = {"finish_reason": reason, "shortfalls": self.shortfalls}
            if self.left_out:
                summary["left_out"] = self.left_out
            self._ledger.end_run(self.run, at, self.exit_code, summary)
            failpoint("close.ended")
            self._locks.drop(run_lock(self.run), for_good=True)
        except Exception as error:
            if failed and isinstance(error, LedgerError):
                return  # what stopped the run is why it has no end in the ledger
            self.incomplete(bilingual("the end of the run could not be entered: {error}", error=error))
            logger.critical("The end of the run could not be entered: %s", error)

    def cut_off(self, at: datetime) -> None:
        """Enter that the process was told to stop at once: exit code 3.

        What was not committed is fetched again, as after a kill.
        """
        self.incomplete(CUT_OFF)
        if not self.run:
            return
        try:
            self.balances = self._ledger.balances("channel", self.run)
            summary: dict[str, object] = {"finish_reason": "cut_off", "shortfalls": self.shortfalls}
            self._ledger.end_run(self.run, at, INCOMPLETE, summary)
        except LedgerError as error:
            logger.critical("The end of the run could not be entered: %s", error)

    def _balance(self) -> None:
        self.balances = self._ledger.balances("channel", self.run)
        # An article that two channels list counts once in the balance of all.
        total = self._ledger.balances("all", self.run)
        pending = sum(balance.outcomes.get("pending", 0) for balance in total)
        if self.finish_reason == "finished" and pending > len(self.waiting):
            silent = pending - len(self.waiting)
            self.incomplete(
                bilingual("{n} articles were taken up, and neither an outcome nor a cause came of them", n=silent)
            )

    def _judge(self) -> None:
        """Ask for alarms; an error there is logged, and the run ends without it."""
        for judge in self.at_end:
            try:
                self.alarms += judge()
            except Exception as error:
                self.incomplete(bilingual("the run could not be judged: {error}", error=error))
                logger.critical("The run could not be judged: %s", error, exc_info=not isinstance(error, LedgerError))

    @property
    def exit_code(self) -> int:
        """0, 3 incomplete, 4 an alarm, or 5 held by another run; never 0 before the
        end.
        """
        if self.finish_reason == "held":
            return HELD
        if self.alarms:
            return ALARM
        return INCOMPLETE if self.shortfalls or not self.ended else 0

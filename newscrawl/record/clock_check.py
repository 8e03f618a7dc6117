"""The present moment and a ledger's last run → refused, where the clock went back.

A machine without a battery starts in 1970 until NTP has set it. Articles fetched then
would lose their dates, which lie in the future, and their lines would go to a month
long past.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from newscrawl.china_time import CHINA
from newscrawl.i18n import _
from newscrawl.ledger import LedgerError, RunRow

REBUILD = "rebuild"
BACK = timedelta(days=1)
"""How far a clock may be behind: those of several machines differ, and no date is lost
by a day. An alarm names smaller differences from the sites' own clocks."""


def check_clock(now: datetime, runs: Sequence[RunRow]) -> None:
    """Raise `LedgerError` if the clock is behind the last crawl among these runs,
    newest first.

    >>> from datetime import UTC
    >>> run = RunRow(7, "channel", {}, datetime(2020, 11, 18, 15, tzinfo=UTC), None, None, None)
    >>> check_clock(datetime(2020, 11, 18, 14, tzinfo=UTC), [run])
    >>> check_clock(datetime(1970, 1, 1, tzinfo=UTC), [run])
    Traceback (most recent call last):
    newscrawl.ledger.values.LedgerError: the clock says 1970-01-01 08:00, but run 7 of this ledger was at ...
    """
    last = next((run for run in runs if run.spider != REBUILD), None)  # which entered what crawls had fetched before
    if last is None:
        return
    then = max(last.started, last.finished or last.started)
    if then - now > BACK:
        raise LedgerError(
            _(
                "the clock says {now:%Y-%m-%d %H:%M}, but run {id} of this ledger was at "
                "{then:%Y-%m-%d %H:%M}: set this machine's clock (NTP); if that run's clock was wrong, "
                "crawl once with NEWSCRAWL_CLOCK=trust"
            ).format(now=now.astimezone(CHINA), id=last.id, then=then.astimezone(CHINA))
        )

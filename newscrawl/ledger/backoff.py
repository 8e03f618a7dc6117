"""Failed attempts, present time → time of the next attempt. Pure.

The ledger counts and stores the attempts. How long to leave a site alone that refuses
us is decided by the breaker (`net/breaker.py`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

MAX_ATTEMPTS = 9
"""Counted attempts after which an article has failed for good.

With the waits below that is more than three days: a server that is down from Friday
evening to Monday morning costs nothing.
"""

FIRST_WAIT = timedelta(minutes=30)
LONGEST_WAIT = timedelta(days=1)
LONGEST_ASKED = timedelta(days=7)
"""The longest Retry-After that is obeyed: larger values are mistakes."""


def next_try(attempts: int, now: datetime, retry_after: timedelta | None = None) -> datetime:
    """Return when to try an article again after so many failed attempts.

    The wait is half an hour, doubled each time, up to a day. `retry_after` is what the
    server asked for; it can only lengthen the wait.

    >>> now = datetime.fromisoformat("2020-11-18T09:00:00+08:00")
    >>> [str(next_try(attempts, now) - now) for attempts in (1, 2, 3, 9)]
    ['0:30:00', '1:00:00', '2:00:00', '1 day, 0:00:00']
    """
    wait = min(FIRST_WAIT * (1 << min(max(attempts, 1) - 1, 16)), LONGEST_WAIT)
    return now + max(wait, min(retry_after or timedelta(), LONGEST_ASKED))

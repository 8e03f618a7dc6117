"""When to try an article again that failed transiently.

Pure: a count of failures and the present time become the time of the next try. Who counts, and where it is kept, is
the ledger's; how long a site is left alone that refuses us, the breaker's (`net/breaker.py`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

MAX_ATTEMPTS = 9
"""Counted attempts after which an article has failed for good: with the waits below over three days, so
that a server that is down from Friday evening to Monday morning costs nothing."""

FIRST_WAIT = timedelta(minutes=30)
LONGEST_WAIT = timedelta(days=1)
LONGEST_ASKED = timedelta(days=7)
"""A server that asks for more, by Retry-After, is asked again after this: such values are mistakes."""


def next_try(attempts: int, now: datetime, retry_after: timedelta | None = None) -> datetime:
    """Give the time of an article's next try after so many failed attempts: half an hour, doubled each time, to a day.

    `retry_after` is what the server asked for; it only ever lengthens the wait.

    >>> now = datetime.fromisoformat("2020-11-18T09:00:00+08:00")
    >>> [str(next_try(attempts, now) - now) for attempts in (1, 2, 3, 9)]
    ['0:30:00', '1:00:00', '2:00:00', '1 day, 0:00:00']
    """
    wait = min(FIRST_WAIT * (1 << min(max(attempts, 1) - 1, 16)), LONGEST_WAIT)
    return now + max(wait, min(retry_after or timedelta(), LONGEST_ASKED))

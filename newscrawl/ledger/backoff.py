"""Failed attempts → the time of the next attempt, or no further one. Pure.

The ledger stores the attempts. An outcome is final only if something positive says so;
a cause that says nothing keeps an article pending for the days stated here. How long to
leave a site alone that refuses us is decided by the breaker (`net/breaker.py`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from newscrawl.china_time import CHINA
from newscrawl.ledger.values import Failing

MAX_ATTEMPTS = 9
"""Counted attempts after which an article has failed for good.

With the waits below that is more than three days: a server that is down from Friday
evening to Monday morning costs nothing.
"""

FIRST_WAIT = timedelta(minutes=30)
LONGEST_WAIT = timedelta(days=1)
LONGEST_ASKED = timedelta(days=7)
"""The longest Retry-After that is obeyed: larger values are mistakes."""

ANSWERED_FOR = timedelta(days=3)
ANSWERED_DAYS = 4
"""How long, and on how many days, a server must have answered with something else than
an article before it is believed."""
FORBIDDEN_FOR = timedelta(days=3)
"""How long robots.txt must have forbidden an address."""
REFUSED_FOR = timedelta(days=30)
"""How long a site must have refused us before its articles are given up."""
SHOWN_FOR = timedelta(days=1)
"""How long after a listing showed it an article that is not there is looked for as
often as any other; its page may be late."""

Cause = Literal["failure", "answer", "forbidden", "refusal"]
"""Why an article is pending: no whole answer came; an answer that is no article came;
robots.txt forbids it; the site as a whole is not asked."""


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


def is_last(attempts: int) -> bool:
    """Return whether the attempt after so many counted ones is the last.

    >>> is_last(7), is_last(8)
    (False, True)
    """
    return attempts + 1 >= MAX_ATTEMPTS


def is_final(cause: Cause, attempts: int, failing: Failing, now: datetime) -> bool:
    """Return whether an article is given up after an attempt now.

    `attempts` counts it, `failing` knows of those before. An answer that is no article
    is final when it came on four days, and the first of them is three days ago.

    >>> days = [datetime.fromisoformat(f"2020-11-{day}T09:00:00+08:00") for day in (18, 19, 20, 21)]
    >>> [is_final("answer", n + 1, Failing(days[0], tuple(days[:n])), days[n]) for n in range(4)]
    [False, False, False, True]
    >>> is_final("failure", 8, Failing(days[0]), days[3]), is_final("failure", 9, Failing(days[0]), days[3])
    (False, True)
    """
    since = failing.since or now
    match cause:
        case "failure":
            return attempts >= MAX_ATTEMPTS
        case "answer":
            days = {moment.astimezone(CHINA).date() for moment in (*failing.answered, now)}
            return len(days) >= ANSWERED_DAYS and now - since >= ANSWERED_FOR
        case "forbidden":
            return now - since >= FORBIDDEN_FOR
        case "refusal":
            return now - since >= REFUSED_FOR


def next_look(attempts: int, failing: Failing, now: datetime) -> datetime:
    """Return when to look again for an article that is not there.

    One that no listing has shown for a day waits for a day: it was most likely removed.
    """
    if failing.shown is None or now - failing.shown > SHOWN_FOR:
        return now + LONGEST_WAIT
    return next_try(attempts, now)

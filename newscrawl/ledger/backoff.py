"""When to try again: an article that failed transiently, and a site that refused us.

Pure: a count of failures and the present time become the time of the next try. Who counts, and where it is kept, is
the ledger's.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from newscrawl.ledger import Ban

MAX_ATTEMPTS = 9
"""Counted attempts after which an article has failed for good: with the waits below three and a half days in all, so
that a server that is down from Friday evening to Monday morning costs nothing."""

FIRST_WAIT = timedelta(minutes=30)
LONGEST_WAIT = timedelta(days=1)
FIRST_BAN = timedelta(hours=1)
LONGEST_BAN = timedelta(days=4)
LONGEST_ASKED = timedelta(days=7)
"""A server that asks for more by Retry-After is asked again after this: such values are mistakes."""


def next_try(attempts: int, now: datetime, retry_after: timedelta | None = None) -> datetime:
    """Give the time of an article's next try after so many failed attempts: half an hour, doubled each time, to a day.

    >>> now = datetime(2020, 11, 18, 9, 0, tzinfo=UTC)
    >>> [str(next_try(attempts, now) - now) for attempts in (1, 2, 3, 9)]
    ['0:30:00', '1:00:00', '2:00:00', '1 day, 0:00:00']
    """
    return now + _wait(attempts, FIRST_WAIT, LONGEST_WAIT, retry_after)


def next_ban(before: Ban | None, now: datetime, retry_after: timedelta | None = None) -> Ban:
    """Give the ban that follows when a site refuses us: an hour, doubled with every run that meets it, to four days.

    >>> now = datetime(2020, 11, 18, 9, 0, tzinfo=UTC)
    >>> first = next_ban(None, now)
    >>> str(first.until - now), str(next_ban(first, now).until - now)
    ('1:00:00', '2:00:00')
    """
    strikes = (before.strikes if before else 0) + 1
    return Ban(now + _wait(strikes, FIRST_BAN, LONGEST_BAN, retry_after), strikes)


def read_retry_after(value: str | None, now: datetime) -> timedelta | None:
    """Read a Retry-After header (RFC 9110, 10.2.3): seconds or an HTTP date; None where it says nothing usable.

    >>> now = datetime(2020, 11, 18, 9, 0, tzinfo=UTC)
    >>> read_retry_after("120", now), read_retry_after("Wed, 18 Nov 2020 09:30:00 GMT", now)
    (datetime.timedelta(seconds=120), datetime.timedelta(seconds=1800))
    >>> read_retry_after("soon", now) is None
    True
    """
    value = (value or "").strip()
    if value.isascii() and value.isdigit():
        return min(timedelta(seconds=int(value[:9])), LONGEST_ASKED)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:  # "-0000": UTC, of unknown place
        moment = moment.replace(tzinfo=UTC)
    return min(max(moment - now, timedelta()), LONGEST_ASKED)


def _wait(failures: int, first: timedelta, longest: timedelta, asked: timedelta | None) -> timedelta:
    wait = min(first * (1 << min(max(failures, 1) - 1, 32)), longest)
    return max(wait, min(asked, LONGEST_ASKED)) if asked else wait

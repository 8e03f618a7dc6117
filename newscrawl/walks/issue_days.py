"""The recorded outcome of a newspaper's day → whether the day is walked again.

A complete issue is walked again only if it was read while it may still have been
growing. A missing one may be late: it is requested again for some days, and given up
only if a later issue of the edition exists; otherwise the paper may have moved, and
nothing is known to be missing.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from newscrawl.china_time import CHINA
from newscrawl.walks.issue_values import Issue

LATE = timedelta(days=7)
"""How long after its day an issue may still appear, or be corrected."""
COMPLETE_AT = time(12)
"""The time of its day, China's, at which an issue is complete: publishers put its pages
online one by one until the morning."""
EVERY = timedelta(hours=6)
"""Time between two requests for a day that has no issue yet."""


def to_be_walked(known: Issue | None, now: datetime, newest: date | None) -> bool:
    """Return whether a day is walked in this run.

    `newest` is the edition's newest complete issue.

    >>> from datetime import UTC
    >>> now = datetime(2020, 11, 18, 9, 0, tzinfo=UTC)
    >>> gone = Issue(date(2020, 11, 1), "missing", now - timedelta(hours=1), "no_issue")
    >>> [to_be_walked(issue, now, date(2020, 11, 17)) for issue in (None, gone)]
    [True, False]
    >>> to_be_walked(Issue(date(2020, 11, 1), "missing", now - timedelta(hours=7), "no_issue"), now, newest=None)
    True
    >>> early = Issue(date(2020, 11, 18), "complete", datetime(2020, 11, 17, 22, 0, tzinfo=UTC))  # 6 in the morning
    >>> to_be_walked(early, now, None), to_be_walked(early, early.looked + timedelta(hours=1), None)
    (True, False)
    """
    if known is None:
        return True
    if known.outcome == "broken":
        return True
    if known.outcome == "complete":
        return known.looked < datetime.combine(known.day, COMPLETE_AT, CHINA) <= now
    given_up = known.looked.date() >= known.day + LATE and newest is not None and newest > known.day
    return not given_up and known.looked + EVERY <= now

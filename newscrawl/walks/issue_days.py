"""The recorded outcome of a newspaper's day → whether the day is walked again, and what
a further look makes of it.

An outcome is final only if something positive says so, as everywhere (`ended`). That a
day has no issue is believed when the site says so on several days, and has a later
issue; a broken day is walked again until it is whole, or until the same has come of it
for a week.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from newscrawl.china_time import CHINA
from newscrawl.walks.issue_values import (
    ANNOUNCED,
    FEW_PAGES,
    GIVEN_UP,
    NO_ARTICLES,
    PAGES_LOST,
    REDIRECTED,
    UNSURE,
    Issue,
)

LATE = timedelta(days=7)
"""How long after its day an issue may still appear, or be corrected."""
COMPLETE_AT = time(12)
"""The time of its day, China's, at which an issue is complete: publishers put its pages
online one by one until the morning."""
EVERY = timedelta(hours=6)
"""Time between two requests for a day that has no issue yet."""
DAILY = timedelta(hours=20)
"""The same for what hardly changes any more."""
LONGER = timedelta(days=3)
"""Time before the last look at an issue that may have lost articles for a while."""
CONFIRMED = 3
"""Days on which a site must say that there is no issue, or no further page."""
ENOUGH = 7
"""Days after which a broken day is not walked by every run any more."""


def to_be_walked(known: Issue | None, now: datetime, newest: date | None) -> bool:
    """Return whether a day is walked in this run.

    `newest` is the edition's newest complete issue. Without a later issue nothing shows
    that the paper still stands at its addresses, so a missing day stays open.

    >>> from datetime import UTC
    >>> now = datetime(2020, 11, 18, 9, 0, tzinfo=UTC)
    >>> day, newest = date(2020, 11, 1), date(2020, 11, 17)
    >>> gone = Issue(day, "missing", now - timedelta(days=2), "no_issue")
    >>> [to_be_walked(issue, now, newest) for issue in (None, gone, replace(gone, looks=3))]
    [True, True, False]
    >>> to_be_walked(replace(gone, looks=3), now, newest=None)
    True
    >>> early = Issue(date(2020, 11, 18), "complete", datetime(2020, 11, 17, 22, 0, tzinfo=UTC))  # 6 in the morning
    >>> to_be_walked(early, now, None), to_be_walked(early, early.looked + timedelta(hours=1), None)
    (True, False)
    """
    if known is None:
        return True
    if known.outcome == "broken":
        return not _is_old(known) or known.looked + DAILY <= now
    if known.outcome == "complete":
        if _may_grow(known):
            return known.looked + (DAILY if known.looks == 1 else LONGER) <= now
        return known.looked < datetime.combine(known.day, COMPLETE_AT, CHINA) <= now
    late = known.looked.date() >= known.day + LATE
    given_up = late and known.looks >= CONFIRMED and newest is not None and newest > known.day
    return not given_up and known.looked + EVERY <= now


def settled(issue: Issue, before: Issue | None) -> Issue:
    """Return the outcome of a day with what an earlier look found: how many days in a
    row it is so, and what is given up after a week.

    An issue whose pages are gone is complete then, and says so, as one of which nothing
    shows that it is whole. A day whose address leads elsewhere, or which only a list of
    issues knows, is missing then. Any other stays broken.
    """
    if before is not None and issue.outcome == "broken" and (before.reason or "").startswith(GIVEN_UP):
        issue = replace(issue, outcome=before.outcome, reason=f"{GIVEN_UP}{issue.reason}")
    if before is not None and before.outcome == issue.outcome:
        same_day = before.looked.astimezone(CHINA).date() == issue.looked.astimezone(CHINA).date()
        issue = replace(issue, looks=before.looks if same_day else before.looks + 1)
    if issue.outcome != "broken" or not _is_old(issue):
        return issue
    if issue.entries and (issue.reason == UNSURE or (issue.reason or "").endswith(PAGES_LOST)):
        return replace(issue, outcome="complete", reason=f"{GIVEN_UP}{issue.reason}", looks=1)
    if issue.reason in (REDIRECTED, ANNOUNCED):
        return replace(issue, outcome="missing", reason=f"{GIVEN_UP}{issue.reason}", looks=1)
    return issue


def is_quiet(issue: Issue, newest: date | None) -> bool:
    """Return whether a broken day makes no run incomplete any more: the same has come
    of it for a week, while a later issue could be read."""
    return _is_old(issue) and issue.looks > ENOUGH and newest is not None and newest > issue.day


def _may_grow(complete: Issue) -> bool:
    """Return whether an issue shows less than an issue does, or was given up, on too
    few days yet."""
    reason = complete.reason or ""
    return complete.looks < CONFIRMED and (
        reason == FEW_PAGES or reason.endswith(NO_ARTICLES) or reason.startswith(GIVEN_UP)
    )


def _is_old(broken: Issue) -> bool:
    return broken.looks >= ENOUGH and broken.looked.date() >= broken.day + LATE

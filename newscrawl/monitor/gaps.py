"""Days with news → a channel's rhythm and its gaps. Pure.

The rhythm is the share of workdays, and of weekends, on which a channel has news. Gaps
are days without news that are unlikely at that rhythm; holidays never count as gaps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from newscrawl.monitor.days import DAY, Kind, kind_of

REGULAR, UNLIKELY, UNLIKELY_SELDOM = 0.8, 1 / 20, 1 / 200
"""A channel with news on four workdays of five is regular: what has a chance of one in
twenty is a gap there. Others have so many empty days that it takes one in two
hundred."""
STRAGGLING_DAYS, STRAGGLING_SHARE = 30, 0.02
"""A few old articles, far before all others (pinned ones, as a rule), are not the
beginning of a channel's archive."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Days in a row without news, where news is likely."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Its length."""
        return (self.last - self.first).days + 1


def each_day(first: date, last: date) -> list[date]:
    """Return every day from one to another, both included."""
    return [first + n * DAY for n in range((last - first).days + 1)]


def empty_runs(news: Iterable[date], first: date, last: date) -> list[Gap]:
    """Return the runs of days without news between two days.

    >>> [gap.days for gap in empty_runs([date(2020, 11, 18)], date(2020, 11, 16), date(2020, 11, 21))]
    [2, 3]
    """
    have = set(news)
    runs = groupby(each_day(first, last), key=lambda day: day in have)
    return [Gap(days[0], days[-1]) for full, group in runs if not full for days in [list(group)]]


def rhythm(news: set[date], first: date, last: date, without: set[date]) -> dict[Kind, float]:
    """Return the share of days with news by kind of day; that of holidays is 0.

    The days in `without` are left out.
    """
    seen: dict[Kind, int] = {"workday": 0, "weekend": 0, "holiday": 0}
    full = dict(seen)
    for day in each_day(first, last):
        if day not in without:
            kind = kind_of(day)
            seen[kind] += 1
            full[kind] += day in news
    shares: dict[Kind, float] = {kind: (full[kind] + 1) / (seen[kind] + 2) for kind in seen}
    return {**shares, "holiday": 0.0}


def chance(gap: Gap, shares: Mapping[Kind, float]) -> float:
    """Return the chance that no day of a gap has news, at a rhythm."""
    likely = 1.0
    for day in each_day(gap.first, gap.last):
        likely *= 1 - shares[kind_of(day)]
    return likely


def find_gaps(news: set[date], first: date, last: date) -> tuple[list[Gap], dict[Kind, float]]:
    """Return the gaps of a channel, and its rhythm without the days of the gaps.

    >>> news = {day for day in each_day(date(2020, 9, 1), date(2020, 10, 31)) if kind_of(day) == "workday"}
    >>> find_gaps(news, min(news), max(news))[0]
    []
    >>> missing = {date(2020, 10, 15), date(2020, 10, 16), date(2020, 10, 19)}
    >>> [(str(gap.first), gap.days) for gap in find_gaps(news - missing, min(news), max(news))[0]]
    [('2020-10-15', 5)]
    """
    runs = empty_runs(news, first, last)
    found: list[Gap] = []
    for _ in range(5):
        shares = rhythm(news, first, last, {day for gap in found for day in each_day(gap.first, gap.last)})
        unlikely = UNLIKELY if shares["workday"] >= REGULAR else UNLIKELY_SELDOM
        again = [run for run in runs if chance(run, shares) < unlikely]
        if again == found:
            break
        found = again
    return [_trimmed(gap, shares) for gap in found], shares


def _trimmed(gap: Gap, shares: Mapping[Kind, float]) -> Gap:
    """Cut days at either end on which the channel seldom has news."""
    missed = [day for day in each_day(gap.first, gap.last) if shares[kind_of(day)] >= 0.5]
    return Gap(missed[0], missed[-1]) if missed else gap


def beginning(news: Iterable[date]) -> date:
    """Return the first day of a channel's archive, without a few much older articles.

    >>> days = each_day(date(2020, 9, 1), date(2020, 11, 18))
    >>> beginning([date(2015, 3, 2), *days])
    datetime.date(2020, 9, 1)
    """
    days = sorted(news)
    for at in range(int(len(days) * STRAGGLING_SHARE), 0, -1):
        if (days[at] - days[at - 1]).days > STRAGGLING_DAYS:
            return days[at]
    return days[0]

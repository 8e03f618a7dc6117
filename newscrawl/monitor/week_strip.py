"""The days of a channel → its weeks, for the bars that a terminal shows. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from newscrawl.monitor.coverage import ChannelCoverage, Mark

_WORST: tuple[Mark, ...] = ("gap", "lost", "news", "quiet", "unseen")


@dataclass(frozen=True, slots=True)
class Week:
    """A week of a channel: its articles and its worst mark."""

    first: date
    news: int
    mark: Mark
    """The worst of its days."""


def busy(counts: Sequence[int]) -> int:
    """Return the count that is shown as the highest bar: nine weeks in ten have no
    more.

    >>> busy([0, 2, 3, 4, 50])
    4
    """
    some = sorted(count for count in counts if count)
    return some[(len(some) - 1) * 9 // 10] if some else 1


def weeks(channel: ChannelCoverage) -> tuple[Week, ...]:
    """Return the weeks of a channel, each with the worst of its days."""
    grouped = groupby(channel.days, key=lambda day: date.fromordinal(day.day.toordinal() - day.day.weekday()))
    found = []
    for first, group in grouped:
        days = list(group)
        marks = {day.mark for day in days}
        found.append(Week(first, sum(day.counts.news for day in days), next(mark for mark in _WORST if mark in marks)))
    return tuple(found)

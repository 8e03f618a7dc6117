"""The days of a channel → cells of a calendar: position, level of colour, text, link.

A column is a week, a row a weekday. Pure geometry; the template draws. Marks never
depend on colour alone: gaps are hatched, losses have a dot.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from newscrawl.monitor.coverage import ChannelCoverage, Day, Mark
from newscrawl.monitor.labels import plain

SIZE, STEP, HEAD = 10, 12, 14
"""Pixels: size of a cell, distance between cells, height of the row of months."""
LEVELS = 4
WEEKDAYS = "一二三四五六日"
_WORST: tuple[Mark, ...] = ("gap", "lost", "news", "quiet", "unseen")


@dataclass(frozen=True, slots=True)
class Cell:
    """One rectangle."""

    x: int
    y: int
    level: int
    """0 for no articles, 1 to 4."""
    mark: Mark
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class HeatMap:
    """A calendar, ready to draw."""

    width: int
    height: int
    cells: tuple[Cell, ...]
    months: tuple[tuple[int, str], ...]
    """Where a month begins, and its name."""


@dataclass(frozen=True, slots=True)
class Week:
    """A week of a channel: its articles and its worst mark."""

    first: date
    news: int
    mark: Mark
    """The worst of its days."""


def busy(counts: Sequence[int]) -> int:
    """Return the count that is shown darkest: nine days in ten have no more.

    >>> busy([0, 2, 3, 4, 50])
    4
    """
    some = sorted(count for count in counts if count)
    return some[(len(some) - 1) * 9 // 10] if some else 1


def level(count: int, most: int) -> int:
    """Return the level of colour of a count.

    >>> [level(count, 8) for count in (0, 1, 2, 3, 8, 90)]
    [0, 1, 1, 2, 4, 4]
    """
    return min(LEVELS, -(-count * LEVELS // most)) if count else 0


def describe(day: Day) -> str:
    """Return the figures of a day as text, in both languages.

    >>> from newscrawl.ledger.day_counts import Counts
    >>> describe(Day(date(2020, 11, 18), Counts(exported=3, failed=1), "lost"))
    '2020-11-18 周三 · 3 篇 3 articles · 失败或待抓 failed or pending 1'
    """
    counts = day.counts
    parts = [f"{day.day} 周{WEEKDAYS[day.day.weekday()]}"]
    if counts.news or day.mark == "news":
        parts.append(plain("articles_n", n=counts.news))
    if counts.rejected:
        parts.append(f"{plain('rejected')} {counts.rejected}")
    if counts.lost:
        parts.append(f"{plain('lost')} {counts.lost}")
    if day.mark not in ("news", "lost"):
        parts.append(plain(day.mark))
    return " · ".join(parts)


def draw(days: Sequence[Day], link: Callable[[Day], str]) -> HeatMap:
    """Return a calendar of the days."""
    if not days:
        return HeatMap(0, 0, (), ())
    monday = days[0].day.toordinal() - days[0].day.weekday()
    most = busy([day.counts.news for day in days])
    cells: list[Cell] = []
    months: list[tuple[int, str]] = []
    for day in days:
        week, weekday = divmod(day.day.toordinal() - monday, 7)
        shade = level(day.counts.news, most)
        cells.append(Cell(week * STEP, HEAD + weekday * STEP, shade, day.mark, describe(day), link(day)))
        if day.day.day == 1 or day is days[0]:
            at = week * STEP
            if months and at - months[-1][0] < 3 * STEP:
                months.pop()
            months.append((at, f"{day.day:%Y-%m}" if not months or day.day.month == 1 else f"{day.day.month}月"))
    last = (days[-1].day.toordinal() - monday) // 7
    return HeatMap(max((last + 1) * STEP, 4 * STEP), HEAD + 7 * STEP, tuple(cells), tuple(months))


def weeks(channel: ChannelCoverage) -> tuple[Week, ...]:
    """Return the weeks of a channel, each with the worst of its days."""
    grouped = groupby(channel.days, key=lambda day: date.fromordinal(day.day.toordinal() - day.day.weekday()))
    found = []
    for first, group in grouped:
        days = list(group)
        marks = {day.mark for day in days}
        found.append(Week(first, sum(day.counts.news for day in days), next(mark for mark in _WORST if mark in marks)))
    return tuple(found)


def draw_weeks(channel: ChannelCoverage, first: date, link: Callable[[Week], str]) -> HeatMap:
    """Return a strip of the weeks in one row, beginning with the week of `first`."""
    found = weeks(channel)
    monday = first.toordinal() - first.weekday()
    most = busy([week.news for week in found])
    cells = tuple(
        Cell(
            (week.first.toordinal() - monday) // 7 * STEP,
            0,
            level(week.news, most),
            week.mark,
            f"{week.first}… · {plain('articles_n', n=week.news)} · {plain(week.mark)}",
            link(week),
        )
        for week in found
    )
    return HeatMap(max((cell.x for cell in cells), default=0) + STEP, STEP, cells, ())

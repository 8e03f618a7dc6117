"""The days of a channel → a calendar, a row a year, today at the right edge. Pure
geometry; the template draws.

A column is a week, a row of cells a weekday; each year's row ends with the same week.
One scale serves all channels. Days of one shade are one path, so that three years are a
few kilobytes. Marks never depend on colour alone: gaps are hatched, losses have a dot.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from newscrawl.ledger.day_counts import Counts
from newscrawl.monitor.coverage import ChannelCoverage, Day

SIZE, STEP = 10, 12
LEFT, HEAD = 30, 14
"""Width of the axis of weekdays, height of that of months."""
COLUMNS = 53
WIDTH, HEIGHT = LEFT + COLUMNS * STEP, HEAD + 7 * STEP
SCALE = (1, 3, 10, 30)
"""Articles of a day from which each shade begins."""


@dataclass(frozen=True, slots=True)
class MonthLabel:
    """A month on the axis."""

    x: int
    first: date
    last: date
    count: int


@dataclass(frozen=True, slots=True)
class DayMark:
    """A day that needs more than a shade: a gap, or lost articles."""

    x: int
    y: int
    day: Day


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """A row of a calendar."""

    first: date
    """The Monday of its first column."""
    last: date
    """Its last day."""
    paths: tuple[tuple[str, str], ...]
    """Shade or mark (`n0` to `n4`, `gap`, `unseen`; `before`: no archive yet), and the
    cells as an SVG path."""
    marks: tuple[DayMark, ...]
    months: tuple[MonthLabel, ...]
    counts: str
    """Articles of each day from `first` on, with commas; empty where there are none."""
    total: int


def shade(count: int) -> int:
    """Return the shade of a day.

    >>> [shade(count) for count in (0, 1, 2, 3, 9, 10, 29, 30, 900)]
    [0, 1, 1, 2, 2, 3, 3, 4, 4]
    """
    return sum(count >= least for least in SCALE)


def scale_words() -> list[str]:
    """Return the numbers of each shade for the legend.

    >>> scale_words()
    ['0', '1–2', '3–9', '10–29', '30+']
    """
    bounds = pairwise(SCALE)
    return ["0", *(f"{first}–{after - 1}" for first, after in bounds), f"{SCALE[-1]}+"]


def calendar_years(channel: ChannelCoverage, today: date, most: int | None = None) -> list[CalendarYear]:
    """Return the rows of a channel, the newest year first."""
    if not channel.days:
        return []
    days = {day.day: day for day in channel.days}
    sunday = today + timedelta(days=6 - today.weekday())
    rows: list[CalendarYear] = []
    while sunday >= channel.days[0].day and (most is None or len(rows) < most):
        first = sunday - timedelta(days=7 * COLUMNS - 1)
        rows.append(_row(first, min(sunday, today), days))
        sunday = first - timedelta(days=1)
    return rows


def _row(first: date, last: date, days: Mapping[date, Day]) -> CalendarYear:
    cells: dict[str, list[str]] = defaultdict(list)
    marks: list[DayMark] = []
    numbers: list[str] = []
    months: dict[tuple[int, int], list[int]] = {}
    total = 0
    for number in range((last - first).days + 1):
        date_of = first + timedelta(days=number)
        day = days.get(date_of)
        week, weekday = divmod(number, 7)
        x, y = LEFT + week * STEP, HEAD + weekday * STEP
        month = months.setdefault((date_of.year, date_of.month), [x, 0])
        if day is None:
            numbers.append("")
            cells["before"].append(f"M{x} {y}h{SIZE}v{SIZE}h-{SIZE}z")
            continue
        kind = day.mark if day.mark in ("gap", "unseen") else f"n{shade(day.counts.news)}"
        cells[kind].append(f"M{x} {y}h{SIZE}v{SIZE}h-{SIZE}z")
        if day.mark in ("gap", "lost"):
            marks.append(DayMark(x, y, day))
        numbers.append(str(day.counts.news or ""))
        total += day.counts.news
        month[1] += day.counts.news
    labels = [_month(*key, x, count) for key, (x, count) in months.items()]
    if len(labels) > 1 and labels[1].x - labels[0].x < 2 * STEP:
        del labels[0]
    paths = tuple((kind, "".join(parts)) for kind, parts in sorted(cells.items()))
    return CalendarYear(first, last, paths, tuple(marks), tuple(labels), ",".join(numbers).rstrip(","), total)


def _month(year: int, month: int, x: int, count: int) -> MonthLabel:
    first = date(year, month, 1)
    after = date(year + month // 12, month % 12 + 1, 1)
    return MonthLabel(x, first, after - timedelta(days=1), count)


def months_of(counts: Mapping[date, Counts]) -> list[tuple[date, date, Counts]]:
    """Return the sums of months, the newest first, with their first and last days."""
    sums: dict[tuple[int, int], Counts] = {}
    for day, each in counts.items():
        key = day.year, day.month
        sums[key] = sums.get(key, Counts()) + each
    made = []
    for (year, month), each in sorted(sums.items(), reverse=True):
        label = _month(year, month, 0, 0)
        made.append((label.first, label.last, each))
    return made

"""Articles per day of a channel → an anomaly: silence, far too few or too many. Pure.

Newsrooms rest: working days are compared with working days, days off (weekends and
China's public holidays: `days`) with days off. No distribution of the counts is
assumed; the measure is how often the channel itself had such days before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from newscrawl.i18n import _
from newscrawl.monitor.days import in_long_holiday, is_day_off

WINDOW = 70
"""Days of history used: ten weeks have fifty working days, and seasons change more
slowly."""
LEAST_DAYS, LEAST_NEWS = 21, 8
"""Days of history, and days with news among them, needed for a judgement."""
UNLIKELY = 0.001
"""The chance, by the channel's own past, below which a silence is an anomaly."""
HOLIDAY_CHANCE = 0.5
"""Least chance of a day without news in a public holiday of several days: weekends
prove little about the Spring Festival."""
SHORT_DAYS = 3
"""Working days in a row, each below all before, that are an anomaly: they happen by
accident once in thousands."""
FLOOD = 3
"""A day with more than this many times the articles of the fullest day is an
anomaly."""


@dataclass(frozen=True, slots=True)
class Anomaly:
    """A deviation from the rhythm: `silent`, `few` or `many`, and the numbers."""

    kind: str
    evidence: str


def judge_days(counts: Mapping[date, int], today: date) -> Anomaly | None:
    """Return what deviates from a channel's rhythm up to yesterday, None if nothing.

    Today is not over yet. `counts` are articles per day; a missing day had none.

    >>> monday = date(2020, 9, 7)
    >>> usual = {monday + timedelta(days=n): 9 if n % 7 < 5 else 2 for n in range(50)}
    >>> judge_days(usual, monday + timedelta(days=50)) is None
    True
    >>> judge_days(usual, monday + timedelta(days=54)).kind
    'silent'
    """
    days = [today - timedelta(days=n) for n in range(1, WINDOW + 1)]
    with_news = [day for day in days if counts.get(day)]
    if not with_news:
        return None
    history = [day for day in reversed(days) if day >= with_news[-1]]
    if len(history) < LEAST_DAYS or len(with_news) < LEAST_NEWS:
        return None
    return _silence(history, counts, with_news[0], today) or _short(history, counts) or _flood(history, counts)


def _silence(history: list[date], counts: Mapping[date, int], last: date, today: date) -> Anomaly | None:
    if counts.get(today):
        return None
    before = [day for day in history if day <= last]
    silent = [day for day in history if day > last]
    chance = 1.0
    for day in silent:
        like = [counts.get(each, 0) for each in before if is_day_off(each) == is_day_off(day)]
        empty = (sum(not count for count in like) + 1) / (len(like) + 2)
        chance *= max(empty, HOLIDAY_CHANCE) if in_long_holiday(day) else empty
    if chance >= UNLIKELY:
        return None
    working = sum(not is_day_off(day) for day in silent)
    average = sum(counts.get(day, 0) for day in before) / len(before)
    return Anomaly(
        "silent",
        _("no news since {day}: {n} days, {working} of them working days; {average} a day before").format(
            day=last, n=len(silent), working=working, average=f"{average:.1f}"
        ),
    )


def _short(history: list[date], counts: Mapping[date, int]) -> Anomaly | None:
    """Check the last working days: does each have fewer articles than any before?"""
    working = [day for day in history if not is_day_off(day)]
    recent, before = working[-SHORT_DAYS:], [counts.get(day, 0) for day in working[:-SHORT_DAYS]]
    if len(before) < 5 * SHORT_DAYS:
        return None
    most, usual = max(counts.get(day, 0) for day in recent), median(before)
    if most >= min(before) or most * 3 > usual:
        return None
    return Anomaly(
        "few",
        _(
            "at most {n} articles on each of the last {days} working days (since {day}); never below {least} before, "
            "{usual} on a usual one"
        ).format(n=most, days=SHORT_DAYS, day=recent[0], least=min(before), usual=f"{usual:g}"),
    )


def _flood(history: list[date], counts: Mapping[date, int]) -> Anomaly | None:
    newest, before = history[-1], [counts.get(day, 0) for day in history[:-1]]
    count = counts.get(newest, 0)
    if count < 30 or count <= FLOOD * max(before):
        return None
    told = _("{n} articles on {day}; never more than {most} on a day before")
    return Anomaly("many", told.format(n=count, day=newest, most=max(before)))

"""A channel's usual rhythm, and what is out of it: days without news, days with far too few or too many articles.

Newsrooms rest: a channel's working days are compared with its working days, its days off (weekends and China's public
holidays: `days.py`) with its days off. Nothing is assumed about how counts
are distributed; what is judged is how often the channel itself did the like before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from newscrawl.monitor.days import in_long_holiday, is_day_off

WINDOW = 70
"""Days looked back on: ten weeks hold fifty working days, and seasons change more slowly."""
LEAST_DAYS, LEAST_NEWS = 21, 8
"""Days of history, and days with news among them, before anything is judged."""
UNLIKELY = 0.001
"""A silence that the channel's own past gives this chance is out of its rhythm: once in years of quiet stretches."""
HOLIDAY_CHANCE = 0.5
"""Chance of a day without news in a public holiday of several days, at least: weekends say little about the Spring
Festival."""
SHORT_DAYS = 3
"""Days in a row, each below everything the channel had before, that are no accident: once in thousands."""
FLOOD = 3
"""Times the channel's fullest day."""


@dataclass(frozen=True, slots=True)
class Odd:
    """What is out of the rhythm: `silent`, `few` or `many`, and the numbers."""

    kind: str
    evidence: str


def judge_days(counts: Mapping[date, int], today: date) -> Odd | None:
    """Say what is out of a channel's rhythm up to yesterday; today is not over yet.

    `counts` are articles a day; a day that is missing had none.

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


def _silence(history: list[date], counts: Mapping[date, int], last: date, today: date) -> Odd | None:
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
    return Odd(
        "silent",
        f"no news since {last}: {len(silent)} days, {working} of them working days; {average:.1f} a day before",
    )


def _short(history: list[date], counts: Mapping[date, int]) -> Odd | None:
    """The last working days, each with less than any before had."""
    working = [day for day in history if not is_day_off(day)]
    recent, before = working[-SHORT_DAYS:], [counts.get(day, 0) for day in working[:-SHORT_DAYS]]
    if len(before) < 5 * SHORT_DAYS:
        return None
    most, usual = max(counts.get(day, 0) for day in recent), median(before)
    if most >= min(before) or most * 3 > usual:
        return None
    return Odd(
        "few",
        f"at most {most} articles on each of the last {SHORT_DAYS} working days (since {recent[0]}); "
        f"never below {min(before)} before, {usual:g} on a usual one",
    )


def _flood(history: list[date], counts: Mapping[date, int]) -> Odd | None:
    newest, before = history[-1], [counts.get(day, 0) for day in history[:-1]]
    count = counts.get(newest, 0)
    if count < 30 or count <= FLOOD * max(before):
        return None
    return Odd("many", f"{count} articles on {newest}; never more than {max(before)} on a day before")

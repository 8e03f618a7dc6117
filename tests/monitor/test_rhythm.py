"""The rhythm of channels: quiet weekends and holidays are usual, silence on working days is not."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from newscrawl.monitor.days import is_day_off
from newscrawl.monitor.rhythm import judge_days

START = date(2020, 9, 1)


def year(random: Random, workday: int, day_off: int, first: date = START, days: int = 365) -> dict[date, int]:
    """A newsroom's year: counts vary by half, days off have fewer, and some have none."""
    counted = {}
    for number in range(days):
        day = first + timedelta(days=number)
        most = day_off if is_day_off(day) else workday
        counted[day] = round(most * random.uniform(0.5, 1.5)) if most else 0
    return counted


@pytest.mark.parametrize(("workday", "day_off"), [(30, 6), (12, 0), (4, 1), (60, 60)])
def test_a_year_of_healthy_days_with_quiet_weekends_and_holidays_raises_nothing(workday: int, day_off: int) -> None:
    counts = year(Random(workday), workday, day_off)
    anomalies = {
        day: odd
        for day in counts
        if (odd := judge_days({each: n for each, n in counts.items() if each < day}, day)) is not None
    }
    assert anomalies == {}


def test_a_channel_with_news_now_and_then_may_be_silent_for_long() -> None:
    counts = {START + timedelta(days=7 * week + week % 3): 2 for week in range(20)}
    last = max(counts)
    assert judge_days(counts, last + timedelta(days=13)) is None
    odd = judge_days(counts, last + timedelta(days=69))
    assert odd is None or odd.kind == "silent"


@pytest.mark.parametrize("stopped", [date(2020, 12, 9), date(2020, 12, 12), date(2021, 2, 11)])
def test_a_channel_that_stops_is_told_within_days(stopped: date) -> None:
    """In mid-week, on a Saturday, on the eve of the Spring Festival: two or three working days later at most."""
    counts = {day: n for day, n in year(Random(3), 20, 4).items() if day < stopped}
    silent = [stopped + timedelta(days=n) for n in range(20)]
    first = next(day for day in silent if (odd := judge_days(counts, day)) is not None and odd.kind == "silent")
    assert sum(not is_day_off(day) for day in silent if day < first) <= 3


def test_news_of_today_ends_a_silence() -> None:
    counts = {day: n for day, n in year(Random(3), 20, 4).items() if day < date(2020, 12, 9)}
    today = date(2020, 12, 16)
    assert judge_days({**counts, today: 3}, today) is None


def test_little_history_says_nothing() -> None:
    assert judge_days({START + timedelta(days=n): 9 for n in range(10)}, START + timedelta(days=15)) is None
    assert judge_days({}, START) is None

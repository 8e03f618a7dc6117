"""A date → workday, weekend or holiday in China. Newsrooms rest by this calendar.

Holidays are decreed year by year, with weekends worked in exchange (调休). Years that
`chinesecalendar` does not know have weekends only.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

import chinese_calendar

DAY = timedelta(days=1)
LONGEST = 12
"""Days that no holiday exceeds; so many are searched on either side."""

Kind = Literal["workday", "weekend", "holiday"]


@lru_cache(maxsize=8192)
def kind_of(day: date) -> Kind:
    """Return the kind of a day.

    >>> kind_of(date(2020, 10, 1)), kind_of(date(2020, 10, 10)), kind_of(date(2020, 10, 17))
    ('holiday', 'workday', 'weekend')
    """
    try:
        free, holiday = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:  # a year that it does not know
        return "weekend" if day.weekday() >= 5 else "workday"
    return "workday" if not free else "holiday" if holiday else "weekend"


def is_day_off(day: date) -> bool:
    """Return whether a day is a weekend or holiday.

    >>> is_day_off(date(2020, 10, 1)), is_day_off(date(2020, 10, 10)), is_day_off(date(2020, 11, 18))
    (True, False, False)
    """
    return kind_of(day) != "workday"


@lru_cache(maxsize=8192)
def in_long_holiday(day: date) -> bool:
    """Return whether a day lies in a row of more than two days off.

    >>> in_long_holiday(date(2021, 2, 13)), in_long_holiday(date(2020, 11, 21))
    (True, False)
    """
    if not is_day_off(day):
        return False
    before = next(n for n in range(1, LONGEST + 1) if not is_day_off(day - n * DAY) or n == LONGEST)
    after = next(n for n in range(1, LONGEST + 1) if not is_day_off(day + n * DAY) or n == LONGEST)
    return before + after - 1 > 2

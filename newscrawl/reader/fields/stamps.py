"""A time as feeds, sitemaps and list APIs write it → ISO 8601, None where it is none.

They write numbers (seconds, milliseconds, 20201118), ISO 8601, RFC 822 and what servers
in Java, .NET, PHP and Oracle print. Dates that pages write too are read by `times`,
where it is also decided whether a moment can be a date of news at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from newscrawl.china_time import CHINA
from newscrawl.reader.fields.clocks import moment
from newscrawl.reader.fields.times import Time, is_date, parse_time

_DIGITS = re.compile(
    r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:([01]\d|2[0-3])([0-5]\d)?(?:[0-5]\d)?(?:\d{3})?)?"
)
"""Digits that read as a day, or as a day and a clock."""
_NUMBER = re.compile(r"\d{9,10}|\d{12,13}|\d{16}|\d{19}")
"""Seconds since 1970, or thousandth, millionth and billionth parts of them."""
_FRACTION = re.compile(r"(\d{8,19})\.\d*")
_EXPONENT = re.compile(r"\d\.\d{1,18}[eE]\+?(?:8|9|1[0-8])")
_NET = re.compile(r"[/\\]*(?:new )?Date\((\d{1,15})(?:[+-]\d{4})?\)[/\\]*")
_ORACLE = re.compile(r"(?<=\s)([01]?\d|2[0-3])\.([0-5]\d)\.([0-5]\d)(?:\.\d{1,9})?(?!\d)")
_NO_YEAR = re.compile(r"0\d{3}[-/.年]|[A-Za-z.,]\s+0\d{3}(?!\d)")
"""A year before 1000."""
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Marks of direction that some browsers and servers write between the parts."""


def iso_moment(stamp: object, *, near: datetime | None = None) -> str | None:
    """Read a stamp; without a zone it is China's. `near` is the time of fetching.

    A list of numbers is what Java writes for a day or a local time.

    >>> iso_moment("2020-11-18T01:30:00Z"), iso_moment("2020-11-18"), iso_moment("2020-11-18 09:30:15")
    ('2020-11-18T09:30:00+08:00', '2020-11-18', '2020-11-18T09:30:00+08:00')
    >>> iso_moment(1605663000), iso_moment(20201118), iso_moment("/Date(1605663000000)/")
    ('2020-11-18T09:30:00+08:00', '2020-11-18', '2020-11-18T09:30:00+08:00')
    >>> iso_moment("Wed, 18 Nov 2020 09:30:00 CST"), iso_moment("周三, 18 十一月 2020 01:30:00 GMT")
    ('2020-11-18T09:30:00+08:00', '2020-11-18T09:30:00+08:00')
    >>> iso_moment(0), iso_moment("1970-01-01 08:00:00"), iso_moment("Mon, 01 Jan 0001 00:00:00 +0000")
    (None, None, None)
    """
    time = stamp_time(stamp, near=near)
    if time is None:
        return None
    return time.value.date().isoformat() if time.precision == "day" else time.value.isoformat()


def stamp_time(stamp: object, *, near: datetime | None = None) -> Time | None:
    """Read a stamp as `iso_moment` does, and return the time."""
    if isinstance(stamp, list):
        numbers = [part for part in stamp[:5] if type(part) is int]
        times = [_of_numbers(*numbers)] if len(numbers) == len(stamp[:5]) >= 3 else []
    elif isinstance(stamp, bool) or not isinstance(stamp, str | int | float):
        return None
    else:
        if isinstance(stamp, float):
            stamp = f"{stamp:.0f}" if abs(stamp) < 1e19 else ""
        elif isinstance(stamp, int) and stamp.bit_length() > 64:
            return None
        text = _UNSEEN.sub("", str(stamp)).strip()
        times = list(_readings(text, near)) if text else []
    return next((time for time in times if time is not None and is_date(time.value, near)), None)


def _readings(text: str, near: datetime | None) -> Iterator[Time | None]:
    """Yield what a text may mean, the likeliest first: `2010101010` is a day and an
    hour, and seconds.
    """
    if _EXPONENT.fullmatch(text):
        text = f"{float(text):.0f}"
    elif (fraction := _FRACTION.fullmatch(text)) is not None:
        text = fraction[1]
    if (digits := _DIGITS.fullmatch(text)) is not None:
        yield _of_numbers(*(int(part) for part in digits.groups() if part))
    if _NUMBER.fullmatch(text):
        yield _of_epoch(int(text) / 1000 ** ((len(text) - 9) // 3))
    elif (net := _NET.fullmatch(text)) is not None:
        yield _of_epoch(int(net[1]) / 1000)
    elif len(text) > 10:
        if _NO_YEAR.search(text):
            return
        try:
            written = datetime.fromisoformat(text)
            value = written.astimezone(CHINA) if written.tzinfo else written.replace(tzinfo=CHINA)
            yield Time(value.replace(second=0, microsecond=0), "minute")
        except OverflowError:  # the first or last day of the calendar
            return
        except ValueError:
            yield parse_time(_ORACLE.sub(r"\1:\2:\3", text), near=near)
    else:
        yield parse_time(text, near=near)


def _of_numbers(year: int, month: int, day: int, hour: int | None = None, minute: int = 0) -> Time | None:
    value = moment(year, month, day, hour or 0, minute)
    return Time(value, "day" if hour is None else "minute") if value else None


def _of_epoch(seconds: float) -> Time | None:
    try:
        return Time(datetime.fromtimestamp(seconds, CHINA).replace(second=0, microsecond=0), "minute")
    except (ValueError, OverflowError, OSError):
        return None

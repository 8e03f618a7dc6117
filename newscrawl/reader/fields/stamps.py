"""A time as feeds, sitemaps and list APIs write it → ISO 8601, None where it is none.

They write numbers (seconds, milliseconds, 20201118), ISO 8601, RFC 822 and what pages
write. Whether a moment can be a date of news at all is decided in `times`.
"""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

from newscrawl.china_time import CHINA
from newscrawl.reader.fields.times import Time, is_date, parse_time

_MILLISECONDS = 100_000_000_000
"""Numbers from here on are milliseconds: as seconds they would lie beyond the year
5000."""
_DIGITS = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])?(?:[0-5]\d){0,2}")
"""Digits that read as a day, or as a day and a clock."""
_NUMBER = re.compile(r"(\d{10}|\d{13})(?:\.\d*)?")
_NET = re.compile(r"/?Date\((\d{1,15})(?:[+-]\d{4})?\)/?")
_HALF_DAY = re.compile(r"\d\s?[ap]\.?m\b|[上下]午|晚上|早上|中午|凌晨", re.I)
_NO_YEAR = re.compile(r"0\d{3}[-/.年]|[A-Za-z.,]\s+0\d{3}(?!\d)")
"""A year before 1000, of which RFC 822 would make 2001."""


def iso_moment(stamp: object, *, near: datetime | None = None) -> str | None:
    """Read a stamp; without a zone it is China's. `near` is the time of fetching.

    >>> iso_moment("2020-11-18T01:30:00Z"), iso_moment("2020-11-18"), iso_moment("2020-11-18 09:30:15")
    ('2020-11-18T09:30:00+08:00', '2020-11-18', '2020-11-18T09:30:00+08:00')
    >>> iso_moment(1605663000), iso_moment(20201118), iso_moment("/Date(1605663000000)/")
    ('2020-11-18T09:30:00+08:00', '2020-11-18', '2020-11-18T09:30:00+08:00')
    >>> iso_moment(0), iso_moment("1970-01-01 08:00:00"), iso_moment("Mon, 01 Jan 0001 00:00:00 +0000")
    (None, None, None)
    """
    if isinstance(stamp, bool) or not isinstance(stamp, str | int | float):
        return None
    if isinstance(stamp, float):
        stamp = f"{stamp:.0f}" if abs(stamp) < 1e16 else ""
    text = str(stamp).strip()
    time = _read(text) if text else None
    if time is None or not is_date(time.value, near):
        return None
    return time.value.date().isoformat() if time.precision == "day" else time.value.isoformat()


def _read(text: str) -> Time | None:
    if _DIGITS.fullmatch(text):
        clock = len(text) > 8
        return parse_time(f"{text[:4]}-{text[4:6]}-{text[6:8]} {text[8:10]}:{text[10:12] or '00'}" if clock else text)
    if (number := _NUMBER.fullmatch(text) or _NET.fullmatch(text)) is not None:
        seconds = int(number[1])
        return _from_seconds(seconds / 1000 if seconds >= _MILLISECONDS else seconds)
    if len(text) > 10 and not _HALF_DAY.search(text):
        if _NO_YEAR.search(text):
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            found = _rfc822(text)
            if found is None:
                return parse_time(text)
            moment = found
        try:
            moment = moment.astimezone(CHINA) if moment.tzinfo else moment.replace(tzinfo=CHINA)
        except OverflowError:  # the first or last day of the calendar
            return None
        return Time(moment.replace(second=0, microsecond=0), "minute")
    return parse_time(text)


def _from_seconds(seconds: float) -> Time | None:
    try:
        return Time(datetime.fromtimestamp(seconds, CHINA).replace(second=0, microsecond=0), "minute")
    except (ValueError, OverflowError, OSError):
        return None


def _rfc822(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None

"""One written date → an aware time: the many forms in which Chinese pages and their
markup write it.

The forms are in `date_forms`. Which of a page's dates is the one of publication is
decided in `dates`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from newscrawl.china_time import CHINA
from newscrawl.reader.fields.clocks import moment
from newscrawl.reader.fields.date_forms import NAMED_MONTH, Time, Written, forms_in
from newscrawl.reader.fields.numerals import NUMERAL
from newscrawl.text.compatible import nfkc

__all__ = ["Time", "Written", "find_times", "is_date", "parse_time"]

EARLIEST, LATEST = 1949, 2100
"""Years that are accepted."""
AHEAD = timedelta(days=1826)
"""How far in the future, seen from the time of fetching, a written date may lie: clocks
are wrong, and so is the time of an old copy."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLAIN = re.compile(r"((?:19|20)[0-9]{2})-([01][0-9])-([0-3][0-9])[ T]([01][0-9]|2[0-3]):([0-5][0-9])(?::[0-5][0-9])?")
"""The form in which most pages and nearly all markup write a time in China; to be
matched in full."""
_UNIX = re.compile(r"\s*(\d{10})(\d{3})?\s*$")
_THREE_PARTS = re.compile(r"\d(?:\s*[-/.年_]\s*\d\d?\s*[-/.月_]\s*\d|\s?/\s?\d|\d{7})")
_IN_CHARACTERS = re.compile(rf"年[元正{NUMERAL}]{{1,3}}月")
"""What every form with year, month and day holds that has no month by name: two
patterns, as `re` skips ahead to where one begins, but not if it may begin in two
ways."""
_FEWER_PARTS = re.compile(r"\d(?:月|[-/]\d)|[前刚剛今昨]")
"""What the forms hold that lack a part."""
_WIDE = re.compile("[\uff01-\uff5e\u3000]")
_PART = re.compile("[\\d年前刚剛今昨]")
"""A character without which no form of a date is complete."""


def is_date(moment: datetime, near: datetime | None = None) -> bool:
    """Return whether a moment can be a date of news, and not what software writes where
    there is none: the year 1, the first day of 1970, a year to come.

    `near` is the time of fetching. Whatever reads a date asks here.

    >>> new_year = [datetime(year, 1, 1, tzinfo=CHINA) for year in (1, 1970, 1998, 2038)]
    >>> [is_date(moment, near=datetime(2020, 11, 18, tzinfo=CHINA)) for moment in new_year]
    [False, False, True, False]
    """
    if not EARLIEST <= moment.year <= LATEST:
        return False
    if moment.year in (1969, 1970) and abs((moment - _EPOCH).total_seconds()) <= 86_400:
        return False
    return near is None or moment - near < AHEAD


def parse_time(text: str, *, near: datetime | None = None) -> Time | None:
    """Parse one raw date; `near` (the time of fetching) resolves a missing year and
    words such as 昨天.

    A time without a zone is China's; a zone that is written is converted to it.

    >>> parse_time("2020年11月18日 下午3:05")
    Time(value=datetime.datetime(2020, 11, 18, 15, 5, tzinfo=...), precision='minute')
    >>> parse_time("民國109年11月18日").value.date()
    datetime.date(2020, 11, 18)
    >>> parse_time("二〇二〇年十一月十八日").value.date()
    datetime.date(2020, 11, 18)
    >>> parse_time("2020-11-18T01:30:00Z").value.isoformat()
    '2020-11-18T09:30:00+08:00'
    >>> parse_time("12-30 08:00", near=datetime(2021, 1, 2, tzinfo=CHINA)).value.isoformat()
    '2020-12-30T08:00:00+08:00'
    """
    if (plain := _PLAIN.fullmatch(text)) is not None:
        year, month, day, hour, minute = map(int, plain.groups())
        value = moment(year, month, day, hour, minute)
        if value is not None and is_date(value, near):
            return Time(value, "minute")
    unix = _UNIX.match(text)
    if unix:
        time = _from_unix(int(unix[1]))
        return time if time is not None and is_date(time.value, near) else None
    best: Written | None = None
    for written in find_times(text, near=near):
        if written.time.precision == "minute":
            return written.time
        best = best or written
    return best.time if best else None


def find_times(text: str, *, near: datetime | None = None) -> Iterator[Written]:
    """Yield all dates in a text, the surest form first; no part of the text is read
    twice.
    """
    if _WIDE.search(text):
        text = nfkc(text)
    parted = _THREE_PARTS.search(text) or _IN_CHARACTERS.search(text) or NAMED_MONTH.search(text)
    if not (parted or (near and _FEWER_PARTS.search(text))):
        return
    taken: list[tuple[int, int]] = []
    examined = 0
    for form in forms_in(text, near):
        if len(taken) > examined:
            if not _dated_beside(text, taken):
                return
            examined = len(taken)
        for written in form(text, near):
            if not any(written.start < end and start < written.end for start, end in taken):
                taken.append((written.start, written.end))
                if is_date(written.time.value, near):
                    yield written


def _dated_beside(text: str, taken: list[tuple[int, int]]) -> bool:
    """Return whether a text may have further dates beside those that were read."""
    at = 0
    for start, end in sorted(taken):
        if _PART.search(text, at, start):
            return True
        at = end
    return _PART.search(text, at) is not None


def _from_unix(seconds: int) -> Time | None:
    value = datetime.fromtimestamp(seconds, UTC).astimezone(CHINA).replace(second=0, microsecond=0)
    return Time(value, "minute") if 1990 <= value.year <= LATEST else None

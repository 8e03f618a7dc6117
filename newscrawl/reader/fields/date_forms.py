"""The forms in which Chinese pages and their markup write a date: a text → the dates of
one form, and which forms a text may hold.

Each form is a pattern and a reader of its own; `times` asks them in order and decides
what of their answers can be a date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from newscrawl.china_time import CHINA
from newscrawl.reader.fields.clocks import CLOCK, CLOCK_BEFORE, ZONE, clock_of, moment
from newscrawl.reader.fields.numerals import NUMERAL, numeral

SELDOM = (
    r"(?<!\d)(?:19|20)\d\d[01]\d[0-3]\d(?!\d)|(?:中[华華])?民[国國]\s?\d{2,3}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日"
    "|(?:二[〇○零ＯO]|一九)[〇○零ＯO一二三四五六七八九]{2}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十廿卅]{1,3}日"
    r"|\d{1,2}\s?(?:天|小[时時]|分[钟鐘])(?:之)?前"
)
"""Pattern of what info lines have for a day where they write no 2020-11-18: 20201118,
民国109年11月18日, 二〇二〇年十一月十八日, 5天前."""

_MONTHS = {
    name: number
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)  # noqa: SIM905
}
_MONTH = (
    r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
    r"|(?:十[一二]?|[一二三四五六七八九]|1[0-2]|0?[1-9])月)"
)
"""A month by name, as servers write it: Nov, November, 十一月, 11月."""

_M, _D = r"(?P<m>1[0-2]|0?[1-9])", r"(?P<d>3[01]|[12]\d|0?[1-9])"

_DAY = re.compile(
    rf"(?<![\d.])(?P<y>(?:19|20)\d\d)\s?[-/.年_]\s?{_M}\s?[-/.月_]\s?"
    # a clock may be glued to a day of two digits
    r"(?P<d>(?:3[01]|[12]\d|0[1-9])(?=[0-2]\d:[0-5]\d)|(?:3[01]|[12]\d|0?[1-9])(?!\d))\s*[日号號]?"
    rf"|(?<!\d)(?P<y2>(?:19|20)\d\d)\s*(?P<m2>1[0-2]|0?[1-9])\s?/\s?(?P<d2>3[01]|[12]\d|0?[1-9])(?=\s+[0-2]?\d:[0-5]\d)",
)
_COMPACT = re.compile(
    r"(?P<y>(?:19|20)(?<!\d\d\d)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])"
    r"(?:T?(?P<h>[01]\d|2[0-3])(?P<i>[0-5]\d)(?:[0-5]\d)?(?P<z>Z)?)?(?!\d)"
)
_SHORT = re.compile(rf"(?P<y>\d\d)(?:(?<![\d.:/-]\d\d)|(?<=[间間期]:\d\d))[-/.年]{_M}[-/.月]{_D}(?![\d.:/-])日?")
_MINGUO = re.compile(
    r"(?:民[国國]\s*(?P<y>\d{1,3})\s*[年./-]|(?<!\d)(?P<y2>9\d|1[0-4]\d)\s*年)"
    rf"\s*{_M}\s*[月./-]\s*{_D}(?!\d)\s*日?"
)
_MINGUO_BARE = re.compile(
    r"(?P<y>1(?<![\w./-]1)(?<!\d:1)[0-4]\d)([-/.])(?P<m>0[1-9]|1[0-2])\2(?P<d>0[1-9]|[12]\d|3[01])(?![\w.:/-])"
)
_WRITTEN = re.compile(
    rf"(?P<p>民[国國])?(?P<y>[〇○零ＯO一二三四五六七八九]{{2,4}}|[一二]?百?[{NUMERAL}]{{1,4}})年"
    rf"(?P<m>[元正{NUMERAL}]{{1,3}})月(?P<d>初?[{NUMERAL}]{{1,4}})[日号號]"
)
_MONTH_DAY = re.compile(
    rf"(?<![\d./年-])(?<!\d[:：])(?P<m>1[0-2]|0?[1-9])(?:月{_D}\s?[日号號]"
    r"|(?:(?<=^.)|(?<=^..)|(?<=[\s\[(【|>:：].)|(?<=[\s\[(【|>:：]..))[-/](?P<d2>3[01]|[12]\d|0?[1-9])(?=$|[\s\])】|<]))"
)
_NAMED = re.compile(
    rf"(?<!\d)(?P<d2>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?:[\s-]|,\s){{1,2}}(?P<m2>{_MONTH}),?[\s-]{{1,2}}"
    r"(?:(?P<y2>\d{4})(?![\d年])|(?P<short>\d\d)(?=,?\s+\d?\d:\d\d))"
    rf"|(?P<m>{_MONTH})\s+(?P<d>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})(?![\d年])"
    rf"|(?<!\d)(?P<y3>\d{{4}})[\s-](?P<m3>{_MONTH})[\s-](?P<d3>3[01]|[12]\d|0?[1-9])(?!\d)",
    re.I,
)
_SLASHED = re.compile(r"(?<![\d/])(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>(?:19|20)\d\d)(?![\d/])")
_CTIME = re.compile(
    rf"(?:[a-z]{{3,9}}|(?:星期|周|週)[一二三四五六日天]),? (?P<m>{_MONTH}) +(?P<d>\d{{1,2}}) "
    rf"(?P<h>\d\d):(?P<i>\d\d):\d\d (?:(?P<z>{ZONE}|[A-Z]{{2,5}}) ?)?(?P<y>\d{{4}})",
    re.I,
)
_AGO = re.compile(
    r"(?P<n>\d{1,3}|[一二两三四五六七八九十半幾几])\s*[个個]?"
    r"(?P<u>秒|分钟?|分鐘|小时|小時|天|日|周|週|星期)[钟鐘]?[之以]?前"
)
_RELATIVE = re.compile("(?P<w>刚刚|剛剛|今天|今日|昨天|昨日|前天)")
_HALF_DAY_BEFORE = re.compile(r"\d{1,2}:\d\d\s?[AaPp]\.?[Mm]\.?\s{1,3}$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_PARTED = re.compile(r"[-/.年](?<=\d.)\d\d?[-/.月]\d")
"""Where the parts of a day are separated."""
_HALF_DAY = re.compile(r"[\s,]+\d{1,2}:\d\d(?::\d\d)?\s?[AaPp]\.?[Mm]")
NAMED_MONTH = re.compile(
    "|".join(
        rf"{first}[{name[1]}{name[1].upper()}][{name[2]}{name[2].upper()}]"
        for name in _MONTHS
        for first in (name[0], name[0].upper())
    )
    + r"|月[\s,-]"
)
"""Each branch begins with a plain character, for which `re` skips ahead."""


@dataclass(frozen=True, slots=True)
class Time:
    """A moment as precise as it was written; with precision `day` the clock is midnight
    and means nothing.
    """

    value: datetime
    precision: Literal["minute", "day"]

    @property
    def day(self) -> tuple[int, int, int]:
        return self.value.year, self.value.month, self.value.day


@dataclass(frozen=True, slots=True)
class Written:
    """A time and where in the text it stands."""

    time: Time
    start: int
    end: int


def forms_in(text: str, near: datetime | None) -> Iterator[Callable[[str, datetime | None], Iterator[Written]]]:
    """Yield the readers of the forms that a text may hold, the surest first; mostly the
    first one is all that is asked for."""
    if with_year := _YEAR.search(text) is not None:
        yield _iso
    if NAMED_MONTH.search(text):
        yield from (_ctime, _named)
    if with_year and "/" in text:
        yield _slashed
    if "年" in text or "民" in text:
        yield from (_minguo, _written)
    if with_year:
        yield _compact
    if _PARTED.search(text):
        yield from (_short, _bare_minguo)
    if near is not None:
        yield from (_month_day, _relative)


def _iso(text: str, near: datetime | None) -> Iterator[Written]:
    for match in _DAY.finditer(text):
        year, month, day = (match[name] or match[f"{name}2"] for name in "ymd")
        yield from _make(text, match, int(year), int(month), int(day))


def _ctime(text: str, near: datetime | None) -> Iterator[Written]:
    for match in _CTIME.finditer(text):
        value = moment(
            int(match["y"]),
            _month(match["m"]),
            int(match["d"]),
            int(match["h"]),
            int(match["i"]),
            match["z"],
        )
        if value:
            yield Written(Time(value, "minute"), match.start(), match.end())


def _named(text: str, near: datetime | None) -> Iterator[Written]:
    """Yield days whose month has a name, with the clock of RFC 822: years of two digits
    are of this century up to 69.
    """
    for match in _NAMED.finditer(text):
        year = int(match["y"] or match["y2"] or match["y3"] or match["short"])
        if match["short"]:
            year += 2000 if year < 70 else 1900
        month, day = match["m"] or match["m2"] or match["m3"], match["d"] or match["d2"] or match["d3"]
        yield from _make(text, match, year, _month(month), int(day))


def _slashed(text: str, near: datetime | None) -> Iterator[Written]:
    """Yield days before or behind their month, 11/18/2020, where only one reading is a
    day, an American clock follows, which goes with the month first, or such a clock
    stands in front, as in Malaysia, where the day is first: 8:40pm 12/10/2023.
    """
    for match in _SLASHED.finditer(text):
        first, second = int(match["a"]), int(match["b"])
        if first > 12:
            first, second = second, first
        elif second <= 12 and first != second and not _HALF_DAY.match(text, match.end()):
            if not _HALF_DAY_BEFORE.search(text, max(0, match.start() - 12), match.start()):
                continue
            first, second = second, first
        yield from _make(text, match, int(match["y"]), first, second)


def _month(name: str) -> int:
    """Return the number of a month by its name.

    >>> [_month(name) for name in ("Nov", "十一月", "11月", "二月")]
    [11, 11, 11, 2]
    """
    if name[-1] != "月":
        return _MONTHS[name[:3].casefold()]
    return int(name[:-1]) if name[:-1].isdigit() else numeral(name[:-1])


def _minguo(text: str, near: datetime | None) -> Iterator[Written]:
    """Yield years of the Republic: 民國 counts from 1912; three digits before 年 mean it
    too, no other era has them.
    """
    for match in _MINGUO.finditer(text):
        yield from _make(text, match, int(match["y"] or match["y2"]) + 1911, int(match["m"]), int(match["d"]))


def _bare_minguo(text: str, near: datetime | None) -> Iterator[Written]:
    """Yield years of the Republic without a word beside them, 109/11/18: month and day
    have two digits, and the day is no later than `near`.
    """
    for match in _MINGUO_BARE.finditer(text):
        year = int(match["y"]) + 1911
        if near is None or year <= near.year:
            yield from _make(text, match, year, int(match["m"]), int(match["d"]))


def _written(text: str, near: datetime | None) -> Iterator[Written]:
    for match in _WRITTEN.finditer(text):
        year, month, day = numeral(match["y"]), numeral(match["m"]), numeral(match["d"].lstrip("初"))
        if match["p"] or year < 200:
            year += 1911
        yield from _make(text, match, year, month, day)


def _compact(text: str, near: datetime | None) -> Iterator[Written]:
    for match in _COMPACT.finditer(text):
        hour, minute = match["h"], match["i"]
        value = moment(int(match["y"]), int(match["m"]), int(match["d"]), int(hour or 0), int(minute or 0), match["z"])
        if value:
            yield Written(Time(value, "minute" if hour else "day"), match.start(), match.end())


def _short(text: str, near: datetime | None) -> Iterator[Written]:
    """Yield dates with a year of two digits: of this century unless that lies in the
    future.
    """
    for match in _SHORT.finditer(text):
        year = 2000 + int(match["y"])
        if year > (near.year if near else 2060):
            year -= 100
        yield from _make(text, match, year, int(match["m"]), int(match["d"]))


def _month_day(text: str, near: datetime | None) -> Iterator[Written]:
    """Yield a month and a day: the year is the last in which they do not lie after
    `near`.
    """
    if near is None:
        return
    here = near.astimezone(CHINA)
    for match in _MONTH_DAY.finditer(text):
        month, day = int(match["m"]), int(match["d"] or match["d2"])
        for year in (here.year, here.year - 1):
            value = moment(year, month, day)
            if value and value <= here + timedelta(days=1):
                yield from _make(text, match, year, month, day)
                break


def _relative(text: str, near: datetime | None) -> Iterator[Written]:
    """Yield 3小时前, 昨天 08:30 and the like, counted from `near`."""
    if near is None or len(text) > 60:
        return
    here = near.astimezone(CHINA)
    for match in _AGO.finditer(text):
        amount = 0.5 if match["n"] == "半" else int(match["n"]) if match["n"].isdigit() else numeral(match["n"])
        unit = match["u"][0]
        if unit in "秒分小":
            seconds = {"秒": 1, "分": 60, "小": 3600}[unit] * amount
            yield Written(
                Time((here - timedelta(seconds=seconds)).replace(second=0, microsecond=0), "minute"), *match.span()
            )
        else:
            days = amount * (7 if unit in "周週星" else 1)
            yield Written(Time(_midnight(here - timedelta(days=days)), "day"), *match.span())
    for match in _RELATIVE.finditer(text):
        word = match["w"]
        if word in ("刚刚", "剛剛"):
            yield Written(Time(here.replace(second=0, microsecond=0), "minute"), *match.span())
            continue
        day = here - timedelta(days={"今": 0, "昨": 1, "前": 2}[word[0]])
        yield from _make(text, match, day.year, day.month, day.day)


def _make(text: str, match: re.Match[str], year: int, month: int, day: int) -> Iterator[Written]:
    """Make the time of a matched day, with the clock that follows it or stands right
    before it.
    """
    clock = CLOCK.match(text, match.end())
    start, end = match.span()
    if clock:
        end = clock.end()
    else:
        clock = CLOCK_BEFORE.search(text[max(0, start - 14) : start])
        if clock:
            start -= len(clock[0])
    if clock is not None and (value := moment(year, month, day, *clock_of(clock))):
        yield Written(Time(value, "minute"), start, end)
    elif value := moment(year, month, day):
        yield Written(Time(value, "day"), *match.span())


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)

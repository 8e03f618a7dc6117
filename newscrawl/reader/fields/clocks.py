"""The clock and the zone of a written time → a moment in China's time.

`times` finds the day; the clock stands behind it or right before it. On Chinese sites
CST is China Standard Time.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from newscrawl.china_time import CHINA

_HOURS = {
    **dict.fromkeys(("Z", "UT", "UTC", "GMT", "WET"), 0),
    **dict.fromkeys(("BST", "CET"), 1),
    **dict.fromkeys(("CEST", "EET"), 2),
    **dict.fromkeys(("CST", "CCT", "HKT", "SGT", "MYT", "PHT"), 8),
    **dict.fromkeys(("JST", "KST"), 9),
    "EDT": -4,
    "EST": -5,
    "CDT": -5,
    "MDT": -6,
    "MST": -7,
    "PDT": -7,
    "PST": -8,
}
"""Zones by name, hours from UTC; of the American ones (RFC 822) CST is left out."""
ZONE = (
    r"(?:(?:GMT|UTC|UT)\s?(?=[+-]))?(?:\+(?:1[0-4]|0?\d)(?::?[0-5]\d)?(?!\d)|-(?:1[0-2]|0\d)(?::?[0-5]\d)?(?![\d-])"
    r"|(?<=[CT])-\d(?!\d))"
    rf"|(?:{'|'.join(sorted(_HOURS, key=len, reverse=True))})\b"
)
"""A zone as it is written: `+0800`, `+8`, `GMT+08:00`, `CST`."""
_HALF = r"上午|下午|晚上|晚间|晚間|凌晨|早上|早晨|清晨|中午|傍晚|[AaPp]\.?[Mm]\.?"
_WEEKDAY = r"(?:[(（]?\s?(?:星期|周|週|礼拜|禮拜)[一二三四五六日天]\s?[)）]?[\s,]{0,3})?"
CLOCK = re.compile(
    rf"[\s,，|│T\]】)）_/·-]{{0,6}}(?:at\s)?{_WEEKDAY}"
    rf"(?P<half>{_HALF})?\s?(?P<h>[01]?\d|2[0-4])"
    r"\s?(?:[:：]\s?(?P<i>[0-5]\d|\d(?!\d))|[时時点點]\s?(?:(?P<i2>[0-5]?\d)\s?分?|(?P<halfpast>半)|整)?)"
    r"(?P<s>\s?[:：分]\s?[0-5]?\d(?:[.:,]\d{1,9})?秒?)?"
    r"(?:\s?(?P<half2>[AaPp]\.?[Mm]\b\.?|[上下]午(?=\s*(?:$|[A-Z+<]))))?"
    rf"(?:\s?(?P<z>{ZONE}))?"
)
CLOCK_BEFORE = re.compile(
    r"(?<!\d)(?P<h>[01]?\d|2[0-3])[:：](?P<i>[0-5]\d)(?::[0-5]\d)?(?:\s?(?P<half2>[AaPp]\.?[Mm]\.?))?\s{0,3}(?:on\s)?$"
)


def clock_of(match: re.Match[str]) -> tuple[int, int, str | None]:
    """Return hour (of 24), minute and zone of a `CLOCK` or `CLOCK_BEFORE`.

    What follows a minute with a minus is the end of a span of time, 9:30-11:30, and no
    zone unless the time is written to the second or behind a T.

    >>> [clock_of(CLOCK.match(text)) for text in (" 下午3:05", " 9:30:00 PM CST", " 9:30-11:30")]
    [(15, 5, None), (21, 30, 'CST'), (9, 30, None)]
    """
    groups = match.groupdict()
    minute = 30 if groups.get("halfpast") else int(groups["i"] or groups.get("i2") or 0)
    zone = groups.get("z")
    if zone and zone[0] == "-" and not groups.get("s") and not match[0].startswith("T"):
        zone = None
    return _on_24(int(groups["h"]), groups.get("half") or groups.get("half2")), minute, zone


def moment(year: int, month: int, day: int, hour: int = 0, minute: int = 0, zone: str | None = None) -> datetime | None:
    """Return the moment in China's time, None where there is no such day; without a
    zone it is China's.

    >>> [moment(2020, 11, 18, 1, 30, zone).hour for zone in (None, "GMT", "CST", "-7", "GMT+08:00")]
    [1, 9, 1, 16, 1]
    """
    try:
        written = datetime(year, month, day, hour % 24, minute, tzinfo=_tz(zone)).astimezone(CHINA)
        return written + timedelta(days=hour // 24)
    except (ValueError, OverflowError):
        return None


def _tz(zone: str | None) -> timezone:
    if not zone:
        return CHINA
    name, sign, offset = re.match(r"\s*([A-Z]*)\s?([+-]?)([\d:]*)", zone.upper()).groups()  # type: ignore[union-attr]
    if not sign:
        return timezone(timedelta(hours=_HOURS[name])) if name in _HOURS else CHINA
    digits = offset.replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    shift = timedelta(hours=int(hours or 0), minutes=int(minutes))
    if shift > timedelta(hours=14):
        return CHINA
    return timezone(shift if sign == "+" else -shift)


def _on_24(hour: int, half: str | None) -> int:
    if not half:
        return hour
    half = half.lower().replace(".", "")
    if half in ("下午", "晚上", "晚间", "晚間", "傍晚", "pm") and hour < 12:
        return hour + 12
    if half == "中午" and hour < 11:
        return hour + 12
    if half in ("上午", "凌晨", "早上", "am") and hour == 12:
        return 0
    return hour

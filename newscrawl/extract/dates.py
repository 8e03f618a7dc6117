"""Times: from the many ways Chinese pages write them to an aware datetime, with the evidence for the choice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Literal

from newscrawl.extract.body import Body
from newscrawl.extract.page import Found, Page

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Time of the mainland, Hong Kong, Macau and Taiwan alike since 1992, without summer time."""

_DATE = re.compile(
    r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*日?(?:[T\s]*(?P<h>\d{1,2})[:：时](?P<i>\d{1,2}))?"
)
_URL_DATE = re.compile(r"/(?:t|c)?(20\d\d|19\d\d)[-/]?(\d{2})[-/]?(\d{2})(?=[/_.]|\d)")


@dataclass(frozen=True, slots=True)
class Time:
    """A moment as precise as it was written; with precision `day` the clock is midnight and means nothing."""

    value: datetime
    precision: Literal["minute", "day"]


def parse_time(text: str, *, near: datetime | None = None) -> Time | None:
    """Read one raw date; `near` (the time of fetching) gives a missing year.

    >>> parse_time("2020年11月18日 09:30")
    Time(value=datetime.datetime(2020, 11, 18, 9, 30, tzinfo=...), precision='minute')
    """
    match = _DATE.search(text)
    if match is None:
        return None
    hour, minute = match["h"], match["i"]
    try:
        value = datetime(
            int(match["y"]), int(match["m"]), int(match["d"]), int(hour or 0), int(minute or 0), tzinfo=CHINA
        )
    except ValueError:
        return None
    return Time(value, "minute" if hour else "day")


def date_in_url(url: str) -> Time | None:
    """The day an article's address carries, as `/202006/t20200623_1907292.shtml` or `/2020/0623/`.

    >>> date_in_url("http://www.hxnews.com/news/fj/fz/2020/06/23/1907292.shtml").value.date()
    datetime.date(2020, 6, 23)
    """
    for match in _URL_DATE.finditer(url):
        try:
            return Time(datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=CHINA), "day")
        except ValueError:
            continue
    return None


def read_published(page: Page, body: Body | None) -> Found[Time] | None:
    """The time of publication, by meta, then text, then the address."""
    found = page.meta_value("article:published_time", "pubdate", "og:release_date", "publishdate", "datepublished")
    time = parse_time(found.value, near=page.fetched) if found else None
    if found and time:
        return Found(time, found.evidence)
    for line in page.outline.lines:
        if len(line.text) < 120 and (time := parse_time(line.text, near=page.fetched)):
            return Found(time, "text")
    time = date_in_url(page.url)
    return Found(time, "url") if time else None


def read_modified(page: Page, body: Body | None) -> Found[Time] | None:
    """The last change the page admits."""
    found = page.meta_value("article:modified_time", "og:updated_time", "datemodified")
    time = parse_time(found.value, near=page.fetched) if found else None
    return Found(time, found.evidence) if found and time else None

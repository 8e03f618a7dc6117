"""An article's address → the day in it: the page's own, or the one that it states as
its own (canonical, 本文链接).
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from newscrawl.china_time import CHINA
from newscrawl.reader.fields.metadata import read_canonical_url
from newscrawl.reader.fields.shown_dates import DateCandidate
from newscrawl.reader.fields.times import Time
from newscrawl.reader.page import Page

if TYPE_CHECKING:
    from newscrawl.reader.fields.body import Body

_OWN_LINK = re.compile(
    r"(?:本文(?:链接|連結|网址|引用地址|地址|來源)|文章(?:链接|網址)|引用地址)\s*[:：]?\s*(https?://\S+)"
)
_URL_DAYS = (
    re.compile(r"((?:19|20)(?<!\d\d\d)\d\d)[-/_](\d{1,2})[-/_](\d{1,2})(?!\d)"),
    re.compile(r"((?:19|20)(?<!\d\d\d)\d\d)[-/]?(\d\d)[-/]?(\d\d)(?=[/_.\-]|$)"),
    re.compile(r"((?:19|20)(?<!\d\d\d)\d\d)(\d\d)(\d\d)(?=\d{2,}|[A-Za-z])"),
    re.compile(r"((?:19|20)(?<!\d\d\d)\d\d)/(\d\d)-(\d\d)(?!\d)"),
)
"""Each begins with plain characters, for which `re` skips ahead."""


def date_in_url(url: str) -> Time | None:
    """Read the day in an article's address; None where digits only look like one.

    >>> date_in_url("http://www.hxnews.com/news/fj/fz/202006/23/1907292.shtml").value.date()
    datetime.date(2020, 6, 23)
    >>> date_in_url("http://sd.sdnews.com.cn/photo/201909/t20190909_2608111.htm").value.date()
    datetime.date(2019, 9, 9)
    >>> date_in_url("http://www.fznews.com.cn/fuzhou/2014-9-7/201497xyz.shtml").value.date()
    datetime.date(2014, 9, 7)
    >>> date_in_url("http://www.hxnews.com/news/fj/fz/20291399.shtml") is None
    True
    """
    path = url.partition("://")[2].partition("/")[2].partition("#")[0]
    for pattern in _URL_DAYS:
        for match in pattern.finditer(path):
            try:
                value = datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=CHINA)
            except ValueError:
                continue
            if value.year >= 1994:
                return Time(value, "day")
    return None


def dates_in_addresses(page: Page, body: Body | None) -> list[DateCandidate]:
    """Return the day in the page's address, or in the one the page states as its own
    (canonical, 本文链接).
    """
    time = date_in_url(page.url)
    if time is not None:
        return [DateCandidate(time, 1.0, "url")]
    canonical = read_canonical_url(page)
    if canonical is not None and (time := date_in_url(canonical.value)) is not None:
        return [DateCandidate(time, 1.0, canonical.evidence)]
    for address in page.meta.get("url", ())[:1]:  # of TRS
        if (time := date_in_url(address)) is not None:
            return [DateCandidate(time, 1.0, "meta:url")]
    if body is not None and body.last is not None:
        for line in page.outline.lines[body.last : body.last + 12]:
            match = _OWN_LINK.search(line.text)
            if match and (time := date_in_url(match[1])) is not None:
                return [DateCandidate(time, 0.9, "text:本文链接")]
    return []

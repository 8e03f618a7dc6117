"""An article's address → the day in it: the page's own, or the one that it states as
its own (canonical, 本文链接).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newscrawl.reader.fields.addresses import date_in_url
from newscrawl.reader.fields.metadata import read_canonical_url
from newscrawl.reader.fields.shown_dates import DateCandidate
from newscrawl.reader.page import Page

if TYPE_CHECKING:
    from newscrawl.reader.fields.body import Body

_OWN_LINK = re.compile(
    r"(?:本文(?:链接|連結|网址|引用地址|地址|來源)|文章(?:链接|網址)|引用地址)\s*[:：]?\s*(https?://\S+)"
)


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

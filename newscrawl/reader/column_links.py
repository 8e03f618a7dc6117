"""A front page of blocks, each with a link 更多 to its column → the addresses of these
columns.

Such a page shows the newest of each block and has no further pages; what it does not
show any more stands only in the columns, which may be channels of their own.
"""

from __future__ import annotations

import re

from newscrawl.reader.outline import plain_text
from newscrawl.reader.page import Page

LEAST = 2
"""Columns of a page that is one of blocks."""
_MORE = re.compile(r"[\[【(（\s]*(?:更多|more|查看更多|查看全部|更多新闻|MORE)[\s>»›＞+》…\])）】]*", re.I)


def column_links(page: Page) -> list[str]:
    """Return where the links 更多 of a page lead, in page order.

    >>> html = '<h2>本地 <a href="/bd/">更多&gt;&gt;</a></h2><h2>社会 <a href="/sh/">MORE+</a></h2>'
    >>> column_links(Page.parse(html, "http://a.cn/"))
    ['http://a.cn/bd/', 'http://a.cn/sh/']
    """
    found: dict[str, None] = {}
    for anchor in page.root.iter("a"):
        words = plain_text(anchor) or anchor.get("title") or ""
        if len(words) < 12 and _MORE.fullmatch(words) and (url := page.absolute(anchor.get("href"))) is not None:
            found[url] = None
    return list(found) if len(found) >= LEAST else []

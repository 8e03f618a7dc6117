"""A listing page without entries → whether it stands behind the last one, in its own
words."""

from __future__ import annotations

import re

from newscrawl.reader.fields.addresses import page_place
from newscrawl.reader.page import Page

_NO_MORE = re.compile(
    "(?:没有更多|沒有更多|暂无更多|已经?到底|到底[了啦]|已经?到?(?:是|了)?最后)"
    "|(?:暂无|暂时没有|没有找到|没有|暫無)(?:相关|任何|更多)?的?(?:数据|内容|信息|新闻|文章|记录|资讯|結果|结果|新聞)"
)
_LONGEST = 24
"""Characters of the longest line that says so."""


def says_no_more(page: Page, asked: str) -> bool:
    """Return whether a page below the first says that the list has no more entries. A
    first page says so when something is wrong.

    >>> page = Page.parse("<ul></ul><p>没有更多了</p>", "http://a.cn/fz/?page=9")
    >>> says_no_more(page, page.url), says_no_more(page, "http://a.cn/fz/")
    (True, False)
    """
    place = page_place(asked)
    if place is None or (place.number or 0) < 2:
        return False
    lines = (line.text for line in page.outline.lines)
    return any(len(text) <= _LONGEST and _NO_MORE.search(text) is not None for text in lines)

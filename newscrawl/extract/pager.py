"""The next page of an article that runs over several."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from newscrawl.extract.outline import plain_text
from newscrawl.extract.page import Page

_NEXT = ("下一页", "下一頁", "下页", "余下全文", "阅读全文", "閱讀全文")
_END = re.compile(r"(?:[_-]\d{1,3})?(\.\w+)?$")


def next_page(page: Page) -> str | None:
    """The address of the same article's next page; never 下一篇, never another article."""
    here = urlsplit(page.url)
    for link in page.root.iter("a"):
        text = plain_text(link)
        if not text.startswith(_NEXT):
            continue
        url = page.absolute(link.get("href"))
        if url and url != page.url:
            there = urlsplit(url)
            if there.netloc == here.netloc and _END.sub("", there.path) == _END.sub("", here.path):
                return url
    return None

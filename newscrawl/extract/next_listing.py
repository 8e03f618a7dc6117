"""The next page of a listing."""

from __future__ import annotations

from newscrawl.extract.outline import plain_text
from newscrawl.extract.page import Found, Page


def next_listing(page: Page) -> Found[str] | None:
    """The address of the next page of this listing, and what it was read from."""
    for link in page.root.iter("a"):
        text = plain_text(link)
        if text.strip(" >»") in ("下一页", "下一頁", "下页", "后页"):
            url = page.absolute(link.get("href"))
            if url and url != page.url:
                return Found(url, "text:下一页")
    return None

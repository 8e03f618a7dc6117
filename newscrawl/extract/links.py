"""The entries of a listing page of unknown make: the links of its main list, with title and date."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newscrawl.extract.dates import Time, parse_time
from newscrawl.extract.outline import plain_text
from newscrawl.extract.page import Page

_ARTICLE = re.compile(r"(?:\d{4}[-/]?\d{2}|content_|/c_|/t\d|\d{5,}).*\.(?:s?html?|aspx?|php)$|/\d{6,}/?$", re.I)


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of a listing."""

    url: str
    title: str
    date_text: str | None = None
    """The date as it stands beside the entry."""
    date: Time | None = None
    pinned: bool = False
    """Marked 置顶, so that its place says nothing of its age."""


def article_shaped(url: str) -> bool:
    """Whether an address looks like an article's: a date or an id in it, and no list's name.

    >>> article_shaped("http://www.hxnews.com/news/fj/fz/202006/23/1907292.shtml")
    True
    >>> article_shaped("http://www.hxnews.com/news/fj/fz/")
    False
    """
    return bool(_ARTICLE.search(url))


def find_entries(page: Page) -> list[Link]:
    """The entries of the main list in page order, each address once."""
    entries: dict[str, Link] = {}
    for line in page.outline.lines:
        for link in line.links:
            url = page.absolute(link.get("href"))
            title = plain_text(link)
            if url and len(title) > 4 and article_shaped(url) and url not in entries:
                date = parse_time(line.text.replace(title, ""), near=page.fetched)
                entries[url] = Link(url, title, None, date, "置顶" in line.text)
    return list(entries.values())

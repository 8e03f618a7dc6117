"""What the reader of articles returns, apart from the reader: a crawl imports that only
when it has an article to read.
"""

from __future__ import annotations

from dataclasses import dataclass

from newscrawl.items import Article

READER_VERSION = 5
"""Raised with every change of reading that alters texts: revisits compare texts of one
version only."""
NAMES = ("reporters", "correspondents", "photographers", "authors", "editors")
"""Fields of an article that are names of people."""


@dataclass(frozen=True, slots=True)
class PageReading:
    """The article, or the page of one, that was read, and the address of its next
    page.
    """

    article: Article
    next_url: str | None

"""Articles' own dates → whether a walk of listings without dates is down to `since`.

A listing without dates does not show how deep one is; the articles it links to do, a
page or two later. The spider reports which entries a page listed and which dates became
known; nothing here makes requests.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

DATELESS_PAGES = 50
"""Listing pages after which a walk is bounded if its articles have no dates either:
nothing will ever show how deep it is."""
LEAST = 3
"""Older articles that a page needs to prove anything: one or two may be old news that
came up again."""


class Ages:
    """Undated entries of one walk, page by page, and the dates of their articles.

    >>> ages = Ages(date(2020, 11, 1))
    >>> ages.add_page("abcd")
    >>> ages.add_page("efgh")
    >>> for id, day in zip("aefg", ("2020-11-18", "2020-10-31", "2020-10-31", "2020-10-30")):
    ...     ages.learn(id, day)
    >>> ages.passed
    True
    """

    def __init__(self, since: date) -> None:
        self._since = since.isoformat()
        self._pages: list[_Page] = []
        self._page_of: dict[str, _Page] = {}

    def add_page(self, ids: Iterable[str], inside: int = 0) -> None:
        """Add the undated entries of the next listing page, and the number of its dated
        ones inside the bound.

        Entries that stood on an earlier page prove nothing and are left out.
        """
        page = _Page(inside)
        for id in ids:
            if id not in self._page_of:
                self._page_of[id] = page
                page.entries += 1
        self._pages.append(page)

    def learn(self, id: str, published: str | None) -> None:
        """Add the date of an article, None if unknown; each article counts once."""
        page = self._page_of.get(id)
        if page is None or id in page.known:
            return
        page.known.add(id)
        if published is None:
            page.dateless += 1
        elif published[:10] < self._since:
            page.older += 1
        else:
            page.inside += 1

    @property
    def passed(self) -> bool:
        """Whether a page lies wholly below `since`: at least half of its articles are
        known to be older, and none is newer.
        """
        return any(page.older >= max(LEAST, page.entries / 2) and not page.inside for page in self._pages)

    @property
    def dateless(self) -> bool:
        """Whether no page will ever show a date."""
        dateless = sum(page.dateless for page in self._pages)
        dated = sum(page.older + page.inside for page in self._pages)
        entries = sum(page.entries for page in self._pages)
        return len(self._pages) >= DATELESS_PAGES and not dated and 2 * dateless >= entries


class _Page:
    """One listing page: undated entries first listed on it, and how old they are."""

    def __init__(self, inside: int) -> None:
        self.entries = self.older = self.dateless = 0
        self.inside = inside
        self.known: set[str] = set()

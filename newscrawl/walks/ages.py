"""Articles' own dates → whether a walk of listings without dates has come down to the day it goes back to.

A listing that shows no dates says nothing of how deep one is; the articles it led to do, a page or two later. Knows
nothing of requests: the spider tells what a page listed and which dates became known.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

DATELESS_PAGES = 50
"""Listing pages after which a walk ends whose articles have no dates either: nothing will ever tell how deep it is."""
LEAST = 3
"""Older articles that a page needs before it tells anything: one or two may be old news that came up again."""


class Ages:
    """The entries of one walk that were listed without a date, page by page, and the dates their articles have.

    >>> ages = Ages(date(2020, 11, 1))
    >>> ages.listed("abcd")
    >>> ages.listed("efgh")
    >>> for id, day in zip("aefg", ("2020-11-18", "2020-10-31", "2020-10-31", "2020-10-30")):
    ...     ages.learn(id, day)
    >>> ages.passed
    True
    """

    def __init__(self, since: date) -> None:
        self._since = since.isoformat()
        self._pages: list[_Page] = []
        self._page_of: dict[str, _Page] = {}

    def listed(self, ids: Iterable[str]) -> None:
        """Take in the undated entries of the next listing page; those that stood on an earlier one say nothing."""
        page = _Page()
        for id in ids:
            if id not in self._page_of:
                self._page_of[id] = page
                page.entries += 1
        self._pages.append(page)

    def learn(self, id: str, published: str | None) -> None:
        """Take in when an article says it was published; None where it says nothing. Each article counts once."""
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
        """Whether a page lies wholly below the bound, as far as half of its articles can tell; or none ever will."""
        if any(page.older >= max(LEAST, page.entries / 2) and not page.inside for page in self._pages):
            return True
        dateless = sum(page.dateless for page in self._pages)
        dated = sum(page.older + page.inside for page in self._pages)
        entries = sum(page.entries for page in self._pages)
        return len(self._pages) >= DATELESS_PAGES and not dated and 2 * dateless >= entries


class _Page:
    """One listing page: how many undated entries it showed first, and what became known of them."""

    def __init__(self) -> None:
        self.entries = self.older = self.inside = self.dateless = 0
        self.known: set[str] = set()

"""Listing pages, in order → go on with this address, stop, or broken.

A small state machine without I/O: the spider fetches, the ledger returns what it knew
of each entry, `ListingWalk` decides. It must never stop above something that was not
entered, however listings shift, pin, re-date, fail or repeat, and it should stop as
soon as that is certain. `docs/ledger.md` has the rules and why they hold.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from newscrawl.walks.listing_values import PAST_END, SHALLOW, Broken, ListingPage, Next, Step, Stop
from newscrawl.walks.page_sequence import TRAIL, PageSequence
from newscrawl.walks.walk_state import Cursor, Extent, WalkEnd, WalkState

KNOWN_PAGES = 3
"""Known pages in a row that end a walk; one alone may be an accident of shifting."""
MOST_PAGES = 20_000
"""A listing with more pages than this is a crawler trap."""

_GONE = frozenset({404, 410})


class ListingWalk:
    """One run's way down a channel's listing pages; see `read`.

    A new walk goes straight *down* from the first page. A resumed one reads the *head*
    first: what was listed since. Where it meets pages that are known or its own, it
    jumps to the page before its cursor, and steps back from there until one of its own
    entries is in sight, since deletions may have moved the pages up (*rejoining*). Then
    it goes down again.
    """

    def __init__(self, state: WalkState, known_pages: int = KNOWN_PAGES) -> None:
        self.id = state.id
        self.channel = state.channel
        self.extent = state.extent
        self.pages = 0
        """Good listing pages read in this run."""
        self.outside = state.cursor.outside
        """Entries left out, in all runs of this walk: outside `since` and `until`."""
        self._known_pages = known_pages
        self._saved = replace(state.cursor, joined=False)
        self._phase: Literal["head", "rejoining", "down"] = "head" if state.resumed else "down"
        self._head_next: str | None = None
        self._steps_back: list[str] = []
        self._sequence = PageSequence()

    def cursor_after(self, url: str, next_url: str | None) -> Cursor:
        """Return the cursor to enter a good page with.

        Call it before `read`, which needs the ledger's answer to that entry.
        """
        if self._phase != "down":
            return self._saved
        trail = (*self._sequence.trail, url)[-TRAIL:]
        return Cursor(trail, next_url, self._saved.pages + self.pages + 1, self.outside)

    def read(self, page: ListingPage) -> Step:
        """Return what comes after the page that was asked for."""
        if page.status != 200 or not page.entries:
            return self._failed(page)
        self.pages += 1
        if self._phase == "rejoining":
            return self._rejoin(page)
        self._sequence.add(page, self.extent)
        self.outside += self._sequence.left_out
        if end := self._end(page):
            return Stop(end, self._covered(end))
        assert page.next_url is not None
        if page.next_url in self._sequence.urls:
            return Broken("pager_loops")
        if self.pages >= MOST_PAGES:
            return Broken("endless")
        if self._phase == "head":
            return self._look_for_cursor(page.url, page.next_url)
        return Next(page.next_url)

    def _failed(self, page: ListingPage) -> Step:
        missing = page.status in _GONE or page.kind == PAST_END
        empty = page.status == 200 and page.kind != "verification"
        if self._phase == "rejoining" and (missing or empty):
            return self._step_back()
        if missing and self._sequence.trail:
            return Stop("last_page", self._covered("last_page"))
        if page.status == 200:
            return Broken("no_entries" if page.kind in ("listing", PAST_END) else page.kind)
        return Broken(page.kind if page.status is None else f"http_{page.status}")

    def _end(self, page: ListingPage) -> WalkEnd | None:
        if page.kind in SHALLOW:
            return "max_pages"
        if page.next_url is None or self._sequence.leads_back(page.next_url):
            return "last_page"
        if self._sequence.known_in_a_row >= self._known_pages:
            return "known"
        if self._sequence.all_older:
            return "since"
        if self.extent.max_pages is not None and self.pages >= self.extent.max_pages:
            return "max_pages"
        return None

    def _covered(self, end: WalkEnd) -> Extent:
        """Return down to which bounds everything below this walk's entries is entered.

        Entries count as `known` only if they cover this walk's own bounds, so these
        hold below them. The last page ends all bounds, unless entries were left out.
        """
        if end == "last_page":
            return replace(self.extent, max_pages=None, since=self.extent.since if self.outside else None)
        if end == "since":
            return replace(self.extent, max_pages=None)
        if end == "max_pages":
            return replace(self.extent, max_pages=self.extent.max_pages or self.pages)
        return self.extent

    def _look_for_cursor(self, url: str, next_url: str) -> Step:
        if url == self._saved.next_url:  # came down to it page by page
            self._phase = "down"
        elif self._sequence.known_or_own_in_a_row >= self._known_pages:
            self._head_next = next_url
            self._steps_back = list(self._saved.trail)
            self._phase = "rejoining"
            return self._step_back()
        return Next(next_url)

    def _rejoin(self, page: ListingPage) -> Step:
        """Look on a page of the saved trail for entries that this walk listed before.

        Pinned entries are on every page and prove nothing.
        """
        sequence = PageSequence(self._sequence.first, tuple(self._steps_back))
        sequence.add(page, self.extent)
        own = {state.entry.id for state in page.states if state.own}
        if not own & sequence.counted - self._sequence.seen:
            return self._step_back()
        self._sequence = sequence
        self._phase = "down"
        self.outside += sequence.left_out
        if page.next_url is None or sequence.leads_back(page.next_url):
            return Stop("last_page", self._covered("last_page"))
        return Next(page.next_url)

    def _step_back(self) -> Step:
        """Return the page before on the trail.

        Where the trail leads back to the head, go on below the head, page by page.
        """
        if self._steps_back and (url := self._steps_back.pop()) not in self._sequence.urls:
            return Next(url)
        assert self._head_next is not None
        self._phase = "down"
        return Next(self._head_next)

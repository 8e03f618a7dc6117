"""Listing pages read one after another → whether they are known, older, or repeat."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from newscrawl.items import Entry
from newscrawl.walks.entry_dates import newer, older, out_of_order, within
from newscrawl.walks.listing_values import ListingPage
from newscrawl.walks.seen_texts import SeenTexts
from newscrawl.walks.walk_state import Extent

TRAIL = 8
"""Listing pages whose addresses are kept, to step back on."""
BOTTOM = 3
"""Entries at the bottom of a page that must be known if nothing below it is new."""
DATED = 2 / 3
"""Share of a page's entries that must have dates if these are to show its depth."""
NEAR = timedelta(days=31)
"""Days between the dates of two pages of which one goes on where the other ended."""
REPEATED_PAGES = 10
"""Pages in a row without an entry new to this run: the listing goes in a circle."""


class PageSequence:
    """Listing pages read in sequence, without a jump, and what they showed.

    An entry *counts* if its place in the listing proves something: it is not pinned,
    not re-dated, not newer than `until`, and stood on no earlier page of this sequence.
    """

    def __init__(self, first: str | None = None, trail: tuple[str, ...] = ()) -> None:
        self.first = first
        """Address of the channel's first page."""
        self.trail = trail
        """Addresses of the last pages that listed something new, oldest first."""
        self.urls = SeenTexts()
        self.seen = SeenTexts()
        self.known_in_a_row = 0
        """Known pages in a row; pages without an entry that counts are skipped."""
        self.known_or_own_in_a_row = 0
        """Pages in a row that are known or were listed by this walk before."""
        self.own_in_a_row = 0
        """Pages in a row that were listed by this walk before."""
        self.all_older = False
        """Whether most entries of the last page have dates, and all of these are older
        than `since`."""
        self.below_bound = False
        """Whether the page before bears that out: its last date is older, too, or leads
        up to this page's. One page alone may be dated wrongly."""
        self.left_out = 0
        """Entries of the last page that are outside the bounds."""
        self.counted: set[str] = set()
        """Ids of the last page that count."""
        self.met_before = False
        """Whether any entry that counts was listed by this channel before, or is older
        than `since`."""
        self.met_known = False
        """Whether any entry that counts is known, or older than `since`."""
        self.page_known = False
        """Whether any entry that counts of the last page with such entries is known."""
        self.bottom_known = False
        """Whether the last three entries that count of that page are."""
        self.met_listed = False
        """Whether any entry that counts was listed by this channel before."""
        self.new_below = False
        """Whether a page below such an entry listed something new."""
        self._bottom: date | None = None
        """The last date of the last page, of the entries that count; None where too few
        of them have dates: old entries stuck at its head may be the only ones."""
        self._last_two: tuple[str, ...] = trail[-1:]
        self._has_new = True
        self._came_back = False
        self._repeats = 0
        self._repeated: set[str] = set()
        self._in_circle = False

    def add(self, page: ListingPage, extent: Extent) -> None:
        """Add the next page."""
        states = {state.entry.id: state for state in page.states}
        moved = out_of_order(page.entries) | {id for id, state in states.items() if state.redated}
        new = [entry for entry in page.entries if entry.id not in self.seen]
        counted = [e for e in new if not e.pinned and e.id not in moved and not newer(extent, e.date)]
        inside = [entry for entry in counted if not older(extent, entry.date)]
        known = {id for id, state in states.items() if state.known}
        own = {id for id, state in states.items() if state.own}
        ids = [entry.id for entry in inside]
        judged = [id for id in ids if id in known or id not in own]
        passed = len(inside) < len(counted)
        listed = {id for id, state in states.items() if state.listed}
        self.met_known |= passed
        if judged:
            self.known_in_a_row = self.known_in_a_row + 1 if known.issuperset(judged) else 0
        if ids:
            self.page_known = not known.isdisjoint(ids)
            self.met_known |= self.page_known
            self.bottom_known = known.issuperset(ids[-BOTTOM:])
            self.known_or_own_in_a_row = self.known_or_own_in_a_row + 1 if (known | own).issuperset(ids) else 0
            self.own_in_a_row = self.own_in_a_row + 1 if own.issuperset(ids) else 0
            self.new_below |= self.met_listed and not listed.issuperset(ids)
            self.met_listed |= not listed.isdisjoint(ids)
        self.met_before |= passed or self.met_listed
        days = [date.fromisoformat(entry.date[:10]) for entry in counted if entry.date]
        dated = bool(days) and len(days) >= DATED * len(counted)
        before, self._bottom = self._bottom, days[-1] if dated else None
        self.all_older = dated and all(older(extent, str(day)) for day in days)
        joins = before is not None and (older(extent, str(before)) or before - max(days, default=before) <= NEAR)
        self.below_bound = self.all_older and joins
        self.left_out = sum(not within(extent, entry.date) for entry in new)
        self.counted = {entry.id for entry in counted}
        self._has_new = bool(new)
        self._came_back = page.url in self.urls
        self._note_repetition({entry.id for entry in page.entries})
        self.seen.update(entry.id for entry in new)
        self.urls.update([page.url])
        self.first = self.first or page.url
        self._last_two = (*self._last_two, page.url)[-2:]
        if new:
            self.trail = (*self.trail, page.url)[-TRAIL:]

    def showed(self, entries: Iterable[Entry]) -> bool:
        """Return whether all these entries stood on the pages."""
        return all(entry.id in self.seen for entry in entries)

    def take_over(self, head: PageSequence) -> None:
        """Add what the pages above showed, after a jump."""
        self.seen.take_over(head.seen)
        self.met_before |= head.met_before
        self.met_known |= head.met_known
        self.met_listed |= head.met_listed

    def jump(self) -> None:
        """Begin to count pages in a row anew: some in between were not read."""
        self.known_in_a_row = self.known_or_own_in_a_row = self.own_in_a_row = 0

    def _note_repetition(self, ids: set[str]) -> None:
        """Note whether a listing repeats its last (or first) page, or has shifted.

        A site that publishes a page's worth of articles between two of our requests
        shows one page again, too; but the page after it then shows something new.
        """
        if self._has_new:
            self._repeats = 0
        else:
            self._repeats += 1
            self._in_circle = (self._repeats > 1 and ids == self._repeated) or self._repeats >= REPEATED_PAGES
        self._repeated = ids

    @property
    def repeats(self) -> bool:
        """Whether the listing goes in a circle: it showed the same pages again, or the
        request of the last page was answered with one read before."""
        return self._in_circle or self._came_back

    def leads_back(self, next_url: str) -> bool:
        """Return whether the pager's link leads to no further page.

        It does not if the listing repeats itself, if it leads to the first page, or if
        this page has nothing new and links to one read before. A link from the second
        page to the first does not count: it may be a misread 上一页 (previous page).
        """
        to_first = next_url == self.first and self._last_two[:1] != (self.first,)
        nothing_new = not self._has_new and next_url in self.urls
        return self.repeats or nothing_new or to_first

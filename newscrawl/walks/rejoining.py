"""Pages of a trail, last one first → the page at which a walk goes on.

A walk looks for its place again after it has read the head of a listing (what was
listed since the run before), and after a pause in which pages may have moved.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field

from newscrawl.items import Pager
from newscrawl.walks.listing_values import Broken, ListingPage, Stop
from newscrawl.walks.page_sequence import PageSequence
from newscrawl.walks.walk_state import Cursor, Extent


@dataclass(slots=True)
class Rejoining:
    """The way from page to page, back along a trail, until an entry of the walk is in
    sight.
    """

    saved: Cursor
    """Where the walk was."""
    otherwise: tuple[str, Pager] | Stop | Broken
    """What follows if no page shows an entry of the walk: the page to go down from, or
    the end of the walk."""
    otherwise_place: int = 0
    """Place of the page above the one to go down from."""
    before: PageSequence | None = None
    """The pages of this run, read before a pause."""
    _steps: list[str] = field(init=False)
    _top: set[str] = field(default_factory=set, init=False)
    """Entries of the first page after a pause; past its end a site may show it."""

    def __post_init__(self) -> None:
        self._steps = list(self.saved.trail)
        if self.before is not None and self.saved.trail[-1] != self.before.first:
            self._steps.append(self.before.first or "")

    def step_back(self, read: Container[str]) -> str | None:
        """Return the page before on the trail; None at its end, or where it leads to a
        page that was read.
        """
        if self._steps and (url := self._steps.pop()) not in read:
            return url
        return None

    @property
    def place(self) -> int:
        """Place in the listing of the page that `step_back` returned last."""
        return self.saved.pages - (len(self.saved.trail) - len(self._steps) - 1)

    def meets(self, page: ListingPage, head: PageSequence, extent: Extent) -> PageSequence | None:
        """Return the pages to go on from if this one shows entries that the walk listed
        before; `head` are those read in this run since.

        Pinned entries are on every page and prove nothing.
        """
        if self.before and self._steps and page.url == self.before.first:
            self._top = {entry.id for entry in page.entries}
            return None
        sequence = PageSequence(head.first, tuple(self._steps))
        sequence.add(page, extent)
        if self.before:
            above = self.before
            met = {id for id in sequence.counted - self._top if id in above.seen}
        else:
            above, own = head, {state.entry.id for state in page.states if state.own}
            met = {id for id in sequence.counted & own if id not in above.seen}
        if not met:
            return None
        sequence.take_over(above)
        return sequence

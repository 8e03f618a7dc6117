"""Why a walk ends → what it covers from now on, or the page at which it stays open.

A walk that passed over a page which has been missing for days goes on below it, but
never closes: it stays open at that page, and every run looks for it again. `ended` and
`listing_walk` decide that a walk ends; this says what becomes known by it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from newscrawl.walks import ended as ends
from newscrawl.walks.listing_values import DATELESS, Broken, Stop
from newscrawl.walks.walk_state import Extent, WalkState


class Closing:
    """The ways in which a walk of this state can end."""

    def __init__(self, state: WalkState) -> None:
        self._extent = state.extent
        self._before = state.broken.reason if state.broken else ends.MISSING
        """Why the run before broke."""
        self.gap: str | None = None
        """The page that was passed over first, since it has been missing for days."""
        self.gap_days = 0

    def pass_over(self, url: str | None, days: int = 0) -> None:
        """Go on below this page; None: after all, no page is passed over."""
        self.gap, self.gap_days = url, days

    def all_below_entered(self, met_known: bool) -> bool:
        """Return whether an earlier run entered all that stands below a page that is
        still missing, and this run has come to that.
        """
        return self.gap is not None and self._before == ends.GAP and met_known

    def known(self) -> Stop | Broken:
        """Stop because what follows was listed by earlier walks."""
        return self._stop("known", self._extent)

    def since(self) -> Stop | Broken:
        """Stop because what follows is older than `since`."""
        return self._stop("since", replace(self._extent, max_pages=None))

    def max_pages(self) -> Stop | Broken:
        """Stop because as many pages were read as were asked for."""
        return self._stop("max_pages", self._extent)

    def last_page(self, nothing_older: bool) -> Stop | Broken:
        """Stop at the listing's end; `nothing_older`: below it there is nothing that
        was left out, either.
        """
        since = None if nothing_older else self._extent.since
        return self._stop("last_page", replace(self._extent, max_pages=None, since=since))

    def bounded(self, reason: str, pages: int) -> Stop | Broken:
        """Stop behind so many pages: nothing is known of what lies below."""
        extent = replace(self._extent, max_pages=self._extent.max_pages or max(pages, 1))
        return self._end(Stop("max_pages", extent) if reason == "shallow" else Stop("bounded", extent, reason))

    def below_unknown(self, reason: str) -> Stop | Broken:
        """Stop for this reason, and let later walks stop at what this one listed."""
        return self._end(Stop("bounded", self._extent, reason))

    def dateless(self) -> Stop | Broken:
        """Stop after many pages because nothing will ever show how deep the walk is.

        Later walks stop at what it listed, or each of them would read as many pages.
        """
        return self.below_unknown(DATELESS)

    def broken(self, reason: str, url: str, *, again: bool = False) -> Broken:
        """Break the walk; below a page that was passed over, at that page."""
        if self.gap is not None:
            return Broken(ends.MISSING if self._before == ends.GAP else self._before, self.gap, again=True)
        return Broken(reason, url, again=again)

    def _stop(self, end: Literal["last_page", "known", "since", "max_pages"], extent: Extent) -> Stop | Broken:
        return self._end(Stop(end, extent))

    def _end(self, stop: Stop) -> Stop | Broken:
        """Close the walk, unless a page was passed over: then it stays open there."""
        return stop if self.gap is None else Broken(ends.GAP, self.gap, again=True)

"""A channel's first page, beside the one that the walk before saw → whether the pages
below are read again, and how the first page is asked for.

Hourly runs read the pages below an unchanged first page once a day, so that nothing
which came in below is later than that. In between, the first page is asked for only if
it changed, where its server offers that: an answer 304 counts as the same entries in
the same order. A server that answers so wrongly hides news for a day at most, since the
daily reading asks without a condition; one that is caught at it is asked without one
from then on.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b

from newscrawl.walks.listing_values import ListingPage
from newscrawl.walks.validators import Validators
from newscrawl.walks.walk_state import Top

REST = timedelta(hours=22)
"""Time in which the pages below an unchanged first page are not read again: hourly runs
read them once a day, and nothing that came in below is later than a day."""


class FirstPage:
    """The first page of a listing, in one walk."""

    def __init__(self, before: Top | None, now: datetime | None) -> None:
        """`before`: the page as the walk before saw it; `now` None: nothing is kept."""
        self._before = before
        self._now = now
        self._misled = before is not None and before.misled
        self.kept: Top | None = None
        """The page, for the next walk to compare its own with."""

    def validators(self, rules: str) -> Validators | None:
        """Return the validators to ask for the page with; None: without a condition."""
        before = self._before
        if before is None or before.validators is None or self._misled or not self._is_recent(before):
            return None
        return before.validators if before.validators.rules == rules else None

    def mislead(self) -> None:
        """Note that the server does not understand conditions."""
        self._misled = True

    def unchanged(self) -> Top:
        """Return the page before, which the server says is the page still."""
        assert self._before is not None
        self.kept = self._before
        return self._before

    def rests(self, page: ListingPage) -> bool:
        """Keep a page; return whether it is that of the walk before, which read the
        pages below it a short time ago: same entries, same order, all of them known.
        """
        if self._now is None or page.cut:
            return False
        before, digest = self._before, _digest(page)
        same = before is not None and before.page == digest
        if before is not None and not same and page.validators is not None and page.validators == before.validators:
            self._misled = True
        self.kept = Top(digest, self._now, None if self._misled else page.validators, self._misled)
        known = bool(page.states) and all(state.known and not state.redated for state in page.states)
        if before is None or not same or not known or not self._is_recent(before):
            return False
        self.kept = replace(self.kept, read=before.read)
        return True

    def _is_recent(self, before: Top) -> bool:
        return self._now is not None and timedelta() <= self._now - before.read < REST


def _digest(page: ListingPage) -> str:
    """Return a digest of a page's entries, in their order."""
    listed = "\n".join(f"{entry.id} {entry.date} {entry.pinned}" for entry in page.entries)
    return blake2b(listed.encode(), digest_size=8).hexdigest()

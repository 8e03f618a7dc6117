"""What the ledger knows of a walk and of the entries it meets: the values that decide whether it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from newscrawl.items import Entry

OutcomeKind = Literal["pending", "exported", "duplicate", "rejected", "failed"]
WalkEnd = Literal["last_page", "known", "since", "max_pages"]


@dataclass(frozen=True, slots=True)
class Extent:
    """How deep a walk goes, or went."""

    since: date | None = None
    """Entries dated before it are outside; None goes down to the last page."""
    max_pages: int | None = None
    """Listing pages at most; None for no such bound."""
    until: date | None = None
    """Entries dated after it are outside; None starts at the newest."""

    def covers(self, other: Extent) -> bool:
        """Tell whether a closed walk of this extent is ground for a walk of the other: same or narrower bounds.

        >>> Extent().covers(Extent(since=date(2020, 1, 1)))
        True
        >>> Extent(since=date(2020, 1, 1)).covers(Extent())
        False
        >>> Extent(max_pages=5).covers(Extent())
        False
        """
        deep = self.since is None or (other.since is not None and self.since <= other.since)
        long = self.max_pages is None or (other.max_pages is not None and other.max_pages <= self.max_pages)
        return deep and long


EVERYTHING = Extent()


@dataclass(frozen=True, slots=True)
class EntryState:
    """What the ledger knew of an entry before the page that now shows it."""

    entry: Entry
    outcome: OutcomeKind | None
    """None: never listed anywhere before."""
    known: bool
    """A joined walk of this channel listed it, one whose bounds cover those of this walk."""
    own: bool
    """This walk listed it, on the pages that lead down to its cursor."""
    redated: bool
    """It is listed under another date than before, so that its place has changed and says nothing."""
    fetch: bool
    """To be requested now: pending, its back-off over, and not taken up by this run yet."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a walk stands, so that it can go on after a death."""

    trail: tuple[str, ...] = ()
    """URLs of the last listing pages read, oldest first, at most eight: to step back on when pages shifted."""
    next_url: str | None = None
    """The listing page to read next."""
    pages: int = 0
    """Listing pages read so far, over all runs."""
    outside: int = 0
    """Entries left out so far, as older than `since` or newer than `until`."""
    joined: bool = True
    """Whether the pages of this run hang together with those above `next_url`. While a resumed walk is still on its way
    there it is False: what it enters is not `own` if it dies, and the cursor stays where it was."""


@dataclass(frozen=True, slots=True)
class WalkState:
    """A walk as opened: new, or resumed with its cursor."""

    id: int
    channel: str
    extent: Extent
    cursor: Cursor
    resumed: bool

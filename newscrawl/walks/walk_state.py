"""What the ledger knows of a walk and of the entries on its pages: values only.

A walk is *joined* (closed) when nothing was left out between its first page and the
place where it ended. Only entries of joined walks are *known*: whatever is listed
below such an entry, within the bounds of its walk, is in the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from newscrawl.items import Entry
from newscrawl.walks.validators import Validators

OutcomeKind = Literal["pending", "exported", "duplicate", "rejected", "failed"]
WalkEnd = Literal["last_page", "known", "since", "max_pages", "bounded"]


@dataclass(frozen=True, slots=True)
class Extent:
    """The bounds of a walk."""

    since: date | None = None
    """Entries dated before it are outside; None: down to the last page."""
    max_pages: int | None = None
    """Listing pages at most; None: no such bound."""
    until: date | None = None
    """Entries dated after it are outside; None: from the newest."""

    def covers(self, other: Extent) -> bool:
        """Return whether a closed walk of this extent makes its entries known to
        `other`.

        It does if the bounds of `other` are the same or narrower.

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
    """What the ledger knew of an entry before the page that lists it now."""

    entry: Entry
    outcome: OutcomeKind | None
    """None: no channel ever listed it before."""
    known: bool
    """A closed walk of this channel listed it, one whose bounds cover this walk's."""
    own: bool
    """This walk listed it, on the pages that lead down to its cursor."""
    redated: bool
    """It is listed under another date than before, so its place proves nothing."""
    fetch: bool
    """To be requested now: pending, its back-off over, not yet taken by this run."""
    listed: bool = False
    """This channel listed it before, in whatever walk."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The position of a walk, from which the next run resumes it after an
    interruption."""

    trail: tuple[str, ...] = ()
    """URLs of the last listing pages read, oldest first, at most eight: a resumed walk
    steps back on them when pages have shifted."""
    next_url: str | None = None
    """The listing page to read next."""
    pages: int = 0
    """Listing pages read so far, over all runs."""
    outside: int = 0
    """Entries left out so far: older than `since` or newer than `until`."""
    joined: bool = True
    """Whether the pages of this run connect to those above `next_url`. False while a
    resumed walk is still on its way there: if it is interrupted, what it entered is not
    `own`, and the cursor stays where it was."""


@dataclass(frozen=True, slots=True)
class WalkBreak:
    """Where and since when the runs of a walk stop short."""

    reason: str
    at: str | None
    """Address of the page; None where the reason names none."""
    since: datetime
    """When a run first stopped there, for this reason."""
    runs: int = 1
    """Runs in a row that did."""


@dataclass(frozen=True, slots=True)
class Top:
    """The first page of a listing, as the last joined walk saw it."""

    page: str
    """Digest of its entries in their order, with their dates."""
    read: datetime
    """When the pages below it were last read."""
    validators: Validators | None = None
    """What its server stated of its version."""
    misled: bool = False
    """Whether the server stated the same of another version, or does not understand
    conditions."""
    end: WalkEnd = "known"
    """How that walk ended."""
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class WalkState:
    """A walk as opened: new, or resumed with its cursor."""

    id: int
    channel: str
    extent: Extent
    cursor: Cursor
    resumed: bool
    deepest: int = 0
    """Pages of the deepest earlier walk of the channel; 0: there was none."""
    expects_known: bool = False
    """Whether an earlier walk makes entries known to this one's bounds."""
    broken: WalkBreak | None = None
    """Where the last run of this walk stopped short."""
    top: Top | None = None
    """The first page as the walk before saw it; None where that ended otherwise."""

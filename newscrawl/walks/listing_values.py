"""What a listing walk is given, and what it answers: a page, and the next step."""

from __future__ import annotations

from dataclasses import dataclass, field

from newscrawl.items import Entry, Pager
from newscrawl.walks.validators import Validators
from newscrawl.walks.walk_state import EntryState, Extent, WalkEnd

SHALLOW = frozenset({"feed", "sitemap"})
"""Kinds of listing that show the newest entries only and have no further page, which
does not mean that there is nothing older."""
INDEX = "sitemap_index"
"""The kind of an index of sitemaps or feeds, which has no entries of its own."""
PAST_END = "past_end"
"""The kind of a list API's empty answer, which stands behind its last page."""
NOT_MODIFIED = "not_modified"
"""The kind of a first page of which the server says that it did not change."""

DATELESS = "dateless"
"""Why a walk down to a day is bounded: neither its listing nor the articles have
dates."""
NO_FIELD = "no_field: "
"""How the kind of a list API's answer begins that lacks a field of the rule, which
follows."""


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One listing page as received, or the failure to get it."""

    url: str
    """As requested, so that a redirect to another page is not mistaken for this one."""
    status: int | None
    """HTTP status; None where no response came."""
    entries: tuple[Entry, ...]
    """All its entries, in page order."""
    states: tuple[EntryState, ...]
    """What `Ledger.enter` returned for those inside the bounds of the walk."""
    next_url: str | None
    """The page after it; None where the pager offers none."""
    kind: str = "listing"
    """The kind of a page without entries (`verification`, …), or the failure's name."""
    pager: Pager = "none"
    """What it shows of the page after it."""
    cut: bool = False
    """Whether its transfer broke off, so that entries may be missing."""
    validators: Validators | None = None
    """What its server stated of its version."""


@dataclass(frozen=True, slots=True)
class Next:
    """Go on with this listing page."""

    url: str


@dataclass(frozen=True, slots=True)
class Stop:
    """The walk is done; its entries are known from now on, to this extent."""

    end: WalkEnd
    extent: Extent
    reason: str | None = None
    """Why a `bounded` walk knows nothing of what lies below."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The walk stopped short; its cursor is kept, and it makes nothing known."""

    reason: str
    at: str | None = None
    """Address of the page at which it stopped."""
    again: bool = field(default=False, compare=False, repr=False)
    """Whether the run before stopped at the same page or end, for a like reason."""


Step = Next | Stop | Broken

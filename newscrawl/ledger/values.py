"""The vocabulary of the account: what is handed to a ledger, and what it answers. Values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from newscrawl.items import Entry

OutcomeKind = Literal["pending", "exported", "duplicate", "rejected", "failed"]
WalkEnd = Literal["last_page", "known", "since", "max_pages"]


class LedgerError(Exception):
    """A ledger that cannot be used: locked, corrupt, of a newer version, on a network file system; names its file."""


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
class Standing:
    """What the ledger knew of an entry before the page that now shows it."""

    entry: Entry
    outcome: OutcomeKind | None
    """None: never listed anywhere before."""
    grounded: bool
    """It stands in a closed walk of this channel that covers the present one."""
    own: bool
    """It stood in the part of the present walk that leads down to its cursor."""
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


@dataclass(frozen=True, slots=True)
class Due:
    """A pending article whose time has come."""

    id: str
    url: str
    channel: str
    title: str | None
    date: str | None
    page: str | None
    page_name: str | None
    attempts: int


@dataclass(frozen=True, slots=True)
class LineRef:
    """Where a line of the record stands."""

    id: str
    revision: int
    file: str
    """Path below the data folder, with `/`."""
    offset: int
    length: int
    sha256: str
    """Hex digest over the line's bytes, newline included."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One fetch and what came of it."""

    at: datetime
    status: int | None
    """HTTP status; None where no response came."""
    result: str
    """`ok`, `not_modified`, or the failure's name (`timeout`, `http_500`, `dataloss`, …)."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one article: all that a commit says of it."""

    id: str
    outcome: OutcomeKind
    """`pending` where a transient failure leaves it for a later run."""
    reason: str | None = None
    """Why rejected or failed, or the cause that keeps it pending (`blocked`, `http_500`, …)."""
    of: str | None = None
    """For a duplicate: the article it repeats."""
    relation: str | None = None
    attempt: Attempt | None = None
    """None where nothing was fetched."""
    counts: bool = True
    """Whether the attempt counts towards the last one (a ban does not)."""
    next_try: datetime | None = None
    content_hash: str | None = None
    published: str | None = None
    aliases: tuple[str, ...] = ()
    """Normalised URLs that lead to this article beside its key: after redirects, canonical."""
    revision: int | None = None
    """Number of its last line, None where it has none."""
    reader_version: int | None = None


@dataclass(frozen=True, slots=True)
class Ban:
    """A site's servers refused us: until when they are left alone, and how many runs in a row met that."""

    until: datetime
    strikes: int


@dataclass(frozen=True, slots=True)
class FileState:
    """A file that commits with the ledger: a record file, or a follower."""

    path: str
    """Absolute path."""
    length: int
    """Bytes that are committed; what stands beyond is cut at recovery."""
    kind: Literal["record", "follower", "warc"]
    open: bool = True
    """Whether the run that wrote it has closed it."""
    run: int | None = None


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One article as the ledger knows it."""

    id: str
    url: str
    site: str
    channel: str
    outcome: OutcomeKind
    reason: str | None
    of: str | None
    relation: str | None
    attempts: int
    next_try: datetime | None
    content_hash: str | None
    published: str | None
    revision: int | None
    reader_version: int | None


@dataclass(frozen=True, slots=True)
class Balance:
    """`listed = exported + duplicate + rejected + failed + pending`, of one channel, one run, or all."""

    name: str
    listed: int
    outcomes: dict[OutcomeKind, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    """`rejected/soft404: 3`, `pending/http_500: 1`, …"""

    @property
    def balanced(self) -> bool:
        """Whether every listed URL has exactly one outcome."""
        return self.listed == sum(self.outcomes.values())


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run as the ledger knows it."""

    id: int
    spider: str
    arguments: dict[str, str]
    started: datetime
    finished: datetime | None
    """None: under way, or dead."""
    exit_code: int | None
    summary: dict[str, object] | None

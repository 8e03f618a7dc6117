"""The vocabulary of the account: what is handed to a ledger, and what it answers. Values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from newscrawl.walks.walk_state import OutcomeKind


class LedgerError(Exception):
    """A ledger that cannot be used: locked, corrupt, of a newer version, on a network file system; names its file."""


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

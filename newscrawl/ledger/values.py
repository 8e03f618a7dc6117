"""Values that go into a ledger and come out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from newscrawl.walks.walk_state import OutcomeKind


class LedgerError(Exception):
    """A ledger that cannot be used: locked, corrupt, of a newer version, on a network
    file system. The message names its file."""


class LedgerAwayError(LedgerError):
    """A database that cannot be reached, or was lost: it may be there again soon."""


@dataclass(frozen=True, slots=True)
class Due:
    """A pending article whose back-off is over."""

    id: str
    url: str
    channel: str
    title: str | None
    date: str | None
    page: str | None
    page_name: str | None
    attempts: int
    reason: str | None = None
    """Why it is pending; None where it was never tried."""


@dataclass(frozen=True, slots=True)
class Failing:
    """The failures in a row that keep an article pending."""

    since: datetime | None = None
    """When the first of them was met; None where there is none."""
    answered: tuple[datetime, ...] = ()
    """The attempts since then to which a server answered, other than by refusing the
    site as a whole."""
    shown: datetime | None = None
    """When a listing last showed it, while it was pending."""
    alike: int = 0
    """How many other pending articles showed the same text instead."""


@dataclass(frozen=True, slots=True)
class LineRef:
    """The location of a line of the record."""

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
    """One fetch and its result."""

    at: datetime
    status: int | None
    """HTTP status; None where no response arrived."""
    result: str
    """`ok`, `not_modified`, or the failure's name (`timeout`, `http_500`, `dataloss`,
    …)."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The outcome of one article, with all that is committed about it."""

    id: str
    outcome: OutcomeKind
    """`pending` where a transient failure leaves it for a later run."""
    reason: str | None = None
    """Why rejected or failed, or the cause that keeps it pending (`blocked`,
    `http_500`, …)."""
    of: str | None = None
    """For a duplicate: the article it repeats."""
    relation: str | None = None
    attempt: Attempt | None = None
    """None where nothing was fetched."""
    counts: bool = True
    """Whether the attempt counts towards the maximum (one that met a ban does not)."""
    next_try: datetime | None = None
    failing: datetime | None = None
    """When the failure was met that keeps it pending; of failures in a row the ledger
    keeps the first. None: nothing failed."""
    content_hash: str | None = None
    published: str | None = None
    aliases: tuple[str, ...] = ()
    """Normalised URLs besides its key that lead to this article: after redirects,
    canonical."""
    revision: int | None = None
    """Number of its last line, None where it has none."""
    reader_version: int | None = None


@dataclass(frozen=True, slots=True)
class Ban:
    """A refusal by the servers of a site: until when to leave them alone, and how many
    runs in a row were refused."""

    until: datetime
    strikes: int


@dataclass(frozen=True, slots=True)
class FileState:
    """A file that commits with the ledger: a record file, a follower or a capture."""

    path: str
    """Absolute path."""
    length: int
    """Bytes that are committed; recovery cuts what is beyond."""
    kind: Literal["record", "follower", "warc"]
    open: bool = True
    """Whether the run that writes it has not closed it."""
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
    """`listed = exported + duplicate + rejected + failed + pending`, of one channel,
    one run, or all."""

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
    """None: running, or killed."""
    exit_code: int | None
    summary: dict[str, object] | None

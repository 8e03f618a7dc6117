"""What a report asks of the account, as values: counted by day, by channel, by who copies whom. `sql_coverage.py` asks.

A day is one of China's calendar: on which the article was published, else under which it was listed. An article that
several channels list counts in each.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from newscrawl.ledger import OutcomeKind


@dataclass(frozen=True, slots=True)
class Counts:
    """How many articles came to what."""

    exported: int = 0
    duplicate: int = 0
    rejected: int = 0
    failed: int = 0
    pending: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.exported + other.exported,
            self.duplicate + other.duplicate,
            self.rejected + other.rejected,
            self.failed + other.failed,
            self.pending + other.pending,
        )

    @property
    def news(self) -> int:
        """Articles whose text is in the archive, under this address or another."""
        return self.exported + self.duplicate

    @property
    def lost(self) -> int:
        """Articles that could not be fetched, or not yet."""
        return self.failed + self.pending

    @property
    def listed(self) -> int:
        """All that the channel listed."""
        return self.news + self.rejected + self.lost


@dataclass(frozen=True, slots=True)
class DayCount:
    """What became of the articles that one channel listed of one day."""

    channel: str
    day: date | None
    """None: neither page nor listing tell a day."""
    counts: Counts


@dataclass(frozen=True, slots=True)
class Look:
    """When somebody last looked at a channel, and how far down."""

    channel: str
    site: str
    looked: datetime | None
    """When its last walk was closed; None: none ever was."""
    reach: date | None
    """The deepest day that a closed walk went down to; None: to the last page, or no walk was closed."""
    broken: str | None = None
    """Why a walk stopped short that nobody finished since (`http_500`, `empty`, …)."""
    broken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Copies:
    """How many articles of one channel repeat articles of another (or of itself)."""

    channel: str
    of_channel: str
    relation: str
    count: int


@dataclass(frozen=True, slots=True)
class Listed:
    """One article as it stands in the list of a day."""

    channel: str
    day: date
    url: str
    title: str | None
    outcome: OutcomeKind
    reason: str | None
    """Why rejected, failed or pending; for a duplicate, how it repeats another."""
    published: str | None


@dataclass(frozen=True, slots=True)
class ListedDays:
    """Of which articles a report has lists."""

    since: date
    """All articles of this day or later."""
    lost_since: date
    """Those that could not be fetched, of this day or later."""
    until: date
    per_day: int
    """At most so many of a channel and day, the lost ones first; those whose time only the listing tells apart."""

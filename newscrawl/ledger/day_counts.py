"""Counts of articles by day, by channel and by original: what reports ask for, as
values.

`sql_counts.py` keeps them as articles are listed and settled. A day is a day in China:
of publication, or of the listing where the page has no date. An article that several
channels list counts in each.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from newscrawl.ledger import OutcomeKind


class Counts(NamedTuple):
    """Numbers of articles by outcome; a report has hundreds of thousands."""

    exported: int = 0
    duplicate: int = 0
    rejected: int = 0
    failed: int = 0
    pending: int = 0

    def __add__(self, other: Counts) -> Counts:  # type: ignore[override]
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
        """All articles that the channel listed."""
        return self.news + self.rejected + self.lost


@dataclass(frozen=True, slots=True)
class DayCount:
    """Outcomes of the articles of one day that one channel listed."""

    channel: str
    day: date | None
    """None: neither page nor listing has a date."""
    counts: Counts


@dataclass(frozen=True, slots=True)
class Look:
    """When a channel was last looked at, and how far down."""

    channel: str
    site: str
    looked: datetime | None
    """When its last walk was closed; None: no walk was closed."""
    reach: date | None
    """The deepest day that a closed walk went down to; None: to the last page, or no
    walk was closed."""
    broken: str | None = None
    """Why a walk stopped short, if no later walk made up for it (`http_500`, `empty`,
    …)."""
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
    """One article in the list of a day."""

    channel: str
    day: date
    url: str
    title: str | None
    outcome: OutcomeKind
    reason: str | None
    """Why rejected, failed or pending; for a duplicate, its relation."""
    published: str | None


@dataclass(frozen=True, slots=True)
class ListedDays:
    """The days of which a report lists articles."""

    since: date
    """List all articles of this day or later."""
    lost_since: date
    """List failed and pending articles of this day or later."""
    until: date
    per_day: int
    """At most this many articles of a channel and day, failed and pending ones first.
    Articles whose time only the listing shows are counted apart."""

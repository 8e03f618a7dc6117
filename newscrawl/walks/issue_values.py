"""Issues of newspapers as values: what a page of an issue shows, and what became of each day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

from newscrawl.items import Entry

IssueOutcome = Literal["complete", "missing", "broken"]

OTHER_DAY = "other_day"
"""What a page is that a server gives in place of an issue: the newest one, a calendar."""


class PageLabel(NamedTuple):
    """What a page is called."""

    page: str | None = None
    """Its number: `A03`."""
    name: str | None = None
    """要闻."""

    def filled(self, other: PageLabel) -> PageLabel:
        """Give it with what another says where it says nothing."""
        return PageLabel(self.page or other.page, self.name or other.name)


@dataclass(frozen=True, slots=True)
class IssuePage:
    """What one page of an issue shows."""

    entries: tuple[Entry, ...]
    """Its articles in page order, each address once, under the issue's day."""
    pages: dict[str, PageLabel]
    """The issue's pages that it links to, each address once, itself among them if it does; what the links call them."""
    own: PageLabel
    """What its heading calls it."""
    kind: str = "page"
    """`page`; where it shows neither articles nor pages, what it is instead: `other_day` if it shows those of another
    day, `soft404`, `verification`, …"""


@dataclass(frozen=True, slots=True)
class Issue:
    """What became of one day of an edition."""

    day: date
    outcome: IssueOutcome
    looked: datetime
    """When it was last looked at; aware."""
    reason: str | None = None
    """Why it is not, or not wholly, there: `no_issue`, `http_503`, `pages_missing`, …"""
    pages: int = 0
    """Pages (版) that were read."""
    entries: int = 0
    """Articles that they listed."""
    looks: int = 1
    """How often it was looked at."""


@dataclass(frozen=True, slots=True)
class IssueCounts:
    """Issues of one edition: `asked` = complete + missing + broken."""

    channel: str
    complete: int = 0
    missing: int = 0
    broken: int = 0
    pages: int = 0
    entries: int = 0
    first: date | None = None
    """The first day with an issue."""
    last: date | None = None

    @property
    def asked(self) -> int:
        """Days that were looked at."""
        return self.complete + self.missing + self.broken

"""Issues of newspapers as values: the content of a page, the outcome of each day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

from newscrawl.items import Entry

IssueOutcome = Literal["complete", "missing", "broken"]

OTHER_DAY = "other_day"
"""The kind of a page that a server sends in place of an issue: the newest issue, or a
calendar."""


class PageLabel(NamedTuple):
    """The label of a page."""

    page: str | None = None
    """Its number: `A03`."""
    name: str | None = None
    """Its name: 要闻 (main news)."""

    def filled(self, other: PageLabel) -> PageLabel:
        """Return this label with its gaps filled from another."""
        return PageLabel(self.page or other.page, self.name or other.name)


@dataclass(frozen=True, slots=True)
class IssuePage:
    """The content of one page of an issue."""

    entries: tuple[Entry, ...]
    """Its articles in page order, each URL once, dated with the issue's day."""
    pages: dict[str, PageLabel]
    """URL → label of every page of the issue that it links to, each once."""
    own: PageLabel
    """Its label by its own heading."""
    kind: str = "page"
    """`page`, or its kind where it has neither articles nor pages: `other_day` if it
    has those of another day, `soft404`, `verification`, …"""


@dataclass(frozen=True, slots=True)
class Issue:
    """The outcome of one day of an edition."""

    day: date
    outcome: IssueOutcome
    looked: datetime
    """When it was last walked; aware."""
    reason: str | None = None
    """Why it is missing or not whole: `no_issue`, `http_503`, `pages_missing`, …"""
    pages: int = 0
    """Pages (版) that were read."""
    entries: int = 0
    """Articles that they listed."""
    looks: int = 1
    """How often it was walked."""


@dataclass(frozen=True, slots=True)
class IssueCounts:
    """Counts of one edition's issues: `asked` = complete + missing + broken."""

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
        """Days that were walked."""
        return self.complete + self.missing + self.broken

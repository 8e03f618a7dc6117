"""Issues of newspapers as values: the content of a page, the outcome of each day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

from newscrawl.i18n import bilingual
from newscrawl.items import Entry
from newscrawl.urls import normalise

IssueOutcome = Literal["complete", "missing", "broken"]

OTHER_DAY = "other_day"
"""The kind of a page that a server sends in place of an issue: the newest issue, or a
calendar."""
FRONT_PAGE = "front_page"
"""Why a page was not read: its address leads to the front page of the paper or site."""
REDIRECTED = "redirected"
"""Why a page was not read: its address leads elsewhere, which says nothing of the
day."""
NO_ISSUE = "no_issue"
"""Why a day is missing: every address of its first page says that nothing is there."""
ANNOUNCED = "announced_but_gone"
"""Why a day is broken: a list of issues has it, and its first page is not there."""
FEW_PAGES = "1 page where others have several"
"""What a complete issue is looked at again for."""
NO_ARTICLES = " pages without articles"
"""The same, behind a number: pages that may have lost their articles for a while,
unless their name says that they are advertisements."""
PAGES_LOST = " pages gone or empty"
"""Why an issue is broken, behind a number: pages that it links to are not there."""
UNSURE = "unsure"
"""Why an issue is broken: nothing shows that the transfer of its pages was whole."""
LONG_GAP = 10
"""Missing days in a row, before a later issue, that are more than a pause for the
holidays: the addresses of that time may be other ones."""
GAP = "no issue on "
"""Begins the message about a long gap."""
GIVEN_UP = "given up: "
"""Begins the reason of an outcome that nothing supports but days of trying."""


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
    links: int = 0
    """How many links such a page has."""


def is_same_article(one: Entry, other: Entry) -> bool:
    """Return whether two entries are one article: one address is the other with
    parameters added, and their titles do not differ.

    The picture of a page often links to an article with parameters for the reader
    (`?div=-1`), the list beside it without them.

    >>> listed = Entry("1", "http://a.cn/content_1.htm", "福州地铁今日开通")
    >>> is_same_article(listed, Entry("2", "http://a.cn/content_1.htm?div=-1", "福州地铁"))
    True
    >>> is_same_article(listed, Entry("3", "http://a.cn/content_1.htm?id=7", "闽江水位上涨"))
    False
    """
    first, second = normalise(one.url), normalise(other.url)
    if "?" in first and "?" in second:
        return first == second
    if first.partition("?")[0] != second.partition("?")[0]:
        return False
    titles = ["".join((each.title or "").split()) for each in (one, other)]
    return titles[0] in titles[1] or titles[1] in titles[0]


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
    """On how many days in a row it was found so."""


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


@dataclass(frozen=True, slots=True)
class IssueGap:
    """A row of missing days before a later issue, longer than a pause for the
    holidays."""

    channel: str
    days: int
    first: date
    last: date

    @property
    def words(self) -> str:
        """It, and what it may come from."""
        return bilingual(
            "no issue on {days:,} days in a row, {first} to {last}; is the address of that time right?",
            days=self.days,
            first=self.first,
            last=self.last,
        )

"""Pages of one day's issue, in order → which page comes next, and the issue's outcome.

The spider fetches and the ledger stores; `IssueWalk` decides what comes next. A day
without an issue differs from a failure: it is missing only if every address at which
its first page may stand answers that there is nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from newscrawl.items import Entry
from newscrawl.urls import normalise
from newscrawl.walks.issue_days import LATE
from newscrawl.walks.issue_values import OTHER_DAY, Issue, IssueOutcome, IssuePage, PageLabel

MOST_PAGES = 300
"""Pages requested in one issue; more are a crawler trap."""
MOST_FAILURES = 3
"""Failures after which the rest of an issue waits for the next run: each may take
minutes."""
_GONE = frozenset({404, 410})
_NO_PAGE = frozenset({"soft404", "withdrawn", "redirected", OTHER_DAY})


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """The answer to the request for one page."""

    url: str
    """As requested."""
    status: int | None
    """HTTP status; None where no response came."""
    page: IssuePage | None = None
    """Its content; None where it was not read."""
    reason: str | None = None
    """Why it was not read: `timeout`, `redirected`, …"""
    cut: bool = False
    """Its transfer broke off, or nothing shows that it was whole."""

    @property
    def gone(self) -> bool:
        """Whether the server answers that nothing stands at this address."""
        kind = self.reason if self.page is None else self.page.kind
        return self.status in _GONE or (kind in _NO_PAGE and not self.cut)

    @property
    def failure(self) -> str | None:
        """Why the content is unknown; None for any answer, also an empty one."""
        if self.cut:
            return "dataloss"
        if self.page is not None:
            return self.page.kind if self.page.kind == "verification" else None
        return self.reason or f"http_{self.status}"


class IssueWalk:
    """One day of an edition, page by page."""

    def __init__(self, day: date, fronts: Sequence[str], *, announced: bool = False) -> None:
        """Begin with `fronts`, where the first page may stand, the likeliest first.

        `announced`: a list of issues says that the issue exists.
        """
        self.day = day
        self.front: str | None = None
        """Where the first page was found."""
        self.pages = 0
        self._announced = announced
        self._fronts = deque(dict.fromkeys(fronts))
        self._waiting: deque[str] = deque()
        self._asked: set[str] = set()
        self._labels: dict[str, PageLabel] = {}
        self._entries: dict[str, Entry] = {}
        self._empty = self._endless = False
        self._requested = self._pages_lost = 0
        self._failures: list[str] = []

    def next_url(self) -> str | None:
        """Return the page to request now; None when the issue is done."""
        if self.front is None:
            return self._fronts.popleft() if self._fronts and not self._failures else None
        if not self._waiting or len(self._failures) >= MOST_FAILURES:
            return None
        if self._requested >= MOST_PAGES:
            self._endless = True
            return None
        return self._waiting.popleft()

    def read(self, answer: PageAnswer, numbered: str | None = None) -> list[Entry]:
        """Add an answer, and return the articles to enter in the ledger.

        `numbered` is the page's number by its address.
        """
        self._asked.add(normalise(answer.url))
        self._requested += 1
        page = answer.page
        if not answer.gone and answer.failure is not None:
            self._failures.append(answer.failure)
        if page is not None and (page.entries or page.pages):
            return self._add_page(answer.url, page, numbered)
        if answer.gone or answer.failure is None:
            if self.front is not None:
                self._pages_lost += 1
            elif not answer.gone:
                self._empty = True
        return []

    def _add_page(self, url: str, page: IssuePage, numbered: str | None) -> list[Entry]:
        self.front = self.front or url
        self.pages += 1
        for link, label in page.pages.items():
            key = normalise(link)
            self._labels[key] = self._labels.get(key, PageLabel()).filled(label)
            if key not in self._asked:
                self._asked.add(key)
                self._waiting.append(link)
        number, name = self._labels.get(normalise(url), PageLabel()).filled(page.own).filled(PageLabel(numbered))
        new = [entry for entry in page.entries if entry.id not in self._entries]
        placed = [replace(entry, page=number, page_name=name) for entry in new]
        self._entries |= {entry.id: entry for entry in placed}
        return placed

    def issue(self, now: datetime) -> Issue:
        """Return its outcome.

        Pages that are gone or empty do not keep an old issue from being complete.
        """
        outcome, reason = self._outcome(now)
        return Issue(self.day, outcome, now, reason, self.pages, len(self._entries))

    def _outcome(self, now: datetime) -> tuple[IssueOutcome, str | None]:
        if self._failures:
            return "broken", self._failures[0]
        if self._endless:
            return "broken", "endless"
        if self.front is None:
            if self._empty or self._announced:
                return "broken", "no_entries" if self._empty else "announced_but_gone"
            return "missing", "no_issue"
        if not self._entries:
            return "broken", "no_entries"
        if self._pages_lost:
            old = now.date() >= self.day + LATE
            return "complete" if old else "broken", f"{self._pages_lost} pages gone or empty"
        return "complete", None

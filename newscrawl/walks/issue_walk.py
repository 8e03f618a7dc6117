"""The way through one day's issue: where its first page is, which pages follow, and what became of the issue. Pure.

The spider fetches and enters; `IssueWalk` says what comes next. A day without an issue is told from a failure: it is
missing only if every address at which its first page may stand says that there is nothing.
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
"""Addresses asked for in one issue; more are a trap."""
MOST_FAILURES = 3
"""Failures after which the rest of an issue waits for another run: each may take minutes."""
_GONE = frozenset({404, 410})
_NO_PAGE = frozenset({"soft404", "withdrawn", "redirected", OTHER_DAY})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking for a page."""

    url: str
    """As asked."""
    status: int | None
    """HTTP status; None where no response came."""
    page: IssuePage | None = None
    """What it shows; None where it is not to be read."""
    reason: str | None = None
    """Why there is none: `timeout`, `redirected`, …"""

    @property
    def gone(self) -> bool:
        """Whether the server says that nothing stands at this address."""
        kind = self.reason if self.page is None else self.page.kind
        return self.status in _GONE or kind in _NO_PAGE

    @property
    def failure(self) -> str | None:
        """Why it cannot be said what stands there; None where it can, also for a page that shows nothing."""
        if self.page is not None:
            return self.page.kind if self.page.kind == "verification" else None
        return self.reason or f"http_{self.status}"


class IssueWalk:
    """One day of an edition, page by page; see the module."""

    def __init__(self, day: date, fronts: Sequence[str], *, named: bool = False) -> None:
        """`fronts` are the addresses at which the first page may stand, the likeliest first; `named`: one is sure."""
        self.day = day
        self.front: str | None = None
        """Where the first page stood."""
        self.pages = 0
        self._named = named
        self._fronts = deque(dict.fromkeys(fronts))
        self._waiting: deque[str] = deque()
        self._asked: set[str] = set()
        self._labels: dict[str, PageLabel] = {}
        self._entries: dict[str, Entry] = {}
        self._empty = self._trap = False
        self._count = self._lost = 0
        self._failures: list[str] = []

    def next_url(self) -> str | None:
        """Give the page to ask for now; None when the issue is walked."""
        if self.front is None:
            return self._fronts.popleft() if self._fronts and not self._failures else None
        if not self._waiting or len(self._failures) >= MOST_FAILURES:
            return None
        if self._count >= MOST_PAGES:
            self._trap = True
            return None
        return self._waiting.popleft()

    def read(self, answer: Answer, numbered: str | None = None) -> list[Entry]:
        """Take in what came, and give the articles to enter; `numbered` is the page's number by its address."""
        self._asked.add(normalise(answer.url))
        self._count += 1
        page = answer.page
        if not answer.gone and answer.failure is not None:
            self._failures.append(answer.failure)
        elif page is not None and (page.entries or page.pages):
            return self._take(answer.url, page, numbered)
        elif self.front is not None:
            self._lost += 1
        elif not answer.gone:
            self._empty = True
        return []

    def _take(self, url: str, page: IssuePage, numbered: str | None) -> list[Entry]:
        self.front = self.front or url
        self.pages += 1
        for link, label in page.pages.items():
            key = normalise(link)
            self._labels[key] = self._labels.get(key, PageLabel()).filled(label)
            if key not in self._asked:
                self._asked.add(key)
                self._waiting.append(link)
        called = self._labels.get(normalise(url), PageLabel()).filled(page.own).filled(PageLabel(numbered))
        number, name = called
        fresh = [entry for entry in page.entries if entry.id not in self._entries]
        placed = [replace(entry, page=number, page_name=name) for entry in fresh]
        self._entries |= {entry.id: entry for entry in placed}
        return placed

    def issue(self, now: datetime) -> Issue:
        """Say what became of it. Pages that are gone, or show nothing, do not keep an old issue from being complete."""
        outcome, reason = self._outcome(now)
        return Issue(self.day, outcome, now, reason, self.pages, len(self._entries))

    def _outcome(self, now: datetime) -> tuple[IssueOutcome, str | None]:
        if self._failures:
            return "broken", self._failures[0]
        if self._trap:
            return "broken", "endless"
        if self.front is None:
            if self._empty or self._named:
                return "broken", "no_entries" if self._empty else "announced_but_gone"
            return "missing", "no_issue"
        if not self._entries:
            return "broken", "no_entries"
        if self._lost:
            old = now.date() >= self.day + LATE
            return "complete" if old else "broken", f"{self._lost} pages gone or empty"
        return "complete", None

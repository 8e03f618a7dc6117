"""Days of one newspaper edition, in order → whose issue to walk next, and the outcome.

Knows the catalog's address forms, the lists of issues that were fetched, and how the
days so far ended. `issue_walk` decides within one day; requests and the ledger are left
to the spider.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Container, Iterable
from datetime import date
from urllib.parse import urljoin

from w3lib.url import safe_url_string

from newscrawl.catalog.eras import Era
from newscrawl.catalog.papers import Edition
from newscrawl.walks.issue_values import Issue
from newscrawl.walks.issue_walk import IssueWalk

BROKEN_IN_A_ROW = 3
"""Broken issues in a row after which an edition is left for this run: the trouble is
the server's, not a day's."""
NONE_IN_A_ROW = 7
"""Missing days after which a paper without any later issue has moved, or never stood
at these addresses."""
NAMED = 5
"""Broken issues named in a message."""


class EditionWalk:
    """One edition's days in one run."""

    def __init__(self, edition: Edition, days: Iterable[date], newest: date | None) -> None:
        """Walk `days`, newest first; `newest` is the ledger's newest complete issue."""
        self.issue: IssueWalk | None = None
        """The issue under way; None between two."""
        self.cut: str | None = None
        """Why the walk ends before all days are done."""
        self.outcomes: Counter[str] = Counter()
        self._edition = edition
        self._days = deque(days)
        self._newest = newest
        self._oldest_missing: date | None = None
        self._broken: list[str] = []
        self._broken_in_a_row = 0
        self._fronts: dict[str, Era] = {}
        self._front_name: str | None = None
        self._periods: dict[str, dict[date, str | None]] = {}
        self._without_period: set[str] = set()

    @property
    def over(self) -> bool:
        """Whether no day is left to begin with."""
        return self.cut is not None or not self._days

    def leave_out(self, days: Container[date]) -> None:
        """Leave out days that another run has walked."""
        self._days = deque(day for day in self._days if day not in days)

    def period_to_fetch(self) -> str | None:
        """Return the address of the next day's list of issues, unless it was read."""
        day = self._days[0]
        eras = (era for era in self._edition.eras_of(day) if era.issue not in self._without_period)
        urls = (era.period_url(day) for era in eras)
        return next((url for url in urls if url and url not in self._periods), None)

    def add_period(self, url: str, listed: dict[date, str | None]) -> None:
        """Add a list of issues; if it is empty, none is fetched for further months."""
        if listed:
            self._periods[url] = listed
            return
        day = self._days[0]
        self._without_period |= {era.issue for era in self._edition.eras_of(day) if era.period_url(day) == url}

    def begin_issue(self) -> None:
        """Begin the next day's issue, at the addresses where its first page may stand.

        They come from the lists of issues where there are some, else they are guessed.
        """
        day = self._days.popleft()
        self._fronts = {}
        guessed = announced = False
        for era in self._edition.eras_of(day):
            listed = self._periods.get(era.period_url(day) or "", {})
            if day in listed:
                announced, name = True, listed[day]
                found = [safe_url_string(urljoin(era.issue_url(day), name))] if name else era.front_urls(day)
            elif listed and min(listed) < day < max(listed):
                found = []
            else:  # also beyond a list's ends: it may have the newest issues only
                guessed = True
                found = sorted(era.front_urls(day), key=lambda url: _file_name(url) != self._front_name)
            self._fronts.update((url, era) for url in found if url not in self._fronts)
        self.issue = IssueWalk(day, list(self._fronts), announced=announced and not guessed)

    def era(self, url: str) -> Era:
        """Return the address form by which a page of the issue was requested."""
        front = self.issue.front if self.issue is not None else None
        return self._fronts[front or url]

    def finish_issue(self, issue: Issue) -> None:
        """Count the outcome of a day, and end the walk after too many broken ones."""
        if self.issue is not None and self.issue.front is not None:
            self._front_name = _file_name(self.issue.front)
        self.issue = None
        self.outcomes[issue.outcome] += 1
        if issue.outcome == "complete":
            self._newest = max(issue.day, self._newest or issue.day)
        elif issue.outcome == "missing":
            self._oldest_missing = issue.day
        if issue.outcome != "broken":
            self._broken_in_a_row = 0
            return
        self._broken.append(f"{issue.day} {issue.reason}")
        self._broken_in_a_row += 1
        if self._broken_in_a_row >= BROKEN_IN_A_ROW and self._days and self.cut is None:
            self.cut = f"{BROKEN_IN_A_ROW} broken issues in a row"

    def shortfalls(self) -> list[str]:
        """Return what is missing that should be there, one message each."""
        messages = []
        if self._broken:
            more = f" and {len(self._broken) - NAMED} more" if len(self._broken) > NAMED else ""
            messages.append(f"{len(self._broken)} issues broken: {', '.join(self._broken[:NAMED])}{more}")
        if self.cut:
            messages.append(f"left with {len(self._days)} days to go: {self.cut}")
        if self._has_moved():
            messages.append(f"none of {self.outcomes['missing']} days has an issue; has the paper moved?")
        return messages

    def _has_moved(self) -> bool:
        """Return whether all days are missing, and no later issue exists."""
        missing, oldest = self.outcomes["missing"], self._oldest_missing
        if self.outcomes["complete"] or missing < NONE_IN_A_ROW or oldest is None:
            return False
        return self._newest is None or self._newest < oldest


def _file_name(url: str) -> str:
    """Return the last step of a URL's path."""
    return url.partition("?")[0].rpartition("/")[2]

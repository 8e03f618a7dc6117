"""The way through the days of one edition: which comes next, where its issue may stand, what all of it came to. Pure.

Knows the catalog's forms of addresses, the lists of issues that were fetched, and what became of the days so far. One
day's way is `issues.py`'s matter, requests and the account are the spider's.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from datetime import date
from urllib.parse import urljoin

from w3lib.url import safe_url_string

from newscrawl.catalog.papers import Edition, Era
from newscrawl.walks.issue_values import Issue
from newscrawl.walks.issue_walk import IssueWalk

BROKEN_IN_A_ROW = 3
"""Broken issues after which an edition is left for this run: its server has other troubles than a missing day."""
NONE_IN_A_ROW = 7
"""Missing days after which a paper without any later issue has moved, or was never there."""
NAMED = 5
"""Broken issues that are named."""


class EditionWalk:
    """One edition's days in one run."""

    def __init__(self, edition: Edition, days: Iterable[date], newest: date | None) -> None:
        """`days` are to be walked, newest first; `newest` is the newest complete issue that the account has."""
        self.issue: IssueWalk | None = None
        """The issue that is walked; None between two."""
        self.cut: str | None = None
        """Why it is left before its days are over."""
        self.outcomes: Counter[str] = Counter()
        self._edition = edition
        self._days = deque(days)
        self._newest = newest
        self._oldest_missing: date | None = None
        self._broken: list[str] = []
        self._in_a_row = 0
        self._fronts: dict[str, Era] = {}
        self._name: str | None = None
        self._periods: dict[str, dict[date, str | None]] = {}
        self._without_period: set[str] = set()

    @property
    def over(self) -> bool:
        """Whether there is no day left to begin with."""
        return self.cut is not None or not self._days

    # Lists of issues --------------------------------------------------------------------------------------------------
    def period_to_ask(self) -> str | None:
        """Give the address of a list of issues of the next day's month, where it is not known yet."""
        day = self._days[0]
        eras = (era for era in self._edition.eras_of(day) if era.issue not in self._without_period)
        urls = (era.period_url(day) for era in eras)
        return next((url for url in urls if url and url not in self._periods), None)

    def take_period(self, url: str, listed: dict[date, str | None]) -> None:
        """Take in a list of issues; where there is none, no further month is asked for one."""
        if listed:
            self._periods[url] = listed
            return
        day = self._days[0]
        self._without_period |= {era.issue for era in self._edition.eras_of(day) if era.period_url(day) == url}

    # Issues -----------------------------------------------------------------------------------------------------------
    def begin(self) -> None:
        """Begin with the next day's issue: by the lists of issues where there are some, else by guesses."""
        day = self._days.popleft()
        self._fronts = {}
        guessed = named = False
        for era in self._edition.eras_of(day):
            listed = self._periods.get(era.period_url(day) or "", {})
            if day in listed:
                named, name = True, listed[day]
                found = [safe_url_string(urljoin(era.issue_url(day), name))] if name else era.front_urls(day)
            elif listed and min(listed) < day < max(listed):
                found = []
            else:  # also beyond a list's ends: it may be of the newest issues only
                guessed = True
                found = sorted(era.front_urls(day), key=lambda url: _name(url) != self._name)
            self._fronts.update((url, era) for url in found if url not in self._fronts)
        self.issue = IssueWalk(day, list(self._fronts), named=named and not guessed)

    def era(self, url: str) -> Era:
        """Give the form of addresses by which a page of the issue was asked for."""
        front = self.issue.front if self.issue is not None else None
        return self._fronts[front or url]

    def settle(self, issue: Issue) -> None:
        """Take in what became of a day."""
        if self.issue is not None and self.issue.front is not None:
            self._name = _name(self.issue.front)
        self.issue = None
        self.outcomes[issue.outcome] += 1
        if issue.outcome == "complete":
            self._newest = max(issue.day, self._newest or issue.day)
        elif issue.outcome == "missing":
            self._oldest_missing = issue.day
        if issue.outcome != "broken":
            self._in_a_row = 0
            return
        self._broken.append(f"{issue.day} {issue.reason}")
        self._in_a_row += 1
        if self._in_a_row >= BROKEN_IN_A_ROW and self._days and self.cut is None:
            self.cut = f"{BROKEN_IN_A_ROW} broken issues in a row"

    def shortfalls(self) -> list[str]:
        """Say what is not there that should be."""
        told = []
        if self._broken:
            more = f" and {len(self._broken) - NAMED} more" if len(self._broken) > NAMED else ""
            told.append(f"{len(self._broken)} issues broken: {', '.join(self._broken[:NAMED])}{more}")
        if self.cut:
            told.append(f"left with {len(self._days)} days to go: {self.cut}")
        if self._has_moved():
            told.append(f"none of {self.outcomes['missing']} days has an issue; has the paper moved?")
        return told

    def _has_moved(self) -> bool:
        """Whether nothing but missing days was found, and no later issue says that they are mere gaps."""
        missing, oldest = self.outcomes["missing"], self._oldest_missing
        if self.outcomes["complete"] or missing < NONE_IN_A_ROW or oldest is None:
            return False
        return self._newest is None or self._newest < oldest


def _name(url: str) -> str:
    """Give the name of a page, without its folder and parameters."""
    return url.partition("?")[0].rpartition("/")[2]

"""Days of one newspaper edition, in order → whose issue to walk next, and the outcome.

Knows the catalog's address forms, the lists of issues that were fetched, and how the
days so far ended. `issue_walk` decides within one day; requests and the ledger are left
to the spider.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Container, Iterable, Mapping
from datetime import date
from statistics import median_low
from urllib.parse import urljoin

from w3lib.url import safe_url_string

from newscrawl.catalog.eras import Era
from newscrawl.catalog.papers import Edition
from newscrawl.i18n import bilingual
from newscrawl.urls import requestable
from newscrawl.walks.issue_days import is_quiet, settled
from newscrawl.walks.issue_values import GIVEN_UP, LONG_GAP, UNSURE, Issue, IssueGap
from newscrawl.walks.issue_walk import IssueWalk, counted_on, host_and_port

BROKEN_IN_A_ROW = 3
"""Broken issues in a row after which an edition is left for this run: the trouble is
the server's, not a day's."""
NONE_IN_A_ROW = 7
"""Missing days after which a paper without any later issue has moved, or never stood
at these addresses."""
RECENT = 30
"""Complete issues whose pages show how many an issue has."""
LISTS_MISSED = 3
"""Lists of issues in a row that could not be read, after which none is asked for."""
NAMED = 5
"""Broken issues named in a message."""


class EditionWalk:
    """One edition's days in one run."""

    def __init__(
        self, edition: Edition, days: Iterable[date], newest: date | None, known: Mapping[date, Issue] | None = None
    ) -> None:
        """Walk `days`, newest first; `newest` is the ledger's newest complete issue,
        `known` what it has of the edition's days.

        Days that broke in an earlier run come last, so that they keep no run from the
        days below them; the one that has waited longest comes first.
        """
        self.issue: IssueWalk | None = None
        """The issue under way; None between two."""
        self.outcomes: Counter[str] = Counter()
        self._edition = edition
        self._known = dict(known or {})
        broken = {day: issue for day, issue in self._known.items() if issue.outcome == "broken"}
        every = list(days)
        again = sorted((day for day in every if day in broken), key=lambda day: (broken[day].looked, -day.toordinal()))
        self._days = deque([*(day for day in every if day not in broken), *again])
        self._newest = newest
        complete = sorted(day for day, issue in self._known.items() if issue.outcome == "complete")
        self._pages = deque((self._known[day].pages for day in complete[-RECENT:]), maxlen=RECENT)
        self._missing: set[date] = set()
        self._broken: list[str] = []
        self._given_up: list[str] = []
        self._broken_in_a_row = 0
        self._failing_hosts: set[str] = set()
        """Hosts of the broken issues in a row."""
        self._refused_hosts: set[str] = set()
        self._left: Counter[str] = Counter()
        """Days that are left for another run, by the reason."""
        self._fronts: dict[str, Era] = {}
        self._front_name: str | None = None
        self._failed_hosts: set[str] = set()
        self._periods: dict[str, dict[date, str | None]] = {}
        self._period_of: dict[str, str] = {}
        """Addresses of lists of issues that were asked for → the form of address."""
        self._periods_missed: Counter[str] = Counter()

    @property
    def over(self) -> bool:
        """Whether no day is left to begin with."""
        return not self._days

    def not_sent(self, url: str, reason: str) -> None:
        """Note that a request was not sent, since its host is left alone: so are the
        days whose first pages stand nowhere else.

        The issue under way is left as it was, unless another host has it.
        """
        self._refused_hosts.add(host_and_port(url))
        self._leave(self._refused_hosts, reason)

    def _leave(self, hosts: set[str], reason: str) -> None:
        """Leave the days whose first pages stand on these hosts only."""
        days = [day for day in self._days if not self._hosts(day) <= hosts]
        self._left[reason] += len(self._days) - len(days)
        self._days = deque(days)

    def _hosts(self, day: date) -> set[str]:
        return {host_and_port(era.issue_url(day)) for era in self._edition.eras_of(day)}

    def leave_issue(self, issue: Issue) -> bool:
        """Return whether the issue under way was not asked for, and leave it then."""
        if issue.outcome != "broken" or issue.pages or not self._hosts(issue.day) <= self._refused_hosts:
            return False
        self._left[issue.reason or ""] += 1
        self.issue = None
        return True

    def leave_out(self, days: Container[date]) -> None:
        """Leave out days that another run has walked."""
        self._days = deque(day for day in self._days if day not in days)

    def period_to_fetch(self) -> str | None:
        """Return the address of the next day's list of issues, unless it was asked
        for."""
        day = self._days[0]
        for era in self._edition.eras_of(day):
            url = era.period_url(day)
            if url and url not in self._period_of and self._periods_missed[era.issue] < LISTS_MISSED:
                self._period_of[url] = era.issue
                return url
        return None

    def add_period(self, url: str, listed: dict[date, str | None]) -> None:
        """Add a list of issues, by the address that `period_to_fetch` returned; where
        several in a row are empty, none is fetched for further months."""
        self._periods[url] = listed
        form = self._period_of.get(url, "")
        self._periods_missed[form] = 0 if listed else self._periods_missed[form] + 1

    def begin_issue(self) -> None:
        """Begin the next day's issue, at the addresses where its first page may stand.

        They come from the lists of issues where there are some, otherwise they are
        guessed. Hosts that failed in this run come last.
        """
        day = self._days.popleft()
        self._fronts = {}
        guessed = announced = False
        for era in self._edition.eras_of(day):
            listed = self._periods.get(era.period_url(day) or "", {})
            if day in listed:
                announced, found = True, _named_front(era, day, listed[day])
            elif listed and min(listed) < day < max(listed):
                found = []
            else:  # also beyond a list's ends: it may have the newest issues only
                guessed = True
                found = sorted(era.front_urls(day), key=lambda url: _file_name(url) != self._front_name)
            self._fronts.update((url, era) for url in found if url not in self._fronts)
        self.issue = IssueWalk(
            day,
            sorted(self._fronts, key=lambda url: host_and_port(url) in self._failed_hosts),
            announced=announced and not guessed,
            usual=self._usual_pages(),
            never_closed=self._never_closed(),
            following=self._following,
        )

    def _usual_pages(self) -> int | None:
        """Return how many pages the edition's issues have; None where none was read."""
        return median_low(self._pages) if self._pages else None

    def _never_closed(self) -> bool:
        """Return whether the newest complete issue was none for certain, as nothing
        showed for days that a transfer was whole: then this paper's server never does.
        """
        newest = self._known.get(self._newest) if self._newest is not None else None
        return newest is not None and UNSURE in (newest.reason or "")

    def _following(self, url: str) -> str | None:
        """Return the address that is counted on from a page of the issue under way."""
        counted, era = counted_on(url), self.era(url)
        day = self.issue.day if self.issue is not None else None
        if counted is None or day is None or not era.is_page(counted):
            return None
        return counted if era.shows(counted, day) else None

    def era(self, url: str) -> Era:
        """Return the address form by which a page of the issue was requested."""
        front = self.issue.front if self.issue is not None else None
        return self._fronts[front if front is not None else url]

    def finish_issue(self, issue: Issue) -> Issue:
        """Count the outcome of a day, and end the walk after too many broken ones.

        Return it with what earlier looks found.
        """
        if self.issue is not None:
            self._failed_hosts |= self.issue.failed_hosts
            if self.issue.front is not None:
                self._front_name = _file_name(self.issue.front)
        self.issue = None
        issue = settled(issue, self._known.get(issue.day))
        self._known[issue.day] = issue
        self.outcomes[issue.outcome] += 1
        if issue.outcome == "complete":
            self._newest = max(issue.day, self._newest or issue.day)
            self._pages.append(issue.pages)
        elif issue.outcome == "missing":
            self._missing.add(issue.day)
        if (issue.reason or "").startswith(GIVEN_UP) and issue.looks == 1:
            self._given_up.append(f"{issue.day} {(issue.reason or '').removeprefix(GIVEN_UP)}")
        if issue.outcome != "broken":
            self._broken_in_a_row = 0
            self._failing_hosts = set()
            return issue
        if not is_quiet(issue, self._newest):
            self._broken.append(f"{issue.day} {issue.reason}")
        self._broken_in_a_row += 1
        self._failing_hosts |= self._hosts(issue.day)
        if self._broken_in_a_row >= BROKEN_IN_A_ROW:
            self._leave(self._failing_hosts, bilingual("{n} broken issues in a row", n=BROKEN_IN_A_ROW))
        return issue

    def shortfalls(self) -> list[str]:
        """Return what is missing that should be there, one message each."""
        messages: list[str] = []
        if gap := self._long_gap():
            messages.append(IssueGap("", len(gap), gap[0], gap[-1]).words)
        if self._broken:
            messages.append(bilingual("{n} issues broken: {names}", n=len(self._broken), names=_some(self._broken)))
        if self._given_up:
            messages.append(
                bilingual("{n} issues given up after days: {names}", n=len(self._given_up), names=_some(self._given_up))
            )
        messages += [
            bilingual("left with {days} days to go: {reason}", days=days, reason=reason)
            for reason, days in self._left.items()
            if days
        ]
        if self._has_moved():
            messages.append(
                bilingual("none of {n} days has an issue; has the paper moved?", n=self.outcomes["missing"])
            )
        return messages

    def _has_moved(self) -> bool:
        """Return whether all days are missing, and no later issue exists."""
        if self.outcomes["complete"] or len(self._missing) < NONE_IN_A_ROW:
            return False
        return self._newest is None or self._newest < min(self._missing)

    def _long_gap(self) -> list[date]:
        """Return the longest row of missing days, some of them walked now, that lies
        before a later issue."""
        longest: list[date] = []
        row: list[date] = []
        for day in [*sorted(self._known), date.max]:
            if day in self._known and self._known[day].outcome == "missing":
                row.append(day)
                continue
            if len(row) > len(longest) and not self._missing.isdisjoint(row):
                longest = row
            row = []
        later = longest and self._newest is not None and self._newest > longest[-1]
        return longest if later and len(longest) >= LONG_GAP else []


def _some(messages: list[str]) -> str:
    named = ", ".join(messages[:NAMED])
    return named if len(messages) <= NAMED else bilingual("{names} and {n} more", names=named, n=len(messages) - NAMED)


def _named_front(era: Era, day: date, name: str | None) -> list[str]:
    """Return the addresses of the first page, that which a list of issues names first,
    unless it is none (`javascript:void(0)`)."""
    guessed = era.front_urls(day)
    try:
        url = safe_url_string(urljoin(guessed[0], name or ""))
    except ValueError:
        return guessed
    named = requestable(url) and host_and_port(url) == host_and_port(guessed[0]) and _file_name(url)
    return [url, *guessed] if name and named else guessed


def _file_name(url: str) -> str:
    """Return the last step of a URL's path."""
    return url.partition("?")[0].rpartition("/")[2]

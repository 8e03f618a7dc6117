"""Pages of one day's issue, in order → which page comes next, and the issue's outcome.

The spider fetches and the ledger stores; `IssueWalk` decides what comes next. A day
without an issue differs from a failure: it is missing only if every address at which
its first page may stand answers that there is nothing. What a later look makes of an
outcome is decided in `issue_days`.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlsplit

from newscrawl.items import Entry
from newscrawl.urls import normalise
from newscrawl.walks.issue_values import (
    ANNOUNCED,
    FEW_PAGES,
    FRONT_PAGE,
    NO_ARTICLES,
    NO_ISSUE,
    OTHER_DAY,
    PAGES_LOST,
    REDIRECTED,
    UNSURE,
    Issue,
    IssueOutcome,
    IssuePage,
    PageLabel,
    is_same_article,
)

MOST_PAGES = 300
"""Pages requested in one issue; more are a crawler trap."""
MOST_FAILURES = 3
"""Failures after which the rest of an issue waits for the next run: each may take
minutes."""
_GONE = frozenset({404, 410})
_NO_PAGE = frozenset({"soft404", "withdrawn", FRONT_PAGE, OTHER_DAY})
_LAST_NUMBER = re.compile(r"(\d{1,9})(?=[^\d/]*$)")


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
    """Why it was not read, or is not the page requested: `timeout`, `redirected`, …"""
    cut: bool = False
    """Its transfer broke off."""
    unsure: bool = False
    """Nothing shows that its transfer was whole."""
    final: str | None = None
    """The address that it has after redirects, if it is another."""

    @property
    def gone(self) -> bool:
        """Whether the server answers that nothing stands at this address."""
        if self.status in _GONE:
            return True
        kind = self.reason or (self.page.kind if self.page is not None else None)
        return kind in _NO_PAGE and not (self.cut or self.unsure)

    @property
    def failure(self) -> str | None:
        """Why the content is unknown; None for any answer, also an empty one."""
        if self.cut or (self.unsure and not self.shows_something):
            return "dataloss"
        if self.page is not None and self.reason is None:
            return self.page.kind if self.page.kind == "verification" else None
        return self.reason or f"http_{self.status}"

    @property
    def shows_something(self) -> bool:
        """Whether it is a page of the issue."""
        return self.page is not None and bool(self.page.entries or self.page.pages)


class IssueWalk:
    """One day of an edition, page by page."""

    def __init__(
        self,
        day: date,
        fronts: Sequence[str],
        *,
        announced: bool = False,
        usual: int | None = None,
        never_closed: bool = False,
        following: Callable[[str], str | None] = lambda _url: None,
    ) -> None:
        """Begin with `fronts`, where the first page may stand, the likeliest first.

        `announced`: a list of issues says that the issue exists. `usual`: pages of the
        edition's other issues. `never_closed`: nothing ever shows that this paper's
        pages are whole. `following` returns the address that is counted on from a page.
        """
        self.day = day
        self.front: str | None = None
        """Where the first page was found."""
        self.pages = 0
        self.failed_hosts: set[str] = set()
        """Hosts at which its first page could not be looked for."""
        self._announced, self._usual, self._never_closed = announced, usual, never_closed
        self._following = following
        self._counted: str | None = None
        self._fronts = deque(dict.fromkeys(fronts))
        self._waiting: deque[str] = deque()
        self._asked: set[str] = set()
        self._labels: dict[str, PageLabel] = {}
        self._entries: dict[str, Entry] = {}
        self._by_path: dict[str, list[Entry]] = {}
        self._untitled: dict[str, Entry] = {}
        self._empty = self._endless = self._unsure = self._linked = False
        self._requested = self._pages_lost = self._without = 0
        self._failures: list[str] = []

    def next_url(self) -> str | None:
        """Return the page to request now; None when the issue is done."""
        if self.front is None:
            while self._fronts:
                url = self._fronts.popleft()
                if host_and_port(url) not in self.failed_hosts:
                    return url
            return None
        if len(self._failures) >= MOST_FAILURES or not self._waiting:
            return None
        if self._requested >= MOST_PAGES:
            self._endless = True
            return None
        return self._waiting.popleft()

    def read(self, answer: PageAnswer, numbered: str | None = None) -> list[Entry]:
        """Add an answer, and return the articles to enter in the ledger.

        `numbered` is the page's number by its address. Articles without a title are
        kept back until another page names them, or the issue ends (`rest`).
        """
        self._asked |= {normalise(answer.url), normalise(answer.final or answer.url)}
        self._requested += 1
        counted, self._counted = normalise(answer.url) == self._counted, None
        if counted and not answer.shows_something and (answer.failure in (None, REDIRECTED) or answer.gone):
            return []  # nobody said that there is such a page
        if not answer.gone and answer.failure is not None:
            if self.front is None and not answer.shows_something and answer.failure != REDIRECTED:
                self.failed_hosts.add(host_and_port(answer.url))
            self._failures.append(answer.failure)
        if answer.shows_something:
            return self._add_page(answer, numbered)
        if answer.gone or answer.failure is None:
            if self.front is not None:
                self._pages_lost += 1
            elif not answer.gone:
                self._empty = True
        return []

    def _add_page(self, answer: PageAnswer, numbered: str | None) -> list[Entry]:
        page = answer.page
        assert page is not None
        if self.front is None:
            self.front = answer.url
            self._failures = [answer.failure] if answer.failure is not None else []  # of other addresses: it is here
        self.pages += 1
        self._without += not page.entries and "广告" not in (page.own.name or "")
        self._unsure = self._unsure or answer.unsure
        for link, label in page.pages.items():
            key = normalise(link)
            self._labels[key] = self._labels.get(key, PageLabel()).filled(label)
            if key not in self._asked:
                self._linked = True
                self._asked.add(key)
                self._waiting.append(link)
        self._count_on(answer.final or answer.url)
        label = self._labels.get(normalise(answer.url), PageLabel())
        label = label.filled(self._labels.get(normalise(answer.final or answer.url), PageLabel())).filled(page.own)
        number, name = label.filled(PageLabel(numbered))
        labelled = (each if each.page else replace(each, page=number, page_name=name) for each in page.entries)
        return [entry for each in labelled if (entry := self._new(each))]

    def _new(self, entry: Entry) -> Entry | None:
        """Add an article; return it if it is to be entered now."""
        known = self._entries.get(entry.id) or self._twin(entry)
        if known is not None:
            if not entry.title or self._untitled.pop(known.id, None) is None:
                return None
            self._entries[known.id] = named = replace(known, title=entry.title)
            return named
        self._entries[entry.id] = entry
        self._by_path.setdefault(_path(entry), []).append(entry)
        if not entry.title:
            self._untitled[entry.id] = entry
            return None
        return entry

    def _twin(self, entry: Entry) -> Entry | None:
        """Return the article whose address differs in parameters only."""
        same = (known for known in self._by_path.get(_path(entry), ()) if is_same_article(entry, known))
        return next(same, None)

    def _count_on(self, url: str) -> None:
        """Wait for the page whose address is counted on from a page that links to no
        other, unless the edition has one page only."""
        if self._linked or self._usual == 1 or (following := self._following(url)) is None:
            return
        key = normalise(following)
        if key not in self._asked:
            self._asked.add(key)
            self._counted = key
            self._waiting.append(following)

    def rest(self) -> list[Entry]:
        """Return the articles that no page gave a title, to enter now."""
        rest = list(self._untitled.values())
        self._untitled = {}
        return rest

    def issue(self, now: datetime) -> Issue:
        """Return what this walk found of the day."""
        outcome, reason = self._outcome()
        return Issue(self.day, outcome, now, reason, self.pages, len(self._entries))

    def _outcome(self) -> tuple[IssueOutcome, str | None]:
        if self._failures:
            return "broken", self._failures[0]
        if self._endless:
            return "broken", "endless"
        if self.front is None:
            if self._empty or self._announced:
                return "broken", "no_entries" if self._empty else ANNOUNCED
            return "missing", NO_ISSUE
        if not self._entries:
            return "broken", "no_entries"
        if self._pages_lost:
            return "broken", f"{self._pages_lost}{PAGES_LOST}"
        if self._unsure:
            return "complete" if self._never_closed else "broken", UNSURE
        if self.pages == 1 and (self._usual or 1) > 1:
            return "complete", FEW_PAGES
        return "complete", f"{self._without}{NO_ARTICLES}" if self._without else None


def _path(entry: Entry) -> str:
    return normalise(entry.url).partition("?")[0]


def host_and_port(url: str) -> str:
    """Return the part of an address that names its server."""
    return urlsplit(url).netloc.lower()


def counted_on(url: str) -> str | None:
    """Return the address whose last number is one higher, in the name of a page; None
    where it has no number.

    >>> counted_on("http://szb.example.cn/html/2020-11/18/node_A09.htm")
    'http://szb.example.cn/html/2020-11/18/node_A10.htm'
    >>> counted_on("http://szb.example.cn/html/2020-11/18/") is None
    True
    """
    path, mark, query = url.partition("?")
    folder, slash, name = path.rpartition("/")
    match = _LAST_NUMBER.search(name)
    if match is None:
        return None
    number = str(int(match[1]) + 1).zfill(len(match[1]))
    return f"{folder}{slash}{name[: match.start()]}{number}{name[match.end() :]}{mark}{query}"

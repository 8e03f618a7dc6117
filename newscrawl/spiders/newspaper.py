"""The newspaper spider: walks the issues of newspapers by date, and brings home the articles of their pages.

`scrapy crawl newspaper -a papers=fzrb [-a since=2020-11-01|30d] [-a until=…] [-a revisit=7d] [-a wait=10m]`. Without
bounds it looks at the days of `NEWSCRAWL_FIRST_WALK`, newest first, but for those whose issues it has: a complete issue
is never walked again. How an issue is walked is `issues.py`'s matter, what is known of days the ledger's.
"""

from __future__ import annotations

import logging
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.exceptions import UsageError
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from newscrawl import events
from newscrawl.catalog import Catalog, Edition, Paper, select_papers
from newscrawl.catalog.papers import Era
from newscrawl.catalog.schema import Channel, Site
from newscrawl.issue import read_issue_page, read_period
from newscrawl.ledger import Cursor, Extent
from newscrawl.ledger.issues import Issue, to_be_walked
from newscrawl.ledger.walk import ListingPage
from newscrawl.net.breaker import VERIFICATION, SiteBlockedError
from newscrawl.net.decoding import body_of
from newscrawl.net.failures import GivenUpError
from newscrawl.net.robots import RobotsUnreachableError
from newscrawl.spiders.failures import failure_name
from newscrawl.spiders.fetching import Job, asked_url, moment, politeness
from newscrawl.spiders.issues import Answer, IssueWalk
from newscrawl.spiders.walking import WalkingSpider
from newscrawl.urls import normalise

logger = logging.getLogger(__name__)

BROKEN_IN_A_ROW = 3
"""Broken issues after which an edition is left for this run: its server has other troubles than a missing day."""
NONE_IN_A_ROW = 7
"""Missing days after which a paper without any later issue has moved, or was never there."""
_UNASKED = (SiteBlockedError, RobotsUnreachableError, GivenUpError)
"""Failures of requests that were not sent, nor will be in this run."""


@dataclass(slots=True)
class Reading:
    """One edition in this run."""

    paper: Paper
    edition: Edition
    site: Site
    channel: Channel
    walk: int
    days: deque[date]
    """Still to be walked, newest first."""
    newest: date | None
    """Its newest complete issue."""
    era: Era | None = None
    issue: IssueWalk | None = None
    name: str | None = None
    """How the last first page was called."""
    periods: dict[str, dict[date, str | None]] = field(default_factory=dict)
    """Lists of issues that came, by address."""
    without_period: set[str] = field(default_factory=set)
    """Eras that have none, by the form of their addresses."""
    outcomes: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    in_a_row: int = 0
    """Broken issues since the last that was not."""
    oldest_missing: date | None = None
    cut: str | None = None
    """Why it was left before its days were over."""


class NewspaperSpider(WalkingSpider):
    """Walks newspapers of the catalog; see the module."""

    name = "newspaper"
    arguments = ("papers", "since", "until", "revisit", "wait")
    wanted = ("papers", "fzrb")

    def prepare(self, settings: BaseSettings) -> None:
        """Select the editions and read the bounds; raises `UsageError` with one line."""
        super().prepare(settings)
        today = self.now.date()
        self.last = min(self.until or today, today)
        self.first = self.since or self._beginning(settings)

    def _beginning(self, settings: BaseSettings) -> date:
        """Give the day from which on issues are asked for, where the user names none."""
        if self.given.get("since") != "all":
            return self.last - timedelta(days=settings.getint("NEWSCRAWL_FIRST_WALK") - 1)
        beginnings: list[date] = []
        for paper, edition in self.selected.values():
            known = [era.since for era in edition.eras if era.since is not None]
            if len(known) < len(edition.eras):
                raise UsageError(f"since=all: the catalog does not say when {paper.id} began; give a date")
            beginnings += known
        return min(beginnings)

    def choose(self, catalog: Catalog) -> Sequence[tuple[Site, Channel]]:
        """Give the editions that the user named."""
        found = select_papers(catalog, self.given["papers"])
        self.selected = {f"{paper.id}/{edition.id}": (paper, edition) for paper, edition in found}
        return [(paper.site, paper.channel(edition)) for paper, edition in found]

    @property
    def bounds(self) -> Extent:
        """None: which articles are wanted is said of issues, not of what their pages say of themselves."""
        return Extent()

    def job(self, key: str, id: str, url: str, **details: Any) -> Job:
        """An article of an edition, to be fetched."""
        job = super().job(key, id, url, **details)
        paper, edition = self.selected[key]
        job.edition = edition.name if len(paper.editions) > 1 else None
        job.issued = job.date is not None
        return job

    # Walks ------------------------------------------------------------------------------------------------------------
    def walks(self, chosen: Sequence[tuple[Site, Channel]]) -> Iterator[Request]:
        """Begin with the newest day of each edition."""
        record: Any = self.crawler.record  # type: ignore[attr-defined]
        for site, channel in chosen:
            paper, edition = self.selected[channel.key]
            state = record.ledger.open_walk(record.run, channel.key, site.id, Extent(max_pages=2**31 - 1), None)
            known = record.ledger.issues(channel.key, self.first, self.now.date())
            newest = max((day for day, issue in known.items() if issue.outcome == "complete"), default=None)
            every = (self.last - timedelta(days=back) for back in range((self.last - self.first).days + 1))
            days = (day for day in every if edition.era_of(day) and to_be_walked(known.get(day), self.now, newest))
            reading = Reading(paper, edition, site, channel, state.id, deque(days), newest)
            self._under_way[state.id] = channel.key
            yield from self._go_on(reading)

    def _go_on(self, reading: Reading) -> Iterator[Request]:
        """Ask for what comes next; issues that need no request, or no further one, are settled on the way."""
        record: Any = self.crawler.record  # type: ignore[attr-defined]
        while not record.failed:
            if reading.issue is not None:
                url = reading.issue.next_url()
                if url is not None:
                    yield self._request(reading, url, self.paged, self.unpaged)
                    return
                self._settle(reading, reading.issue.issue(self.now))
            if reading.cut or not reading.days:
                self._end(reading)
                return
            if (period := self._period_to_ask(reading)) is not None:
                yield self._request(reading, period, self.period_came, self.period_failed)
                return
            self._begin(reading, reading.days.popleft())

    def _period_to_ask(self, reading: Reading) -> str | None:
        """Give the address of the list of issues of the next day's month, where it is not known yet."""
        day = reading.days[0]
        era = reading.edition.era_of(day)
        url = era.period_url(day) if era and era.issue not in reading.without_period else None
        return None if url in reading.periods else url

    def _begin(self, reading: Reading, day: date) -> None:
        """Begin with a day's issue: by the list of issues where there is one, else by guesses."""
        era = reading.era = reading.edition.era_of(day)
        assert era is not None
        listed = reading.periods.get(era.period_url(day) or "")
        if listed is None:
            fronts = era.front_urls(day)
            own = {url.rpartition("/")[2]: url for url in fronts}
            likeliest = [own[reading.name]] if reading.name in own else []
            reading.issue = IssueWalk(day, [*likeliest, *fronts])
        elif day in listed:
            own_url = era.issue_url(day)
            name = listed[day]
            reading.issue = IssueWalk(day, [urljoin(own_url, name)] if name else era.front_urls(day), named=True)
        else:
            reading.issue = IssueWalk(day, ())

    def _request(self, reading: Reading, url: str, callback: Any, errback: Any) -> Request:
        return Request(
            url,
            callback=callback,
            errback=errback,
            priority=self.priority,
            dont_filter=True,
            meta=politeness(reading.site, "listings"),
            cb_kwargs={"reading": reading},
        )

    def period_came(self, response: Response, reading: Reading) -> Iterator[Any]:
        """A list of issues came, or there is none."""
        listed = read_period(body_of(response), _content_type(response)) if response.status == 200 else {}
        if listed:
            reading.periods[response.request.url] = listed  # type: ignore[union-attr]
        else:
            self._do_without_period(reading)
        yield from self._go_on(reading)

    def period_failed(self, failure: Failure) -> Iterator[Any]:
        """No list of issues came: days are guessed."""
        reading: Reading = failure.request.cb_kwargs["reading"]  # type: ignore[attr-defined]
        self._do_without_period(reading)
        if isinstance(failure.value, _UNASKED):
            reading.cut = failure_name(failure.value)
        yield from self._go_on(reading)

    def _do_without_period(self, reading: Reading) -> None:
        era = reading.edition.era_of(reading.days[0])
        assert era is not None
        reading.without_period.add(era.issue)

    # Pages ------------------------------------------------------------------------------------------------------------
    def paged(self, response: Response, reading: Reading) -> Iterator[Any]:
        """A page of an issue came: enter its articles, fetch what is new, go on."""
        at = moment(response)
        yield from self._take(reading, self._answer(response, reading, at), at, response)

    def unpaged(self, failure: Failure) -> Iterator[Any]:
        """No page came."""
        request: Any = failure.request  # type: ignore[attr-defined]
        reading: Reading = request.cb_kwargs["reading"]
        reason = failure_name(failure.value)
        if isinstance(failure.value, _UNASKED):
            reading.cut = reason
        yield from self._take(reading, Answer(asked_url(request), None, None, reason), self.now, None)

    def _answer(self, response: Response, reading: Reading, at: datetime) -> Answer:
        url, issue, era = asked_url(response), reading.issue, reading.era
        assert issue is not None
        assert era is not None
        if response.status != 200:
            return Answer(url, response.status)
        if normalise(response.url) != normalise(url) and not era.shows(response.url, issue.day):
            return Answer(url, 200, None, "redirected")
        page = read_issue_page(
            body_of(response),
            response.url,
            era,
            issue.day,
            content_type=_content_type(response),
            site=reading.site,
            fetched=at,
        )
        breakers: Any = self.crawler.breakers  # type: ignore[attr-defined]
        if page.kind == VERIFICATION:
            breakers.blocked(reading.site.politeness, None, VERIFICATION, at, response.status)
        elif page.entries:
            breakers.answered(reading.site.politeness)
        return Answer(url, 200, page)

    def _take(self, reading: Reading, answer: Answer, at: datetime, response: Response | None) -> Iterator[Request]:
        record: Any = self.crawler.record  # type: ignore[attr-defined]
        issue, era, channel = reading.issue, reading.era, reading.channel
        assert issue is not None
        assert era is not None
        entries = issue.read(answer, era.page_in(answer.url))
        standings = record.ledger.enter(record.run, reading.walk, entries, Cursor(), self.now) if entries else []
        for standing in standings:
            if standing.fetch:
                entry = standing.entry
                row = record.ledger.article(entry.id) if standing.outcome else None
                details = {"title": entry.title, "date": entry.date, "page": entry.page, "page_name": entry.page_name}
                job = self.job(channel.key, entry.id, entry.url, attempts=row.attempts if row else 0, **details)
                yield self.fetching.request(job)
        kind = answer.page.kind if answer.page else answer.reason or "page"
        page = ListingPage(answer.url, answer.status, tuple(entries), tuple(standings), None, kind)
        told = {"channel": channel.key, "page": page, "listing": None, "first": False, "extent": Extent(self.first)}
        self.crawler.signals.send_catch_log(events.listing_read, at=at, response=response, **told)
        self.crawler.stats.inc_value("newscrawl/issue/pages")
        yield from self._go_on(reading)

    # Ends -------------------------------------------------------------------------------------------------------------
    def _settle(self, reading: Reading, issue: Issue) -> None:
        """Enter what became of a day."""
        record: Any = self.crawler.record  # type: ignore[attr-defined]
        front = reading.issue.front if reading.issue else None
        reading.issue = None
        if reading.cut and issue.outcome == "broken" and not issue.pages:
            return  # it was never asked for
        record.ledger.enter_issue(record.run, reading.channel.key, issue)
        reading.outcomes[issue.outcome] += 1
        self.crawler.stats.inc_value(f"newscrawl/issue/{issue.outcome}")
        told = f"{reading.channel.key} {issue.day}"
        if front is not None:
            reading.name = front.partition("?")[0].rpartition("/")[2]
        if issue.outcome == "complete":
            reading.newest = max(issue.day, reading.newest or issue.day)
            logger.info("%s: %d articles on %d pages", told, issue.entries, issue.pages)
        if issue.outcome == "missing":
            reading.oldest_missing = issue.day
            logger.info("%s: no issue", told)
        if issue.outcome == "complete" and issue.reason:
            logger.warning("%s: %s", told, issue.reason)
        if issue.outcome == "broken":
            reading.broken.append(f"{issue.day} {issue.reason}")
            reading.in_a_row += 1
            logger.error("%s: broken: %s", told, issue.reason)
            if reading.in_a_row >= BROKEN_IN_A_ROW and reading.days:
                reading.cut = reading.cut or f"{BROKEN_IN_A_ROW} broken issues in a row"
        else:
            reading.in_a_row = 0

    def _end(self, reading: Reading) -> None:
        """Close the walk, and tell what is not there that should be."""
        record: Any = self.crawler.record  # type: ignore[attr-defined]
        key = reading.channel.key
        shortfalls = []
        if reading.broken:
            shortfalls.append(f"{len(reading.broken)} issues broken: {', '.join(reading.broken[:5])}")
        if reading.cut:
            shortfalls.append(f"left with {len(reading.days)} days to go: {reading.cut}")
        if self._has_moved(reading):
            shortfalls.append(f"none of {reading.outcomes['missing']} days has an issue; has the paper moved?")
        for shortfall in shortfalls:
            record.incomplete(f"{key}: {shortfall}")
        if shortfalls:
            record.ledger.break_walk(reading.walk, shortfalls[0], self.now)
        else:
            record.ledger.close_walk(reading.walk, "last_page", Extent(max_pages=1), self.now)
        end = "broken" if shortfalls else "last_page"
        self.crawler.signals.send_catch_log(events.walk_ended, channel=key, end=end)
        self._under_way.pop(reading.walk, None)

    def _has_moved(self, reading: Reading) -> bool:
        """Whether nothing but missing days was found, and no later issue says that they are mere gaps."""
        missing, oldest = reading.outcomes["missing"], reading.oldest_missing
        if reading.outcomes["complete"] or missing < NONE_IN_A_ROW or oldest is None:
            return False
        return reading.newest is None or reading.newest < oldest


def _content_type(response: Response) -> str | None:
    return (response.headers.get("Content-Type") or b"").decode("latin-1") or None

"""The newspaper spider: walks the issues of newspapers by date, and brings home the articles of their pages.

`scrapy crawl newspaper -a papers=fzrb [-a since=2020-11-01|30d] [-a until=…] [-a revisit=7d] [-a wait=10m]`. Without
bounds it looks at the days of `NEWSCRAWL_FIRST_WALK`, newest first, but for those whose issues it has: a complete issue
is never walked again. The way through the days is `editions.py`'s matter, that through an issue `issues.py`'s; what is
known of days is the ledger's.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from scrapy import Request
from scrapy.exceptions import UsageError
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from newscrawl import signals as events
from newscrawl.catalog import Catalog, select_papers
from newscrawl.catalog.schema import Channel, Site
from newscrawl.items import Entry
from newscrawl.ledger import Cursor, EntryState, Extent
from newscrawl.net.breaker import VERIFICATION, SiteBlockedError
from newscrawl.net.decoding import body_of
from newscrawl.net.failure_names import failure_name
from newscrawl.net.failures import GivenUpError
from newscrawl.net.robots import RobotsUnreachableError
from newscrawl.reader.issue_page import read_issue_page, read_period
from newscrawl.spiders.article_fetch import Job, asked_url, moment, politeness
from newscrawl.spiders.walking import WalkingSpider
from newscrawl.urls import normalise
from newscrawl.walks.edition_walk import EditionWalk
from newscrawl.walks.issue_days import to_be_walked
from newscrawl.walks.issue_values import Issue
from newscrawl.walks.issue_walk import PageAnswer
from newscrawl.walks.listing_values import ListingPage

logger = logging.getLogger(__name__)

ALL = Extent(max_pages=2**31 - 1)
"""Of a walk of issues: one that is never gone on with, since each issue is accounted for by itself."""
_UNASKED = (SiteBlockedError, RobotsUnreachableError, GivenUpError)
"""Failures of requests that were not sent, nor will be in this run."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One edition under way."""

    site: Site
    channel: Channel
    walk: int
    way: EditionWalk


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
        if self.first > self.last:
            raise UsageError(f"since={self.first}: no issue has appeared that late; today is {today}")

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

    # Days -------------------------------------------------------------------------------------------------------------
    def walks(self, chosen: Sequence[tuple[Site, Channel]]) -> Iterator[Request]:
        """Begin with the newest day of each edition."""
        record: Any = self.crawler.record  # type: ignore[attr-defined]
        for site, channel in chosen:
            _paper, edition = self.selected[channel.key]
            walk = record.ledger.open_walk(record.run, channel.key, site.id, ALL, None).id
            known = record.ledger.issues(channel.key, self.first, self.now.date())
            newest = max((day for day, issue in known.items() if issue.outcome == "complete"), default=None)
            every = (self.last - timedelta(days=back) for back in range((self.last - self.first).days + 1))
            days = [day for day in every if edition.eras_of(day) and to_be_walked(known.get(day), self.now, newest)]
            self._under_way[walk] = channel.key
            yield from self._go_on(Reading(site, channel, walk, EditionWalk(edition, days, newest)))

    def _go_on(self, reading: Reading) -> Iterator[Request]:
        """Ask for what comes next; issues that need no request, or no further one, are settled on the way."""
        record: Any = self.crawler.record  # type: ignore[attr-defined]
        way = reading.way
        while not record.failed:
            if way.issue is not None:
                if (url := way.issue.next_url()) is not None:
                    yield self._request(reading, url, self.paged, self.unpaged)
                    return
                self._settle(reading, way.issue.issue(self.now))
            if way.over:
                self._end(reading)
                return
            if (period := way.period_to_fetch()) is not None:
                yield self._request(reading, period, self.period_came, self.period_failed)
                return
            way.begin_issue()

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
        reading.way.add_period(asked_url(response), listed)
        yield from self._go_on(reading)

    def period_failed(self, failure: Failure) -> Iterator[Any]:
        """No list of issues came: days are guessed."""
        request: Any = failure.request  # type: ignore[attr-defined]
        reading: Reading = request.cb_kwargs["reading"]
        reading.way.add_period(asked_url(request), {})
        if isinstance(failure.value, _UNASKED):
            reading.way.cut = failure_name(failure.value)
        yield from self._go_on(reading)

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
            reading.way.cut = reason
        yield from self._take(reading, PageAnswer(asked_url(request), None, None, reason), self.now, None)

    def _answer(self, response: Response, reading: Reading, at: datetime) -> PageAnswer:
        url, issue = asked_url(response), reading.way.issue
        assert issue is not None
        era = reading.way.era(url)
        if response.status != 200:
            return PageAnswer(url, response.status)
        if normalise(response.url) != normalise(url) and not era.shows(response.url, issue.day):
            return PageAnswer(url, 200, None, "redirected")
        told: dict[str, Any] = {"content_type": _content_type(response), "site": reading.site, "fetched": at}
        page = read_issue_page(body_of(response), response.url, era, issue.day, **told)
        breakers: Any = self.crawler.breakers  # type: ignore[attr-defined]
        if page.kind == VERIFICATION:
            breakers.blocked(reading.site.politeness, None, VERIFICATION, at, response.status)
        elif page.entries:
            breakers.answered(reading.site.politeness)
        return PageAnswer(url, 200, page)

    def _take(self, reading: Reading, answer: PageAnswer, at: datetime, response: Response | None) -> Iterator[Request]:
        record: Any = self.crawler.record  # type: ignore[attr-defined]
        issue = reading.way.issue
        assert issue is not None
        entries = issue.read(answer, reading.way.era(answer.url).page_in(answer.url))
        states = record.ledger.enter(record.run, reading.walk, entries, Cursor(), self.now) if entries else []
        yield from self._articles(reading.channel, states)
        self._tell(reading, answer, entries, at, response)
        yield from self._go_on(reading)

    def _articles(self, channel: Channel, states: Iterable[EntryState]) -> Iterator[Request]:
        for state in states:
            if not state.fetch:
                continue
            entry = state.entry
            row = self.crawler.record.ledger.article(entry.id) if state.outcome else None  # type: ignore[attr-defined]
            details = {"title": entry.title, "date": entry.date, "page": entry.page, "page_name": entry.page_name}
            job = self.job(channel.key, entry.id, entry.url, attempts=row.attempts if row else 0, **details)
            yield self.fetching.request(job)

    def _tell(
        self, reading: Reading, answer: PageAnswer, entries: list[Entry], at: datetime, response: Response | None
    ) -> None:
        """Let the monitor know of a page."""
        kind = answer.page.kind if answer.page else answer.reason or "page"
        page = ListingPage(answer.url, answer.status, tuple(entries), (), None, kind)
        told = {"channel": reading.channel.key, "page": page, "listing": None, "first": False}
        self.crawler.signals.send_catch_log(
            events.listing_read, at=at, response=response, extent=Extent(self.first), **told
        )
        self.crawler.stats.inc_value("newscrawl/issue/pages")

    # Ends -------------------------------------------------------------------------------------------------------------
    def _settle(self, reading: Reading, issue: Issue) -> None:
        """Enter what became of a day; one that was never asked for stays as it was."""
        record: Any = self.crawler.record  # type: ignore[attr-defined]
        way, told = reading.way, f"{reading.channel.key} {issue.day}"
        if way.cut and issue.outcome == "broken" and not issue.pages:
            way.issue = None
            return
        record.ledger.enter_issue(record.run, reading.channel.key, issue)
        way.finish_issue(issue)
        self.crawler.stats.inc_value(f"newscrawl/issue/{issue.outcome}")
        if issue.outcome == "broken":
            logger.error("%s: broken: %s", told, issue.reason)
        elif issue.outcome == "missing":
            logger.info("%s: no issue", told)
        else:
            missing = f", {issue.reason}" if issue.reason else ""
            logger.info("%s: %d articles on %d pages%s", told, issue.entries, issue.pages, missing)

    def _end(self, reading: Reading) -> None:
        """Close the walk, and tell what is not there that should be."""
        record: Any = self.crawler.record  # type: ignore[attr-defined]
        key, shortfalls = reading.channel.key, reading.way.shortfalls()
        for shortfall in shortfalls:
            record.incomplete(f"{key}: {shortfall}")
        if shortfalls:
            record.ledger.break_walk(reading.walk, shortfalls[0], self.now)
        else:
            record.ledger.close_walk(reading.walk, "last_page", Extent(max_pages=1), self.now)
        end = "broken" if shortfalls else "last_page"
        self.crawler.signals.send_catch_log(events.walk_ended, channel=key, end=end)
        self._under_way.pop(reading.walk, None)


def _content_type(response: Response) -> str | None:
    return (response.headers.get("Content-Type") or b"").decode("latin-1") or None

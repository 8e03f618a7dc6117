"""The newspaper spider: walks issues of newspapers by date; fetches their articles.

`scrapy crawl newspaper -a papers=fzrb [-a since=2020-11-01|30d] [-a until=…] [-a
revisit=7d] [-a wait=10m]`. Without bounds it walks the days of `NEWSCRAWL_FIRST_WALK`,
newest first, except those whose issue is complete. `newscrawl.walks` decides which day
and which page come next; the ledger knows the days that were walked.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from newscrawl import signals as events
from newscrawl.catalog import Edition
from newscrawl.catalog.schema import Channel, Site
from newscrawl.i18n import bilingual
from newscrawl.items import Entry
from newscrawl.ledger import Cursor, EntryState, Extent
from newscrawl.net.breaker import VERIFICATION
from newscrawl.net.cookies import CHALLENGES, SiteCookies
from newscrawl.net.decoding import body_of
from newscrawl.net.failure_names import failure_name
from newscrawl.net.unpacking import CUT
from newscrawl.reader.issue_page import read_period
from newscrawl.record.run_account import AT_END
from newscrawl.spiders.article_fetch import NOT_SENT
from newscrawl.spiders.article_job import ArticleJob
from newscrawl.spiders.newspaper_pages import read_answer
from newscrawl.spiders.request_meta import request_meta
from newscrawl.spiders.response_facts import content_type_of, received_at
from newscrawl.spiders.walk_arguments import NewspaperArguments
from newscrawl.spiders.walking import WalkingSpider
from newscrawl.walks.edition_walk import EditionWalk
from newscrawl.walks.issue_days import to_be_walked
from newscrawl.walks.issue_values import GIVEN_UP, Issue
from newscrawl.walks.issue_walk import PageAnswer
from newscrawl.walks.listing_values import ListingPage

logger = logging.getLogger(__name__)

ALL = Extent(max_pages=2**31 - 1)
"""The extent of a walk of issues. It is never resumed: each issue has its own row."""


@dataclass(frozen=True, slots=True)
class IssueReading:
    """One edition that is being walked."""

    site: Site
    channel: Channel
    walk_id: int
    edition: Edition
    walk: EditionWalk


class NewspaperSpider(NewspaperArguments, WalkingSpider):
    """The spider of newspapers of the catalog; see the module."""

    @property
    def bounds(self) -> Extent:
        """No bounds: days select issues, whatever dates their articles show."""
        return Extent()

    def job(self, key: str, id: str, url: str, **details: Any) -> ArticleJob:
        """Return the job of fetching an article of an edition."""
        job = super().job(key, id, url, **details)
        paper, edition = self.selected[key]
        job.edition = edition.name if len(paper.editions) > 1 else None
        job.in_issue = job.date is not None
        return job

    def walks(self, chosen: Sequence[tuple[Site, Channel]]) -> Iterator[Request]:
        """Begin with the newest day of each edition."""
        for site, channel in chosen:
            _paper, edition = self.selected[channel.key]
            walk_id = self._open_walk(site, channel)
            known = self.record.ledger.issues(channel.key, self.first, self.now.date())
            newest = max((day for day, issue in known.items() if issue.outcome == "complete"), default=None)
            every = (self.last - timedelta(days=back) for back in range((self.last - self.first).days + 1))
            days = [day for day in every if edition.eras_of(day) and to_be_walked(known.get(day), self.now, newest)]
            walk = EditionWalk(edition, days, newest, known)
            yield from self._continue(IssueReading(site, channel, walk_id, edition, walk))

    def _open_walk(self, site: Site, channel: Channel) -> int:
        """Open a walk in the ledger; return its number."""
        walk: int = self.record.ledger.open_walk(self.record.run, channel.key, site.id, ALL, None).id
        self._open_walks[walk] = channel.key
        return walk

    def _continue(self, reading: IssueReading) -> Iterator[Request]:
        """Request the next page, or list of issues; record the issues that are done."""
        walk = reading.walk
        while not self.record.failed:
            if walk.issue is not None:
                if (url := walk.issue.next_url()) is not None:
                    yield self._request(reading, url, self.page_received, self.page_failed)
                    return
                yield from self._list(reading, walk.issue.rest())
                self._record_issue(reading, walk.issue.issue(self.now))
            if walk.over:
                self._end(reading)
                return
            if self.turns.park(reading.site.politeness, reading.walk_id, lambda shifted: self._go_on(reading, shifted)):
                return
            if (period := walk.period_to_fetch()) is not None:
                yield self._request(reading, period, self.period_received, self.period_failed)
                return
            walk.begin_issue()

    def _go_on(self, reading: IssueReading, shifted: bool) -> Iterator[Request]:
        """Go on with a parked walk; another run may have closed it and read issues."""
        if shifted:
            self._open_walks.pop(reading.walk_id)
            reading = replace(reading, walk_id=self._open_walk(reading.site, reading.channel))
            known = self.record.ledger.issues(reading.channel.key, self.first, self.now.date())
            reading.walk.leave_out({day for day, issue in known.items() if issue.outcome == "complete"})
        yield from self._continue(reading)

    def _request(self, reading: IssueReading, url: str, callback: Any, errback: Any) -> Request:
        return Request(
            url,
            callback=callback,
            errback=errback,
            priority=self.priority,
            dont_filter=True,
            meta=request_meta(reading.site, "listings"),
            cb_kwargs={"reading": reading, "url": url},
        )

    def period_received(self, response: Response, reading: IssueReading, url: str) -> Iterator[Any]:
        """Add a list of issues to the walk."""
        listed = {}
        if response.status == 200 and CUT not in response.flags:
            listed = read_period(body_of(response), content_type_of(response))
        reading.walk.add_period(url, listed)
        yield from self._continue(reading)

    def period_failed(self, failure: Failure) -> Iterator[Any]:
        """Continue without a list of issues: addresses of days are guessed."""
        request: Any = failure.request  # type: ignore[attr-defined]
        reading: IssueReading = request.cb_kwargs["reading"]
        reading.walk.add_period(request.cb_kwargs["url"], {})
        if isinstance(failure.value, NOT_SENT):
            reading.walk.not_sent(request.cb_kwargs["url"], failure_name(failure.value))
        yield from self._continue(reading)

    def page_received(self, response: Response, reading: IssueReading, url: str) -> Iterator[Any]:
        """Enter the articles of a page, fetch new ones, continue the walk."""
        at, issue = received_at(response), reading.walk.issue
        assert issue is not None
        era, eras = reading.walk.era(url), reading.edition.eras
        answer = read_answer(response, url, era=era, eras=eras, day=issue.day, site=reading.site)
        kind = answer.page.kind if answer.page is not None else None
        if kind in CHALLENGES and (again := self._cookies.answer(response)) is not None:
            yield again
            return
        breakers: Any = self.crawler.breakers  # type: ignore[attr-defined]
        if kind == VERIFICATION:
            breakers.blocked(reading.site.politeness, None, VERIFICATION, at, response.status)
        elif answer.page is not None and answer.page.entries:
            breakers.answered(reading.site.politeness)
        yield from self._enter(reading, answer, at, response)

    def page_failed(self, failure: Failure) -> Iterator[Any]:
        """Continue, or cut, a walk whose page was not received."""
        request: Any = failure.request  # type: ignore[attr-defined]
        reading: IssueReading = request.cb_kwargs["reading"]
        reason = failure_name(failure.value)
        if isinstance(failure.value, NOT_SENT):
            reading.walk.not_sent(request.cb_kwargs["url"], reason)
        yield from self._enter(reading, PageAnswer(request.cb_kwargs["url"], None, None, reason), self.now, None)

    @property
    def _cookies(self) -> SiteCookies:
        """The cookies of the sites, which may answer a page that sets some."""
        return self.crawler.get_downloader_middleware(SiteCookies) or SiteCookies(self.crawler)

    def _enter(
        self, reading: IssueReading, answer: PageAnswer, at: datetime, response: Response | None
    ) -> Iterator[Request]:
        issue = reading.walk.issue
        assert issue is not None
        entries = issue.read(answer, reading.walk.era(answer.url).page_in(answer.final or answer.url))
        yield from self._list(reading, entries)
        self._signal_page(reading, answer, entries, at, response)
        yield from self._continue(reading)

    def _list(self, reading: IssueReading, entries: list[Entry]) -> Iterator[Request]:
        """Enter articles in the ledger, and request those that are new."""
        if entries and not self.record.failed:
            states = self.record.ledger.enter(self.record.run, reading.walk_id, entries, Cursor(), self.now)
            yield from self._article_requests(reading.channel, states)

    def _article_requests(self, channel: Channel, states: Iterable[EntryState]) -> Iterator[Request]:
        for state in states:
            if not state.fetch:
                continue
            entry = state.entry
            row = self.record.ledger.article(entry.id) if state.outcome else None
            details: dict[str, Any] = {"title": entry.title, "date": entry.date, "page": entry.page}
            details["page_name"] = entry.page_name
            details |= {"attempts": row.attempts, "reason": row.reason} if row else {}
            job = self.job(channel.key, entry.id, entry.url, **details)
            yield from self.articles.requests(job)

    def _signal_page(
        self, reading: IssueReading, answer: PageAnswer, entries: list[Entry], at: datetime, response: Response | None
    ) -> None:
        """Send `listing_read`, for the monitor."""
        kind = answer.reason or (answer.page.kind if answer.page else "page")
        page = ListingPage(answer.url, answer.status, tuple(entries), (), None, kind)
        details = {"channel": reading.channel.key, "page": page, "listing": None, "first": False}
        self.crawler.signals.send_catch_log(
            events.listing_read, at=at, response=response, extent=Extent(self.first), **details
        )
        self.crawler.stats.inc_value("newscrawl/issue/pages")

    def _record_issue(self, reading: IssueReading, issue: Issue) -> None:
        """Record the outcome of a day; a day without any request stays as it was."""
        walk, name = reading.walk, f"{reading.channel.key} {issue.day}"
        if walk.leave_issue(issue):
            return
        issue = walk.finish_issue(issue)
        self.record.ledger.enter_issue(self.record.run, reading.channel.key, issue)
        self.crawler.stats.inc_value(f"newscrawl/issue/{issue.outcome}")
        if issue.outcome == "broken":
            logger.error("%s: broken: %s", name, issue.reason, extra=AT_END)
        elif (issue.reason or "").startswith(GIVEN_UP):
            logger.warning("%s: %s (%d articles on %d pages)", name, issue.reason, issue.entries, issue.pages)
        elif issue.outcome == "missing":
            logger.info("%s: no issue", name)
        else:
            missing = f", {issue.reason}" if issue.reason else ""
            logger.info("%s: %d articles on %d pages%s", name, issue.entries, issue.pages, missing)

    def _end(self, reading: IssueReading) -> None:
        """Close the walk, or break it and report what is missing."""
        key, shortfalls = reading.channel.key, reading.walk.shortfalls()
        for shortfall in shortfalls:
            self.record.incomplete(bilingual("{key}: {shortfall}", key=key, shortfall=shortfall))
        if shortfalls:
            self.record.ledger.break_walk(reading.walk_id, str(shortfalls[0]), self.now)
        else:  # down to the first day; what each day came to stands in its own row
            self.record.ledger.close_walk(reading.walk_id, "since", Extent(max_pages=1), self.now)
        end = "broken" if shortfalls else "since"
        self.crawler.signals.send_catch_log(events.walk_ended, channel=key, end=end)
        self._open_walks.pop(reading.walk_id, None)

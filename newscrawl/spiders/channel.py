"""The channel spider: walks the listings of channels, newest first; fetches articles.

`scrapy crawl channel -a channels=hxnews/fz [-a since=2020-01-01|30d|all] [-a until=…]
[-a max_pages=5] [-a revisit=7d] [-a wait=10m]`. Without bounds it is incremental:
pending articles first, then listings until they are known. `newscrawl.walks` decides
when a walk ends, `article_fetch` and the pipelines the outcome of an article.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from scrapy import Request, signals
from scrapy.http import Response
from twisted.python.failure import Failure

from newscrawl import signals as events
from newscrawl.catalog.schema import Channel, PageUrls, Site
from newscrawl.china_time import CHINA
from newscrawl.i18n import bilingual
from newscrawl.items import Article, Duplicate, Listing
from newscrawl.late_imports import import_late
from newscrawl.ledger import EntryState, Extent
from newscrawl.net.breaker import VERIFICATION
from newscrawl.net.cookies import SiteCookies
from newscrawl.net.decoding import body_of
from newscrawl.net.failure_names import failure_name
from newscrawl.net.unpacking import CUT, UNSURE
from newscrawl.record.run_account import AT_END, UnreadListing
from newscrawl.spiders.article_job import ArticleJob
from newscrawl.spiders.changing_names import ChangingNames
from newscrawl.spiders.listing_requests import (
    LED_ON,
    NOT_UNDERSTOOD,
    ask_if_changed,
    day_before,
    first_address,
    is_challenge,
    is_conditional,
    is_unchanged,
    listing_request,
    validators_of,
    visit_before,
)
from newscrawl.spiders.response_facts import (
    content_type_of,
    page_address,
    received_at,
    redirected_away,
    requested_url,
    says_past_end,
)
from newscrawl.spiders.walk_arguments import ChannelArguments
from newscrawl.spiders.walking import WalkingSpider
from newscrawl.urls import requestable
from newscrawl.walks.ages import Ages
from newscrawl.walks.ended import QUIET
from newscrawl.walks.entry_dates import within
from newscrawl.walks.listing_values import INDEX, NOT_MODIFIED, PAST_END, Broken, ListingPage, Next, Step, Stop
from newscrawl.walks.listing_walk import ListingWalk

MOST_LEADS = 3
"""Pages in a row that may lead on: a refresh to a page of frames."""
_NOTES = {
    "columns": "%s: a page of blocks; what it does not show stands in its columns, which may be channels "
    "(`[[channel]]` with `url`): %s",
    "away": "%s: links of its list lead to other sites and are left out; `other_hosts` in the site's file names hosts "
    "that are its own: %s",
}
"""Evidence of a first page → what is logged of it, at a channel's first walk as a
warning."""
_SHOWN = "shown"
"""Key of meta: the entries of an answer that may have been cut."""

logger = logging.getLogger(__name__)


class ChannelSpider(ChannelArguments, WalkingSpider):
    """The spider of channels of the catalog; see the module."""

    def __init__(self, **given: str) -> None:
        super().__init__(**given)
        self._ages: dict[int, Ages] = {}
        """Dates of the articles of walks down to a day whose listings show no dates."""
        self._changing: ChangingNames | None = None
        self._visited: set[str] = set()
        """Channels whose own page was asked for, for the cookies that their list API
        wants."""
        self._first_answered: set[int] = set()
        """Walks whose first page was received, or failed."""
        self._quiet_days: dict[int, int] = {}
        """Days in a row without entries, of walks along days."""

    def walks(self, chosen: Sequence[tuple[Site, Channel]]) -> Iterator[Request]:
        """Request the first page of each channel."""
        if self._changing is None:
            self._changing = ChangingNames(self.record.ledger)
            self.crawler.signals.connect(self._changing.item_scraped, signals.item_scraped)
        for site, channel in chosen:
            yield self._open_walk(site, channel)

    def _open_walk(self, site: Site, channel: Channel) -> Request:
        bounded = "since" in self.given or self.until is not None or self.max_pages is not None
        asked = Extent(self.since, self.max_pages, self.until) if bounded else None
        settings = self.crawler.settings
        first = (self.now - timedelta(days=settings.getint("NEWSCRAWL_FIRST_WALK"))).date()
        state = self.record.ledger.open_walk(self.record.run, channel.key, site.id, asked, first)
        to_end = self.given.get("since") == "all" and self.max_pages is None
        walk = ListingWalk(state, settings.getint("NEWSCRAWL_KNOWN_PAGES"), now=self.now, to_end=to_end)
        self._open_walks[walk.id] = channel.key
        url = first_address(site, channel, self.now.astimezone(CHINA).date())
        return ask_if_changed(self._listing_request(walk, site, channel, url), walk, site, channel)

    def _go_on(self, following: Request, shifted: bool) -> Request:
        """Return the request by which a parked walk goes on.

        Where pages may have shifted it looks at the last one again, or is opened again
        and resumes at its cursor; one that counts its pages goes on as it was.
        """
        walk: ListingWalk = following.cb_kwargs["walk"]
        if not shifted or walk.extent.max_pages is not None:
            return following
        if (step := walk.again()) is not None:
            return self._listing_request(walk, following.cb_kwargs["site"], following.cb_kwargs["channel"], step.url)
        self._open_walks.pop(walk.id)
        return self._open_walk(following.cb_kwargs["site"], following.cb_kwargs["channel"])

    def _listing_request(self, walk: ListingWalk, site: Site, channel: Channel, url: str, **details: Any) -> Request:
        details |= {"callback": self.page_received, "errback": self.page_failed, "priority": self.priority}
        details["cb_kwargs"] = {"walk": walk, "site": site, "channel": channel}
        return listing_request(site, channel, url, **details)

    def page_received(self, response: Response, walk: ListingWalk, site: Site, channel: Channel) -> Iterator[Any]:
        """Enter the entries of a listing page, fetch new articles, go on."""
        at, url = received_at(response), page_address(response)
        if is_unchanged(response):
            yield from self._unchanged(response, walk, site, channel, at)
            return
        status, listing = self._read(response, site, channel, at)
        if (again := self._ask_on(response, listing, walk, site, channel)) is not None:
            yield again
            return
        if is_conditional(response) and (status == 304 or status in NOT_UNDERSTOOD):
            if status != 304:
                walk.ask_plainly()
            yield self._listing_request(walk, site, channel, url)
            return
        quiet = 0 if listing.entries else self._quiet_days.get(walk.id, 0)
        before = day_before(site, channel, url, status, listing, quiet, walk.extent.since)
        self._quiet_days[walk.id] = quiet + (before is not None)
        if before is not None:
            yield self._listing_request(walk, site, channel, before)
            return
        behind = listing.next_url if listing.kind == INDEX and url == channel.url else None
        if behind and site.owns(behind):  # of an index of feeds or sitemaps
            yield self._listing_request(walk, site, channel, behind, instead_of=behind)
            return
        inside = [entry for entry in listing.entries if within(walk.extent, entry.date)]
        states: list[EntryState] = []
        if not walk.looks_beyond:
            cursor = walk.cursor_after(url, listing.next_url, listing.entries)
            states = self.record.ledger.enter(self.record.run, walk.id, inside, cursor, self.now)
        self._note_undated(walk, states)
        for state in states:
            if state.fetch:
                job = self._listed_job(channel, state)
                record = listing.records.get(job.id)
                yield from self.articles.record(job, record, response) if record else self.articles.requests(job)
        # without an end, only a second answer with the same entries shows it whole
        cut = CUT in response.flags or (UNSURE in response.flags and response.meta[_SHOWN] != _addresses(listing))
        validators = validators_of(response, listing, site, channel) if walk.pages == 0 else None
        shown: tuple[Any, ...] = (listing.next_url, listing.kind, listing.pager, cut, validators)
        page = ListingPage(url, status, listing.entries, tuple(states), *shown)
        self._signal_page(channel, walk, page, listing, at, response)
        yield from self._continue(walk, page, site, channel, at)

    def _unchanged(
        self, response: Response, walk: ListingWalk, site: Site, channel: Channel, at: datetime
    ) -> Iterator[Any]:
        """End a walk whose first page is unchanged, as its server says."""
        breakers: Any = self.crawler.breakers  # type: ignore[attr-defined]
        breakers.answered(site.politeness)
        self.crawler.stats.inc_value("newscrawl/listing/not_modified")
        page = ListingPage(page_address(response), 304, (), (), None, NOT_MODIFIED)
        self._signal_page(channel, walk, page, None, at, response)
        yield from self._continue(walk, page, site, channel, at)

    def _ask_on(
        self, response: Response, listing: Listing, walk: ListingWalk, site: Site, channel: Channel
    ) -> Request | None:
        """Return the request that may still bring the listing, or all of it.

        That is where the page leads within its site; the page again with its
        cookies; or the page once more, where nothing shows that it came whole.
        """
        target = listing.target
        led = response.meta.get(LED_ON, 0)
        if target and led < MOST_LEADS and target != response.url and site.owns(target) and requestable(target):
            request = self._listing_request(walk, site, channel, target, instead_of=page_address(response))
            # as a redirect of HTTP
            asked = response.meta.get("redirect_urls", [])
            request.meta.update({LED_ON: led + 1, "redirect_urls": [*asked, response.url]})
            return request
        if is_challenge(response.status, listing):
            if (again := self._cookies.answer(response)) is not None:
                return again
            if (visit := visit_before(response, site, channel, self._visited)) is not None:
                return visit.replace(callback=self.visited, errback=self.visited)
        if UNSURE in response.flags and _SHOWN not in response.meta:
            assert response.request is not None
            meta = {name: value for name, value in response.meta.items() if name not in ("download_latency", "depth")}
            return response.request.replace(meta={**meta, _SHOWN: _addresses(listing)})
        return None

    def visited(self, page: Response | Failure, again: Request) -> Iterator[Request]:
        """Ask for a list again, with the cookies of the page on which people see it."""
        if isinstance(page, Response):
            again = self._cookies.with_cookies_of(page, again)
        yield again

    def _read(self, response: Response, site: Site, channel: Channel, at: datetime) -> tuple[int, Listing]:
        """Read a listing page; return it with the status that it counts as.

        Where page addresses are counted up, a redirect to the front page or another
        channel counts as 404: some sites answer so behind the last page. A page that a
        pager linked to must exist, so there it counts as a page without entries.
        """
        if response.status != 200:
            if says_past_end(response):
                return 200, Listing((), None, kind=PAST_END, pager="last")
            return response.status, Listing((), None)
        if away := redirected_away(response, site, channel):
            logger.warning("%s: %s %s", channel.key, requested_url(response), away)
            counted = isinstance(site.listing_of(channel).next_url, PageUrls)
            return 404 if counted else 200, Listing((), None, kind="redirected")
        import_late("newscrawl.reader.listing")
        from newscrawl.reader.listing import read_listing

        content_type = content_type_of(response)
        try:
            details: dict[str, Any] = {"content_type": content_type, "site": site, "fetched": at, "channel": channel}
            listing = read_listing(body_of(response), response.url, asked=page_address(response), **details)
        except Exception as error:  # whatever a page says, it ends no walk but its own
            logger.exception("%s: %s cannot be read", channel.key, response.url)
            return response.status, Listing((), None, kind=f"error: {type(error).__name__}")
        if listing.next_url is not None and not requestable(listing.next_url):
            logger.warning("%s: the next page of %s is no address", channel.key, response.url)
            listing = replace(listing, next_url=None, pager="unreadable")
        breakers: Any = self.crawler.breakers  # type: ignore[attr-defined]
        if listing.entries:
            breakers.answered(site.politeness)
        elif listing.kind == VERIFICATION and not self._cookies.can_answer(response):
            breakers.blocked(site.politeness, None, VERIFICATION, at, response.status)
        return response.status, listing

    @property
    def _cookies(self) -> SiteCookies:
        """The cookies of the sites, which may answer a page that sets some."""
        return self.crawler.get_downloader_middleware(SiteCookies) or SiteCookies(self.crawler)

    def _listed_job(self, channel: Channel, state: EntryState) -> ArticleJob:
        entry = state.entry
        row = self.record.ledger.article(entry.id) if state.outcome else None
        known = {"attempts": row.attempts, "reason": row.reason} if row else {}
        return self.job(channel.key, entry.id, entry.url, title=entry.title, date=entry.date, **known)

    def page_failed(self, failure: Failure) -> Iterator[Any]:
        """Continue, or break, a walk whose listing page was not received."""
        request: Any = failure.request  # type: ignore[attr-defined]
        page = ListingPage(page_address(request), None, (), (), None, failure_name(failure.value))
        self._signal_page(request.cb_kwargs["channel"], request.cb_kwargs["walk"], page, None, self.now, None)
        yield from self._continue(at=self.now, page=page, **request.cb_kwargs)

    def _signal_page(
        self,
        channel: Channel,
        walk: ListingWalk,
        page: ListingPage,
        listing: Listing | None,
        at: datetime,
        response: Any,
    ) -> None:
        """Send `listing_read`, for the monitor."""
        first = walk.id not in self._first_answered
        evidence = (listing.evidence or {}) if first and listing is not None else {}
        for name, words in _NOTES.items():
            if name in evidence:
                logger.log(logging.WARNING if walk.is_first else logging.INFO, words, channel.key, evidence[name])
        self._first_answered.add(walk.id)
        details = {"channel": channel.key, "page": page, "listing": listing, "first": first, "extent": walk.extent}
        self.crawler.signals.send_catch_log(events.listing_read, at=at, response=response, **details)

    def _continue(
        self, walk: ListingWalk, page: ListingPage, site: Site, channel: Channel, at: datetime
    ) -> Iterator[Any]:
        stats = self.crawler.stats
        if self.record.failed:
            return
        stats.inc_value("newscrawl/listing/read")
        match self._step(walk, page):
            case Next(url):
                following = self._listing_request(walk, site, channel, url)
                if not self.turns.park(site.politeness, walk.id, lambda shifted: [self._go_on(following, shifted)]):
                    yield following
                return
            case Stop(stopped, extent, why):
                end: str = stopped
                how = f"{end}: {why}" if why else end
                logger.info("%s: walk ends (%s) after %d listing pages", channel.key, how, walk.pages)
                self.record.ledger.close_walk(walk.id, stopped, extent, at, pages=walk.depth, reason=why, top=walk.top)
                stats.inc_value(f"newscrawl/walk/{end}")
            case Broken(reason, place, again):
                details = {"at": place, "pages": walk.depth, "again": again, "connected": walk.connected}
                self.record.ledger.break_walk(walk.id, reason, at, **details)
                if reason in QUIET:
                    end = "unconfirmed"
                    logger.info("%s: walk stays open (%s); it is looked at again: %s", channel.key, reason, place)
                else:
                    end = "broken"
                    logger.error("%s: walk broken at %s: %s", channel.key, place or page.url, reason, extra=AT_END)
                    unread = UnreadListing(channel.key, place or page.url, reason)
                    self.record.account.incomplete(
                        bilingual(
                            "{channel}: walk broken at {address}: {reason}",
                            channel=channel.key,
                            address=unread.at,
                            reason=reason,
                        ),
                        unread,
                    )
                stats.inc_value(f"newscrawl/walk/{end}")
        self.crawler.signals.send_catch_log(events.walk_ended, channel=channel.key, end=end)
        self._open_walks.pop(walk.id, None)

    def _step(self, walk: ListingWalk, page: ListingPage) -> Step:
        """Return the next step of a walk.

        In listings without dates, the dates of the articles show when it is deep
        enough.
        """
        step = walk.unchanged() if page.kind == NOT_MODIFIED else walk.read(page)
        ages = self._ages.get(walk.id)
        if not isinstance(step, Next) or ages is None:
            return step
        return walk.stop_since() if ages.passed else walk.stop_dateless() if ages.dateless else step

    def _note_undated(self, walk: ListingWalk, states: Sequence[EntryState]) -> None:
        """Note undated entries of a walk down to a day, to learn how deep it is."""
        undated = [state for state in states if not (state.entry.date or state.entry.pinned)]
        if walk.extent.since is None or (not undated and walk.id not in self._ages):
            return
        if not self._ages:
            self.crawler.signals.connect(self._learn, signals.item_scraped)
            self.crawler.signals.connect(self._learn, signals.item_dropped)
        ages = self._ages.setdefault(walk.id, Ages(walk.extent.since))
        dated = sum(bool(state.entry.date) and not state.entry.pinned for state in states)
        ages.add_page((state.entry.id for state in undated), dated)
        for state in undated:
            row = None if state.fetch else self.record.ledger.article(state.entry.id)
            if row and (row.published or row.outcome == "exported"):
                ages.learn(row.id, row.published)

    def closed(self, reason: str) -> None:
        """Report what the run found out of the addresses, and walks that are still
        open."""
        if self._changing is not None:
            self._changing.report()
        super().closed(reason)

    def _learn(self, item: Any) -> None:
        if isinstance(item, Article | Duplicate):
            for ages in self._ages.values():
                ages.learn(item.id, item.published)


def _addresses(listing: Listing) -> tuple[str, ...]:
    return tuple(entry.url for entry in listing.entries)

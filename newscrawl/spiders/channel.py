"""The channel spider: walks the listings of channels, newest first, and brings home the articles they show.

`scrapy crawl channel -a channels=hxnews/fz [-a since=2020-01-01|30d|all] [-a until=…] [-a max_pages=5] [-a revisit=7d]
[-a wait=10m]`. Without bounds it is incremental: pending articles first, then listings until they are known ground.
When a walk stops is decided by `ledger/walk.py`; what becomes of an article by `fetching.py` and the pipelines.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from scrapy import Request, signals
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from newscrawl import signals as events
from newscrawl.catalog import Catalog, select
from newscrawl.catalog.schema import Channel, PageUrls, Site
from newscrawl.items import Article, Duplicate, Listing
from newscrawl.ledger import EntryState, Extent
from newscrawl.net.breaker import VERIFICATION
from newscrawl.net.decoding import body_of
from newscrawl.net.failure_names import failure_name
from newscrawl.options import read_count
from newscrawl.reader.feed_xml import INDEX
from newscrawl.reader.listing import read_listing
from newscrawl.spiders.article_fetch import Job, asked_url, led_aside, moment, politeness
from newscrawl.spiders.walking import WalkingSpider
from newscrawl.walks.ages import Ages
from newscrawl.walks.entry_dates import within
from newscrawl.walks.listing_values import Broken, ListingPage, Next, Step, Stop
from newscrawl.walks.listing_walk import ListingWalk

logger = logging.getLogger(__name__)


class ChannelSpider(WalkingSpider):
    """Walks channels of the catalog; see the module."""

    name = "channel"
    arguments = ("channels", "since", "until", "max_pages", "revisit", "wait")
    wanted = ("channels", "hxnews/fz")

    def __init__(self, **given: str) -> None:
        super().__init__(**given)
        self._ages: dict[int, Ages] = {}
        """Of walks down to a day, in listings that show none."""
        self._begun: set[int] = set()
        """Walks of which a page came, or failed to."""

    def prepare(self, settings: BaseSettings) -> None:
        """Select the channels and read the bounds; raises `UsageError` with one line."""
        self.max_pages = read_count("max_pages", self.given.get("max_pages"))
        super().prepare(settings)

    def choose(self, catalog: Catalog) -> Sequence[tuple[Site, Channel]]:
        """Give the channels that the user named."""
        return select(catalog, self.given["channels"])

    def walks(self, chosen: Sequence[tuple[Site, Channel]]) -> Iterator[Request]:
        """Begin with the first page of each channel."""
        for site, channel in chosen:
            yield self._open_walk(site, channel)

    def _open_walk(self, site: Site, channel: Channel) -> Request:
        bounded = "since" in self.given or self.until is not None or self.max_pages is not None
        asked = Extent(self.since, self.max_pages, self.until) if bounded else None
        settings = self.crawler.settings
        first = (self.now - timedelta(days=settings.getint("NEWSCRAWL_FIRST_WALK"))).date()
        record: Any = self.crawler.record  # type: ignore[attr-defined]
        state = record.ledger.open_walk(record.run, channel.key, site.id, asked, first)
        walk = ListingWalk(state, settings.getint("NEWSCRAWL_KNOWN_PAGES"))
        self._under_way[walk.id] = channel.key
        return self._listing_request(walk, site, channel, channel.url)

    def _listing_request(self, walk: ListingWalk, site: Site, channel: Channel, url: str) -> Request:
        return Request(
            url,
            callback=self.listed,
            errback=self.unlisted,
            priority=self.priority,
            meta=politeness(site, "listings"),
            cb_kwargs={"walk": walk, "site": site, "channel": channel},
        )

    def listed(self, response: Response, walk: ListingWalk, site: Site, channel: Channel) -> Iterator[Any]:
        """A listing page came: enter what it shows, fetch what is new, go on as the walk says."""
        at, url = moment(response), asked_url(response)
        status, listing = self._read(response, site, channel, at)
        if listing.kind == INDEX and listing.next_url and url == channel.url and site.owns(listing.next_url):
            yield self._listing_request(walk, site, channel, listing.next_url)  # what it leads to is the listing
            return
        record: Any = self.crawler.record  # type: ignore[attr-defined]
        inside = [entry for entry in listing.entries if within(walk.extent, entry.date)]
        cursor = walk.cursor_after(url, listing.next_url)
        states = record.ledger.enter(record.run, walk.id, inside, cursor, self.now)
        self._note_undated(walk, states)
        for state in states:
            if state.fetch:
                yield self.fetching.request(self._listed_job(channel, state))
        page = ListingPage(url, status, listing.entries, tuple(states), listing.next_url, listing.kind)
        self._tell(channel, walk, page, listing, at, response)
        yield from self._go_on(walk, page, site, channel, at)

    def _read(self, response: Response, site: Site, channel: Channel, at: datetime) -> tuple[int, Listing]:
        """Read a listing page; gives its status too, as which a page that led elsewhere counts.

        A site that redirects from behind the last page to its front page says in this way that there is none. Only
        where pages are counted is that the end; a page that a pager linked to must be there.
        """
        if response.status != 200:
            return response.status, Listing((), None)
        if aside := led_aside(response, site, channel):
            logger.warning("%s: %s %s", channel.key, asked_url(response), aside)
            counted = isinstance(site.listing_of(channel).next_url, PageUrls)
            return 404 if counted else 200, Listing((), None, kind="redirected")
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1") or None
        listing = read_listing(body_of(response), response.url, content_type=content_type, site=site, fetched=at)
        breakers: Any = self.crawler.breakers  # type: ignore[attr-defined]
        if listing.entries:
            breakers.answered(site.politeness)
        elif listing.kind == VERIFICATION:
            breakers.blocked(site.politeness, None, VERIFICATION, at, response.status)
        return response.status, listing

    def _listed_job(self, channel: Channel, state: EntryState) -> Job:
        entry = state.entry
        row = self.crawler.record.ledger.article(entry.id) if state.outcome else None  # type: ignore[attr-defined]
        attempts = row.attempts if row else 0
        return self.job(channel.key, entry.id, entry.url, title=entry.title, date=entry.date, attempts=attempts)

    def unlisted(self, failure: Failure) -> Iterator[Any]:
        """No listing page came."""
        request: Any = failure.request  # type: ignore[attr-defined]
        page = ListingPage(asked_url(request), None, (), (), None, failure_name(failure.value))
        self._tell(request.cb_kwargs["channel"], request.cb_kwargs["walk"], page, None, self.now, None)
        yield from self._go_on(at=self.now, page=page, **request.cb_kwargs)

    def _tell(
        self,
        channel: Channel,
        walk: ListingWalk,
        page: ListingPage,
        listing: Listing | None,
        at: datetime,
        response: Any,
    ) -> None:
        """Let the monitor know of a listing page."""
        first = walk.id not in self._begun
        self._begun.add(walk.id)
        told = {"channel": channel.key, "page": page, "listing": listing, "first": first, "extent": walk.extent}
        self.crawler.signals.send_catch_log(events.listing_read, at=at, response=response, **told)

    def _go_on(self, walk: ListingWalk, page: ListingPage, site: Site, channel: Channel, at: datetime) -> Iterator[Any]:
        stats = self.crawler.stats
        record: Any = self.crawler.record  # type: ignore[attr-defined]
        if record.failed:
            return
        stats.inc_value("newscrawl/listing/read")
        match self._step(walk, page):
            case Next(url):
                yield self._listing_request(walk, site, channel, url)
                return
            case Stop(stopped, extent):
                end: str = stopped
                logger.info("%s: walk ends (%s) after %d listing pages", channel.key, end, walk.pages)
                record.ledger.close_walk(walk.id, stopped, extent, at)
                stats.inc_value(f"newscrawl/walk/{end}")
            case Broken(reason):
                logger.error("%s: walk broken at %s: %s", channel.key, page.url, reason)
                record.ledger.break_walk(walk.id, reason, at)
                record.incomplete(f"{channel.key}: walk broken at {page.url}: {reason}")
                stats.inc_value("newscrawl/walk/broken")
                end = "broken"
        self.crawler.signals.send_catch_log(events.walk_ended, channel=channel.key, end=end)
        self._under_way.pop(walk.id, None)

    def _step(self, walk: ListingWalk, page: ListingPage) -> Step:
        """What the walk says, but for listings without dates: there the articles say when it is deep enough."""
        step = walk.read(page)
        ages = self._ages.get(walk.id)
        if isinstance(step, Next) and ages is not None and ages.passed:
            return Stop("since", replace(walk.extent, max_pages=None))
        return step

    def _note_undated(self, walk: ListingWalk, states: Iterable[EntryState]) -> None:
        """Remember the entries without dates of a walk down to a day: their articles tell how deep it is."""
        undated = [state for state in states if not (state.entry.date or state.entry.pinned)]
        if walk.extent.since is None or (not undated and walk.id not in self._ages):
            return
        if not self._ages:
            self.crawler.signals.connect(self._learn, signals.item_scraped)
            self.crawler.signals.connect(self._learn, signals.item_dropped)
        ages = self._ages.setdefault(walk.id, Ages(walk.extent.since))
        ages.add_page(state.entry.id for state in undated)
        for state in undated:
            row = None if state.fetch else self.crawler.record.ledger.article(state.entry.id)  # type: ignore[attr-defined]
            if row and (row.published or row.outcome == "exported"):
                ages.learn(row.id, row.published)

    def _learn(self, item: Any) -> None:
        if isinstance(item, Article | Duplicate):
            for ages in self._ages.values():
                ages.learn(item.id, item.published)

"""The channel spider: walks the listings of channels, newest first, and brings home the articles they show.

`scrapy crawl channel -a channels=hxnews/fz [-a since=2020-01-01|30d|all] [-a until=…] [-a max_pages=5] [-a revisit=7d]
[-a wait=10m]`. Without bounds it is incremental: pending articles first, then listings until they are known ground.
When a walk stops is decided by `ledger/walk.py`; what becomes of an article by `fetching.py` and the pipelines.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, UsageError
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from newscrawl import events
from newscrawl.catalog import CatalogError, load, select
from newscrawl.catalog.schema import Channel, PageUrls, Site
from newscrawl.items import Article, Duplicate, Listing
from newscrawl.ledger import Extent, Standing
from newscrawl.ledger.walk import Broken, ListingPage, Next, Step, Stop, Walk, within
from newscrawl.listing import read_listing
from newscrawl.net.breaker import VERIFICATION
from newscrawl.net.decoding import body_of
from newscrawl.net.replay import find_warcs, replay_settings
from newscrawl.options import check_arguments, check_settings, now, read_bounds, read_count, read_span
from newscrawl.spiders.ages import Ages
from newscrawl.spiders.failures import failure_name
from newscrawl.spiders.fetching import Fetching, Job, asked_url, led_aside, moment, politeness
from newscrawl.spiders.manners import behave, slowest
from newscrawl.urls import registrable_domain

logger = logging.getLogger(__name__)

FRESH, BACKFILL = 0, -10
"""Priorities of listings: a back-fill (`since` given) lets fresh walks pass."""


class ChannelSpider(scrapy.Spider):
    """Walks channels of the catalog; see the module."""

    name = "channel"
    watched = True
    """Its runs are compared with those before, and raise alarms."""
    arguments = ("channels", "since", "until", "max_pages", "revisit", "wait")

    def __init__(self, **given: str) -> None:
        super().__init__()
        check_arguments(self.name, given, self.arguments)
        if not given.get("channels"):
            raise UsageError("name the channels: -a channels=hxnews/fz (`scrapy channels` lists them)")
        self.given = given
        self._under_way: dict[int, str] = {}
        """Channels whose walks have not come to an end, by walk."""
        self._ages: dict[int, Ages] = {}
        """Of walks down to a day, in listings that show none."""
        self._begun: set[int] = set()
        """Walks of which a page came, or failed to."""

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """A replay needs settings of its own; see `net/replay.py`."""
        super().update_settings(settings)
        if settings.get("NEWSCRAWL_REPLAY"):
            settings.setdict(replay_settings(settings), priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> ChannelSpider:
        """Check everything the user said before anything is fetched."""
        check_settings(crawler.settings)
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.prepare(crawler.settings)
        return spider

    def prepare(self, settings: BaseSettings) -> None:
        """Select the channels and read the bounds; raises `UsageError` with one line."""
        given = self.given
        self.now = now(settings)
        today = self.now.date()
        self.since, self.until = read_bounds(given.get("since"), given.get("until"), today)
        self.max_pages = read_count("max_pages", given.get("max_pages"))
        self.revisit = read_span("revisit", given.get("revisit"))
        self.wait = read_span("wait", given.get("wait")) or timedelta()
        try:
            self.selected = select(load(settings.getlist("NEWSCRAWL_CATALOG")), given["channels"])
        except CatalogError as error:
            raise UsageError(str(error)) from None
        self.sites: dict[str, Site] = {site.id: site for site, _channel in self.selected}
        self.allowed_domains = sorted({registrable_domain(host) for site in self.sites.values() for host in site.hosts})
        if settings.get("NEWSCRAWL_REPLAY"):
            find_warcs(settings["NEWSCRAWL_REPLAY"])
            return
        self.delays = slowest((site.politeness, site.delay) for site in self.sites.values())
        behave(settings, self.delays)

    async def start(self) -> AsyncIterator[Any]:
        """Take the locks, then what is pending, then what is to be looked at again, then the listings."""
        crawler: Any = self.crawler
        record, ledger = crawler.record, crawler.record.ledger
        held = await record.lock({site.politeness for site in self.sites.values()}, self.wait)
        selected = [(site, channel) for site, channel in self.selected if site.politeness in held]
        if not selected:
            raise CloseSpider("held")
        if not crawler.settings.get("NEWSCRAWL_REPLAY"):
            # The run before may have asked these servers a moment ago.
            await asyncio.sleep(max(delay for key, delay in self.delays.items() if key in held))
        crawler.breakers.remember = ledger.set_ban
        for key in sorted(held):
            crawler.breakers.load(key, ledger.ban(key), self.now)
        self.fetching = Fetching(crawler)
        keys = [channel.key for _site, channel in selected]
        for due in ledger.due(record.run, keys, self.now, bounds=Extent(self.since, until=self.until)):
            details = {"title": due.title, "date": due.date, "attempts": due.attempts}
            yield self.fetching.request(self._job(due.channel, due.id, due.url, **details))
        if self.revisit:
            for row in ledger.revisitable(keys, self.now - self.revisit):
                if record.before(row.id) is None:
                    continue  # its line stands on another machine, which can tell what changed
                yield self.fetching.revisit(self._job(row.channel, row.id, row.url))
        for site, channel in selected:
            yield self._open_walk(site, channel)

    def _job(self, key: str, id: str, url: str, **details: Any) -> Job:
        site_id, _, channel_id = key.partition("/")
        site = self.sites[site_id]
        channel = next(channel for channel in site.channels if channel.id == channel_id)
        return Job(id, url, site, channel, **details)

    def _open_walk(self, site: Site, channel: Channel) -> Request:
        bounded = "since" in self.given or self.until is not None or self.max_pages is not None
        asked = Extent(self.since, self.max_pages, self.until) if bounded else None
        settings = self.crawler.settings
        first = (self.now - timedelta(days=settings.getint("NEWSCRAWL_FIRST_WALK"))).date()
        record: Any = self.crawler.record  # type: ignore[attr-defined]
        state = record.ledger.open_walk(record.run, channel.key, site.id, asked, first)
        walk = Walk(state, settings.getint("NEWSCRAWL_KNOWN_PAGES"))
        self._under_way[walk.id] = channel.key
        return self._listing_request(walk, site, channel, channel.url)

    def _listing_request(self, walk: Walk, site: Site, channel: Channel, url: str) -> Request:
        return Request(
            url,
            callback=self.listed,
            errback=self.unlisted,
            priority=BACKFILL if "since" in self.given else FRESH,
            meta=politeness(site, "listings"),
            cb_kwargs={"walk": walk, "site": site, "channel": channel},
        )

    def listed(self, response: Response, walk: Walk, site: Site, channel: Channel) -> Iterator[Any]:
        """A listing page came: enter what it shows, fetch what is new, go on as the walk says."""
        at, url = moment(response), asked_url(response)
        status, listing = self._read(response, site, channel, at)
        record: Any = self.crawler.record  # type: ignore[attr-defined]
        inside = [entry for entry in listing.entries if within(walk.extent, entry.date)]
        cursor = walk.cursor_after(url, listing.next_url)
        standings = record.ledger.enter(record.run, walk.id, inside, cursor, self.now)
        self._note_undated(walk, standings)
        for standing in standings:
            if standing.fetch:
                yield self.fetching.request(self._listed_job(channel, standing))
        page = ListingPage(url, status, listing.entries, tuple(standings), listing.next_url, listing.kind)
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

    def _listed_job(self, channel: Channel, standing: Standing) -> Job:
        entry = standing.entry
        row = self.crawler.record.ledger.article(entry.id) if standing.outcome else None  # type: ignore[attr-defined]
        attempts = row.attempts if row else 0
        return self._job(channel.key, entry.id, entry.url, title=entry.title, date=entry.date, attempts=attempts)

    def unlisted(self, failure: Failure) -> Iterator[Any]:
        """No listing page came."""
        request: Any = failure.request  # type: ignore[attr-defined]
        page = ListingPage(asked_url(request), None, (), (), None, failure_name(failure.value))
        self._tell(request.cb_kwargs["channel"], request.cb_kwargs["walk"], page, None, self.now, None)
        yield from self._go_on(at=self.now, page=page, **request.cb_kwargs)

    def _tell(
        self, channel: Channel, walk: Walk, page: ListingPage, listing: Listing | None, at: datetime, response: Any
    ) -> None:
        """Let the monitor know of a listing page."""
        first = walk.id not in self._begun
        self._begun.add(walk.id)
        told = {"channel": channel.key, "page": page, "listing": listing, "first": first, "extent": walk.extent}
        self.crawler.signals.send_catch_log(events.listing_read, at=at, response=response, **told)

    def _go_on(self, walk: Walk, page: ListingPage, site: Site, channel: Channel, at: datetime) -> Iterator[Any]:
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

    def _step(self, walk: Walk, page: ListingPage) -> Step:
        """What the walk says, but for listings without dates: there the articles say when it is deep enough."""
        step = walk.read(page)
        ages = self._ages.get(walk.id)
        if isinstance(step, Next) and ages is not None and ages.passed:
            return Stop("since", replace(walk.extent, max_pages=None))
        return step

    def _note_undated(self, walk: Walk, standings: Iterable[Standing]) -> None:
        """Remember the entries without dates of a walk down to a day: their articles tell how deep it is."""
        undated = [standing for standing in standings if not (standing.entry.date or standing.entry.pinned)]
        if walk.extent.since is None or (not undated and walk.id not in self._ages):
            return
        if not self._ages:
            self.crawler.signals.connect(self._learn, signals.item_scraped)
            self.crawler.signals.connect(self._learn, signals.item_dropped)
        ages = self._ages.setdefault(walk.id, Ages(walk.extent.since))
        ages.listed(standing.entry.id for standing in undated)
        for standing in undated:
            row = None if standing.fetch else self.crawler.record.ledger.article(standing.entry.id)  # type: ignore[attr-defined]
            if row and (row.published or row.outcome == "exported"):
                ages.learn(row.id, row.published)

    def _learn(self, item: Any) -> None:
        if isinstance(item, Article | Duplicate):
            for ages in self._ages.values():
                ages.learn(item.id, item.published)

    def closed(self, reason: str) -> None:
        """A walk that is still under way when nothing is left to do was cut off by something that told nobody."""
        if reason == "finished":
            for key in self._under_way.values():
                self.crawler.record.incomplete(  # type: ignore[attr-defined]
                    f"{key}: a listing was asked for, and neither an answer nor a failure came"
                )

    def drop_lines(self, site: str | None) -> tuple[re.Pattern[str], ...]:
        """The site's own boilerplate lines, for cleaning."""
        return self.sites[site].drop_patterns if site else ()

    def bounds_of(self, _article: Article) -> tuple[date | None, date | None]:
        """The dates that the user asked for."""
        return self.since, self.until

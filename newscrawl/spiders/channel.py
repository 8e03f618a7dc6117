"""The channel spider: walks the listings of channels, newest first, and brings home the articles they show.

`scrapy crawl channel -a channels=hxnews/fz [-a since=2020-01-01|30d|all] [-a until=…] [-a max_pages=5] [-a revisit=7d]
[-a wait=10m]`. Without bounds it is incremental: pending articles first, then listings until they are known ground.
When a walk stops is decided by `ledger/walk.py`; what becomes of an article by `fetching.py` and the pipelines.
"""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import scrapy
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, UsageError
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from newscrawl.catalog import CatalogError, load, select
from newscrawl.catalog.schema import Channel, Site
from newscrawl.items import Article, Listing
from newscrawl.ledger import Extent
from newscrawl.ledger.walk import Broken, ListingPage, Next, Stop, Walk, within
from newscrawl.listing import read_listing
from newscrawl.net.replay import captured_at, find_warcs
from newscrawl.options import check_arguments, check_settings, now, read_bounds, read_count, read_span
from newscrawl.spiders.fetching import Fetching, Job, failure_name, moment, politeness
from newscrawl.urls import registrable_domain

logger = logging.getLogger(__name__)

FRESH, BACKFILL = 0, -10
"""Priorities of listings: a back-fill (`since` given) lets fresh walks pass."""


class ChannelSpider(scrapy.Spider):
    """Walks channels of the catalog; see the module."""

    name = "channel"
    arguments = ("channels", "since", "until", "max_pages", "revisit", "wait")

    def __init__(self, **given: str) -> None:
        super().__init__()
        check_arguments(self.name, given, self.arguments)
        if not given.get("channels"):
            raise UsageError("name the channels: -a channels=hxnews/fz (`scrapy channels` lists them)")
        self.given = given

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
        replayed = find_warcs(settings["NEWSCRAWL_REPLAY"]) if settings.get("NEWSCRAWL_REPLAY") else []
        if not settings.get("NEWSCRAWL_NOW") and (begun := captured_at(replayed)):
            settings.set("NEWSCRAWL_NOW", begun.isoformat(), priority="spider")
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
        slots = {site.politeness: {"delay": site.delay, "jitter": 0} for site in self.sites.values()}
        if replayed:
            return
        settings.set("DOWNLOAD_SLOTS", slots, priority="spider")
        if contact := settings.get("NEWSCRAWL_CONTACT"):
            settings.set("USER_AGENT", f"{settings['USER_AGENT']} (+{contact})", priority="spider")
        else:
            logger.warning(
                "NEWSCRAWL_CONTACT is not set: the sites cannot reach you; -s NEWSCRAWL_CONTACT=you@example.org"
            )

    async def start(self) -> AsyncIterator[Any]:
        """Take the locks, then what is pending, then what is to be looked at again, then the listings."""
        crawler: Any = self.crawler
        record = crawler.record
        held = await record.lock({site.politeness for site in self.sites.values()}, self.wait)
        selected = [(site, channel) for site, channel in self.selected if site.politeness in held]
        if not selected:
            raise CloseSpider("held")
        crawler.breakers.remember = record.ledger.set_ban
        for key in sorted(held):
            crawler.breakers.load(key, record.ledger.ban(key), self.now)
        self.fetching = Fetching(self.crawler)
        for due in record.ledger.due(record.run, [channel.key for _site, channel in selected], self.now):
            details = {"title": due.title, "date": due.date, "attempts": due.attempts}
            yield self.fetching.request(self._job(due.channel, due.id, due.url, **details))
        if self.revisit:
            for row in record.ledger.revisitable([channel.key for _s, channel in selected], self.now - self.revisit):
                yield self.fetching.request(self._job(row.channel, row.id, row.url, since=record.fetched_at(row.id)))
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
        at = moment(response)
        listing = Listing((), None)
        if response.status == 200:
            content_type = (response.headers.get("Content-Type") or b"").decode("latin-1") or None
            listing = read_listing(response.body, response.url, content_type=content_type, site=site, fetched=at)
        record: Any = self.crawler.record  # type: ignore[attr-defined]
        inside = [entry for entry in listing.entries if within(walk.extent, entry.date)]
        cursor = walk.cursor_after(response.url, listing.next_url)
        standings = record.ledger.enter(record.run, walk.id, inside, cursor, self.now)
        for standing in standings:
            if standing.fetch:
                entry = standing.entry
                job = self._job(channel.key, entry.id, entry.url, title=entry.title, date=entry.date)
                yield self.fetching.request(job)
        page = ListingPage(
            response.url, response.status, tuple(listing.entries), tuple(standings), listing.next_url, listing.kind
        )
        yield from self._go_on(walk, page, site, channel, at)

    def unlisted(self, failure: Failure) -> Iterator[Any]:
        """No listing page came."""
        request: Any = failure.request  # type: ignore[attr-defined]
        page = ListingPage(request.url, None, (), (), None, failure_name(failure.value))
        yield from self._go_on(at=self.now, page=page, **request.cb_kwargs)

    def _go_on(self, walk: Walk, page: ListingPage, site: Site, channel: Channel, at: datetime) -> Iterator[Any]:
        stats = self.crawler.stats
        record: Any = self.crawler.record  # type: ignore[attr-defined]
        stats.inc_value("newscrawl/listing/read")
        match walk.read(page):
            case Next(url):
                yield self._listing_request(walk, site, channel, url)
            case Stop(end, extent):
                logger.info("%s: walk ends (%s) after %d listing pages", channel.key, end, walk.pages)
                record.ledger.close_walk(walk.id, end, extent, at)
                stats.inc_value(f"newscrawl/walk/{end}")
            case Broken(reason):
                logger.error("%s: walk broken at %s: %s", channel.key, page.url, reason)
                record.ledger.break_walk(walk.id, reason, at)
                record.incomplete(f"{channel.key}: walk broken at {page.url}: {reason}")
                stats.inc_value("newscrawl/walk/broken")

    def drop_lines(self, site: str | None) -> tuple[re.Pattern[str], ...]:
        """The site's own boilerplate lines, for cleaning."""
        return self.sites[site].drop_patterns if site else ()

    def bounds_of(self, _article: Article) -> tuple[date | None, date | None]:
        """The dates that the user asked for."""
        return self.since, self.until

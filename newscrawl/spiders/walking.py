"""What spiders that walk have in common: arguments, locks, bans, what is pending, and the end of what was begun.

`channel.py` walks listings, `newspaper.py` issues by date; each says which sites it is about and where its walks begin.
"""

from __future__ import annotations

import asyncio
import re
from abc import abstractmethod
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar, Self

import scrapy
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, UsageError
from scrapy.settings import BaseSettings

from newscrawl.catalog import Catalog, CatalogError, load
from newscrawl.catalog.schema import Channel, Site
from newscrawl.items import Article
from newscrawl.ledger import Extent
from newscrawl.net.replay import find_warcs, replay_settings
from newscrawl.options import check_arguments, check_settings, now, read_bounds, read_span
from newscrawl.spiders.article_fetch import Fetching, Job
from newscrawl.spiders.pace import behave, slowest
from newscrawl.urls import registrable_domain

FRESH, BACKFILL = 0, -10
"""Priorities of listings: a back-fill (`since` given) lets fresh walks pass."""


class WalkingSpider(scrapy.Spider):
    """Walks something of sites of the catalog; see the module."""

    watched = True
    """Its runs are compared with those before, and raise alarms."""
    arguments: ClassVar[tuple[str, ...]]
    wanted: ClassVar[tuple[str, str]]
    """The argument that must be given, and an example of it."""

    def __init__(self, **given: str) -> None:
        super().__init__()
        check_arguments(self.name, given, self.arguments)
        needed, example = self.wanted
        if not given.get(needed):
            raise UsageError(f"name the {needed}: -a {needed}={example} (`scrapy {needed}` lists them)")
        self.given = given
        self._under_way: dict[int, str] = {}
        """Channels whose walks have not come to an end, by walk."""

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """A replay needs settings of its own; see `net/replay.py`."""
        super().update_settings(settings)
        if settings.get("NEWSCRAWL_REPLAY"):
            settings.setdict(replay_settings(settings), priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Check everything the user said before anything is fetched."""
        check_settings(crawler.settings)
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.prepare(crawler.settings)
        return spider

    def prepare(self, settings: BaseSettings) -> None:
        """Select what to walk and read the bounds; raises `UsageError` with one line."""
        given = self.given
        self.now = now(settings)
        self.since, self.until = read_bounds(given.get("since"), given.get("until"), self.now.date())
        self.revisit = read_span("revisit", given.get("revisit"))
        self.wait = read_span("wait", given.get("wait")) or timedelta()
        try:
            self.chosen = self.choose(load(settings.getlist("NEWSCRAWL_CATALOG")))
        except CatalogError as error:
            raise UsageError(str(error)) from None
        self.sites: dict[str, Site] = {site.id: site for site, _channel in self.chosen}
        self.allowed_domains = sorted({registrable_domain(host) for site in self.sites.values() for host in site.hosts})
        if settings.get("NEWSCRAWL_REPLAY"):
            find_warcs(settings["NEWSCRAWL_REPLAY"])
            return
        self.delays = slowest((site.politeness, site.delay) for site in self.sites.values())
        behave(settings, self.delays)

    @abstractmethod
    def choose(self, catalog: Catalog) -> Sequence[tuple[Site, Channel]]:
        """Give what the user named; raises `CatalogError`."""

    @abstractmethod
    def walks(self, chosen: Sequence[tuple[Site, Channel]]) -> Iterator[Request]:
        """Begin the walks of what this run holds."""

    @property
    def bounds(self) -> Extent:
        """Days outside of which pending articles wait for another run."""
        return Extent(self.since, until=self.until)

    async def start(self) -> AsyncIterator[Any]:
        """Take the locks, then what is pending, then what is to be looked at again, then the walks."""
        crawler: Any = self.crawler
        record, ledger = crawler.record, crawler.record.ledger
        held = await record.account.lock({site.politeness for site in self.sites.values()}, self.wait)
        chosen = [(site, channel) for site, channel in self.chosen if site.politeness in held]
        if not chosen:
            raise CloseSpider("held")
        if not crawler.settings.get("NEWSCRAWL_REPLAY"):
            # The run before may have asked these servers a moment ago.
            await asyncio.sleep(max(delay for key, delay in self.delays.items() if key in held))
        crawler.breakers.remember = ledger.set_ban
        for key in sorted(held):
            crawler.breakers.load(key, ledger.ban(key), self.now)
        self.fetching = Fetching(crawler)
        keys = [channel.key for _site, channel in chosen]
        for due in ledger.due(record.run, keys, self.now, bounds=self.bounds):
            details = {"title": due.title, "date": due.date, "page": due.page, "page_name": due.page_name}
            yield self.fetching.request(self.job(due.channel, due.id, due.url, attempts=due.attempts, **details))
        if self.revisit:
            for row in ledger.revisitable(keys, self.now - self.revisit):
                if (before := record.lookup.archived(row.id)) is None:
                    continue  # its line stands on another machine, which can tell what changed
                line = before[0]
                details = {"title": line.get("listed_title"), "date": line.get("listed_date")}
                details |= {"page": line.get("page"), "page_name": line.get("page_name")}
                yield self.fetching.revisit(self.job(row.channel, row.id, row.url, **details))
        for request in self.walks(chosen):
            yield request

    def job(self, key: str, id: str, url: str, **details: Any) -> Job:
        """An article of a channel, to be fetched."""
        site_id, _, channel_id = key.partition("/")
        site = self.sites[site_id]
        channel = next(channel for channel in site.channels if channel.id == channel_id)
        return Job(id, url, site, channel, **details)

    @property
    def priority(self) -> int:
        """Of the requests for listings."""
        return BACKFILL if "since" in self.given else FRESH

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
        return self.bounds.since, self.bounds.until

"""The base of spiders that walk: arguments, locks, bans, pending articles, revisits.

`channel` walks listings, `newspaper` issues by date; each selects its sites and begins
its walks.
"""

from __future__ import annotations

import asyncio
import re
from abc import abstractmethod
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Self

import scrapy
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.settings import BaseSettings

from newscrawl.catalog.schema import Channel, Site
from newscrawl.china_time import CHINA
from newscrawl.i18n import bilingual
from newscrawl.items import Article
from newscrawl.ledger import Extent
from newscrawl.net.replay import replay_settings
from newscrawl.settings_sources import check_data_folder, check_settings, take_sources
from newscrawl.spiders.article_fetch import ArticleFetch
from newscrawl.spiders.article_job import ArticleJob
from newscrawl.spiders.turns import Turns
from newscrawl.spiders.walk_arguments import WalkArguments

FRESH, BACKFILL = 0, -10
"""Priorities of listings: fresh walks come before a back-fill (`since` given)."""
PORTION = 50
"""Pending articles that a back-fill fetches before it checks whether a run waits."""


class WalkingSpider(WalkArguments, scrapy.Spider):
    """The base of spiders that walk sites of the catalog; see the module."""

    fetches = True
    """Its pages can be fetched again."""
    watched = True
    """Its runs are compared with earlier ones, and raise alarms."""

    def __init__(self, **given: str) -> None:
        super().__init__(**given)
        self._open_walks: dict[int, str] = {}
        """Walks that have not ended → their channels."""
        self.begun: set[str] = set()
        """Politeness keys of the sites all of whose walks have begun."""

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Apply the settings of a replay; see `newscrawl.net.replay`."""
        super().update_settings(settings)
        take_sources(settings)
        if settings.get("NEWSCRAWL_REPLAY"):
            settings.setdict(replay_settings(settings), priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Check all settings and arguments before anything is fetched."""
        check_settings(crawler.settings)
        check_data_folder(crawler.settings)
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.prepare(crawler.settings)
        return spider

    @property
    def record(self) -> Any:
        """The record of the archive, with the ledger: an extension of the crawl."""
        return self.crawler.record  # type: ignore[attr-defined]

    @abstractmethod
    def walks(self, chosen: Sequence[tuple[Site, Channel]]) -> Iterator[Request]:
        """Begin the walks of the channels whose locks this run holds."""

    @property
    def bounds(self) -> Extent:
        """Days of publication; pending articles outside them wait for another run."""
        return Extent(self.since, until=self.until)

    async def start(self) -> AsyncIterator[Any]:
        """Take the locks, then request pending articles, revisits, and first pages.

        Sites that are free are begun with while others are waited for.
        """
        account, keys = self.record.account, {site.politeness for site in self.sites.values()}
        self.turns = Turns(self, yields=self.yields)
        self.crawler.breakers.remember = self.record.ledger.set_ban  # type: ignore[attr-defined]
        self.articles = ArticleFetch(self.crawler)
        async for held in account.lock(keys, self.wait, yields=self.yields):
            if not self.crawler.settings.get("NEWSCRAWL_REPLAY"):
                # the run before may have sent requests to these servers a moment ago
                await asyncio.sleep(max(delay for key, delay in self.delays.items() if key in held))
            async for request in self._begin(held):
                yield request
            self.begun |= held
        if not self.begun:
            raise CloseSpider("held")

    async def _begin(self, held: set[str]) -> AsyncIterator[Request]:
        """Yield the first requests to sites whose locks this run holds."""
        record, ledger = self.record, self.record.ledger
        for key in sorted(held):
            self.load_ban(key, self.now)
        chosen = [(site, channel) for site, channel in self.chosen if site.politeness in held]
        keys = [channel.key for _site, channel in chosen]
        portion = PORTION if self.yields else None
        while due := ledger.due(record.run, keys, self.now, portion, self.bounds):
            for each in due:
                details: dict[str, Any] = {"title": each.title, "date": each.date, "page": each.page}
                details |= {"page_name": each.page_name}
                details |= {"attempts": each.attempts, "reason": each.reason}
                for request in self.articles.requests(self.job(each.channel, each.id, each.url, **details)):
                    yield request
            if portion is None or len(due) < portion:
                break
            await self.turns.between(held)
        if self.revisit:
            for row in ledger.revisitable(keys, self.now - self.revisit):
                if (before := record.lookup.archived(row.id)) is None:
                    continue  # its line is on another machine, which can compare it
                line = before[0]
                details = {"title": line.get("listed_title"), "date": line.get("listed_date")}
                details |= {"page": line.get("page"), "page_name": line.get("page_name")}
                for request in self.articles.revisits(self.job(row.channel, row.id, row.url, **details)):
                    yield request
        for request in self.walks(chosen):
            yield request

    def load_ban(self, key: str, at: datetime) -> None:
        """Leave a site alone that refused an earlier run, until its time is over."""
        breakers: Any = self.crawler.breakers  # type: ignore[attr-defined]
        breakers.load(key, self.record.ledger.ban(key), at)
        if (until := breakers.barred.get(key)) is not None:
            when = f"{until.astimezone(CHINA):%Y-%m-%d %H:%M}"
            self.record.incomplete(
                bilingual("{key} refused an earlier run and is left alone until {when}", key=key, when=when)
            )

    def open_walks(self) -> Iterator[tuple[int, str]]:
        """Yield the walks that have not ended, with their politeness keys."""
        for walk, channel in self._open_walks.items():
            yield walk, self.sites[channel.partition("/")[0]].politeness

    @property
    def yields(self) -> bool:
        """Whether this run is a back-fill, which hands its sites over to other runs."""
        return "since" in self.given and not self.crawler.settings.get("NEWSCRAWL_REPLAY")

    def job(self, key: str, id: str, url: str, **details: Any) -> ArticleJob:
        """Return the job of fetching an article of a channel."""
        site_id, _, channel_id = key.partition("/")
        site = self.sites[site_id]
        channel = next(channel for channel in site.channels if channel.id == channel_id)
        return ArticleJob(id, url, site, channel, **details)

    @property
    def priority(self) -> int:
        """The priority of requests for listings."""
        return BACKFILL if "since" in self.given else FRESH

    def closed(self, reason: str) -> None:
        """Report walks that are still open when nothing is left to do.

        Their last request got neither an answer nor a failure.
        """
        if reason == "finished":
            for key in self._open_walks.values():
                self.record.incomplete(
                    bilingual("{key}: a listing was asked for, and neither an answer nor a failure came", key=key)
                )

    def drop_lines(self, site: str | None) -> tuple[re.Pattern[str], ...]:
        """Return patterns of the site's boilerplate lines, for cleaning."""
        return self.sites[site].drop_patterns if site else ()

    def bounds_of(self, _article: Article) -> tuple[date | None, date | None]:
        """Return the first and last day of publication that the user asked for."""
        bounds = self.bounds
        return bounds.since, bounds.until

"""The adopt spider: brings what was read into an archive of its own (`scrapy reprocess`) into the live archive.

`scrapy ledger adopt FOLDER`. An article that the live archive has becomes a revision, if today's reader reads it
otherwise, unless its page was fetched again since; one that it lacks enters as any other, and is judged against all
that is there. Nothing is fetched, nothing is lost by a death: what is adopted is known by its line, and the same asked
again goes on.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import scrapy
from pydantic import TypeAdapter, ValidationError
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from newscrawl.catalog import CatalogError, load
from newscrawl.items import FORGOTTEN, Article, Duplicate, Entry
from newscrawl.ledger import Cursor, Extent
from newscrawl.options import check_arguments, check_settings, data_folder, now
from newscrawl.record.export import LineFilter, Selection
from newscrawl.record.lines import record_files
from newscrawl.record.rebuild import UNLISTED
from newscrawl.record.revision import diff
from newscrawl.reprocess.field_changes import compare
from newscrawl.spiders.article_fetch import issued

logger = logging.getLogger(__name__)

AT_ONCE = 200
"""Articles that are entered in the ledger together."""
_ARTICLE: TypeAdapter[Article] = TypeAdapter(Article)
_DUPLICATE: TypeAdapter[Duplicate] = TypeAdapter(Duplicate)


class AdoptSpider(scrapy.Spider):
    """Reads lines of another archive; see the module."""

    name = "adopt"

    def __init__(self, **given: str) -> None:
        super().__init__()
        check_arguments(self.name, given, ("folder",))
        if not given.get("folder"):
            raise UsageError("name the archive to adopt: scrapy ledger adopt data/archive")
        self.given = given

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Nothing is fetched, so nothing is captured."""
        super().update_settings(settings)
        settings.set("NEWSCRAWL_WARC", False, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> AdoptSpider:
        """Check everything the user said before anything is read."""
        check_settings(crawler.settings)
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.prepare(crawler.settings)
        return spider

    def prepare(self, settings: BaseSettings) -> None:
        """Look whether there is an archive to adopt."""
        self.folder = Path(self.given["folder"])
        self.now = now(settings)
        if not record_files(self.folder, "articles"):
            raise UsageError(f"there is no archive in {self.folder}")
        if self.folder.resolve() == data_folder(settings):
            raise UsageError(f"{self.folder} is the live archive itself")
        try:
            self.catalog = load(tuple(settings.getlist("NEWSCRAWL_CATALOG")))
        except CatalogError as error:
            raise UsageError(str(error)) from None

    async def start(self) -> AsyncIterator[Any]:
        """Give each article that is new, or is read otherwise now; one after another, so that the first one counts."""
        crawler: Any = self.crawler
        self.record = crawler.record
        self._item_done = asyncio.Event()
        for signal in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(self._note_done, signal)
        ledger = self.record.ledger
        walk = ledger.open_walk(self.record.run, UNLISTED, "archive", Extent(max_pages=2**31), None).id
        lines = self._lines()
        while some := list(islice(lines, AT_ONCE)):
            new = [item for item in some if ledger.article(item.id) is None]
            entries = {item.id: Entry(item.id, item.url, item.title) for item in new}
            ledger.enter(self.record.run, walk, list(entries.values()), Cursor(), self.now)
            for item in some:
                if (adopted := self._adopted(item)) is not None:
                    self._item_done.clear()
                    yield adopted
                    await self._item_done.wait()
        ledger.close_walk(walk, "last_page", Extent(max_pages=1), self.now)

    def _note_done(self) -> None:
        self._item_done.set()

    def _adopted(self, item: Article | Duplicate) -> Article | Duplicate | None:
        """Give the line that an item becomes in the live archive; None where it says nothing new there."""
        row = self.record.ledger.article(item.id)
        if isinstance(item, Duplicate):
            return item if row and row.outcome == "pending" and self.record.lookup.original(item.of) else None
        before = self.record.lookup.archived(item.id)
        if before is None:
            lacks = row and row.outcome not in ("exported", "duplicate") and row.reason != FORGOTTEN
            return replace(item, revision=1, diff=None) if lacks else None
        line, _baseline = before
        if line.get("site") in self.catalog.papers.ids and line.get("listed_date"):
            item = issued(item, date.fromisoformat(line["listed_date"]))
        if "withdrawn" in line or _older(item.fetched, line.get("fetched")) or not compare(line, item):
            return None
        return replace(
            item,
            channel=line.get("channel") or item.channel,
            city=line.get("city") or item.city,
            listed_title=line.get("listed_title"),
            listed_date=line.get("listed_date"),
            edition=line.get("edition"),
            page=line.get("page"),
            page_name=line.get("page_name"),
            revision=int(line["revision"]) + 1,
            diff=diff(line.get("text"), item.text),
        )

    def _lines(self) -> Iterator[Article | Duplicate]:
        """Give the newest line of each article of the other archive, then its duplicates; strange ones are told."""
        for kind, wanted in ((_ARTICLE, LineFilter(latest=True)), (_DUPLICATE, LineFilter("duplicates"))):
            for number, data in enumerate(Selection(self.folder, wanted)):
                try:
                    yield kind.validate_json(data)
                except ValidationError as error:
                    what = f"{self.folder}, {wanted.kind} line {number + 1}"
                    logger.error("%s is no line of this version: %s", what, error.errors()[0]["loc"])
                    self.record.incomplete(f"{what} is no line of this version")

    def drop_lines(self, site: str | None) -> tuple[re.Pattern[str], ...]:
        """The site's own boilerplate lines, for cleaning."""
        return self.catalog.site(site).drop_patterns if site else ()

    def bounds_of(self, _article: Article) -> tuple[date | None, date | None]:
        """No dates bound it."""
        return None, None


def _older(fetched: str | None, than: str | None) -> bool:
    """Tell whether a page was fetched before another time.

    >>> _older("2020-11-18T09:30:00+08:00", "2020-11-18T02:30:00+00:00"), _older(None, "2020-11-18T02:30:00+00:00")
    (True, False)
    """
    return bool(fetched and than and datetime.fromisoformat(fetched) < datetime.fromisoformat(than))

"""The adopt spider: brings the lines of another archive into the live one.

`scrapy ledger adopt FOLDER`, where FOLDER was made by `scrapy reprocess`. An article
that the live archive has becomes a revision, if its fields differ and its page was not
fetched again since. One that it lacks enters as any other and may be a duplicate.
Nothing is fetched. After an interruption the same command continues: lines adopted
before are recognised.
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
from newscrawl.i18n import _, bilingual
from newscrawl.items import FORGOTTEN, Article, Duplicate, Entry
from newscrawl.ledger import Cursor, Extent
from newscrawl.options import check_arguments, data_folder, now
from newscrawl.record.export import LineFilter, Selection
from newscrawl.record.lines import record_files
from newscrawl.record.rebuild import UNLISTED
from newscrawl.record.revision import diff
from newscrawl.reprocess.field_changes import compare
from newscrawl.settings_sources import check_data_folder, check_settings
from newscrawl.spiders.article_job import with_issue_date
from newscrawl.warc.file_names import named_from

logger = logging.getLogger(__name__)

AT_ONCE = 200
"""Articles entered in the ledger in one transaction."""
_ARTICLE: TypeAdapter[Article] = TypeAdapter(Article)
_DUPLICATE: TypeAdapter[Duplicate] = TypeAdapter(Duplicate)


class AdoptSpider(scrapy.Spider):
    """The spider of `scrapy ledger adopt`; see the module."""

    name = "adopt"

    def __init__(self, **given: str) -> None:
        super().__init__()
        check_arguments(self.name, given, ("folder",))
        if not given.get("folder"):
            raise UsageError(_("name the archive to adopt: scrapy ledger adopt data/archive"))
        self.given = given

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Turn off captures: nothing is fetched."""
        super().update_settings(settings)
        settings.set("NEWSCRAWL_WARC", False, priority="cmdline")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> AdoptSpider:
        """Check all settings and arguments before anything is read."""
        check_settings(crawler.settings)
        check_data_folder(crawler.settings)
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.prepare(crawler.settings)
        return spider

    def prepare(self, settings: BaseSettings) -> None:
        """Check that there is an archive to adopt; raise `UsageError` with one line."""
        self.folder = Path(self.given["folder"])
        self.now = now(settings)
        if not record_files(self.folder, "articles"):
            raise UsageError(_("there is no archive in {folder}").format(folder=self.folder))
        if self.folder.resolve() == data_folder(settings):
            raise UsageError(_("{folder} is the live archive itself").format(folder=self.folder))
        try:
            self.catalog = load(tuple(settings.getlist("NEWSCRAWL_CATALOG")))
        except CatalogError as error:
            raise UsageError(str(error)) from error

    async def start(self) -> AsyncIterator[Any]:
        """Yield each article that is new or differs.

        One is done before the next begins: of two equal articles the first counts.
        """
        crawler: Any = self.crawler
        self.record = crawler.record
        self._item_done = asyncio.Event()
        for signal in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(self._note_done, signal)
        ledger = self.record.ledger
        walk = ledger.open_walk(self.record.run, UNLISTED, "archive", Extent(max_pages=2**31), None).id
        lines = self._lines()
        while batch := list(islice(lines, AT_ONCE)):
            new = [item for item in batch if ledger.article(item.id) is None]
            entries = {item.id: Entry(item.id, item.url, item.title) for item in new}
            ledger.enter(self.record.run, walk, list(entries.values()), Cursor(), self.now)
            for item in batch:
                if (adopted := self._adopted(item)) is not None:
                    self._item_done.clear()
                    yield adopted
                    await self._item_done.wait()
        ledger.close_walk(walk, "last_page", Extent(max_pages=1), self.now)

    def _note_done(self) -> None:
        self._item_done.set()

    def _adopted(self, item: Article | Duplicate) -> Article | Duplicate | None:
        """Return the line of an item in the live archive; None if it adds nothing."""
        row = self.record.ledger.article(item.id)
        if isinstance(item, Duplicate):
            return item if row and row.outcome == "pending" and self.record.lookup.original(item.of) else None
        before = self.record.lookup.archived(item.id)
        if before is None:
            lacks = row and row.outcome not in ("exported", "duplicate") and row.reason != FORGOTTEN
            return replace(item, revision=1, diff=None) if lacks else None
        line, _baseline = before
        if line.get("site") in self.catalog.papers.ids and line.get("listed_date"):
            item = with_issue_date(item, date.fromisoformat(line["listed_date"]))
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
        """Yield the newest line of each article of the other archive, then duplicates.

        Lines that are invalid are logged, and make the run incomplete.
        """
        for kind, wanted in ((_ARTICLE, LineFilter(latest=True)), (_DUPLICATE, LineFilter("duplicates"))):
            selection = Selection(self.folder, wanted)
            for number, data in enumerate(selection):
                try:
                    yield self._at_home(kind.validate_json(data))
                except ValidationError as error:
                    what = f"{self.folder}, {wanted.kind} line {number + 1}"
                    logger.error("%s is no line of this version: %s", what, error.errors()[0]["loc"])
                    self.record.incomplete(bilingual("{what} is no line of this version", what=what))
            for what in selection.broken:
                logger.error("%s", what)
                self.record.incomplete(what)

    def _at_home(self, item: Article | Duplicate) -> Article | Duplicate:
        """Return an item whose capture is named from the live archive."""
        if item.warc is None:
            return item
        file = named_from(item.warc.file, self.folder.resolve(), self.record.data)
        return replace(item, warc=replace(item.warc, file=file))

    def drop_lines(self, site: str | None) -> tuple[re.Pattern[str], ...]:
        """Return patterns of the site's boilerplate lines, for cleaning."""
        return self.catalog.site(site).drop_patterns if site else ()

    def bounds_of(self, _article: Article) -> tuple[date | None, date | None]:
        """Return no bounds."""
        return None, None


def _older(fetched: str | None, than: str | None) -> bool:
    """Return whether a page was fetched before another time.

    >>> _older("2020-11-18T09:30:00+08:00", "2020-11-18T02:30:00+00:00"), _older(None, "2020-11-18T02:30:00+00:00")
    (True, False)
    """
    return bool(fetched and than and datetime.fromisoformat(fetched) < datetime.fromisoformat(than))

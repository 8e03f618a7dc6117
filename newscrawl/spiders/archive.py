"""The archive spider: reads files that were saved before, instead of fetching.

`scrapy crawl archive -a files='warc/*.warc.gz' [-O out.jsonl]`: WARC and ARC files
(plain, gzip, zstd), WET, JSON lines, saved pages and texts pass the same reader and
pipelines as fetched pages, into an archive of their own (`data/archive`), never the
live one unless `NEWSCRAWL_DATA` or `NEWSCRAWL_LEDGER` names it. Articles pass the
pipelines one by one, in the order of their capture; `jobs` processes read ahead.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from newscrawl.catalog import CatalogError, select
from newscrawl.i18n import _, bilingual
from newscrawl.items import Article, Entry, NoArticle, changed
from newscrawl.ledger import Attempt, Cursor, EntryState, Extent, OutcomeKind, Settled
from newscrawl.ledger.place import ledger_place
from newscrawl.ledger.sqlite import SqliteLedger
from newscrawl.options import MOST_JOBS, check_arguments, data_folder, now, read_bounds, read_count
from newscrawl.reprocess.choice import Choice
from newscrawl.reprocess.corpus import TEXT_FIELD
from newscrawl.reprocess.find_files import find
from newscrawl.reprocess.head_start import HeadStart
from newscrawl.reprocess.joining import JoinedArticle
from newscrawl.reprocess.progress_bar import Show
from newscrawl.reprocess.resume import Resume
from newscrawl.reprocess.source import Source
from newscrawl.reprocess.supply import Batch, Supply
from newscrawl.reprocess.workers import Workers
from newscrawl.settings_sources import (
    check_data_folder,
    check_settings,
    is_given_by_command_line,
    take_sources,
)
from newscrawl.urls import article_id
from newscrawl.warc.salvage import Damage

logger = logging.getLogger(__name__)

CHANNEL = "archive/files"
A_WORKER = 1 << 20
"""Bytes of files for which a further worker is started."""
NAMED = 20
"""Damaged places of a file that are logged; more are only counted."""


class ArchiveSpider(scrapy.Spider):
    """The spider of saved files; see the module."""

    name = "archive"
    arguments = ("files", "hosts", "channels", "since", "until", "jobs", "text_field")

    def __init__(self, progress: Show | None = None, head: HeadStart | None = None, **given: str) -> None:
        super().__init__()
        self._progress, self._head = progress, head
        check_arguments(self.name, given, self.arguments)
        if not given.get("files"):
            raise UsageError(_("name the files: -a files='pages/*.html'"))
        self.given = given

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Select an archive of its own, and turn off captures: nothing is fetched.

        A ledger is used only beside the folder that was given in the same place: with
        `-s NEWSCRAWL_DATA=…`, a ledger in the environment is that of another archive.
        """
        super().update_settings(settings)
        settings.setdict({"NEWSCRAWL_DATA": "data/archive", "NEWSCRAWL_LEDGER": None}, priority="spider")
        take_sources(settings)
        settings.set("NEWSCRAWL_WARC", False, priority="cmdline")
        settings.set("DOWNLOADER", "newscrawl.spiders.no_downloads.NoDownloads", priority="spider")
        given = "NEWSCRAWL_LEDGER"
        if not is_given_by_command_line(settings, given) and (
            settings.getpriority(given) != settings.getpriority("NEWSCRAWL_DATA")
        ):
            settings.set(given, None, priority="cmdline")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> ArchiveSpider:
        """Check all settings and arguments before anything is read."""
        check_settings(crawler.settings)
        check_data_folder(crawler.settings)
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.prepare(crawler.settings)
        spider.check_rules()
        return spider

    def prepare(self, settings: BaseSettings) -> None:
        """Find the files and read the bounds; raise `UsageError` with one line."""
        self.data = data = data_folder(settings)
        place = ledger_place(settings)
        self.is_new = isinstance(place, Path) and not place.exists()
        """Whether the archive is new: no run has read any of the files into it."""
        if not is_given_by_command_line(settings, "NEWSCRAWL_DATA") and (data / "warc").is_dir():
            raise UsageError(
                _("{data} has crawls in it; name an archive of its own: -s NEWSCRAWL_DATA=…").format(data=data)
            )
        self.now = now(settings)
        self.since, self.until = read_bounds(self.given.get("since"), self.given.get("until"), self.now.date())
        self.jobs = read_count("jobs", self.given.get("jobs"), MOST_JOBS) or 1
        text_field = self.given.get("text_field") or TEXT_FIELD
        self.found = find(self.given["files"], text_field)
        files = (*self.found.archives, *self.found.pages)
        self.size = sum(path.stat().st_size for path in files if path.is_file())
        hosts = tuple(host.strip() for host in self.given.get("hosts", "").split(",") if host.strip())
        folders = tuple(settings.getlist("NEWSCRAWL_CATALOG"))
        self.choice = Choice(folders, hosts, self.given.get("channels"), self.since, text_field)
        try:
            self.catalog = self.choice.catalog
            self.catalog.site_of("")  # reads all files: workers that are forked have them
            if self.given.get("channels"):
                select(self.catalog, self.given["channels"], unchecked=True)
        except CatalogError as error:
            raise UsageError(str(error)) from error

    def check_rules(self) -> None:
        """Raise `UsageError` where the rules of a site cannot be used."""
        try:
            for site in self.catalog.sites():
                self.catalog.check(site)
        except CatalogError as error:
            raise UsageError(str(error)) from error

    def begin(self) -> HeadStart | None:
        """Start the workers for the spider that is to run with the same arguments, and
        check the catalog while they begin.
        """
        files = self.found.archives if self.is_new else ()
        jobs = min(self.jobs, max(2, self.size // A_WORKER))  # all of them are forked at once
        head = HeadStart(jobs, files, self.choice, self.data) if jobs > 1 else None
        try:
            self.check_rules()
        except UsageError:
            if head:
                head.close()
            raise
        return head

    async def start(self) -> AsyncIterator[Any]:
        """Read the files; enter each article in the ledger before its line."""
        crawler: Any = self.crawler
        self.record = crawler.record
        ledger = self.record.ledger
        if not isinstance(ledger, SqliteLedger):
            self.record.incomplete(
                bilingual("files are read into a SQLite ledger; `scrapy ledger copy` brings it to PostgreSQL")
            )
            return
        resume = Resume(ledger.connection)
        self.record.commits.participants.append(resume)
        self._item_done = asyncio.Event()
        for signal in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(self._note_done, signal)
        self._walk = ledger.open_walk(self.record.run, CHANNEL, "archive", Extent(max_pages=2**31), None).id
        workers = self._head.workers if self._head else Workers(self.jobs)
        supply = Supply(self.found, self.choice, workers, resume, self.record.data, self._head)
        behind = 0
        try:
            async for piece in supply.batches():
                unlisted = self._enter(piece)
                for whole in piece.joined:
                    if isinstance(item := self._article_of(whole, piece.source, unlisted), Article):
                        self._item_done.clear()
                        yield item
                        await self._item_done.wait()  # of two equal articles the first counts
                    if piece.source.file is not None:
                        resume.done(piece.source.file, [piece.source.index.place(rank) for rank in whole.ranks])
                if self._progress:
                    self._progress(behind + piece.position, self.size)
                if piece.last:
                    self._report(piece)
                    behind += piece.source.size
        finally:
            workers.close()
        ledger.close_walk(self._walk, "last_page", Extent(max_pages=1), self.now)

    def _note_done(self) -> None:
        self._item_done.set()

    def _enter(self, piece: Batch) -> dict[str, EntryState]:
        """Enter pages in one transaction: one each would cost more than reading."""
        entries: dict[str, Entry] = {}
        for whole in piece.joined:
            if not isinstance(whole.result, Damage):
                id = article_id(whole.read.asked)
                title = whole.result.title if isinstance(whole.result, Article) else None
                entries.setdefault(id, Entry(id, whole.read.asked, title))
        states = self.record.ledger.enter(self.record.run, self._walk, [*entries.values()], Cursor(), self.now)
        return {state.entry.id: state for state in states}

    def _article_of(self, whole: JoinedArticle, source: Source, unlisted: dict[str, EntryState]) -> Article | None:
        """Return the article that was read; settle what is none, and return None.

        `unlisted` has the state of each address before these pages were entered. It is
        removed there: further pages of the same address are not new.
        """
        read, result = whole.read, whole.result
        if isinstance(result, Damage):
            where = f"{unquote(read.url)}: " if source.file is None else ""
            source.damaged.append(replace(result, what=f"{where}{result.what}"))
            return None
        id = article_id(read.asked)
        state = unlisted.pop(id, None)
        if isinstance(result, NoArticle):
            logger.info("no article: %s is %s (%s)", read.url, result.kind, result.evidence)
            outcome: OutcomeKind = "failed" if result.kind == "gone" else "rejected"
            attempt = Attempt(read.fetched or self.now, read.status, result.kind)
            self.record.settle(Settled(id, outcome, reason=result.kind, attempt=attempt))
            return None
        if source.file is None and (state is None or not (state.fetch or state.outcome is None)):
            return None  # a single saved page that was read before; pages in WARC files have a place
        return result if result.id == id else changed(result, id=id)

    def _report(self, piece: Batch) -> None:
        """Log what a file contained, and what could not be read."""
        source, stats = piece.source, self.crawler.stats
        assert stats is not None
        if source.failed:
            logger.error("cannot read %s", source.failed)
            self.record.incomplete(bilingual("cannot read {reason}", reason=source.failed))
            return
        if source.known_by is not None:
            logger.info("%s was read before (by version %d of the reader)", source.name, source.known_by)
            return
        for damage in source.damaged[:NAMED]:
            logger.warning("%s, offset %d: %s", source.name, damage.offset, damage.what)
        if len(source.damaged) > NAMED:
            logger.warning("%s: %d more places are damaged", source.name, len(source.damaged) - NAMED)
        if source.damaged:
            self.record.incomplete(
                bilingual("{n} places of {name} could not be read", n=len(source.damaged), name=source.name)
            )
        others = Counter({what: count for what, count in source.others.items() if count})
        logger.info("%s: %d pages; besides %s", source.name, len(source.index), dict(others.most_common(8)))
        stats.inc_value("newscrawl/archive/files")
        stats.inc_value("newscrawl/archive/damaged", len(source.damaged))
        for what, count in others.items():
            stats.inc_value(f"newscrawl/archive/left_out/{what}", count)

    def drop_lines(self, site: str | None) -> tuple[re.Pattern[str], ...]:
        """Return patterns of the site's boilerplate lines, for cleaning."""
        return self.catalog.site(site).drop_patterns if site else ()

    def bounds_of(self, _article: Article) -> tuple[date | None, date | None]:
        """Return the first and last day of publication that the user asked for."""
        return self.since, self.until

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
from typing import Any
from urllib.parse import unquote

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler

from newscrawl.i18n import bilingual
from newscrawl.items import Article, Entry, NoArticle, changed
from newscrawl.ledger import Attempt, Cursor, EntryState, Extent, OutcomeKind, Settled
from newscrawl.ledger.sqlite import SqliteLedger
from newscrawl.reprocess.joining import JoinedArticle
from newscrawl.reprocess.resume import Resume
from newscrawl.reprocess.source import Source
from newscrawl.reprocess.supply import Batch, Supply
from newscrawl.reprocess.workers import Workers
from newscrawl.settings_sources import (
    check_data_folder,
    check_settings,
)
from newscrawl.spiders.archive_arguments import ArchiveArguments
from newscrawl.urls import article_id
from newscrawl.warc.salvage import Damage

logger = logging.getLogger(__name__)

CHANNEL = "archive/files"
NAMED = 20
"""Damaged places of a file that are logged; more are only counted."""


class ArchiveSpider(ArchiveArguments, scrapy.Spider):
    """The spider of saved files; see the module."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> ArchiveSpider:
        """Check all settings and arguments before anything is read."""
        check_settings(crawler.settings)
        check_data_folder(crawler.settings)
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.prepare(crawler.settings)
        spider.check_rules()
        return spider

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

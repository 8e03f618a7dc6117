"""The archive spider: reads what was saved before, instead of fetching.

`scrapy crawl archive -a files='pages/*.html' [-O out.jsonl]`. Every file goes through the same reading and the same
pipelines as a fetched page, into an archive of its own (`data/archive`), never the live one unless `NEWSCRAWL_DATA` or
`NEWSCRAWL_LEDGER` names it. A saved page's address is what it says of itself; its time is the file's.
"""

from __future__ import annotations

import glob
import logging
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from newscrawl.article import read_page
from newscrawl.catalog import CatalogError, load
from newscrawl.items import Article, Entry, NoArticle
from newscrawl.ledger import Attempt, Cursor, Extent, Settled
from newscrawl.options import CHINA, check_arguments, check_settings, now, read_bounds
from newscrawl.urls import article_id

logger = logging.getLogger(__name__)

CHANNEL = "archive/files"
BATCH = 200
_ADDRESS = (
    re.compile(rb"<!-- saved from url=\(\d+\)(https?://[^\s>]+)"),
    re.compile(rb"<link[^>]{0,200}rel=[\"']?canonical[\"']?[^>]{0,200}href=[\"']?(https?://[^\s\"'>]+)", re.I),
    re.compile(rb"<meta[^>]{0,200}og:url[\"'][^>]{0,200}content=[\"'](https?://[^\s\"'>]+)", re.I),
)


def saved_address(body: bytes, path: Path) -> str:
    """Give the address a saved page names itself (browser's note, canonical, og:url), else that of the file.

    >>> saved_address(b"<!-- saved from url=(0014)http://a.cn/1.html -->", Path("/x/1.html"))
    'http://a.cn/1.html'
    >>> saved_address(b"<p>", Path("/x/1.html"))
    'file:///x/1.html'
    """
    head = body[:65536]
    for pattern in _ADDRESS:
        if found := pattern.search(head):
            return found[1].decode("ascii", "replace")
    return path.as_uri()


class ArchiveSpider(scrapy.Spider):
    """Reads saved pages; see the module."""

    name = "archive"
    arguments = ("files", "since", "until")

    def __init__(self, **given: str) -> None:
        super().__init__()
        check_arguments(self.name, given, self.arguments)
        if not given.get("files"):
            raise UsageError("name the files: -a files='pages/*.html'")
        self.given = given

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """An archive of its own; nothing is fetched, so nothing is captured."""
        super().update_settings(settings)
        settings.setdict({"NEWSCRAWL_DATA": "data/archive", "NEWSCRAWL_WARC": False}, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> ArchiveSpider:
        """Check everything the user said before anything is read."""
        check_settings(crawler.settings)
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.prepare(crawler.settings)
        return spider

    def prepare(self, settings: BaseSettings) -> None:
        """Find the files and read the bounds; raises `UsageError` with one line."""
        self.now = now(settings)
        self.since, self.until = read_bounds(self.given.get("since"), self.given.get("until"), self.now.date())
        names = glob.glob(self.given["files"], recursive=True)  # noqa: PTH207 (the pattern may be absolute)
        self.paths = [Path(name).resolve() for name in sorted(names)]
        if not self.paths:
            raise UsageError(f"no file matches files={self.given['files']}")
        try:
            self.catalog = load(settings.getlist("NEWSCRAWL_CATALOG"))
            for site in self.catalog.sites():
                self.catalog.check(site)
        except CatalogError as error:
            raise UsageError(str(error)) from None

    async def start(self) -> AsyncIterator[Any]:
        """Read the files a batch at a time: each is listed in the ledger before it is read, as a link would be."""
        crawler: Any = self.crawler
        self.record = crawler.record
        walk = self.record.ledger.open_walk(self.record.run, CHANNEL, "archive", Extent(max_pages=2**31), None)
        for paths in _batched(self.paths, BATCH):
            pages = {}
            for path in paths:
                try:
                    body = path.read_bytes()
                except OSError as error:
                    logger.error("cannot read %s: %s", path, error.strerror)
                    self.record.incomplete(f"cannot read {path}: {error.strerror}")
                    continue
                url = saved_address(body, path)
                pages[article_id(url)] = (path, body, url)
            entries = [Entry(id, url) for id, (_path, _body, url) in pages.items()]
            for standing in self.record.ledger.enter(self.record.run, walk.id, entries, Cursor(), self.now):
                if standing.fetch:
                    for item in self._read(standing.entry.id, *pages[standing.entry.id]):
                        yield item
        self.record.ledger.close_walk(walk.id, "last_page", Extent(max_pages=1), self.now)

    def _read(self, id: str, path: Path, body: bytes, url: str) -> Iterator[Article]:
        saved = datetime.fromtimestamp(int(path.stat().st_mtime), CHINA)
        reading = read_page(body, url, site=self.catalog.site_of(url), fetched=saved)
        if isinstance(reading, NoArticle):
            logger.info("no article: %s is %s (%s)", path, reading.kind, reading.evidence)
            attempt = Attempt(saved, None, reading.kind)
            self.record.settle(Settled(id, "rejected", reason=reading.kind, attempt=attempt))
            return
        article = replace(reading.article, id=id)
        yield replace(article, evidence={**(article.evidence or {}), "url": f"saved in {path.name}"})

    def drop_lines(self, site: str | None) -> tuple[re.Pattern[str], ...]:
        """The site's own boilerplate lines, for cleaning."""
        return self.catalog.site(site).drop_patterns if site else ()

    def bounds_of(self, _article: Article) -> tuple[date | None, date | None]:
        """The dates that the user asked for."""
        return self.since, self.until


def _batched(paths: list[Path], size: int) -> Iterator[list[Path]]:
    for start in range(0, len(paths), size):
        yield paths[start : start + size]

"""Clean → Validate → Revise → Deduplicate: what happens to an `Article` between reading and its line.

Thin on purpose: each class is a few lines of Scrapy around pure functions (`text/clean.py`, `revise.py`, `dedup/`).
A page that is refused raises `Rejected` with its reason, which the record enters in the ledger: nothing is silently
dropped.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from newscrawl.items import Article, Duplicate, DuplicateOf
from newscrawl.revise import revise
from newscrawl.text.clean import clean, content_hash
from newscrawl.text.script import compare_key
from newscrawl.urls import normalise

SHORT_KEY = 40
"""Comparison keys below this length (a caption, 「如图」) are only equal together with their titles."""


class Rejected(DropItem):
    """An article that does not enter the archive; `reason` stands in the ledger and in the stats."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unchanged(DropItem):
    """An article fetched again whose words are the same: no line, but the ledger learns that it was looked at."""


class _Pipeline:
    def __init__(self, crawler: Crawler) -> None:
        self.crawler: Any = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> _Pipeline:
        return cls(crawler)


class Clean(_Pipeline):
    """Clean the words, with the site's own `drop` lines."""

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, Article):
            return item
        return clean(item, self.crawler.spider.drop_lines(item.site))


class Validate(_Pipeline):
    """Refuse what is no article after all: without title, without words, outside the dates that were asked for."""

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, Article):
            return item
        if not item.title:
            raise Rejected("no_title")
        if not item.text and not item.images:
            raise Rejected("no_text")
        if item.published:
            since, until = self.crawler.spider.bounds_of(item)
            day = date.fromisoformat(item.published[:10])
            if (since and day < since) or (until and day > until):
                raise Rejected("outside_dates")
        return item


class Revise(_Pipeline):
    """An article that has a line already becomes its revision, or nothing where its words are the same."""

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, Article) or (before := self.crawler.record.before(item.id)) is None:
            return item
        line, baseline = before
        if baseline.reader_version != item.reader_version:
            baseline = self.crawler.record.reread(line) or baseline
        revised = revise(line, baseline, item)
        if revised is None:
            raise Unchanged("same words")
        return revised


class Deduplicate(_Pipeline):
    """Give a `Duplicate` for a page whose address or words the archive already has under another id."""

    def process_item(self, item: Any) -> Any:
        mode = self.crawler.settings.get("NEWSCRAWL_DUPLICATES")
        if not isinstance(item, Article) or mode == "off":
            return item
        found = self._same_url(item) or self._same_text(item)
        if found is None:
            return item
        if mode == "mark":
            return replace(item, duplicate_of=found)
        shared = ("id", "url", "site", "channel", "title", "published", "source", "fetched", "warc")
        return Duplicate(
            of=found.id,
            relation=found.relation,
            overlap=found.overlap,
            evidence=found.evidence,
            **{name: getattr(item, name) for name in shared},
        )

    def _same_url(self, item: Article) -> DuplicateOf | None:
        record = self.crawler.record
        for url in dict.fromkeys((normalise(item.url), item.canonical_url)):
            owner = record.owner(url)
            if owner not in (None, item.id):
                return DuplicateOf(owner, "same_url", None, f"{url} is {owner}")
        return None

    def _same_text(self, item: Article) -> DuplicateOf | None:
        if not item.content_hash or not item.text:
            return None
        key = item.content_hash
        if len(compare_key(item.text)) < SHORT_KEY:
            key = content_hash(f"{item.title}\n{item.text}")
        owner = self.crawler.record.claim(item, key)
        return None if owner == item.id else DuplicateOf(owner, "equal", 1.0, "same text in every letter and digit")

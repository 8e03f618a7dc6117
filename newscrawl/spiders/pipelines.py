"""Clean → Validate → Revise → Deduplicate: what happens to an `Article` between reading and its line.

Thin on purpose: each class is a few lines of Scrapy around pure functions (`text/clean.py`, `revise.py`, `dedup/`).
A page that gets no line raises an `Ending`, which says what that settles in the ledger: nothing is silently dropped.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from rapidfuzz import fuzz
from scrapy.crawler import Crawler

from newscrawl.items import Article, Duplicate, DuplicateOf
from newscrawl.ledger import Attempt, Settled
from newscrawl.record.lookup import Lookup
from newscrawl.record.outcome import OUTSIDE, Ending
from newscrawl.record.revision import revise
from newscrawl.text.clean import clean, content_hash
from newscrawl.text.script import compare_key
from newscrawl.urls import article_id, identity

SHORT_KEY = 40
"""Comparison keys below this length (a caption, 「如图」) are only equal together with their titles."""
CLAIMANTS = 3
"""Different texts that declare one address as their own from which nobody believes it: their template is wrong."""
SAME_PAGE = 50.0
"""Likeness in percent of two texts with one title, one time and one declared address that are one article."""


class Rejected(Ending):
    """It does not enter the archive."""


class Outside(Ending):
    """It is not of the dates that this run was asked for; it waits for a run that wants it."""

    def settled(self, item: Any, attempt: Attempt | None) -> Settled:
        return Settled(item.id, "pending", reason=self.reason, attempt=attempt, counts=False, published=item.published)


class Unchanged(Ending):
    """It was fetched again, and its words are the same; from now on it is compared with these."""

    def settled(self, item: Any, attempt: Attempt | None) -> Settled:
        hashed, version = item.content_hash, item.reader_version
        return Settled(item.id, "exported", attempt=attempt, content_hash=hashed, reader_version=version)


class Elsewhere(Ending):
    """It was fetched again, and its address now leads to another article, which says nothing of this one."""

    def settled(self, item: Any, attempt: Attempt | None) -> Settled:
        return Settled(item.id, "exported", attempt=replace(attempt, result=self.reason) if attempt else None)


class _Pipeline:
    def __init__(self, crawler: Crawler) -> None:
        self.crawler: Any = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> _Pipeline:
        return cls(crawler)

    @property
    def lookup(self) -> Lookup:
        """Questions about the archive."""
        lookup: Lookup = self.crawler.record.lookup
        return lookup


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
            outside = (since and day < since) or (until and day > until)
            if outside and self.lookup.archived(item.id) is None:
                raise Outside(OUTSIDE)
        return item


class Revise(_Pipeline):
    """An article that has a line already becomes its revision, or nothing where its words are the same."""

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, Article) or item.revision > 1 or (before := self.lookup.archived(item.id)) is None:
            return item  # one that is adopted comes as a revision
        key = article_id(item.url)
        owner = self.lookup.owner(identity(item.url), item.id) if key != item.id else None
        if self.lookup.original(owner) not in (None, item.id):
            raise Elsewhere("redirected")
        line, baseline = before
        revised = revise(line, baseline, item)
        if revised is not None or baseline.reader_version != item.reader_version:
            # The site's rules belong to the reader, and have no version: what they changed, nobody edited.
            again = self.lookup.reread(line)
            revised = revise(line, again, item) if again else revised
        if revised is None:
            raise Unchanged("same words")
        return revised


class Deduplicate(_Pipeline):
    """Give a `Duplicate` for a page whose address or words the archive already has under another id."""

    def process_item(self, item: Any) -> Any:
        mode = self.crawler.settings.get("NEWSCRAWL_DUPLICATES")
        if not isinstance(item, Article) or mode == "off" or item.revision > 1:
            return item
        found = self._same_url(item) or self._declared(item) or self._same_text(item) or self._copy(item)
        if found is None:
            item = self._doubted(item)
            self.lookup.declare(item.canonical_url, item.id)  # others are judged before its line is written
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

    def _copy(self, item: Article) -> DuplicateOf | None:
        """The article whose text this one cuts, damages, merges or dresses anew."""
        texts = self.crawler.record.texts
        return texts.copy_of(item) if texts is not None else None

    def _owner(self, url: str, item: Article) -> str | None:
        """The other article that goes by an address; none that came to nothing, or is itself a copy of this one."""
        owner = self.lookup.original(self.lookup.owner(url, item.id))
        return owner if owner != item.id else None

    def _same_url(self, item: Article) -> DuplicateOf | None:
        """Redirected to another article: the server itself says that the two are one."""
        url = identity(item.url)
        owner = self._owner(url, item)
        if owner is None or (owner != article_id(url) and not self._same_page(item, owner)):
            return None
        return DuplicateOf(owner, "same_url", None, f"{url} is {owner}")

    def _declared(self, item: Article) -> DuplicateOf | None:
        """Another article goes by the address this one declares: a claim, believed where the pages agree."""
        url = item.canonical_url
        if url == identity(item.url) or self._claimed_by_many(url):
            return None
        owner = self._owner(url, item)
        if owner is None or not self._same_page(item, owner):
            return None
        return DuplicateOf(owner, "same_url", None, f"declares itself {url}, which is {owner}")

    def _same_page(self, item: Article, owner: str) -> bool:
        before = self.lookup.archived(owner)
        if before is None or not item.text:
            return False
        line, _baseline = before
        if line.get("content_hash") == item.content_hash:
            return True
        same = (line.get("title"), line.get("published")) == (item.title, item.published) and item.published is not None
        return same and fuzz.ratio(compare_key(line.get("text") or ""), compare_key(item.text)) >= SAME_PAGE

    def _doubted(self, item: Article) -> Article:
        """A page may declare what it likes: an address that several texts claim is not this one's."""
        own = identity(item.url)
        if own == item.canonical_url or not self._claimed_by_many(item.canonical_url):
            return item
        return replace(item, canonical_url=own)

    def _claimed_by_many(self, url: str) -> bool:
        claimants = self.lookup.claimants(url)
        return claimants + 1 >= CLAIMANTS

    def _same_text(self, item: Article) -> DuplicateOf | None:
        if not item.content_hash or not item.text:
            return None
        key = item.content_hash
        if len(compare_key(item.text)) < SHORT_KEY:
            key = content_hash(f"{item.title}\n{item.text}")
        owner = self.lookup.claim(item, key)
        return None if owner == item.id else DuplicateOf(owner, "equal", 1.0, "same text in every letter and digit")

"""The pipelines of an `Article`: Clean, Validate, Revise, Deduplicate.

Each class is a few lines of Scrapy around pure functions (`text.clean`,
`record.revision`, `dedup`). An article without a line raises an `Ending`, which records
its outcome in the ledger: nothing is silently dropped.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

from rapidfuzz import fuzz
from scrapy.crawler import Crawler

from newscrawl.items import Article, Duplicate, DuplicateOf
from newscrawl.ledger import Attempt, Settled
from newscrawl.options import now
from newscrawl.record.lookup import Lookup
from newscrawl.record.outcome import OUTSIDE, Ending
from newscrawl.record.revision import revise
from newscrawl.text.clean import clean, content_hash
from newscrawl.text.script import compare_key
from newscrawl.urls import article_id, identity

SHORT_KEY = 40
"""Texts with shorter keys (a caption, 「如图」) are compared with their titles."""
_LONG = re.compile(rf"(?:[^\u4e00-\u9fff]*+[\u4e00-\u9fff]){{{SHORT_KEY}}}")
"""The beginning of a longer one: Chinese characters, all of which are in its key."""
CLAIMANTS = 3
"""With so many different texts that declare one canonical address, none is believed:
their template is wrong."""
SAME_PAGE = 50.0
"""Likeness in percent from which two texts with the same title, time and canonical
address are one article."""


SENTENCES = 2
"""Sentences of a text that needs no title: copies of pages lost theirs."""
_SENTENCE_END = re.compile("[。！？]")


class Rejected(Ending):
    """The end of an article that does not enter the archive."""


class NotYet(Ending):
    """The end of a fetched page that is no whole article: pending, and asked again."""

    def __init__(self, reason: str, crawler: Any) -> None:
        super().__init__(reason)
        self._crawler = crawler

    def settled(self, item: Any, attempt: Attempt | None) -> Settled:
        judge, at = self._crawler.record.giving_up.settled, now(self._crawler.settings)
        settled: Settled = judge(item.id, self.reason, attempt, at, cause="answer", final="rejected")
        return settled


class Outside(Ending):
    """The end of an article outside the dates of this run, which stays pending."""

    def settled(self, item: Any, attempt: Attempt | None) -> Settled:
        return Settled(item.id, "pending", reason=self.reason, attempt=attempt, counts=False, published=item.published)


class Unchanged(Ending):
    """The end of a revisit without a change; later ones compare with this text."""

    def settled(self, item: Any, attempt: Attempt | None) -> Settled:
        hashed, version = item.content_hash, item.reader_version
        return Settled(item.id, "exported", attempt=attempt, content_hash=hashed, reader_version=version)


class Elsewhere(Ending):
    """The end of a revisit whose address now redirects to another article."""

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
        """What the archive has: articles, addresses, texts."""
        lookup: Lookup = self.crawler.record.lookup
        return lookup


class Clean(_Pipeline):
    """Cleaning of the text, also of the site's own `drop` lines."""

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, Article):
            return item
        return clean(item, self.crawler.spider.drop_lines(item.site))


class Validate(_Pipeline):
    """Rejection of articles without text, of short ones without title, and of those
    outside the dates of the run.
    """

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, Article):
            return item
        if not item.title and len(_SENTENCE_END.findall(item.text or "")) < SENTENCES:
            raise self._without(item, "no_title")
        if not item.text and not item.images:
            raise self._without(item, "no_text")
        if item.published:
            since, until = self.crawler.spider.bounds_of(item)
            day = date.fromisoformat(item.published[:10])
            outside = (since and day < since) or (until and day > until)
            if outside and self.lookup.archived(item.id) is None:
                raise Outside(OUTSIDE)
        return item

    def _without(self, item: Article, what: str) -> Ending:
        """Return the end of an article that lacks something: a page that can be fetched
        again may be whole tomorrow.
        """
        live = getattr(self.crawler.spider, "fetches", False) and self.lookup.archived(item.id) is None
        return NotYet(what, self.crawler) if live else Rejected(what)


class Revise(_Pipeline):
    """Revision of an article that has a line, or its end if nothing changed."""

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, Article) or item.revision > 1 or (before := self.lookup.archived(item.id)) is None:
            if isinstance(item, Article) and self.lookup.is_broken(item.id):
                raise Unchanged("its line is broken")
            return item  # an adopted article is a revision already
        key = article_id(item.url)
        owner = self.lookup.owner(identity(item.url), item.id) if key != item.id else None
        if self.lookup.original(owner) not in (None, item.id):
            raise Elsewhere("redirected")
        line, baseline = before
        revised = revise(line, baseline, item)
        if revised is not None or baseline.reader_version != item.reader_version:
            # a site's rules are part of the reader without a version: a change of
            # theirs is no edit
            again = self.lookup.reread(line)
            revised = revise(line, again, item) if again else revised
        if revised is None:
            raise Unchanged("same words")
        return revised


class Deduplicate(_Pipeline):
    """Replacement of an article known under another id by a `Duplicate`."""

    def process_item(self, item: Any) -> Any:
        mode = self.crawler.settings.get("NEWSCRAWL_DUPLICATES")
        if not isinstance(item, Article) or mode == "off" or item.revision > 1:
            return item
        found = self._same_url(item) or self._declared(item) or self._same_text(item) or self._copy(item)
        if found is None:
            item = self._doubted(item)
            # other articles are judged before its line is written
            self.lookup.declare(item.canonical_url, item.id)
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
        """Return the article of which this one is a cut, damaged or reworked copy."""
        texts = self.crawler.record.texts
        return texts.copy_of(item) if texts is not None else None

    def _owner(self, url: str, item: Article) -> str | None:
        """Return the other archived article of an address."""
        owner = self.lookup.original(self.lookup.owner(url, item.id))
        return owner if owner != item.id else None

    def _same_url(self, item: Article) -> DuplicateOf | None:
        """Return the article that redirects lead to: the server states they are one."""
        url = identity(item.url)
        owner = self._owner(url, item)
        if owner is None or (owner != article_id(url) and not self._same_page(item, owner)):
            return None
        return DuplicateOf(owner, "same_url", None, f"{url} is {owner}")

    def _declared(self, item: Article) -> DuplicateOf | None:
        """Return the article of the declared canonical address, if the texts agree."""
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
        """Return the article without an address that several texts declare."""
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
        if not _LONG.match(item.text) and len(compare_key(item.text)) < SHORT_KEY:
            key = content_hash(f"{item.title or ''}\n{item.text}")
        owner = self.lookup.claim(item, key)
        return None if owner == item.id else DuplicateOf(owner, "equal", 1.0, "same text in every letter and digit")

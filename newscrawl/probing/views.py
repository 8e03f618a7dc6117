"""A page → what newscrawl would read from it, and by which evidence: a listing, an article, or what it is instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from newscrawl.article import read_page
from newscrawl.catalog.schema import Site
from newscrawl.items import Article, Listing, NoArticle
from newscrawl.listing import read_listing
from newscrawl.text.clean import clean

LISTS = frozenset({"listing", "front"})
"""Kinds of page that are read as listings."""


class Kept(Protocol):
    """A page with what its response said."""

    @property
    def final_url(self) -> str: ...
    @property
    def content_type(self) -> str | None: ...
    @property
    def body(self) -> bytes: ...
    @property
    def fetched(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class ListingView:
    """A page read as a listing."""

    url: str
    channel: str | None
    """Channel of the catalog whose page it is."""
    listing: Listing


@dataclass(frozen=True, slots=True)
class ArticleView:
    """A page read as an article, or as one page of it."""

    url: str
    article: Article
    next_url: str | None


@dataclass(frozen=True, slots=True)
class NoView:
    """A page that is neither."""

    url: str
    kind: str
    evidence: str


View = ListingView | ArticleView | NoView


def view(page: Kept, site: Site | None = None, *, listing: bool | None = None) -> View:
    """Read a page as what it is; `listing` says so where the caller knows.

    A channel's address is a listing; else the page itself tells, by the reader's own judgement of kinds.
    """
    url = page.final_url
    channel = site.channel_of(url) if site else None
    if listing or (listing is None and channel is not None):
        return _as_listing(page, site)
    reading = read_page(page.body, url, content_type=page.content_type, site=site, fetched=page.fetched)
    if isinstance(reading, NoArticle):
        if listing is None and reading.kind in LISTS:
            return _as_listing(page, site)
        return NoView(url, reading.kind, reading.evidence)
    return ArticleView(url, clean(reading.article, site.drop_patterns if site else ()), reading.next_url)


def _as_listing(page: Kept, site: Site | None) -> ListingView:
    url = page.final_url
    channel = site.channel_of(url) if site else None
    listing = read_listing(page.body, url, content_type=page.content_type, site=site, fetched=page.fetched)
    return ListingView(url, channel.key if channel else None, listing)

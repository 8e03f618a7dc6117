"""A page → what newscrawl would read from it, and by which evidence: a listing, an article, an issue's page, or what
it is instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from newscrawl.catalog.papers import Paper
from newscrawl.catalog.schema import Site
from newscrawl.items import Article, Listing, NoArticle
from newscrawl.reader.article import read_page
from newscrawl.reader.issue_page import read_issue_page
from newscrawl.reader.listing import read_listing
from newscrawl.text.clean import clean
from newscrawl.walks.issue_values import IssuePage

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


@dataclass(frozen=True, slots=True)
class IssueView:
    """A page read as one of a newspaper's issue."""

    url: str
    edition: str
    """Key of the edition: `fzrb/main`."""
    day: date
    page: IssuePage

    @property
    def listing(self) -> ListingView:
        """The same as a listing, for whoever looks at what is listed alone."""
        kind = "listing" if self.page.entries else self.page.kind
        listing = Listing(self.page.entries, None, kind=kind, evidence={"entries": "links of the issue's day"})
        return ListingView(self.url, self.edition, listing)


View = ListingView | ArticleView | NoView


def view_issue(page: Kept, paper: Paper) -> IssueView | None:
    """Read a page as one of a newspaper's issue, if its address is that of one."""
    found = paper.issue_at(page.final_url)
    if found is None:
        return None
    edition, era, day = found
    told = {"content_type": page.content_type, "fetched": page.fetched}
    read = read_issue_page(page.body, page.final_url, era, day, site=paper.site, **told)  # type: ignore[arg-type]
    return IssueView(page.final_url, f"{paper.id}/{edition.id}", day, read)


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

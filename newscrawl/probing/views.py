"""A page → what newscrawl reads from it: a listing, an article, a page of an issue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from newscrawl.catalog.papers import Paper
from newscrawl.catalog.schema import Channel, Site
from newscrawl.items import Article, Listing, NoArticle
from newscrawl.probing.fetched_page import FetchedPage
from newscrawl.probing.hidden_sources import hints
from newscrawl.reader.article import read_page
from newscrawl.reader.issue_page import read_issue_page
from newscrawl.reader.listing import read_listing
from newscrawl.text.clean import clean
from newscrawl.walks.issue_values import IssuePage

LISTS = frozenset({"listing", "front"})
"""Kinds of page that are read as listings."""
UNSEEN = frozenset({"data", "script", "shell", "empty", "no_text"})
"""Kinds of page whose text may stand in JSON, or be asked for by a script."""


@dataclass(frozen=True, slots=True)
class ListingView:
    """A page read as a listing."""

    url: str
    channel: str | None
    """Channel of the catalog that has this address."""
    listing: Listing


@dataclass(frozen=True, slots=True)
class ArticleView:
    """A page read as an article, or as one page of it."""

    url: str
    article: Article
    next_url: str | None


@dataclass(frozen=True, slots=True)
class NoView:
    """A page that is neither a listing nor an article."""

    url: str
    kind: str
    evidence: str
    hints: tuple[str, ...] = ()
    """Where its text or its list may be found: one a line."""


@dataclass(frozen=True, slots=True)
class IssueView:
    """A page read as a page of a newspaper's issue."""

    url: str
    edition: str
    """Key of the edition: `fzrb/main`."""
    day: date
    page: IssuePage

    @property
    def listing(self) -> ListingView:
        """Its entries as a listing."""
        kind = "listing" if self.page.entries else self.page.kind
        listing = Listing(self.page.entries, None, kind=kind, evidence={"entries": "links of the issue's day"})
        return ListingView(self.url, self.edition, listing)


View = ListingView | ArticleView | NoView


def view_issue(page: FetchedPage, paper: Paper) -> IssueView | None:
    """Read a page of a newspaper's issue; return None if its address is not one."""
    found = paper.issue_at(page.final_url)
    if found is None:
        return None
    edition, era, day = found
    response = {"content_type": page.content_type, "fetched": page.fetched}
    read = read_issue_page(page.body, page.final_url, era, day, site=paper.site, **response)  # type: ignore[arg-type]
    return IssueView(page.final_url, f"{paper.id}/{edition.id}", day, read)


def view(
    page: FetchedPage, site: Site | None = None, *, listing: bool | None = None, channel: Channel | None = None
) -> View:
    """Read a page as a listing or an article; `listing` decides where it is given.

    A channel's address is a listing; otherwise the reader judges the kind of the page.
    """
    url = page.final_url
    channel = channel or (site.channel_of(url) if site else None)
    if listing or (listing is None and channel is not None):
        return _as_listing(page, site, channel)
    reading = read_page(page.body, url, content_type=page.content_type, site=site, fetched=page.fetched)
    if isinstance(reading, NoArticle):
        if listing is None and reading.kind in LISTS:
            return _as_listing(page, site, channel)
        if listing is None and reading.kind in UNSEEN and (listed := _as_listing(page, site, channel)).listing.entries:
            return listed
        return NoView(url, reading.kind, reading.evidence, hints(page) if reading.kind in UNSEEN else ())
    return ArticleView(url, clean(reading.article, site.drop_patterns if site else ()), reading.next_url)


def _as_listing(page: FetchedPage, site: Site | None, channel: Channel | None) -> ListingView:
    asked: str | None = getattr(page, "url", None)
    details = {"content_type": page.content_type, "site": site, "fetched": page.fetched, "asked": asked}
    listing = read_listing(page.body, page.final_url, channel=channel, **details)  # type: ignore[arg-type]
    return ListingView(page.final_url, channel.key if channel else None, listing)

"""Some addresses → their pages as received: a small crawl without an archive.

It keeps to robots.txt, pace and replay as any crawl. A `Visit` is one address, and the
pages to fetch behind it if it is a listing. Nothing is recorded: no ledger, no capture,
no feed. What the pages mean is left to `views`.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import scrapy
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from newscrawl.catalog.papers import Paper
from newscrawl.catalog.request_rule import AskedFor
from newscrawl.catalog.schema import Channel, Site, host_of
from newscrawl.china_time import CHINA
from newscrawl.items import Entry, Listing
from newscrawl.net.failure_names import failure_name
from newscrawl.net.handler import PUBLIC
from newscrawl.net.replay import replay_settings
from newscrawl.options import now
from newscrawl.probing.views import ListingView, View, view, view_issue
from newscrawl.spiders.listing_requests import asked_listing, first_address
from newscrawl.spiders.pace import set_pace, slowest
from newscrawl.spiders.request_meta import request_to
from newscrawl.spiders.response_facts import ADDRESS, content_type_of, page_address, received_at
from newscrawl.urls import registrable_domain

_UNUSED = (
    "newscrawl.record.extension.Record",
    "newscrawl.record.followers.Followers",
    "newscrawl.monitor.summary.Summary",
    "newscrawl.monitor.observing.Observer",
    "newscrawl.monitor.watch.Watch",
)
"""Extensions that a crawl without an archive does not need."""


SHOWN_HEADERS = (
    *("Content-Type", "Content-Encoding", "Content-Length", "Content-Language", "Server", "X-Powered-By"),
    *("Last-Modified", "Cache-Control", "Age", "Vary", "Retry-After"),
)
"""Headers that a report shows."""


@dataclass(frozen=True, slots=True)
class ProbedPage:
    """One page as received, or the reason why there is none."""

    url: str
    """As requested."""
    final_url: str
    """Where redirects led."""
    status: int | None
    """None where no response came."""
    content_type: str | None
    body: bytes
    fetched: datetime
    failure: str | None = None
    """Why there is no page: `timeout`, `robots`, `not_captured`, `http_404`, …"""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Those of `SHOWN_HEADERS` that came."""


@dataclass(slots=True)
class Visit:
    """One address to probe, and the pages that the crawl fetched for it."""

    url: str
    site: Site | None = None
    articles: int = 0
    """Of a listing: how many of its articles to fetch."""
    listings: int = 1
    """Of a listing: how many of its pages to fetch."""
    channel: Channel | None = None
    """The channel whose listing it is; asked for as the site's file says."""
    paper: Paper | None = None
    """The newspaper, where the address is that of an issue."""
    alternatives: deque[str] = field(default_factory=deque)
    """Further addresses at which an issue may stand, tried in turn."""
    first: ProbedPage | None = None
    """The page at the address."""
    further: list[ProbedPage] = field(default_factory=list)
    """Further pages of the listing, in order."""
    samples: list[ProbedPage] = field(default_factory=list)
    """Articles of the listing, in order of arrival."""

    @property
    def politeness(self) -> str:
        return self.site.politeness if self.site else registrable_domain(host_of(self.url))


def choose(entries: Sequence[Entry], count: int) -> list[Entry]:
    """Return entries spread over a listing, since neighbours are often of one kind.

    Pinned ones are chosen only if there are no others.

    >>> listed = [Entry(str(n), f"http://www.hxnews.com/{n}.shtml", pinned=n == 0) for n in range(9)]
    >>> [entry.id for entry in choose(listed, 3)]
    ['1', '4', '7']
    """
    ordered = [entry for entry in entries if not entry.pinned] or list(entries)
    if len(ordered) <= count:
        return ordered
    return [ordered[number * len(ordered) // count + (number > 0)] for number in range(count)]


class ProbeSpider(scrapy.Spider):
    """The spider that fetches the pages of visits; commands run it, never its name."""

    name = "probe"

    def __init__(self, visits: Sequence[Visit] = (), delay: float | None = None) -> None:
        super().__init__()
        self.visits = list(visits)
        self.delay = delay
        """Seconds between requests to sites that are not in the catalog."""

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Turn off all that records, and the decoding of pages."""
        super().update_settings(settings)
        unused = settings.getdict("EXTENSIONS") | dict.fromkeys(_UNUSED)
        undecoded = settings.getdict("DOWNLOADER_MIDDLEWARES") | {"newscrawl.net.decoding.Decoding": None}
        own = {"ITEM_PIPELINES": {}, "EXTENSIONS": unused, "FEEDS": {}}
        settings.setdict({**own, "DOWNLOADER_MIDDLEWARES": undecoded}, priority="spider")
        settings.set("NEWSCRAWL_WARC", False, priority="cmdline")
        if settings.get("NEWSCRAWL_REPLAY"):
            settings.setdict(replay_settings(settings), priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> ProbeSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.prepare(crawler.settings)
        return spider

    def prepare(self, settings: BaseSettings) -> None:
        """Set the allowed domains, the pace and the user agent."""
        self.now = now(settings)
        urls = [url for visit in self.visits for url in (visit.url, *_hosts(visit.site))]
        self.allowed_domains = sorted({registrable_domain(host_of(url)) for url in urls})
        if settings.get("NEWSCRAWL_REPLAY"):
            return
        asked = self.delay if self.delay is not None else settings.getfloat("DOWNLOAD_DELAY")
        paces = ((visit.politeness, visit.site.delay if visit.site else asked) for visit in self.visits)
        set_pace(settings, slowest(paces))

    async def start(self) -> AsyncIterator[Any]:
        """Request the address of every visit."""
        for visit in self.visits:
            url = visit.url
            if visit.site is not None and visit.channel is not None:
                url = first_address(visit.site, visit.channel, self.now.astimezone(CHINA).date())
            yield self._request(visit, url, "first")

    def _request(self, visit: Visit, url: str, part: str) -> Request:
        meta = {"download_slot": visit.politeness, ADDRESS: url}
        asked = AskedFor(url)
        if visit.site is not None and part == "article":
            asked = visit.site.article.asked(url, visit.site.request)
            meta |= {PUBLIC: url} if asked.url != url else {}
        elif visit.site is not None:
            asked = asked_listing(visit.site, visit.channel, url)
        details = {"callback": self.page_received, "errback": self.page_failed}
        return request_to(asked, meta, cb_kwargs={"visit": visit, "part": part}, **details)

    def page_received(self, response: Response, visit: Visit, part: str) -> Iterator[Request]:
        """Keep a page; request the articles and further pages of a listing."""
        content_type = content_type_of(response)
        failure = None if 200 <= response.status < 300 else f"http_{response.status}"
        url, at = page_address(response), received_at(response)
        final, headers = response.meta.get(PUBLIC) or response.url, shown_headers(response)
        page = ProbedPage(url, final, response.status, content_type, response.body, at, failure, headers)
        self._keep(visit, part, page)
        viewed = None if part == "article" or failure else self._view(visit, page, part)
        if part == "first" and visit.alternatives and not (isinstance(viewed, ListingView) and viewed.listing.entries):
            yield self._request(visit, visit.alternatives.popleft(), "first")
            return
        if not isinstance(viewed, ListingView):
            return
        if part == "first":
            for entry in choose(viewed.listing.entries, visit.articles):
                record = viewed.listing.records.get(entry.id)
                if record is None:
                    yield self._request(visit, entry.url, "article")
                else:
                    body = json.dumps(record, ensure_ascii=False).encode()
                    self._keep(visit, "article", replace(page, url=entry.url, final_url=entry.url, body=body))
        yield from self._next_listing(visit, viewed.listing)

    @staticmethod
    def _view(visit: Visit, page: ProbedPage, part: str) -> View | None:
        if visit.paper is not None:
            issue = view_issue(page, visit.paper)
            return issue.listing if issue else None
        return view(page, visit.site, listing=part == "listing" or None, channel=visit.channel)

    def _next_listing(self, visit: Visit, listing: Listing) -> Iterator[Request]:
        if listing.next_url and 1 + len(visit.further) < visit.listings:
            yield self._request(visit, listing.next_url, "listing")

    def page_failed(self, failure: Failure) -> None:
        """Keep the reason why there is no page."""
        request: Any = failure.request  # type: ignore[attr-defined]
        at = request.meta.get("fetched") or self.now
        page = ProbedPage(page_address(request), request.url, None, None, b"", at, failure_name(failure.value))
        self._keep(request.cb_kwargs["visit"], request.cb_kwargs["part"], page)

    @staticmethod
    def _keep(visit: Visit, part: str, page: ProbedPage) -> None:
        if part == "first":
            visit.first = page
        else:
            (visit.further if part == "listing" else visit.samples).append(page)


def shown_headers(response: Response) -> dict[str, str]:
    """Return the headers that say how a page was sent; none that may hold a secret."""
    found = {name: response.headers.get(name) for name in SHOWN_HEADERS}
    return {name: value.decode("latin-1")[:200] for name, value in found.items() if value}


def _hosts(site: Site | None) -> tuple[str, ...]:
    return tuple(f"http://{host}/" for host in site.hosts) if site else ()

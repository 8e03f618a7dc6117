"""One article from its request to its item: further pages, redirects, failures; every end is told to the record.

The channel and newspaper spiders hand over what listings showed and get Scrapy requests; what comes back is read by
`newscrawl.article` and yielded, or settled in the ledger with its reason. Nothing ends here without an outcome.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from twisted.python.failure import Failure

from newscrawl.article import PageReading, join_pages, read_page
from newscrawl.catalog.schema import Channel, Site
from newscrawl.items import Article, NoArticle, Tombstone
from newscrawl.ledger import Attempt, Settled
from newscrawl.ledger.backoff import MAX_ATTEMPTS, next_try
from newscrawl.net.breaker import BLOCKING, Refused, SiteBlockedError
from newscrawl.net.failures import ReplayMissError
from newscrawl.net.guard import ForbiddenAddressError
from newscrawl.options import CHINA
from newscrawl.urls import normalise

logger = logging.getLogger(__name__)

MOST_PAGES = 60
"""Pages of one article that are followed; a pager that goes on for ever is cut here and the article marked."""
GONE = frozenset({404, 410})
ARTICLE_PRIORITY = 10
"""Articles before listings: what was listed is brought home before more is listed."""


_FAILURES: dict[type[BaseException], str] = {
    ForbiddenAddressError: "forbidden_address",
    ReplayMissError: "not_captured",
    DownloadTimeoutError: "timeout",
    DownloadConnectionRefusedError: "refused",
    CannotResolveHostError: "no_such_host",
    ResponseDataLossError: "dataloss",
    UnsupportedURLSchemeError: "scheme",
    DownloadCancelledError: "too_large",
    DownloadFailedError: "connection",
    OSError: "connection",
}
FINAL = frozenset({"scheme", "too_large", "forbidden_address", "not_captured"})
"""Failures that a later try would only repeat."""


@dataclass(slots=True)
class Job:
    """An article under way."""

    id: str
    url: str
    site: Site
    channel: Channel
    title: str | None = None
    date: str | None = None
    attempts: int = 0
    """Attempts of earlier runs that counted."""
    since: datetime | None = None
    """For a revisit: when its last line was fetched."""
    readings: list[PageReading] = field(default_factory=list)
    visited: set[str] = field(default_factory=set)
    first: Article | None = None
    """The first page's article, with what its response told."""


def politeness(site: Site, series: str) -> dict[str, Any]:
    """The meta of every request: whose download slot it takes, and to which series of captures it belongs."""
    return {"download_slot": site.politeness, "site": site.id, "series": series}


def moment(response: Response) -> datetime:
    """When a response was received, in China's time: as captured where it is replayed."""
    fetched: datetime = response.meta["fetched"]
    return fetched.astimezone(CHINA)


def failure_name(error: BaseException | None) -> str:
    """Name a download error as the ledger keeps it: `timeout`, `refused`, `dataloss`, …

    >>> failure_name(DownloadTimeoutError("took too long"))
    'timeout'
    """
    named: str | None = getattr(error, "reason", None)
    if isinstance(named, str):
        return named
    if "DOWNLOAD_MAXSIZE" in str(error):
        return "too_large"  # a bomb: Scrapy raises a bare IgnoreRequest while it decompresses
    for kind, name in _FAILURES.items():
        if isinstance(error, kind):
            return name
    return type(error).__name__.removesuffix("Error").lower()


class Fetching:
    """Requests and callbacks of articles, for one crawl."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler
        self.crawler.breakers.settle = self.refused

    def request(self, job: Job) -> Request:
        """The request for an article's first page; conditional for a revisit."""
        headers = {}
        if job.since is not None:
            headers["If-Modified-Since"] = job.since.strftime("%a, %d %b %Y %H:%M:%S GMT")
        job.visited.add(normalise(job.url))
        return self._request(job, job.url, headers)

    def _request(self, job: Job, url: str, headers: dict[str, str]) -> Request:
        return Request(
            url,
            callback=self.arrived,
            errback=self.failed,
            headers=headers,
            priority=ARTICLE_PRIORITY + len(job.readings),
            meta=politeness(job.site, "articles"),
            cb_kwargs={"job": job},
        )

    def arrived(self, response: Response, job: Job) -> Iterator[Any]:
        """A response came, of whatever status."""
        at = moment(response)
        if response.status in BLOCKING:
            yield from self._trouble(job, f"http_{response.status}", at, response.status)
        elif response.status == 304 and job.since is not None:
            self._settle(job, "exported", at, 304, result="not_modified")
        elif response.status in GONE and not job.readings:
            yield from self._vanished(job, "gone", f"HTTP {response.status}", response, f"http_{response.status}")
        elif response.status in GONE:
            yield from self._incomplete(job, f"page {len(job.readings) + 1} is gone", at, response.status, final=True)
        elif 200 <= response.status < 300:
            yield from self._read(response, job, at)
        elif response.status >= 500 or response.status == 408:
            yield from self._trouble(job, f"http_{response.status}", at, response.status)
        else:
            self._settle(job, "failed", at, response.status, reason=f"http_{response.status}")

    def failed(self, failure: Failure) -> Iterator[Any]:
        """No response came, or none that may be read."""
        request: Any = failure.request  # type: ignore[attr-defined]
        job: Job = request.cb_kwargs["job"]
        reason = failure_name(failure.value)
        at = request.meta.get("fetched") or self.crawler.spider.now
        if isinstance(failure.value, SiteBlockedError):
            self._settle(job, "pending", None, None, reason=reason, counts=False)
        elif isinstance(failure.value, IgnoreRequest) or reason in FINAL:
            if job.readings:
                yield from self._incomplete(job, reason, at, None, final=True)
            else:
                outcome = "failed" if reason in FINAL else "rejected"
                self._settle(job, outcome, at, None, reason=reason)
        else:
            yield from self._trouble(job, reason, at, None)

    def _read(self, response: Response, job: Job, at: datetime) -> Iterator[Any]:
        if job.readings == [] and (aside := self._led_aside(response, job)):
            yield from self._vanished(job, "redirected", aside, response, "redirected")
            return
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1") or None
        reading = read_page(response.body, response.url, content_type=content_type, site=job.site, fetched=at)
        if isinstance(reading, NoArticle):
            yield from self._no_article(reading, response, job, at)
            return
        self.crawler.breakers.answered(job.site.politeness)
        job.readings.append(reading)
        if job.first is None:
            job.first = replace(
                reading.article,
                id=job.id,
                channel=job.channel.key,
                city=job.channel.city or job.site.city,
                listed_title=job.title,
                listed_date=job.date,
                http_status=response.status,
                warc=response.meta.get("capture"),
            )
        following = reading.next_url
        if following and normalise(following) not in job.visited and job.site.owns(following):
            if len(job.readings) >= MOST_PAGES:
                yield self._joined(job, complete=False)
                return
            job.visited.add(normalise(following))
            yield self._request(job, following, {})
            return
        yield self._joined(job, complete=True)

    def _no_article(self, reading: NoArticle, response: Response, job: Job, at: datetime) -> Iterator[Any]:
        if reading.kind == "verification":
            yield from self._trouble(job, "verification", at, response.status)
        elif job.readings and reading.kind == "empty":
            yield self._joined(job, complete=True)
        elif job.readings:
            yield from self._incomplete(job, reading.kind, at, response.status, final=False)
        elif reading.kind == "withdrawn":
            yield from self._vanished(job, "deleted", reading.evidence, response, "withdrawn")
        else:
            logger.info("no article: %s is %s (%s)", response.url, reading.kind, reading.evidence)
            self._settle(job, "rejected", at, response.status, reason=reading.kind)

    def _joined(self, job: Job, *, complete: bool) -> Article:
        assert job.first is not None
        first = replace(job.readings[0], article=job.first)
        return join_pages([first, *job.readings[1:]], complete=complete)

    def _led_aside(self, response: Response, job: Job) -> str | None:
        """Say where a redirect led instead of to an article: a front page or a channel."""
        if normalise(response.url) == normalise(job.url):
            return None
        path = urlsplit(response.url).path
        if path in ("", "/") or path.lower().startswith(("/index.", "/404", "/error")):
            return f"redirected to the front page {response.url}"
        if job.site.channel_of(response.url) is not None:
            return f"redirected to the channel {response.url}"
        return None

    def _vanished(self, job: Job, withdrawn: str, evidence: str, response: Response, reason: str) -> Iterator[Any]:
        """The page is no more: a tombstone where the archive has a line of it, else a final outcome."""
        at = moment(response)
        self.crawler.breakers.answered(job.site.politeness)
        before = self.crawler.record.before(job.id)
        if before is None:
            outcome = "rejected" if withdrawn in ("deleted", "redirected") else "failed"
            self._settle(job, outcome, at, response.status, reason=reason)
            return
        line, _baseline = before
        if "withdrawn" in line:
            self._settle(job, "exported", at, response.status, result=reason)
            return
        yield Tombstone(
            id=job.id,
            url=response.url,
            site=job.site.id,
            channel=job.channel.key,
            withdrawn=withdrawn,
            evidence=evidence,
            revision=int(line["revision"]) + 1,
            fetched=at.isoformat(timespec="seconds"),
            http_status=response.status,
            warc=response.meta.get("capture"),
        )

    def _trouble(self, job: Job, reason: str, at: datetime, status: int | None) -> Iterator[Any]:
        """A transient failure: pending with one attempt more, or the end after the last attempt."""
        if job.readings:
            yield from self._incomplete(job, reason, at, status, final=False)
            return
        if job.since is not None:
            self._settle(job, "exported", at, status, result=reason)
            return
        if status in BLOCKING or reason == "verification":
            self.crawler.breakers.blocked(job.site.politeness, job, reason, at, status)
            return
        self.retry_later(job, reason, at, status)

    def refused(self, refused: Refused, counts: bool) -> None:
        """It is known now what a refusal meant: this page alone, or the whole site, which no article pays for."""
        reason = refused.reason if counts else "blocked"
        self.retry_later(refused.job, reason, refused.at, refused.status, counts=counts)

    def retry_later(self, job: Job, reason: str, at: datetime, status: int | None, *, counts: bool = True) -> None:
        """Leave an article to a later run; after the last attempt it has failed for good."""
        attempts = job.attempts + counts
        if attempts >= MAX_ATTEMPTS:
            self._settle(job, "failed", at, status, reason=reason)
        else:
            later = next_try(attempts, self.crawler.spider.now) if counts else None
            self._settle(job, "pending", at, status, reason=reason, counts=counts, next_try=later)

    def _incomplete(self, job: Job, reason: str, at: datetime, status: int | None, *, final: bool) -> Iterator[Any]:
        """A further page failed: the article waits for a later run; after the last attempt it goes without it."""
        if final or job.attempts + 1 >= MAX_ATTEMPTS or job.since is not None:
            yield self._joined(job, complete=False)
        else:
            self._settle(
                job,
                "pending",
                at,
                status,
                reason=f"page_{reason}",
                next_try=next_try(job.attempts + 1, self.crawler.spider.now),
            )

    def _settle(
        self,
        job: Job,
        outcome: Any,
        at: datetime | None,
        status: int | None,
        *,
        reason: str | None = None,
        result: str | None = None,
        counts: bool = True,
        next_try: datetime | None = None,
    ) -> None:
        attempt = Attempt(at, status, result or reason or "ok") if at else None
        self.crawler.record.settle(
            Settled(job.id, outcome, reason=reason, attempt=attempt, counts=counts, next_try=next_try)
        )

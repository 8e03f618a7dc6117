"""One article from its request to its item: further pages, redirects, failures; every end is told to the record.

The channel and newspaper spiders hand over what listings showed and get Scrapy requests; what comes back is read by
`newscrawl.reader.article` and yielded, or settled in the ledger with its reason. Nothing ends here without an outcome.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from newscrawl import signals as events
from newscrawl.catalog.schema import Channel, Site
from newscrawl.china_time import CHINA
from newscrawl.items import Article, NoArticle, Tombstone
from newscrawl.ledger import Attempt, Settled
from newscrawl.ledger.backoff import MAX_ATTEMPTS, next_try
from newscrawl.net.breaker import BLOCKING, VERIFICATION, Refused, SiteBlockedError
from newscrawl.net.decoding import body_of
from newscrawl.net.failure_names import FINAL, REFUSALS, failure_name
from newscrawl.net.failures import GivenUpError
from newscrawl.net.robots import RobotsUnreachableError
from newscrawl.options import now
from newscrawl.reader.article import read_page
from newscrawl.reader.joined_pages import ArticlePages
from newscrawl.urls import normalise
from newscrawl.warc.kept import read_kept

logger = logging.getLogger(__name__)

GONE = frozenset({404, 410})
ARTICLE_PRIORITY = 10
"""Articles before listings: what was listed is brought home before more is listed."""

_WITHDRAWN = {"withdrawn": "deleted", "soft404": "gone"}
"""Kinds of pages that say that an article is no more, and the word for it on a tombstone."""
_NOT_A_PAGE = re.compile(r"/?|/(?:index|default|home|main)(?:\.\w+|/)?|/(?:404|error|notfound)(?:\.\w+|/)?", re.I)
"""Paths of front pages and error pages."""


@dataclass(slots=True)
class Job:
    """An article under way."""

    id: str
    url: str
    site: Site
    channel: Channel
    title: str | None = None
    date: str | None = None
    page: str | None = None
    page_name: str | None = None
    edition: str | None = None
    issued: bool = False
    """Whether it stands in a newspaper's issue: `date` is the issue's day then, and it may have edition and page."""
    attempts: int = 0
    """Attempts of earlier runs that counted."""
    revisit: bool = False
    """It has a line already, and is looked at again."""
    withdrawn: str | None = None
    """For a revisit: that its last line says so of its page, and why."""
    pages: ArticlePages = field(init=False)
    """Those that have been read."""

    def __post_init__(self) -> None:
        self.pages = ArticlePages(self.url)


def politeness(site: Site, series: str) -> dict[str, Any]:
    """The meta of every request: whose download slot it takes, and to which series of captures it belongs."""
    return {"download_slot": site.politeness, "site": site.id, "series": series}


def moment(response: Response) -> datetime:
    """When a response was received, in China's time: as captured where it is replayed."""
    fetched: datetime = response.meta["fetched"]
    return fetched.astimezone(CHINA)


def asked_url(message: Request | Response) -> str:
    """Give the address that was asked for first, where redirects led to another."""
    urls: list[str] = message.meta.get("redirect_urls") or [message.url]
    return urls[0]


def led_aside(response: Response, site: Site, channel: Channel | None = None) -> str | None:
    """Say where redirects led instead of to what was asked for: to a front page, an error page, or another channel.

    `channel` is the one whose listing was asked for; None for an article.
    """
    if normalise(response.url) == normalise(asked_url(response)) or site.is_article(response.url):
        return None
    found = site.channel_of(response.url)
    if channel is not None and found is channel:
        return None
    parts = urlsplit(response.url)
    if not parts.query and _NOT_A_PAGE.fullmatch(parts.path):
        return f"redirected to the front page {response.url}"
    return f"redirected to the channel {response.url}" if found else None


def issued(article: Article, day: date) -> Article:
    """Give an article of a newspaper's issue the issue's day, unless its page tells a time that goes with it.

    What stands in a paper was published with it. Another date on the page is one in the text, or of its upload; but a
    time of day, at most a day away, is when it was put there.
    """
    if article.published:
        away = abs(date.fromisoformat(article.published[:10]) - day)
        if not away or (article.published_precision == "minute" and away <= timedelta(days=1)):
            return article
    published = datetime.combine(day, time(), CHINA).isoformat()
    evidence = {**(article.evidence or {}), "published": "issue"}
    return replace(article, published=published, published_precision="day", evidence=evidence)


def _first_page(article: Article, response: Response, job: Job) -> Article:
    """Return the first page's article with what its listing and its response told."""
    return replace(
        issued(article, date.fromisoformat(job.date)) if job.issued and job.date else article,
        id=job.id,
        channel=job.channel.key,
        city=job.channel.city or job.site.city,
        listed_title=job.title,
        listed_date=job.date,
        edition=job.edition,
        page=job.page,
        page_name=job.page_name,
        http_status=response.status,
        warc=response.meta.get("capture"),
    )


class Fetching:
    """Requests and callbacks of articles, for one crawl."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler
        crawler.breakers.settle = self.refused

    def request(self, job: Job) -> Request:
        """The request for an article's first page."""
        self.crawler.signals.send_catch_log(events.article_asked, channel=job.channel.key)
        return self._request(job, job.url)

    def revisit(self, job: Job) -> Request:
        """The request that looks at an article again: conditional, where the kept page says how to ask.

        Only a page that is the whole article can say by itself that nothing changed.
        """
        job.revisit = True
        request = self.request(job)
        line, _baseline = self.crawler.record.lookup.archived(job.id)
        job.withdrawn = line.get("withdrawn")
        kept = read_kept(self.crawler.record.data, line.get("warc"))
        if kept is not None and line.get("pages") == 1 and line.get("complete"):
            request.meta["earlier"] = kept.earlier
            for theirs, ours in (("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")):
                if told := kept.headers.get(theirs):
                    request.headers[ours] = told
        return request

    def _request(self, job: Job, url: str) -> Request:
        return Request(
            url,
            callback=self.arrived,
            errback=self.failed,
            priority=ARTICLE_PRIORITY + len(job.pages),
            meta=politeness(job.site, "articles"),
            cb_kwargs={"job": job},
        )

    def arrived(self, response: Response, job: Job) -> Iterator[Any]:
        """A response came, of whatever status."""
        at, status = moment(response), response.status
        reason = f"http_{status}"
        if status in BLOCKING or status >= 500 or status == 408:
            yield from self._trouble(job, reason, at, status)
        elif 200 <= status < 300:
            yield from self._read(response, job, at)
        elif status == 304 and job.revisit:
            self._settle(job, "exported", at, status, result="not_modified")
        elif job.pages:
            yield from self._incomplete(job, reason, at, status, final=True)
        elif status in GONE:
            yield from self._vanished(job, "gone", f"HTTP {status}", response, reason)
        else:
            self._settle(job, "failed", at, status, reason=reason)

    def failed(self, failure: Failure) -> Iterator[Any]:
        """No response came, or none that may be read."""
        request: Any = failure.request  # type: ignore[attr-defined]
        job: Job = request.cb_kwargs["job"]
        reason = failure_name(failure.value)
        at = request.meta.get("fetched") or self.crawler.spider.now
        if isinstance(failure.value, SiteBlockedError | RobotsUnreachableError | GivenUpError):
            if not job.revisit:  # nothing was asked of the server, so no attempt counts
                self._settle(job, "pending", None, None, reason=reason, counts=False)
        elif reason not in FINAL | REFUSALS:
            yield from self._trouble(job, reason, at, None)
        elif job.pages:
            yield from self._incomplete(job, reason, at, None, final=True)
        else:
            self._settle(job, "failed" if reason in FINAL else "rejected", at, None, reason=reason)

    def _read(self, response: Response, job: Job, at: datetime) -> Iterator[Any]:
        aside = led_aside(response, job.site)
        if aside and job.pages:
            yield from self._incomplete(job, "redirected", at, response.status, final=False)
            return
        if aside:
            yield from self._vanished(job, "redirected", aside, response, "redirected")
            return
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1") or None
        reading = read_page(body_of(response), response.url, content_type=content_type, site=job.site, fetched=at)
        if isinstance(reading, NoArticle):
            yield from self._no_article(reading, response, job, at)
            return
        self.crawler.breakers.answered(job.site.politeness)
        if not job.pages:
            reading = replace(reading, article=_first_page(reading.article, response, job))
        following = job.pages.add(reading, job.site.owns)
        yield self._request(job, following) if following else job.pages.join()

    def _no_article(self, reading: NoArticle, response: Response, job: Job, at: datetime) -> Iterator[Any]:
        if reading.kind == VERIFICATION:
            yield from self._trouble(job, VERIFICATION, at, response.status)
        elif job.pages and job.pages.end_at(reading):
            yield job.pages.join()
        elif job.pages:
            yield from self._incomplete(job, reading.kind, at, response.status, final=False)
        elif reading.kind in _WITHDRAWN:
            yield from self._vanished(job, _WITHDRAWN[reading.kind], reading.evidence, response, reading.kind)
        else:
            logger.info("no article: %s is %s (%s)", response.url, reading.kind, reading.evidence)
            self._settle(job, "rejected", at, response.status, reason=reading.kind)

    def _vanished(self, job: Job, withdrawn: str, evidence: str, response: Response, reason: str) -> Iterator[Any]:
        """The page is no more: a tombstone where the archive has a line of it, else a final outcome."""
        at = moment(response)
        self.crawler.breakers.answered(job.site.politeness)
        before = self.crawler.record.lookup.archived(job.id)
        if before is None:
            outcome = "failed" if response.status in GONE else "rejected"
            self._settle(job, outcome, at, response.status, reason=reason)
            return
        if job.withdrawn:
            self._settle(job, "exported", at, response.status, result=reason)
            return
        yield Tombstone(
            id=job.id,
            url=job.url,
            site=job.site.id,
            channel=job.channel.key,
            withdrawn=withdrawn,
            evidence=evidence,
            revision=int(before[0]["revision"]) + 1,
            fetched=at.isoformat(timespec="seconds"),
            http_status=response.status,
            warc=response.meta.get("capture"),
        )

    def _trouble(self, job: Job, reason: str, at: datetime, status: int | None) -> Iterator[Any]:
        """A transient failure: pending with one attempt more, or the end after the last attempt."""
        refusal = status in BLOCKING or reason == VERIFICATION
        last = job.attempts + 1 >= MAX_ATTEMPTS
        if refusal:
            waits = not job.revisit and not (last and job.pages)
            self.crawler.breakers.blocked(job.site.politeness, job if waits else None, reason, at, status)
            if waits:  # to hear what it meant
                return
        if job.pages:
            yield from self._incomplete(job, reason, at, status, final=last)
        elif job.revisit:
            self._settle(job, "exported", at, status, result=reason)
        else:
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
            later = next_try(attempts, now(self.crawler.settings)) if counts else None
            self._settle(job, "pending", at, status, reason=reason, counts=counts, next_try=later)

    def _incomplete(self, job: Job, reason: str, at: datetime, status: int | None, *, final: bool) -> Iterator[Any]:
        """A further page failed: the article waits for a later run; after the last attempt it goes without it.

        Looked at again, an article of which not everything came says nothing about what changed.
        """
        if job.revisit:
            self._settle(job, "exported", at, status, result=f"page_{reason}")
        elif final or job.attempts + 1 >= MAX_ATTEMPTS:
            yield job.pages.join(complete=False)
        else:
            self.retry_later(job, f"page_{reason}", at, status)

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
        self.crawler.signals.send_catch_log(events.article_settled, channel=job.channel.key, outcome=outcome)
        if job.revisit:
            outcome, reason, next_try = "exported", job.withdrawn, None
        self.crawler.record.settle(
            Settled(job.id, outcome, reason=reason, attempt=attempt, counts=counts, next_try=next_try)
        )

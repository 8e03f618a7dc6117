"""Fetch one article: requests, further pages, redirects, failures, until it is settled.

Listings and issues lead to an `ArticleJob`; it ends as an item that goes through the
pipelines, or is *settled* here: its outcome is recorded in the ledger with a reason.
`newscrawl.reader` decides what a page is, `newscrawl.net.breaker` whether a refusal
concerns one page or the whole site. No job ends without an outcome.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from newscrawl import signals as events
from newscrawl.items import NoArticle, Tombstone
from newscrawl.ledger import Attempt, OutcomeKind, Settled
from newscrawl.ledger.backoff import MAX_ATTEMPTS, next_try
from newscrawl.net.breaker import BLOCKING, VERIFICATION, Refused, SiteBlockedError
from newscrawl.net.decoding import body_of
from newscrawl.net.failure_names import FINAL, REFUSALS, failure_name
from newscrawl.net.failures import GivenUpError
from newscrawl.net.robots import RobotsUnreachableError
from newscrawl.options import now
from newscrawl.reader.article import read_page
from newscrawl.spiders.article_job import ArticleJob, with_listing_facts
from newscrawl.spiders.pace import request_meta
from newscrawl.spiders.response_facts import content_type_of, received_at, redirected_away
from newscrawl.urls import requestable
from newscrawl.warc.kept import KeptPage, read_kept

logger = logging.getLogger(__name__)

GONE = frozenset({404, 410})
ARTICLE_PRIORITY = 10
"""Articles before listings: listed articles are fetched before more are listed."""
BAD_URL = "bad_url"
"""Reason of an article whose address cannot be requested."""
NOT_SENT = (SiteBlockedError, RobotsUnreachableError, GivenUpError)
"""Failures of requests that were never sent, nor will be in this run."""
_WITHDRAWN = {"withdrawn": "deleted", "soft404": "gone"}
"""Kinds of pages that replace a withdrawn article → its `withdrawn` on a tombstone."""
_VALIDATORS = (("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since"))
"""Headers of a response → of a conditional request (RFC 9110, section 13.1)."""


class ArticleFetch:
    """Requests and callbacks of articles, for one crawl."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler
        crawler.breakers.settle = self.settle_refusal

    def requests(self, job: ArticleJob) -> Iterator[Request]:
        """Yield the request for an article's first page; none for an address that is
        none.
        """
        self.crawler.signals.send_catch_log(events.article_asked, channel=job.channel.key)
        request = self._request(job, job.url)
        if request is not None:
            yield request
        elif not job.revisit:
            self._settle(job, "failed", None, None, reason=BAD_URL)

    def revisits(self, job: ArticleJob) -> Iterator[Request]:
        """Yield the request that fetches an archived article again.

        It is conditional if the captured response has validators and is the whole
        article: of several pages, the first alone cannot show that nothing changed.
        """
        job.revisit = True
        line, _baseline = self.crawler.record.lookup.archived(job.id)
        job.withdrawn = line.get("withdrawn")
        kept = read_kept(self.crawler.record.data, line.get("warc"))
        for request in self.requests(job):
            self._make_conditional(request, line, kept)
            yield request

    def _make_conditional(self, request: Request, line: dict[str, Any], kept: KeptPage | None) -> None:
        if kept is not None and line.get("pages") == 1 and line.get("complete"):
            request.meta["earlier"] = kept.earlier
            for validator, condition in _VALIDATORS:
                if value := kept.headers.get(validator):
                    request.headers[condition] = value

    def _request(self, job: ArticleJob, url: str) -> Request | None:
        """Return a request; None for an address, of a link or a row, that is none."""
        if not requestable(url):
            logger.warning("%s cannot be requested: it is no address", ascii(url))
            return None
        return Request(
            url,
            callback=self.response_received,
            errback=self.request_failed,
            priority=ARTICLE_PRIORITY + len(job.pages),
            meta=request_meta(job.site, "articles"),
            cb_kwargs={"job": job},
        )

    def response_received(self, response: Response, job: ArticleJob) -> Iterator[Any]:
        """Read a response, or settle the article by its status."""
        at, status = received_at(response), response.status
        reason = f"http_{status}"
        if status in BLOCKING or status >= 500 or status == 408:
            yield from self._settle_transient(job, reason, at, status)
        elif 200 <= status < 300:
            yield from self._read(response, job, at)
        elif status == 304 and job.revisit:
            self._settle(job, "exported", at, status, result="not_modified")
        elif job.pages:
            yield from self._settle_missing_page(job, reason, at, status, final=True)
        elif status in GONE:
            yield from self._settle_withdrawn(job, "gone", f"HTTP {status}", response, reason)
        else:
            self._settle(job, "failed", at, status, reason=reason)

    def request_failed(self, failure: Failure) -> Iterator[Any]:
        """Settle the article of a request without a response that may be read."""
        request: Any = failure.request  # type: ignore[attr-defined]
        job: ArticleJob = request.cb_kwargs["job"]
        reason = failure_name(failure.value)
        at = request.meta.get("fetched") or self.crawler.spider.now
        if isinstance(failure.value, NOT_SENT):
            if not job.revisit:  # the server was not asked, so no attempt counts
                self._settle(job, "pending", None, None, reason=reason, counts=False)
        elif reason not in FINAL | REFUSALS:
            yield from self._settle_transient(job, reason, at, None)
        elif job.pages:
            yield from self._settle_missing_page(job, reason, at, None, final=True)
        else:
            self._settle(job, "failed" if reason in FINAL else "rejected", at, None, reason=reason)

    def _read(self, response: Response, job: ArticleJob, at: datetime) -> Iterator[Any]:
        away = redirected_away(response, job.site)
        if away and job.pages:
            yield from self._settle_missing_page(job, "redirected", at, response.status, final=False)
            return
        if away:
            yield from self._settle_withdrawn(job, "redirected", away, response, "redirected")
            return
        content_type = content_type_of(response)
        try:
            reading = read_page(body_of(response), response.url, content_type=content_type, site=job.site, fetched=at)
        except Exception as error:  # whatever a page says, it ends nothing but itself
            logger.exception("%s cannot be read", response.url)
            yield from self._settle_transient(job, f"error: {type(error).__name__}", at, response.status)
            return
        if isinstance(reading, NoArticle):
            yield from self._settle_no_article(reading, response, job, at)
            return
        self.crawler.breakers.answered(job.site.politeness)
        if not job.pages:
            reading = replace(reading, article=with_listing_facts(reading.article, response, job))
        next_url = job.pages.add(reading, job.site.owns)
        if next_url is None:
            yield job.pages.join()
        elif (request := self._request(job, next_url)) is not None:
            yield request
        else:
            yield from self._settle_missing_page(job, BAD_URL, at, response.status, final=True)

    def _settle_no_article(
        self, reading: NoArticle, response: Response, job: ArticleJob, at: datetime
    ) -> Iterator[Any]:
        """Settle an article by the page that came in its place."""
        if reading.kind == VERIFICATION:
            yield from self._settle_transient(job, VERIFICATION, at, response.status)
        elif job.pages and job.pages.end_at(reading):
            yield job.pages.join()
        elif job.pages:
            yield from self._settle_missing_page(job, reading.kind, at, response.status, final=False)
        elif reading.kind in _WITHDRAWN:
            yield from self._settle_withdrawn(job, _WITHDRAWN[reading.kind], reading.evidence, response, reading.kind)
        else:
            logger.info("no article: %s is %s (%s)", response.url, reading.kind, reading.evidence)
            self._settle(job, "rejected", at, response.status, reason=reading.kind)

    def _settle_withdrawn(
        self, job: ArticleJob, withdrawn: str, evidence: str, response: Response, reason: str
    ) -> Iterator[Any]:
        """Settle an article whose page is gone; write a tombstone if it has a line."""
        at = received_at(response)
        self.crawler.breakers.answered(job.site.politeness)
        before = self.crawler.record.lookup.archived(job.id)
        if before is None:
            outcome: OutcomeKind = "failed" if response.status in GONE else "rejected"
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

    def _settle_transient(self, job: ArticleJob, reason: str, at: datetime, status: int | None) -> Iterator[Any]:
        """Settle a transient failure: pending, or failed after the last attempt.

        A refusal waits until the breaker knows whether the whole site refuses us.
        """
        refusal = status in BLOCKING or reason == VERIFICATION
        last = job.attempts + 1 >= MAX_ATTEMPTS
        if refusal:
            waits = not job.revisit and not (last and job.pages)
            self.crawler.breakers.blocked(job.site.politeness, job if waits else None, reason, at, status)
            if waits:  # `settle_refusal` is called when it is known
                return
        if job.pages:
            yield from self._settle_missing_page(job, reason, at, status, final=last)
        elif job.revisit:
            self._settle(job, "exported", at, status, result=reason)
        else:
            self._leave_pending(job, reason, at, status)

    def settle_refusal(self, refused: Refused, counts: bool) -> None:
        """Settle a refused article once the breaker knows whom the refusal concerns.

        `counts`: only this page is refused. If the whole site is, no attempt counts.
        """
        reason = refused.reason if counts else "blocked"
        self._leave_pending(refused.job, reason, refused.at, refused.status, counts=counts)

    def _leave_pending(
        self, job: ArticleJob, reason: str, at: datetime, status: int | None, *, counts: bool = True
    ) -> None:
        """Leave an article to a later run; after the last attempt it has failed."""
        attempts = job.attempts + counts
        if attempts >= MAX_ATTEMPTS:
            self._settle(job, "failed", at, status, reason=reason)
        else:
            later = next_try(attempts, now(self.crawler.settings)) if counts else None
            self._settle(job, "pending", at, status, reason=reason, counts=counts, next_try=later)

    def _settle_missing_page(
        self, job: ArticleJob, reason: str, at: datetime, status: int | None, *, final: bool
    ) -> Iterator[Any]:
        """Settle an article one of whose further pages failed.

        It is pending; after the last attempt it is exported without the page. For a
        revisit nothing is recorded but the attempt: an incomplete article cannot show
        what changed.
        """
        if job.revisit:
            self._settle(job, "exported", at, status, result=f"page_{reason}")
        elif final or job.attempts + 1 >= MAX_ATTEMPTS:
            yield job.pages.join(complete=False)
        else:
            self._leave_pending(job, f"page_{reason}", at, status)

    def _settle(
        self,
        job: ArticleJob,
        outcome: OutcomeKind,
        at: datetime | None,
        status: int | None,
        *,
        reason: str | None = None,
        result: str | None = None,
        counts: bool = True,
        next_try: datetime | None = None,
    ) -> None:
        """Record an outcome in the ledger; after a revisit it stays `exported`."""
        attempt = Attempt(at, status, result or reason or "ok") if at else None
        self.crawler.signals.send_catch_log(events.article_settled, channel=job.channel.key, outcome=outcome)
        if job.revisit:
            outcome, reason, next_try = "exported", job.withdrawn, None
        self.crawler.record.settle(
            Settled(job.id, outcome, reason=reason, attempt=attempt, counts=counts, next_try=next_try)
        )

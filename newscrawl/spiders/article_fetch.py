"""Fetch one article: requests, further pages, redirects, failures, until it is settled.

Listings and issues lead to an `ArticleJob`; it ends as an item that goes through the
pipelines, or is *settled* (`article_settling`): its outcome is recorded in the ledger
with a reason. `newscrawl.reader` decides what a page is, `title_check` whether it is
the one listed. A page that leads on within the site is followed once, and one that
wants its cookies back is asked for again once.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from newscrawl import signals as events
from newscrawl.catalog.request_rule import plain_request
from newscrawl.items import NoArticle
from newscrawl.late_imports import import_late
from newscrawl.ledger.backoff import is_last
from newscrawl.net.breaker import BLOCKING, VERIFICATION, Refused, SiteBlockedError
from newscrawl.net.cookies import CHALLENGES, CHALLENGING, SiteCookies
from newscrawl.net.decoding import body_of
from newscrawl.net.failure_names import FINAL, REFUSALS, failure_name
from newscrawl.net.failures import GivenUpError
from newscrawl.net.handler import PUBLIC
from newscrawl.net.robots import RobotsUnreachableError
from newscrawl.net.unpacking import CUT, UNSURE
from newscrawl.options import now
from newscrawl.reader.reading_values import PageReading
from newscrawl.record.giving_up import FORBIDDEN, OFFSITE
from newscrawl.spiders.article_job import ArticleJob, with_listing_facts
from newscrawl.spiders.article_settling import BLOCKED, GONE, ArticleSettling
from newscrawl.spiders.request_meta import request_meta, request_to
from newscrawl.spiders.response_facts import content_type_of, received_at, redirected_away, requested_url
from newscrawl.spiders.title_check import SAME_TEXT, UNLIKE, TitleCheck
from newscrawl.urls import normalise, requestable
from newscrawl.warc.kept import KeptPage, read_kept

if TYPE_CHECKING:
    from newscrawl.text.decode import Decoded

logger = logging.getLogger(__name__)

ARTICLE_PRIORITY = 10
"""Articles before listings: listed articles are fetched before more are listed."""
REFUSED_PRIORITY = -20
"""What was refused before comes last, so that it never keeps a site from being read."""
BAD_URL = "bad_url"
"""Reason of an article whose address cannot be requested."""
NOT_SENT = (SiteBlockedError, RobotsUnreachableError, GivenUpError)
"""Failures of requests that were never sent, nor will be in this run."""
FURNISHED = 512
"""Bytes of the smallest page that a site shows behind the last one of an article; less
is no page, but a fault."""
_OTHER_NATURE = frozenset({"listing", "front", "video", "gallery", "document"})
"""Kinds of pages that positively are something else than an article."""
_NEEDS_RULE = frozenset({"script", "data", "no_text"})
"""Kinds of pages whose text only a rule of the site's file finds, or nothing: nobody
refuses us."""
_WITHDRAWN = {"withdrawn": "deleted", "soft404": "gone"}
"""Kinds of pages that replace a withdrawn article → its `withdrawn` on a tombstone."""
_VALIDATORS = (("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since"))
"""Headers of a response → of a conditional request (RFC 9110, section 13.1)."""


class ArticleFetch(ArticleSettling):
    """Requests and callbacks of articles, for one crawl."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._cookies: SiteCookies | None = crawler.get_downloader_middleware(SiteCookies)
        self._titles = TitleCheck(crawler.record.ledger)

    def requests(self, job: ArticleJob) -> Iterator[Request]:
        """Yield the request for an article's first page; none for an address that is
        none.
        """
        self.crawler.signals.send_catch_log(events.article_asked, channel=job.channel.key)
        self.crawler.record.account.fetching[job.id] = job.site.politeness
        request = self._request(job, job.url)
        if request is not None:
            yield request
        elif not job.revisit:
            self._settle(job, "failed", None, None, reason=BAD_URL)

    def record(self, job: ArticleJob, record: Any, response: Response) -> Iterator[Any]:
        """Read an article whose whole text stands in the answer of its listing; its
        page is requested where it does not.
        """
        reading = self._reading(response, job, received_at(response), json.dumps(record, ensure_ascii=False), job.url)
        if not isinstance(reading, PageReading):
            yield from self.requests(job)
            return
        self.crawler.signals.send_catch_log(events.article_asked, channel=job.channel.key)
        self.crawler.record.account.fetching[job.id] = job.site.politeness
        yield from self._article(replace(reading, next_url=None), response, job, received_at(response))

    def revisits(self, job: ArticleJob) -> Iterator[Request]:
        """Yield the request that fetches an archived article again.

        It is conditional if the captured response has validators and is the whole
        article: of several pages, the first alone cannot show that nothing changed.
        """
        job.revisit = True
        line, _baseline = self.crawler.record.lookup.archived(job.id)
        job.withdrawn, job.known_title = line.get("withdrawn"), line.get("title")
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
        own = url == job.url and not job.pages
        asked = job.site.article.asked(url, job.site.request) if own else plain_request(url, job.site.request)
        public = {PUBLIC: url} if asked.url != url else {}
        return request_to(
            asked,
            request_meta(job.site, "articles") | public,
            callback=self.response_received,
            errback=self.request_failed,
            priority=REFUSED_PRIORITY if _was_refused(job) else ARTICLE_PRIORITY + len(job.pages),
            cb_kwargs={"job": job},
        )

    def response_received(self, response: Response, job: ArticleJob) -> Iterator[Any]:
        """Read a response, or settle the article by its status."""
        at, status = received_at(response), response.status
        reason = f"http_{status}"
        if status in CHALLENGING and not job.pages and (again := self._with_cookies(job, reason, response)):
            yield again
        elif status in BLOCKING or status >= 500 or status == 408:
            yield from self._settle_transient(job, reason, at, status)
        elif 200 <= status < 300:
            yield from self._read(response, job, at)
        elif status == 304 and job.revisit:
            self._settle(job, "exported", at, status, result="not_modified")
        elif job.asked_on is not None:
            self._settle_asked_on(job.asked_on)
        elif job.pages:
            yield from self._settle_missing_page(job, reason, at, status, final=False)
        elif status in GONE:
            yield from self._settle_withdrawn(job, "gone", f"HTTP {status}", response, reason)
        else:
            self._wait(job, reason, at, status, cause="answer")

    def request_failed(self, failure: Failure) -> Iterator[Any]:
        """Settle the article of a request without a response that may be read."""
        request: Any = failure.request  # type: ignore[attr-defined]
        job: ArticleJob = request.cb_kwargs["job"]
        reason = failure_name(failure.value)
        at = request.meta.get("fetched") or self.crawler.spider.now
        if isinstance(failure.value, NOT_SENT):
            if not job.revisit:  # the server was not asked, so no attempt counts
                self._wait(job, reason, None, None, cause="refusal")
        elif reason not in FINAL | REFUSALS:
            yield from self._settle_transient(job, reason, at, None)
        elif job.pages:
            yield from self._settle_missing_page(job, reason, at, None, final=True)
        elif job.asked_on is not None:
            self._settle_asked_on(job.asked_on)
        elif reason == FORBIDDEN:
            self._wait(job, reason, at, None, cause="forbidden", final="rejected")
        elif reason == OFFSITE and (statuses := request.meta.get("redirect_reasons")):  # to log in, for an hour?
            self._wait(job, reason, at, statuses[-1], cause="answer", final="rejected")
        else:
            self._settle(job, "failed" if reason in FINAL else "rejected", at, None, reason=reason)

    def _read(self, response: Response, job: ArticleJob, at: datetime) -> Iterator[Any]:
        away = redirected_away(response, job.site)
        if away and job.asked_on is not None:
            led = job.asked_on.reason == "redirect"
            self._settle_asked_on(replace(job.asked_on, reason="redirected") if led else job.asked_on)
            return
        if away and job.pages:
            yield from self._settle_missing_page(job, "redirected", at, response.status, final=False)
            return
        if away:
            yield from self._settle_withdrawn(job, "redirected", away, response, "redirected")
            return
        if CUT in response.flags and (job.revisit or job.pages or not is_last(job.attempts)):
            yield from self._settle_transient(job, "dataloss", at, response.status)
            return
        url = response.meta.get(PUBLIC) or response.url
        reading = self._reading(response, job, at, body_of(response), url)
        if isinstance(reading, Exception):
            yield from self._settle_transient(job, f"error: {type(reading).__name__}", at, response.status)
            return
        if isinstance(reading, NoArticle):
            yield from self._settle_no_article(reading, response, job, at)
            return
        yield from self._article(reading, response, job, at)

    @staticmethod
    def _reading(
        response: Response, job: ArticleJob, at: datetime, body: bytes | str | Decoded, url: str
    ) -> PageReading | NoArticle | Exception:
        """Read a page, or return the error that it caused: whatever a page says, it
        ends nothing but itself.
        """
        import_late("newscrawl.reader.article")
        from newscrawl.reader.article import read_page

        details: dict[str, Any] = {"site": job.site, "fetched": at, "listed_title": job.title}
        try:
            return read_page(body, url, content_type=content_type_of(response), **details)
        except Exception as error:
            logger.exception("%s cannot be read", url)
            return error

    def _article(self, reading: PageReading, response: Response, job: ArticleJob, at: datetime) -> Iterator[Any]:
        """Go on with a page that was read: to its next one, or to the end."""
        job.cut = job.cut or CUT in response.flags or UNSURE in response.flags
        if not job.pages:
            reading = replace(reading, article=with_listing_facts(reading.article, response, job))
        next_url = job.pages.add(reading, job.site.owns)
        if next_url is None and len(job.pages) == 1:
            doubt = self._titles.doubt(job, reading.article, lambda: now(self.crawler.settings))
            if doubt is not None:
                job.shown = doubt.text
                self._settle_refusal_like(job, doubt.reason, at, response.status, alone=doubt.reason == UNLIKE)
                return
        self.crawler.breakers.answered(job.site.politeness)
        if next_url is None:
            yield job.pages.join(complete=not job.cut)
        elif (request := self._request(job, next_url)) is not None:
            yield request
        else:
            yield from self._settle_missing_page(job, BAD_URL, at, response.status, final=True)

    def _settle_no_article(
        self, reading: NoArticle, response: Response, job: ArticleJob, at: datetime
    ) -> Iterator[Any]:
        """Settle an article by the page that came in its place."""
        away = normalise(response.url) != normalise(requested_url(response))
        if reading.kind == VERIFICATION and job.pages:
            yield from self._settle_transient(job, VERIFICATION, at, response.status)
        elif job.pages and len(response.body) >= FURNISHED and job.pages.end_at(reading):
            yield job.pages.join(complete=not job.cut)
        elif job.pages:
            yield from self._settle_missing_page(job, reading.kind, at, response.status, final=False)
        elif reading.kind in _WITHDRAWN:
            yield from self._settle_withdrawn(job, _WITHDRAWN[reading.kind], reading.evidence, response, reading.kind)
        elif (request := self._ask_on(reading, response, job, at)) is not None:
            yield request
        elif _leads_offsite(reading, job):
            logger.info("no article: %s leads to %s (%s)", response.url, reading.target, reading.evidence)
            self._wait(job, OFFSITE, at, response.status, cause="answer", final="rejected")
        elif reading.kind in _NEEDS_RULE:
            logger.info("no article: %s is %s (%s)", response.url, reading.kind, reading.evidence)
            self._wait(job, reading.kind, at, response.status, cause="answer", final="rejected")
        elif reading.kind in _OTHER_NATURE and not away:
            logger.info("no article: %s is %s (%s)", response.url, reading.kind, reading.evidence)
            self._settle(job, "rejected", at, response.status, reason=reading.kind)
        else:
            logger.info("no article yet: %s is %s (%s)", response.url, reading.kind, reading.evidence)
            self._settle_refusal_like(job, reading.kind, at, response.status)

    def _ask_on(self, reading: NoArticle, response: Response, job: ArticleJob, at: datetime) -> Request | None:
        """Return the request that may still bring the article: where the page leads, or
        the page again with its cookies.
        """
        following: Request | None = None
        target = reading.target
        if reading.kind == "redirect" and target and not job.asked_on and job.site.owns(target):
            following = self._request(job, target)
            if following is not None:  # as a redirect of HTTP
                asked = response.meta.get("redirect_urls", [])
                following.meta["redirect_urls"] = [*asked, response.url]
        if following is None and reading.kind in CHALLENGES:
            return self._with_cookies(job, reading.kind, response)
        if following is not None:
            job.asked_on = Refused(job, reading.kind, at, response.status)
        return following

    def _with_cookies(self, job: ArticleJob, reason: str, response: Response) -> Request | None:
        """Return the request again, with the cookies that its answer set."""
        following = self._cookies.answer(response) if self._cookies is not None else None
        if following is not None:
            job.asked_on = Refused(job, reason, received_at(response), response.status)
        return following


def _leads_offsite(reading: NoArticle, job: ArticleJob) -> bool:
    """Return whether a page sends its reader on to another site; a frame of one, which
    may be an advertisement, does not."""
    target = reading.target if reading.kind == "redirect" and reading.evidence != "frame" else None
    return target is not None and not job.site.owns(target)


def _was_refused(job: ArticleJob) -> bool:
    """Return whether an earlier run met an answer that may mean a refusal."""
    return job.reason in (BLOCKED, VERIFICATION, SAME_TEXT, "empty", "shell")

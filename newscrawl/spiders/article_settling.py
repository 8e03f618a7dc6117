"""An answer that is no whole article → the outcome of its job, recorded in the ledger.

`newscrawl.net.breaker` decides whether a refusal concerns one page or the whole site,
`newscrawl.record.giving_up` when an article is given up. No job ends without an
outcome, and none is final without evidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from scrapy.http import Response

from newscrawl import signals as events
from newscrawl.items import Tombstone
from newscrawl.ledger import Attempt, OutcomeKind, Settled
from newscrawl.ledger.backoff import Cause, is_last
from newscrawl.net.breaker import BLOCKING, VERIFICATION, Refused
from newscrawl.options import now
from newscrawl.spiders.article_job import ArticleJob
from newscrawl.spiders.response_facts import received_at

GONE = frozenset({404, 410})
BLOCKED = "blocked"
"""Reason of an article whose whole site refused us."""


class ArticleSettling:
    """The part of `ArticleFetch` that settles jobs without an item."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler
        crawler.breakers.settle = self.settle_refusal

    def _settle_asked_on(self, before: Refused) -> None:
        """Settle an article by the page that led on: it led nowhere, which says nothing
        of the article itself.
        """
        self._settle_refusal_like(before.job, before.reason, before.at, before.status)

    def _settle_refusal_like(
        self, job: ArticleJob, reason: str, at: datetime, status: int | None, *, alone: bool = False
    ) -> None:
        """Settle an answer that may mean that the site refuses us.

        The breaker counts it, unless it concerns this page `alone`, as earlier runs
        have found of a page with attempts.
        """
        if job.revisit:
            if not alone:
                self.crawler.breakers.blocked(job.site.politeness, None, reason, at, status)
            self._settle(job, "exported", at, status, result=reason)
        elif alone or job.attempts:
            self._wait(job, reason, at, status, cause="answer", final="rejected")
        else:
            self.crawler.breakers.blocked(job.site.politeness, job, reason, at, status)

    def _settle_withdrawn(
        self, job: ArticleJob, withdrawn: str, evidence: str, response: Response, reason: str
    ) -> Iterator[Any]:
        """Settle an article whose page is gone; write a tombstone if it has a line."""
        at = received_at(response)
        self.crawler.breakers.answered(job.site.politeness)
        before = self.crawler.record.lookup.archived(job.id)
        if before is None:
            final: OutcomeKind = "failed" if response.status in GONE else "rejected"
            self._wait(job, reason, at, response.status, cause="answer", final=final)
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
        last = is_last(job.attempts)
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
            self._wait(job, reason, at, status)

    def settle_refusal(self, refused: Refused, counts: bool) -> None:
        """Settle a refused article once the breaker knows whom the refusal concerns.

        `counts`: only this page is refused. If the whole site is, no attempt counts;
        but a site that read well in two runs, and refused this page in both, does not
        refuse us.
        """
        job: ArticleJob = refused.job
        status, sound = refused.status, self.crawler.breakers.sound(job.site.politeness)
        if not counts and not (sound and job.reason == BLOCKED):
            self._wait(job, BLOCKED, refused.at, status, cause="refusal")
        elif status in BLOCKING:
            self._wait(job, refused.reason, refused.at, status)
        else:
            self._wait(job, refused.reason, refused.at, status, cause="answer", final="rejected")

    def _wait(
        self,
        job: ArticleJob,
        reason: str,
        at: datetime | None,
        status: int | None,
        *,
        cause: Cause = "failure",
        final: OutcomeKind = "failed",
    ) -> None:
        """Leave an article to a later run, or give it up as `final`."""
        if job.revisit:
            self._settle(job, "exported", at, status, result=reason)
            return
        attempt = Attempt(at, status, reason) if at else None
        details: dict[str, Any] = {"cause": cause, "final": final, "content_hash": job.shown}
        judge = self.crawler.record.giving_up.settled
        settled = judge(job.id, reason, attempt, now(self.crawler.settings), **details)
        self._record(job, settled)

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
        elif final or is_last(job.attempts):
            yield job.pages.join(complete=False)
        else:
            self._wait(job, f"page_{reason}", at, status)

    def _settle(
        self,
        job: ArticleJob,
        outcome: OutcomeKind,
        at: datetime | None,
        status: int | None,
        *,
        reason: str | None = None,
        result: str | None = None,
    ) -> None:
        """Settle an article by a final outcome; after a revisit it stays `exported`."""
        attempt = Attempt(at, status, result or reason or "ok") if at else None
        if job.revisit:
            outcome, reason = "exported", job.withdrawn
        self._record(job, Settled(job.id, outcome, reason=reason, attempt=attempt))

    def _record(self, job: ArticleJob, settled: Settled) -> None:
        """Record an outcome in the ledger."""
        self.crawler.signals.send_catch_log(events.article_settled, channel=job.channel.key, outcome=settled.outcome)
        self.crawler.record.settle(settled)

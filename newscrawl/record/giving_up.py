"""A failed attempt at an article → its outcome: pending for a later run, or given up.

Every cause that keeps an article pending ends here (`ledger/backoff.py` has the days):
nothing is final without evidence, and nothing waits for ever. An article that is given
up after it had waited is counted in `newscrawl/article/given_up/<reason>`.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from newscrawl.ledger import Attempt, Ledger, OutcomeKind, Settled
from newscrawl.ledger.backoff import Cause, is_final, next_look, next_try

GIVEN_UP = "newscrawl/article/given_up/"
"""Beginning of the counts of articles that were given up, by reason."""
OFFSITE = "offsite"
"""Reason of an article whose address leads to another site."""
ABSENT = frozenset({"http_404", "http_410", "soft404", "withdrawn", "redirected", OFFSITE})
"""Reasons of articles that are not there. A later run looks again; this one lacks
nothing."""
FORBIDDEN = "robots"
"""Reason of an article that robots.txt forbids; likewise."""

logger = logging.getLogger(__name__)


class GivingUp:
    """The judge of failed attempts, for one run."""

    def __init__(self, ledger: Ledger, stats: Any) -> None:
        self._ledger, self._stats = ledger, stats

    def settled(
        self,
        id: str,
        reason: str,
        attempt: Attempt | None,
        now: datetime,
        *,
        cause: Cause = "failure",
        final: OutcomeKind = "failed",
        content_hash: str | None = None,
    ) -> Settled:
        """Return the outcome of an article after a failed attempt.

        `final` is what it is given up as, `content_hash` that of a text not believed.
        """
        row, failing = self._ledger.article(id), self._ledger.failing(id)
        counts = cause in ("failure", "answer")
        attempts = (row.attempts if row else 0) + counts
        if is_final(cause, attempts, failing, now):
            since = failing.since or now
            self._stats.inc_value(f"{GIVEN_UP}{reason}")
            logger.warning("given up: %s, %s since %s", row.url if row else id, reason, f"{since:%Y-%m-%d}")
            return Settled(id, final, reason=reason, attempt=attempt, failing=now)
        if reason in ABSENT or cause == "forbidden":
            later: datetime | None = next_look(attempts, failing, now)
        else:
            later = next_try(attempts, now) if counts else None
        return Settled(
            id,
            "pending",
            reason=reason,
            attempt=attempt,
            counts=counts,
            next_try=later,
            failing=now,
            content_hash=content_hash,
        )

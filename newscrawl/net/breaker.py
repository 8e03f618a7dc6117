"""Answers of a site → whether it is still asked: a circuit breaker for each site.

A site that answers 403, 429 or a verification page (访问验证) five times in a row is left
alone: further requests would harm both sides. The state belongs to the politeness key,
which is the download slot, and outlives the run as a `Ban` in the ledger; each further
run in a row that ends so doubles the next wait. `Breaker` is the pure state machine,
`Breakers` the middleware.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from newscrawl.china_time import CHINA
from newscrawl.ledger import Ban
from newscrawl.net.failures import ReplayMissError
from newscrawl.warc.capture import Clock

BLOCKING = frozenset((401, 403, 405, 412, 418, 429, 503, 521))
VERIFICATION = "verification"
"""The kind of page (`newscrawl.reader.fields.page_kind`) that wants a human reader."""
IN_A_ROW = 5
SHORT = timedelta(minutes=2)
"""Longest Retry-After that is waited for; a longer one ends the run for the site."""
FIRST_REST = timedelta(hours=1)
LONGEST_REST = timedelta(days=7)

_SECONDS = re.compile(r"([+-]?)([0-9]+)\s*(?:s|secs?|seconds?)?", re.IGNORECASE)

logger = logging.getLogger(__name__)


class SiteBlockedError(Exception):
    """A request not sent because its site refuses us.

    Its row stays pending with cause `blocked`; no attempt counts.
    """

    reason = "blocked"


@dataclass(frozen=True, slots=True)
class Breaker:
    """The state of one site's breaker; `strikes` and `resume_at` outlive the run."""

    streak: int = 0
    """Refusals in a row."""
    strikes: int = 0
    """Runs in a row that ended with a refusal."""
    open: bool = False
    """Whether nothing is requested any more in this run."""
    resume_at: datetime | None = None
    """Nothing is requested before this moment."""

    def answer(self, status: int, kind: str | None, retry_after: str | None, now: datetime) -> Breaker:
        """Return the state after an answer: status, kind of page if read, Retry-After.

        Redirects, server errors and unread pages with status 200 change nothing:
        verification pages have that status too. A 404 comes from a server that answers.

        >>> now, breaker = datetime(2020, 11, 18, 9, 30, tzinfo=UTC), Breaker()
        >>> for _ in range(5):
        ...     breaker = breaker.answer(200, "verification", None, now)
        >>> breaker.open, breaker.resume_at.isoformat()
        (True, '2020-11-18T10:30:00+00:00')
        """
        if self.open:
            return self
        if status in BLOCKING or kind == VERIFICATION:
            wait = read_retry_after(retry_after, now)
            if self.streak + 1 >= IN_A_ROW or wait > SHORT:
                rest = min(max(wait, FIRST_REST * 2 ** min(self.strikes, 16)), LONGEST_REST)
                return Breaker(self.streak + 1, self.strikes + 1, open=True, resume_at=now + rest)
            return replace(self, streak=self.streak + 1, resume_at=now + wait if wait else self.resume_at)
        if kind is not None:
            return Breaker()
        if 400 <= status < 500:
            return replace(self, streak=0, resume_at=None)
        return self

    def start(self, now: datetime) -> Breaker:
        """Return the state at the beginning of a run: open only until `resume_at`.

        Strikes are cleared by a page that is read, by nothing else.

        >>> rested = datetime(2020, 11, 18, 10, 30, tzinfo=UTC)
        >>> resting = Breaker(streak=5, strikes=1, open=True, resume_at=rested)
        >>> resting.start(rested - timedelta(minutes=1)).open, resting.start(rested)
        (True, Breaker(streak=0, strikes=1, open=False, resume_at=None))
        """
        if self.resume_at is not None and now < self.resume_at:
            return replace(self, streak=0, open=self.strikes > 0)
        return Breaker(strikes=self.strikes)


_CLOSED = Breaker()


def read_retry_after(value: str | None, now: datetime) -> timedelta:
    """Read a Retry-After header, seconds or a date (RFC 9110, 10.2.3); zero for a past
    one, or where it is neither, and a week at most.

    >>> now = datetime(2020, 11, 18, 9, 30, tzinfo=UTC)
    >>> str(read_retry_after("120", now)), str(read_retry_after("Wed, 18 Nov 2020 09:31:00 GMT", now))
    ('0:02:00', '0:01:00')
    >>> str(read_retry_after("-5", now)), str(read_retry_after("9" * 400, now))
    ('0:00:00', '7 days, 0:00:00')
    """
    asked = asked_wait(value, now)
    return timedelta() if asked is None else min(max(asked, timedelta()), LONGEST_REST)


def asked_wait(value: str | None, now: datetime) -> timedelta | None:
    """Return the wait that a Retry-After asks for, as it is: of any length, below zero
    too.

    None where it is neither a number of seconds nor a date. Servers send all three
    forms of HTTP dates (RFC 9110, 5.6.7), ISO 8601 and units.

    >>> now = datetime(2020, 11, 18, 9, 30, tzinfo=UTC)
    >>> str(asked_wait("2020-11-18T17:31:00+08:00", now)), str(asked_wait("Wed Nov 18 09:31:00 2020", now))
    ('0:01:00', '0:01:00')
    >>> asked_wait("soon", now) is None
    True
    """
    value = (value or "").strip()[:200]
    if found := _SECONDS.fullmatch(value):
        # Nobody waits longer than ten digits; more would not fit a timedelta.
        count = int(found[2][:10]) if len(found[2].lstrip("0")) <= 10 else 10**10
        return timedelta(seconds=-count if found[1] == "-" else count)
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = read(value)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None


def politeness_key(request: Request) -> str:
    """Return the key of a request's site: its download slot, else its host."""
    slot: str | None = request.meta.get("download_slot")
    return slot or urlsplit(request.url).hostname or ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A refused request; whether the site refuses us, or only this page, is not known
    yet.
    """

    job: Any
    """The spider's own account of the request, passed back unchanged."""
    reason: str
    at: datetime
    status: int | None


class Breakers:
    """The breakers of a run, and the middleware that uses them: `crawler.breakers`.

    It sees the status of every answer, robots.txt and listings included. The spider
    adds what only reading finds out: `answered` for a sound page, `blocked` for a
    refusal of any sort. A single 403 may mean that page alone, so its row is settled
    later, by `settle`: when the site has answered again, the attempt counts; when it
    has not, the cause is `blocked` and no attempt counts.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.settle: Callable[[Refused, bool], None] | None = None
        """Called with each refused request in the end, and whether its attempt
        counts."""
        self.remember: Callable[[str, Ban | None], None] | None = None
        """Called with a site's new ban, or None when it has ended: `ledger.set_ban`."""
        self.barred: dict[str, datetime] = {}
        """Sites that an earlier run's refusal bars in this run, and until when."""
        self._crawler = crawler
        self._clock = Clock.from_settings(crawler.settings)
        self._replays = bool(crawler.settings.get("NEWSCRAWL_REPLAY"))
        self._breakers: dict[str, Breaker] = {}
        self._odd_waits: set[str] = set()
        self._refused: dict[str, list[Refused]] = {}
        self._sound: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        breakers = cls(crawler)
        crawler.breakers = breakers  # type: ignore[attr-defined]
        crawler.signals.connect(breakers.close, signal=signals.spider_closed)
        return breakers

    def load(self, key: str, ban: Ban | None, now: datetime) -> Breaker:
        """Load a ban of earlier runs; an open breaker bars the site in this run."""
        known = Breaker(strikes=ban.strikes, resume_at=ban.until) if ban else Breaker()
        breaker = self._breakers[key] = known.start(now)
        if breaker.open and breaker.resume_at:
            self.barred[key] = breaker.resume_at
        return breaker

    def state(self, key: str) -> Breaker:
        """Return the state of one site."""
        return self._breakers.get(key, _CLOSED)

    def answered(self, key: str) -> None:
        """Record that a page of the site was read and is sound."""
        self._sound.add(key)
        if self._breakers.get(key, _CLOSED) != _CLOSED:
            self._record_answer(key, 200, "page", None, self._now())
        self._settle(key, counts=True)

    def sound(self, key: str) -> bool:
        """Return whether a sound page of the site was read in this run."""
        return key in self._sound

    def blocked(self, key: str, job: Any, reason: str, at: datetime, status: int | None) -> None:
        """Record a refusal; `job` is None where no row depends on it: a listing."""
        if job is not None:
            self._refused.setdefault(key, []).append(Refused(job, reason, at, status))
        if status not in BLOCKING:
            self._record_answer(key, status or 200, VERIFICATION, None, at, reason)
        if self.state(key).open:
            self._settle(key, counts=False)

    def close(self) -> None:
        """Settle the refused requests that are left: their sites were never blocked."""
        for key in list(self._refused):
            self._settle(key, counts=not self.state(key).open)

    def process_request(self, request: Request) -> Awaitable[None] | None:
        breaker = self.state(politeness_key(request))
        if breaker.open:
            raise self._blocked_error(request)
        if breaker.resume_at is None or self._replays:
            return None
        return self._wait(request, breaker.resume_at)

    def process_response(self, request: Request, response: Response) -> Response:
        if response.status != 200:
            after = response.headers.get(b"Retry-After")
            stated = after.decode("latin-1") if after else None
            fetched = request.meta.get("fetched")
            # Times of fetching are cut to whole seconds: the wait begins when that
            # second is over.
            at = fetched + timedelta(seconds=1) if fetched else self._now()
            self._record_answer(politeness_key(request), response.status, None, stated, at)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        # The live run never sent this request; the replay met it before the refusals.
        if isinstance(exception, ReplayMissError) and self.state(politeness_key(request)).open:
            raise self._blocked_error(request)

    async def _wait(self, request: Request, until: datetime) -> None:
        seconds = (until - self._now()).total_seconds()
        if seconds > 0:
            await asyncio.sleep(seconds)
        if self.state(politeness_key(request)).open:
            raise self._blocked_error(request)

    def _record_answer(
        self, key: str, status: int, kind: str | None, retry_after: str | None, at: datetime, reason: str | None = None
    ) -> None:
        before = self.state(key)
        self._log_odd_wait(key, retry_after, at)
        after = self._breakers[key] = before.answer(status, kind, retry_after, at)
        if after.open and not before.open and after.resume_at:
            self._crawler.stats.inc_value("newscrawl/breaker/opened")
            why, until = reason or kind or f"status {status}", f"{after.resume_at.astimezone(CHINA):%Y-%m-%d %H:%M}"
            logger.warning("%s refuses (%s, %d in a row) and is left alone until %s", key, why, after.streak, until)
            if self.remember:
                self.remember(key, Ban(after.resume_at, after.strikes))
        elif before.strikes and not after.strikes and self.remember:
            self.remember(key, None)

    def _log_odd_wait(self, key: str, stated: str | None, at: datetime) -> None:
        """Log, once for each site, a Retry-After that is not obeyed as it stands."""
        if not stated or key in self._odd_waits:
            return
        asked = asked_wait(stated, at)
        if asked is None or stated.strip().startswith("-"):
            what = "is neither seconds nor a date, and ignored"
        elif asked > LONGEST_REST:
            what = f"is cut to {LONGEST_REST.days} days"
        else:
            return
        self._odd_waits.add(key)
        logger.warning("%s: its Retry-After %r %s", key, stated[:60], what)

    def _now(self) -> datetime:
        """Return the present by the archive's clock, which `NEWSCRAWL_NOW` sets."""
        return datetime.fromtimestamp(self._clock() / 1e9, UTC)

    def _settle(self, key: str, *, counts: bool) -> None:
        for refused in self._refused.pop(key, ()):
            if self.settle:
                self.settle(refused, counts)

    def _blocked_error(self, request: Request) -> SiteBlockedError:
        self._crawler.stats.inc_value("newscrawl/breaker/held_back")
        until = self.state(politeness_key(request)).resume_at
        when = f"{until.astimezone(CHINA):%Y-%m-%d %H:%M}" if until else "the next run"
        return SiteBlockedError(f"{request.url} is not fetched, for its site refuses us; it is left alone until {when}")

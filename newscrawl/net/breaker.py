"""Stops asking a site that refuses: the state machine (`Breaker`), and the middleware that asks it (`Breakers`).

A site that answers 403, 429 or a verification page (访问验证) five times in a row has had enough of us; asking on
would harm both. The state stands under the politeness key, which is the download slot, and outlives the run as a `Ban`
in the ledger; each run in a row that ends so makes the next wait twice as long.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from newscrawl.ledger import Ban
from newscrawl.net.failures import ReplayMissError

BLOCKING = frozenset((403, 412, 429, 503, 521))
VERIFICATION = "verification"
"""The kind of page (`newscrawl.reader.fields.page_kind`) that asks whether the reader is human."""
IN_A_ROW = 5
SHORT = timedelta(minutes=2)
"""A Retry-After up to this is waited for; a longer one ends the run for the site."""
FIRST_REST = timedelta(hours=1)
LONGEST_REST = timedelta(days=7)

logger = logging.getLogger(__name__)


class SiteBlockedError(Exception):
    """A request not sent because its site refuses us. Its row stays pending with cause `blocked`; no attempt counts."""

    reason = "blocked"


@dataclass(frozen=True, slots=True)
class Breaker:
    """What is known of a site's patience; `strikes` and `resume_at` are kept from run to run."""

    streak: int = 0
    """Refusals in a row."""
    strikes: int = 0
    """Runs in a row that ended with a refusal."""
    open: bool = False
    """Nothing is asked any more in this run."""
    resume_at: datetime | None = None
    """Nothing is asked before this moment."""

    def answer(self, status: int, kind: str | None, retry_after: str | None, now: datetime) -> Breaker:
        """Take in an answer: its status, the kind of page if it was read already, its Retry-After header.

        A page with status 200 says nothing before it is read, for verification pages have it too. Redirects and
        server errors say nothing either. A 404 comes from a server that answers.

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
        """Begin a run: the site is asked again once its rest is over; only a page that is read clears its strikes.

        >>> rested = datetime(2020, 11, 18, 10, 30, tzinfo=UTC)
        >>> resting = Breaker(streak=5, strikes=1, open=True, resume_at=rested)
        >>> resting.start(rested - timedelta(minutes=1)).open, resting.start(rested)
        (True, Breaker(streak=0, strikes=1, open=False, resume_at=None))
        """
        if self.resume_at is not None and now < self.resume_at:
            return replace(self, streak=0, open=self.strikes > 0)
        return Breaker(strikes=self.strikes)


def read_retry_after(value: str | None, now: datetime) -> timedelta:
    """Read a Retry-After header, seconds or a date (RFC 9110, 10.2.3); zero where it says nothing of use.

    >>> now = datetime(2020, 11, 18, 9, 30, tzinfo=UTC)
    >>> str(read_retry_after("120", now)), str(read_retry_after("Wed, 18 Nov 2020 09:31:00 GMT", now))
    ('0:02:00', '0:01:00')
    """
    value = (value or "").strip()
    if value.isascii() and value.isdigit():
        return min(timedelta(seconds=int(value[:9])), LONGEST_REST)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return timedelta()
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(moment - now, timedelta()), LONGEST_REST)


def politeness_key(request: Request) -> str:
    """Give the key of a request's site: the download slot that the spider gave it, else its host."""
    slot: str | None = request.meta.get("download_slot")
    return slot or urlsplit(request.url).hostname or ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A refused request whose row waits to hear whether the site refuses us, or only this page."""

    job: Any
    """The spider's own account of the request, handed back as it came."""
    reason: str
    at: datetime
    status: int | None


class Breakers:
    """The breakers of a run, and the downloader middleware that asks them; found at `crawler.breakers`.

    It takes in the status of every answer by itself, robots.txt and listings included. The spider adds what only
    reading tells: `answered` for a page that was one, `blocked` for a refusal of whichever sort. A single 403 may mean
    that page alone, so what the refusal means for its row is told by `settle` when the site has answered again (the
    attempt counts), or has not (the cause is `blocked`, and no attempt counts).
    """

    def __init__(self, crawler: Crawler) -> None:
        self.settle: Callable[[Refused, bool], None] | None = None
        """Called with each refused request once its meaning is known, and whether the attempt counts."""
        self.remember: Callable[[str, Ban | None], None] | None = None
        """Called when a site's ban begins, and with None when it has ended: `ledger.set_ban`."""
        self._crawler = crawler
        self._replays = bool(crawler.settings.get("NEWSCRAWL_REPLAY"))
        self._breakers: dict[str, Breaker] = {}
        self._refused: dict[str, list[Refused]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        breakers = cls(crawler)
        crawler.breakers = breakers  # type: ignore[attr-defined]
        crawler.signals.connect(breakers.close, signal=signals.spider_closed)
        return breakers

    def load(self, key: str, ban: Ban | None, now: datetime) -> Breaker:
        """Take over what earlier runs met at a site; if the breaker given is open, this run will ask nothing of it."""
        known = Breaker(strikes=ban.strikes, resume_at=ban.until) if ban else Breaker()
        breaker = self._breakers[key] = known.start(now)
        return breaker

    def state(self, key: str) -> Breaker:
        """Give the state of one site."""
        return self._breakers.get(key, Breaker())

    def answered(self, key: str) -> None:
        """Take in that a page of the site was read and is a page."""
        if self._breakers.get(key, Breaker()) != Breaker():
            self._take_in(key, 200, "page", None, datetime.now(UTC))
        self._settle(key, counts=True)

    def blocked(self, key: str, job: Any, reason: str, at: datetime, status: int | None) -> None:
        """Take in a refusal; `job` None where no row hangs on it, as with a listing."""
        if job is not None:
            self._refused.setdefault(key, []).append(Refused(job, reason, at, status))
        if status not in BLOCKING:
            self._take_in(key, status or 200, VERIFICATION, None, at)
        if self.state(key).open:
            self._settle(key, counts=False)

    def close(self) -> None:
        """Settle what still waits: the site never refused five times in a row."""
        for key in list(self._refused):
            self._settle(key, counts=not self.state(key).open)

    def process_request(self, request: Request) -> Awaitable[None] | None:
        breaker = self.state(politeness_key(request))
        if breaker.open:
            raise self._left_alone(request)
        if breaker.resume_at is None or self._replays:
            return None
        return self._wait(request, breaker.resume_at)

    def process_response(self, request: Request, response: Response) -> Response:
        if response.status != 200:
            after = response.headers.get(b"Retry-After")
            told = after.decode("latin-1") if after else None
            fetched = request.meta.get("fetched")
            # Times of fetching are cut to whole seconds: what is to be waited begins when the second is over.
            at = fetched + timedelta(seconds=1) if fetched else datetime.now(UTC)
            self._take_in(politeness_key(request), response.status, None, told, at)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        # The live run never sent this one; the replay asked for it before the refusals had come.
        if isinstance(exception, ReplayMissError) and self.state(politeness_key(request)).open:
            raise self._left_alone(request)

    async def _wait(self, request: Request, until: datetime) -> None:
        seconds = (until - datetime.now(UTC)).total_seconds()
        if seconds > 0:
            await asyncio.sleep(seconds)
        if self.state(politeness_key(request)).open:
            raise self._left_alone(request)

    def _take_in(self, key: str, status: int, kind: str | None, retry_after: str | None, at: datetime) -> None:
        before = self.state(key)
        after = self._breakers[key] = before.answer(status, kind, retry_after, at)
        if after.open and not before.open and after.resume_at:
            self._crawler.stats.inc_value("newscrawl/breaker/opened")
            why, until = kind or f"status {status}", f"{after.resume_at:%Y-%m-%d %H:%M %Z}"
            logger.warning("%s refuses (%s, %d in a row) and is left alone until %s", key, why, after.streak, until)
            if self.remember:
                self.remember(key, Ban(after.resume_at, after.strikes))
        elif before.strikes and not after.strikes and self.remember:
            self.remember(key, None)

    def _settle(self, key: str, *, counts: bool) -> None:
        for refused in self._refused.pop(key, ()):
            if self.settle:
                self.settle(refused, counts)

    def _left_alone(self, request: Request) -> SiteBlockedError:
        self._crawler.stats.inc_value("newscrawl/breaker/held_back")
        until = self.state(politeness_key(request)).resume_at
        return SiteBlockedError(
            f"{request.url} is not fetched, for its site refuses us; it is left alone until {until}"
        )

"""robots.txt → which requests are allowed, and how far apart, by RFC 9309.

Scrapy's middleware treats every failure as a permission and knows no delay. Here, by
section 2.3.1 of the RFC: no file (4xx, or too many redirects) allows everything; a
server that fails (5xx, no connection, a forbidden address) allows nothing, which is
logged; the first 500 KiB of a file are read; redirects are followed, to other hosts
too; rules are fetched again after a day (2.4). The delay that a site asks for holds for
the whole download slot, for hosts that share one.
"""

from __future__ import annotations

import asyncio
import logging
import math
import re
import time
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured, StopDownload
from scrapy.http.request import NO_CALLBACK
from w3lib.url import safe_url_string

from newscrawl.net.breaker import SiteBlockedError
from newscrawl.net.failure_names import failure_name
from newscrawl.net.failures import ReplayMissError
from newscrawl.net.guard import ForbiddenAddressError, ResolverError
from newscrawl.net.unpacking import FIRST_BYTES
from newscrawl.warc.capture import LISTINGS

SIZE_LIMIT = 500 * 1024
"""Bytes of a robots.txt that are read; RFC 9309, 2.5 demands at least this."""
REDIRECTS = 5
"""Redirects followed; RFC 9309, 2.3.1.2 demands at least this."""
RULES_KEPT = 24 * 3600.0
"""Seconds for which rules are kept; RFC 9309, 2.4 allows no more."""

_MARKS = (
    (b"\xff\xfe\0\0", "utf-32-le"), (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"),
)  # fmt: skip
_SAMPLE = 256
_AS_IT_IS = {"Accept-Encoding": "identity"}
_RECEIVED = "robots_received"
"""Key of meta: bytes of a robots.txt that have come."""

logger = logging.getLogger(__name__)


class RobotsForbiddenError(IgnoreRequest):
    """A request that robots.txt forbids: final."""

    reason = "robots"


class RobotsUnreachableError(Exception):
    """A request to a host whose robots.txt is unreachable: forbidden for now.

    `reason` is the failure where the whole host cannot be reached (`no_such_host`), and
    `robots_unreachable` where it answers with an error.
    """

    reason = "robots_unreachable"

    def __init__(self, message: str, failure: str | None = None) -> None:
        super().__init__(message)
        self.reason = failure or RobotsUnreachableError.reason


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a robots.txt."""

    parsed: Protego | None
    """None where nothing is forbidden, or everything."""
    unreachable: str | None = None
    """Why the file could not be fetched."""
    failure: str | None = None
    """The name of the failure where no answer came."""
    blocked: SiteBlockedError | ResolverError | None = None
    """Set where the file was not asked for, since the site refuses us, or the resolver
    misled us at that moment."""

    @classmethod
    def read(cls, body: bytes) -> Self:
        """Parse the first 500 KiB of a robots.txt, without a line that is cut there.

        >>> rules = Rules.read("User-agent: *\\nDisallow: /内部/\\nCrawl-delay: 2".encode())
        >>> rules.allows("http://www.hxnews.com/内部/1.html", "newscrawl"), rules.delay("newscrawl")
        (False, 2.0)
        """
        if len(body) > SIZE_LIMIT:
            body = body[:SIZE_LIMIT]
            body = body[: max(body.rfind(b"\n"), body.rfind(b"\r"))]
        return cls(Protego.parse(_decode(body)))

    def allows(self, url: str, agent: str) -> bool:
        """Return whether a URL may be requested."""
        return self.unreachable is None and (self.parsed is None or bool(self.parsed.can_fetch(url, agent)))

    def delay(self, agent: str) -> float:
        """Return the seconds demanded between two requests; 0 where none are."""
        if self.parsed is None:
            return 0.0
        rate = self.parsed.request_rate(agent)
        asked = (self.parsed.crawl_delay(agent) or 0.0, rate.seconds / rate.requests if rate and rate.requests else 0.0)
        return max(0.0, *(float(each) for each in asked if math.isfinite(each)))


def _decode(body: bytes) -> str:
    """Decode a robots.txt: UTF-8 by the RFC, UTF-16 as some editors save it; without
    marks and NULs.

    A mark that is left stands before the first `User-agent`, whose rules are then
    nobody's.

    >>> _decode("\\ufeff\\ufeffDisallow: /".encode()), _decode("Disallow: /".encode("utf-16-be"))
    ('Disallow: /', 'Disallow: /')
    """
    encoding = next((name for mark, name in _MARKS if body.startswith(mark)), None)
    if encoding is None:
        even, odd = body[:_SAMPLE:2], body[1:_SAMPLE:2]
        wide = {"utf-16-le": (odd, even), "utf-16-be": (even, odd)}
        encoding = next(
            (
                name
                for name, (zeros, others) in wide.items()
                if zeros.count(0) * 4 > len(zeros) * 3 > others.count(0) * 12
            ),
            "utf-8",
        )
    return re.sub("[\\0\\ufeff]|\\u00ef\\u00bb\\u00bf", "", body.decode(encoding, "ignore"))


class RobotsMiddleware:
    """The downloader middleware that replaces Scrapy's; `ROBOTSTXT_OBEY` enables it."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        if not settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._crawler = crawler
        self._agent: str | None = settings.get("ROBOTSTXT_USER_AGENT")
        self._user_agent: str = settings.get("USER_AGENT") or ""
        self._longest = settings.getfloat("NEWSCRAWL_CRAWL_DELAY_MAX", 60.0)
        self._replays = bool(settings.get("NEWSCRAWL_REPLAY"))
        self._rules: dict[tuple[str, str], tuple[float, asyncio.Future[Rules]]] = {}
        self._held: dict[asyncio.Future[Rules], int] = {}
        self._delays: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        robots = cls(crawler)
        crawler.signals.connect(robots.stop_reading, signals.bytes_received)
        return robots

    def stop_reading(self, data: bytes, request: Request) -> None:
        """Stop a robots.txt when as much of it has come as is read."""
        if _RECEIVED in request.meta:
            request.meta[_RECEIVED] += len(data)
            if request.meta[_RECEIVED] > SIZE_LIMIT:
                raise StopDownload(fail=False)

    def process_request(self, request: Request) -> Awaitable[None] | None:
        """Raise for a forbidden request; return a coroutine while rules are unknown."""
        if request.meta.get("dont_obey_robotstxt"):
            return None
        parts = urlsplit(request.url)
        if parts.scheme not in ("http", "https"):
            return None
        key = (parts.scheme, parts.netloc)
        until, rules = self._rules.get(key, (0.0, None))
        if rules is not None and rules.done() and time.monotonic() < until:
            self._judge(request, rules.result())
            return None
        if rules is None or rules.done():
            rules = asyncio.get_running_loop().create_future()
            self._rules[key] = (time.monotonic() + RULES_KEPT, rules)
            self._held[rules] = 0
            return self._fetch_and_judge(request, key, rules)
        return self._wait_and_judge(request, rules)

    @property
    def held(self) -> int:
        """How many requests wait here for the answer to a robots.txt."""
        return sum(self._held.values())

    async def _wait_and_judge(self, request: Request, rules: asyncio.Future[Rules]) -> None:
        if not rules.done():
            self._held[rules] += 1
        try:
            found = await asyncio.shield(rules)
        finally:
            if not rules.done():
                self._held[rules] -= 1
        self._judge(request, found)

    async def _fetch_and_judge(self, request: Request, key: tuple[str, str], rules: asyncio.Future[Rules]) -> None:
        found = Rules(None, "the fetch was broken off")
        self._held[rules] += 1
        try:
            found = await self._fetch(request, key)
        finally:
            del self._held[rules]
            rules.set_result(found)
        self._judge(request, found)

    async def _fetch(self, request: Request, key: tuple[str, str]) -> Rules:
        origin = url = f"{key[0]}://{key[1]}/robots.txt"
        # The site's slot and place in the archive, and no other meta of the page's
        # request.
        meta: dict[str, Any] = {name: request.meta[name] for name in ("download_slot", "site") if name in request.meta}
        meta |= {"dont_obey_robotstxt": True, "dont_redirect": True, "series": LISTINGS}
        for _ in range(1 + REDIRECTS):
            self._count("requests")
            meta |= {_RECEIVED: 0, "download_maxsize": 0, FIRST_BYTES: SIZE_LIMIT + 1}
            robots = Request(url, priority=1000, headers=_AS_IT_IS, meta=dict(meta), callback=NO_CALLBACK)
            try:
                response = await self._crawler.engine.download_async(robots)
            except SiteBlockedError as error:
                return Rules(None, blocked=error)
            except ResolverError as error:
                self._rules.pop(key, None)  # the next request asks again
                return Rules(None, blocked=error)
            except (ForbiddenAddressError, ReplayMissError) as error:
                if url == origin:  # the page's own request will meet the same, and say so
                    return Rules(None)
                return self._log_unusable(origin, Rules(None, f"{url}: {error}"), f"cannot be had: {error}")
            except Exception as error:
                if url == origin:  # it is the host that fails, not its robots.txt; the page's own failure says so
                    self._count("unreachable")
                    logger.info("%s is not asked for anything: %s", key[1], error)
                    return Rules(None, f"{url}: {error}", failure_name(error))
                return self._log_unusable(origin, Rules(None, f"{url}: {error}"), f"cannot be had: {error}")
            self._count(f"status/{response.status}")
            if response.status >= 500:
                why = f"status {response.status}"
                return self._log_unusable(origin, Rules(None, f"{url}: {why}"), f"cannot be had: {why}")
            if 200 <= response.status < 300:
                return Rules.read(response.body)
            target = response.headers.get(b"Location")
            if not (300 <= response.status < 400 and target):
                return Rules(None)
            url = response.urljoin(safe_url_string(target.decode("latin-1")))
            if urlsplit(url).scheme not in ("http", "https"):
                return Rules(None)
        return self._log_unusable(origin, Rules(None), "redirects for ever and is taken for absent")

    def _log_unusable(self, url: str, rules: Rules, what: str) -> Rules:
        """Log why a robots.txt could not be used, and return its rules."""
        if rules.unreachable is not None:
            self._count("unreachable")
            what += "; by RFC 9309 nothing is fetched from this host"
        logger.warning("%s %s", url, what)
        return rules

    def _judge(self, request: Request, rules: Rules) -> None:
        if isinstance(rules.blocked, ResolverError):
            raise ResolverError(str(rules.blocked)) from rules.blocked
        if rules.blocked is not None:
            raise SiteBlockedError(f"{request.url} is not fetched, for its site refuses us") from rules.blocked
        if rules.unreachable is not None:
            why = "its host cannot be reached" if rules.failure else "its robots.txt cannot be had"
            raise RobotsUnreachableError(f"{request.url} is not fetched, for {why}: {rules.unreachable}", rules.failure)
        agent = self._product_token(request)
        if not rules.allows(request.url, agent):
            self._count("forbidden")
            raise RobotsForbiddenError(f"{request.url} is forbidden by robots.txt")
        if not self._replays:
            self._slow_down(request, rules.delay(agent))

    def _product_token(self, request: Request) -> str:
        """Return our product token for rules: the User-Agent up to its first slash."""
        sent = request.headers.get(b"User-Agent")
        whole = sent.decode("latin-1") if sent else self._user_agent
        return self._agent or whole.partition("/")[0].strip()

    def _slow_down(self, request: Request, asked: float) -> None:
        """Set the delay of the request's slot to what its hosts demand, if longer."""
        if not asked:
            return
        downloader: Any = self._crawler.engine.downloader
        key = downloader.get_slot_key(request)
        if asked > self._longest and self._delays.get(key, 0.0) < self._longest:
            logger.warning("%s asks for %g s between requests; %g s is kept", key, asked, self._longest)
        delay = self._delays[key] = max(min(asked, self._longest), self._delays.get(key, 0.0))
        slot = downloader.slots.get(key)
        if slot is not None and slot.delay * (1 - slot.jitter) < delay:
            slot.delay, slot.jitter = max(slot.delay, delay), 0
            # Scrapy drops a slot that was idle for a minute, and creates it again from
            # these.
            kept = downloader.per_slot_settings.get(key, {})
            downloader.per_slot_settings[key] = {**kept, "delay": slot.delay, "jitter": 0}
            self._crawler.stats.set_value(f"newscrawl/robots/delay/{key}", slot.delay)

    def _count(self, event: str) -> None:
        self._crawler.stats.inc_value(f"newscrawl/robots/{event}")

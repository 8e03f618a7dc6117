"""robots.txt → which requests are allowed, and how far apart, by RFC 9309.

Scrapy's middleware treats every failure as a permission and knows no delay. Here, by
section 2.3.1 of the RFC: no file (4xx, or too many redirects) allows everything; a
server that fails (5xx, no connection, a forbidden address) allows nothing, which is
logged; the first 500 KiB of a file are read; redirects are followed, to other hosts
too; rules are fetched again after a day (2.4), which `kept_robots` measures over runs;
a failing server's last ones hold for a month (2.3.1.4). The delay that a site asks for
holds for the whole download slot, for hosts that share one.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured, StopDownload
from scrapy.http.request import NO_CALLBACK
from w3lib.url import safe_url_string

from newscrawl.net.breaker import BLOCKING, SiteBlockedError
from newscrawl.net.failure_names import failure_name
from newscrawl.net.failures import ReplayMissError
from newscrawl.net.guard import ForbiddenAddressError, ResolverError
from newscrawl.net.kept_robots import DAY, UNREACHABLE, KeptRobots
from newscrawl.net.robots_rules import SIZE_LIMIT, Rules, text_of
from newscrawl.net.unpacking import FIRST_BYTES
from newscrawl.options import data_folder, now
from newscrawl.warc.capture import LISTINGS

REDIRECTS = 5
"""Redirects followed; RFC 9309, 2.3.1.2 demands at least this."""
NOT_KEPT = BLOCKING
"""Answers by which a server refuses us at this moment: its rules may be there."""

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
        keeps = settings.get("NEWSCRAWL_DATA") and not self._replays
        self._kept = KeptRobots(data_folder(settings) / "robots") if keeps else None
        self._of_before: set[tuple[str, str]] = set()
        """Hosts whose rules an earlier run fetched."""
        self._doubted: set[tuple[str, str]] = set()
        """Those of them that did not answer since: robots.txt is asked for first, so
        that a dead host costs no more than that."""
        self._began, self._now = time.monotonic(), now(settings)
        self._rules: dict[tuple[str, str], tuple[float, asyncio.Future[Rules]]] = {}
        self._held: dict[asyncio.Future[Rules], int] = {}
        self._fetching = 0
        """How many files are being fetched."""
        self._delays: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

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
        until, rules = self._rules.get(key) or self._of_earlier_run(key)
        if rules is not None and rules.done() and time.monotonic() < until:
            self._judge(request, rules.result())
            return None
        if rules is None or rules.done():
            rules = asyncio.get_running_loop().create_future()
            self._rules[key] = (time.monotonic() + DAY.total_seconds(), rules)
            self._held[rules] = 0
            return self._fetch_and_judge(request, key, rules)
        return self._wait_and_judge(request, rules)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Ask a host for its robots.txt anew that did not answer."""
        parts = urlsplit(request.url)
        key = (parts.scheme, parts.netloc)
        if key in self._of_before and not isinstance(exception, IgnoreRequest | SiteBlockedError):
            self._of_before.discard(key)
            self._doubted.add(key)
            self._rules.pop(key, None)

    def _of_earlier_run(self, key: tuple[str, str]) -> tuple[float, asyncio.Future[Rules] | None]:
        """Return rules that an earlier run fetched, and until when they hold."""
        kept = self._kept.read(*key, self._moment) if self._kept and key not in self._doubted else None
        if kept is None:
            return 0.0, None
        self._count("kept")
        self._of_before.add(key)
        rules: asyncio.Future[Rules] = asyncio.get_running_loop().create_future()
        rules.set_result(Rules.kept(kept.text))
        left = DAY - (self._moment - kept.fetched)
        self._rules[key] = (time.monotonic() + left.total_seconds(), rules)
        return self._rules[key]

    @property
    def _moment(self) -> datetime:
        return self._now + timedelta(seconds=time.monotonic() - self._began)

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
        if not self._fetching:  # only now: Scrapy calls every handler for every piece of a page
            self._crawler.signals.connect(self.stop_reading, signals.bytes_received)
        self._fetching += 1
        self._held[rules] += 1
        try:
            found = await self._fetch(request, key)
        finally:
            del self._held[rules]
            self._fetching -= 1
            if not self._fetching:
                self._crawler.signals.disconnect(self.stop_reading, signals.bytes_received)
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
                return self._last_rules(key, origin, f"cannot be had: {error}", f"{url}: {error}")
            except Exception as error:
                if url == origin:  # it is the host that fails, not its robots.txt; the page's own failure says so
                    self._count("unreachable")
                    logger.info("%s is not asked for anything: %s", key[1], error)
                    return Rules(None, f"{url}: {error}", failure_name(error))
                return self._last_rules(key, origin, f"cannot be had: {error}", f"{url}: {error}")
            self._count(f"status/{response.status}")
            if response.status >= 500:
                why = f"status {response.status}"
                return self._last_rules(key, origin, f"cannot be had: {why}", f"{url}: {why}")
            if 200 <= response.status < 300:
                return self._keep(key, text_of(response.body))
            target = response.headers.get(b"Location")
            if response.status in NOT_KEPT:
                return Rules(None)
            if not (300 <= response.status < 400 and target):
                return self._keep(key, None)
            url = response.urljoin(safe_url_string(target.decode("latin-1")))
            if urlsplit(url).scheme not in ("http", "https"):
                return Rules(None)
        return self._log_unusable(origin, Rules(None), "redirects for ever and is taken for absent")

    def _keep(self, key: tuple[str, str], text: str | None) -> Rules:
        """Keep a file for later runs, and return its rules."""
        if self._kept:
            self._kept.write(*key, text, self._moment.replace(microsecond=0))
        return Rules.kept(text)

    def _last_rules(self, key: tuple[str, str], url: str, what: str, why: str) -> Rules:
        """Return the last rules of a server that fails; without any, nothing is
        allowed.
        """
        kept = self._kept.read(*key, self._moment, UNREACHABLE) if self._kept else None
        if kept is None:
            return self._log_unusable(url, Rules(None, why), what)
        logger.warning("%s %s; its rules of %s hold", url, what, f"{kept.fetched:%Y-%m-%d %H:%M}")
        return Rules.kept(kept.text)

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

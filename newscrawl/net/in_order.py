"""Replayed requests, in any order → their answers, in the order of their capture.

Scrapy promises no order, and much depends on it: of two equal articles the first to
come is archived. All requests of a replay wait here. The earliest captured of them is
released when the engine is at rest: every request in progress waits here, or waits for
one that is here; no item is in the pipelines; and nothing is scheduled. Then no earlier
capture can still be requested before an answer comes. The attributes of Scrapy's engine
that are read for this are pinned by `tests/net/test_scrapy_contract.py`.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from heapq import heappop, heappush
from itertools import count
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler

from newscrawl.net.robots import RobotsMiddleware

_POLLS = 1000
"""Turns of the event loop after which the state is checked once a millisecond: a disk
or a thread is being waited for."""
_STUCK = 60.0
"""Seconds after which the log names what is waited for."""

logger = logging.getLogger(__name__)


class InOrder:
    """A gate: `wait` returns when it is the request's turn."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler: Any = crawler
        self._queue: list[tuple[int, int, Request, asyncio.Future[None]]] = []
        self._tickets = count()
        self._waiting: set[Request] = set()
        self._releasing: asyncio.Task[None] | None = None

    async def wait(self, request: Request, rank: int | None) -> None:
        """Wait until all earlier captures are released; without a rank, until all
        are.
        """
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heappush(self._queue, (sys.maxsize if rank is None else rank, next(self._tickets), request, turn))
        self._waiting.add(request)
        if self._releasing is None or self._releasing.done():
            self._releasing = asyncio.ensure_future(self._release())
        try:
            await turn
        finally:
            self._waiting.discard(request)

    def close(self) -> None:
        """Stop releasing."""
        if self._releasing is not None:
            self._releasing.cancel()

    async def _release(self) -> None:
        while self._queue:
            await self._rest()
            _, _, request, turn = heappop(self._queue)
            if not turn.done():
                self._waiting.discard(request)
                turn.set_result(None)

    async def _rest(self) -> None:
        """Wait until the engine is at rest, however long that takes."""
        loop = asyncio.get_running_loop()
        since, polls = loop.time(), 0
        while moving := self._moving():
            polls += 1
            if since and loop.time() - since > _STUCK:
                since = 0.0
                logger.warning("The replay waits for %s", moving)
            await asyncio.sleep(0.001 if polls > _POLLS else 0)

    def _moving(self) -> str | None:
        """Return what may still bring a request here before an answer; None at rest."""
        engine = self._crawler.engine
        slot = engine._slot
        if slot is None:
            return None
        on_their_way = len(slot.inprogress) - len(self._waiting) - self._held()
        if on_their_way > 0:
            return f"{on_their_way} requests that are in progress"
        if engine.scraper.slot is not None and not engine.scraper.slot.is_idle():
            return "items that are in the pipelines"
        if engine.needs_backout():  # the run is closing: what is scheduled, or not yet requested, will not come here
            return None
        if slot.scheduler.has_pending_requests():
            return "requests that are scheduled"
        if engine._start is not None and not self._start_is_blocked():
            return "the spider's start()"
        return None

    def _held(self) -> int:
        """Return how many requests wait for the answer to another one that is here."""
        robots = self._crawler.get_downloader_middleware(RobotsMiddleware)
        return 0 if robots is None else robots.held

    def _start_is_blocked(self) -> bool:
        """Return whether the spider's `start()` waits for an answer, not for a turn."""
        engine = self._crawler.engine
        awaited = getattr(engine._start_request_processing_awaitable, "_fut_waiter", None)
        return engine._start.ag_await is not None and awaited is not None and not awaited.done()

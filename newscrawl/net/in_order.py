"""Lets replayed answers go in the order in which they were captured, whatever the order in which they are asked for.

Scrapy promises no order, and pages that depend on it are many: of two equal articles the first to come is archived.
All requests of a replay wait here at once; only when nothing else moves is the earliest captured of them let go, so
the one whose turn it is has always had its chance to be among them. Attributes of Scrapy's engine that are read here
are pinned by `tests/net/test_scrapy_contract.py`.
"""

from __future__ import annotations

import asyncio
import sys
from heapq import heappop, heappush
from itertools import count

from scrapy import Request
from scrapy.crawler import Crawler

_NEXT_IN_LINE = 4
"""Quiet turns of the event loop before the very next capture is let go."""
_OUT_OF_LINE = 200
"""Quiet turns before another than the next: the next may still be on its way, or is never asked for."""
_STILL_STARTING = 2000
"""The same while the spider's `start()` has not ended, which may itself be waiting for an answer."""


class InOrder:
    """A gate: `wait` returns when it is the request's turn."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._waiting: list[tuple[int, int, Request, asyncio.Future[None]]] = []
        self._tickets = count()
        self._next = 0
        self._arrived = False
        self._released: Request | None = None
        self._pump: asyncio.Task[None] | None = None

    async def wait(self, request: Request, rank: int | None) -> None:
        """Wait until all earlier captures that are asked for have gone; without a rank, until all have."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (sys.maxsize if rank is None else rank, next(self._tickets), request, turn))
        self._arrived = True
        if self._pump is None or self._pump.done():
            self._pump = asyncio.ensure_future(self._release())
        await turn

    def close(self) -> None:
        """Let nothing go any more."""
        if self._pump is not None:
            self._pump.cancel()

    async def _release(self) -> None:
        quiet = restless = 0
        while self._waiting:
            await asyncio.sleep(0.001 if restless > 1000 else 0)  # something waits for a disk or a thread
            if self._at_rest():
                quiet, restless = quiet + 1, 0
            else:
                quiet, restless = 0, restless + 1
            rank, _, request, turn = self._waiting[0]
            if quiet < self._patience(rank):
                continue
            heappop(self._waiting)
            quiet, self._next, self._released = 0, max(self._next, rank + 1), request
            if not turn.done():
                turn.set_result(None)

    def _patience(self, rank: int) -> int:
        if self._crawler.engine._start is not None:
            return _STILL_STARTING
        return _NEXT_IN_LINE if rank == self._next else _OUT_OF_LINE

    def _at_rest(self) -> bool:
        """Tell whether what was let go has been dealt with and nothing new is on its way here."""
        arrived, self._arrived = self._arrived, False
        engine = self._crawler.engine
        slot, scheduler = engine.scraper.slot, engine.scheduler
        return not (
            arrived
            or self._released in engine.downloader.active
            or (slot is not None and not slot.is_idle())
            # What cannot leave the scheduler (the run is closing, or full) will not come here.
            or (scheduler is not None and scheduler.has_pending_requests() and not engine.needs_backout())
            or any(slot.queue for slot in engine.downloader.slots.values())
        )

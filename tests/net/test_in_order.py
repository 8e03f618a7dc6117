"""A replay's answers go in the order of their capture: decided by what the engine still has in progress, never by time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request

from newscrawl.net.in_order import InOrder

MANY = 3000
"""Turns of the event loop; whoever counts them and gives up has done so by then."""


class Engine:
    """What Scrapy's engine states of itself, set by hand."""

    def __init__(self) -> None:
        self.scheduled: list[Request] = []
        self._slot = SimpleNamespace(
            inprogress=set(), scheduler=SimpleNamespace(has_pending_requests=lambda: bool(self.scheduled))
        )
        self.pipelines = 0
        self.scraper = SimpleNamespace(slot=SimpleNamespace(is_idle=lambda: not self.pipelines))
        self.closing = False
        self._start: Any = None
        self._start_request_processing_awaitable: Any = None

    def needs_backout(self) -> bool:
        return self.closing


class Gate:
    """A gate, the engine before it, and the order in which requests came through."""

    def __init__(self) -> None:
        self.engine = Engine()
        self.robots = SimpleNamespace(held=0)
        self.order: list[int] = []
        crawler = SimpleNamespace(engine=self.engine, get_downloader_middleware=lambda cls: self.robots)
        self.gate = InOrder(crawler)  # type: ignore[arg-type]
        self.tasks: list[asyncio.Task[None]] = []

    def begin(self, rank: int) -> Request:
        """Take a request out of the scheduler: in progress, but not at the gate yet."""
        request = Request(f"http://www.hxnews.com/{rank}")
        self.engine._slot.inprogress.add(request)
        return request

    def arrive(self, request: Request, rank: int) -> None:
        async def download() -> None:
            await self.gate.wait(request, rank)
            self.order.append(rank)
            self.engine._slot.inprogress.remove(request)

        self.tasks.append(asyncio.ensure_future(download()))


def in_a_loop(test: Callable[[Gate], Awaitable[None]]) -> Callable[[], None]:
    def run() -> None:
        async def whole() -> None:
            gate = Gate()
            await test(gate)

        asyncio.run(whole())

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


async def through(gate: Gate) -> None:
    """All that arrived has come through."""
    async with asyncio.timeout(30):
        await asyncio.gather(*gate.tasks)


async def turns(count: int = MANY) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


@in_a_loop
async def test_the_earliest_capture_goes_first_whatever_came_first(gate: Gate) -> None:
    for request, rank in [(gate.begin(rank), rank) for rank in (5, 2, 9, 0)]:
        gate.arrive(request, rank)
    await through(gate)
    assert gate.order == [0, 2, 5, 9]


@in_a_loop
async def test_a_request_still_on_its_way_is_waited_for_however_long_it_takes(gate: Gate) -> None:
    late, early = gate.begin(1), gate.begin(0)
    gate.arrive(late, 1)
    await turns()
    assert gate.order == []
    gate.arrive(early, 0)
    await through(gate)
    assert gate.order == [0, 1]


@in_a_loop
async def test_what_is_scheduled_or_in_the_pipelines_may_bring_an_earlier_one(gate: Gate) -> None:
    gate.engine.scheduled.append(Request("http://www.hxnews.com/0"))
    gate.arrive(gate.begin(1), 1)
    await turns()
    assert gate.order == []
    gate.engine.pipelines = 1
    gate.engine.scheduled.clear()
    await turns()
    assert gate.order == []
    gate.engine.pipelines = 0
    await through(gate)
    assert gate.order == [1]


@in_a_loop
async def test_requests_that_wait_for_a_robots_txt_do_not_hold_it_back(gate: Gate) -> None:
    page = gate.begin(1)
    gate.robots.held = 1
    gate.arrive(gate.begin(0), 0)
    await through(gate)
    assert gate.order == [0]
    gate.robots.held = 0
    gate.arrive(page, 1)
    await through(gate)
    assert gate.order == [0, 1]


@in_a_loop
async def test_requests_that_are_scheduled_while_the_run_closes_are_not_waited_for(gate: Gate) -> None:
    gate.engine.scheduled.append(Request("http://www.hxnews.com/0"))
    gate.engine.closing = True
    gate.arrive(gate.begin(1), 1)
    await through(gate)
    assert gate.order == [1]


@in_a_loop
async def test_start_is_waited_for_unless_it_waits_for_an_answer(gate: Gate) -> None:
    answered = asyncio.Event()

    async def start() -> AsyncIterator[int]:
        yield 0
        await answered.wait()
        yield 1

    async def consume(between: asyncio.Event) -> None:
        async for _ in gate.engine._start:
            await between.wait()
        gate.engine._start = None

    between = asyncio.Event()
    gate.engine._start = start()
    gate.engine._start_request_processing_awaitable = task = asyncio.ensure_future(consume(between))
    gate.arrive(gate.begin(3), 3)
    await turns()
    assert gate.order == [], "start() is not blocked: the engine has not asked it for more yet"
    between.set()
    await through(gate)
    assert gate.order == [3]
    answered.set()
    await task


@in_a_loop
async def test_a_request_that_is_cancelled_does_not_hold_up_the_others(gate: Gate) -> None:
    busy = gate.begin(7)
    gone = gate.begin(0)
    gate.arrive(gone, 0)
    gate.arrive(gate.begin(1), 1)
    await turns(10)
    gate.tasks.pop(0).cancel()
    await turns(10)
    gate.engine._slot.inprogress -= {busy, gone}
    await through(gate)
    assert gate.order == [1]


@in_a_loop
async def test_a_replay_that_cannot_go_on_names_what_it_waits_for(gate: Gate) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("newscrawl.net.in_order._STUCK", -1.0)
        logged: list[str] = []
        patch.setattr("newscrawl.net.in_order.logger.warning", lambda text, what: logged.append(text % what))
        other = gate.begin(0)
        gate.arrive(gate.begin(1), 1)
        await turns(10)
        assert logged == ["The replay waits for 1 requests that are in progress"]
        gate.engine._slot.inprogress.discard(other)
        await through(gate)
    assert gate.order == [1]

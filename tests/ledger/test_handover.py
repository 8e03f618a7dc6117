"""Fresh walks pass a back-fill: who waits is let in between two pages, and nobody waits for the dead."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from newscrawl.ledger.handover import acquire, wanted, yield_to_waiting
from newscrawl.ledger.locks import FileLocks

KEY = "hxnews.com"
LONG = timedelta(seconds=30)
PAUSE = 0.005


@pytest.fixture
def back_fill(tmp_path: Path) -> Iterator[FileLocks]:
    locks = FileLocks(tmp_path / "locks")
    yield locks
    locks.drop_all()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[FileLocks]:
    locks = FileLocks(tmp_path / "locks")
    yield locks
    locks.drop_all()


async def until(condition: object) -> None:
    while not condition():  # type: ignore[operator]
        await asyncio.sleep(PAUSE)


async def held_by(locks: FileLocks, *keys: str, wait: timedelta | None = None, **options: Any) -> list[set[str]]:
    """All that a run takes, in the order in which it gets it."""
    return [taken async for taken in acquire(locks, keys, wait, pause=PAUSE, **options)]


def test_a_held_site_is_left_out_at_once_where_nobody_waits(back_fill: FileLocks, fresh: FileLocks) -> None:
    async def story() -> None:
        assert await held_by(back_fill, KEY) == [{KEY}]
        assert await held_by(fresh, KEY, "fjsen.com") == [{"fjsen.com"}]
        assert not wanted(back_fill, KEY)

    asyncio.run(story())


def test_a_back_fill_lets_a_waiting_run_pass_and_goes_on_after_it(back_fill: FileLocks, fresh: FileLocks) -> None:
    """The waiting run was not told to wait: that the holder is a back-fill is reason enough."""
    order = []

    async def walk() -> None:
        assert await held_by(fresh, KEY, "fjsen.com") == [{"fjsen.com"}, {KEY}]
        order.append("fresh walk")
        await asyncio.sleep(PAUSE * 3)
        order.append("fresh walk done")
        fresh.drop_all()

    async def story() -> None:
        await held_by(back_fill, KEY, yields=True)
        waiting = asyncio.create_task(walk())
        await until(lambda: wanted(back_fill, KEY))
        order.append("between pages")
        await yield_to_waiting(back_fill, KEY, pause=PAUSE)
        order.append("back-fill goes on")
        await waiting
        assert not wanted(back_fill, KEY)

    asyncio.run(story())
    assert order == ["between pages", "fresh walk", "fresh walk done", "back-fill goes on"]


def test_sites_that_are_free_do_not_wait_for_the_others(back_fill: FileLocks, fresh: FileLocks) -> None:
    async def story() -> None:
        await held_by(back_fill, KEY, yields=True)
        taking = acquire(fresh, [KEY, "fjsen.com"], pause=PAUSE)
        assert await anext(taking) == {"fjsen.com"}
        assert wanted(back_fill, KEY), "while the free site is crawled"
        await taking.aclose()
        assert not wanted(back_fill, KEY)

    asyncio.run(story())


@pytest.mark.parametrize("yields", [False, True], ids=["fresh", "back-fill"])
def test_the_wait_ends_and_leaves_no_mark(back_fill: FileLocks, fresh: FileLocks, yields: bool) -> None:
    """`wait` holds for any holder, patience for a back-fill."""
    short = timedelta(milliseconds=20)

    async def story() -> None:
        await held_by(back_fill, KEY, yields=yields)
        assert await held_by(fresh, KEY, wait=None if yields else short, patience=short) == []
        assert not wanted(back_fill, KEY)

    asyncio.run(story())


def test_back_fills_do_not_send_one_another_away(back_fill: FileLocks, fresh: FileLocks) -> None:
    async def story() -> None:
        await held_by(back_fill, KEY, yields=True)
        assert await held_by(fresh, KEY, yields=True) == [], "nor wait for one another unless told to"
        other = asyncio.create_task(held_by(fresh, KEY, wait=LONG, yields=True))
        await asyncio.sleep(PAUSE * 3)
        assert not wanted(back_fill, KEY)
        back_fill.drop_all()
        assert await other == [{KEY}]

    asyncio.run(story())


def test_two_runs_that_wait_both_have_their_turn(back_fill: FileLocks, fresh: FileLocks, tmp_path: Path) -> None:
    third = FileLocks(tmp_path / "locks")
    turns = []

    async def crawl(locks: FileLocks, name: str) -> None:
        assert await held_by(locks, KEY, wait=LONG) == [{KEY}]
        turns.append(name)
        await asyncio.sleep(PAUSE * 2)
        locks.drop_all()

    async def story() -> None:
        await held_by(back_fill, KEY, yields=True)
        waiting = [asyncio.create_task(crawl(fresh, "one")), asyncio.create_task(crawl(third, "two"))]
        await until(lambda: wanted(back_fill, KEY))
        while len(turns) < 2:
            if wanted(back_fill, KEY):
                await yield_to_waiting(back_fill, KEY, pause=PAUSE)
            await asyncio.sleep(PAUSE)
        await asyncio.gather(*waiting)

    asyncio.run(story())
    assert sorted(turns) == ["one", "two"]


def test_nobody_waits_for_a_run_that_died_waiting(back_fill: FileLocks, tmp_path: Path) -> None:
    code = """
import asyncio, os, sys
from datetime import timedelta
from pathlib import Path
from newscrawl.ledger.handover import acquire
from newscrawl.ledger.locks import FileLocks

async def wait():
    async for _taken in acquire(FileLocks(Path(sys.argv[1])), ["hxnews.com"], timedelta(hours=1)):
        pass

async def story():
    waiting = asyncio.create_task(wait())
    await asyncio.sleep(0)
    print("waits", flush=True)
    await waiting

asyncio.run(story())
"""

    async def story() -> None:
        await held_by(back_fill, KEY)
        command = [sys.executable, "-c", code, str(tmp_path / "locks")]
        root = Path(__file__).parents[2]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root) as waiting:
            assert waiting.stdout is not None
            waiting.stdout.readline()
            assert wanted(back_fill, KEY)
            waiting.kill()
        assert not wanted(back_fill, KEY)

    asyncio.run(story())

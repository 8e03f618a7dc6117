"""Fresh walks pass a back-fill: who waits is let in between two pages, and nobody waits for the dead."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

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


def test_a_held_site_is_left_out_at_once_where_nobody_waits(back_fill: FileLocks, fresh: FileLocks) -> None:
    async def story() -> None:
        assert await acquire(back_fill, [KEY]) == {KEY}
        assert await acquire(fresh, [KEY, "fjsen.com"]) == {"fjsen.com"}
        assert not wanted(back_fill, KEY)
        assert not await yield_to_waiting(back_fill, KEY)

    asyncio.run(story())


def test_a_back_fill_lets_a_waiting_run_pass_and_goes_on_after_it(back_fill: FileLocks, fresh: FileLocks) -> None:
    order = []

    async def walk() -> None:
        assert await acquire(fresh, [KEY], LONG, pause=PAUSE) == {KEY}
        order.append("fresh walk")
        await asyncio.sleep(PAUSE * 3)
        order.append("fresh walk done")
        fresh.drop_all()

    async def story() -> None:
        await acquire(back_fill, [KEY])
        waiting = asyncio.create_task(walk())
        await until(lambda: wanted(back_fill, KEY))
        order.append("between pages")
        assert await yield_to_waiting(back_fill, KEY, pause=PAUSE)
        order.append("back-fill goes on")
        await waiting
        assert not await yield_to_waiting(back_fill, KEY, pause=PAUSE)

    asyncio.run(story())
    assert order == ["between pages", "fresh walk", "fresh walk done", "back-fill goes on"]


def test_the_wait_ends_and_leaves_no_mark(back_fill: FileLocks, fresh: FileLocks) -> None:
    async def story() -> None:
        await acquire(back_fill, [KEY])
        assert await acquire(fresh, [KEY], timedelta(milliseconds=20), pause=PAUSE) == set()
        assert not wanted(back_fill, KEY)

    asyncio.run(story())


def test_back_fills_do_not_send_one_another_away(back_fill: FileLocks, fresh: FileLocks) -> None:
    async def story() -> None:
        await acquire(back_fill, [KEY], yields=True)
        other = asyncio.create_task(acquire(fresh, [KEY], LONG, yields=True, pause=PAUSE))
        await asyncio.sleep(PAUSE * 3)
        assert not wanted(back_fill, KEY)
        back_fill.drop_all()
        assert await other == {KEY}

    asyncio.run(story())


def test_nobody_waits_for_a_run_that_died_waiting(back_fill: FileLocks, tmp_path: Path) -> None:
    code = """
import asyncio, os, sys
from datetime import timedelta
from pathlib import Path
from newscrawl.ledger.handover import acquire
from newscrawl.ledger.locks import FileLocks

async def story():
    waiting = asyncio.create_task(acquire(FileLocks(Path(sys.argv[1])), ["hxnews.com"], timedelta(hours=1)))
    await asyncio.sleep(0)
    print("waits", flush=True)
    await waiting

asyncio.run(story())
"""

    async def story() -> None:
        await acquire(back_fill, [KEY])
        command = [sys.executable, "-c", code, str(tmp_path / "locks")]
        root = Path(__file__).parents[2]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root) as waiting:
            assert waiting.stdout is not None
            waiting.stdout.readline()
            assert wanted(back_fill, KEY)
            waiting.kill()
        assert not wanted(back_fill, KEY)

    asyncio.run(story())

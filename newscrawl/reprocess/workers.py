"""Reading tasks → their results, in this process or in several.

A worker ends when the process that started it ends, however that came about. A page
that ends the process reading it (out of memory, a fault in a parser) costs that page
and no other.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from pathlib import Path
from typing import TypeVar, TypeVarTuple

from newscrawl.reprocess.choice import Choice
from newscrawl.reprocess.forking import worker_context
from newscrawl.reprocess.host_lines import LinesByHost
from newscrawl.reprocess.page_results import PageResult
from newscrawl.reprocess.read_pages import PageToRead, damaged, read
from newscrawl.warc.salvage import Damage

T = TypeVar("T")
Args = TypeVarTuple("Args")


class Workers:
    """A number of processes that read; with one job, this process itself."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._pool = _pool(jobs) if jobs > 1 else None
        self._alone: ProcessPoolExecutor | None = None
        self._one_at_a_time = asyncio.Lock()

    async def run(self, task: Callable[[*Args], T], *args: *Args) -> T:
        """Run a task, and once more if the process that runs it dies."""
        if self._pool is None:
            return task(*args)
        for last in (False, True):
            pool = self._pool
            try:
                return await asyncio.get_running_loop().run_in_executor(pool, task, *args)
            except BrokenProcessPool:
                self._replace(pool)
                if last:
                    raise
        raise AssertionError

    async def read(
        self, path: Path, name: str, wanted: Sequence[PageToRead], choice: Choice, lines: LinesByHost
    ) -> list[PageResult]:
        """Read pages of a WARC file."""
        if self._pool is None:
            return read(path, name, wanted, choice, lines)
        pool = self._pool
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, read, path, name, wanted, choice, lines)
        except BrokenProcessPool:
            self._replace(pool)
        return [each for one in wanted for each in await self._read_alone(path, name, one, choice, lines)]

    async def _read_alone(
        self, path: Path, name: str, one: PageToRead, choice: Choice, lines: LinesByHost
    ) -> list[PageResult]:
        """Read one page in a process of its own: if that dies, it was this page."""
        async with self._one_at_a_time:
            self._alone = self._alone or _pool(1)
            try:
                return await asyncio.get_running_loop().run_in_executor(
                    self._alone, read, path, name, [one], choice, lines
                )
            except BrokenProcessPool:
                self._alone = None
                return [damaged(one, Damage(one.member, "its reading ended the process"))]

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        if self._pool is broken:
            self._pool = _pool(self.jobs)

    def close(self) -> None:
        """Stop the processes; tasks that have not begun are dropped."""
        for pool in (self._pool, self._alone):
            if pool is not None:
                pool.shutdown(wait=False, cancel_futures=True)


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, worker_context(), _begin)


def _begin() -> None:
    """Make a process a worker: ignore Ctrl-C, and end with the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def follow(sentinel: int = parent.sentinel) -> None:
        wait([sentinel])
        os._exit(1)

    threading.Thread(target=follow, daemon=True, name="follow-parent").start()

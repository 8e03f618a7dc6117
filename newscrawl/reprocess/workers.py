"""Reading tasks → their results, in this process or in several.

A worker ends when the process that started it ends, however that came about. A page
that ends the process reading it (out of memory, a fault in a parser) costs that page
and no other.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import TypeVar, TypeVarTuple

from newscrawl.allocator import merge_freed
from newscrawl.reprocess.choice import Choice
from newscrawl.reprocess.forking import can_fork, forked, worker_context
from newscrawl.reprocess.host_lines import LinesByHost
from newscrawl.reprocess.page_results import PageResult
from newscrawl.reprocess.read_pages import PageToRead, damaged, read
from newscrawl.reprocess.source import Portion
from newscrawl.warc.salvage import Damage

T = TypeVar("T")
Args = TypeVarTuple("Args")
COLLECTED = 10_000
"""Objects in whose number garbage is looked for."""

BEHIND = 3
"""How far workers stand back behind the process that takes their results: it can be the
slowest of all, and they would wait for it at the end."""


class Workers:
    """A number of processes that read; with one job, this process itself."""

    def __init__(self, jobs: int, *, at_once: bool = False) -> None:
        """Start processes at the first task, or at once: where that is possible they
        are forked from this one, with all that it has imported. It may have neither
        threads nor files of an archive open then.
        """
        self.jobs = jobs
        now = at_once and can_fork()
        self._pool = _pool(jobs, forked() if now else None) if jobs > 1 else None
        self._first = self._pool
        self._alone: ProcessPoolExecutor | None = None
        self._one_at_a_time = asyncio.Lock()
        if now and self._pool is not None:
            self._pool.submit(os.getpid)  # all are forked at the first task

    def submit(self, task: Callable[[*Args], T], *args: *Args) -> Future[T]:
        """Order a task of several processes before there is an event loop."""
        assert self._first is not None
        return self._first.submit(task, *args)

    def submit_read(self, path: Path, name: str, portion: Portion, choice: Choice) -> Future[list[PageResult]]:
        """Order pages in the same way; `read` takes the result."""
        return self.submit(read, path, name, portion.pages, choice, portion.lines)

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
        self,
        path: Path,
        name: str,
        portion: Portion,
        choice: Choice,
        begun: Future[list[PageResult]] | None = None,
    ) -> list[PageResult]:
        """Read pages of a WARC file, or await the task in which that was begun."""
        wanted, lines = portion
        if self._pool is None:
            return read(path, name, wanted, choice, lines)
        if begun is not None:
            try:
                return await asyncio.wrap_future(begun)
            except BrokenProcessPool:
                self._replace(self._first)
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

    def _replace(self, broken: ProcessPoolExecutor | None) -> None:
        if self._pool is broken:
            self._pool = _pool(self.jobs)

    def close(self) -> None:
        """Stop the processes; tasks that have not begun are dropped."""
        for pool in (self._pool, self._alone):
            if pool is not None:
                pool.shutdown(wait=False, cancel_futures=True)


def _pool(jobs: int, context: BaseContext | None = None) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, context or worker_context(), _begin)


def _begin() -> None:
    """Make a process a worker: ignore Ctrl-C, end with the parent, leave a core to it,
    collect garbage seldom, never among what was imported, and merge freed memory at
    once.
    """
    merge_freed()
    gc.freeze()
    gc.set_threshold(COLLECTED)
    gc.enable()
    os.nice(BEHIND)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def follow(sentinel: int = parent.sentinel) -> None:
        wait([sentinel])
        os._exit(1)

    threading.Thread(target=follow, daemon=True, name="follow-parent").start()

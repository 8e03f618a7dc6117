"""The crawls of a worker, each in a process that is forked from one which has imported
the program already.

A quiet crawl of one site costs a second of CPU as a new process, most of it for
imports, and a fifth of that when forked. Each is a process of its own all the same,
with its own exit code, locks, settings and signals; `forkserver` is the other end. The
code is that of the first crawl: restart workers after an update. Where processes cannot
be forked so (any system but Linux), each crawl is a new process.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

KILLED = -signal.SIGKILL
"""What a crawl counts as whose end nobody saw."""


@dataclass
class _Crawl:
    """A crawl under way, as its worker knows it."""

    pid: asyncio.Future[int]
    code: asyncio.Future[int]


@dataclass
class CrawlForks:
    """The process that forks, started with the first crawl; and the crawls under
    way.
    """

    _crawls: dict[int, _Crawl] = field(default_factory=dict)
    _numbers: count[int] = field(default_factory=count)
    _server: subprocess.Popen[bytes] | None = None
    _writer: asyncio.StreamWriter | None = None
    _reading: asyncio.Task[None] | None = None
    _starting: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def run(self, words: tuple[str, ...], environment: Mapping[str, str]) -> int:
        """Run a Scrapy command that dies with this process; return its exit code,
        negative for a signal.
        """
        if sys.platform != "linux":
            return await _new_process(words, environment)
        async with self._starting:
            if self._writer is None:
                await self._start(environment)
        loop, number = asyncio.get_running_loop(), next(self._numbers)
        crawl = self._crawls[number] = _Crawl(loop.create_future(), loop.create_future())
        try:
            assert self._writer is not None
            order = {"number": number, "words": words, "environment": dict(environment)}
            self._writer.write(json.dumps(order).encode() + b"\n")
            return await asyncio.shield(crawl.code)
        except asyncio.CancelledError:
            pid = await crawl.pid
            if not crawl.code.done():
                os.kill(pid, signal.SIGTERM)
            await crawl.code
            raise
        finally:
            del self._crawls[number]

    async def close(self) -> None:
        """End the process that forks, and with it the crawls that are left."""
        if self._writer is not None and self._reading is not None:
            self._writer.close()
            await self._reading

    async def _start(self, environment: Mapping[str, str]) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            line = [sys.executable, "-m", "newscrawl.cluster.forkserver", str(theirs.fileno())]
            self._server = subprocess.Popen(line, pass_fds=[theirs.fileno()], env=dict(environment))
        reader, self._writer = await asyncio.open_unix_connection(sock=ours)
        self._reading = asyncio.create_task(self._read(reader, self._server))

    async def _read(self, reader: asyncio.StreamReader, server: subprocess.Popen[bytes]) -> None:
        """Pass on what is heard of crawls, until the other end is gone: they die with
        it, and the next crawl starts another.
        """
        while line := await reader.readline():
            told: dict[str, Any] = json.loads(line)
            if (crawl := self._crawls.get(told["number"])) is not None:
                _settle(crawl.pid, told["pid"])
                if told["code"] is not None:
                    _settle(crawl.code, told["code"])
        if self._writer is not None:
            self._writer.close()
        self._writer = None
        for crawl in self._crawls.values():
            _settle(crawl.code, KILLED)
            _settle(crawl.pid, server.pid)
        server.wait()


def _settle(future: asyncio.Future[int], value: int) -> None:
    if not future.done():
        future.set_result(value)


async def _new_process(words: tuple[str, ...], environment: Mapping[str, str]) -> int:
    """Run a Scrapy command in a new process."""
    child = await asyncio.create_subprocess_exec(sys.executable, "-m", "scrapy", *words, env=dict(environment))
    try:
        return await child.wait()
    except asyncio.CancelledError:
        child.send_signal(signal.SIGTERM)
        await child.wait()
        raise

"""`python -m newscrawl.cluster.forkserver DESCRIPTOR`: a process that imports the
program once, and is forked for each crawl that its worker orders.

Orders and answers are lines of JSON on a socket. It ends when the worker's end of the
socket is closed, for whatever reason; Linux then sends SIGTERM to its children, and the
crawls end as after any SIGTERM. Signals that a terminal or a service manager sends to
the whole group are the crawls' and the worker's.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import signal
import socket
import sys
import warnings
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pkgutil import iter_modules
from selectors import EVENT_READ, DefaultSelector
from typing import Any, NoReturn

PR_SET_PDEATHSIG = 1  # prctl(2)
IMPORTED = (
    "newscrawl.dedup.postgres",
    "newscrawl.ledger.network_disk",
    "newscrawl.ledger.postgres",
    "newscrawl.ledger.sqlite_file",
    "newscrawl.monitor.chats",
    "newscrawl.monitor.core_counts",
    "newscrawl.monitor.field_fills",
    "newscrawl.monitor.log_lines",
    "newscrawl.monitor.messages",
    "newscrawl.monitor.observing",
    "newscrawl.monitor.reachability",
    "newscrawl.monitor.run_log",
    "newscrawl.monitor.sending",
    "newscrawl.monitor.summary",
    "newscrawl.monitor.watch",
    "newscrawl.net.decoding",
    "newscrawl.net.handler",
    "newscrawl.net.offsite",
    "newscrawl.net.robots",
    "newscrawl.net.traffic",
    "newscrawl.reader.article",
    "newscrawl.reader.listing",
    "newscrawl.record.extension",
    "newscrawl.record.followers",
    "newscrawl.spiders.channel",
    "newscrawl.spiders.lean_crawl",
    "newscrawl.spiders.newspaper",
    "newscrawl.spiders.own_spiders",
    "newscrawl.spiders.pipelines",
    "scrapy.cmdline",
    "scrapy.core.engine",
    "scrapy.core.scheduler",
    "scrapy.crawler",
    "scrapy.dupefilters",
    "scrapy.pqueues",
    "scrapy.shell",
    "scrapy.squeues",
    "scrapy.statscollectors",
    "twisted.conch.telnet",
    "twisted.internet.asyncioreactor",
    "twisted.web.client",
)
"""What a crawl imports; nothing that reads settings, or installs a reactor."""
COMMANDS = ("newscrawl.commands", "scrapy.commands")
"""Packages all of whose modules Scrapy's command line imports, to list commands."""
_LONGEST = 1 << 16


def die_with_parent(parent: int) -> None:
    """Have Linux end this process when `parent` dies; end it now if that has
    happened.
    """
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(128 + signal.SIGTERM)


def import_program() -> None:
    """Import what crawls need, and leave it to all of them alike."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # each crawl that uses it warns by itself
        for name in (*IMPORTED, *_of_scrapy(), *_of_commands()):
            import_module(name)
    from newscrawl.catalog import load
    from newscrawl.urls import registrable_domain

    next(load().sites())  # models of site files are built when the first is read
    registrable_domain("www.hxnews.com")  # reads the list of suffixes
    gc.collect()
    gc.freeze()  # a collection in a child would copy the pages of all objects


def _of_scrapy() -> Iterator[str]:
    """Yield the modules of Scrapy's default components, but for those that settings
    leave out.
    """
    from scrapy.settings import default_settings as defaults

    bases = (defaults.EXTENSIONS_BASE, defaults.DOWNLOADER_MIDDLEWARES_BASE, defaults.SPIDER_MIDDLEWARES_BASE)
    for path in (path for base in bases for path in base):
        if "remote_control" not in path and "cookies" not in path:
            yield path.rpartition(".")[0]


def _of_commands() -> Iterator[str]:
    for package in COMMANDS:
        yield from (found.name for found in iter_modules(import_module(package).__path__, f"{package}."))


class ForkServer:
    """The children of this process, and the socket to the worker."""

    def __init__(self, worker: socket.socket) -> None:
        self._worker = worker
        self._numbers: dict[int, int] = {}
        """Child → number of its order."""
        self._pending = b""
        self._ended, wakes = os.pipe()
        for each in (self._ended, wakes):
            os.set_blocking(each, False)
        signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda _signal, _frame: None)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)

    def serve(self) -> None:
        """Fork as ordered until the worker is gone."""
        with DefaultSelector() as selector:
            selector.register(self._worker, EVENT_READ)
            selector.register(self._ended, EVENT_READ)
            while True:
                for key, _events in selector.select():
                    if key.fileobj is not self._worker:
                        self._reap()
                    elif not (data := self._worker.recv(_LONGEST)):
                        return
                    else:
                        *lines, self._pending = (self._pending + data).split(b"\n")
                        for line in lines:
                            self._fork(json.loads(line))

    def _fork(self, order: dict[str, Any]) -> None:
        parent = os.getpid()
        if (pid := os.fork()) == 0:
            self._crawl(order, parent)
        self._numbers[pid] = order["number"]
        self._tell(order["number"], pid, None)

    def _crawl(self, order: dict[str, Any], parent: int) -> NoReturn:
        """Be the crawl, to the end of this process."""
        signal.set_wakeup_fd(-1)
        self._worker.close()
        for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        die_with_parent(parent)
        os.environ.clear()
        os.environ.update(order["environment"])
        sys.argv = ["scrapy", *order["words"]]
        from scrapy.cmdline import execute

        execute(sys.argv)
        sys.exit(0)

    def _reap(self) -> None:
        with suppress(BlockingIOError):
            os.read(self._ended, _LONGEST)
        for pid, number in list(self._numbers.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                del self._numbers[pid]
                self._tell(number, pid, os.waitstatus_to_exitcode(status))

    def _tell(self, number: int, pid: int, code: int | None) -> None:
        with suppress(OSError):  # the worker is gone, which is seen next
            self._worker.sendall(json.dumps({"number": number, "pid": pid, "code": code}).encode() + b"\n")


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as channel:
        server = ForkServer(channel)
        import_program()
        server.serve()
    os._exit(0)

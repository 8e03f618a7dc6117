"""Starts Python programs as a shell would, but forked from a parent that has everything imported.

A crawl costs its pages then, not the two seconds of its imports. `python -m tests.processes` is the parent, one for
all processes of pytest (`share`), or for one that has none to share; for each order it forks, and the child runs `-m module …` or `-c code` with arguments,
environment, folder and files of its own. `scrapy`, `run` and `start` are the side of the tests, made like the functions
of `subprocess` that they stand for. Orders of `before` are carried out in the child first: `{"tests.record.power:install":
[…]}` calls a function, `patch` sets a value.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from importlib import import_module, reload
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
_SOCKET = (socket.AF_UNIX, socket.SOCK_SEQPACKET)
BY_ENVIRONMENT = ("newscrawl.failpoints", "newscrawl.settings")
"""Modules that look at the environment when they are imported."""
WALKED = (
    "newscrawl",
    "scrapy.commands",
    "scrapy.downloadermiddlewares",
    "scrapy.extensions",
    "scrapy.spidermiddlewares",
)
PRELOADED = (
    *("scrapy.core.engine", "scrapy.core.scheduler", "scrapy.dupefilters", "scrapy.logformatter", "scrapy.shell"),
    *("scrapy.squeues", "scrapy.statscollectors", "twisted.conch.telnet", "aiohttp", "rich.console", "rich.table"),
    *("rich._emoji_codes", "rich.live", "scrapy.pqueues", "numpy.ma", "ftfy"),
    *("procrastinate.cli", "procrastinate.contrib", "psycopg_pool"),
    *("tests.record.toy", "tests.record.power", "tests.net.fetching", "tests.spiders.dropping"),
)
NOT_PRELOADED = ("newscrawl.cluster.jobs", "newscrawl.cluster.forkserver", "newscrawl.__main__")
"""What decides by its environment, or is a program."""
LONGEST = 200_000
"""Bytes of an order."""
SHARED = "TESTS_PARENT"
"""Variable of the environment that has the address of a shared parent."""

Before = Mapping[str, Sequence[Any]]
"""Functions (`module:name`) to call in the child before the program, with their arguments."""


class Process:
    """A program under way, with what `subprocess.Popen` has."""

    def __init__(self, pid: int, status: int, out: _Reader | None, err: _Reader | None) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._status = status
        self._readers = (out, err)

    def poll(self) -> int | None:
        """Return the exit code of a program that has ended, negative for a signal."""
        return self._ended(0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end; return the exit code."""
        code = self._ended(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0)
        return code

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Wait for the end; return what the program wrote to its standard streams."""
        self.wait(timeout)
        out, err = (reader.text() if reader else "" for reader in self._readers)
        return out, err

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _ended(self, timeout: float | None) -> int | None:
        if self.returncode is None and select.select([self._status], [], [], timeout)[0]:
            told = os.read(self._status, 16)
            os.close(self._status)
            self.returncode = int(told)
        return self.returncode


class _Reader:
    """Reads a pipe to its end, beside the test."""

    def __init__(self) -> None:
        self._reading, self.writing = os.pipe()
        self._data = b""
        self._thread = threading.Thread(target=self._read, daemon=True)

    def begin(self) -> None:
        """Read from now on; the other end is the program's alone."""
        os.close(self.writing)
        self._thread.start()

    def text(self) -> str:
        """Wait until the last writer is gone; return what was written."""
        self._thread.join()
        return self._data.decode("utf-8").replace("\r\n", "\n")

    def _read(self) -> None:
        with open(self._reading, "rb") as pipe:  # noqa: PTH123 (a descriptor)
            self._data = pipe.read()


def until(condition: Callable[[], Any], otherwise: Callable[[], str], seconds: float = 60) -> None:
    """Wait until other processes have made a condition true, looking now and then; fail with what `otherwise` says."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, otherwise()
        time.sleep(0.01)


def scrapy(*words: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run `scrapy …` to its end; options as of `run`."""
    return run("-m", "scrapy", *words, **options)


def run(*words: object, timeout: float = 120, fresh: bool = False, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run `python …` to its end; options as of `start`. A fresh process imports everything itself, as a user's does."""
    if fresh:
        return _run_fresh(*words, timeout=timeout, **options)
    process = start(*words, **options)
    try:
        out, err = process.communicate(timeout)
    except BaseException:
        process.kill()
        process.communicate()
        raise
    return subprocess.CompletedProcess([*words], process.returncode, out, err)


def start(
    *words: object,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    input: bytes | str = b"",
    out: int | None = None,
    err: int | None = None,
    before: Before | None = None,
) -> Process:
    """Start `python -m module …` or `python -c code …`.

    `env` is added to the environment, but for what Scrapy left there when a test ran a command in its own process. What the program writes is kept for `communicate`, unless `out` and `err` are
    descriptors that it shall write to.
    """
    order = {
        "words": [str(word) for word in words],
        "cwd": str(cwd),
        "env": _environment(env),
        "before": dict(before or {}),
    }
    readers = [_Reader() if number is None else None for number in (out, err)]
    with tempfile.TemporaryFile() as given:
        given.write(input.encode() if isinstance(input, str) else input)
        given.seek(0)
        status, theirs = os.pipe()
        streams = [reader.writing if reader else number for reader, number in zip(readers, (out, err), strict=True)]
        pid = _parent().order(order, [given.fileno(), *streams, theirs])  # type: ignore[list-item]
        os.close(theirs)
    for reader in filter(None, readers):
        reader.begin()
    return Process(pid, status, *readers)


@contextmanager
def share() -> Iterator[None]:
    """Start a parent for the processes that this one starts; it ends when this one closes it, or dies."""
    with tempfile.TemporaryDirectory(prefix="tests-") as folder, socket.socket(*_SOCKET) as orders:
        address = f"{folder}/orders"
        orders.bind(address)
        orders.listen()
        with _start_parent(orders, subprocess.PIPE):
            os.environ[SHARED] = address
            try:
                yield
            finally:
                del os.environ[SHARED]


def close() -> None:
    """Leave the parent, if there is one; pytest does so at its end."""
    if _parent.cache_info().currsize:
        _parent().close()
        _parent.cache_clear()


def _run_fresh(
    *words: object, timeout: float, cwd: Path = ROOT, env: Mapping[str, str] | None = None, input: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, words)], cwd=cwd, env=_environment(env), input=input, timeout=timeout,
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


def _environment(own: Mapping[str, str] | None) -> dict[str, str]:
    return {**{name: value for name, value in os.environ.items() if not name.startswith("SCRAPY_")}, **(own or {})}


class _Parent:
    """The process that forks, seen from the tests."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        if address := os.environ.get(SHARED):
            self._socket = socket.socket(*_SOCKET)
            self._socket.connect(address)
            return
        self._socket, theirs = socket.socketpair(*_SOCKET)
        with theirs:
            self._process = _start_parent(theirs, subprocess.DEVNULL)

    def order(self, order: Mapping[str, Any], descriptors: Sequence[int]) -> int:
        """Have a program started; return its process id."""
        with self._lock:
            socket.send_fds(self._socket, [json.dumps(order).encode()], descriptors)
            return int(self._socket.recv(16))

    def close(self) -> None:
        self._socket.close()
        if self._process:
            self._process.wait()


def _start_parent(orders: socket.socket, stdin: int) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "tests.processes", str(orders.fileno())]
    return subprocess.Popen(words, cwd=ROOT, pass_fds=[orders.fileno()], stdin=stdin)


@cache
def _parent() -> _Parent:
    return _Parent()


# The parent's own side ------------------------------------------------------------------------------------------------


def _serve(orders: socket.socket) -> None:
    """Fork for every order, and say how each child ended; until nobody can order any more.

    `orders` is a connection, or listens for some until standard input ends. A child that is left when its connection
    ends, of a test that failed, is killed.
    """
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    os.set_blocking(reading, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    listening = bool(orders.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
    connections = [] if listening else [orders]
    running: dict[int, _Child] = {}
    while connections or listening:
        ready, _, _ = select.select([reading, *connections, *([orders, sys.stdin] if listening else [])], [], [])
        if reading in ready:
            os.read(reading, 1024)
            _bury(running)
        if listening and sys.stdin in ready:
            listening = False
        if listening and orders in ready:
            connections.append(orders.accept()[0])
            continue
        for connection in [each for each in connections if each in ready]:
            data, descriptors = b"", list[int]()
            with suppress(ConnectionError):
                data, descriptors, _flags, _ = socket.recv_fds(connection, LONGEST, 4)
            if not data:
                connections.remove(connection)
                connection.close()
                for pid in [pid for pid, child in running.items() if child.of is connection]:
                    os.kill(pid, signal.SIGKILL)
                continue
            *streams, status = descriptors
            if pid := os.fork():
                running[pid] = _Child(status, connection)
                for descriptor in streams:
                    os.close(descriptor)
                with suppress(ConnectionError):
                    connection.send(str(pid).encode())
                continue
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for number, descriptor in enumerate(streams):
                os.dup2(descriptor, number)
            for each in {orders, *connections}:
                each.close()
            for descriptor in (reading, writing, status, *streams, *(child.status for child in running.values())):
                os.close(descriptor)
            _become(json.loads(data))
            return


class _Child(NamedTuple):
    status: int
    """Where its exit code is written to."""
    of: socket.socket
    """The connection by which it was ordered."""


def _bury(running: dict[int, _Child]) -> None:
    """Report the children that have ended."""
    while running:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        told = running.pop(pid).status
        with suppress(BrokenPipeError):  # nobody asks any more
            os.write(told, str(os.waitstatus_to_exitcode(status)).encode())
        os.close(told)


def _become(order: Mapping[str, Any]) -> None:
    """Be the program, until the exit of the process."""
    import random
    import runpy

    random.seed()
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    time.tzset()
    sys.path[0:1] = [order["cwd"], *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    if os.environ.get("PYTHONUNBUFFERED"):
        sys.stdout.reconfigure(write_through=True)  # type: ignore[union-attr]
    for name in BY_ENVIRONMENT:
        reload(sys.modules[name])
    for place, arguments in order["before"].items():
        module, _, name = place.partition(":")
        getattr(import_module(module), name)(*arguments)
    how, what, *words = order["words"]
    sys.argv = [what if how == "-m" else how, *words]
    try:
        if how == "-m":
            runpy.run_module(what, run_name="__main__", alter_sys=True)
        else:
            exec(compile(what, "<string>", "exec"), {"__name__": "__main__"})
    except SystemExit as ended:
        code = ended.code
    else:
        code = 0
    if isinstance(code, str):
        print(code, file=sys.stderr)
    # As the interpreter ends, but for taking down all that was imported.
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    os._exit(code if isinstance(code, int) else int(bool(code)))


def patch(places: Mapping[str, Any]) -> None:
    """Set `module:name` to another value, in this process."""
    for place, value in places.items():
        module, _, name = place.partition(":")
        setattr(import_module(module), name, value)


def limit_files(largest: int) -> None:
    """Refuse to this process files of more bytes, as a full disk does."""
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))


def _warm_up() -> None:
    """Import what any program imports, open the catalog, and read one page: models and tables are made when first needed."""
    import gc
    import warnings
    from importlib.metadata import entry_points
    from pkgutil import walk_packages

    with warnings.catch_warnings(action="ignore"):
        walked = [found.name for name in WALKED for found in walk_packages(import_module(name).__path__, f"{name}.")]
        for name in (*walked, *PRELOADED):
            if name not in NOT_PRELOADED:
                with suppress(ModuleNotFoundError):  # of an extra that is not installed
                    import_module(name)

    from newscrawl import read_article
    from newscrawl.catalog import load, select, select_papers
    from newscrawl.urls import registrable_domain
    from tests.simsite import Replies, SimSite

    entry_points(group="scrapy.commands")
    registrable_domain("www.hxnews.com")
    select(load(), "hxnews/福州新闻")
    select_papers(load(), "fzrb")
    site = SimSite(articles=1, listings=1, unlisted=0)
    page = Replies(site, "http://www.hxnews.com").reply(site.articles[0].path).body
    read_article(page, f"http://www.hxnews.com{site.articles[0].path}")
    assert "twisted.internet.reactor" not in sys.modules, "a child could not choose its own"
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    _warm_up()
    _serve(socket.socket(fileno=int(sys.argv[1])))

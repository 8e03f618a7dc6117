"""Shares the tests among processes that are forked once all tests are collected: `pytest --forks 3`.

Collecting costs as much as a hundred crawls: thousands of modules are imported, and the tests' own are rewritten. Here
one process does it for all. A file is one process's work: what its tests share is made once. Reports are printed by the
first process, as if it had run the tests; a test whose process dies has failed, and the rest of its file with it.
"""

from __future__ import annotations

import os
import signal
import traceback
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import Any

import pytest

Files = Sequence[Sequence[pytest.Item]]
"""Tests, file by file."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--forks", type=int, default=0, metavar="N", help="share the tests among so many processes")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Run the tests in other processes, unless there is nothing to run."""
    forks = session.config.getoption("forks")
    if not forks or session.testsfailed or session.config.option.collectonly:
        return None
    files = [list(items) for _, items in groupby(session.items, key=lambda item: item.path)]
    with _forked(session, files, min(forks, len(files))) as children:
        _share(session, files, children)
    return True


class _Child:
    """A process that runs tests, as the first one sees it."""

    def __init__(self, pid: int, connection: Connection) -> None:
        self.pid, self.connection = pid, connection
        self.left: list[pytest.Item] = []
        """What it has been given and not yet run."""


@contextmanager
def _forked(session: pytest.Session, files: Files, count: int) -> Iterator[list[_Child]]:
    """Fork; what still runs in the end is killed."""
    base = session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
    children: list[_Child] = []
    try:
        for number in range(count):
            ours, theirs = Pipe()
            pid = os.fork()
            if not pid:
                for each in children:
                    each.connection.close()
                ours.close()
                session.config._tmp_path_factory._basetemp = base / f"fork{number}"  # type: ignore[attr-defined]
                _be_child(session, files, theirs)
            theirs.close()
            children.append(_Child(pid, ours))
        yield children
    finally:
        for child in children:
            os.kill(child.pid, signal.SIGKILL)  # of one that has ended it reaches nobody: it is not waited for yet
            os.waitpid(child.pid, 0)


def _share(session: pytest.Session, files: Files, children: Sequence[_Child]) -> None:
    """Give out files, and pass on what the others report, until all are done."""
    hook, config = session.config.hook, session.config
    waiting = deque(enumerate(files))
    running = {child.connection: child for child in children}
    while running:
        for connection in wait([*running]):
            child = running[connection]  # type: ignore[index]
            try:
                what, *about = child.connection.recv()
            except (EOFError, ConnectionError):
                _report_death(session, child)
                del running[child.connection]
                continue
            if what == "next":
                number, items = waiting.popleft() if waiting else (None, [])
                child.connection.send(number)
                child.left += items
            elif what == "report":
                hook.pytest_runtest_logreport(report=hook.pytest_report_from_serializable(config=config, data=about[0]))
            elif what == "start":
                hook.pytest_runtest_logstart(nodeid=about[0], location=about[1])
            elif what == "finish":
                hook.pytest_runtest_logfinish(nodeid=about[0], location=about[1])
                del child.left[0]
            elif what == "done":
                del running[child.connection]
            else:
                raise RuntimeError(about[0])
            if session.shouldfail:
                raise session.Failed(session.shouldfail)
            if session.shouldstop:
                raise session.Interrupted(session.shouldstop)


def _report_death(session: pytest.Session, child: _Child) -> None:
    for item in child.left:
        why = f"process {child.pid} died running {child.left[0].nodeid}"
        report = pytest.TestReport(item.nodeid, item.location, {}, "failed", why, "call")
        session.config.hook.pytest_runtest_logreport(report=report)


def _be_child(session: pytest.Session, files: Files, connection: Connection) -> None:
    """Run files of tests until there are none, and end the process."""
    code = 1
    try:
        plugins = session.config.pluginmanager
        plugins.unregister(name="terminalreporter")
        plugins.register(_Reporting(session.config, connection))
        session.config._tmp_path_factory._basetemp.mkdir()  # type: ignore[attr-defined]
        if capturing := plugins.getplugin("capturemanager"):
            capturing.stop_global_capturing()  # into a file that all would share
            capturing.start_global_capturing()
        number = _next(connection)
        while number is not None:
            *items, last = files[number]
            for item, after in zip(items, files[number][1:], strict=True):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
            number = _next(connection)
            following = None if number is None else files[number][0]
            last.config.hook.pytest_runtest_protocol(item=last, nextitem=following)
        connection.send(("done",))
        code = 0
    except BaseException:
        connection.send(("fault", traceback.format_exc()))
    finally:
        os._exit(code)


def _next(connection: Connection) -> int | None:
    connection.send(("next",))
    number: int | None = connection.recv()
    return number


class _Reporting:
    """What stands in a child for the terminal."""

    def __init__(self, config: pytest.Config, connection: Connection) -> None:
        self._config, self._connection = config, connection

    def pytest_runtest_logstart(self, nodeid: str, location: Any) -> None:
        self._connection.send(("start", nodeid, location))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        data = self._config.hook.pytest_report_to_serializable(config=self._config, report=report)
        self._connection.send(("report", data))

    def pytest_runtest_logfinish(self, nodeid: str, location: Any) -> None:
        self._connection.send(("finish", nodeid, location))

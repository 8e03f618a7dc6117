"""Fixtures that every part of the tests may lean on."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests import processes
from tests.postgres import PostgresServer, server
from tests.record.running import Toys
from tests.rounds import ORDEAL
from tests.simsite import Server, SimSite, serve
from tests.spiders.launching import Launcher
from tests.warc.exchanges import Live, crawl

os.environ["NEWSCRAWL_LANGUAGE"] = "en"  # whatever the locale of whoever runs them
os.environ["LC_MESSAGES"] = "C"  # and so for programs started without our settings
for name in ("LC_ALL", "LANGUAGE"):
    os.environ.pop(name, None)
os.environ["NEWSCRAWL_CONFIG"] = ""  # whoever works in this checkout may have a file of settings in it

SHARED_MEMORY = Path("/dev/shm")
if not ORDEAL and SHARED_MEMORY.is_dir() and shutil.disk_usage(SHARED_MEMORY).free > 4 << 30:
    # Thousands of fsyncs need not wait for a disk; those of an ordeal do.
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(SHARED_MEMORY))

pytest_plugins = ["tests.forks"]

gc.disable()  # until all tests are collected: importing makes hardly any garbage


def shares(config: pytest.Config) -> bool:
    """Return whether several processes share the tests."""
    return bool(config.getoption("forks", 0))


def pytest_configure(config: pytest.Config) -> None:
    """Where several processes share the tests, they share the parent of the programs that the tests start."""
    if shares(config):
        stack = ExitStack()
        stack.enter_context(processes.share())
        config.add_cleanup(stack.close)


def pytest_collection_finish() -> None:
    """Collect garbage seldom, and never look through what was imported: a twentieth of the time of the tests."""
    gc.freeze()
    gc.set_threshold(10_000)
    gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the files that have slow tests, where processes share the work: nobody waits for the last one then."""
    if shares(config):
        long = {item.path for item in items if item.get_closest_marker("slow")}
        items.sort(key=lambda item: item.path not in long)


@pytest.fixture(scope="session", autouse=True)
def parent_of_processes() -> Iterator[None]:
    """End the process from which others are forked, once no test is left."""
    yield
    processes.close()


@pytest.fixture
def simsite() -> Iterator[Callable[..., Server]]:
    """`server = simsite(articles=20, missing=1)`: a running site (`server.sites[0]`), closed after the test."""
    with ExitStack() as stack:
        yield lambda *args, **knobs: stack.enter_context(serve(SimSite(*args, **knobs)))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real PostgreSQL, one for all tests of a process; `postgres.fresh()` is the URL of a schema of your own."""
    with server(fsync="off") as running:
        yield running


@pytest.fixture
def launcher(tmp_path: Path) -> Launcher:
    """Crawls of the sites written below `tmp_path/catalog`."""
    return Launcher(tmp_path)


@pytest.fixture(scope="session")
def toys() -> Toys:
    """Starts toy crawls: `toys.run(tmp_path / "data", plan={"items": 20})`."""
    return Toys()


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Live:
    """The crawl that capture and replay are both tested on; made once."""
    return crawl(tmp_path_factory.mktemp("live"))

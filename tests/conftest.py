"""Fixtures that every part of the tests may lean on."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.postgres import PostgresServer, server
from tests.simsite import Server, SimSite, serve


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

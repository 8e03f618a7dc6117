"""Fixtures that every part of the tests may lean on."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.simsite import Server, SimSite, serve


@pytest.fixture
def simsite() -> Iterator[Callable[..., Server]]:
    """`server = simsite(articles=20, missing=1)`: a running site (`server.sites[0]`), closed after the test."""
    with ExitStack() as stack:
        yield lambda *args, **knobs: stack.enter_context(serve(SimSite(*args, **knobs)))

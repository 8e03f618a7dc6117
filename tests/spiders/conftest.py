"""A launcher for each test: crawls in processes of their own, without the price of starting one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.spiders.launching import Helper, Launcher


@pytest.fixture(scope="session")
def helper() -> Iterator[Helper]:
    helper = Helper()
    yield helper
    helper.close()


@pytest.fixture
def launcher(helper: Helper, tmp_path: Path) -> Launcher:
    """Crawls of the sites written below `tmp_path/catalog`."""
    return Launcher(helper, tmp_path)

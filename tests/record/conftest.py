"""A helper process for each worker, from which toy crawls are started."""

from collections.abc import Iterator

import pytest

from tests.record.running import Toys


@pytest.fixture(scope="session")
def toys() -> Iterator[Toys]:
    """Starts toy crawls: `toys.run(tmp_path / "data", plan={"items": 20})`."""
    toys = Toys()
    yield toys
    toys.close()

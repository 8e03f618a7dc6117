"""`scrapy feed` with something wrong: one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.processes import scrapy
from tests.record.running import Toys


@pytest.fixture(scope="module")
def data(toys: Toys, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small archive."""
    data = tmp_path_factory.mktemp("feed") / "data"
    toys.run(data, plan={"items": 10})
    return data


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["export", "-o", "x.xlsx"], "unknown format 'xlsx'"),
        (["export", "--since", "tomorrow"], "since=tomorrow is no date"),
        (["export", "--channel", "hxnews/nowhere"], "site hxnews has no channel 'nowhere'"),
        (["exprot"], "cannot exprot"),
        ([], "scrapy feed export"),
        (["export", "--sinse", "2020"], "--sinse"),
    ],
)
def test_a_mistake_is_one_line(data: Path, args: list[str], said: str) -> None:
    done = scrapy("feed", *args, "-s", f"NEWSCRAWL_DATA={data}")
    assert done.returncode == 2
    assert done.stderr.startswith("scrapy feed: ")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1

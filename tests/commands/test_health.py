"""`scrapy health`: one line and an exit code for those who watch over an archive."""

from __future__ import annotations

import json
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from newscrawl.commands.demo import BUNDLED
from tests import processes

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive whose one channel was walked on 18 November 2020, at 22:01."""
    data = tmp_path_factory.mktemp("health") / "data"
    settings = ("-s", f"NEWSCRAWL_REPLAY={BUNDLED}", "-s", f"NEWSCRAWL_DATA={data}", "-s", "LOG_LEVEL=ERROR")
    done = processes.scrapy("crawl", "channel", "-a", "channels=hxnews/fz", *settings)
    assert done.returncode == 0, done.stderr
    return data


def health(data: Path, now: str, *words: str) -> CompletedProcess[str]:
    return processes.scrapy("health", *words, "-s", f"NEWSCRAWL_DATA={data}", "-s", f"NEWSCRAWL_NOW={now}")


def test_a_channel_walked_lately_is_one_line_and_exit_code_0(data: Path) -> None:
    done = health(data, "2020-11-19T20:00:00+08:00")
    assert (done.returncode, done.stdout) == (0, "1 of 1 channel walked within 25h; run 1 ended with 0\n"), done.stderr


def test_a_channel_not_walked_for_too_long_is_named_with_its_age(data: Path) -> None:
    done = health(data, "2020-11-20T23:02:00+08:00", "hxnews/fz")
    assert done.returncode == 3
    assert done.stdout.splitlines() == [
        "hxnews/fz: last walked to an end 2 d 1 h ago (2020-11-18 22:01)",
        "0 of 1 channel walked within 25h; run 1 ended with 0",
    ]
    assert health(data, "2020-11-20T23:02:00+08:00", "--within", "3d").returncode == 0


def test_a_channel_that_was_never_asked_for_is_no_healthy_one(data: Path) -> None:
    done = health(data, "2020-11-18T23:00:00+08:00", "hxnews/fz,hxnews/fj")
    assert done.returncode == 3
    assert "hxnews/fj: never asked for" in done.stdout


def test_machines_read_ages_in_seconds(data: Path) -> None:
    done = health(data, "2020-11-18T23:02:00+08:00", "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert found["last_run"] == {"run": 1, "exit_code": 0}
    (channel,) = found["channels"]
    assert (channel["channel"], channel["state"], channel["broken"]) == ("hxnews/fz", "fresh", None)
    assert 3600 <= channel["age"] < 3700


@pytest.mark.parametrize("words", [("--within", "soon"), ("a", "b"), ("--quick",), ("nowhere/x",)])
def test_what_is_wrong_is_one_line(data: Path, words: tuple[str, ...]) -> None:
    done = health(data, "2020-11-18T23:00:00+08:00", *words)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr


def test_no_archive_is_one_line(tmp_path: Path) -> None:
    done = health(tmp_path / "nothing", "2020-11-18T23:00:00+08:00")
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no ledger" in done.stderr

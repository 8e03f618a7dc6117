"""The log of a run in a file of its own: where it lies, how much is kept, and who is obeyed instead."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings

from newscrawl.monitor.run_log import RunLog, named_log, wants_run_log
from newscrawl.settings_sources import take_sources


def settings(**given: Any) -> Settings:
    """Settings of a crawl, with some given by `-s`."""
    made = Settings({"LOG_SHORT_NAMES": True, "LOG_LEVEL": "INFO"})
    take_sources(made)
    made.setdict(given, priority="cmdline")
    return made


@pytest.mark.parametrize(
    ("given", "terminal", "pipe"),
    [
        ({}, True, False),
        ({"LOG_LEVEL": "DEBUG"}, False, False),
        ({"LOG_FILE": "crawl.log"}, False, False),
        ({"LOG_ENABLED": False}, False, False),
        ({"NEWSCRAWL_QUIET": True}, True, True),
        ({"NEWSCRAWL_QUIET": True, "LOG_LEVEL": "DEBUG"}, True, True),
        ({"NEWSCRAWL_QUIET": True, "LOG_FILE": "crawl.log"}, False, False),
    ],
)
def test_what_the_user_names_is_obeyed(given: dict[str, Any], terminal: bool, pipe: bool) -> None:
    assert wants_run_log(settings(**given), nobody_reads=True) is terminal
    assert wants_run_log(settings(**given), nobody_reads=False) is pipe


@pytest.fixture
def log() -> Iterator[RunLog]:
    """A log that no run has begun yet."""
    made = RunLog(settings())
    yield made
    made.close()


def record(message: str, level: int = logging.INFO) -> logging.LogRecord:
    return logging.LogRecord("scrapy.core.engine", level, "", 0, message, (), None)


def test_what_is_logged_before_the_run_has_a_number_is_in_its_file(log: RunLog, tmp_path: Path) -> None:
    log.handle(record("Scrapy started"))
    log.begin(tmp_path, 7, keep=3, size=1 << 20)
    log.handle(record("evil \x1b[2J title"))
    text = (tmp_path / "logs/7.log").read_text(encoding="utf-8")
    assert "[scrapy] INFO: Scrapy started\n" in text
    assert "\x1b" not in text


def test_number_and_bytes_of_logs_are_bounded_and_other_files_stay(log: RunLog, tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    for run in range(1, 9):
        (folder / f"{run}.log").write_text("x" * 100, encoding="utf-8")
        os.utime(folder / f"{run}.log", (run, run))
    (folder / "mine.log").write_text("mine", encoding="utf-8")
    log.begin(tmp_path, 9, keep=4, size=1 << 16)
    assert sorted(path.name for path in folder.iterdir()) == ["6.log", "7.log", "8.log", "9.log", "mine.log"]
    for _ in range(2000):
        log.handle(record("a page fails, and says so at length " * 10))
    assert sum(path.stat().st_size for path in folder.iterdir()) <= 1 << 16


def test_a_log_that_cannot_be_written_stops_nothing(
    log: RunLog, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "logs").write_text("a file is in the way", encoding="utf-8")
    log.handle(record("Scrapy started"))
    log.begin(tmp_path, 7, keep=3, size=1 << 20)
    log.handle(record("Spider opened"))
    assert [message for message in caplog.messages if "No log is kept" in message]
    assert log.path is None
    assert log.failed


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_behind_logfile_is_said_once_and_fails_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    log = named_log(settings(LOG_FILE="/dev/full"))
    for _ in range(3):
        log.handle(record("Spider opened"))
    log.close()
    assert log.failed
    assert len([message for message in caplog.messages if "The log ends here" in message]) == 1
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_said_once(
    log: RunLog, tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs/7.log").symlink_to("/dev/full")
    log.begin(tmp_path, 7, keep=3, size=1 << 20)
    for _ in range(3):
        log.handle(record("Spider opened"))
    assert len([message for message in caplog.messages if "The log ends here" in message]) == 1
    assert "Traceback" not in capsys.readouterr().err

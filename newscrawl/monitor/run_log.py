"""Where the log of a crawl goes: records → stderr, or a file of the run's own.

On a terminal, or with `--quiet`, nobody wants to read what Scrapy logs: it goes to
`logs/<run>.log` in the data folder, of which a bounded number and size is kept. A
`--logfile` or a log level of the user's own is obeyed instead.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from errno import EDQUOT, ENOSPC
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from scrapy.settings import BaseSettings
from scrapy.utils.log import TopLevelFormatter

from newscrawl.config_file import read_scrapy_settings
from newscrawl.controls import escape_controls
from newscrawl.settings_sources import is_given_by_command_line

logger = logging.getLogger(__name__)

FOLDER = "logs"
_OURS = re.compile(r"\d+\.log(\.1)?")
H = TypeVar("H", bound=logging.Handler)
PARTS = 4
"""A run's log is at most a half of `NEWSCRAWL_LOGS_SIZE`: two files of this part."""


def wants_run_log(settings: BaseSettings, *, nobody_reads: bool) -> bool:
    """Return whether the log goes to a file of the run's own.

    `nobody_reads`: of a log on stderr. A file or a level that the user named is obeyed.
    """
    if settings.get("LOG_FILE") or not settings.getbool("LOG_ENABLED"):
        return False
    return settings.getbool("NEWSCRAWL_QUIET") or (nobody_reads and not _is_given(settings, "LOG_LEVEL"))


def _is_given(settings: BaseSettings, name: str) -> bool:
    return is_given_by_command_line(settings, name) or name in read_scrapy_settings()


class LogFile(NamedTuple):
    """A log that is there."""

    path: Path
    written: float
    """Seconds since the epoch."""
    size: int


def outdated(logs: Iterable[LogFile], keep: int, size: int) -> list[Path]:
    """Return the logs that go so that the newest `keep` of at most `size` bytes stay.

    >>> logs = [LogFile(Path(f"{run}.log"), run, 400) for run in (510, 511, 512)]
    >>> outdated(logs, 2, 1000), outdated(logs, 9, 500)
    ([PosixPath('510.log')], [PosixPath('511.log'), PosixPath('510.log')])
    """
    going = []
    for count, log in enumerate(sorted(logs, key=lambda each: each.written, reverse=True)):
        size -= log.size
        if count >= keep or size < 0:
            going.append(log.path)
    return going


class RunLog(logging.Handler):
    """The log of one run: records wait until the run has its number, then go to its
    file.
    """

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings.get("LOG_LEVEL"))
        self.path: Path | None = None
        """Its file, once there is one."""
        self._waiting: list[logging.LogRecord] = []
        self._file: logging.Handler | None = None
        _dressed(self, settings)

    def emit(self, record: logging.LogRecord) -> None:
        if self._file is None:
            self._waiting.append(record)
        else:
            self._file.handle(record)

    @property
    def failed(self) -> bool:
        """Whether the log ended early, or never began."""
        return isinstance(self._file, logging.NullHandler) or getattr(self._file, "failed", False)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        super().close()

    def begin(self, data: Path, run: int, *, keep: int, size: int) -> None:
        """Open the file of a run, and delete logs that are too many.

        A log that cannot be written is one warning, and no reason not to crawl.
        """
        folder = data / FOLDER
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for path in outdated(_logs(folder), keep - 1, size - size // PARTS * 2):
                path.unlink(missing_ok=True)
            self.path = folder / f"{run}.log"
            self._file = _Rotating(self.path, "a", size // PARTS, 1, encoding="utf-8")
        except OSError as error:
            self.path, self._file = None, logging.NullHandler()
            logger.warning("No log is kept in %s: %s", folder, error.strerror)
        self._file.setFormatter(self.formatter)
        for record in self._waiting:
            self._file.handle(record)
        self._waiting.clear()


def _logs(folder: Path) -> list[LogFile]:
    found = []
    for path in folder.iterdir():
        with suppress(FileNotFoundError):  # another run deletes old logs, too
            if _OURS.fullmatch(path.name):
                state = path.stat()
                found.append(LogFile(path, state.st_mtime, state.st_size))
    return found


class _Escaping(logging.Formatter):
    """A formatter after which no page can steer the terminal that shows the log."""

    def format(self, record: logging.LogRecord) -> str:
        return escape_controls(super().format(record))


class NamedLog(logging.FileHandler):
    """The file that `--logfile` names. A full disk ends the log, not the crawl, and is
    told once, not for every record.
    """

    failed = False
    """Whether the log ended early."""

    def _open(self) -> Any:
        try:
            return super()._open()
        except OSError as error:
            if error.errno not in (ENOSPC, EDQUOT):
                raise
            self.failed = True
            return Path(os.devnull).open("w", encoding="utf-8")

    def handleError(self, record: logging.LogRecord) -> None:
        self.failed = True
        self.handle = lambda record: False  # type: ignore[method-assign]
        logger.warning("The log ends here: %s cannot be written", self.baseFilename)

    def close(self) -> None:
        with suppress(OSError):
            super().close()


class _Rotating(NamedLog, RotatingFileHandler):
    """The file of a run."""


def named_log(settings: BaseSettings) -> NamedLog:
    """Open the file that `LOG_FILE` names, as Scrapy's settings of logs say."""
    mode = "a" if settings.getbool("LOG_FILE_APPEND") else "w"
    return _dressed(NamedLog(settings["LOG_FILE"], mode, settings.get("LOG_ENCODING")), settings)


def _dressed(handler: H, settings: BaseSettings) -> H:
    handler.setLevel(settings.get("LOG_LEVEL"))
    handler.setFormatter(_Escaping(settings.get("LOG_FORMAT"), settings.get("LOG_DATEFORMAT")))
    if settings.getbool("LOG_SHORT_NAMES"):
        handler.addFilter(TopLevelFormatter(["scrapy"]))
    return handler


def leave_to_the_end() -> None:
    """Keep from stderr what the block at the end of a run says, by host: records with
    `AT_END`. Files have them.
    """
    for handler in logging.root.handlers:
        if not isinstance(handler, RunLog | logging.FileHandler):
            handler.addFilter(lambda record: not getattr(record, "at_end", False))


def write_to_files(lines: Iterable[str], name: str, level: int = logging.INFO) -> None:
    """Write lines to the log files of this process, whatever their level, and nowhere
    else.
    """
    for handler in logging.root.handlers:
        if isinstance(handler, RunLog | logging.FileHandler):
            for line in lines:
                handler.handle(logging.LogRecord(name, level, "", 0, "%s", (line,), None))

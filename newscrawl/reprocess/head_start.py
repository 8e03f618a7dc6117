"""Workers that begin with the first file while this process still starts.

Half of the time that a command takes to start would pass with one core idle.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import NamedTuple

from newscrawl.reprocess.choice import Choice
from newscrawl.reprocess.page_results import PageResult
from newscrawl.reprocess.read_pages import FilePart, look, measure
from newscrawl.reprocess.source import Source
from newscrawl.reprocess.workers import Workers

LARGEST = 64 << 20
"""Bytes of the largest file that is scanned in one task; of a larger one, the start is
too small a part."""
MOST = 24
"""Tasks of reading that are begun."""


class Scan(NamedTuple):
    """A file that was scanned in one task."""

    digest: str
    size: int
    part: FilePart


class Begun(NamedTuple):
    """A file that was scanned, and its first tasks of reading."""

    digest: str
    source: Source
    reads: list[Future[list[PageResult]]]


def scan(path: Path, choice: Choice) -> Scan:
    """Measure a file, and scan all of it."""
    digest, size, _divisible = measure(path, choice)
    return Scan(digest, size, look(path, 0, size, choice, exact=True))


class HeadStart:
    """Workers, and what they have begun."""

    def __init__(self, jobs: int, files: Sequence[Path], choice: Choice, data: Path) -> None:
        """Start workers, and have them begin with the first of some files, if it is a
        small one; before this process has threads, or opens files of an archive.
        """
        self.workers = Workers(jobs, at_once=True)
        self.path = next((path for path in files[:1] if _is_small(path)), None)
        self.begun: Future[Begun] = Future()
        self._choice, self._data = choice, data
        if self.path is not None:
            scanned = self.workers.submit(scan, self.path, choice)
            scanned.add_done_callback(partial(self._read, self.path))

    def close(self) -> None:
        """Stop the workers; call it again at will."""
        self.workers.close()

    def _read(self, path: Path, scanned: Future[Scan]) -> None:
        """Order the first pages; called in a thread of the pool."""
        if not self.begun.set_running_or_notify_cancel():
            return
        try:
            digest, size, part = scanned.result()
            source = Source(str(path), size)
            source.note([part], path, self._data)
            reads = [
                self.workers.submit_read(path, source.archived, portion, self._choice)
                for portion, _turn in zip(source.portions(), range(MOST), strict=False)
            ]
        except BaseException as error:
            self.begun.set_exception(error)
        else:
            self.begun.set_result(Begun(digest, source, reads))


def _is_small(path: Path) -> bool:
    try:
        return path.stat().st_size <= LARGEST
    except OSError:
        return False

"""Workers that begin with the first file while this process still starts.

Half of the time that a command takes to start would pass with one core idle.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from newscrawl.reprocess.choice import Choice
from newscrawl.reprocess.page_results import PageResult
from newscrawl.reprocess.read_pages import FilePart, look, measure
from newscrawl.reprocess.source import Source
from newscrawl.reprocess.workers import Workers

LARGEST = 64 << 20
"""Bytes of the largest file that is begun with; of a larger one, the start is too small
a part."""
MOST = 24
"""Tasks of reading that are begun."""


class Begun(NamedTuple):
    """A file that was scanned, and its first tasks of reading."""

    digest: str
    source: Source
    reads: list[Future[list[PageResult]]]


class HeadStart:
    """Workers, and what they have begun."""

    def __init__(self, jobs: int, files: Sequence[Path], choice: Choice, data: Path) -> None:
        """Start workers, and have them begin with the first of some files, if it is a
        small one; before this process has threads, or opens files of an archive.
        """
        self.workers = Workers(jobs, at_once=True)
        self._size = _size(files[0]) if files else None
        self.path = files[0] if self._size is not None and self._size <= LARGEST else None
        self._is_last = len(files) == 1
        self.begun: Future[Begun | None] = Future()
        """None where the file has to be scanned again: it is damaged between its parts,
        or grows."""
        self._choice, self._data = choice, data
        if self.path is not None and self._size is not None:
            self._part = max(1, -(-self._size // jobs))
            self._looks = [self.workers.submit(look, self.path, 0, self._part, choice, True)]
            self._measured = self.workers.submit(measure, self.path, choice)
            self._measured.add_done_callback(self._divide)

    def close(self) -> None:
        """Stop the workers; call it again at will."""
        self.workers.close()

    def _divide(self, measured: Future[tuple[str, int, bool]]) -> None:
        """Order the scan of further parts, of a file that has some; called, as what
        follows, in a thread of the pool.
        """
        assert self.path is not None
        assert self._size is not None
        if not measured.cancelled() and measured.exception() is None and measured.result()[2]:
            with suppress(RuntimeError):  # the workers are gone, or were stopped
                for start in range(self._part, self._size, self._part):
                    end = min(start + self._part, self._size)
                    self._looks.append(self.workers.submit(look, self.path, start, end, self._choice))
        self._wait()

    def _wait(self, _looked: Future[FilePart] | None = None) -> None:
        unfinished = next((each for each in self._looks if not each.done()), None)
        if unfinished is None:
            self._read()
        else:
            unfinished.add_done_callback(self._wait)

    def _read(self) -> None:
        """Order the first pages."""
        if not self.begun.set_running_or_notify_cancel():
            return
        assert self.path is not None
        try:
            digest, size, divisible = self._measured.result()
            parts = [each.result() for each in self._looks]
            if size != self._size or (divisible and next(gaps(parts, size), None)):
                self.begun.set_result(None)
                return
            source = Source(str(self.path), size, is_last=self._is_last)
            source.note(parts, self.path, self._data)
            reads = [
                self.workers.submit_read(self.path, source.archived, portion, self._choice)
                for portion, _turn in zip(source.portions(), range(MOST), strict=False)
            ]
        except BaseException as error:
            self.begun.set_exception(error)
        else:
            self.begun.set_result(Begun(digest, source, reads))


def gaps(parts: Sequence[FilePart], size: int) -> Iterator[tuple[int, int]]:
    """Yield the places between parts of a file, and behind the last one, that no part
    has: the file is damaged there.
    """
    end = 0
    for part in parts:
        if part.begin > end:
            yield end, part.begin
        end = max(end, part.end, part.begin)
    if end < size:
        yield end, size


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None

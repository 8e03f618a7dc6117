"""Files → the articles read of them, in order, while workers read ahead.

A WARC file is scanned in parts; then its pages are read a few at a time, by any free
process. Results come in the reading order all the same, so that two runs over one file
judge its articles alike.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from itertools import chain, repeat
from pathlib import Path
from typing import NamedTuple

from newscrawl.reprocess.choice import Choice
from newscrawl.reprocess.find_files import FoundFiles
from newscrawl.reprocess.head_start import Begun, HeadStart, gaps
from newscrawl.reprocess.joining import JoinedArticle, PageJoiner
from newscrawl.reprocess.page_results import PageResult
from newscrawl.reprocess.read_pages import locate_page, look, measure, read_files, rows_of
from newscrawl.reprocess.reading_order import ReadingOrder
from newscrawl.reprocess.resume import Resume
from newscrawl.reprocess.source import Source
from newscrawl.reprocess.workers import Workers
from newscrawl.warc.framing import DamagedWarcError
from newscrawl.warc.salvage import Damage

PART = 8 << 20
"""Bytes of a file that are scanned in one task."""
LOOSE = 200
"""Saved pages that are read in one task, and joined among each other."""
AHEAD = 2
"""Files that are scanned before their turn."""
WAITING = 4
"""Tasks a process whose results may wait for the pipelines."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The next pages of a source, joined to articles as far as these are complete."""

    source: Source
    joined: tuple[JoinedArticle, ...]
    position: int
    """Bytes of the source that have been read."""
    last: bool = False


class _Opened(NamedTuple):
    """A file that was scanned, and tasks of reading it that were begun then."""

    path: Path
    source: Source
    begun: list[Future[list[PageResult]]]


@dataclass(frozen=True, slots=True)
class _Task:
    source: Source
    position: int
    reads: asyncio.Future[list[PageResult]] | None
    """None after the last pages of a source."""


class Supply:
    """The articles that workers read of files."""

    def __init__(
        self,
        found: FoundFiles,
        choice: Choice,
        workers: Workers,
        resume: Resume | None = None,
        data: Path | None = None,
        head: HeadStart | None = None,
    ) -> None:
        """Read from where `resume` has got to; from the beginning without it.

        `data`: the folder of the archive in whose lines the files are named. `head`:
        what the workers have begun.
        """
        self._data, self._head = data, head
        self._found, self._choice, self._workers, self._resume = found, choice, workers, resume

    async def batches(self) -> AsyncIterator[Batch]:
        """Yield the articles in batches, in the order of the files."""
        queue: asyncio.Queue[_Task | None] = asyncio.Queue(self._workers.jobs * WAITING)
        producer = asyncio.ensure_future(self._produce(queue))
        try:
            while (task := await queue.get()) is not None:
                if task.reads is None:
                    yield Batch(task.source, (), task.position, last=True)
                    continue
                joining = task.source.joining
                joined = tuple(whole for read in await task.reads for whole in joining.take(read))
                yield Batch(task.source, joined, task.position)
            await producer
        finally:
            producer.cancel()
            while not queue.empty():
                left = queue.get_nowait()
                if left is not None and left.reads is not None:
                    left.reads.cancel()

    async def _produce(self, queue: asyncio.Queue[_Task | None]) -> None:
        opening: deque[asyncio.Future[_Opened]] = deque()
        paths = iter(self._found.archives)
        try:
            while True:
                while len(opening) < AHEAD and (path := next(paths, None)) is not None:
                    opening.append(asyncio.ensure_future(self._open(path)))
                if not opening:
                    break
                opened = await opening[0]
                del opening[0]
                for task in self._tasks(opened):
                    await queue.put(task)
            for start in range(0, len(self._found.pages), LOOSE):
                for task in await self._loose(self._found.pages[start : start + LOOSE]):
                    await queue.put(task)
        finally:
            for waiting in opening:
                waiting.cancel()
            await queue.put(None)

    async def _open(self, path: Path) -> _Opened:
        """Scan a file, unless it has been read before."""
        last = path == self._found.archives[-1]
        source, reads = Source(str(path), 0, is_last=last), list[Future[list[PageResult]]]()
        try:
            begun = await self._begun(path)
            if begun is not None:
                digest, source, reads = begun
                divisible = True
            else:
                digest, source.size, divisible = await self._workers.run(measure, path, self._choice)
            if self._resume:
                source.known_by = self._resume.finished(digest, self._choice.key)
            if source.known_by is None:
                if begun is None:
                    await self._look(path, source, source.size if not divisible else PART)
                if self._resume:
                    source.file, source.done = self._resume.begin(digest, self._choice.key, source.index.places())
                done = {rank for rank, place in enumerate(source.index.places()) if place in source.done}
                source.joining = PageJoiner(source.index, done)
        except (OSError, DamagedWarcError) as error:
            why = getattr(error, "strerror", None)
            source.failed = f"{path}: {why}" if why else str(error)
        return _Opened(path, source, reads)

    async def _begun(self, path: Path) -> Begun | None:
        """Return what was begun with a file before this process was ready."""
        if self._head is None or self._head.path != path:
            return None
        head, self._head = self._head, None
        try:
            return await asyncio.wrap_future(head.begun)
        except BrokenProcessPool:
            return None

    async def _look(self, path: Path, source: Source, part: int) -> None:
        """Scan a file, all parts at once.

        Between the end of one part and the first record of the next the file is
        damaged; that gap is scanned again for the damage.
        """
        starts = range(0, source.size, max(part, 1))
        ahead = [self._workers.run(look, path, start, min(start + part, source.size), self._choice) for start in starts]
        looked = await asyncio.gather(*ahead)
        for begin, end in [*gaps(looked, source.size)]:
            looked.append(await self._workers.run(look, path, begin, end, self._choice, True))
        looked.sort(key=lambda part: part.begin)
        source.note(looked, path, self._data)

    def _tasks(self, opened: _Opened) -> Iterator[_Task]:
        path, source, begun = opened
        for portion, future in zip(source.portions(), chain(begun, repeat(None)), strict=False):
            reads = asyncio.ensure_future(self._workers.read(path, source.archived, portion, self._choice, future))
            yield _Task(source, portion.pages[-1].member, reads)
        yield _Task(source, source.size, None)

    async def _loose(self, paths: Sequence[Path]) -> list[_Task]:
        """Read saved pages; they are joined in the order of their names."""
        size = sum(path.stat().st_size for path in paths if path.is_file())
        reads = await self._workers.run(read_files, paths, self._choice)
        kept = [read for read in reads if isinstance(read.result, Damage) or self._choice.wants(read.url)]
        locations = [locate_page((n, 0), read.asked, read.url, None) for n, read in enumerate(kept)]
        index = ReadingOrder(rows_of(locations))
        source = Source(f"{paths[0]} and {len(paths) - 1} more" if len(paths) > 1 else str(paths[0]), size, index)
        source.joining = PageJoiner(index)
        source.others["not wanted"] += len(reads) - len(kept)
        done: asyncio.Future[list[PageResult]] = asyncio.get_running_loop().create_future()
        done.set_result([replace(kept[row], rank=rank) for rank, (row, _inner) in enumerate(index.places())])
        return [_Task(source, size, done), _Task(source, size, None)]

"""Paths of files of many pages → the same files open for reading, once a process.

A packed file that is one member (a corpus, a WET file packed as a whole) is unpacked
from its beginning to reach a page; so it stays open, and goes on where it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from newscrawl.reprocess.corpus import CorpusFile, is_corpus_name
from newscrawl.warc.records import WarcFile, WarcRecord
from newscrawl.warc.salvage import Damage


def open_file(path: Path, text_field: str) -> WarcFile | CorpusFile:
    """Open a file; raise `DamagedWarcError` where it is none of pages."""
    return CorpusFile(path, text_field) if is_corpus_name(path) else WarcFile(path)


class FileCursor:
    """A file open for reading records at places that mostly follow each other."""

    def __init__(self, path: Path, text_field: str) -> None:
        self.file = open_file(path, text_field)
        self._member = -1
        self._inner = -1
        self._left: Iterator[WarcRecord | Damage] = iter(())

    def __del__(self) -> None:
        if hasattr(self, "file"):
            self.file.close()

    def records(self, member: int, inners: Iterable[int]) -> Iterator[WarcRecord]:
        """Yield those records of a member that are at some places in it."""
        missing = set(inners)
        if not missing:
            return
        if member != self._member or min(missing) <= self._inner:
            self._left, self._member = self.file.at(member), member
        for record in self._left:
            if isinstance(record, WarcRecord):
                self._inner = record.inner
                if record.member != member:
                    break
                if record.inner in missing:
                    missing.discard(record.inner)
                    if not missing:
                        yield record
                        return
                    yield record
        self._member = -1

    def record_at(self, member: int, inner: int) -> WarcRecord | None:
        """Return the record at a place; what is read next begins anew."""
        self._member = -1
        return self.file.record_at(member, inner)


@lru_cache(maxsize=1)
def _cursor(path: Path, text_field: str, _version: tuple[int, int]) -> FileCursor:
    return FileCursor(path, text_field)


def cursor_of(path: Path, text_field: str) -> FileCursor:
    """Return the cursor of a file in this process; of one at a time."""
    about = path.stat()
    return _cursor(path, text_field, (about.st_size, about.st_mtime_ns))

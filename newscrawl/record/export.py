"""The record → its lines that match a filter; a feed written whole or not at all.

`newscrawl/export` makes tables of them. JSON lines are copied as they are; other
formats go through the same exporters as a crawl's feeds. A file gets its name only when
it is complete and on disk.
"""

from __future__ import annotations

import bz2
import fcntl
import glob
import gzip
import json
import lzma
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO, Any

import zstandard
from scrapy.exporters import BaseItemExporter

from newscrawl.durable import sync_folder
from newscrawl.record.group import Kind
from newscrawl.record.lines import BrokenLineError, RecordLine, read_lines, record_files, revision_of

LINES = ("jsonl", "jsonlines", "jl")
PACKINGS = (".gz", ".bz2", ".xz", ".zst")
"""Compressions, by the suffix of a file's name."""


@dataclass(frozen=True, slots=True)
class LineFilter:
    """Which lines to export."""

    kind: Kind = "articles"
    channels: frozenset[str] | None = None
    """Channel keys; None for all."""
    since: date | None = None
    until: date | None = None
    """Days of publication; of listing or fetching where a page has no date."""
    latest: bool = False
    """Only the newest line of each article, and no withdrawn articles."""

    hide_withdrawn: bool = False
    """No line of an article whose page was withdrawn and has not come back."""


@dataclass(slots=True)
class Selection:
    """The lines of a record that match a filter."""

    data: Path
    filter: LineFilter
    committed: Mapping[str, int] = field(default_factory=dict)
    """Lengths of files that a run has open; bytes beyond are not archived yet."""
    broken: dict[str, None] = field(default_factory=dict)
    """What is no line of the record, by file and offset; known once all was read. Of
    its article no newest line is known."""
    _spoiled: set[str] = field(default_factory=set)

    def __iter__(self) -> Iterator[bytes]:
        return (line.data for line, _fields in self.parsed())

    def parsed(self) -> Iterator[tuple[RecordLine, dict[str, Any]]]:
        """Yield the lines with their fields."""
        newest = self._newest() if self.filter.latest or self.filter.hide_withdrawn else _Newest()
        taken: set[str] = set()
        withdrawn: list[tuple[RecordLine, dict[str, Any]]] = []
        for line, fields in self._lines():
            id = fields["id"]
            if self.filter.hide_withdrawn and not newest.public(id):
                continue
            if self.filter.latest and not newest.is_newest(id, fields):
                continue
            if not self._matches(fields, taken):
                continue
            if self._dated and "withdrawn" in fields and id not in taken:
                withdrawn.append((line, fields))  # the article's line may be in a later file
                continue
            yield line, fields
        yield from ((line, fields) for line, fields in withdrawn if fields["id"] in taken)

    def _lines(self) -> Iterator[tuple[RecordLine, dict[str, Any]]]:
        for path in record_files(self.data, self.filter.kind):
            for line in read_lines(path, self.committed):
                try:
                    yield line, line.read_fields()
                except BrokenLineError as error:
                    self.broken[str(error)] = None
                    self._spoiled.add(line.id or "")

    @property
    def _dated(self) -> bool:
        return self.filter.since is not None or self.filter.until is not None

    def _matches(self, fields: Mapping[str, Any], taken: set[str]) -> bool:
        asked = self.filter
        if asked.channels is not None and fields.get("channel") not in asked.channels:
            return False
        if not self._dated:
            return True
        if "withdrawn" in fields:  # it has no date, and goes with its article
            return True
        shown = fields.get("published") or fields.get("listed_date") or fields.get("fetched")
        if not shown:
            return False
        day = date.fromisoformat(shown[:10])
        inside = (asked.since is None or day >= asked.since) and (asked.until is None or day <= asked.until)
        if inside:
            taken.add(fields["id"])
        return inside

    def _newest(self) -> _Newest:
        found = _Newest(spoiled=self._spoiled)
        for _line, fields in self._lines():
            found.add(fields)
        return found


@dataclass(slots=True)
class _Newest:
    """Which lines are the newest of their articles, and which articles are public.

    Only what is not the rule is held: of most articles revision 1 is the only line.
    """

    revised: dict[str, int] = field(default_factory=dict)
    """The highest revision of articles that have more than one."""
    withdrawn: dict[str, int] = field(default_factory=dict)
    """The highest revision of a withdrawal."""
    spoiled: set[str] = field(default_factory=set)
    """Articles with a broken line."""

    def add(self, fields: Mapping[str, Any]) -> None:
        known = self.withdrawn if "withdrawn" in fields else self.revised
        revision = revision_of(fields)
        if known is self.withdrawn or revision > 1:
            known[fields["id"]] = max(known.get(fields["id"], 0), revision)

    def public(self, id: str) -> bool:
        return id not in self.spoiled and self.revised.get(id, 1) > self.withdrawn.get(id, 0)

    def is_newest(self, id: str, fields: Mapping[str, Any]) -> bool:
        is_line = "withdrawn" not in fields and revision_of(fields) >= self.revised.get(id, 1)
        return is_line and self.public(id)


def feed_format(name: str) -> tuple[str, str]:
    """Return the format and the compression that a file's name asks for.

    >>> feed_format("fujian.csv.gz"), feed_format("fujian.jsonl")
    (('csv', '.gz'), ('jsonl', ''))
    """
    path = Path(name)
    packing = path.suffix if path.suffix in PACKINGS else ""
    return Path(name.removesuffix(packing)).suffix.removeprefix("."), packing


def write_feed(
    lines: Iterable[bytes], file: IO[bytes], exporter: Callable[[IO[bytes]], BaseItemExporter] | None
) -> int:
    """Write lines through an exporter, or as they are without one; return how many."""
    count = 0
    writer = exporter(file) if exporter else None
    if writer:
        writer.start_exporting()
    for line in lines:
        count += 1
        if writer:
            writer.export_item(json.loads(line))
        else:
            file.write(line)
    if writer:
        writer.finish_exporting()
    return count


def _packer(file: IO[bytes], packing: str) -> Any:
    match packing:
        case ".gz":
            return gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0)
        case ".bz2":
            return bz2.BZ2File(file, "wb")
        case ".xz":
            return lzma.LZMAFile(file, "wb")
        case ".zst":
            return zstandard.ZstdCompressor(level=10).stream_writer(file, closefd=False)
    return nullcontext(file)


@contextmanager
def appearing(path: Path, packing: str = "") -> Iterator[IO[bytes]]:
    """Open a file that gets its name only when it is complete and on disk.

    After an error nothing of it is left; what a killed process left is cleared away.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    _clear_drafts(path)
    try:
        with draft.open("wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with _packer(file, packing) as packed:
                yield packed
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        sync_folder(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def _clear_drafts(path: Path) -> None:
    """Delete drafts of a file that no process holds any more."""
    for draft in path.parent.glob(f".{glob.escape(path.name)}.*.part"):
        with suppress(OSError), draft.open("rb+") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            draft.unlink()

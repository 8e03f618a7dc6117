"""The record → a feed in any of Scrapy's formats, written whole or not at all.

Used by `scrapy feed export`. JSON lines are copied as they are; other formats go
through the same exporters as a crawl's feeds. A file gets its name only when it is
complete and on disk.
"""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
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
        newest = self._newest() if self.filter.latest or self.filter.hide_withdrawn else {}
        taken: set[str] = set()
        withdrawn: list[tuple[str, bytes]] = []
        for line, fields in self._lines():
            if self.filter.hide_withdrawn and fields["id"] not in newest:
                continue
            if self.filter.latest and newest.get(fields["id"]) != revision_of(fields):
                continue
            if not self._matches(fields, taken):
                continue
            if self._dated and "withdrawn" in fields and fields["id"] not in taken:
                withdrawn.append((fields["id"], line.data))  # the article's line may be in a later file
                continue
            yield line.data
        yield from (data for id, data in withdrawn if id in taken)

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

    def _newest(self) -> dict[str, int]:
        """Return the highest revision of each article that was not withdrawn by it."""
        newest: dict[str, int] = {}
        withdrawn: dict[str, int] = {}
        for _line, fields in self._lines():
            id, known = fields["id"], withdrawn if "withdrawn" in fields else newest
            known[id] = max(known.get(id, 0), revision_of(fields))
        sound = newest.keys() - self._spoiled
        return {id: newest[id] for id in sound if newest[id] > withdrawn.get(id, 0)}


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

    After an error nothing of it is left.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as file:
            with _packer(file, packing) as packed:
                yield packed
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        sync_folder(path.parent)
    finally:
        draft.unlink(missing_ok=True)

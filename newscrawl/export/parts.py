"""The lines of a selection → the parts they belong to, by place, before any is written.

Each part then is written by itself, in one go, whatever the number of parts, and its
fingerprint shows whether an earlier export has it already.
"""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xxhash

from newscrawl.record.export import Selection
from newscrawl.record.lines import RecordLine, read_lines, record_files

SPLITS = ("month", "site", "channel")
UNKNOWN = "unknown"
"""Part of what has no site, channel or time. Readers of folders skip names that begin
with `_` or a dot."""
_UNSAFE = re.compile(r"[^\w-]+")
_MONTH = re.compile(r"\d{4}-\d\d")


def part_of(split: str, fields: Mapping[str, Any]) -> str:
    """Return the name of the part that a line belongs to; it is safe as a file's name.

    A month is that of publication; of listing or fetching where a page has no date.

    >>> part_of("month", {"published": "2020-11-18T09:30:00+08:00"})
    '2020-11'
    >>> part_of("channel", {"channel": "hxnews/fz"}), part_of("site", {"site": "../../etc"})
    ('hxnews.fz', 'etc')
    """
    if split == "month":
        shown = fields.get("published") or fields.get("listed_date") or fields.get("fetched") or ""
        month = _MONTH.match(shown)
        return month[0] if month else UNKNOWN
    safe = [_UNSAFE.sub("-", each).strip("-_") for each in (fields.get(split) or "").split("/")]
    return ".".join(filter(None, safe))[:80] or UNKNOWN


@dataclass(slots=True)
class Part:
    """Where the lines of a part stand in the record, and a fingerprint of them."""

    files: array[int] = field(default_factory=lambda: array("I"))
    offsets: array[int] = field(default_factory=lambda: array("Q"))
    lengths: array[int] = field(default_factory=lambda: array("I"))
    hash: Any = field(default_factory=xxhash.xxh3_128)

    def __len__(self) -> int:
        return len(self.offsets)

    def add(self, file: int, line: RecordLine) -> None:
        """Add a line, whose bytes count for the fingerprint."""
        self.files.append(file)
        self.offsets.append(line.offset)
        self.lengths.append(len(line.data))
        self.hash.update(line.data)


@dataclass(slots=True)
class PartsPlan:
    """The parts of a selection."""

    selection: Selection
    split: str
    parts: dict[str, Part] = field(default_factory=dict)
    _paths: list[Path] = field(default_factory=list)
    _numbers: dict[Path, int] = field(default_factory=dict)

    def read(self, step: Callable[[], None]) -> None:
        """Read the selection once; call `step` at every line."""
        withdrawn: list[tuple[RecordLine, dict[str, Any]]] = []
        for line, fields in self.selection.parsed():
            step()
            if self.split == "month" and "withdrawn" in fields:
                withdrawn.append((line, fields))
            else:
                self._add(part_of(self.split, fields), line)
        months = self._months({fields["id"] for _line, fields in withdrawn}) if withdrawn else {}
        for line, fields in withdrawn:
            self._add(months.get(fields["id"]) or part_of(self.split, fields), line)

    def _add(self, name: str, line: RecordLine) -> None:
        number = self._numbers.setdefault(line.path, len(self._paths))
        if number == len(self._paths):
            self._paths.append(line.path)
        self.parts.setdefault(name, Part()).add(number, line)

    def _months(self, ids: set[str]) -> dict[str, str]:
        """Return the parts of articles: their withdrawals go with them."""
        months: dict[str, str] = {}
        for path in record_files(self.selection.data, self.selection.filter.kind):
            for line in read_lines(path, self.selection.committed):
                if line.id in ids:
                    fields = _fields_of(line)
                    if "withdrawn" not in fields:
                        months[line.id] = part_of(self.split, fields)
        return months

    def lines(self, name: str) -> Iterator[tuple[RecordLine, dict[str, Any]]]:
        """Yield the lines of a part with their fields."""
        part = self.parts[name]
        current, file = -1, None
        try:
            for number, offset, length in zip(part.files, part.offsets, part.lengths, strict=True):
                if number != current:
                    if file is not None:
                        file.close()
                    current, file = number, self._paths[number].open("rb")
                assert file is not None
                file.seek(offset)
                line = RecordLine(self._paths[number], offset, file.read(length))
                yield line, line.read_fields()
        finally:
            if file is not None:
                file.close()


def _fields_of(line: RecordLine) -> dict[str, Any]:
    try:
        fields = json.loads(line.data)
    except ValueError:
        return {"withdrawn": "unreadable"}
    return fields if isinstance(fields, dict) else {"withdrawn": "unreadable"}

"""The record's files → their lines, with file and offset; uncommitted lines are left
out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from newscrawl.record.group import Kind


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One line of a file."""

    path: Path
    offset: int
    data: bytes
    """The bytes, with the newline."""


def record_files(data: Path, kind: Kind) -> list[Path]:
    """Return the files of the record, by site and month."""
    return sorted((data / kind).glob("*/*.jsonl"))


def read_lines(path: Path, committed: Mapping[str, int]) -> Iterator[RecordLine]:
    """Yield the lines of a file, up to its committed length where a run has it open (or
    left it open).

    A last line without a newline is torn, and left out.
    """
    end = committed.get(str(path))
    offset = 0
    with path.open("rb") as file:
        for line in file:
            if (end is not None and offset + len(line) > end) or not line.endswith(b"\n"):
                return
            yield RecordLine(path, offset, line)
            offset += len(line)

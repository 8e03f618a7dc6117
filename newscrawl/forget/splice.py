"""Bytes of a file → others of the same length, in a file that replaces it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import IO

from newscrawl.record.export import appearing

_CHUNK = 1 << 20


def splice(path: Path, changes: Mapping[int, bytes]) -> None:
    """Write bytes over those at their offsets; without any, leave the file as it is."""
    if not changes:
        return
    with path.open("rb") as file, appearing(path) as draft:
        for offset in sorted(changes):
            _copy(file, draft, offset - file.tell())
            draft.write(changes[offset])
            file.seek(len(changes[offset]), 1)
        _copy(file, draft, path.stat().st_size - file.tell())


def _copy(source: IO[bytes], target: IO[bytes], count: int) -> None:
    while count > 0 and (chunk := source.read(min(count, _CHUNK))):
        target.write(chunk)
        count -= len(chunk)

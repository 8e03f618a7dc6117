"""An export in Parquet → its rows as JSON lines, and the same file without some rows.

Its bytes are compressed and show no words, so it is searched, and cut, row by row.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from newscrawl.i18n import _
from newscrawl.record.export import appearing

SUFFIX = ".parquet"
_ROWS = 500
"""Rows that are held at once."""


def row_lines(file: IO[bytes]) -> io.BufferedReader:
    """Return the rows of a Parquet file as JSON lines; raise `OSError` for a file that
    cannot be read.
    """
    return io.BufferedReader(_Lines(_encoded(_open(file))))


def cut_rows(path: Path, goes: Callable[[Mapping[str, Any]], bool]) -> int:
    """Write a Parquet file without some rows; return how many went."""
    with path.open("rb") as raw:
        source = _open(raw)
        gone = sum(map(goes, (row for batch in source.iter_batches(_ROWS) for row in _rows(batch))))
    if not gone:
        return 0
    import pyarrow
    import pyarrow.parquet

    with path.open("rb") as raw, appearing(path) as draft:
        source = _open(raw)
        with pyarrow.parquet.ParquetWriter(draft, source.schema_arrow, compression="zstd") as writer:
            for group in range(source.num_row_groups):
                table = source.read_row_group(group)
                kept = [not goes(row) for batch in table.to_batches(_ROWS) for row in _rows(batch)]
                writer.write_table(table.filter(pyarrow.array(kept, pyarrow.bool_())))
    return gone


def _open(file: IO[bytes]) -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise OSError(
            _("Parquet needs pyarrow ({error}): pip install 'newscrawl[export]'").format(error=error)
        ) from None
    try:
        return pyarrow.parquet.ParquetFile(file)
    except pyarrow.ArrowInvalid as error:
        raise OSError(str(error)) from None


def _rows(batch: Any) -> Iterator[dict[str, Any]]:
    for row in batch.to_pylist():
        yield {name: value for name, value in row.items() if isinstance(value, str | list | dict)}


def _encoded(file: Any) -> Iterator[bytes]:
    for batch in file.iter_batches(_ROWS):
        for row in _rows(batch):
            yield json.dumps(row, ensure_ascii=False, default=str).encode() + b"\n"


class _Lines(io.RawIOBase):
    """A stream of lines that are made when they are read."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines, self._rest = lines, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            self._rest = next(self._lines, b"")
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count

"""Rows → bytes of a file: Parquet, JSON lines, and the formats of Scrapy's exporters.

An outlet is fed rows and closed; it holds little: Parquet is written a group of rows at
a time.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import IO, Any, Protocol

from newscrawl.export.arrow import Tables
from newscrawl.export.columns import pyarrow
from newscrawl.export.shape import Shape
from newscrawl.i18n import _
from newscrawl.record.export import LINES
from newscrawl.record.lines import RecordLine

PARQUET = "parquet"
BATCH = 1 << 20
"""Bytes of lines from which on rows become a table: what Python holds of them is some
five times as much.
"""
GROUP = 32 << 20
"""Bytes of tables from which on they become a group of rows in the file."""

Report = Callable[[str], None]


class Outlet(Protocol):
    """Writes rows to an open file."""

    count: int
    """Rows written so far, or about to be."""

    def write(self, line: RecordLine, fields: dict[str, Any]) -> None:
        """Write one line."""

    def close(self) -> None:
        """Write what is missing to make the file complete."""


class ParquetOutlet:
    """Parquet, compressed with Zstandard, a group of rows at a time."""

    def __init__(self, file: IO[bytes], shape: Shape, report: Report, *, native_maps: bool = False) -> None:
        pa = pyarrow()
        self.count = 0
        self._tables = Tables(shape.columns, native_maps=native_maps)
        self._shape = shape.shaper()
        self._articles = shape.kind == "articles"
        self._report = report
        self._writer = pa.parquet.ParquetWriter(
            file, self._tables.schema, compression="zstd", write_page_index=True, store_schema=True
        )
        self._lines: list[RecordLine] = []
        self._rows: list[dict[str, Any]] = []
        self._size = 0
        self._waiting: list[Any] = []
        self._waiting_size = 0

    def write(self, line: RecordLine, fields: dict[str, Any]) -> None:
        self._lines.append(line)
        shaped = self._shape(fields)
        self._rows.append(_with_map(shaped) if self._articles else shaped)
        self._size += len(line.data)
        if self._size >= BATCH:
            self._make_table()

    def _make_table(self) -> None:
        table = self._tables.sound(self._rows, self._name)
        self.count += len(table)
        self._lines, self._rows, self._size = [], [], 0
        self._waiting.append(table)
        self._waiting_size += table.nbytes
        if self._waiting_size >= GROUP:
            self._write_group()

    def _name(self, number: int, error: ValueError) -> None:
        line = self._lines[number]
        self._report(
            _("{path}, byte {offset}: not a line of the record ({error})").format(
                path=line.path, offset=line.offset, error=error
            )
        )

    def _write_group(self) -> None:
        pa = pyarrow()
        table = pa.concat_tables(self._waiting)
        self._waiting, self._waiting_size = [], 0
        if len(table):
            self._writer.write_table(table, row_group_size=len(table))

    def close(self) -> None:
        if self._rows:
            self._make_table()
        if self._waiting:
            self._write_group()
        self._writer.close()


def _with_map(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a line with a map as their evidence: that of a withdrawal is
    words.
    """
    words = fields.get("evidence")
    return {**fields, "evidence": {"withdrawn": words}} if isinstance(words, str) else fields


class LinesOutlet:
    """JSON lines: the record's own bytes, or what a shape leaves of them."""

    def __init__(self, file: IO[bytes], shape: Shape) -> None:
        self.count = 0
        self._file = file
        self._shape = None if shape.as_it_stands else shape.shaper()

    def write(self, line: RecordLine, fields: dict[str, Any]) -> None:
        self.count += 1
        if self._shape is None:
            self._file.write(line.data)
        else:
            self._file.write(json.dumps(self._shape(fields), ensure_ascii=False).encode() + b"\n")

    def close(self) -> None:
        """Do nothing: every line is complete."""


class ExporterOutlet:
    """A format of one of Scrapy's exporters."""

    def __init__(self, exporter: Any, shape: Shape) -> None:
        self.count = 0
        self._exporter = exporter
        self._shape = shape.shaper()
        exporter.start_exporting()

    def write(self, line: RecordLine, fields: dict[str, Any]) -> None:
        self.count += 1
        self._exporter.export_item(self._shape(fields))

    def close(self) -> None:
        self._exporter.finish_exporting()


OpenOutlet = Callable[[IO[bytes]], Outlet]


def outlet_for(
    format: str, shape: Shape, report: Report, exporter: Callable[[IO[bytes]], Any] | None, *, native_maps: bool = False
) -> OpenOutlet:
    """Return the function that opens an outlet of a format on a file.

    Raises `MissingExtraError` now, not when the file is open.
    """
    shape.shaper()
    if format == PARQUET:
        pyarrow()
        return lambda file: ParquetOutlet(file, shape, report, native_maps=native_maps)
    if format in LINES:
        return lambda file: LinesOutlet(file, shape)
    assert exporter is not None
    return lambda file: ExporterOutlet(exporter(file), shape)

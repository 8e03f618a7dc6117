"""Scrapy's exporters for the archive's items: faster in JSON, without loss in flat
formats.

In CSV and XML `None` is an empty cell or an absent element. A list of names is joined
by commas, as Scrapy does, unless asked otherwise; other nested values are JSON in a CSV
cell and elements in XML. Words that a spreadsheet would run as a formula are made
harmless in CSV.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from functools import cache, partial
from operator import attrgetter
from pathlib import Path
from typing import Any, Self, cast

from scrapy.crawler import Crawler
from scrapy.exporters import (
    BaseItemExporter,
    CsvItemExporter,
    JsonItemExporter,
    JsonLinesItemExporter,
    MarshalItemExporter,
    PickleItemExporter,
    XmlItemExporter,
)
from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object

from newscrawl.controls import xml_characters
from newscrawl.items import Article, Duplicate, Tombstone

COLUMNS = tuple(dict.fromkeys(field.name for kind in (Article, Tombstone) for field in fields(kind)))
"""Columns of a CSV of articles; those of a tombstone are included, whichever item comes
first."""


def _names(value: Any) -> tuple[str, ...]:
    kind: Any = type(value)
    return _field_names(kind)


_ATOMS = frozenset((str, int, float, bool, type(None)))


def _values(item: Any) -> Iterable[Any]:
    """Return the values of all fields of an item."""
    kind: Any = type(item)
    return _getter(kind)(item)


@cache
def _getter(kind: Any) -> Callable[[Any], Iterable[Any]]:
    names = _field_names(kind)
    return attrgetter(*names) if len(names) > 1 else lambda item: [getattr(item, name) for name in names]


@cache
def _field_names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def nested(value: Any) -> Any:
    """Convert nested items to dicts and lists, keeping absent values.

    Seven times as fast as `ItemAdapter.asdict`.

    >>> from newscrawl.items import Image
    >>> nested((Image("http://www.hxnews.com/a.jpg"),))
    [{'url': 'http://www.hxnews.com/a.jpg', 'caption': None}]
    """
    if type(value) in _ATOMS:
        return value
    if names := _names(value):
        return {
            name: each if type(each) in _ATOMS else nested(each)  # most fields are words
            for name, each in zip(names, _values(value), strict=True)
        }
    if isinstance(value, list | tuple):
        return [nested(each) for each in value]
    return value


def plain(value: Any) -> Any:
    """Convert nested items to dicts and lists, without absent values.

    >>> from newscrawl.items import Image
    >>> plain((Image("http://www.hxnews.com/a.jpg", "福州西湖"), Image("http://www.hxnews.com/b.jpg")))
    [{'url': 'http://www.hxnews.com/a.jpg', 'caption': '福州西湖'}, {'url': 'http://www.hxnews.com/b.jpg'}]
    """
    if names := _names(value):
        value = {name: getattr(value, name) for name in names}
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


class _Nested(BaseItemExporter):
    def get_serialized_fields(self, item: Any, *args: Any, **options: Any) -> Iterable[tuple[str, Any]]:
        whole = self.fields_to_export is None and _names(item)
        return nested(item).items() if whole else super().get_serialized_fields(item, *args, **options)


class JsonLinesExporter(_Nested, JsonLinesItemExporter):
    """JSON lines."""


class JsonExporter(_Nested, JsonItemExporter):
    """A JSON array."""


class CsvExporter(CsvItemExporter):
    """CSV with one header, at the top, however many runs append to the file."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, file: Any, **options: Any) -> Self:
        options.setdefault("formulas", crawler.settings.getbool("NEWSCRAWL_CSV_FORMULAS"))
        return cls(file, **options)

    def __init__(self, file: Any, *, formulas: bool = False, json_lists: bool = False, **options: Any) -> None:
        self._formulas = formulas
        self._json_lists = json_lists
        self._columns: list[str] | None = None
        try:
            begun = bool(file.tell())
        except OSError:  # a pipe
            begun = False
        if begun:
            self._columns = _header(getattr(file, "path", None), options.get("encoding") or "utf-8")
            options["include_headers_line"] = False
        super().__init__(file, **options)

    def export_item(self, item: Any) -> None:
        if not self.fields_to_export:
            self.fields_to_export = self._columns or _columns(item)
        super().export_item(item)

    def serialize_field(self, field: Any, name: str, value: Any) -> Any:
        value = plain(value)
        nested = isinstance(value, dict) or (
            isinstance(value, list) and (self._json_lists or not all(isinstance(each, str) for each in value))
        )
        if nested:
            return json.dumps(value, ensure_ascii=False)
        return super().serialize_field(field, name, value)

    def _build_row(self, values: Iterable[Any]) -> Iterable[Any]:
        row = super()._build_row(values)
        return row if self._formulas else map(neutral_cell, row)


_FORMULA = re.compile("'*[\\s\ufeff\u200b]*[=+@＝＋－＠﹢﹣﹦﹫−-]|'*[\t\r]")


def neutral_cell(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula: `'` is put before words
    that begin with one of `= + - @`, also in full width or behind blanks.

    A number stays a number. Words that have such a `'` of their own get one more, so
    that a reader may take one away.

    >>> neutral_cell("=HYPERLINK(1)"), neutral_cell("\\t＝1+1"), neutral_cell(-3), neutral_cell("福州-厦门")
    ("'=HYPERLINK(1)", "'\\t＝1+1", -3, '福州-厦门')
    """
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def exporter_class(path: str, settings: BaseSettings) -> Callable[..., BaseItemExporter]:
    """Return an exporter by its import path, with what the settings say of its
    format.
    """
    kind = load_object(path)
    if isinstance(kind, type) and issubclass(kind, CsvExporter):
        return partial(kind, formulas=settings.getbool("NEWSCRAWL_CSV_FORMULAS"))
    return cast(Callable[..., BaseItemExporter], kind)


def _header(path: Path | None, encoding: str) -> list[str] | None:
    if path is None:
        return None
    with path.open(encoding=encoding, newline="") as file:
        return next(csv.reader(file), None)


def _columns(item: Any) -> list[str] | None:
    if isinstance(item, Duplicate):
        return [field.name for field in fields(Duplicate)]
    names = set(item) if isinstance(item, dict) else set()
    if isinstance(item, Article | Tombstone) or {"schema_version", "revision"} <= names:
        return list(COLUMNS)
    return None


class XmlExporter(XmlItemExporter):
    """XML without elements for absent values and characters that XML refuses."""

    def get_serialized_fields(self, *args: Any, **options: Any) -> Iterable[tuple[str, Any]]:
        fields = super().get_serialized_fields(*args, **options)
        return ((name, _for_xml(plain(value))) for name, value in fields if value is not None)


def _for_xml(value: Any) -> Any:
    if isinstance(value, str):
        return xml_characters(value)
    if isinstance(value, dict):
        return {name: _for_xml(each) for name, each in value.items()}
    return [_for_xml(each) for each in value] if isinstance(value, list | tuple) else value


class PickleExporter(PickleItemExporter):
    """Pickles that load without this package."""

    def serialize_field(self, field: Any, name: str, value: Any) -> Any:
        return plain(super().serialize_field(field, name, value))


class MarshalExporter(MarshalItemExporter):
    """Marshal, which knows no classes at all."""

    def serialize_field(self, field: Any, name: str, value: Any) -> Any:
        return plain(super().serialize_field(field, name, value))

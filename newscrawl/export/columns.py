"""`items.py` → the columns of a table, and their schema for Arrow and `datasets`.

The schema is the same for every archive, month and site, whatever its lines hold: files
load together. Times are moments of the zone Asia/Shanghai, in microseconds; lists are
typed; whatever may be absent is null.

`evidence` and `repairs` are maps. The `datasets` library reads no Arrow map (checked
with 5.2), so a file has them as lists of entries `{key, value}`, the layout that Arrow
gives a map in memory; `native_maps` writes Arrow's own type.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from newscrawl.i18n import _
from newscrawl.items import TIMES, Article, Duplicate, Tombstone
from newscrawl.record.group import Kind

ZONE = "Asia/Shanghai"
ORIGINAL_SCRIPT = "original_script"
"""Column of an export with `--script`: the script that the archive has."""

Scalar = Literal["string", "int64", "float64", "bool", "time"]
_SCALARS: dict[type, Scalar] = {str: "string", int: "int64", float: "float64", bool: "bool"}
_NAMES = {"ConfigDict": dict}
"""What `items.py` imports for type checkers only."""
_MOMENT = f"timestamp[us, tz={ZONE}]"


class MissingExtraError(Exception):
    """A library that the command needs is not installed; the message says how to get
    it.
    """


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list whose elements are of one type."""

    of: ColumnType


@dataclass(frozen=True, slots=True)
class MapOf:
    """A map from strings to values of one type."""

    of: ColumnType


@dataclass(frozen=True, slots=True)
class StructOf:
    """Named values."""

    fields: tuple[tuple[str, ColumnType], ...]


ColumnType = Scalar | ListOf | MapOf | StructOf


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    type: ColumnType


@cache
def columns_of(kind: Kind) -> tuple[Column, ...]:
    """Return the columns of a table of articles, or of duplicates.

    That of articles has `withdrawn`, too: a withdrawal is a line after an article's
    lines. Where a withdrawal has words as its evidence, the map has them under
    `withdrawn`.

    >>> [column.name for column in columns_of("duplicates")][:4]
    ['id', 'url', 'site', 'channel']
    >>> dict((column.name, column.type) for column in columns_of("articles"))["evidence"]
    MapOf(of='string')
    """
    items: tuple[type, ...] = (Article, Tombstone) if kind == "articles" else (Duplicate,)
    types: dict[str, ColumnType] = {}
    for item in items:
        hints = get_type_hints(item, localns=_NAMES)
        for field in fields(item):
            types.setdefault(field.name, "time" if field.name in TIMES else _type_of(hints[field.name]))
    return tuple(Column(name, type) for name, type in types.items())


def _type_of(hint: Any) -> ColumnType:
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (each for each in get_args(hint) if each is not NoneType)
    if hint in _SCALARS:
        return _SCALARS[hint]
    match get_origin(hint):
        case origin if origin is tuple:
            return ListOf(_type_of(get_args(hint)[0]))
        case origin if origin is dict:
            return MapOf(_type_of(get_args(hint)[1]))
        case origin if origin is Literal:
            return "string"
    assert is_dataclass(hint), hint
    hints = get_type_hints(hint, localns=_NAMES)
    return StructOf(tuple((field.name, _type_of(hints[field.name])) for field in fields(hint)))


def pyarrow() -> Any:
    """Return the module `pyarrow`; raise `MissingExtraError` where it is missing."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtraError(
            _("Parquet and Arrow need pyarrow ({error}): pip install 'newscrawl[export]'").format(error=error)
        ) from None
    return pyarrow


def arrow_type(type: ColumnType, *, native_maps: bool = False) -> Any:
    """Return the type for Arrow."""
    pa = pyarrow()

    def made(type: ColumnType) -> Any:
        match type:
            case ListOf(of):
                return pa.list_(made(of))
            case MapOf(of):
                return pa.map_(pa.string(), made(of)) if native_maps else made(_entries(of))
            case StructOf(fields):
                return pa.struct([(name, made(each)) for name, each in fields])
            case "time":
                return pa.timestamp("us", ZONE)
            case "bool":
                return pa.bool_()
        return getattr(pa, type)()

    return made(type)


def arrow_schema(columns: tuple[Column, ...], *, native_maps: bool = False) -> Any:
    """Return the schema of these columns as a `pyarrow.Schema`."""
    return pyarrow().schema([(each.name, arrow_type(each.type, native_maps=native_maps)) for each in columns])


def _entries(of: ColumnType) -> ListOf:
    return ListOf(StructOf((("key", "string"), ("value", of))))


def features_source(columns: tuple[Column, ...]) -> str:
    """Return Python source that makes `datasets.Features` of these columns.

    >>> print(features_source((Column("published", "time"), Column("editors", ListOf("string")))))
    from datasets import Features, List, Value
    <BLANKLINE>
    features = Features(
        {
            "published": Value("timestamp[us, tz=Asia/Shanghai]"),
            "editors": List(Value("string")),
        }
    )
    """
    lines = "".join(f'        "{column.name}": {_feature(column.type)},\n' for column in columns)
    return f"from datasets import Features, List, Value\n\nfeatures = Features(\n    {{\n{lines}    }}\n)"


def _feature(type: ColumnType) -> str:
    match type:
        case ListOf(of):
            return f"List({_feature(of)})"
        case MapOf(of):
            return _feature(_entries(of))
        case StructOf(fields):
            return "{" + ", ".join(f'"{name}": {_feature(each)}' for name, each in fields) + "}"
        case "time":
            return f'Value("{_MOMENT}")'
    return f'Value("{type}")'

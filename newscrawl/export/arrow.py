"""Lines of the record → Arrow tables of the fixed schema.

A line whose values are of other types than the schema's, as one that was edited by hand
may be, is reported with file and offset and left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from newscrawl.export.columns import Column, ColumnType, ListOf, MapOf, StructOf, arrow_schema, arrow_type, pyarrow

_ALLOWED: dict[str, frozenset[type]] = {
    "string": frozenset((str, type(None))),
    "time": frozenset((str, type(None))),
    "int64": frozenset((int, type(None))),
    "float64": frozenset((float, int, type(None))),
    "bool": frozenset((bool, type(None))),
}
_LISTS = frozenset((list, tuple, type(None)))
_OBJECTS = frozenset((dict, type(None)))

Row = Mapping[str, Any]


class Tables:
    """Makes tables of rows."""

    def __init__(self, columns: tuple[Column, ...], *, native_maps: bool = False) -> None:
        self.columns = columns
        self.schema = arrow_schema(columns, native_maps=native_maps)
        self._makers = [_maker(column.type, native_maps) for column in columns]

    def table(self, rows: Sequence[Row]) -> Any:
        """Return the table of these rows.

        Raises `ValueError` with the name of a field that has another type.
        """
        arrays = []
        for column, make in zip(self.columns, self._makers, strict=True):
            values = [row.get(column.name) for row in rows]
            _check(column, values)
            try:
                arrays.append(make(values))
            except (ValueError, TypeError, ArithmeticError) as error:
                raise ValueError(f"{column.name}: {_first_line(error)}") from None
        return pyarrow().Table.from_arrays(arrays, schema=self.schema)

    def sound(self, rows: Sequence[Row], report: Callable[[int, ValueError], None]) -> Any:
        """Return the table of the rows that fit; report the number of each other, and
        why.
        """
        try:
            return self.table(rows)
        except ValueError:
            pass
        fitting = []
        for number, row in enumerate(rows):
            try:
                self.table([row])
            except ValueError as error:
                report(number, error)
            else:
                fitting.append(row)
        return self.table(fitting)


def _maker(type: ColumnType, native_maps: bool) -> Callable[[list[Any]], Any]:
    pa = pyarrow()
    wanted = arrow_type(type, native_maps=native_maps)
    match type:
        case "time":
            return lambda values: pa.array(values, pa.string()).cast(wanted)
        case MapOf():  # an object becomes a map at once, and a map casts to its entries
            maps = arrow_type(type, native_maps=True)
            return lambda values: pa.array(values, maps).cast(wanted)
    return lambda values: pa.array(values, wanted)


def _check(column: Column, values: list[Any]) -> None:
    match column.type:
        case ListOf():
            allowed = _LISTS
        case MapOf() | StructOf():
            allowed = _OBJECTS
        case scalar:
            allowed = _ALLOWED[scalar]
    if not set(map(type, values)) <= allowed:
        wrong = next(value for value in values if type(value) not in allowed)
        shown = repr(wrong)
        raise ValueError(f"{column.name} is {shown if len(shown) <= 40 else shown[:40] + '…'}")


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0][:120]

"""The interface that the ledger's SQL needs: of a SQLite connection, or of
PostgreSQL's.

The statements in `sql*.py` are written once, in the SQL that both understand: `?` for a
value, `ON CONFLICT` and `RETURNING`, numbers for booleans, `"end"` and `"offset"` in
quotes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol


class Rows(Protocol):
    """The result of a statement."""

    @property
    def rowcount(self) -> int:
        """Number of rows changed."""

    def fetchone(self) -> Any:
        """Return the next row as a tuple, or None."""

    def fetchall(self) -> list[Any]:
        """Return the remaining rows."""

    def __iter__(self) -> Iterator[Any]: ...


class Database(Protocol):
    """A connection; `sqlite3.Connection` is one."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""

    def execute(self, statement: str, values: Sequence[Any] = ..., /) -> Rows:
        """Run one statement."""

    def executemany(self, statement: str, values: Iterable[Sequence[Any]], /) -> Any:
        """Run one statement with many rows of values."""


class StreamingDatabase(Database, Protocol):
    """A connection that can also stream rows: PostgreSQL's."""

    def stream(self, statement: str, values: Sequence[Any] = ..., /) -> Iterator[Any]:
        """Run a query and yield its rows one by one, all as of one moment."""

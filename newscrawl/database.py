"""What the account's SQL asks of a database: SQLite's own connection, or PostgreSQL's behind the same few calls.

The statements in `sql*.py` are written once, in the SQL that both understand: `?` for a value, `ON CONFLICT` and
`RETURNING`, numbers for truth, and `"end"` and `"offset"` in quotes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol


class Rows(Protocol):
    """What a statement gave."""

    @property
    def rowcount(self) -> int:
        """How many rows it changed."""

    def fetchone(self) -> Any:
        """The next row as a tuple, or None."""

    def fetchall(self) -> list[Any]:
        """The rows that are left."""

    def __iter__(self) -> Iterator[Any]: ...


class Database(Protocol):
    """A connection; `sqlite3.Connection` is one."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is under way."""

    def execute(self, statement: str, values: Sequence[Any] = ..., /) -> Rows:
        """Run one statement."""

    def executemany(self, statement: str, values: Iterable[Sequence[Any]], /) -> Any:
        """Run one statement with many rows of values."""


class StreamingDatabase(Database, Protocol):
    """A connection that can also return rows one by one, without holding them all: PostgreSQL's."""

    def stream(self, statement: str, values: Sequence[Any] = ..., /) -> Iterator[Any]:
        """Run a question whose rows are too many for the memory, and yield them as of one moment."""

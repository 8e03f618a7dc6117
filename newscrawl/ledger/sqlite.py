"""The ledger in one SQLite file: the default, for one machine and any number of
processes.

It needs no set-up. The file is in WAL mode: readers never wait, writers wait for one
another for milliseconds. A listing page is written at once, but brought to disk lazily:
a power cut may undo the newest pages, in order, each with its cursor, and they are read
again. `transaction()` brings everything up to its end to disk before it returns.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from newscrawl.i18n import _
from newscrawl.ledger import LedgerError
from newscrawl.ledger.locks import FileLocks
from newscrawl.ledger.sql import SqlLedger
from newscrawl.ledger.sqlite_errors import explain
from newscrawl.ledger.sqlite_file import BUSY_SECONDS, connect, read_only

if TYPE_CHECKING:
    from newscrawl.dedup.sqlite import SqliteStore


class SqliteLedger(SqlLedger):
    """A `Ledger` in a SQLite file; for use by one thread."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        super().__init__(connection)
        self.connection = connection
        """For tables beside the ledger's own: what is written inside `transaction()`
        commits with it."""
        self.path = path

    @classmethod
    def open(cls, path: Path, *, write: bool = True, busy_seconds: float = BUSY_SECONDS) -> SqliteLedger:
        """Open the ledger at `path`, creating it if it does not exist; with
        `write=False`, open an existing one for reading.

        Raises `LedgerError`, which names the file and what to do, where it is corrupt,
        of a newer version, another program's, not writable, locked too long by another
        program, or on a network file system.
        """
        return cls(connect(path, busy_seconds=busy_seconds) if write else read_only(path), path)

    def texts(self) -> SqliteStore:
        """Return the store of near-duplicate texts, beside the ledger's own tables."""
        from newscrawl.dedup.sqlite import IndexVersionError, SqliteStore

        try:
            with self._ledger_errors():
                SqliteStore.create(self.connection)
                return SqliteStore(self.connection)
        except IndexVersionError as error:
            raise LedgerError(
                _("{path}: {error}; `scrapy ledger reindex` makes it anew from the archive's lines").format(
                    path=self.path, error=error
                )
            ) from error
        except LedgerError:
            with suppress(sqlite3.Error):  # what it began
                self.connection.execute("ROLLBACK")
            raise

    def locks(self) -> FileLocks:
        """Return locks for a run on this ledger: files in a folder beside it."""
        return FileLocks(self.path.with_suffix(".locks"))

    def advance_numbers(self) -> None:
        """Do nothing: SQLite continues after the highest number."""

    @contextmanager
    def copying(self) -> Iterator[None]:
        """Check that this file is empty: it is copied into under another name, and
        renamed when the copy is whole."""
        if self.runs(1):
            raise LedgerError(_("the target has a ledger already; copy into an empty one"))
        yield

    def scrub(self, words: Iterable[str]) -> None:
        """Write the file anew, without what was deleted; takes about as long as copying
        it."""
        texts = self.texts()
        with self.transaction():
            texts.unlearn(words)
        with self._ledger_errors():
            self.connection.execute("VACUUM")
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Open one durable transaction: all of it or nothing, fsynced when it ends."""
        with self._ledger_errors():
            self.connection.execute("PRAGMA synchronous = FULL")
        try:
            with self._writing():
                yield
        finally:
            self.connection.execute("PRAGMA synchronous = NORMAL")

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Open one short transaction.

        It takes the write lock at its beginning, so that it cannot fail half-way for
        want of it.
        """
        if self.connection.in_transaction:
            raise LedgerError(_("{place}: a transaction is already under way").format(place=self.path))
        with self._ledger_errors():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                self._words.forget()
                with suppress(sqlite3.Error):  # some errors have rolled back already
                    self.connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _ledger_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise LedgerError(explain(error, self.path)) from error

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """Open one consistent view for several questions, whatever others write
        meanwhile."""
        with self._ledger_errors():
            self.connection.execute("BEGIN")
            try:
                yield self.connection
            finally:
                self.connection.execute("COMMIT")

"""The ledger in PostgreSQL: one account for many machines.

Account and SQL are those of SQLite (`sql.py`, `sql_schema.py`); here is what differs:
how a database is connected, prepared and locked. Writers take turns by an advisory
lock, held for the milliseconds of a transaction. The locks of a run are advisory locks
of its one connection, so a run that loses the connection loses its locks, and can
commit nothing any more: it never connects a second time. Entering a page does not wait
for the disk, `transaction()` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING, Any

try:
    import psycopg
except ImportError as missing:  # psycopg itself may be there, and libpq not
    from newscrawl.i18n import _
    from newscrawl.ledger import LedgerError

    raise LedgerError(
        _("PostgreSQL needs more: pip install 'newscrawl[postgres]' ({missing})").format(missing=missing)
    ) from missing

from psycopg.pq import TransactionStatus
from psycopg.types.numeric import Int8Dumper

from newscrawl.i18n import _
from newscrawl.ledger import FileState, LedgerAwayError, LedgerError
from newscrawl.ledger.place import shown
from newscrawl.ledger.postgres_locks import PostgresLocks
from newscrawl.ledger.postgres_schema import HALF, WRITERS, check, migrate, refuse_half, show_as_newest
from newscrawl.ledger.sql import SqlLedger
from newscrawl.ledger.sql_schema import tables

if TYPE_CHECKING:
    from newscrawl.dedup.postgres import PostgresStore

KEEPALIVES = {
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,  # milliseconds: of what was sent and not acknowledged, which stops keepalives
    "connect_timeout": 10,
}
"""Seconds and numbers of probes after which a crawl knows that the server is gone: half
a minute, before its locks are free."""
SERVER_KEEPALIVES = (
    "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3 -c tcp_user_timeout=60000"
)
"""The same on the side of the server, which frees a dead machine's locks after a
minute."""


@cache
def _marked(statement: str) -> str:
    return statement.replace("?", "%s")


class Connection:
    """A connection of psycopg with the methods of `Database`."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.raw = connection

    @property
    def in_transaction(self) -> bool:
        status = self.raw.info.transaction_status
        return status not in (TransactionStatus.IDLE, TransactionStatus.UNKNOWN)  # unknown: the connection is gone

    def execute(self, statement: str, values: Sequence[Any] = (), /) -> psycopg.Cursor[Any]:
        return self.raw.execute(_marked(statement).encode(), values)

    def stream(self, statement: str, values: Sequence[Any] = (), /) -> Iterator[Any]:
        """Run a query whose rows are too many for the memory; yield them as of one
        moment."""
        with self.raw.transaction(), self.raw.cursor("stream") as cursor:
            cursor.itersize = 5000
            cursor.execute(_marked(statement).encode(), values)
            yield from cursor

    def executemany(self, statement: str, values: Iterable[Sequence[Any]], /) -> None:
        with self.raw.cursor() as cursor:
            cursor.executemany(_marked(statement).encode(), values)


class TextsConnection(Connection):
    """The ledger's connection as the store of texts has it: its errors are
    `LedgerError`.
    """

    def __init__(self, connection: psycopg.Connection[Any], place: str) -> None:
        super().__init__(connection)
        self._place = place

    def execute(self, statement: str, values: Sequence[Any] = (), /) -> psycopg.Cursor[Any]:
        with _translating(self._place):
            return super().execute(statement, values)

    def stream(self, statement: str, values: Sequence[Any] = (), /) -> Iterator[Any]:
        with _translating(self._place):
            yield from super().stream(statement, values)

    def executemany(self, statement: str, values: Iterable[Sequence[Any]], /) -> None:
        with _translating(self._place):
            super().executemany(statement, values)


class PostgresLedger(SqlLedger):
    """A `Ledger` in a PostgreSQL database; for use by one thread."""

    def __init__(self, connection: psycopg.Connection[Any], place: str, worker: str) -> None:
        self._connection = Connection(connection)
        super().__init__(self._connection)
        self.place = place
        """The database's URL, without a password."""
        self.worker = worker

    @classmethod
    def open(cls, url: str, worker: str = "", *, write: bool = True, filling: bool = False) -> PostgresLedger:
        """Connect to the database of `url`, creating the tables if they do not exist;
        with `write=False`, open it for reading.

        `worker` is the name of this machine. `filling` also opens what a copy that was
        cut off has left. Raises `LedgerError`, which names the database and what to do,
        where it is of a newer version, or `LedgerAwayError` where it cannot be reached.
        """
        place = shown(url)
        connection = None
        try:
            connection = psycopg.connect(url, autocommit=True, options=_options(url), **KEEPALIVES)  # type: ignore[arg-type]
            connection.adapters.register_dumper(int, Int8Dumper)
            if not filling:
                refuse_half(connection, place)
            if write:
                migrate(connection, place, filling=filling)
            else:
                show_as_newest(connection, check(connection, place))
                connection.execute("SET default_transaction_read_only = on")
        except BaseException as error:
            if connection is not None:
                connection.close()
            if isinstance(error, psycopg.Error):
                raise _ledger_error(error, place) from error
            raise
        return cls(connection, place, worker)

    def texts(self) -> PostgresStore:
        """Return the store of near-duplicate texts, beside the ledger's own tables."""
        from newscrawl.dedup.postgres import PostgresStore

        return PostgresStore(TextsConnection(self._connection.raw, self.place))

    def locks(self) -> PostgresLocks:
        """Return locks for a run on this ledger: they live as long as this
        connection."""
        return PostgresLocks(self._connection.raw, self.place)

    def advance_numbers(self) -> None:
        """Make new rows continue after the numbers of rows that were copied in."""
        with self._ledger_errors():
            for table, column in self._rows(
                "SELECT table_name, column_name FROM information_schema.columns "
                "WHERE table_schema = current_schema AND is_identity = 'YES'"
            ):
                self._connection.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), "
                    f"(SELECT coalesce(max({column}), 0) + 1 FROM {table}), false)"
                )

    def followers(self) -> list[str]:
        """Return the paths of all feeds on this machine that ever committed with the
        record."""
        mine = f"{self.worker}:"
        return [path.removeprefix(mine) for path in super().followers() if path.startswith(mine)]

    @contextmanager
    def copying(self) -> Iterator[None]:
        """Mark this database as half a copy until all is in it; what a copy that was
        cut off has left is deleted first.

        Raises `LedgerError` where it has a ledger already, or another copy is under
        way.
        """
        if not self.locks().take(HALF):
            raise LedgerError(_("another copy into it is under way"))
        with self.transaction():
            half = self._rows("SELECT to_regclass(?) IS NOT NULL", (HALF,))[0][0]
            if not half and self.runs(1):
                raise LedgerError(_("the target has a ledger already; copy into an empty one"))
            self._connection.execute(f"CREATE TABLE IF NOT EXISTS {HALF} ()")
            for table in (*tables(), "dedup_text", "dedup_posting"):
                self._connection.execute(f"TRUNCATE {table}")
        yield
        with self.transaction():
            self._connection.execute(f"DROP TABLE {HALF}")

    def scrub(self, words: Iterable[str]) -> None:
        """Write the tables anew that had words of articles; texts have no dictionary
        here."""
        with self._ledger_errors():
            for table in ("listing", "dedup_text"):
                self._connection.execute(f"VACUUM FULL {table}")

    def close(self) -> None:
        """Close the connection, which releases all locks."""
        self._connection.raw.close()

    def committed(self, files: Iterable[FileState]) -> None:
        """Record the committed lengths of files on this machine."""
        super().committed(
            FileState(f"{self.worker}:{file.path}", file.length, file.kind, file.open, file.run) for file in files
        )

    def open_files(self) -> list[FileState]:
        """Return the files on this machine that no run has closed."""
        mine = f"{self.worker}:"
        return [
            FileState(file.path.removeprefix(mine), file.length, file.kind, file.open, file.run)
            for file in super().open_files()
            if file.path.startswith(mine)
        ]

    def committed_length(self, path: str) -> int | None:
        """Return the committed length of a file on this machine."""
        return super().committed_length(f"{self.worker}:{path}")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Open one durable transaction: all of it or nothing, on the server's disk when
        it ends."""
        with self._turn("on"):
            yield

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._turn("off"):
            yield self._connection

    @contextmanager
    def _turn(self, synchronous: str) -> Iterator[None]:
        """Open one transaction during which nobody else writes.

        `synchronous` is `on` if it waits for the server's disk, otherwise `off`.
        """
        if self._connection.in_transaction:
            raise LedgerError(_("{place}: a transaction is already under way").format(place=self.place))
        with self._ledger_errors():
            try:
                self._connection.execute("BEGIN")
                self._connection.execute(f"SET LOCAL synchronous_commit = {synchronous}")
                self._connection.execute("SELECT pg_advisory_xact_lock(?)", (WRITERS,))
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                self._words.forget()
                with suppress(psycopg.Error):  # a connection that is gone has rolled back
                    self._connection.execute("ROLLBACK")
                raise

    def _stream(self, statement: str, values: Sequence[object] = ()) -> Iterator[Any]:
        return self._connection.stream(statement, values)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._ledger_errors():
            self._connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            try:
                yield self._connection
            finally:
                self._connection.execute("COMMIT")

    def _ledger_errors(self) -> AbstractContextManager[None]:
        return _translating(self.place)


@contextmanager
def _translating(place: str) -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        raise _ledger_error(error, place) from error


def _ledger_error(error: psycopg.Error, place: str) -> LedgerError:
    """Return in one line what an error of PostgreSQL means for the person who runs a
    crawl."""
    message = " ".join(str(error).split())
    if isinstance(error, psycopg.errors.DiskFull):
        return LedgerError(
            _("no space left for the ledger {place}: nothing of this step was entered").format(place=place)
        )
    if isinstance(error, psycopg.errors.ReadOnlySqlTransaction):
        return LedgerError(
            _("the ledger {place} was opened to look at, or is a standby: nothing was entered").format(place=place)
        )
    if isinstance(error, psycopg.OperationalError):
        return LedgerAwayError(
            _("the ledger {place} cannot be reached, or was lost ({message}): what was committed stands").format(
                place=place, message=message
            )
        )
    return LedgerError(_("the ledger {place} cannot be used: {message}").format(place=place, message=message))


def _options(url: str) -> str:
    """Return the server settings of the connection: those of the URL, and the
    keepalives."""
    given = psycopg.conninfo.conninfo_to_dict(url).get("options")
    return f"{given} {SERVER_KEEPALIVES}" if given else SERVER_KEEPALIVES

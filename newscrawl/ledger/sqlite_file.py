"""The file of a SQLite ledger: created whole or not at all, checked before use,
migrated.

Every fault ends in a `LedgerError` that names the file and what to do. A file that does
not open is never deleted, replaced or emptied: it may be the only account of an
archive.
"""

from __future__ import annotations

import glob
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from newscrawl.durable import sync_folder
from newscrawl.failpoints import failpoint
from newscrawl.i18n import _
from newscrawl.ledger import LedgerError
from newscrawl.ledger.network_disk import refuse_network
from newscrawl.ledger.sql_schema import MIGRATIONS, as_newest
from newscrawl.ledger.sqlite_errors import HINT, ledger_errors

APPLICATION_ID = 0x6E637277  # "ncrw": what `file` and we know a ledger by
BUSY_SECONDS = 60.0
"""How long a writer waits for another process's transaction; ours last milliseconds."""
CRAWLING_KB = 6144
"""The cache of a run: what a long run writes would fill a larger one. Of 300,000
articles look-ups are no slower than with 8 MB, with 16 MB a twentieth faster."""
READING_KB = 131072
"""The cache of reports, which go over the whole file in more than one order."""
DRAFT = ".new"
"""End of the names of ledgers that are being made."""


def connect(
    path: Path, *, busy_seconds: float = BUSY_SECONDS, migrations: Sequence[str] = MIGRATIONS
) -> sqlite3.Connection:
    """Open the ledger at `path`, creating it if it does not exist, and migrate it."""
    path = path.absolute()
    refuse_network(path)
    with ledger_errors(path):
        clear_drafts(path)
        if not path.exists():
            _make(path, migrations)
        if path.stat().st_size == 0:
            raise LedgerError(
                _("{path} is empty: it was cut by something else than this program; {hint}").format(
                    path=path, hint=_(HINT)
                )
            )
        connection = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None, cached_statements=256)
        try:
            _check(connection, path, len(migrations))
            _check_size(connection, path)
            _prepare(connection)
            _migrate(connection, migrations)
        except BaseException:
            connection.close()
            raise
    return connection


def _make(path: Path, migrations: Sequence[str]) -> None:
    """Create a ledger under another name and rename it when it is complete.

    Another process may be first. Until it is renamed it has no WAL, of which SQLite
    would bring to the file as much as the disk has room for, without an error.
    """
    wal = path.with_name(f"{path.name}-wal")
    if wal.exists() and not path.exists():  # in this order: another process may just have made both
        raise LedgerError(
            _("{path} is missing, but its -wal file is there: bring both back, or move that file aside").format(
                path=path
            )
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = draft_of(path)
    remove(draft)
    try:
        with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            _migrate(connection, migrations)
            failpoint("make.migrated")
            connection.execute("PRAGMA journal_mode = WAL")
        with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
            _check(connection, draft, len(migrations))
            _check_size(connection, draft)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        except OSError:  # a file system without hard links
            if not path.exists():
                draft.rename(path)
        failpoint("make.named")
    finally:
        remove(draft)
    sync_folder(path.parent)


@contextmanager
def appearing_ledger(path: Path) -> Iterator[Path]:
    """Yield a name under which to make a ledger, and rename it when it is complete; no
    ledger is at `path` at the end.

    After an error nothing of it is left; what a killed process left is cleared by the
    next that opens `path`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    clear_drafts(path)
    draft = draft_of(path)
    remove(draft)
    try:
        yield draft
        draft.rename(path)
        sync_folder(path.parent)
    finally:
        remove(draft)


def draft_of(path: Path) -> Path:
    """Return the name under which this process makes the ledger that will be at
    `path`."""
    return path.with_name(f"{path.name}.{os.getpid()}{DRAFT}")


def clear_drafts(path: Path) -> None:
    """Remove what processes left that died while they made a ledger for `path`."""
    for draft in path.parent.glob(f"{glob.escape(path.name)}.*{DRAFT}*"):
        number = draft.name.removeprefix(f"{path.name}.").partition(".")[0]
        if number.isascii() and number.isdigit() and not _lives(int(number)):
            draft.unlink(missing_ok=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def remove(path: Path) -> None:
    """Delete a ledger that is being made, with the files that SQLite keeps beside
    it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _check(connection: sqlite3.Connection, path: Path, newest: int) -> None:
    found = connection.execute("PRAGMA application_id").fetchone()[0]
    if found != APPLICATION_ID:
        raise LedgerError(
            _("{path} is no ledger of newscrawl but another SQLite database (application_id {found:#x})").format(
                path=path, found=found
            )
        )
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > newest:
        raise LedgerError(
            _(
                "{path} was written by a newer newscrawl (ledger version {version}, here up to {newest}): "
                "update newscrawl"
            ).format(path=path, version=version, newest=newest)
        )


def _check_size(connection: sqlite3.Connection, path: Path) -> None:
    """Raise if the file was truncated; SQLite notices only when it reaches a missing
    page."""
    wal = path.with_name(f"{path.name}-wal")
    if not (wal.exists() and wal.stat().st_size):
        pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
        if path.stat().st_size < pages * size:
            raise sqlite3.DatabaseError(f"malformed: {path.stat().st_size} bytes, not {pages * size}")


def _prepare(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
        raise sqlite3.OperationalError("attempt to write a readonly database")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA cache_size = -{CRAWLING_KB}")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA wal_autocheckpoint = 4000")
    connection.execute("PRAGMA journal_size_limit = 67108864")


def _migrate(connection: sqlite3.Connection, migrations: Sequence[str]) -> None:
    """Apply the missing migrations, one a transaction; a process that comes second
    finds it done."""
    while connection.execute("PRAGMA user_version").fetchone()[0] < len(migrations):
        connection.execute("BEGIN IMMEDIATE")
        try:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version < len(migrations):
                for statement in _statements(migrations[version]):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {version + 1}")
            connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):  # some errors have rolled back already
                connection.execute("ROLLBACK")
            raise


def _statements(script: str) -> Iterator[str]:
    """Split a script into statements: `executescript` would commit the open
    transaction."""
    statement = ""
    for part in script.split(";")[:-1]:
        statement += f"{part};"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def read_only(path: Path) -> sqlite3.Connection:
    """Open a ledger for reading, also where the disk is read-only.

    One of a former version is not changed: temporary views show it as the newest.
    """
    path = path.absolute()
    with ledger_errors(path):
        if not path.exists():
            raise LedgerError(
                _("there is no ledger {path}: nothing was crawled into that folder yet").format(path=path)
            )
        wal = path.with_name(f"{path.name}-wal")
        immutable = not os.access(path.parent, os.W_OK) and not (wal.exists() and wal.stat().st_size)
        address = f"file:{quote(str(path))}?mode=ro{'&immutable=1' if immutable else ''}"
        connection = sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            _check(connection, path, len(MIGRATIONS))
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute(f"PRAGMA cache_size = -{READING_KB}")
            for view in as_newest(version, "main"):
                connection.execute(view)
        except BaseException:
            connection.close()
            raise
    return connection

"""The file of a SQLite ledger: created whole or not at all, checked before use,
migrated.

Every fault ends in a `LedgerError` that names the file and what to do. A file that does
not open is never deleted, replaced or emptied: it may be the only account of an
archive.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from newscrawl.ledger import LedgerError
from newscrawl.ledger.sql_schema import MIGRATIONS

APPLICATION_ID = 0x6E637277  # "ncrw": what `file` and we know a ledger by
BUSY_SECONDS = 60.0
"""How long a writer waits for another process's transaction; ours last milliseconds."""

NETWORK = frozenset(
    [
        *(
            "nfs",
            "nfs3",
            "nfs4",
            "cifs",
            "smb",
            "smb2",
            "smb3",
            "smbfs",
            "smbfs2",
            "afs",
            "afpfs",
            "ncpfs",
            "coda",
            "9p",
        ),
        *(
            "ceph",
            "glusterfs",
            "lustre",
            "gpfs",
            "beegfs",
            "orangefs",
            "davfs",
            "fuse.sshfs",
            "fuse.s3fs",
            "fuse.rclone",
        ),
        *(
            "fuse.glusterfs",
            "fuse.ceph",
            "fuse.ceph-fuse",
            "fuse.cephfs",
            "fuse.davfs2",
            "fuse.curlftpfs",
            "fuse.goofys",
        ),
        *(
            "fuse.smbnetfs",
            "fuse.gcsfuse",
            "fuse.blobfuse",
            "fuse.blobfuse2",
            "fuse.juicefs",
            "fuse.moosefs",
            "fuse.mfs",
        ),
        *("fuse.seaweedfs", "fuse.google-drive-ocamlfuse", "fuse.mount-s3", "fuse.afp", "fuse.vmhgfs-fuse"),
    ]
)
"""File systems, as Linux names them, whose locks and shared memory do not work between
machines."""

_MEMBER = re.compile(r"\\([0-7]{3})")


def connect(
    path: Path, *, busy_seconds: float = BUSY_SECONDS, migrations: Sequence[str] = MIGRATIONS
) -> sqlite3.Connection:
    """Open the ledger at `path`, creating it if it does not exist, and migrate it."""
    path = path.absolute()
    refuse_network(path)
    with ledger_errors(path):
        if not path.exists():
            _make(path, migrations)
        if path.stat().st_size == 0:
            raise LedgerError(f"{path} is empty: it was cut by something else than this program; {_HINT}")
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


_HINT = "nothing was changed: move it aside (with its -wal file) and run `scrapy ledger rebuild`, or restore a back-up"


@contextmanager
def ledger_errors(path: Path) -> Iterator[None]:
    """Turn errors of SQLite and of the system into one line that names the file."""
    try:
        yield
    except sqlite3.Error as error:
        raise LedgerError(explain(error, path)) from error
    except OSError as error:
        raise LedgerError(f"the ledger {path} cannot be used: {error.strerror or error}") from error


def explain(error: sqlite3.Error, path: Path) -> str:
    """Return what an error of SQLite means for the person who runs a crawl.

    >>> explain(sqlite3.OperationalError("database or disk is full"), Path("data/ledger.sqlite"))
    'no space left for the ledger data/ledger.sqlite: nothing of this step was entered'
    """
    message = str(error)
    if "not a database" in message or "malformed" in message or "corrupt" in message:
        return f"the ledger {path} is damaged ({message}); {_HINT}"
    if "locked" in message or "busy" in message:
        return f"the ledger {path} is held by another program: try again, or see who has it open (`fuser {path}`)"
    if "full" in message:
        return f"no space left for the ledger {path}: nothing of this step was entered"
    if "readonly" in message or "unable to open" in message:
        return f"the ledger {path} cannot be written ({message}): it, and its folder, must be writable"
    return f"the ledger {path} cannot be used: {message}"


def refuse_network(path: Path, mountinfo: str | None = None) -> None:
    """Raise `LedgerError` if `path` is on a network file system: SQLite's WAL is not
    safe there.

    `mountinfo` is the text of /proc/self/mountinfo; systems without that file are not
    checked.

    >>> table = "36 35 98:0 / /mnt/archive rw,noatime - nfs4 server:/export rw"
    >>> refuse_network(Path("/mnt/archive/fj/ledger.sqlite"), table)
    Traceback (most recent call last):
    ...
    newscrawl.ledger.values.LedgerError: /mnt/archive/fj/ledger.sqlite is on a network file system (nfs4 at ...
    """
    if mountinfo is None:
        try:
            mountinfo = Path("/proc/self/mountinfo").read_text(errors="replace")
        except OSError:
            return
        path = path.resolve()
    place, kind = "", ""
    for line in mountinfo.splitlines():
        fields, _, rest = line.partition(" - ")
        parts = fields.split(" ")
        if len(parts) > 4 and rest:
            mounted = _MEMBER.sub(lambda octal: chr(int(octal[1], 8)), parts[4])
            if path.is_relative_to(mounted) and len(mounted) >= len(place):  # of two on one place the later one counts
                place, kind = mounted, rest.split(" ")[0]
    if kind in NETWORK:
        raise LedgerError(
            f"{path} is on a network file system ({kind} at {place}), whose locks SQLite cannot trust: "
            "put the archive on a local disk, or name a local NEWSCRAWL_LEDGER"
        )


def _make(path: Path, migrations: Sequence[str]) -> None:
    """Create a ledger under another name and rename it when it is complete.

    Another process may be first.
    """
    wal = path.with_name(f"{path.name}-wal")
    if wal.exists() and not path.exists():  # in this order: another process may just have made both
        raise LedgerError(f"{path} is missing, but its -wal file is there: bring both back, or move that file aside")
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    _remove(draft)
    try:
        with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute("PRAGMA journal_mode = WAL")
            _migrate(connection, migrations)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        except OSError:  # a file system without hard links
            draft.rename(path)
    finally:
        _remove(draft)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _remove(draft: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        draft.with_name(draft.name + suffix).unlink(missing_ok=True)


def _check(connection: sqlite3.Connection, path: Path, newest: int) -> None:
    found = connection.execute("PRAGMA application_id").fetchone()[0]
    if found != APPLICATION_ID:
        raise LedgerError(f"{path} is no ledger of newscrawl but another SQLite database (application_id {found:#x})")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > newest:
        raise LedgerError(
            f"{path} was written by a newer newscrawl (ledger version {version}, here up to {newest}): update newscrawl"
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
    connection.execute("PRAGMA cache_size = -65536")
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
    """Open a ledger for reading, also where the disk is read-only."""
    path = path.absolute()
    with ledger_errors(path):
        if not path.exists():
            raise LedgerError(f"there is no ledger {path}: nothing was crawled into that folder yet")
        wal = path.with_name(f"{path.name}-wal")
        immutable = not os.access(path.parent, os.W_OK) and not (wal.exists() and wal.stat().st_size)
        address = f"file:{quote(str(path))}?mode=ro{'&immutable=1' if immutable else ''}"
        connection = sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            _check(connection, path, len(MIGRATIONS))
        except BaseException:
            connection.close()
            raise
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version < len(MIGRATIONS):
            connection.close()
            raise LedgerError(f"{path} is of an older version ({version}): the next crawl brings it up to date")
    return connection

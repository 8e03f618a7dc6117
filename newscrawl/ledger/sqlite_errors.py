"""Errors of SQLite and of the system → one line that names the file and the true
cause."""

from __future__ import annotations

import os
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from newscrawl.ledger import LedgerError

HINT = "nothing was changed: move it aside (with its -wal file) and run `scrapy ledger rebuild`, or restore a back-up"
ROOM = 1 << 20
"""Bytes below which a disk counts as full when SQLite cannot write: what failed may
have freed some."""


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
        return f"the ledger {path} is damaged ({message}); {HINT}"
    if "locked" in message or "busy" in message:
        return f"the ledger {path} is held by another program: try again, or see who has it open (`fuser {path}`)"
    if "full" in message:
        return f"no space left for the ledger {path}: nothing of this step was entered"
    if "readonly" in message or "unable to open" in message:
        return f"the ledger {path} cannot be written ({message}): it, and its folder, must be writable"
    if "I/O" in message and (cause := _refused_by_the_system(path)):
        return f"{cause} {path}: nothing of this step was entered"
    return f"the ledger {path} cannot be used: {message}"


def _refused_by_the_system(path: Path) -> str | None:
    """Return why the system refuses to write: SQLite only says that it did.

    Memory that processes share is a file, too, whose growth a full disk refuses with
    another error than that of a write.
    """
    most = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
    if most != resource.RLIM_INFINITY:
        return f"no file of this process may have more than {most} bytes (`ulimit -f`), which is too little for"
    with suppress(OSError):
        disk = os.statvfs(path.parent)
        if disk.f_bavail * disk.f_frsize < ROOM:
            return "no space left for the ledger"
    return None

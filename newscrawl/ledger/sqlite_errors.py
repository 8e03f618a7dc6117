"""Errors of SQLite and of the system → one line that names the file and the true
cause."""

from __future__ import annotations

import os
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from newscrawl.i18n import N_, _, system_words
from newscrawl.ledger import LedgerError

HINT = N_(
    "nothing was changed: move it aside (with its -wal file) and run `scrapy ledger rebuild`, or restore a back-up"
)
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
        raise LedgerError(
            _("the ledger {path} cannot be used: {message}").format(path=path, message=system_words(error))
        ) from error


def explain(error: sqlite3.Error, path: Path) -> str:
    """Return what an error of SQLite means for the person who runs a crawl.

    >>> explain(sqlite3.OperationalError("database or disk is full"), Path("data/ledger.sqlite"))
    'no space left for the ledger data/ledger.sqlite: nothing of this step was entered'
    """
    message = str(error)
    if "not a database" in message or "malformed" in message or "corrupt" in message:
        return _("the ledger {path} is damaged ({message}); {hint}").format(path=path, message=message, hint=_(HINT))
    if "locked" in message or "busy" in message:
        return _(
            "the ledger {path} is held by another program: try again, or see who has it open (`fuser {path}`)"
        ).format(path=path)
    if "full" in message:
        return _("no space left for the ledger {path}: nothing of this step was entered").format(path=path)
    if "readonly" in message or "unable to open" in message:
        return _("the ledger {path} cannot be written ({message}): it, and its folder, must be writable").format(
            path=path, message=message
        )
    if "I/O" in message and (cause := _refused_by_the_system(path)):
        return cause
    return _("the ledger {path} cannot be used: {message}").format(path=path, message=message)


def _refused_by_the_system(path: Path) -> str | None:
    """Return why the system refuses to write: SQLite only says that it did.

    Memory that processes share is a file, too, whose growth a full disk refuses with
    another error than that of a write.
    """
    most = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
    if most != resource.RLIM_INFINITY:
        return _(
            "no file of this process may have more than {most} bytes (`ulimit -f`), which is too little for "
            "{path}: nothing of this step was entered"
        ).format(most=most, path=path)
    with suppress(OSError):
        disk = os.statvfs(path.parent)
        if disk.f_bavail * disk.f_frsize < ROOM:
            return _("no space left for the ledger {path}: nothing of this step was entered").format(path=path)
    return None

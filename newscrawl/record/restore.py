"""A back-up → a living archive, in a data folder that has none: `scrapy ledger
restore`.

The ledger comes last. Until it is there, a restore that was cut off can be run again.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from newscrawl.i18n import _
from newscrawl.ledger import LedgerError
from newscrawl.ledger.sqlite import SqliteLedger
from newscrawl.ledger.sqlite_errors import ledger_errors
from newscrawl.ledger.sqlite_file import appearing_ledger
from newscrawl.record.back_up import LEDGER, OWN, BackedUp, copy_file, rebased


def restore(folder: Path, data: Path, place: Path) -> BackedUp:
    """Copy a back-up into a data folder, and its ledger to its place.

    Nothing is overwritten: raises `LedgerError` where a ledger is there, or a file that
    is another than the back-up's.
    """
    if place.exists():
        raise LedgerError(_("{path} is there: move the archive aside first").format(path=place))
    files = sorted(path for own in OWN for path in (folder / own).rglob("*") if path.is_file())
    files = [path for path in files if not path.name.endswith(".part")]
    for path in files:
        target = data / path.relative_to(folder)
        if target.exists() and not _alike(path, target):
            raise LedgerError(
                _("{path} is there, and is another than in the back-up: move it aside first").format(path=target)
            )
    done = BackedUp()
    with appearing_ledger(place) as draft:
        with (
            ledger_errors(folder / LEDGER),
            closing(SqliteLedger.open(folder / LEDGER, write=False)) as kept,
            closing(sqlite3.connect(draft)) as copy,
        ):
            kept.connection.backup(copy)
            rows = copy.execute("SELECT path FROM feed WHERE kind <> 'follower'").fetchall()
            copy.executemany(
                "UPDATE feed SET path = ? WHERE path = ?", [(rebased(row[0], data), row[0]) for row in rows]
            )
            copy.commit()
        for path in files:
            copy_file(path, data / path.relative_to(folder), path.stat().st_size, done)
    return done


def _alike(path: Path, target: Path) -> bool:
    """Return whether two files have the same length and time, as copies have."""
    one, other = path.stat(), target.stat()
    return (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns)

"""A living archive → a copy that adds up, while crawls go on: `scrapy ledger backup`.

The ledger is copied first, as of one moment; then of each file of the record and of
captures as many bytes as that ledger knows. So a run that writes meanwhile is in the
copy up to a commit, and nothing in the copy is beyond what its ledger accounts for.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePath

from newscrawl.durable import make_folder, sync_folder
from newscrawl.i18n import _
from newscrawl.ledger import LedgerError
from newscrawl.ledger.sqlite import SqliteLedger
from newscrawl.ledger.sqlite_errors import ledger_errors
from newscrawl.ledger.sqlite_file import appearing_ledger

AT_ONCE = 1 << 20
LEDGER = "ledger.sqlite"
OWN = ("articles", "duplicates", "warc")
"""What is in a back-up: its ledger, and these folders."""


@dataclass(slots=True)
class BackedUp:
    """What a back-up copied."""

    files: int = 0
    """Files in the copy."""
    copied: int = 0
    """Those that were new or longer than in the copy before."""
    bytes: int = 0


def back_up(ledger: SqliteLedger, data: Path, folder: Path) -> BackedUp:
    """Copy ledger, record and captures into a folder, or bring the copy there up to
    date.

    Raises `LedgerError` where a file is shorter than the ledger knows: such a copy
    would not add up.
    """
    target = folder / LEDGER
    make_folder(folder)
    done = BackedUp()
    with appearing_ledger(target) as draft:
        with ledger_errors(target), closing(sqlite3.connect(draft)) as copy:
            ledger.connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        with closing(SqliteLedger.open(draft, write=False)) as copied:
            rows = [(row[0], int(row[2])) for row in copied.each_row("feed") if row[1] != "follower"]
        known: dict[Path, int] = {}
        for path, length in rows:  # the archive may have been moved, more than once: files only grow
            here = Path(rebased(path, data))
            known[here] = max(length, known.get(here, 0))
        known |= {Path(path): length for path, length in rows}
        for file in _files(data, known):
            copy_file(file, folder / file.relative_to(data), known.get(file, file.stat().st_size), done)
        for suffix in ("-wal", "-shm"):  # of the ledger that this one replaces
            target.with_name(target.name + suffix).unlink(missing_ok=True)
    return done


def _files(data: Path, known: dict[Path, int]) -> list[Path]:
    """Return the files to copy: those that the ledger knows, and captures that a
    rebuilt ledger does not."""
    captures = {path for path in (data / "warc").rglob("*") if path.is_file()}
    own = [data / kind for kind in OWN]
    return sorted(captures | {path for path in known if known[path] and any(map(path.is_relative_to, own))})


def rebased(path: str, data: Path) -> str:
    """Return the path of an archive's file in another data folder.

    >>> rebased("/srv/old/articles/hxnews/2020-11.jsonl", Path("/srv/new"))
    '/srv/new/articles/hxnews/2020-11.jsonl'
    """
    parts = PurePath(path).parts
    start = next((i for i in range(len(parts) - 1, -1, -1) if parts[i] in OWN), None)
    return path if start is None else str(data.joinpath(*parts[start:]))


def copy_file(path: Path, target: Path, length: int, done: BackedUp) -> None:
    """Copy the first bytes of a file, under another name until they are on disk; count
    them.
    """
    try:
        source = path.stat()
    except FileNotFoundError:
        raise LedgerError(
            _("{path} is missing: {length} bytes of it were committed").format(path=path, length=length)
        ) from None
    if source.st_size < length:
        raise LedgerError(
            _("{path} has {size} bytes, but {length} were committed").format(
                path=path, size=source.st_size, length=length
            )
        )
    done.files += 1
    if target.exists() and (target.stat().st_size, target.stat().st_mtime_ns) == (length, source.st_mtime_ns):
        return
    make_folder(target.parent)
    draft = target.with_name(f".{target.name}.part")
    with path.open("rb") as old, draft.open("wb") as new:
        rest = length
        while rest and (piece := old.read(min(rest, AT_ONCE))):
            new.write(piece)
            rest -= len(piece)
        new.flush()
        os.fsync(new.fileno())
    shutil.copystat(path, draft)
    os.utime(draft, ns=(source.st_atime_ns, source.st_mtime_ns))  # as it was before it was read
    draft.replace(target)
    sync_folder(target.parent)
    done.copied += 1
    done.bytes += length

"""Files and pages that were read → a memory of them in the ledger's database.

It is committed with the outcomes of the pages. A file is known by its digest and the
choice it was read for, a page by its place. So a killed run is resumed where it was,
and a file that is given again, under any name, is not read again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from newscrawl.reader.reading_values import READER_VERSION

Place = tuple[int, int]
"""Member, and place in the unpacked member."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS saved_file (
    id INTEGER PRIMARY KEY,
    digest TEXT NOT NULL,
    choice TEXT NOT NULL,
    reader_version INTEGER NOT NULL,  -- that read it, or most of it
    finished INTEGER NOT NULL DEFAULT 0,
    UNIQUE (digest, choice)
);
CREATE TABLE IF NOT EXISTS saved_page (  -- pages that are done with, of files that are not finished
    file INTEGER NOT NULL,
    member INTEGER NOT NULL,
    inner INTEGER NOT NULL,
    PRIMARY KEY (file, member, inner)
) WITHOUT ROWID;
"""


class Resume:
    """What this run and earlier ones have read; a `Participant` of commits."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        connection.executescript(SCHEMA)
        self._left: dict[int, int] = {}
        self._done: list[tuple[int, int, int]] = []

    def finished(self, digest: str, choice: str) -> int | None:
        """Return the version of the reader that read all of a file, or None."""
        query = "SELECT reader_version FROM saved_file WHERE digest = ? AND choice = ? AND finished"
        found = self._db.execute(query, (digest, choice)).fetchone()
        return None if found is None else int(found[0])

    def begin(self, digest: str, choice: str, places: Iterable[Place]) -> tuple[int, set[Place]]:
        """Begin or resume a file; return its number and the places read earlier."""
        self._db.execute(
            "INSERT OR IGNORE INTO saved_file (digest, choice, reader_version) VALUES (?, ?, ?)",
            (digest, choice, READER_VERSION),
        )
        query = "SELECT id FROM saved_file WHERE digest = ? AND choice = ?"
        file = int(self._db.execute(query, (digest, choice)).fetchone()[0])
        done = set(self._db.execute("SELECT member, inner FROM saved_page WHERE file = ?", (file,)))
        self._left[file] = sum(place not in done for place in places)
        return file, done

    def done(self, file: int, places: Iterable[Place]) -> None:
        """Mark pages as read, as of the next commit."""
        rows = [(file, *place) for place in places]
        self._left[file] -= len(rows)
        self._done += rows

    def write(self) -> None:
        """Write the marks, inside the transaction of the record."""
        self._db.executemany("INSERT OR IGNORE INTO saved_page VALUES (?, ?, ?)", self._done)
        self._done = []
        for file in [file for file, left in self._left.items() if not left]:
            self._db.execute("UPDATE saved_file SET finished = 1 WHERE id = ?", (file,))
            self._db.execute("DELETE FROM saved_page WHERE file = ?", (file,))
            del self._left[file]

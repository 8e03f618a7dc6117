"""Which pages of which files have been read: kept in the ledger's database, and committed with what became of them.

A file is known by its digest and by the choice for which it was read, a page by where it stands in it. So a reading
that died goes on where it was, and a file that is given again, under whatever name, is not read again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from newscrawl.reader.article import READER_VERSION

Place = tuple[int, int]
"""Member, and place in what it unpacks to."""

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
    """What a run reads, and what earlier runs have read; a `Participant` of the record's commits."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        connection.executescript(SCHEMA)
        self._left: dict[int, int] = {}
        self._done: list[tuple[int, int, int]] = []

    def finished(self, digest: str, choice: str) -> int | None:
        """Tell whether a file was read to its end; gives the version of the reader that did."""
        query = "SELECT reader_version FROM saved_file WHERE digest = ? AND choice = ? AND finished"
        found = self._db.execute(query, (digest, choice)).fetchone()
        return None if found is None else int(found[0])

    def begin(self, digest: str, choice: str, places: Iterable[Place]) -> tuple[int, set[Place]]:
        """Begin to read the pages of a file, or go on; gives its number, and the pages that are done with."""
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
        """Say that pages are done with: as of the next commit, which has what became of them."""
        rows = [(file, *place) for place in places]
        self._left[file] -= len(rows)
        self._done += rows

    def write(self) -> None:
        """Enter what is done, inside the transaction of the record."""
        self._db.executemany("INSERT OR IGNORE INTO saved_page VALUES (?, ?, ?)", self._done)
        self._done = []
        for file in [file for file, left in self._left.items() if not left]:
            self._db.execute("UPDATE saved_file SET finished = 1 WHERE id = ?", (file,))
            self._db.execute("DELETE FROM saved_page WHERE file = ?", (file,))
            del self._left[file]

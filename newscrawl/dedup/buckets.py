"""The base of an index's postings in SQLite: buckets by key, in parts that are merged
one at a time.

The key space has 64 parts. A part is split into buckets of about 50 postings, one row
each, and into twice as many when they are full. `dedup_part` stores into how many, and
up to which write the journal's postings are merged.
"""

import sqlite3
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from newscrawl.dedup.fingerprint import Keys
from newscrawl.dedup.store import Postings, merge, select, trim

PARTS = 64
PART_BITS = 6
REST = 32 - PART_BITS  # bits of a key inside its part
PART_MASK = (1 << 32) - (1 << REST)  # bits of a key that are the number of its part
BUCKET = 64  # postings of one row at most, on the average: seven rows to a page

SCHEMA = """
CREATE TABLE IF NOT EXISTS dedup_part (part INTEGER PRIMARY KEY, bits INTEGER NOT NULL, merged INTEGER NOT NULL);
INSERT OR IGNORE INTO dedup_part
  WITH RECURSIVE count (part) AS (VALUES (0) UNION ALL SELECT part + 1 FROM count WHERE part < 63)
  SELECT part, 0, 0 FROM count;
CREATE TABLE IF NOT EXISTS dedup_bucket (bucket INTEGER PRIMARY KEY, postings BLOB NOT NULL);
"""


class Buckets:
    """The base, read and written through a connection.

    Call `read_parts` after another process or a rollback changed it.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._bits = [0] * PARTS
        self._shifts: dict[int, int] = {}
        """For each part that has postings, how many bits of a key are inside its
        buckets."""
        self.merged: NDArray[np.int64] = np.zeros(PARTS, np.int64)
        """For each part, the write of the journal up to which it is merged."""
        self.read_parts()

    def read_parts(self) -> None:
        """Read the state of the parts."""
        rows = self._db.execute("SELECT bits, merged FROM dedup_part ORDER BY part").fetchall()
        self._bits = [bits for bits, _ in rows]
        self._shifts = {part: REST - bits for part, (bits, merged) in enumerate(rows) if merged}
        self.merged = np.array([merged for _, merged in rows], np.int64)

    def young(self, sequence: int, postings: Postings) -> Postings:
        """Return the postings of a write of the journal that are not merged yet."""
        return postings[self.merged[(postings >> np.uint64(REST + 32)).astype(np.intp)] < sequence]

    def find(self, keys: Keys) -> list[bytes] | None:
        """Return for each key the numbers of its texts; None if the base is empty."""
        if not self._shifts:
            return None  # an archive of hardly more than the journal holds
        shifts = self._shifts
        buckets = {key & PART_MASK | (key & ~PART_MASK) >> shifts[key >> REST] for key in keys if key >> REST in shifts}
        marks = ",".join("?" * len(buckets))
        query = f"SELECT postings FROM dedup_bucket WHERE bucket IN ({marks}) ORDER BY bucket"
        blobs = [row[0] for row in self._db.execute(query, tuple(buckets))]
        return select(np.frombuffer(b"".join(blobs), np.uint64), keys)

    def every(self) -> Postings:
        """Read all postings."""
        rows = self._db.execute("SELECT postings FROM dedup_bucket")
        return np.frombuffer(b"".join(row[0] for row in rows), np.uint64)

    def merge(self, part: int, sequence: int, young: Postings, removed: NDArray[np.uint64]) -> None:
        """Rewrite a part with young postings merged in, and without the removed
        texts."""
        low, high = part << REST, (part + 1) << REST
        rows = self._db.execute(
            "SELECT postings FROM dedup_bucket WHERE bucket >= ? AND bucket < ? ORDER BY bucket", (low, high)
        )
        base = np.frombuffer(b"".join(row[0] for row in rows), np.uint64)
        postings = trim(merge(base, young))
        if removed.size:
            postings = postings[~np.isin(postings & np.uint64(0xFFFFFFFF), removed)]
        bits = self._bits[part]
        while postings.size > BUCKET << bits:
            bits += 1
        inside = np.arange(1 << bits, dtype=np.uint64) << np.uint64(32 + REST - bits)
        cuts = [*np.searchsorted(postings, np.uint64(low << 32) + inside).tolist(), postings.size]
        data = postings.tobytes()
        buckets = (
            (low + bucket, data[8 * start : 8 * end])
            for bucket, (start, end) in enumerate(pairwise(cuts))
            if start < end
        )
        self._db.execute("DELETE FROM dedup_bucket WHERE bucket >= ? AND bucket < ?", (low, high))
        self._db.executemany("INSERT INTO dedup_bucket VALUES (?, ?)", buckets)
        self._db.execute("UPDATE dedup_part SET bits = ?, merged = ? WHERE part = ?", (bits, sequence, part))
        self._bits[part], self._shifts[part], self.merged[part] = bits, REST - bits, sequence

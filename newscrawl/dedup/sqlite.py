"""Keep an index in SQLite, in the ledger's database and in its transactions.

One row a posting would dirty two dozen pages for every article. So a write only appends its postings to a journal,
which is in memory too, and the journal is merged into the base bit by bit: the key space has 64 parts, and once the
journal has grown, a write merges the part whose turn it is. A part is cut into buckets of some 50 postings, one row
each. A row of `dedup_part` says up to which entry of the journal its part is merged. What the transactions hold is all
there is, so after a crash the index is what was committed; other processes' commits are taken in when they are seen.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from newscrawl.dedup.fingerprint import Keys
from newscrawl.dedup.recent import Recent
from newscrawl.dedup.store import Known, Postings, pack, select, trim
from newscrawl.dedup.texts import LEARN_FROM, Packer, train

PARTS = 64
PART_BITS = 6
REST = 32 - PART_BITS  # bits of a key inside its part
BUCKET = 64  # postings of one row at most, on the average: seven rows to a page
JOURNAL = 600_000  # postings in the journal from which writes merge: 20,000 articles, 5 MB, 10 ms to read at start

VERSION = 1  # of the tables, of the fingerprints and of the canonical text: an index made otherwise finds nothing

SCHEMA = """
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS dedup_state (
  id INTEGER PRIMARY KEY CHECK (id = 0), version INTEGER NOT NULL, next INTEGER NOT NULL, texts INTEGER NOT NULL,
  sequence INTEGER NOT NULL, turn INTEGER NOT NULL);
INSERT OR IGNORE INTO dedup_state VALUES (0, 1, 1, 0, 0, 0);
CREATE TABLE IF NOT EXISTS dedup_text (
  number INTEGER PRIMARY KEY, article TEXT NOT NULL, day INTEGER, size INTEGER NOT NULL, text BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS dedup_dictionary (id INTEGER PRIMARY KEY, since INTEGER NOT NULL, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS dedup_journal (sequence INTEGER PRIMARY KEY, postings BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS dedup_part (part INTEGER PRIMARY KEY, bits INTEGER NOT NULL, merged INTEGER NOT NULL);
INSERT OR IGNORE INTO dedup_part
  WITH RECURSIVE count (part) AS (VALUES (0) UNION ALL SELECT part + 1 FROM count WHERE part < 63)
  SELECT part, 0, 0 FROM count;
CREATE TABLE IF NOT EXISTS dedup_bucket (bucket INTEGER PRIMARY KEY, postings BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS dedup_removed (number INTEGER PRIMARY KEY, turn INTEGER NOT NULL);
COMMIT;
"""


class IndexVersionError(Exception):
    """An index that another version made, whose fingerprints mean something else: it must be made anew."""


@dataclass(frozen=True, slots=True)
class _State:
    next: int
    texts: int
    sequence: int
    turn: int


@dataclass(frozen=True, slots=True)
class _Added:
    keys: Keys
    id: str
    text: str
    day: int | None


@dataclass(frozen=True, slots=True)
class _Write:
    """What one call of `write` put into a transaction whose end is not known yet."""

    after: _State
    parts: list[int]
    added: dict[int, _Added]
    removed: set[int]


class SqliteStore:
    """A store on a connection that belongs to the caller, who begins and ends the transactions."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._added: dict[int, _Added] = {}
        self._removed: set[int] = set()
        self._written: list[_Write] = []
        self._seen = 0
        self._state = self._read_state()
        self._recent = Recent(np.empty(0, np.uint64))
        self._load()

    @staticmethod
    def create(connection: sqlite3.Connection) -> None:
        """Create the tables where they are missing; not inside a transaction.

        Raises `IndexVersionError` for an index that was made by another version of this package.
        """
        tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'dedup_state'").fetchone()
        if tables == (0,):
            connection.executescript(SCHEMA)
        version: int = connection.execute("SELECT version FROM dedup_state").fetchone()[0]
        if version != VERSION:
            raise IndexVersionError(f"the index of texts has version {version}, this newscrawl writes {VERSION}")

    def __len__(self) -> int:
        texts = self._written[-1].after.texts if self._written else self._state.texts
        return texts + len(self._added) - len(self._removed)

    def find(self, keys: Keys) -> Postings:
        """Return the postings of these keys, from memory and from the base."""
        self._settle()
        self._refresh()
        young = self._recent.find(keys)
        base = self._base(keys)
        return np.concatenate([young, base]) if base.size else young

    def known(self, numbers: Iterable[int]) -> Mapping[int, Known]:
        """Return the texts of these numbers; they are unpacked when they are read."""
        found, missing = {}, []
        young = [self._added, *(write.added for write in self._written)]
        gone = self._removed.union(*(write.removed for write in self._written))
        for number in numbers:
            added = next((texts[number] for texts in young if number in texts), None)
            if added is not None:
                found[number] = Known(added.id, added.day, len(added.text), partial(str, added.text))
            elif number not in gone:
                missing.append(number)
        if missing:
            marks = ",".join("?" * len(missing))
            query = f"SELECT number, article, day, size, text FROM dedup_text WHERE number IN ({marks})"
            for number, id, day, size, packed in self._db.execute(query, missing):
                found[number] = Known(id, day, size, partial(self._packer.unpack, packed))
        return found

    def add(self, keys: Keys, id: str, text: str, day: int | None) -> int:
        """Add a text; it keeps its number unless another process writes first."""
        self._settle()
        number = self._next
        self._next += 1
        self._added[number] = _Added(keys, id, text, day)
        self._recent.add(keys, number)
        return number

    def remove(self, number: int) -> None:
        """Forget a text."""
        self._settle()
        if self._added.pop(number, None) is None:
            self._removed.add(number)

    def write(self) -> None:
        """Write what is new into the open transaction; raises `RuntimeError` where none is open."""
        if not self._db.in_transaction:
            raise RuntimeError("an index is written inside the transaction of its caller")
        on_disk = self._read_state()
        if self._written and on_disk != self._written[-1].after:
            self._resolve(on_disk)
        if not self._added and not self._removed:
            return
        if on_disk != (self._written[-1].after if self._written else self._state):
            self._load()
        before = on_disk
        sequence = before.sequence + 1
        self._learn()
        self._write_texts(before.turn)
        new = [pack(added.keys, number) for number, added in self._added.items()]
        if new:
            blob = np.sort(np.concatenate(new)).tobytes()
            self._db.execute("INSERT INTO dedup_journal VALUES (?, ?)", (sequence, blob))
        parts = self._merge_due(sequence, before.turn)
        after = _State(self._next, len(self), sequence, before.turn + len(parts))
        self._db.execute(
            "UPDATE dedup_state SET next = ?, texts = ?, sequence = ?, turn = ?",
            (after.next, after.texts, after.sequence, after.turn),
        )
        self._written.append(_Write(after, parts, self._added, self._removed))
        self._added, self._removed = {}, set()

    def _write_texts(self, turn: int) -> None:
        self._db.executemany(
            "INSERT INTO dedup_text VALUES (?, ?, ?, ?, ?)",
            (
                (number, added.id, added.day, len(added.text), self._packer.pack(added.text))
                for number, added in self._added.items()
            ),
        )
        self._db.executemany("DELETE FROM dedup_text WHERE number = ?", ((number,) for number in self._removed))
        removed = ((number, turn) for number in self._removed)
        self._db.executemany("INSERT OR IGNORE INTO dedup_removed VALUES (?, ?)", removed)

    def _settle(self) -> None:
        """Learn, once the caller's transaction is over, whether it was committed."""
        if self._written and not self._db.in_transaction:
            self._resolve(self._read_state())

    def _resolve(self, on_disk: _State) -> None:
        """Sort what was written into what stands and what was rolled back, which is to be written again."""
        states = [write.after for write in self._written]
        count = states.index(on_disk) + 1 if on_disk in states else 0
        known = count > 0 or on_disk == self._state
        if not known:  # another process has written since
            count = sum(self._stands(write) for write in self._written)
        standing, lost, self._written = self._written[:count], self._written[count:], []
        for write in standing:
            self._state = write.after
            for part in write.parts:
                self._recent.drop(part << (64 - PART_BITS), (part + 1) << (64 - PART_BITS))
        if lost:
            self._added = {number: text for write in lost for number, text in write.added.items()} | self._added
            self._removed.update(*(write.removed for write in lost))
            self._read_parts()
            self._open_packer()
        if not known:
            self._load()

    def _stands(self, write: _Write) -> bool:
        """Tell whether a write was committed, though another process has written since."""
        if not write.added:
            return False  # to remove once more does no harm
        number, added = next(iter(write.added.items()))
        row = self._db.execute("SELECT article FROM dedup_text WHERE number = ?", (number,)).fetchone()
        return row is not None and row[0] == added.id

    def _refresh(self) -> None:
        """Take in what another process has committed since the last look."""
        version: int = self._db.execute("PRAGMA data_version").fetchone()[0]
        if version != self._seen:
            self._seen = version
            if not self._written and self._read_state() != self._state:
                self._load()

    def _load(self) -> None:
        """Read the journal anew and put what is not yet written behind it, under new numbers if they are taken."""
        self._state = self._read_state()
        merged = self._read_parts()
        self._open_packer()
        journal = [np.empty(0, np.uint64)]
        for sequence, blob in self._db.execute("SELECT sequence, postings FROM dedup_journal"):
            postings = np.frombuffer(blob, np.uint64)
            journal.append(postings[merged[(postings >> np.uint64(64 - PART_BITS)).astype(np.intp)] < sequence])
        self._recent = Recent(np.concatenate(journal))
        added, self._added, self._next = self._added, {}, self._state.next
        for text in added.values():
            self._added[self._next] = text
            self._recent.add(text.keys, self._next)
            self._next += 1

    def _base(self, keys: Keys) -> Postings:
        """Read the postings of some keys from their buckets."""
        parts = keys >> np.uint32(REST)
        inside = (keys & np.uint32((1 << REST) - 1)) >> (np.uint32(REST) - self._bits[parts])
        buckets = set(((parts << np.uint32(REST)) + inside).tolist())
        marks = ",".join("?" * len(buckets))
        query = f"SELECT postings FROM dedup_bucket WHERE bucket IN ({marks}) ORDER BY bucket"
        blobs = [row[0] for row in self._db.execute(query, tuple(buckets))]
        return select(np.frombuffer(b"".join(blobs), np.uint64), keys)

    def _merge_due(self, sequence: int, turn: int) -> list[int]:
        """Merge as many parts as bring the journal back to its size; return those merged."""
        excess = len(self._recent) - JOURNAL
        if excess <= 0:
            return []
        count = min(PARTS, -(-excess * PARTS // len(self._recent)))
        parts = [(turn + step) % PARTS for step in range(count)]
        removed = np.array([row[0] for row in self._db.execute("SELECT number FROM dedup_removed")], np.uint64)
        for part in parts:
            self._merge(part, sequence, removed)
        self._db.execute("DELETE FROM dedup_journal WHERE sequence <= (SELECT min(merged) FROM dedup_part)")
        self._db.execute("DELETE FROM dedup_removed WHERE turn <= ?", (turn + count - 2 * PARTS,))
        return parts

    def _merge(self, part: int, sequence: int, removed: NDArray[np.uint64]) -> None:
        """Write a part anew, its young postings among the old."""
        low, high = part << REST, (part + 1) << REST
        rows = self._db.execute(
            "SELECT postings FROM dedup_bucket WHERE bucket >= ? AND bucket < ? ORDER BY bucket", (low, high)
        )
        base = np.frombuffer(b"".join(row[0] for row in rows), np.uint64)
        postings = trim(np.sort(np.concatenate([base, self._recent.between(low << 32, high << 32)])))
        if removed.size:
            postings = postings[~np.isin(postings & np.uint64(0xFFFFFFFF), removed)]
        bits = int(self._bits[part])
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
        self._bits[part] = bits

    def _open_packer(self) -> None:
        self._packer = Packer(self._dictionary)
        newest = self._db.execute("SELECT data FROM dedup_dictionary ORDER BY since DESC LIMIT 1").fetchone()
        self._learnt = newest is not None
        if newest is not None:
            self._packer.learn(newest[0])

    def _learn(self) -> None:
        """Learn a dictionary once there are texts enough, from those about to be written and the newest before."""
        if self._learnt or len(self) < LEARN_FROM:
            return
        rows = self._db.execute("SELECT text FROM dedup_text ORDER BY number DESC LIMIT ?", (LEARN_FROM,))
        texts = [added.text for added in self._added.values()] + [self._packer.unpack(row[0]) for row in rows]
        learnt = train(texts[:LEARN_FROM])
        self._learnt = True
        if learnt is not None:
            id, data = learnt
            self._db.execute("INSERT OR IGNORE INTO dedup_dictionary VALUES (?, ?, ?)", (id, self._next, data))
            self._packer.learn(data)

    def _dictionary(self, id: int) -> bytes:
        data: bytes = self._db.execute("SELECT data FROM dedup_dictionary WHERE id = ?", (id,)).fetchone()[0]
        return data

    def _read_state(self) -> _State:
        return _State(*self._db.execute("SELECT next, texts, sequence, turn FROM dedup_state").fetchone())

    def _read_parts(self) -> NDArray[np.int64]:
        """Read into how many bits of buckets each part is cut; return up to which write of the journal it is merged."""
        rows = self._db.execute("SELECT bits, merged FROM dedup_part ORDER BY part").fetchall()
        self._bits = np.array([bits for bits, _ in rows], np.uint32)
        return np.array([merged for _, merged in rows], np.int64)

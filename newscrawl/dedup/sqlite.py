"""Store an index in SQLite, in the ledger's database and in its transactions.

One row a posting would dirty two dozen pages for every article. So a write only appends
its postings to a journal, which is also in memory. Once the journal has grown, a write
merges one part of it into the base (`buckets`), each part in turn. Nothing is stored
outside the transactions, so after a crash the index is what was committed; what other
processes commit is read when it is noticed.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from operator import add

import numpy as np

from newscrawl.dedup import buckets
from newscrawl.dedup.buckets import PARTS, Buckets
from newscrawl.dedup.canonical import canonical_text
from newscrawl.dedup.comparison import Text
from newscrawl.dedup.fingerprint import Keys
from newscrawl.dedup.last_used import KeptTexts
from newscrawl.dedup.recent import Recent
from newscrawl.dedup.store import StoredText, by_number, numbered, pack
from newscrawl.dedup.texts import ENCODING, LEARN_FROM, Packer, dictionary_of, train
from newscrawl.i18n import _

JOURNAL = 400_000  # postings in the journal from which writes merge: 11,000 articles, 3 MB, 10 ms to read at start

AT_ONCE = 16
"""The journal is merged when it has grown by this part of its size: 700 articles."""

VERSION = 1  # of the tables, of the fingerprints and of the canonical text: an index made otherwise finds nothing

SCHEMA = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS dedup_state (
  id INTEGER PRIMARY KEY CHECK (id = 0), version INTEGER NOT NULL, next INTEGER NOT NULL, texts INTEGER NOT NULL,
  sequence INTEGER NOT NULL, turn INTEGER NOT NULL);
INSERT OR IGNORE INTO dedup_state VALUES (0, {VERSION}, 1, 0, 0, 0);
CREATE TABLE IF NOT EXISTS dedup_text (
  number INTEGER PRIMARY KEY, article TEXT NOT NULL, day INTEGER, text BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS dedup_dictionary (id INTEGER PRIMARY KEY, since INTEGER NOT NULL, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS dedup_journal (sequence INTEGER PRIMARY KEY, postings BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS dedup_removed (number INTEGER PRIMARY KEY, turn INTEGER NOT NULL);
{buckets.SCHEMA}
COMMIT;
"""


class IndexVersionError(Exception):
    """An index of another version, whose fingerprints mean something else: it must be
    rebuilt."""


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


_PART = 6
"""Characters of a text that a dictionary must not contain: shorter parts are in many
texts."""


def _parts(text: str) -> set[bytes]:
    return {text[at : at + _PART].encode(ENCODING, "replace") for at in range(len(text) - _PART + 1)}


class SqliteStore:
    """A store on a connection of the caller, who begins and ends the transactions."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._added: dict[int, _Added] = {}
        self._removed: set[int] = set()
        self._written: list[_Write] = []
        self._kept = KeptTexts()
        self._seen = 0
        self._state = self._read_state()
        self._buckets = Buckets(connection)
        self._recent = Recent(np.empty(0, np.uint64))
        self._load()

    @staticmethod
    def create(connection: sqlite3.Connection) -> None:
        """Create the tables if they do not exist; not inside a transaction.

        Raises `IndexVersionError` for an index that another version of this package
        made.
        """
        tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'dedup_state'").fetchone()
        if tables == (0,):
            connection.executescript(SCHEMA)
        version: int = connection.execute("SELECT version FROM dedup_state").fetchone()[0]
        if version != VERSION:
            raise IndexVersionError(
                _("the index of texts has version {version}, this newscrawl writes {expected}").format(
                    version=version, expected=VERSION
                )
            )

    def __len__(self) -> int:
        texts = self._written[-1].after.texts if self._written else self._state.texts
        return texts + len(self._added) - len(self._removed)

    def find(self, keys: Keys) -> list[bytes]:
        """Return for each key the numbers of its texts, from memory and from the
        base."""
        self._check_committed()
        self._refresh()
        young = self._recent.find(keys)
        base = self._buckets.find(keys)
        return young if base is None else list(map(add, base, young))

    def known(self, numbers: Iterable[int]) -> Mapping[int, StoredText]:
        """Return the texts of these numbers; they are decompressed when they are
        read."""
        gone = self._removed.union(*(write.removed for write in self._written))
        found, missing = {}, []
        for number in numbers:
            if number in gone:
                continue
            if (known := self._kept.get(number)) is not None:
                found[number] = known
            elif (added := self._young(number)) is not None:
                found[number] = StoredText(added.id, added.day, partial(str, added.text))
            else:
                missing.append(number)
        if missing:
            marks = ",".join("?" * len(missing))
            query = f"SELECT number, article, day, text FROM dedup_text WHERE number IN ({marks})"
            for number, id, day, packed in self._db.execute(query, missing):
                found[number] = self._kept.keep(number, StoredText(id, day, partial(self._packer.unpack, packed)))
        return found

    def _young(self, number: int) -> _Added | None:
        """Return a text of which it is not known yet whether it is on disk."""
        return next((each[number] for each in (self._added, *(w.added for w in self._written)) if number in each), None)

    def each(self) -> Iterator[tuple[Keys, StoredText]]:
        """Yield all texts on disk with their posting keys, oldest first; all postings
        are in memory meanwhile."""
        keys = by_number(np.concatenate([self._buckets.every(), self._recent.every()]))
        for number, id, day, packed in self._db.execute("SELECT number, article, day, text FROM dedup_text ORDER BY 1"):
            yield keys(number), StoredText(id, day, partial(self._packer.unpack, packed))

    def add(self, keys: Keys, id: str, text: Text, day: int | None) -> int:
        """Add a text; it keeps its number unless another process writes first."""
        self._check_committed()
        return self._enter(_Added(keys, id, text.canonical, day), text.bare())

    def _enter(self, added: _Added, text: Text | None = None) -> int:
        number = numbered(self._next, len(added.text))
        self._next += 1
        self._added[number] = added
        self._kept.keep(number, StoredText(added.id, added.day, partial(str, added.text), text))
        self._recent.add(added.keys, number)
        return number

    def remove(self, number: int) -> None:
        """Remove a text."""
        self._check_committed()
        self._kept.drop(number)
        if self._added.pop(number, None) is None:
            self._removed.add(number)

    def write(self) -> None:
        """Write what is new into the open transaction; raises `RuntimeError` if none is
        open."""
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
            "INSERT INTO dedup_text VALUES (?, ?, ?, ?)",
            ((number, added.id, added.day, self._packer.pack(added.text)) for number, added in self._added.items()),
        )
        self._db.executemany("DELETE FROM dedup_text WHERE number = ?", ((number,) for number in self._removed))
        removed = ((number, turn) for number in self._removed)
        self._db.executemany("INSERT OR IGNORE INTO dedup_removed VALUES (?, ?)", removed)

    def unlearn(self, words: Iterable[str]) -> None:
        """Compress texts anew whose dictionary contains any of these words; inside the
        caller's transaction."""
        parts = {part for word in words for part in _parts(canonical_text(word))}
        rows = self._db.execute("SELECT id, data FROM dedup_dictionary").fetchall()
        tainted = [id for id, data in rows if any(part in data for part in parts)]
        if not tainted:
            return
        plain = Packer(self._dictionary)
        for number, packed in self._db.execute("SELECT number, text FROM dedup_text").fetchall():
            if dictionary_of(packed) in tainted:
                text = plain.pack(self._packer.unpack(packed))
                self._db.execute("UPDATE dedup_text SET text = ? WHERE number = ?", (text, number))
        self._db.executemany("DELETE FROM dedup_dictionary WHERE id = ?", ((id,) for id in tainted))
        self._open_packer()

    def _check_committed(self) -> None:
        """Find out, once the caller's transaction is over, whether it was committed."""
        if self._written and not self._db.in_transaction:
            self._resolve(self._read_state())

    def _resolve(self, on_disk: _State) -> None:
        """Split what was written into what is committed and what was rolled back, to be
        written again."""
        states = [write.after for write in self._written]
        count = states.index(on_disk) + 1 if on_disk in states else 0
        known = count > 0 or on_disk == self._state
        if not known:  # another process has written since
            count = sum(self._is_committed(write) for write in self._written)
        committed, lost, self._written = self._written[:count], self._written[count:], []
        self._added = {number: text for write in lost for number, text in write.added.items()} | self._added
        self._removed.update(*(write.removed for write in lost))
        if known and not lost and not self._added:
            self._state = on_disk
            self._recent.drop([part for write in committed for part in write.parts])
        else:
            self._load()

    def _is_committed(self, write: _Write) -> bool:
        """Check whether a write was committed, though another process has written
        since."""
        if not write.added:
            return False  # to remove once more does no harm
        number, added = next(iter(write.added.items()))
        row = self._db.execute("SELECT article FROM dedup_text WHERE number = ?", (number,)).fetchone()
        return row is not None and row[0] == added.id

    def _refresh(self) -> None:
        """Read what another process has committed since the last check."""
        version: int = self._db.execute("PRAGMA data_version").fetchone()[0]
        if version != self._seen:
            self._seen = version
            self._kept.clear()  # texts may be packed anew, and their dictionary deleted
            if not self._written and self._read_state() != self._state:
                self._load()

    def _load(self) -> None:
        """Read the journal again and add what is not written yet after it, under new
        numbers if they are taken."""
        self._state = self._read_state()
        self._kept.clear()
        self._buckets.read_parts()
        self._open_packer()
        journal = [np.empty(0, np.uint64)]
        for sequence, blob in self._db.execute("SELECT sequence, postings FROM dedup_journal"):
            journal.append(self._buckets.young(sequence, np.frombuffer(blob, np.uint64)))
        self._recent = Recent(np.concatenate(journal))
        added, self._added, self._next = self._added, {}, self._state.next
        for text in added.values():
            self._enter(text)

    def _merge_due(self, sequence: int, turn: int) -> list[int]:
        """Merge as many parts as bring the journal back to its size, and none for a few
        postings: each time, all of the journal in memory is moved. Returns the merged
        parts."""
        excess = len(self._recent) - JOURNAL
        if excess * AT_ONCE < JOURNAL:
            return []
        count = min(PARTS, -(-excess * PARTS // len(self._recent)))
        parts = [(turn + step) % PARTS for step in range(count)]
        removed = np.array([row[0] for row in self._db.execute("SELECT number FROM dedup_removed")], np.uint64)
        for part in parts:
            self._buckets.merge(part, sequence, self._recent.of_part(part), removed)
        self._db.execute("DELETE FROM dedup_journal WHERE sequence <= (SELECT min(merged) FROM dedup_part)")
        self._db.execute("DELETE FROM dedup_removed WHERE turn <= ?", (turn + count - 2 * PARTS,))
        return parts

    def _open_packer(self) -> None:
        self._packer = Packer(self._dictionary)
        newest = self._db.execute("SELECT data FROM dedup_dictionary ORDER BY since DESC LIMIT 1").fetchone()
        self._learnt = newest is not None
        if newest is not None:
            self._packer.learn(newest[0])

    def _learn(self) -> None:
        """Train a dictionary once there are texts enough, from those to be written and
        the newest before."""
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

"""Store an index in PostgreSQL, in the ledger's database and transactions, for many
machines at once.

One row a posting, found by a B-tree: what one machine commits, all others find at once,
and nobody reads an index again because somebody else wrote to it. The journal of
`sqlite.py` would cost too much for that. A row is larger than a posting in a bucket:
about 1.5 kB an article, on a server that has the disk for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from newscrawl.dedup.comparison import Text
from newscrawl.dedup.fingerprint import Keys
from newscrawl.dedup.recent import Recent
from newscrawl.dedup.store import NEWEST, NUMBER, StoredText, by_number, numbered
from newscrawl.dedup.texts import Packer

if TYPE_CHECKING:
    from newscrawl.database import StreamingDatabase

SCHEMA = """
CREATE SEQUENCE dedup_place MAXVALUE 268435455;
CREATE TABLE dedup_text (number BIGINT PRIMARY KEY, article TEXT NOT NULL, day INTEGER, text BYTEA NOT NULL);
CREATE TABLE dedup_posting (key INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (key, number));
"""
RESERVED = 50  # places taken from the sequence at once: what a crash leaves unused is a gap, and harmless
_HALF = 1 << 31  # keys and numbers are unsigned, the database's integers are not

_FIND = f"""
SELECT wanted.place, p.number FROM unnest(?::integer[]) WITH ORDINALITY AS wanted (key, place) CROSS JOIN LATERAL (
  SELECT number FROM dedup_posting WHERE dedup_posting.key = wanted.key ORDER BY number DESC LIMIT {NEWEST}) AS p
"""


@dataclass(frozen=True, slots=True)
class _Added:
    keys: Keys
    id: str
    text: str
    day: int | None


class PostgresStore:
    """A store on a connection of the caller, who begins and ends the transactions."""

    def __init__(self, connection: StreamingDatabase) -> None:
        self._db = connection
        self._packer = Packer(_no_dictionary)
        self._places: list[int] = []
        self._added: dict[int, _Added] = {}
        self._written: dict[int, _Added] = {}
        """Texts in a transaction whose end is not known yet."""
        self._removed: set[int] = set()
        self._recent = Recent(np.empty(0, np.uint64))
        self._count = int(connection.execute("SELECT count(*) FROM dedup_text").fetchone()[0])

    def __len__(self) -> int:
        """Return how many texts there were when this store was opened, with its own
        changes since."""
        return self._count

    def find(self, keys: Keys) -> list[bytes]:
        """Return for each key the numbers of its texts, from memory and from the
        database."""
        self._check_committed()
        found = self._recent.find(keys)
        for place, number in self._db.execute(_FIND, ([key - _HALF for key in keys],)):
            found[place - 1] += (number + _HALF).to_bytes(NUMBER, "little")
        return found

    def known(self, numbers: Iterable[int]) -> Mapping[int, StoredText]:
        """Return the texts of these numbers; they are decompressed when they are
        read."""
        wanted = [number for number in numbers if number not in self._removed]
        young = self._written | self._added
        found = {
            number: StoredText(added.id, added.day, partial(str, added.text))
            for number in wanted
            if (added := young.get(number)) is not None
        }
        if missing := [number for number in wanted if number not in found]:
            query = "SELECT number, article, day, text FROM dedup_text WHERE number = ANY (?)"
            for number, id, day, packed in self._db.execute(query, (missing,)):
                found[number] = StoredText(id, day, partial(self._packer.unpack, bytes(packed)))
        return found

    def each(self) -> Iterator[tuple[Keys, StoredText]]:
        """Yield all texts on disk with their posting keys, oldest first; all postings
        are in memory meanwhile."""
        rows = self._db.stream("SELECT key, number FROM dedup_posting")
        pairs: NDArray[np.int64] = np.fromiter(rows, np.dtype((np.int64, 2)))
        unsigned = (pairs + _HALF).view(np.uint64)
        keys = by_number((unsigned[:, 0] << np.uint64(32)) | unsigned[:, 1])
        for number, id, day, packed in self._db.stream("SELECT number, article, day, text FROM dedup_text ORDER BY 1"):
            yield keys(number), StoredText(id, day, partial(self._packer.unpack, bytes(packed)))

    def add(self, keys: Keys, id: str, text: Text, day: int | None) -> int:
        """Add a text and return its number."""
        self._check_committed()
        if not self._places:
            rows = self._db.execute("SELECT nextval('dedup_place') FROM generate_series(1, ?)", (RESERVED,)).fetchall()
            self._places = [row[0] for row in reversed(rows)]
        number = numbered(self._places.pop(), len(text.canonical))
        self._added[number] = _Added(keys, id, text.canonical, day)
        self._recent.add(keys, number)
        self._count += 1
        return number

    def remove(self, number: int) -> None:
        """Remove a text."""
        self._check_committed()
        if self._added.pop(number, None) is None:
            self._removed.add(number)
        self._count -= 1

    def write(self) -> None:
        """Write what is new into the open transaction; raises `RuntimeError` where none
        is open."""
        if not self._db.in_transaction:
            raise RuntimeError("an index is written inside the transaction of its caller")
        if self._added:
            self._db.executemany(
                "INSERT INTO dedup_text VALUES (?, ?, ?, ?)",
                [(number, each.id, each.day, self._packer.pack(each.text)) for number, each in self._added.items()],
            )
            pairs = [(key - _HALF, number - _HALF) for number, each in self._added.items() for key in each.keys]
            self._db.execute(
                "INSERT INTO dedup_posting SELECT * FROM unnest(?::integer[], ?::integer[]) ON CONFLICT DO NOTHING",
                tuple(map(list, zip(*pairs, strict=True))),
            )
        if self._removed:
            self._db.execute("DELETE FROM dedup_text WHERE number = ANY (?)", (list(self._removed),))
        self._written |= self._added
        self._added = {}

    def _check_committed(self) -> None:
        """Find out, once the caller's transaction is over, whether it was committed; if
        not, write again."""
        if self._db.in_transaction or not self._written:
            return
        number = next(iter(self._written))
        committed = self._db.execute("SELECT 1 FROM dedup_text WHERE number = ?", (number,)).fetchone()
        if not committed:
            self._added = self._written | self._added
        self._written = {}
        self._recent = Recent(np.empty(0, np.uint64))
        for number, each in self._added.items():
            self._recent.add(each.keys, number)


def _no_dictionary(id: int) -> bytes:
    raise LookupError(f"a text packed with dictionary {id}: this store has none")

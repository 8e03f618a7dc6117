"""The entries of a listing page in SQL: what was known of each, and what changes.

Runs inside its caller's transaction. What makes an entry known is two numbers in its
`listing` row: the stage that last listed it (column `leg`), and a closed walk that
covered it before (column `ground`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from newscrawl.database import Database
from newscrawl.items import Entry
from newscrawl.ledger import Cursor, EntryState, Extent, LedgerError
from newscrawl.ledger.sql_counts import recounting
from newscrawl.ledger.sql_values import (
    OUTCOMES,
    PENDING,
    cursor_in,
    seconds_of,
    to_extent,
    to_number,
    to_seconds,
)
from newscrawl.walks.entry_dates import redated

AT_ONCE = 500
"""Values in one IN (…)."""
SUPERSEDED = "superseded"


class _EntryRow(NamedTuple):
    """What the ledger stores of an entry; the last fields are None where this channel
    never listed it."""

    id: int
    n: int
    outcome: int
    next_try: int | None
    published: int | None
    channel: int
    taken: int | None
    title: str | None
    date: str | None
    pinned: int | None
    page: str | None
    page_name: str | None
    stage: int | None
    joined: int | None
    walk: int | None
    end: str | None
    since: str | None
    max_pages: int | None
    covered_by: int | None
    covered_since: str | None
    covered_max_pages: int | None

    def covering(self) -> Iterator[tuple[int, Extent]]:
        """Yield the closed walks that cover the entry, with their extents."""
        if self.walk is not None and self.joined and self.end not in (None, SUPERSEDED):
            yield self.walk, to_extent(self.since, None, self.max_pages)
        if self.covered_by is not None:
            yield self.covered_by, to_extent(self.covered_since, None, self.covered_max_pages)


_ENTRY_ROWS = """
SELECT a.id, a.n, a.outcome, a.next_try, a.published, a.channel, t.article, l.title, l.date, l.pinned, l.page,
       l.page_name, l.leg,
       leg.joined, w.id, w."end", w.ground_since, w.ground_max_pages, g.id, g.ground_since, g.ground_max_pages
FROM article a
LEFT JOIN taken t ON t.run = ? AND t.article = a.n
LEFT JOIN listing l ON l.channel = ? AND l.article = a.n
LEFT JOIN leg ON leg.id = l.leg
LEFT JOIN walk w ON w.id = leg.walk
LEFT JOIN walk g ON g.id = l.ground
WHERE a.id IN (%s)
"""


def enter(
    db: Database, run: int, walk: int, entries: Sequence[Entry], cursor: Cursor, now: datetime
) -> list[EntryState]:
    """Enter a listing page; see the protocol."""
    channel, extent, stage = _current_stage(db, run, walk)
    known = _entry_rows(db, run, channel, (to_number(entry.id) for entry in entries))
    page = _Page(run, walk, channel, stage, extent, to_seconds(now))
    n = db.execute("SELECT coalesce(max(n), 0) FROM article").fetchone()[0]
    gone = _forgotten(db, list(known))
    first = {
        entry.id: replace(entry, title=None) if to_number(entry.id) in gone else entry for entry in reversed(entries)
    }
    states = []
    for id in dict.fromkeys(entry.id for entry in entries):
        number = to_number(id)
        n += number not in known
        states.append(page.take(first[id], known.get(number), n))
    page.write(db)
    if entries or cursor.next_url is not None:
        if cursor.joined:
            db.execute("UPDATE walk SET cursor = ? WHERE id = ?", (cursor_in(cursor), walk))
        used = ", used = 1" if page.used else ""
        db.execute(f"UPDATE leg SET joined = ?{used} WHERE id = ?", (int(cursor.joined), stage))
    return states


def _current_stage(db: Database, run: int, walk: int) -> tuple[int, Extent, int]:
    found = db.execute(
        'SELECT w.channel, w.since, w.until, w.max_pages, w."end", leg.id FROM walk w '
        "JOIN leg ON leg.walk = w.id AND leg.run = ? WHERE w.id = ? ORDER BY leg.id DESC LIMIT 1",
        (run, walk),
    ).fetchone()
    if found is None:
        raise LedgerError(f"walk {walk} was not opened by run {run}")
    channel, since, until, max_pages, end, stage = found
    if end not in (None, SUPERSEDED):
        raise LedgerError(f"walk {walk} is closed")
    return channel, to_extent(since, until, max_pages), stage


def _entry_rows(db: Database, run: int, channel: int, ids: Iterable[int]) -> dict[int, _EntryRow]:
    wanted = list(ids)
    known: dict[int, _EntryRow] = {}
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        rows = db.execute(_ENTRY_ROWS % ",".join("?" * len(some)), (run, channel, *some))
        known.update((row[0], _EntryRow(*row)) for row in rows)
    return known


def _forgotten(db: Database, ids: Sequence[int]) -> set[int]:
    """Return which articles were taken out of the archive, or are copies of one that
    was: a listing that still shows them must not bring their titles back."""
    reason = db.execute("SELECT id FROM word WHERE text = 'forgotten'").fetchone()
    gone: set[int] = set()
    for start in range(0, len(ids) if reason else 0, AT_ONCE):
        some = ids[start : start + AT_ONCE]
        rows = db.execute(
            "SELECT a.id FROM article a LEFT JOIN article o ON o.id = a.of "
            f"WHERE a.id IN ({','.join('?' * len(some))}) AND (a.reason = ? OR o.reason = ?)",
            (*some, reason[0], reason[0]),
        )
        gone.update(id for (id,) in rows)
    return gone


class _Page:
    """The rows that one listing page adds or changes."""

    def __init__(self, run: int, walk: int, channel: int, stage: int, extent: Extent, now: int) -> None:
        self.run, self.walk, self.channel, self.stage, self.extent, self.now = run, walk, channel, stage, extent, now
        self.articles: list[tuple[object, ...]] = []
        self.listings: list[tuple[int, int, int, *tuple[object, ...]]] = []
        self.taken: list[tuple[object, ...]] = []
        self.pending: list[tuple[object, ...]] = []

    @property
    def used(self) -> bool:
        """Whether a listing row refers to the current stage."""
        return any(row[2] == self.stage for row in self.listings)

    def take(self, entry: Entry, row: _EntryRow | None, n: int) -> EntryState:
        """Collect what an entry changes, and return its state before; `n` is its number
        if it is new."""
        if row is None:
            self.articles.append((n, to_number(entry.id), entry.url, self.channel))
            self.listings.append((self.channel, n, self.stage, None, *_shown(entry)))
            self.taken.append((self.run, n, self.channel))
            self.pending.append((self.now, self.channel, n))
            return EntryState(entry, None, known=False, own=False, redated=False, fetch=True)
        moved = redated(row.date, entry.date)
        own = row.walk == self.walk and bool(row.joined)
        covering = list(row.covering())
        known = any(extent.covers(self.extent) for _walk, extent in covering)
        if row.stage is None:
            self.listings.append((self.channel, row.n, self.stage, None, *_shown(entry)))
        elif moved:
            self._relist(entry, row, self.stage, None)
        elif own or known or row.stage == self.stage:
            if (entry.title, entry.pinned) != (row.title, bool(row.pinned)) or (entry.date and not row.date):
                self._relist(entry, row, row.stage, row.covered_by)
        else:
            self._relist(entry, row, self.stage, _widest(covering))
        waits = row.next_try is not None and row.next_try > self.now
        first, last = seconds_of(self.extent)
        outside = row.published is not None and not first <= row.published <= last
        if row.outcome == PENDING:
            self.pending.append((self.now, self.channel, row.n))
        fetch = row.outcome == PENDING and row.taken is None and not waits and not outside
        if fetch:
            self.taken.append((self.run, row.n, self.channel))
        return EntryState(entry, OUTCOMES[row.outcome], known, own, moved, fetch, listed=row.stage is not None)

    def _relist(self, entry: Entry, row: _EntryRow, stage: int, covered_by: int | None) -> None:
        title, day, pinned, page, page_name = _shown(entry)
        shown = (title or row.title, day or row.date, pinned, page or row.page, page_name or row.page_name)
        self.listings.append((self.channel, row.n, stage, covered_by, *shown))

    def write(self, db: Database) -> None:
        """Write all collected rows."""
        with recounting(db, (row[1] for row in self.listings)):
            self._write_listings(db)
        db.executemany("UPDATE listing SET shown = ? WHERE channel = ? AND article = ?", self.pending)
        take_up(db, self.taken)

    def _write_listings(self, db: Database) -> None:
        db.executemany("INSERT INTO article (n, id, url, channel) VALUES (?, ?, ?, ?)", self.articles)
        db.executemany(
            "INSERT INTO listing (channel, article, leg, ground, title, date, pinned, page, page_name) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (channel, article) DO UPDATE SET leg = excluded.leg, ground = excluded.ground, "
            "title = excluded.title, date = excluded.date, pinned = excluded.pinned, page = excluded.page, "
            "page_name = excluded.page_name",
            self.listings,
        )


def take_up(db: Database, taken: Sequence[tuple[object, ...]]) -> None:
    """Enter (run, article, channel): the run took the article up for the channel."""
    db.executemany("INSERT INTO taken (run, article, channel) VALUES (?, ?, ?)", taken)
    db.executemany(
        "UPDATE article SET channel = ? WHERE n = ? AND channel <> ?",
        [(channel, article, channel) for _run, article, channel in taken],
    )


def _shown(entry: Entry) -> tuple[str | None, str | None, int, str | None, str | None]:
    """Return an entry as the listing showed it, in the order of the columns."""
    return entry.title, entry.date, int(entry.pinned), entry.page, entry.page_name


def _widest(covering: Sequence[tuple[int, Extent]]) -> int | None:
    """Return which of the closed walks that cover an entry to store: one with a bound
    on pages covers least."""
    if not covering:
        return None
    return max(covering, key=lambda each: (each[1].max_pages is None, each[1].covers(covering[0][1])))[0]

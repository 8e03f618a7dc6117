"""Walks and listings in SQL: opening, entering pages, closing.

Each function runs inside its caller's transaction. What makes an entry known is two
numbers in its `listing` row: the stage that last listed it (column `leg`), and a closed
walk that covered it before (column `ground`). So closing a walk makes all its entries
known by one update of the walk's own row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from newscrawl.database import Database
from newscrawl.items import Entry
from newscrawl.ledger import Cursor, EntryState, Extent, LedgerError, WalkBreak, WalkEnd, WalkState
from newscrawl.ledger.sql_values import (
    OUTCOMES,
    PENDING,
    cursor_in,
    cursor_out,
    iso,
    seconds_of,
    to_extent,
    to_moment,
    to_number,
    to_seconds,
)
from newscrawl.walks.entry_dates import redated

AT_ONCE = 500
"""Values in one IN (…)."""
SUPERSEDED = "superseded"


def open_walk(
    db: Database, run: int, channel: str, site: str, asked: Extent | None, first_since: date | None
) -> WalkState:
    """Open the walk of a channel, or go on with an interrupted one."""
    place, reach, deepest = _channel(db, channel, site)
    resumable = (
        "SELECT id, since, until, max_pages, cursor, broken_reason, broken_at, broken_since, breaks FROM walk "
        'WHERE channel = ? AND "end" IS NULL'
    )
    found = None
    if asked is None:
        found = db.execute(f"{resumable} AND incremental = 1 ORDER BY id DESC LIMIT 1", (place,)).fetchone()
    elif asked.max_pages is None:
        same = "AND coalesce(since, '') = ? AND coalesce(until, '') = ? AND max_pages IS NULL ORDER BY id DESC LIMIT 1"
        bounds = (iso(asked.since) or "", iso(asked.until) or "")
        found = db.execute(f"{resumable} {same}", (place, *bounds)).fetchone()
    if found:
        walk, since, until, max_pages, cursor_text, why, at, broken_since, breaks = found
        stopped = to_moment(broken_since)
        broken = WalkBreak(why, at, stopped, breaks) if why and stopped else None
        extent, cursor = to_extent(since, until, max_pages), cursor_out(cursor_text)
        db.execute("UPDATE walk SET reason = NULL, finished = NULL WHERE id = ?", (walk,))
    else:
        if asked is None:
            extent = Extent(since=first_since if reach is None else to_extent(reach, None, None).since)
        else:
            extent = asked
        cursor, broken = Cursor(), None
        made = db.execute(
            "INSERT INTO walk (channel, incremental, since, until, max_pages) VALUES (?, ?, ?, ?, ?) RETURNING id",
            (place, int(asked is None), iso(extent.since), iso(extent.until), extent.max_pages),
        )
        walk = made.fetchone()[0]
    resumed = bool(cursor.trail)
    db.execute("INSERT INTO leg (walk, run, joined) VALUES (?, ?, ?)", (walk, run, int(not resumed)))
    expects = reach is not None and extent.max_pages is None and to_extent(reach, None, None).covers(extent)
    return WalkState(walk, channel, extent, cursor, resumed, deepest or 0, expects, broken)


def _channel(db: Database, name: str, site: str) -> tuple[int, str | None, int | None]:
    db.execute(
        "INSERT INTO channel (name, site) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET site = excluded.site",
        (name, site),
    )
    id, reach, pages = db.execute("SELECT id, reach, pages FROM channel WHERE name = ?", (name,)).fetchone()
    return id, reach, pages


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
    first = {entry.id: entry for entry in reversed(entries)}
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


class _Page:
    """The rows that one listing page adds or changes."""

    def __init__(self, run: int, walk: int, channel: int, stage: int, extent: Extent, now: int) -> None:
        self.run, self.walk, self.channel, self.stage, self.extent, self.now = run, walk, channel, stage, extent, now
        self.articles: list[tuple[object, ...]] = []
        self.listings: list[tuple[object, ...]] = []
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
        return EntryState(entry, OUTCOMES[row.outcome], known, own, moved, fetch)

    def _relist(self, entry: Entry, row: _EntryRow, stage: int, covered_by: int | None) -> None:
        title, day, pinned, page, page_name = _shown(entry)
        shown = (title or row.title, day or row.date, pinned, page or row.page, page_name or row.page_name)
        self.listings.append((self.channel, row.n, stage, covered_by, *shown))

    def write(self, db: Database) -> None:
        """Write all collected rows."""
        db.executemany("INSERT INTO article (n, id, url, channel) VALUES (?, ?, ?, ?)", self.articles)
        db.executemany(
            "INSERT INTO listing (channel, article, leg, ground, title, date, pinned, page, page_name) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (channel, article) DO UPDATE SET leg = excluded.leg, ground = excluded.ground, "
            "title = excluded.title, date = excluded.date, pinned = excluded.pinned, page = excluded.page, "
            "page_name = excluded.page_name",
            self.listings,
        )
        db.executemany("UPDATE listing SET shown = ? WHERE channel = ? AND article = ?", self.pending)
        take_up(db, self.taken)


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


def close_walk(
    db: Database, walk: int, end: WalkEnd, extent: Extent, finished: datetime, pages: int, reason: str | None
) -> None:
    """Close a walk; what it makes needless is not resumed any more."""
    found = db.execute("SELECT channel FROM walk WHERE id = ?", (walk,)).fetchone()
    if found is None:
        raise LedgerError(f"no walk {walk}")
    channel = found[0]
    db.execute(
        'UPDATE walk SET "end" = ?, reason = ?, finished = ?, ground_since = ?, ground_max_pages = ?, '
        "cursor = '{}', broken_reason = NULL, broken_at = NULL, broken_since = NULL, breaks = NULL, "
        "failing_since = NULL WHERE id = ?",
        (end, reason, to_seconds(finished), iso(extent.since), extent.max_pages, walk),
    )
    _deepen(db, channel, pages, exactly=end == "last_page")
    db.execute("UPDATE leg SET joined = 1 WHERE id = (SELECT max(id) FROM leg WHERE walk = ?)", (walk,))
    if extent.max_pages is None and extent.until is None:
        reach = iso(extent.since) or ""
        db.execute(
            "UPDATE channel SET reach = ? WHERE id = ? AND (reach IS NULL OR reach > ?)", (reach, channel, reach)
        )
        interrupted = db.execute(
            'SELECT id, since, until, max_pages FROM walk WHERE channel = ? AND "end" IS NULL', (channel,)
        ).fetchall()
        needless = [(SUPERSEDED, row[0]) for row in interrupted if extent.covers(to_extent(*row[1:]))]
        db.executemany('UPDATE walk SET "end" = ? WHERE id = ?', needless)
    _forget_idle(db, walk, channel)


def _forget_idle(db: Database, walk: int, channel: int) -> None:
    """Delete the rows of walks that listed nothing, but for the last one.

    The rows of hourly walks over years would outgrow all others.
    """
    db.execute("DELETE FROM leg WHERE walk = ? AND used = 0", (walk,))
    if db.execute("SELECT 1 FROM leg WHERE walk = ?", (walk,)).fetchone() is None:
        db.execute("DELETE FROM walk WHERE id = (SELECT idle FROM channel WHERE id = ?) AND id <> ?", (channel, walk))
        db.execute("UPDATE channel SET idle = ? WHERE id = ?", (walk, channel))


def break_walk(db: Database, walk: int, reason: str, finished: datetime, at: str | None, pages: int) -> None:
    """Enter why a walk stopped short, at which page, and since when its runs stop
    there.
    """
    found = db.execute("SELECT channel, broken_reason, broken_at FROM walk WHERE id = ?", (walk,)).fetchone()
    if found is None:
        return
    channel, *before = found
    now = to_seconds(finished)
    again = before == [reason, at]
    db.execute(
        "UPDATE walk SET reason = ?, finished = ?, broken_reason = ?, broken_at = ?, "
        f"broken_since = {'broken_since' if again else '?'}, breaks = {'breaks + 1' if again else '1'}, "
        "failing_since = coalesce(failing_since, ?) WHERE id = ?",
        (reason, now, reason, at, *(() if again else (now,)), now, walk),
    )
    _deepen(db, channel, pages, exactly=False)


def _deepen(db: Database, channel: int, pages: int, *, exactly: bool) -> None:
    """Remember how many pages the deepest walk of a channel had; an end makes it
    exact.
    """
    if pages:
        deeper = "" if exactly else " AND coalesce(pages, 0) < ?"
        db.execute(
            f"UPDATE channel SET pages = ? WHERE id = ?{deeper}", (pages, channel, *(() if exactly else (pages,)))
        )

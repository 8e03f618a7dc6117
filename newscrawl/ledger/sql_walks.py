"""Walks in SQL: opening, closing, breaking.

Each function runs inside its caller's transaction. Closing a walk makes all its entries
known by one update of the walk's own row; see `sql_entries`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from newscrawl.database import Database
from newscrawl.ledger import Cursor, Extent, LedgerError, Top, WalkBreak, WalkEnd, WalkState
from newscrawl.ledger.sql_entries import SUPERSEDED
from newscrawl.ledger.sql_values import cursor_out, iso, to_extent, to_moment, to_seconds, top_in, top_out

_TO_THE_END = frozenset({"known", "last_page", "since"})
"""Ends of walks that cover all within their bounds."""


def open_walk(
    db: Database, run: int, channel: str, site: str, asked: Extent | None, first_since: date | None
) -> WalkState:
    """Open the walk of a channel, or go on with an interrupted one."""
    place, reach, deepest = _channel(db, channel, site)
    top: Top | None = None
    found = _interrupted(db, place, asked)
    if found:
        walk, since, until, max_pages, cursor_text, *stopped = found
        broken, extent, cursor = _break(*stopped), to_extent(since, until, max_pages), cursor_out(cursor_text)
        db.execute("UPDATE walk SET reason = NULL, finished = NULL WHERE id = ?", (walk,))
        if extent.max_pages is not None:  # its pages are counted anew
            db.execute("UPDATE leg SET joined = 0 WHERE walk = ?", (walk,))
            cursor = Cursor()
    else:
        if asked is None:
            extent = Extent(since=first_since if reach is None else to_extent(reach, None, None).since)
        else:
            extent = asked
        cursor, (*bounding, closed) = Cursor(), _left_off(db, place)
        broken, top = _break(*bounding), _top(closed, extent) if asked is None else None
        made = db.execute(
            "INSERT INTO walk (channel, incremental, since, until, max_pages, "
            "broken_reason, broken_at, broken_since, breaks) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (place, int(asked is None), iso(extent.since), iso(extent.until), extent.max_pages, *bounding),
        )
        walk = made.fetchone()[0]
    resumed = bool(cursor.trail)
    db.execute("INSERT INTO leg (walk, run, joined) VALUES (?, ?, ?)", (walk, run, int(not resumed)))
    expects = reach is not None and extent.max_pages is None and to_extent(reach, None, None).covers(extent)
    return WalkState(walk, channel, extent, cursor, resumed, deepest or 0, expects, broken, top)


def _interrupted(db: Database, channel: int, asked: Extent | None) -> tuple[Any, ...] | None:
    """Return the row of the walk to go on with: the scheduled one, or one of the same
    bounds."""
    if asked is None:
        which, bounds = "incremental = 1", list[object]()
    else:
        which = "coalesce(since, '') = ? AND coalesce(until, '') = ? AND coalesce(max_pages, 0) = ?"
        bounds = [iso(asked.since) or "", iso(asked.until) or "", asked.max_pages or 0]
    found: tuple[Any, ...] | None = db.execute(
        "SELECT id, since, until, max_pages, cursor, broken_reason, broken_at, broken_since, breaks FROM walk "
        f'WHERE channel = ? AND "end" IS NULL AND {which} ORDER BY id DESC LIMIT 1',
        (channel, *bounds),
    ).fetchone()
    return found


def _left_off(db: Database, channel: int) -> tuple[Any, ...]:
    """Return the break that the newest closed walk of a channel was bounded by, so that
    the next one need not wait for days again; and how that walk ended, with what is
    kept of its first page.
    """
    found: tuple[Any, ...] | None = db.execute(
        'SELECT broken_reason, broken_at, broken_since, breaks, cursor, "end", reason, ground_since, ground_max_pages '
        'FROM walk WHERE channel = ? AND "end" IS NOT NULL AND "end" <> ? ORDER BY id DESC LIMIT 1',
        (channel, SUPERSEDED),
    ).fetchone()
    return (*found[:4], found[4:]) if found else (None, None, None, None, None)


def _top(closed: tuple[Any, ...] | None, extent: Extent) -> Top | None:
    """Return the first page as a closed walk saw it; without its validators where that
    walk covered less than the one that is opened.
    """
    if closed is None or (top := top_out(closed[0])) is None:
        return None
    _cursor, end, reason, since, max_pages = closed
    if end in _TO_THE_END and not to_extent(since, None, max_pages).covers(extent):
        top = replace(top, validators=None)
    return replace(top, end=end, reason=reason)


def _break(reason: str | None, at: str | None, since: int | None, runs: int | None) -> WalkBreak | None:
    moment = to_moment(since)
    return WalkBreak(reason, at, moment, runs or 1) if reason and moment else None


def _channel(db: Database, name: str, site: str) -> tuple[int, str | None, int | None]:
    db.execute(
        "INSERT INTO channel (name, site) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET site = excluded.site",
        (name, site),
    )
    id, reach, pages = db.execute("SELECT id, reach, pages FROM channel WHERE name = ?", (name,)).fetchone()
    return id, reach, pages


def close_walk(
    db: Database,
    walk: int,
    end: WalkEnd,
    extent: Extent,
    finished: datetime,
    pages: int,
    reason: str | None,
    top: Top | None = None,
) -> None:
    """Close a walk; what it makes needless is not resumed any more. Its column `cursor`
    keeps its first page from then on.
    """
    found = db.execute("SELECT channel, incremental FROM walk WHERE id = ?", (walk,)).fetchone()
    if found is None:
        raise LedgerError(f"no walk {walk}")
    channel, incremental = found
    forgotten = "broken_reason = NULL, broken_at = NULL, broken_since = NULL, breaks = NULL, "
    db.execute(
        'UPDATE walk SET "end" = ?, reason = ?, finished = ?, ground_since = ?, ground_max_pages = ?, '
        f"cursor = ?, {'' if end == 'bounded' else forgotten}failing_since = NULL WHERE id = ?",
        (
            *(end, reason, to_seconds(finished), iso(extent.since), extent.max_pages),
            *(top_in(top if end in _TO_THE_END or _is_one_page(incremental, end, reason) else None), walk),
        ),
    )
    _deepen(db, channel, pages, exactly=end == "last_page" or (end == "bounded" and extent.max_pages is None))
    db.execute("UPDATE leg SET joined = 1 WHERE id = (SELECT max(id) FROM leg WHERE walk = ?)", (walk,))
    if extent.max_pages is None and extent.until is None:
        reach = iso(extent.since) or ""
        if end != "bounded":
            db.execute(
                "UPDATE channel SET reach = ? WHERE id = ? AND (reach IS NULL OR reach > ?)", (reach, channel, reach)
            )
        # a scheduled walk that ends at known entries does not replace `since=all`
        asked = " AND incremental = 1" if end == "known" and incremental else ""
        interrupted = db.execute(
            f'SELECT id, since, until, max_pages FROM walk WHERE channel = ? AND "end" IS NULL{asked}', (channel,)
        ).fetchall()
        needless = [(SUPERSEDED, row[0]) for row in interrupted if extent.covers(to_extent(*row[1:]))]
        db.executemany('UPDATE walk SET "end" = ? WHERE id = ?', needless)
    _forget_idle(db, walk, channel)


def _is_one_page(incremental: int, end: WalkEnd, reason: str | None) -> bool:
    """Return whether a scheduled walk ended on a first page that is all it can read: a
    feed, or a page without a pager.
    """
    return bool(incremental) and (end == "max_pages" or (end == "bounded" and reason == "front"))


def _forget_idle(db: Database, walk: int, channel: int) -> None:
    """Delete the rows of walks that listed nothing, but for the last one, and of a
    walk all of whose entries the next one like it listed again.

    The rows of hourly walks over years would outgrow all others.
    """
    db.execute("DELETE FROM leg WHERE walk = ? AND used = 0", (walk,))
    if db.execute("SELECT 1 FROM leg WHERE walk = ?", (walk,)).fetchone() is None:
        db.execute("DELETE FROM walk WHERE id = (SELECT idle FROM channel WHERE id = ?) AND id <> ?", (channel, walk))
        db.execute("UPDATE channel SET idle = ? WHERE id = ?", (walk, channel))
        return
    before = db.execute(
        "SELECT p.id FROM walk p JOIN walk w ON w.id = ? WHERE p.channel = ? AND p.id < w.id "
        'AND p."end" = w."end" AND p.ground_max_pages = w.ground_max_pages AND p.until IS NULL AND w.until IS NULL '
        "ORDER BY p.id DESC LIMIT 1",
        (walk, channel),
    ).fetchone()
    if before is None:
        return
    unused = "NOT EXISTS (SELECT 1 FROM listing l WHERE l.channel = ? AND l.leg = leg.id)"
    db.execute(f"DELETE FROM leg WHERE walk = ? AND {unused}", (*before, channel))
    db.execute(
        "DELETE FROM walk WHERE id = ? AND NOT EXISTS (SELECT 1 FROM leg WHERE leg.walk = walk.id)", (before[0],)
    )


def break_walk(
    db: Database,
    walk: int,
    reason: str,
    finished: datetime,
    at: str | None,
    pages: int,
    *,
    again: bool,
    connected: bool,
) -> None:
    """Enter why a walk stopped short, at which page, and since when its runs stop
    there.
    """
    found = db.execute(
        "SELECT channel, broken_since, broken_reason, broken_at FROM walk WHERE id = ?", (walk,)
    ).fetchone()
    if found is None:
        return
    channel, since, *before = found
    now = to_seconds(finished)
    again = since is not None and (again or before == [reason, at])
    db.execute(
        "UPDATE walk SET reason = ?, finished = ?, broken_reason = ?, broken_at = ?, "
        f"broken_since = {'broken_since' if again else '?'}, breaks = {'breaks + 1' if again else '1'}, "
        "failing_since = coalesce(failing_since, ?) WHERE id = ?",
        (reason, now, reason, at, *(() if again else (now,)), now, walk),
    )
    newest = "(SELECT max(id) FROM leg WHERE walk = ?)"
    if connected:
        db.execute(f"UPDATE leg SET joined = 1 WHERE id = {newest}", (walk,))
    db.execute(f"DELETE FROM leg WHERE walk = ? AND used = 0 AND id < {newest}", (walk, walk))
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

"""Walks that stop short or are interrupted, and articles without a text, in SQL. Only
reads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from newscrawl.database import Database
from newscrawl.ledger.sql_values import OUTCOMES, cursor_out, to_extent, to_moment
from newscrawl.ledger.walk_troubles import Finals, OpenBackFill, Trouble, WalkTrouble
from newscrawl.walks.ended import LOOPS, OFFSITE, UNCONFIRMED

_STOPPED = """
SELECT c.name, w."end", coalesce(w.broken_reason, w.reason), w.broken_at, w.breaks, w.incremental, w.since, w.until,
       w.max_pages, coalesce(w.failing_since, w.broken_since, w.finished), coalesce(w.finished, w.broken_since)
FROM walk w JOIN channel c ON c.id = w.channel
WHERE (w."end" IS NULL AND coalesce(w.broken_reason, w.reason) IS NOT NULL) OR w."end" = 'bounded'
ORDER BY c.name, 11, w.id
"""
_CLOSED = """
SELECT c.name, max(w.finished), max(CASE WHEN w."end" <> 'bounded' THEN w.finished END),
       max(CASE WHEN w."end" <> 'bounded' AND w.ground_max_pages IS NULL AND w.until IS NULL THEN w.finished END),
       max(CASE WHEN w."end" IN ('since', 'last_page') AND w.until IS NULL THEN w.finished END)
FROM walk w JOIN channel c ON c.id = w.channel
WHERE w."end" IS NOT NULL AND w."end" <> 'superseded' GROUP BY c.name
"""
PASSING = frozenset({"front", "pager_unreadable"})
"""Reasons of bounded walks that say what a listing is like, not what was missed: the
last walk alone tells."""
SHALLOW_ENDS = PASSING | {"overrun", OFFSITE, LOOPS}
"""Reasons of bounded walks that later walks do not stop at. What they missed is made up
for by any walk that is joined; below other bounded walks only by one that proves its
end."""


@dataclass(frozen=True, slots=True)
class _Stopped:
    """A row of a walk that stopped short."""

    channel: str
    end: str | None
    reason: str
    at: str | None
    breaks: int | None
    incremental: int
    since: str | None
    until: str | None
    max_pages: int | None
    first: int
    last: int

    @property
    def state(self) -> Trouble:
        if self.end is not None:
            return "bounded"
        return "unconfirmed" if self.reason == UNCONFIRMED else "broken"


def walk_troubles(db: Database) -> list[WalkTrouble]:
    """Return the walks that stop short and that no later walk made up for, by channel;
    bounded ones once for each reason.

    A walk with a bound on pages, or of a newspaper, is not resumed: the next one makes
    up for it. What a walk missed that was `overrun` stays missed until one reaches the
    known entries, or the end; what lies below a `dateless` one, or one that a failing
    page bounds, stays unknown until one reaches the end or its bound.
    """
    closed = {name: tuple(at or 0 for at in ended) for name, *ended in db.execute(_CLOSED)}
    found: dict[tuple[object, ...], WalkTrouble] = {}
    newest: dict[str, tuple[str, int]] = {}
    for row in (_Stopped(*each) for each in db.execute(_STOPPED)):
        whatever, but_bounded, joined, deep = closed.get(row.channel, (0, 0, 0, 0))
        if row.state == "bounded":
            made_up = joined if row.reason in SHALLOW_ENDS else deep
            over = made_up >= row.last or (row.reason in PASSING and but_bounded > row.last)
            key: tuple[object, ...] = (row.channel, row.state, row.reason)
            reason, before = newest.get(row.channel, ("", 0))
            in_a_row = before + 1 if reason == row.reason else 1
            newest[row.channel] = (row.reason, in_a_row if row.last > but_bounded else 0)
        else:
            over = row.max_pages is not None and whatever >= row.last
            bounds = None if row.max_pages is not None else (row.since, row.until, row.incremental)
            key = (row.channel, "open", bounds)
        if not over:
            found[key] = _trouble(row, found.get(key))
    return [
        replace(each, in_a_row=newest[each.channel][1])
        if each.state == "bounded" and newest[each.channel][0] == each.reason
        else each
        for each in found.values()
    ]


def _trouble(row: _Stopped, before: WalkTrouble | None) -> WalkTrouble:
    """Return a row as a trouble; `before` is the one that it continues."""
    first, last = _moment(row.first), _moment(row.last)
    runs = row.breaks or 1
    if before is not None:
        first = min(first, before.since)
        runs += before.runs
    asked = to_extent(row.since, row.until, row.max_pages)
    return WalkTrouble(
        row.channel, row.state, row.reason, row.at, first, last, runs, asked=asked, incremental=bool(row.incremental)
    )


def open_back_fills(db: Database) -> list[OpenBackFill]:
    """Return the back-fills that have not come to their end, and were not broken, by
    channel; those with a bound on pages are not resumed, and left out."""
    rows: list[Any] = db.execute(
        "SELECT c.name, w.since, w.until, w.cursor, first.started, last.id, last.started FROM walk w "
        "JOIN channel c ON c.id = w.channel "
        "JOIN run first ON first.id = (SELECT min(leg.run) FROM leg WHERE leg.walk = w.id) "
        "JOIN run last ON last.id = (SELECT max(leg.run) FROM leg WHERE leg.walk = w.id) "
        'WHERE w."end" IS NULL AND w.incremental = 0 AND w.max_pages IS NULL '
        "AND coalesce(w.broken_reason, w.reason) IS NULL ORDER BY c.name, w.id"
    ).fetchall()
    found = []
    for channel, since, until, cursor_text, began, run, last in rows:
        cursor, asked = cursor_out(cursor_text), to_extent(since, until, None)
        found.append(OpenBackFill(channel, asked, _moment(began), run, _moment(last), cursor.pages, cursor.next_url))
    return found


def _moment(seconds: int) -> datetime:
    moment = to_moment(seconds)
    assert moment is not None
    return moment


def finals(db: Database) -> list[Finals]:
    """Return the articles that ended without a text, by outcome and reason, the most
    frequent first."""
    rows: list[Any] = db.execute(
        "SELECT f.outcome, coalesce(word.text, ''), count(*), min(f.at), max(f.at) FROM (SELECT a.outcome, a.reason, "
        "(SELECT max(t.at) FROM attempt t WHERE t.article = a.n) AS at FROM article a WHERE a.outcome IN (3, 4)) AS f "
        "LEFT JOIN word ON word.id = f.reason GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2"
    ).fetchall()
    return [
        Finals(OUTCOMES[outcome], reason, count, to_moment(oldest), to_moment(newest))
        for outcome, reason, count, oldest, newest in rows
    ]

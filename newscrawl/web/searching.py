"""A query → the articles of one page of results, and how many there are, within bounds.

Few hits are collected and sorted. Of many (more than `EXACT`) the newest are found by
going through the days from the newest back, the best among those with the words in
their titles.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any, Literal

from newscrawl.record.search import SearchQuery, conditions, match

EXACT = 10_000
"""Hits up to which their number is exact."""
TITLE = 6.0
"""How much more a word in the title weighs than one in the text."""
Order = Literal["newest", "best"]


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of results."""

    places: tuple[tuple[str, int], ...]
    """File and offset of each article's line."""
    total: int
    more: bool
    """Whether there are more than `total`."""


def find(index: sqlite3.Connection, query: SearchQuery, order: Order, start: int, count: int) -> Hits:
    """Return the hits from a place on."""
    where, values = conditions(query)
    asked = match(query.words)
    if asked is None and query.words.strip():
        return Hits((), 0, False)
    if asked is None:
        return _by_day(index, where, values, start, count)
    # former revisions have words in the index, too, but no row
    joined = f"word JOIN article a ON a.n = word.rowid WHERE word MATCH ? AND {' AND '.join([*where, '1'])}"
    some = index.execute(f"SELECT a.day, a.n FROM {joined} LIMIT ?", (asked, *values, EXACT + 1)).fetchall()
    more = len(some) > EXACT
    total = min(len(some), EXACT)
    if more and order == "newest":
        rows = index.execute(
            f'SELECT a.file, a."offset" FROM article a WHERE {" AND ".join([*where, "1"])} AND EXISTS '
            "(SELECT 1 FROM word WHERE word MATCH ? AND word.rowid = a.n) ORDER BY a.day DESC, a.n DESC "
            "LIMIT ? OFFSET ?",
            (*values, asked, count, start),
        ).fetchall()
        return Hits(tuple(rows), total, True)
    if order == "newest":
        return Hits(_newest(index, some, start, count), total, False)
    return Hits(_best(index, asked, where, values, start, count, more=more), total, more)


def _by_day(index: sqlite3.Connection, where: list[str], values: list[Any], start: int, count: int) -> Hits:
    filtered = f"article a WHERE {' AND '.join(where) or '1'}"
    total = index.execute(f"SELECT count(*) FROM (SELECT 1 FROM {filtered} LIMIT ?)", (*values, EXACT + 1))
    found = int(total.fetchone()[0])
    rows = index.execute(
        f'SELECT a.file, a."offset" FROM {filtered} ORDER BY a.day DESC, a.n DESC LIMIT ? OFFSET ?',
        (*values, count, start),
    ).fetchall()
    return Hits(tuple(rows), min(found, EXACT), found > EXACT)


def _newest(
    index: sqlite3.Connection, some: list[tuple[str | None, int]], start: int, count: int
) -> tuple[tuple[str, int], ...]:
    """Return the newest of these articles."""
    in_order = sorted(some, key=lambda pair: (pair[0] or "", pair[1]), reverse=True)
    return _places(index, [n for _day, n in in_order[start : start + count]])


def _best(
    index: sqlite3.Connection, asked: str, where: list[str], values: list[Any], start: int, count: int, *, more: bool
) -> tuple[tuple[str, int], ...]:
    """Return the articles that fit best by BM25; of very many, those whose titles have
    the words, without computing that of the others."""
    words = f"title : ({asked})" if more else asked
    joined = f"word JOIN article a ON a.n = word.rowid WHERE word MATCH ? AND {' AND '.join([*where, '1'])}"
    if more:
        rows = index.execute(
            f'SELECT a.day, a.n, a.file, a."offset" FROM {joined} LIMIT ?', (words, *values, EXACT)
        ).fetchall()
        rows.sort(key=lambda row: (row[0] or "", row[1]), reverse=True)
        return tuple((file, offset) for _day, _n, file, offset in rows[start : start + count])
    ranked = index.execute(
        f'SELECT a.file, a."offset" FROM {joined} ORDER BY bm25(word, ?, 1.0), a.day DESC LIMIT ? OFFSET ?',
        (words, *values, TITLE, count, start),
    )
    return tuple(ranked.fetchall())


def _places(index: sqlite3.Connection, numbers: list[int]) -> tuple[tuple[str, int], ...]:
    found = {
        n: (file, offset)
        for n, file, offset in index.execute(
            f'SELECT n, file, "offset" FROM article WHERE n IN ({",".join("?" * len(numbers)) or "NULL"})', numbers
        )
    }
    return tuple(found[n] for n in numbers if n in found)

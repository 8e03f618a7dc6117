"""Counts of articles by channel, day, outcome and reason: kept in tables, so that
reports need not count a million rows.

Whoever changes rows that are counted does so inside `recounting`, in one transaction
with the counts. `differing` compares them with the rows themselves, for `scrapy audit`.
A ledger of a former version has no counts: `by_day` and `by_outcome` count its rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from newscrawl.database import Database
from newscrawl.ledger.sql_schema import BY_DAY, BY_OUTCOME, COUNTED
from newscrawl.ledger.sql_values import OUTCOMES, PUBLISHED_FROM

AT_ONCE = 500
"""Articles of one question."""
ALL = 0
"""The channel under which all articles are counted, each once."""

_Counts = Counter[tuple[int, int, str, int, int, int]]
"""Channel, day of publication, date shown, outcome, reason, relation → articles."""


@contextmanager
def recounting(db: Database, numbers: Iterable[int]) -> Iterator[None]:
    """Keep the counts true to what the block changes of these articles, and of what
    lists them; inside the caller's transaction.

    Numbers of articles that the block adds belong among them.
    """
    some = sorted(set(numbers))
    before = _count(db, some)
    yield
    after = _count(db, some)
    after.subtract(before)
    _add(db, after)


def in_parts(numbers: Iterable[int]) -> Iterator[list[int]]:
    """Split many articles into as many as one `recounting` takes well."""
    each = iter(numbers)
    while part := list(islice(each, AT_ONCE)):
        yield part


def _count(db: Database, numbers: Sequence[int]) -> _Counts:
    counts: _Counts = Counter()
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        rows = db.execute(
            "SELECT a.n, a.outcome, a.reason, a.relation, a.published, l.channel, l.date FROM article a "
            f"LEFT JOIN listing l ON l.article = a.n WHERE a.n IN ({','.join('?' * len(some))}) ORDER BY a.n",
            some,
        )
        last = None
        for n, outcome, reason, relation, published, channel, date in rows:
            what = (outcome, reason or 0, relation or 0)
            if n != last:
                counts[ALL, -1, "", *what] += 1
                last = n
            if channel is not None and published is not None:
                counts[channel, (published + PUBLISHED_FROM) // 86400, "", *what] += 1
            elif channel is not None:
                counts[channel, -1, (date or "")[:10], *what] += 1
    return counts


def _add(db: Database, changes: _Counts) -> None:
    """Add changes to the counts; what is counted no more leaves no row."""
    outcomes: Counter[tuple[int, int, int, int]] = Counter()
    days: dict[tuple[int, int, str], list[int]] = {}
    for (channel, published, shown, outcome, reason, relation), change in changes.items():
        if change:
            outcomes[channel, outcome, reason, relation] += change
            if channel != ALL and 0 <= outcome < len(OUTCOMES):
                days.setdefault((channel, published, shown), [0] * len(OUTCOMES))[outcome] += change
    changed = [(*key, change) for key, change in outcomes.items() if change]
    if changed:
        db.executemany(
            "INSERT INTO outcome_count (channel, outcome, reason, relation, articles) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (channel, outcome, reason, relation) "
            "DO UPDATE SET articles = outcome_count.articles + excluded.articles",
            changed,
        )
        gone = [key[:-1] for key in changed if key[-1] < 0]
        if gone:
            db.executemany(
                "DELETE FROM outcome_count WHERE channel = ? AND outcome = ? AND reason = ? AND relation = ? "
                "AND articles = 0",
                gone,
            )
    if days:
        db.executemany(
            f"INSERT INTO day_count (channel, published, shown, {', '.join(OUTCOMES)}) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (channel, published, shown) DO UPDATE SET "
            + ", ".join(f"{name} = day_count.{name} + excluded.{name}" for name in OUTCOMES),
            [(*key, *change) for key, change in days.items()],
        )
        left = [key for key, change in days.items() if sum(change) < 0]
        if left:
            nothing = " AND ".join(f"{name} = 0" for name in OUTCOMES)
            db.executemany(
                f"DELETE FROM day_count WHERE channel = ? AND published = ? AND shown = ? AND {nothing}", left
            )


def by_day(db: Database) -> str:
    """Return the table of counts by day: what is kept, or a query that counts."""
    return "day_count" if _kept(db) else f"({BY_DAY})"


def by_outcome(db: Database) -> str:
    """Return the table of counts by outcome and reason: what is kept, or a query that
    counts."""
    return "outcome_count" if _kept(db) else f"({BY_OUTCOME})"


def _kept(db: Database) -> bool:
    return db.execute("SELECT 1 FROM outcome_count LIMIT 1").fetchone() is not None


def recount(db: Database) -> None:
    """Count all rows anew, inside the caller's transaction."""
    db.execute("DELETE FROM day_count")
    db.execute("DELETE FROM outcome_count")
    for statement in COUNTED.split(";")[:-1]:
        db.execute(statement)


def differing(db: Database, *, deep: bool) -> dict[str, int]:
    """Count the kept counts that are wrong, by table; empty where none are kept.

    Without `deep` only the sums over all channels are compared, which an index answers.
    """
    if not _kept(db):
        return {}
    if not deep:
        counted = db.execute("SELECT outcome, reason, relation, count(*) FROM article GROUP BY 1, 2, 3")
        kept = db.execute(f"SELECT outcome, reason, relation, articles FROM outcome_count WHERE channel = {ALL}")
        wrong = {(o, reason or 0, relation or 0, n) for o, reason, relation, n in counted}.symmetric_difference(kept)
        return {"wrong_outcome_counts": len({key[:-1] for key in wrong})} if wrong else {}
    found = {}
    for kind, table, key, query in (
        ("wrong_outcome_counts", "outcome_count", "channel, outcome, reason, relation", BY_OUTCOME),
        ("wrong_day_counts", "day_count", "channel, published, shown", BY_DAY),
    ):
        parts = (f"SELECT * FROM {table}", f"SELECT * FROM ({query}) AS counted")
        sides = " UNION ".join(
            f"SELECT {key} FROM ({a} EXCEPT {b}) AS {n}" for a, b, n in ((*parts, "x"), (*parts[::-1], "y"))
        )
        if count := db.execute(f"SELECT count(*) FROM ({sides}) AS wrong").fetchone()[0]:
            found[kind] = count
    return found

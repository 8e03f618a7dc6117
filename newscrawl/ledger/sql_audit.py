"""Sums over the account: balances, contradictions, every line of the record. Only
reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

from newscrawl.database import Database
from newscrawl.ledger import Balance, LineRef, OutcomeKind
from newscrawl.ledger.sql_values import OUTCOMES, to_id


def balances(db: Database, by: Literal["all", "channel", "run"], run: int | None) -> list[Balance]:
    """Return the balance of everything, of each channel, or of each run; see the
    protocol.

    Listed articles and outcomes are counted apart, so that a lost row shows.
    """
    table = "listing" if by == "channel" and run is None else "taken"
    if by == "all" and run is None:
        name, listed_in, outcomes_in = "'all'", "article x", "article a"
    else:
        name = {"all": "'all'", "channel": "c.name", "run": "x.run"}[by]
        listed_in = f"{table} x" + (" JOIN channel c ON c.id = x.channel" if by == "channel" else "")
        outcomes_in = f"{listed_in} JOIN article a ON a.n = x.article"
    where, values = ("WHERE x.run = ?", (run,)) if run is not None else ("", ())
    listed = dict(db.execute(f"SELECT {name}, count(*) FROM {listed_in} {where} GROUP BY 1", values).fetchall())
    outcomes: dict[object, dict[OutcomeKind, int]] = {key: {} for key in listed}
    reasons: dict[object, dict[str, int]] = {key: {} for key in listed}
    rows = db.execute(
        "SELECT name, outcome, coalesce(why.text, how.text), count "
        f"FROM (SELECT {name} AS name, a.outcome, a.reason, a.relation, count(*) AS count "
        f"FROM {outcomes_in} {where} GROUP BY 1, 2, 3, 4) AS counted "
        "LEFT JOIN word why ON why.id = reason LEFT JOIN word how ON how.id = relation ORDER BY 1, 2, 3",
        values,
    )
    for key, outcome, why, count in rows:
        if not 0 <= outcome < len(OUTCOMES):
            continue  # no outcome at all: the balance shows it
        kind = OUTCOMES[outcome]
        outcomes[key][kind] = outcomes[key].get(kind, 0) + count
        if why is not None:
            reasons[key][f"{kind}/{why}"] = reasons[key].get(f"{kind}/{why}", 0) + count
    return [Balance(str(key), count, outcomes[key], reasons[key]) for key, count in sorted(listed.items())]


_ORPHANS = {
    "listed_without_article": "listing x LEFT JOIN article a ON a.n = x.article WHERE a.n IS NULL",
    "line_without_article": "line x LEFT JOIN article a ON a.n = x.article WHERE a.n IS NULL",
}
"""Rows that belong to no article, and so to no run."""
_FAULTS = {
    "article_never_listed": "article a LEFT JOIN listing x ON x.channel = a.channel AND x.article = a.n "
    "WHERE x.article IS NULL",
    "unknown_outcome": "article a WHERE a.outcome NOT BETWEEN 0 AND 4",
    "exported_without_line": "article a WHERE a.outcome = 1 "
    "AND NOT EXISTS (SELECT 1 FROM line WHERE line.article = a.n)",
    "line_of_nothing_exported": "line x JOIN article a ON a.n = x.article WHERE a.outcome IN (3, 4)",
    "refused_without_reason": "article a WHERE a.outcome IN (3, 4) AND a.reason IS NULL",
    "duplicate_of_nothing": "article a LEFT JOIN article o ON o.id = a.of "
    "WHERE a.outcome = 2 AND (o.n IS NULL OR o.outcome IN (3, 4))",
}
"""Contradictions, and the rows that show them; `a` is the article concerned."""


def faults(db: Database, run: int | None) -> dict[str, int]:
    """Count contradictions by kind; with `run`, among its rows."""
    found = {}
    for kind, rows in (_FAULTS if run is not None else _ORPHANS | _FAULTS).items():
        mine = "" if run is None else " AND a.n IN (SELECT article FROM taken WHERE run = ?)"
        values = () if run is None else (run,)
        count = db.execute(f"SELECT count(*) FROM {rows}{mine}", values).fetchone()[0]
        if count:
            found[kind] = count
    return found


def each_line(stream: Callable[[str, Sequence[object]], Iterator[Any]], run: int | None) -> Iterator[LineRef]:
    """Yield all lines in the order of files and offsets; with `run`, of the articles of
    that run."""
    mine = "" if run is None else "WHERE x.article IN (SELECT article FROM taken WHERE run = ?)"
    rows = stream(
        'SELECT a.id, x.revision, f.text, x."offset", x.length, x.sha256 FROM line x '
        f'JOIN article a ON a.n = x.article JOIN word f ON f.id = x.file {mine} ORDER BY x.file, x."offset"',
        () if run is None else (run,),
    )
    for id, revision, file, offset, length, sha256 in rows:
        yield LineRef(to_id(id), revision, file, offset, length, sha256.hex())

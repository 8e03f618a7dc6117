"""Sums over the account: balances, contradictions, every line of the record. Only
reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal

from newscrawl.database import Database
from newscrawl.ledger import Balance, LineRef, OutcomeKind
from newscrawl.ledger.sql_counts import by_outcome, differing
from newscrawl.ledger.sql_values import OUTCOMES, to_id


def balances(db: Database, by: Literal["all", "channel", "run"], run: int | None) -> list[Balance]:
    """Return the balance of everything, of each channel, or of each run; see the
    protocol.

    Listed articles and outcomes are counted apart, so that a lost row shows: for each
    channel rows of its listings beside the counts that are kept of outcomes.
    """
    where, values = ("WHERE x.run = ?", (run,)) if run is not None else ("", ())
    if run is None and by == "all":
        name, listed_in = "'all'", "article x"
        counted = "SELECT 'all' AS name, outcome, reason, relation, count(*) AS count FROM article GROUP BY 2, 3, 4"
    elif run is None and by == "channel":
        name, listed_in = "c.name", "listing x JOIN channel c ON c.id = x.channel"
        counted = (
            "SELECT c.name AS name, k.outcome, k.reason, k.relation, k.articles AS count "
            f"FROM {by_outcome(db)} AS k JOIN channel c ON c.id = k.channel"
        )
    else:
        name = {"all": "'all'", "channel": "c.name", "run": "x.run"}[by]
        listed_in = "taken x" + (" JOIN channel c ON c.id = x.channel" if by == "channel" else "")
        counted = (
            f"SELECT {name} AS name, a.outcome, a.reason, a.relation, count(*) AS count "
            f"FROM {listed_in} JOIN article a ON a.n = x.article {where} GROUP BY 1, 2, 3, 4"
        )
    grouped = "GROUP BY 1" if by != "all" else "HAVING count(*) > 0"
    listed = dict(db.execute(f"SELECT {name}, count(*) FROM {listed_in} {where} {grouped}", values).fetchall())
    outcomes: dict[object, dict[OutcomeKind, int]] = {key: {} for key in listed}
    reasons: dict[object, dict[str, int]] = {key: {} for key in listed}
    rows = db.execute(
        "SELECT name, outcome, coalesce(why.text, how.text), count "
        f"FROM ({counted}) AS counted "
        "LEFT JOIN word why ON why.id = reason LEFT JOIN word how ON how.id = relation ORDER BY 1, 2, 3",
        values,
    )
    for key, outcome, why, count in rows:
        if key not in listed:
            listed[key], outcomes[key], reasons[key] = 0, {}, {}
        if not 0 <= outcome < len(OUTCOMES):
            continue  # no outcome at all: the balance shows it
        kind = OUTCOMES[outcome]
        outcomes[key][kind] = outcomes[key].get(kind, 0) + count
        if why is not None:
            reasons[key][f"{kind}/{why}"] = reasons[key].get(f"{kind}/{why}", 0) + count
    return [Balance(str(key), count, outcomes[key], reasons[key]) for key, count in sorted(listed.items())]


_PAIRS = {
    "listed_without_article": "listing x LEFT JOIN article a ON a.n = x.article WHERE a.n IS NULL",
    "article_never_listed": "article a LEFT JOIN listing x ON x.channel = a.channel AND x.article = a.n "
    "WHERE x.article IS NULL",
}
"""What a listing and an article lack of each other."""
_OUTCOMES = {
    "unknown_outcome": "article a WHERE a.outcome NOT BETWEEN 0 AND 4",
    "refused_without_reason": "article a WHERE a.outcome IN (3, 4) AND a.reason IS NULL",
    "exported_without_line": "article a WHERE a.outcome = 1 "
    "AND NOT EXISTS (SELECT 1 FROM line WHERE line.article = a.n)",
}
"""What an index shows."""
_OTHERS = {
    "line_without_article": "line x LEFT JOIN article a ON a.n = x.article WHERE a.n IS NULL",
    "line_of_nothing_exported": "line x JOIN article a ON a.n = x.article WHERE a.outcome IN (3, 4)",
    "duplicate_of_nothing": "article a LEFT JOIN article o ON o.id = a.of "
    "WHERE a.outcome = 2 AND (o.n IS NULL OR o.outcome IN (3, 4))",
}
"""Contradictions, and the rows that show them; `a` is the article concerned."""
_OF_NO_RUN = frozenset({"listed_without_article", "line_without_article"})
"""Rows that belong to no article, and so to no run."""


def faults(db: Database, run: int | None, *, deep: bool) -> dict[str, int]:
    """Count contradictions by kind; with `run`, among its rows.

    Without `deep`, those that a large ledger answers in a second: what is listed and
    the articles are compared by numbers and sums, and looked at one by one only where
    these differ; kept counts are compared as sums.
    """
    if run is not None:
        kinds = {name: rows for name, rows in (_PAIRS | _OUTCOMES | _OTHERS).items() if name not in _OF_NO_RUN}
        return _count(db, kinds, " AND a.n IN (SELECT article FROM taken WHERE run = ?)", (run,))
    if deep:
        return _count(db, _PAIRS | _OUTCOMES | _OTHERS) | differing(db, deep=True)
    articles = db.execute("SELECT count(*), sum(n) FROM article").fetchone()
    listed = db.execute("SELECT count(*), sum(article) FROM (SELECT DISTINCT article FROM listing) AS x").fetchone()
    return _count(db, _OUTCOMES if articles == listed else _PAIRS | _OUTCOMES) | differing(db, deep=False)


def _count(db: Database, kinds: Mapping[str, str], mine: str = "", values: Sequence[object] = ()) -> dict[str, int]:
    counts = {
        kind: db.execute(f"SELECT count(*) FROM {rows}{mine}", values).fetchone()[0] for kind, rows in kinds.items()
    }
    return {kind: count for kind, count in counts.items() if count}


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

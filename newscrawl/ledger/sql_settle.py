"""Settle articles in SQL: outcomes, attempts, aliases, locations of lines.

Everything runs inside the caller's transaction.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from newscrawl.database import Database
from newscrawl.ledger import LedgerError, LineRef, OutcomeKind, Settled
from newscrawl.ledger.sql_counts import in_parts, recounting
from newscrawl.ledger.sql_values import (
    DUPLICATE,
    EXPORTED,
    OUTCOMES,
    PENDING,
    WordNumbers,
    published_in,
    to_number,
    to_seconds,
)
from newscrawl.urls import article_id

_TRANSIENT_OR_FAILED = ("pending", "failed")


def settle(db: Database, words: WordNumbers, run: int, settled: Iterable[Settled]) -> None:
    """Record outcomes, attempts and aliases; see the protocol."""
    all_of = list(settled)
    with recounting(db, _touched(db, [each.id for each in all_of])):
        _settle(db, words, run, all_of)


def _touched(db: Database, ids: Iterable[str]) -> Iterator[int]:
    """Yield the numbers of articles, and of their copies."""
    for some in in_parts(map(to_number, ids)):
        marks = ",".join("?" * len(some))
        yield from (row[0] for row in db.execute(f"SELECT n FROM article WHERE id IN ({marks})", some).fetchall())
        yield from (row[0] for row in db.execute(f"SELECT n FROM article WHERE of IN ({marks})", some).fetchall())


def _settle(db: Database, words: WordNumbers, run: int, settled: Iterable[Settled]) -> None:
    for each in settled:
        found = db.execute("SELECT n, outcome FROM article WHERE id = ?", (to_number(each.id),)).fetchone()
        if found is None:
            raise LedgerError(f"article {each.id} is settled, but was never entered")
        n, before = found
        if before != EXPORTED or each.outcome == "exported":
            _set_outcome(db, words, n, each)
            _close_claim(db, run, n, each)
            if each.outcome in ("rejected", "failed"):
                _reopen_copies(db, each.id)
        if each.attempt:
            db.execute(
                "INSERT INTO attempt (article, number, run, at, status, result) "
                "SELECT ?, coalesce(max(number), 0) + 1, ?, ?, ?, ? FROM attempt WHERE article = ?",
                (n, run, to_seconds(each.attempt.at), each.attempt.status, words.number(each.attempt.result), n),
            )
        for url in each.aliases:
            _add_alias(db, url, n, each.id)


def _set_outcome(db: Database, words: WordNumbers, n: int, each: Settled) -> None:
    failing = (to_seconds(each.failing),) if each.failing else ()
    db.execute(
        "UPDATE article SET outcome = ?, attempts = attempts + ?, next_try = ?, "
        f"failing_since = {'coalesce(failing_since, ?)' if failing else 'NULL'}, reason = ?, of = ?, relation = ?, "
        "content_hash = coalesce(?, content_hash), published = coalesce(?, published), "
        "revision = coalesce(?, revision), reader_version = coalesce(?, reader_version) WHERE n = ?",
        (
            OUTCOMES.index(each.outcome),
            int(bool(each.attempt and each.counts and each.outcome in _TRANSIENT_OR_FAILED)),
            to_seconds(each.next_try) if each.next_try else None,
            *failing,
            words.number(each.reason),
            to_number(each.of) if each.of else None,
            words.number(each.relation),
            to_number(each.content_hash) if each.content_hash else None,
            published_in(each.published),
            each.revision,
            each.reader_version,
            n,
        ),
    )


def _close_claim(db: Database, run: int, n: int, each: Settled) -> None:
    """Make the claims of an exported article permanent; drop those of any other.

    An exported article owns what it claimed, and its text: the two differ for a short
    text, which is claimed together with its title.
    """
    if each.outcome != "exported":
        db.execute("DELETE FROM claim WHERE run = ? AND article = ?", (run, n))
        return
    db.execute("UPDATE claim SET run = NULL, politeness = NULL WHERE run = ? AND article = ?", (run, n))
    if each.content_hash:
        db.execute(
            "INSERT INTO claim (content_hash, article) VALUES (?, ?) ON CONFLICT (content_hash) DO UPDATE "
            "SET run = NULL, politeness = NULL WHERE claim.article = excluded.article",
            (to_number(each.content_hash), n),
        )


def _reopen_copies(db: Database, id: str) -> None:
    """Make duplicates pending again whose original was rejected or has failed.

    Their text would be lost otherwise.
    """
    db.execute(
        "UPDATE article SET outcome = ?, of = NULL, relation = NULL, reason = NULL, next_try = NULL "
        "WHERE of = ? AND outcome = ?",
        (PENDING, to_number(id), DUPLICATE),
    )


def _add_alias(db: Database, url: str, n: int, id: str) -> None:
    alias = article_id(url)
    if alias == id:
        return
    owners = [row[0] for row in db.execute("SELECT article FROM alias WHERE url = ?", (to_number(alias),))]
    if n not in owners:
        db.execute("INSERT INTO alias (url, rank, article) VALUES (?, ?, ?)", (to_number(alias), len(owners), n))


def reopen(
    db: Database, outcomes: Iterable[OutcomeKind], reason: str | None, since: int | None, places: str | None
) -> dict[str, int]:
    """Make articles with final outcomes pending again; see the protocol."""
    numbers = ",".join(str(OUTCOMES.index(outcome)) for outcome in outcomes)
    where, values = f"a.outcome IN ({numbers}) AND coalesce(w.text, '') <> 'forgotten'", list[object]()
    if reason is not None:
        where = f"{where} AND w.text = ?"
        values.append(reason)
    if since is not None:
        where = f"{where} AND (SELECT max(at) FROM attempt WHERE article = a.n) >= ?"
        values.append(since)
    if places is not None:
        where = f"{where} AND a.channel IN ({places})"
    query = f"SELECT a.n, a.outcome, w.text FROM article a LEFT JOIN word w ON w.id = a.reason WHERE {where}"
    rows = db.execute(query, values).fetchall()
    for numbers_of in in_parts(n for n, _outcome, _reason in rows):
        with recounting(db, numbers_of):
            db.executemany(
                "UPDATE article SET outcome = 0, attempts = 0, next_try = NULL, reason = NULL, failing_since = NULL, "
                "content_hash = NULL WHERE n = ?",
                [(n,) for n in numbers_of],
            )
    return dict(Counter(f"{OUTCOMES[outcome]}/{text}" if text else OUTCOMES[outcome] for _n, outcome, text in rows))


def enter_lines(db: Database, words: WordNumbers, lines: Iterable[LineRef]) -> None:
    """Record the locations of lines of the record."""
    for line in lines:
        entered = db.execute(
            'INSERT INTO line (file, "offset", length, article, revision, sha256) '
            "SELECT ?, ?, ?, n, ?, ? FROM article WHERE id = ?",
            (
                words.number(line.file),
                line.offset,
                line.length,
                line.revision,
                bytes.fromhex(line.sha256),
                to_number(line.id),
            ),
        )
        if not entered.rowcount:
            raise LedgerError(f"a line of article {line.id} is entered, but the article never was")


def forget(db: Database, words: WordNumbers, ids: Iterable[str], lines: Iterable[LineRef]) -> None:
    """Remove what is stored of articles beyond their addresses; `lines` were
    overwritten in place."""
    reason, going = words.number("forgotten"), list(ids)
    with recounting(db, _touched(db, going)):
        for number in map(to_number, going):
            db.execute(
                "UPDATE listing SET title = NULL WHERE article IN (SELECT n FROM article WHERE id = ?)", (number,)
            )
            db.execute("UPDATE article SET content_hash = NULL, published = NULL WHERE id = ?", (number,))
            db.execute("UPDATE article SET reason = ? WHERE id = ? AND outcome = ?", (reason, number, EXPORTED))
            db.execute(
                "UPDATE article SET outcome = ?, reason = ?, next_try = NULL WHERE id = ? AND outcome = ?",
                (OUTCOMES.index("rejected"), reason, number, PENDING),
            )
    for line in lines:
        db.execute(
            'UPDATE line SET sha256 = ? WHERE "offset" = ? AND file = ?',
            (bytes.fromhex(line.sha256), line.offset, words.number(line.file)),
        )


_TOLD = (
    ("alarm", "evidence"),
    ("run", "summary"),
    ("run", "arguments"),
    ("seen", "figures"),
    ("walk", "reason"),
    ("walk", "broken_reason"),
)
"""Columns whose text may quote a title."""


def blot(db: Database, words: Iterable[str]) -> None:
    """Remove words, given without spaces, wherever the account quotes them."""
    for word in words:
        like = "%" + re.sub(r"([\\%_])", r"\\\1", word) + "%"
        db.execute("UPDATE listing SET title = NULL WHERE title LIKE ? ESCAPE '\\'", (like,))
        spaced = re.compile(r"\s*".join(map(re.escape, word)))
        for table, column in _TOLD:
            bare = f"replace(replace({column}, ' ', ''), ?, '')"
            quoting = f"SELECT DISTINCT {column} FROM {table} WHERE {bare} LIKE ? ESCAPE '\\'"
            for (told,) in db.execute(quoting, ("\u3000", like)).fetchall():
                blotted = spaced.sub("?" * len(word), told)
                db.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (blotted, told))

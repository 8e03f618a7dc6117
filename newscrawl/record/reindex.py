"""The record's lines → a new index of texts, where the old one is of another version.

Until it is whole, the index has a version that is none: a run that finds it so is
refused, and reindexing again begins anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from newscrawl.dedup.archived_texts import ArchivedTexts
from newscrawl.dedup.sqlite import VERSION, SqliteStore
from newscrawl.failpoints import failpoint
from newscrawl.ledger.sqlite import SqliteLedger
from newscrawl.record.export import LineFilter, Selection
from newscrawl.record.lines import revision_of

BATCH = 500
UNFINISHED = 0
"""The version of an index that is being made."""


def reindex(ledger: SqliteLedger, data: Path) -> int:
    """Index the newest text of every article that is no copy, also of withdrawn ones;
    return how many texts."""
    _begin(ledger)
    texts, known = ArchivedTexts(SqliteStore(ledger.connection)), dict[str, int]()
    committed = {state.path: state.length for state in ledger.open_files() if state.kind == "record"}
    for lines in _batches(Selection(data, LineFilter(), committed)):
        for line in lines:
            id, revision = line["id"], revision_of(line)
            if line.get("duplicate_of") or not line.get("text") or revision < known.get(id, 0):
                continue
            texts.enter(id, line["text"], line.get("published"), line.get("site"), revision=revision)
            known[id] = revision
        with ledger.transaction():
            texts.write()
        failpoint("reindex.written")
    with ledger.transaction():
        ledger.connection.execute("UPDATE dedup_state SET version = ?", (VERSION,))
    return len(known)


def _begin(ledger: SqliteLedger) -> None:
    names = ledger.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'dedup_%'")
    with ledger.transaction():
        for (name,) in names.fetchall():
            ledger.connection.execute(f"DROP TABLE {name}")
    SqliteStore.create(ledger.connection)
    with ledger.transaction():
        ledger.connection.execute("UPDATE dedup_state SET version = ?", (UNFINISHED,))


def _batches(lines: Iterable[bytes]) -> Iterator[list[dict[str, Any]]]:
    rest = iter(lines)
    while batch := [json.loads(line) for line in islice(rest, BATCH)]:
        yield batch

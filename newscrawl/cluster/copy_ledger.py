"""A ledger → another database: `scrapy ledger copy`, to PostgreSQL or back.

Rows are copied as they are, with their numbers. Texts are written by the store of the
target, since each store keeps its postings in its own way. Files are not copied, nor
are their committed lengths: they belong to the machine that the files are on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from newscrawl.failpoints import failpoint
from newscrawl.i18n import _
from newscrawl.ledger import LedgerError
from newscrawl.ledger.sql import SqlLedger
from newscrawl.ledger.sql_schema import tables

T = TypeVar("T")
AT_ONCE = 2000
"""Rows, or texts, of one transaction."""
FILES = "feed"
"""The lengths of files: not copied, no run needs those that are closed."""
LEFT = frozenset({FILES, "day_count", "outcome_count"})
"""Tables that are not copied. The target counts for itself: a ledger of a former
version has no counts."""


def copy_ledger(source: SqlLedger, target: SqlLedger) -> dict[str, int]:
    """Copy ledger and texts into an empty ledger; return rows by table, texts as
    `text`.

    Raise `LedgerError` where the target has runs already, or where the source has an
    open file: a run writes it, or died. A copy that dies leaves nothing that opens as a
    ledger, and can be made again.
    """
    _refuse_open_files(source)
    newest = source.runs(1)
    with target.copying():
        failpoint("copy.marked")
        counts = _copy_tables(source, target)
        failpoint("copy.tables")
        counts["text"] = _copy_texts(source, target)
        failpoint("copy.texts")
        _refuse_open_files(source)
        if source.runs(1) != newest:
            raise LedgerError(_("a run began there meanwhile: copy again when none is under way"))
    return counts


def _refuse_open_files(source: SqlLedger) -> None:
    if any(row[3] for row in source.each_row(FILES)):
        raise LedgerError(_("a run is under way there, or died: let it end, or let the next crawl mend its files"))


def _copy_tables(source: SqlLedger, target: SqlLedger) -> dict[str, int]:
    counts = {}
    for table in tables():
        if table not in LEFT:
            counts[table] = 0
            for rows in _batches(source.each_row(table)):
                with target.transaction():
                    target.put_rows(table, rows)
                counts[table] += len(rows)
    target.advance_numbers()
    target.recount()
    return counts


def _copy_texts(source: SqlLedger, target: SqlLedger) -> int:
    count, texts = 0, target.texts()
    for batch in _batches(source.texts().each()):
        for keys, known in batch:
            texts.add(keys, known.id, known.compared(), known.day)
        with target.transaction():
            texts.write()
        count += len(batch)
    return count


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, AT_ONCE)):
        yield batch

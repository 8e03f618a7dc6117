"""A ledger → another database: `scrapy ledger copy`, for an archive that outgrows its machine, or comes back to one.

Rows move as they stand, with their numbers; texts go through the stores' own doors, for each keeps postings its way.
Files are not moved: where committed lengths stand, and that no file is open, is a matter of the machine they are on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from newscrawl.ledger import LedgerError
from newscrawl.ledger.sql import SqlLedger
from newscrawl.ledger.sql_schema import tables

AT_ONCE = 2000
"""Rows, or texts, of one transaction."""
LEFT = "feed"
"""The table that stays: lengths of files that are closed, which nobody needs."""


def copy_ledger(source: SqlLedger, target: SqlLedger) -> dict[str, int]:
    """Copy the account and the texts into an empty ledger; gives the number of rows by table, texts as `text`.

    Raises `LedgerError` where the target has runs already, or a file of the source is open: a run writes it, or died.
    """
    if target.runs(1):
        raise LedgerError("the target has a ledger already; copy into an empty one")
    if any(row[3] for row in source.each_row(LEFT)):
        raise LedgerError("a run is under way there, or died: let it end, or let the next crawl mend its files")
    counts = {}
    for table in tables():
        if table != LEFT:
            counts[table] = 0
            for rows in _batches(source.each_row(table)):
                with target.transaction():
                    target.put_rows(table, rows)
                counts[table] += len(rows)
    target.settle_numbers()
    counts["text"] = _copy_texts(source, target)
    return counts


def _copy_texts(source: SqlLedger, target: SqlLedger) -> int:
    count, texts = 0, target.texts()
    for batch in _batches(source.texts().each()):
        for keys, known in batch:
            texts.add(keys, known.id, known.text(), known.day)
        with target.transaction():
            texts.write()
        count += len(batch)
    return count


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, AT_ONCE)):
        yield batch

"""Settings → an open ledger: a SQLite file beside the archive, or a PostgreSQL
database."""

from __future__ import annotations

from pathlib import Path

from scrapy.settings import BaseSettings

from newscrawl.ledger import Ledger
from newscrawl.ledger.place import ledger_place, worker_name


def open_ledger(
    settings: BaseSettings, place: Path | str | None = None, *, write: bool = True, filling: bool = False
) -> Ledger:
    """Open the ledger that the settings name, or the one at `place`.

    With `write` it is created if it does not exist; `write=False` opens it for reading.
    `filling` also opens a database into which a copy was cut off.
    Raises `LedgerError` with one line that names the place and what to do.
    """
    place = ledger_place(settings) if place is None else place
    if isinstance(place, str):
        from newscrawl.ledger.postgres import PostgresLedger

        return PostgresLedger.open(place, worker_name(settings), write=write, filling=filling)
    from newscrawl.ledger.sqlite import SqliteLedger

    return SqliteLedger.open(place, write=write)

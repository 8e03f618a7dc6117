"""Settings → the ledger they name: a SQLite file by default, beside the archive, or a database of PostgreSQL."""

from __future__ import annotations

from pathlib import Path

from scrapy.settings import BaseSettings

from newscrawl.ledger import Ledger
from newscrawl.options import data_folder

POSTGRES = ("postgresql://", "postgres://")


def ledger_place(settings: BaseSettings) -> Path | str:
    """Say where the ledger is: what `NEWSCRAWL_LEDGER` names, a path or the URL of a database of PostgreSQL, or
    `ledger.sqlite` in the folder of the archive.
    """
    named = settings.get("NEWSCRAWL_LEDGER")
    return place_of(named) if named else data_folder(settings) / "ledger.sqlite"


def place_of(named: str) -> Path | str:
    """Read the place of a ledger: an absolute path, or a URL as it is.

    >>> place_of("postgresql://archive@db/newscrawl")
    'postgresql://archive@db/newscrawl'
    """
    return named if named.startswith(POSTGRES) else Path(named).resolve()


def open_ledger(settings: BaseSettings, place: Path | str | None = None, *, write: bool = True) -> Ledger:
    """Open the ledger, or one at another place; makes it where there is none, unless it is only to be looked at.

    Raises `LedgerError` with one line that names the place and what to do.
    """
    return open_at(ledger_place(settings) if place is None else place, write=write)


def open_at(place: Path | str, *, write: bool = True) -> Ledger:
    """Open the ledger at a place; see `open_ledger`."""
    if isinstance(place, str):
        from newscrawl.ledger.postgres import PostgresLedger

        return PostgresLedger.open(place, write=write)
    from newscrawl.ledger.sqlite import SqliteLedger

    return SqliteLedger.open(place, write=write)

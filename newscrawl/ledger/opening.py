"""Settings → the ledger they name: a SQLite file by default, beside the archive."""

from __future__ import annotations

from pathlib import Path

from scrapy.settings import BaseSettings

from newscrawl.ledger import Ledger
from newscrawl.options import data_folder


def ledger_path(settings: BaseSettings) -> Path:
    """Say where the ledger is: `NEWSCRAWL_LEDGER`, or `ledger.sqlite` in the folder of the archive."""
    named = settings.get("NEWSCRAWL_LEDGER")
    return Path(named).resolve() if named else data_folder(settings) / "ledger.sqlite"


def open_ledger(settings: BaseSettings, path: Path | None = None, *, write: bool = True) -> Ledger:
    """Open the ledger, or one at another path; makes it where there is none, unless it is only to be looked at.

    Raises `LedgerError` with one line that names the file and what to do.
    """
    from newscrawl.ledger.sqlite import SqliteLedger

    return SqliteLedger.open(path or ledger_path(settings), write=write)

"""Settings → the location of the ledger: a path of a SQLite file, or the URL of a
PostgreSQL database."""

from __future__ import annotations

import re
import socket
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from newscrawl.i18n import _
from newscrawl.options import data_folder

POSTGRES = ("postgresql://", "postgres://")


def ledger_place(settings: BaseSettings) -> Path | str:
    """Return the location of the ledger.

    It is what `NEWSCRAWL_LEDGER` names (a path, or the URL of a PostgreSQL database),
    by default `ledger.sqlite` in the folder of the archive.
    """
    named = settings.get("NEWSCRAWL_LEDGER")
    return place_of(named) if named else data_folder(settings) / "ledger.sqlite"


def place_of(named: str) -> Path | str:
    """Parse the location of a ledger: an absolute path, or a URL as it is.

    >>> place_of("postgresql://archive@db/newscrawl")
    'postgresql://archive@db/newscrawl'
    """
    return named if named.startswith(POSTGRES) else Path(named).resolve()


def shown(place: Path | str) -> str:
    """Return a location without its password, for messages.

    >>> shown("postgresql://archive:secret@db.lan:5433/newscrawl?password=secret&sslmode=require")
    'postgresql://archive@db.lan:5433/newscrawl'
    """
    if isinstance(place, Path):
        return str(place)
    parts = urlsplit(place)
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit((parts.scheme, f"{user.partition(':')[0]}@{host}" if user else host, parts.path, "", ""))


def worker_name(settings: BaseSettings) -> str:
    """Return the name of this machine among those that share a ledger.

    It is `NEWSCRAWL_WORKER`, by default the host name.
    """
    named = settings.get("NEWSCRAWL_WORKER")
    if named is None:
        return re.sub(r"[^A-Za-z0-9_-]+", "-", socket.gethostname())[:63] or "worker"
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,63}", named):
        raise UsageError(
            _("NEWSCRAWL_WORKER is {named!r}; it may have letters, digits, - and _, 63 at most").format(named=named)
        )
    return str(named)

"""An archive's folder → what a request reads with: ledger, record, index, names.

A reader belongs to one thread. Its connections only read, see what a crawl committed
last, and are opened again where a file was replaced. A question that takes too long is
cut off.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from newscrawl.i18n import _
from newscrawl.ledger import Ledger, LedgerError, LineRef
from newscrawl.record.lines import parse_line
from newscrawl.record.search import VERSION, index_path

SECONDS = 4.0
"""What the questions of one request may take."""
CACHE_KB = 8192
"""Cache of each connection: the system keeps the files' pages anyway."""
_STEPS = 20_000
"""SQLite's steps between two looks at the clock."""


class TooSlowError(Exception):
    """A question that was cut off."""


class NotHereError(Exception):
    """Something that the archive does not have."""


@dataclass(frozen=True, slots=True)
class CatalogNames:
    """What the catalog calls the sites and channels of an archive."""

    channels: Mapping[str, str] = field(default_factory=dict)
    sites: Mapping[str, str] = field(default_factory=dict)
    provinces: Mapping[str, str] = field(default_factory=dict)
    """Site → province, in Chinese."""
    papers: frozenset[str] = frozenset()
    """Channels that are editions of newspapers."""


class RoomReader:
    """What one thread reads an archive with."""

    def __init__(self, room: ReadingRoom) -> None:
        self.room = room
        self._ledger: Ledger | None = None
        self._index: sqlite3.Connection | None = None
        self._ledger_file = self._index_file = (0, 0)
        self._until = 0.0

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Cut off what takes longer than this."""
        self._until = time.monotonic() + seconds
        try:
            yield
        except (LedgerError, sqlite3.OperationalError) as error:
            if self.late:
                raise TooSlowError(_("this takes too long; ask for less")) from error
            raise

    def extend(self, seconds: float) -> None:
        """Allow this request more time: it counts what is then kept for others."""
        self._until = max(self._until, time.monotonic() + seconds)

    @property
    def late(self) -> bool:
        """Whether the time of this request is over."""
        return time.monotonic() > self._until

    @property
    def ledger(self) -> Ledger:
        """The ledger, opened for reading."""
        found = _identity(self.room.ledger_path)
        if self._ledger is None or found != self._ledger_file:
            if self._ledger is not None:
                self._ledger.close()
            self._ledger, self._ledger_file = self.room.open_ledger(), found
            connection = getattr(self._ledger, "connection", None)
            if isinstance(connection, sqlite3.Connection):
                self._bound(connection)
            else:
                with self._ledger.reading() as db:
                    db.execute(f"SET statement_timeout = {int(SECONDS * 1000)}")
        return self._ledger

    @property
    def index(self) -> sqlite3.Connection | None:
        """The search index, opened for reading; None where there is none yet."""
        path = self.room.index_place
        found = _identity(path)
        if self._index is not None and found != self._index_file:
            self._index.close()
            self._index = None
        if self._index is None and found != (0, 0):
            index = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5, isolation_level=None)
            self._bound(index)
            try:
                if index.execute("PRAGMA user_version").fetchone()[0] != VERSION:
                    index.close()
                    return None
            except sqlite3.Error:
                index.close()
                return None
            self._index, self._index_file = index, found
        return self._index

    def _bound(self, connection: sqlite3.Connection) -> None:
        connection.execute(f"PRAGMA cache_size = -{CACHE_KB}")
        connection.execute("PRAGMA query_only = 1")
        connection.set_progress_handler(lambda: self.late, _STEPS)

    def line(self, ref: LineRef) -> dict[str, Any] | None:
        """Read a line of the record; None where it is not there any more."""
        return self.line_at(ref.file, ref.offset)

    def line_at(self, file: str, offset: int) -> dict[str, Any] | None:
        """Read the line at a place of the record."""
        try:
            with (self.room.data / file).open("rb") as record:
                record.seek(offset)
                return parse_line(record.readline())
        except (OSError, ValueError):
            return None

    def close(self) -> None:
        """Close the connections."""
        if self._ledger is not None:
            self._ledger.close()
        if self._index is not None:
            self._index.close()


class ReadingRoom:
    """An archive that is being read."""

    def __init__(
        self,
        data: Path,
        open_ledger: Callable[[], Ledger],
        *,
        ledger_path: Path | None = None,
        names: CatalogNames | None = None,
        now: Callable[[], datetime],
        index_place: Path | None = None,
    ) -> None:
        self.data, self.open_ledger, self.now = data, open_ledger, now
        self.ledger_path = ledger_path
        self.names = names or CatalogNames()
        self.index_place = index_place or index_path(data)
        self.indexing = False
        """Whether the search index lacks what the record has."""
        self.kept_state: object = None
        """The state of all channels, as `channel_state` counted it last."""
        self.state_lock = threading.Lock()
        self._own = threading.local()

    @property
    def today(self) -> date:
        """Today, in China."""
        return self.now().date()

    def reader(self) -> RoomReader:
        """Return the reader of this thread."""
        if not hasattr(self._own, "reader"):
            self._own.reader = RoomReader(self)
        reader: RoomReader = self._own.reader
        return reader

    def ledger_stamp(self) -> object:
        """Return what differs when the ledger was written; a database may always have
        been."""
        if self.ledger_path is None:
            return object()
        found = []
        for suffix in ("", "-wal"):
            try:
                stat = self.ledger_path.with_name(self.ledger_path.name + suffix).stat()
                found.append((stat.st_ino, stat.st_size, stat.st_mtime_ns))
            except OSError:
                found.append((0, 0, 0))
        return found

    def being_forgotten(self) -> set[str]:
        """Return the articles that are being taken out of the archive right now."""
        found: set[str] = set()
        for order in self.data.glob("forget-*.json"):
            try:
                found.update(json.loads(order.read_text(encoding="utf-8"))["ids"])
            except (OSError, ValueError, KeyError, TypeError):
                found.add(order.stem.removeprefix("forget-"))
        return found


def _identity(path: Path | None) -> tuple[int, int]:
    """Return the device and number of a file; zeros where there is none."""
    try:
        found = path.stat() if path is not None else None
    except OSError:
        found = None
    return (found.st_dev, found.st_ino) if found else (0, 0)

"""A thread that brings the search index up to date while the record grows.

It waits while articles are being forgotten: the index would learn words that are about
to go.
"""

from __future__ import annotations

import logging
import tempfile
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from newscrawl.ledger import LedgerError
from newscrawl.record.lines import record_files
from newscrawl.record.search import Articles
from newscrawl.web.reading_room import ReadingRoom

logger = logging.getLogger(__name__)
PAUSE = 20.0
"""Seconds between two looks at the record."""

State = tuple[tuple[str, int, int], ...]


class IndexKeeper:
    """The index of a room, kept up to date until it is closed."""

    def __init__(self, room: ReadingRoom, pause: float = PAUSE) -> None:
        self._room, self._pause = room, pause
        self._stop = threading.Event()
        self._seen: State | None = None
        self._thread = threading.Thread(target=self._work, name="search index", daemon=True)
        self.then: Callable[[], None] = lambda: None
        """Called after each look, in the same thread."""

    def start(self) -> None:
        """Begin."""
        self._room.indexing = True
        self._thread.start()

    def close(self) -> None:
        """Stop; an update under way is not waited for."""
        self._stop.set()
        self._thread.join(timeout=0.1)

    def _work(self) -> None:
        while True:
            try:
                self.update()
                self.then()
            except Exception:
                logger.exception("the search index could not be brought up to date")
            if self._stop.wait(self._pause):
                return

    def update(self) -> None:
        """Bring the index up to date if the record changed or the index is gone."""
        room = self._room
        if room.being_forgotten():
            return
        state = _state(room.data)
        if state == self._seen and room.index_place.exists():
            room.indexing = False
            return
        if not (room.data / "articles").is_dir():
            room.indexing = False
            return
        room.indexing = True
        with closing(Articles(room.data, room.index_place)) as articles:
            articles.update(_committed(room))
        if not room.being_forgotten():  # otherwise it may hold what is gone by now
            self._seen = state
            room.indexing = False
        else:
            self._seen = None


def _state(data: Path) -> State:
    files = [(path, path.stat()) for path in record_files(data, "articles")]
    return tuple((str(path), found.st_size, found.st_ino) for path, found in files)


def _committed(room: ReadingRoom) -> dict[str, int]:
    try:
        with closing(room.open_ledger()) as ledger:
            return {each.path: each.length for each in ledger.open_files() if each.kind == "record"}
    except LedgerError:
        return {}


def private_place() -> tuple[tempfile.TemporaryDirectory[str], Path]:
    """Return a folder, and in it the place of an index, for an archive that may only be
    read."""
    folder = tempfile.TemporaryDirectory(prefix="newscrawl-index-")
    return folder, Path(folder.name) / "articles.fts.sqlite"

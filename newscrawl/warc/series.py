"""Gzip members of one series → WARC files that grow, rotate, and survive a kill.

Nothing is on disk before `sync`; after it nothing is lost. Each file has one writer, by
a lock that the system releases when its process ends.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from io import FileIO
from itertools import islice
from pathlib import Path

from newscrawl.durable import make_folder, sync_folder
from newscrawl.warc.framing import DamagedWarcError, record_id
from newscrawl.warc.records import WarcFile, WarcRecord
from newscrawl.warc.salvage import Damage

if sys.platform == "win32":

    def _lock(file: FileIO) -> bool:
        """Return False: Windows cannot lock a file by its handle; runs begin new
        files.
        """
        return False

else:
    import fcntl

    def _lock(file: FileIO) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


_BUFFER = 1 << 16
_READ_AGAIN = 4 << 20
"""Bytes before the sound length that are read when a run opens a file: a page that the
last runs captured is then kept as a reference. All of a day's file would cost 1.2 s of
CPU per 100 MB at the first request of each run."""
REMEMBERED = 4096
"""Payloads of a file that are known at most, the newest; each takes some 900 bytes of
memory. A page is served again soon (a template, an error page) or hardly ever."""


class CaptureError(Exception):
    """Captures that cannot be written, for lack of space or rights; names the file.

    Not an `OSError`, which Scrapy would retry as a fault of the network.
    """


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier capture, to which a later one of the same payload refers."""

    url: str
    date: str
    """Its WARC-Date."""
    digest: str
    record_id: str | None = None


class SoundLengths(dict[str, int]):
    """Committed lengths of files, by path below the data folder.

    Of files that this run wrote and closed they are known here; others are asked for.
    """

    def __init__(self) -> None:
        super().__init__()
        self.ask: Callable[[str], int | None] = lambda name: None

    def __missing__(self, name: str) -> int:
        return self.ask(name) or 0


class Series:
    """The files `warc/<site>/<series>-<day>-<serial>.warc.gz`, written in turn."""

    def __init__(self, data: Path, site: str, series: str, size: int, sound: SoundLengths) -> None:
        self.site, self.series = site, series
        self.known: dict[str, Earlier] = {}
        """Newest payloads in the file, by digest. Not those of other files: each file
        can be read, and deleted, without the others."""
        self.warcinfo: str | None = None
        self._data, self._size, self._sound = data, size, sound
        self._name = re.compile(rf"{series}-(\d{{8}})-(\d{{4,}})\.warc\.gz")
        self._file: FileIO | None = None
        self._day = ""
        self._path = Path()
        self._pending: list[bytes] = []
        self._waiting = 0
        self._length = self._synced = 0

    @property
    def name(self) -> str:
        """Path of the file now written, below the data folder."""
        return f"warc/{self.site}/{self._path.name}"

    @property
    def fresh(self) -> bool:
        """Whether the file still lacks the `warcinfo` record of this run."""
        return self.warcinfo is None

    def new_warcinfo(self) -> str:
        """Return a new id for this run's `warcinfo`, to which its records refer."""
        self.warcinfo = record_id()
        return self.warcinfo

    def open(self, day: str) -> dict[str, int]:
        """Open a file of that day with room in it; return the lengths of finished
        files.
        """
        if self._file and self._day == day and self._length < self._size:
            return {}
        finished = self.sync()
        self.close()
        folder = self._data / "warc" / self.site
        make_folder(folder)
        last_day, serial, path = self._last(folder)
        if path and self._reopen(path) and (last_day != day or self._length >= self._size):
            self.close()
        serial = serial + 1 if last_day == day else 1
        while not self._file:
            self._create(folder / f"{self.series}-{day}-{serial:04}.warc.gz")
            serial += 1
        self._day = day
        return finished

    def _last(self, folder: Path) -> tuple[str, int, Path | None]:
        matches = ((self._name.fullmatch(path.name), path) for path in folder.iterdir())
        found = [(match[1], int(match[2]), path) for match, path in matches if match]
        return max(found, default=("", 0, None))

    def remember(self, capture: Earlier) -> None:
        """Note a payload that later captures may refer to; forget the oldest half of
        them when there are too many.
        """
        self.known[capture.digest] = capture
        if len(self.known) > REMEMBERED:
            self.known = dict(islice(self.known.items(), REMEMBERED // 2, None))

    def append(self, packed: bytes) -> int:
        """Append a member and return its offset."""
        offset = self._length
        self._pending.append(packed)
        self._length += len(packed)
        self._waiting += len(packed)
        if self._waiting >= _BUFFER:
            self._flush()
        return offset

    def sync(self) -> dict[str, int]:
        """Flush the file to disk; return its name and length if anything was new."""
        if not self._file or self._synced == self._length:
            return {}
        self._flush()
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise CaptureError(f"{self._path}: {error}") from error
        self._synced = self._length
        return {self.name: self._length}

    def close(self) -> None:
        """Close the file; what was not flushed by `sync` is lost."""
        if self._file:
            self._sound[self.name] = self._synced
            self._file.close()
        self._file = None
        self.warcinfo = None
        self._pending, self._waiting = [], 0

    def _flush(self) -> None:
        assert self._file is not None
        data = memoryview(b"".join(self._pending))
        try:
            while data:
                data = data[self._file.write(data) or 0 :]
        except OSError as error:
            with suppress(OSError):
                self._file.truncate(self._synced)
            raise CaptureError(f"{self._path}: {error}") from error
        self._pending, self._waiting = [], 0

    def _reopen(self, path: Path) -> bool:
        """Open an existing file and cut off what follows its last whole record.

        Return False if another run writes it.
        """
        file = FileIO(path, "r+")
        if not _lock(file):
            file.close()
            return False
        name = f"warc/{self.site}/{path.name}"
        opened_before = name in self._sound
        sound = self._sound[name]
        if sound > path.stat().st_size:
            sound = 0
        self._file, self._path, self.known = file, path, {}
        self._length = self._read_end(path, sound, sound if opened_before else max(0, sound - _READ_AGAIN))
        file.truncate(self._length)
        file.seek(self._length)
        self._synced = self._length
        return True

    def _read_end(self, path: Path, sound: int, start: int) -> int:
        """Return the end of the last whole record; remember payloads from `start` on.

        What stands before `sound` is not checked.
        """
        try:
            file = WarcFile(path)
        except DamagedWarcError:
            return sound
        with closing(file):
            for record in file.records(file.seek(start), sound) if start < sound else ():
                if isinstance(record, WarcRecord):
                    self._remember(record)
            end = sound
            for record in file.records(sound):
                if isinstance(record, Damage):
                    break
                end = file.offset
                self._remember(record)
        return end

    def _create(self, path: Path) -> None:
        try:
            file = FileIO(path, "x")
        except FileExistsError:
            return
        _lock(file)
        sync_folder(path.parent)
        self._file, self._path, self._length, self._synced, self.known = file, path, 0, 0, {}

    def _remember(self, record: WarcRecord) -> None:
        fields = record.fields
        if record.kind == "response" and "warc-truncated" not in fields:
            digest = fields.get("warc-payload-digest", "")
            self.remember(Earlier(record.url, fields.get("warc-date", ""), digest, fields.get("warc-record-id")))

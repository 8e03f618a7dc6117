"""Files that grow by groups of lines, each written and fsynced together, or cut off.

A `GroupFile` is what Scrapy's exporters write to. It holds no descriptor between
groups, so that a run over hundreds of sites needs no more of them than a run over one.
The ledger, not this module, records what is committed.
"""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path
from typing import IO, Any

from newscrawl.failpoints import failpoint
from newscrawl.i18n import _


class ChangedError(OSError):
    """A file that another program wrote to, cut or removed while a run was writing
    it.
    """


class GroupFile(io.BufferedIOBase):
    """A file to append to.

    `write` only buffers; `sync` writes to disk; `give_up` cuts off what is not
    committed. `whole` marks a file that is useless in parts (a JSON array, a gzip
    stream): what this run wrote counts only when the file is finished. A file that is
    not regular (`/dev/full`, a pipe) is written as it is and never cut. `lock` is a
    file whose lock is held as long as this one is in use.
    """

    def __init__(self, path: Path, *, whole: bool = False, lock: IO[bytes] | None = None) -> None:
        self.path = path
        self._lock = lock
        self.whole = whole
        self.regular = is_regular(path)
        self.start = self.length = path.stat().st_size if self.regular and path.exists() else 0
        self.finished = False
        self._pending: list[bytes] = []
        self._waiting = 0
        self._given_up = False
        self._stream = None if self.regular else path.open("ab", buffering=0)

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        piece = bytes(data)
        if not self._given_up:
            self._pending.append(piece)
            self._waiting += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self.length + self._waiting

    def flush(self) -> None:
        """Do nothing: `sync` writes a group at once."""

    @property
    def dirty(self) -> bool:
        """Whether lines are buffered."""
        return bool(self._pending)

    @property
    def committable(self) -> int:
        """The length to commit: until a `whole` file is finished, what it had
        before.
        """
        return self.start if self.whole and not self.finished else self.length

    def sync(self) -> None:
        """Write the buffer to disk, durably when this returns.

        Raise `OSError` with the file's name.
        """
        if not self._pending:
            return
        data = b"".join(self._pending)
        try:
            if self._stream is not None:
                _write_all(self._stream.fileno(), data)
            else:
                self._append(data)
        except OSError as error:
            if error.errno is not None and error.filename is None:
                error.filename = str(self.path)
            raise
        self._pending.clear()
        self._waiting = 0
        self.length += len(data)

    def _append(self, data: bytes) -> None:
        try:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        except FileNotFoundError:
            raise ChangedError(
                _("{path} was taken away while this run was writing it").format(path=self.path)
            ) from None
        try:
            size = os.fstat(descriptor).st_size
            if size != self.length:
                raise ChangedError(
                    _("{path} was changed by another program: {size} bytes, not {length}").format(
                        path=self.path, size=size, length=self.length
                    )
                )
            _write_all(descriptor, data)
            failpoint("commit.written")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def give_up(self, length: int) -> None:
        """Cut the file to what is committed, and ignore all that is written from now
        on.
        """
        self._given_up = True
        self._pending.clear()
        self._waiting = 0
        if self.regular and self.path.exists():
            cut(self.path, length)
            self.length = min(self.length, length)

    def close(self) -> None:
        for held in (self._stream, self._lock):
            if held is not None:
                held.close()
        super().close()


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def is_regular(path: Path) -> bool:
    """Return whether a path is, or would become, a regular file."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return True


def create(path: Path) -> None:
    """Make an empty file whose name survives a power cut."""
    make_folder(path.parent)
    path.touch()
    failpoint("open.created")
    sync_folder(path.parent)
    failpoint("open.folder_synced")


def make_folder(folder: Path) -> None:
    """Make a folder whose name survives a power cut: fsync all parents that gained a
    name.
    """
    made = [entry for entry in (folder, *folder.parents) if not entry.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for entry in made:
        sync_folder(entry.parent)


def sync_folder(folder: Path) -> None:
    """Fsync the names in a folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def cut(path: Path, length: int) -> int:
    """Cut a file to a length, durably; return the bytes cut off.

    A shorter file is left as it is.
    """
    with path.open("r+b") as file:
        surplus = os.fstat(file.fileno()).st_size - length
        if surplus > 0:
            file.truncate(length)
            os.fsync(file.fileno())
    return max(0, surplus)

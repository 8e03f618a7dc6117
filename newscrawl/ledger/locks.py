"""Locks that are released when their holder dies.

The system releases the locks of files beside the ledger, PostgreSQL those of a
connection. `run-<n>` is held as long as a run lives, so that files which a dead run
left open can be recognised. `site-<key>` is held by the one run that may fetch from the
servers of a politeness key; `handover` has the locks that go with it. `record-<site>`
is held by the one run that writes a site's record.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, unquote

from filelock import FileLock, Timeout

from newscrawl.i18n import _


class LostLockError(OSError):
    """A lock whose file was deleted or replaced while held: another run may hold it,
    too."""


class Locks(Protocol):
    """The locks of one run on one ledger.

    They are taken and tested behind a gate, for a moment, so that two runs that start
    at once never mistake one another's test for a held lock.
    """

    def gate(self) -> AbstractContextManager[None]:
        """Keep other runs from taking or testing locks meanwhile; waits for them."""

    def take(self, name: str) -> bool:
        """Take a lock without waiting; return whether this run holds it now."""

    def check(self) -> None:
        """Raise `LostLockError` unless this run still holds every lock it took."""

    def alive(self, name: str) -> bool:
        """Check whether any run holds a lock, this one included; call it behind the
        gate."""

    def drop(self, name: str, *, for_good: bool = False) -> None:
        """Release a lock; `for_good` for a name that is never used again."""

    def drop_all(self) -> None:
        """Release all locks."""


class FileLocks:
    """Locks in a folder, one file each, for runs on one machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._held: dict[str, tuple[FileLock, tuple[int, int]]] = {}

    @contextmanager
    def gate(self) -> Iterator[None]:
        """Keep other runs from taking or testing locks meanwhile; waits for them."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / "gate.lock", thread_local=False):
            yield

    def take(self, name: str) -> bool:
        """Take a lock without waiting; return whether this run holds it now."""
        if name in self._held:
            return True
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path, thread_local=False)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            return False
        self._held[name] = (lock, _identity(path))
        return True

    def check(self) -> None:
        """Raise `LostLockError` unless every lock taken is still the file that others
        find."""
        for name, (_lock, identity) in self._held.items():
            path = self._path(name)
            try:
                same = _identity(path) == identity
            except FileNotFoundError:
                same = False
            if not same:
                raise LostLockError(_("{path} was deleted or replaced while this run held it").format(path=path))

    def alive(self, name: str) -> bool:
        """Check whether any run holds a lock, this one included; call it behind the
        gate."""
        path = self._path(name)
        if name in self._held:
            return True
        if not path.exists():
            return False
        lock = FileLock(path, thread_local=False)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            return True
        lock.release()
        return False

    def held(self, prefix: str) -> list[str]:
        """Return the names with this prefix that any run holds; call it behind the
        gate."""
        names = sorted(unquote(path.stem) for path in self.folder.glob(f"{quote(prefix, safe='')}*.lock"))
        return [name for name in names if self.alive(name)]

    def drop(self, name: str, *, for_good: bool = False) -> None:
        """Release a lock; `for_good` deletes the file of a name that is never used
        again."""
        held = self._held.pop(name, None)
        if for_good:
            self._path(name).unlink(missing_ok=True)
        if held is not None:
            held[0].release()

    def drop_all(self) -> None:
        """Release all locks, the newest first: a site's after those of its record."""
        for name in reversed(list(self._held)):
            self.drop(name)

    def _path(self, name: str) -> Path:
        return self.folder / f"{quote(name, safe='')}.lock"


def _identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino

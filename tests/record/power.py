"""A power cut for tests: at death, files lose the bytes that were not fsynced, and folders the names.

A page cache survives `kill -9`, so a kill proves nothing about power loss. `install` watches `os.fsync` and replaces
the death of failpoints. SQLite's own files are left alone: they are written behind Python's back, and their promise is
`synchronous=FULL`, which the ledger's tests hold it to.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterable
from pathlib import Path
from stat import S_ISDIR

from newscrawl import failpoints

_SPARED = (".sqlite", ".sqlite-wal", ".sqlite-shm", ".lock")


def install(folders: Iterable[str], after: float | None = None) -> None:
    """Watch these folders; with `after`, die so many seconds from now."""
    watched = [Path(folder) for folder in folders]
    lengths: dict[tuple[int, int], int] = {}
    names: set[Path] = set()
    for path in _walk(watched):
        names.add(path)
        if path.is_file():
            lengths[_identity(path)] = path.stat().st_size
    fsync = os.fsync

    def watching(descriptor: int) -> None:
        before = os.fstat(descriptor)
        listed = os.listdir(descriptor) if S_ISDIR(before.st_mode) else []
        fsync(descriptor)
        if S_ISDIR(before.st_mode):
            folder = Path(f"/proc/self/fd/{descriptor}").readlink()
            names.update(folder / name for name in listed)
        else:
            lengths[before.st_dev, before.st_ino] = before.st_size

    def die() -> None:
        for path in sorted(_walk(watched), reverse=True):
            if path.name.endswith(_SPARED) or path.is_dir():
                continue
            if path not in names or any(folder not in names for folder in path.parents if _below(folder, watched)):
                path.unlink()
            else:
                durable = lengths.get(_identity(path), 0)
                if path.stat().st_size > durable:
                    os.truncate(path, durable)
        os.kill(os.getpid(), signal.SIGKILL)

    os.fsync = watching  # type: ignore[assignment]
    failpoints.die = die  # type: ignore[assignment]
    if after is not None:
        timer = threading.Timer(after, die)
        timer.daemon = True
        timer.start()


def _walk(folders: list[Path]) -> list[Path]:
    return [path for folder in folders if folder.exists() for path in folder.rglob("*")]


def _below(folder: Path, watched: list[Path]) -> bool:
    return any(folder != each and folder.is_relative_to(each) for each in watched)


def _identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino

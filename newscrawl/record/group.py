"""Lines and outcomes → files on disk and one transaction, a group at a time.

Everything that a run commits goes through here: the record's files, the followers, the
captures' lengths, the ledger. The order is the promise: what the ledger calls exported
was fsynced before, and bytes beyond the committed length are cut after a crash.
`extension.py` decides when to commit, and what to do if it fails.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import IO, Literal, Protocol

from newscrawl.durable import GroupFile, create, is_regular
from newscrawl.failpoints import failpoint
from newscrawl.i18n import _
from newscrawl.ledger import FileState, Ledger, LineRef, Settled
from newscrawl.ledger.locks import Locks
from newscrawl.record.recover import repair
from newscrawl.urls import article_id

Kind = Literal["articles", "duplicates"]
UNKNOWN_SITE = "_unknown"
UNDATED = "undated"
_SITE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class HeldError(Exception):
    """A file that another run is writing."""


class CaptureFiles(Protocol):
    """The writer of raw responses (`warc/capture.py`)."""

    def sync(self) -> Mapping[str, int]:
        """Bring everything to disk; return the lengths of the files written since, by
        path below the data folder."""


class Participant(Protocol):
    """Data in the ledger's database that must agree with the record, such as the
    near-duplicates."""

    def write(self) -> None:
        """Write what the group added; called inside its transaction."""


def record_path(data: Path, kind: Kind, site: str | None, fetched: str | None, worker: str = "") -> Path:
    """Return the file of the record that a line belongs to.

    Only catalog ids and months can become names of files. Machines that share a ledger
    have files of their own, with their name.

    >>> record_path(Path("data"), "articles", "hxnews", "2020-11-18T09:30:00+08:00").as_posix()
    'data/articles/hxnews/2020-11.jsonl'
    >>> record_path(Path("data"), "articles", "../../etc", None).as_posix()
    'data/articles/_unknown/undated.jsonl'
    >>> record_path(Path("data"), "articles", "hxnews", "2020-11-18T09:30:00+08:00", "db-2").name
    '2020-11.db-2.jsonl'
    """
    return _record_path(data, kind, site, fetched[:7] if fetched else UNDATED, worker)


@lru_cache(maxsize=256)
def _record_path(data: Path, kind: Kind, site: str | None, month: str, worker: str) -> Path:
    folder = site if site and _SITE.fullmatch(site) else UNKNOWN_SITE
    month = month if _MONTH.fullmatch(month) else UNDATED
    return data / kind / folder / (f"{month}.{worker}.jsonl" if worker else f"{month}.jsonl")


@lru_cache(maxsize=256)
def _name_below(data: Path, path: Path) -> str:
    return path.relative_to(data).as_posix()


class Commits:
    """The open files of a run and its current group."""

    def __init__(
        self, ledger: Ledger, locks: Locks, data: Path, run: int, capture: Callable[[], CaptureFiles | None]
    ) -> None:
        self.ledger, self.locks, self.data, self.run = ledger, locks, data, run
        self.participants: list[Participant] = []
        self.groups = 0
        self._capture = capture
        self._captured: dict[str, int] = {}
        self._files: dict[Path, GroupFile] = {}
        self._followers: list[GroupFile] = []
        self._entered: set[Path] = set()
        self._clear()

    def _clear(self) -> None:
        self._settled: list[Settled] = []
        self._refs: list[LineRef] = []
        self.lines: dict[str, bytes] = {}
        """Lines of the group by article, which the ledger does not have yet."""
        self.aliases: dict[str, str] = {}
        """Owners of URLs that the ledger does not have yet."""
        self.claimants: dict[str, set[str]] = {}
        """Articles of the group by the URLs that are their keys or aliases."""
        self.outcomes: dict[str, Settled] = {}
        """Outcomes of the group's articles, which the ledger does not have yet."""

    def __len__(self) -> int:
        return len(self._settled)

    @property
    def pending(self) -> bool:
        """Whether there is anything to commit."""
        return bool(self._settled) or any(file.dirty or file.finished for file in self._followers)

    def settle(self, settled: Settled) -> None:
        """Add an outcome to the group."""
        self._settled.append(settled)
        self.outcomes[settled.id] = settled
        for url in settled.aliases:
            self.claimants.setdefault(url, set()).add(settled.id)
            if url not in self.aliases and article_id(url) != settled.id and self.ledger.owner(url) is None:
                self.aliases[url] = settled.id

    def write(self, path: Path, id: str, revision: int | None, line: bytes) -> None:
        """Add a line to the group.

        Without a revision it is a duplicate's line, whose location is not stored.
        Raises `HeldError` if another run writes the record of that site.
        """
        file = self._files.get(path) or self._open(path)
        if revision is not None:
            name = _name_below(self.data, path)
            self._refs.append(LineRef(id, revision, name, file.tell(), len(line), hashlib.sha256(line).hexdigest()))
            self.lines[id] = line
        file.write(line)

    def _open(self, path: Path) -> GroupFile:
        with self.locks.gate():
            if not self.locks.take(self._lock(path.parent)):
                raise HeldError(_("another run writes {folder}").format(folder=path.parent))
        self._repair(path)
        file = self._files[path] = GroupFile(path)
        return file

    def _repair(self, path: Path) -> None:
        """Cut the file if a run that died after this one began left it open.

        This run holds the file's lock now.
        """
        for state in self.ledger.open_files():
            if state.path == str(path) and state.run != self.run:
                repair(state)

    def follow(self, path: Path, *, whole: bool, lock: IO[bytes] | None) -> GroupFile:
        """Begin a follower, whose file exists and is locked; it commits with the
        record."""
        if is_regular(path):
            self._repair(path)
        file = GroupFile(path, whole=whole, lock=lock)
        if file.regular:
            self._enter([file])
        self._followers.append(file)
        failpoint("follow.entered")
        return file

    def _enter(self, files: Iterable[GroupFile]) -> None:
        states = [FileState(str(file.path), file.length, self._kind(file), True, self.run) for file in files]
        with self.ledger.transaction():
            self.ledger.committed(states)
        self._entered.update(file.path for file in files)

    def _kind(self, file: GroupFile) -> Literal["record", "follower"]:
        return "record" if file.path in self._files else "follower"

    def commit(self, *, closing: bool = False, leaving: Collection[str] = ()) -> None:
        """Commit the group; `closing` also closes every file, `leaving` the record of
        these sites, which another run may write from then on. After an error the ledger
        is as before."""
        left = {path for path in self._files if path.parent.name in leaving}
        if not (self.pending or closing or left):
            return
        failpoint("commit.begun")
        self.locks.check()
        capture = self._capture()
        captured = dict(capture.sync()) if capture is not None else {}
        self._captured |= captured
        failpoint("commit.captured")
        self._begin_files()
        record = list(self._files.values())
        followers = [file for file in self._followers if file.dirty or file.finished or closing]
        for file in (*record, *followers):
            file.sync()
        failpoint("commit.synced")
        for file in (*record, *followers):
            file.finished = file.finished or closing or file.path in left
        with self.ledger.transaction():
            self.ledger.settle(self.run, self._settled)
            self.ledger.lines(self._refs)
            self.ledger.committed(self._states([*record, *followers]))
            self.ledger.committed(self._captures(captured, closing=closing))
            for participant in self.participants:
                participant.write()
            failpoint("commit.settled")
        failpoint("commit.committed")
        self.groups += 1
        self._clear()
        for file in [file for file in (*record, *followers) if file.finished]:
            self._entered.discard(file.path)
            self._files.pop(file.path, None)
            file.close()
        self._followers = [file for file in self._followers if not file.finished]
        for folder in {path.parent for path in left}:
            self.locks.drop(self._lock(folder))

    def _lock(self, folder: Path) -> str:
        """Return the name of the lock of a site's record."""
        return f"record-{folder.name}" + (f".{self.ledger.worker}" if self.ledger.worker else "")

    def _begin_files(self) -> None:
        """Create the group's new files and enter them as empty, before a byte is
        written.

        First the files of the month before are brought to disk: a month is complete
        before the next begins.
        """
        new = [file for file in self._files.values() if file.path not in self._entered]
        if not new:
            return
        for file in self._files.values():
            if file.path in self._entered:
                file.sync()
        for file in new:
            if not file.path.exists():
                create(file.path)
        self._enter(new)
        failpoint("open.committed")

    def _states(self, files: Iterable[GroupFile]) -> list[FileState]:
        return [
            FileState(str(file.path), file.committable, self._kind(file), not file.finished, self.run)
            for file in files
            if file.regular
        ]

    def _captures(self, written: Mapping[str, int], *, closing: bool) -> list[FileState]:
        lengths = self._captured if closing else written
        return [
            FileState(str(self.data / name), length, "warc", not closing, self.run) for name, length in lengths.items()
        ]

    def give_up(self) -> None:
        """Drop the group and cut every file to its committed length.

        If the ledger does not answer either, files stay as they are, and the next run
        cuts them.
        """
        self._clear()
        try:
            committed = {state.path: state.length for state in self.ledger.open_files() if state.run == self.run}
        except Exception:
            committed = {}
        for file in (*self._files.values(), *self._followers):
            file.give_up(committed.get(str(file.path), file.length))

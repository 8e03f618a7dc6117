"""Cut the files that dead runs left open to the lengths that the ledger committed.

Nothing is parsed, so it works for any format: lines beyond a committed length belong to
articles that are still pending, and are written again. A file is orphaned when the run
that left it open no longer holds its `run-<n>` lock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from newscrawl.durable import cut
from newscrawl.failpoints import failpoint
from newscrawl.i18n import N_, _
from newscrawl.ledger import FileState, Ledger, LedgerError
from newscrawl.ledger.locks import FileLocks, Locks


@dataclass(frozen=True, slots=True)
class OrphanedFile:
    """A file that a dead run left open."""

    state: FileState
    """As it is now committed."""
    cut: int
    """Bytes that were cut off."""


def recover(ledger: Ledger, locks: Locks) -> list[OrphanedFile]:
    """Cut the files of dead runs to their committed lengths and close them.

    Files of living runs are not touched. To be called behind the gate of the locks:
    otherwise a run that begins meanwhile would look dead. Raises `LedgerError`, and
    leaves the file as it is, where a record file is shorter than its committed length:
    lines were lost outside of any crawl, and continuing would hide it.
    """
    living: dict[str, bool] = {}
    orphans = []
    for state in ledger.open_files():
        name = run_lock(state.run)
        if name not in living:
            living[name] = locks.alive(name)
        if not living[name]:
            orphans.append(state)
    repaired = [repair(state) for state in orphans]
    failpoint("recover.cut")
    if repaired:
        with ledger.transaction():
            ledger.committed([replace(each.state, open=False) for each in repaired])
    failpoint("recover.committed")
    for name, alive in living.items():
        if not alive:
            locks.drop(name, for_good=True)
    return repaired


def run_lock(run: int | None) -> str:
    """Return the name of the lock that a run holds while it lives."""
    return f"run-{run}"


def dead_runs(locks: Locks, runs: Iterable[int]) -> set[int]:
    """Return those of the runs that no process is at any more."""
    if isinstance(locks, FileLocks) and not locks.folder.exists():
        return set(runs)
    with locks.gate():
        return {run for run in runs if not locks.alive(run_lock(run))}


def living_runs(locks: FileLocks) -> list[str]:
    """Return the names of the runs that are alive; to be called behind the gate."""
    return locks.held("run-")


def repair(state: FileState) -> OrphanedFile:
    """Cut one file to its committed length."""
    path = Path(state.path)
    if not path.exists():
        if state.kind == "record" and state.length:
            raise LedgerError(
                _("{path} is missing: {length} bytes of it were committed; {remedy}").format(
                    path=path, length=state.length, remedy=_(_REMEDY)
                )
            )
        return OrphanedFile(replace(state, length=0), 0)
    size = path.stat().st_size
    if size < state.length:
        if state.kind == "record":
            raise LedgerError(
                _("{path} has {size} bytes, but {length} were committed; {remedy}").format(
                    path=path, size=size, length=state.length, remedy=_(_REMEDY)
                )
            )
        # Where the last complete record of a shortened capture ends is not known.
        return OrphanedFile(replace(state, length=0 if state.kind == "warc" else size), 0)
    return OrphanedFile(state, cut(path, state.length))


_REMEDY = N_("restore it from a back-up, or take stock of what is there with `scrapy ledger rebuild`")

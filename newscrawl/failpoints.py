"""Named places in commit, rotation, recovery and close at which a test kills the
process.

`NEWSCRAWL_FAILPOINT=commit.synced:3` kills it, as `kill -9` does, the third time that
place is reached. A failpoint that is not armed costs one comparison. `FAILPOINTS` lists
them all, so that a test can try each.
"""

from __future__ import annotations

import os
import signal
from itertools import count
from typing import Literal, NoReturn, get_args

Failpoint = Literal[
    "make.migrated",
    "make.named",
    "open.created",
    "open.folder_synced",
    "open.committed",
    "commit.begun",
    "commit.captured",
    "commit.written",
    "commit.synced",
    "commit.settled",
    "commit.committed",
    "follow.emptied",
    "follow.entered",
    "recover.cut",
    "recover.committed",
    "close.finished",
    "close.committed",
    "close.ended",
    "copy.marked",
    "copy.tables",
    "copy.texts",
    "reindex.written",
    "rebuild.entered",
    "rebuild.aside",
    "forget.ordered",
    "forget.purged",
    "forget.replaced",
    "forget.settled",
    "dedup.kept",
    "dedup.index",
    "export.part_written",
    "export.complete",
    "export.exchanging",
]
FAILPOINTS: tuple[Failpoint, ...] = get_args(Failpoint)
_OF_COMMANDS = ("forget.", "copy.", "rebuild.", "reindex.", "dedup.", "export.")
OF_A_CRAWL = tuple(name for name in FAILPOINTS if not name.startswith(_OF_COMMANDS))

_NAME, _, _NTH = os.environ.get("NEWSCRAWL_FAILPOINT", "").partition(":")
_ARMED = frozenset({_NAME} if _NAME else ())
_PASSES = count(1)


def failpoint(name: Failpoint) -> None:
    """Kill the process if this place is armed and was reached often enough."""
    if name in _ARMED and next(_PASSES) == int(_NTH or 1):
        die()


def die() -> NoReturn:
    """Kill the process, as a power cut would: nothing is flushed, nothing is closed."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise SystemExit  # for the type checker: no process outlives its own SIGKILL

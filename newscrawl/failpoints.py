"""Named places in commit, rotation, recovery and close at which a test lets the process die as by `kill -9`.

`NEWSCRAWL_FAILPOINT=commit.synced:3` dies the third time that place is reached. Not armed, a failpoint costs one
comparison. `FAILPOINTS` lists them all, so that a test can promise to have tried each.
"""

from __future__ import annotations

import os
import signal
from itertools import count
from typing import Literal, NoReturn, get_args

Failpoint = Literal[
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
    "forget.ordered",
    "forget.purged",
    "forget.replaced",
    "forget.settled",
]
FAILPOINTS: tuple[Failpoint, ...] = get_args(Failpoint)
OF_A_CRAWL = tuple(name for name in FAILPOINTS if not name.startswith("forget."))

_NAME, _, _NTH = os.environ.get("NEWSCRAWL_FAILPOINT", "").partition(":")
_ARMED = frozenset({_NAME} if _NAME else ())
_PASSES = count(1)


def failpoint(name: Failpoint) -> None:
    """Die here, if this place is armed and has been reached often enough."""
    if name in _ARMED and next(_PASSES) == int(_NTH or 1):
        die()


def die() -> NoReturn:
    """End the process at once, as a power cut or the system's killer does: nothing is flushed, nothing is closed."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise SystemExit  # a process that outlives its own SIGKILL does not exist; for the type checker

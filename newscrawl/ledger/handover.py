"""Hand a site over to a waiting run: a back-fill yields to fresh walks.

A run that waits holds a second lock, the *mark*. The holder of the site checks for it
between two pages, releases the site, and takes it back once the mark is gone and the
site is free again. The system releases both locks of a process that dies.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from datetime import timedelta

from newscrawl.ledger.locks import Locks

PAUSE = 1.0
"""Seconds between two checks of a lock."""


def site_lock(key: str) -> str:
    """Return the name of the lock of a politeness key."""
    return f"site-{key}"


def mark(key: str) -> str:
    """Return the name of the lock that shows that a run waits for a politeness key."""
    return f"wanted-{key}"


async def acquire(
    locks: Locks, keys: Iterable[str], wait: timedelta = timedelta(), *, yields: bool = False, pause: float = PAUSE
) -> set[str]:
    """Take the locks of politeness keys; return the keys whose locks this run holds.

    Returns when all are held, or the wait is over. A run that itself `yields` to others
    leaves no mark: two back-fills would yield to one another for ever.
    """
    wanted = set(keys)
    deadline = time.monotonic() + wait.total_seconds()
    try:
        while True:
            with locks.gate():
                held = {key for key in wanted if locks.take(site_lock(key))}
                left = deadline - time.monotonic()
                if held == wanted or left <= 0:
                    return held
                if not yields:
                    for key in wanted - held:
                        locks.take(mark(key))
            await asyncio.sleep(min(pause, left))
    finally:
        for key in wanted:
            locks.drop(mark(key))


def wanted(locks: Locks, key: str) -> bool:
    """Check whether another run waits for a site that this one holds."""
    with locks.gate():
        return locks.alive(mark(key))


async def yield_to_waiting(locks: Locks, key: str, *, pause: float = PAUSE) -> bool:
    """Release a site for the runs that wait for it and take it back; return whether any
    waited.

    To be called between two listing pages, when no request of this run is on its way to
    the site, and after a commit that closed the files of its record. Pages may have
    shifted meanwhile: open the walk again, and it resumes at its cursor.
    """
    if not wanted(locks, key):
        return False
    locks.drop(site_lock(key))
    while True:
        await asyncio.sleep(pause)
        with locks.gate():
            if not locks.alive(mark(key)) and locks.take(site_lock(key)):
                return True

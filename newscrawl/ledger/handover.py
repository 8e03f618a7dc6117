"""The locks of sites: take them, and hand a site over to a run that waits for it.

The holder of a site's lock alone fetches from its servers. A back-fill holds a second
lock beside it, which shows that waiting is worth while; a run that waits holds a third
one, the *mark*. The back-fill looks for the mark between two listing pages, releases
the site, and takes it back once the mark is gone and the site is free again. The system
releases all locks of a process that dies.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta

from newscrawl.ledger.locks import Locks

logger = logging.getLogger(__name__)

PAUSE = 1.0
"""Seconds between two checks of a lock."""
PATIENCE = timedelta(minutes=10)
"""How long a run waits for a back-fill: it first fetches the articles of a page."""


def site_lock(key: str) -> str:
    """Return the name of the lock of a politeness key."""
    return f"site-{key}"


def yielding(key: str) -> str:
    """Return the name of the lock that shows that a key's holder is a back-fill."""
    return f"yields-{key}"


def mark(key: str) -> str:
    """Return the name of the lock that shows that a run waits for a politeness key."""
    return f"wanted-{key}"


async def acquire(
    locks: Locks,
    keys: Iterable[str],
    wait: timedelta | None = None,
    *,
    yields: bool = False,
    patience: timedelta = PATIENCE,
    pause: float = PAUSE,
) -> AsyncIterator[set[str]]:
    """Take the locks of politeness keys; yield those taken, as soon as they are.

    Ends when all are held, or the wait is over. Without `wait` only back-fills are
    waited for. A run that itself `yields` to others leaves no mark: two back-fills
    would yield to one another for ever.
    """
    missing, told = set(keys), False
    began = time.monotonic()
    try:
        while missing:
            with locks.gate():
                taken = {key for key in missing if _take(locks, key, yields=yields)}
                missing -= taken
                if wait is not None:
                    left, awaited = wait.total_seconds(), missing
                else:
                    left = patience.total_seconds()
                    awaited = {key for key in missing if not yields and locks.alive(yielding(key))}
                left -= time.monotonic() - began
                for key in taken:
                    locks.drop(mark(key))
                for key in awaited if left > 0 and not yields else ():
                    locks.take(mark(key))
            if taken:
                yield taken
            if left <= 0 or not awaited:
                return
            if not told:
                told = True
                logger.info("Waiting at most %.0f s for other runs to release: %s", left, ", ".join(sorted(awaited)))
            await asyncio.sleep(min(pause, left))
    finally:
        for key in missing:
            locks.drop(mark(key))


def _take(locks: Locks, key: str, *, yields: bool) -> bool:
    if not locks.take(site_lock(key)):
        return False
    if yields:
        locks.take(yielding(key))
    return True


def wanted(locks: Locks, key: str) -> bool:
    """Check whether another run waits for a site that this one holds."""
    with locks.gate():
        return locks.alive(mark(key))


async def yield_to_waiting(locks: Locks, key: str, *, pause: float = PAUSE) -> None:
    """Release a site for the runs that wait for it, and take it back after them.

    To be called when no request of this run is on its way to the site, and after a
    commit that closed the files of its record. Pages may have shifted meanwhile: open
    the walk again, and it resumes at its cursor.
    """
    with locks.gate():
        locks.drop(yielding(key))
        locks.drop(site_lock(key))
    while True:
        await asyncio.sleep(pause)
        with locks.gate():
            if not locks.alive(mark(key)) and _take(locks, key, yields=True):
                return

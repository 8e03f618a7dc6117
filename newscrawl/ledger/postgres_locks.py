"""Locks of a run as advisory locks of its PostgreSQL connection; the server releases
them when the connection is gone.

The name of a lock becomes 63 bits of its hash. Nothing here connects a second time:
locks that were lost stay lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import xxhash

from newscrawl.i18n import _
from newscrawl.ledger import LedgerError
from newscrawl.ledger.locks import LostLockError


def lock_number(name: str) -> int:
    """Return the number of a lock.

    >>> lock_number("site-hxnews.com") == lock_number("site-hxnews.com") != lock_number("site-fjsen.com")
    True
    """
    return xxhash.xxh3_64_intdigest(f"newscrawl lock {name}".encode()) >> 1


class PostgresLocks:
    """The locks of one run; see `Locks`."""

    def __init__(self, connection: psycopg.Connection[Any], place: str) -> None:
        self._connection = connection
        self._place = place
        self._held: dict[str, None] = {}
        self._backend = connection.info.backend_pid

    def _ask(self, question: bytes, name: str) -> Any:
        try:
            row = self._connection.execute(question, (lock_number(name),)).fetchone()
        except psycopg.Error as error:
            raise LedgerError(
                _("the locks in {place} cannot be reached, or were lost ({error})").format(
                    place=self._place, error=error
                )
            ) from error
        return row[0] if row else None

    @contextmanager
    def gate(self) -> Iterator[None]:
        """Keep other runs from taking or testing locks meanwhile; waits for them."""
        self._ask(b"SELECT pg_advisory_lock(%s)", "gate")
        try:
            yield
        finally:
            if not self._connection.closed:
                self._ask(b"SELECT pg_advisory_unlock(%s)", "gate")

    def take(self, name: str) -> bool:
        """Take a lock without waiting; return whether this run holds it now."""
        if name not in self._held and self._ask(b"SELECT pg_try_advisory_lock(%s)", name):
            self._held[name] = None
        return name in self._held

    def check(self) -> None:
        """Raise `LostLockError` unless the connection that holds the locks is still
        open."""
        try:
            row = self._connection.execute("SELECT pg_backend_pid()").fetchone()
        except psycopg.Error as error:
            raise LostLockError(
                _("the connection to {place} was lost, and this run's locks with it").format(place=self._place)
            ) from error
        if row != (self._backend,):
            raise LostLockError(
                _("{place} is reached over another connection than this run's locks").format(place=self._place)
            )

    def alive(self, name: str) -> bool:
        """Check whether any run holds a lock, this one included; call it behind the
        gate."""
        if name in self._held:
            return True
        if self._ask(b"SELECT pg_try_advisory_lock(%s)", name):
            self._ask(b"SELECT pg_advisory_unlock(%s)", name)
            return False
        return True

    def drop(self, name: str, *, for_good: bool = False) -> None:
        """Release a lock."""
        if name in self._held:
            del self._held[name]
            if not self._connection.closed:
                self._ask(b"SELECT pg_advisory_unlock(%s)", name)

    def drop_all(self) -> None:
        """Release all locks, the newest first: a site's after those of its record."""
        for name in reversed(list(self._held)):
            self.drop(name)

"""A database → the tables of jobs and schedule in it: made, checked, or updated.

The tables of jobs are procrastinate's. It does not record of which version they are, so
this is told by the functions that its queries call. Whatever a database lacks is a
`JobsError` of one line, which names what to type.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from procrastinate import PsycopgConnector
from procrastinate.schema import SchemaManager
from procrastinate.sql import queries
from psycopg_pool import AsyncConnectionPool

from newscrawl.i18n import _
from newscrawl.ledger.place import shown

LOAD = "newscrawl schedule schedule.toml --load"
"""The command that prepares a database for jobs."""
TABLES = """
CREATE TABLE IF NOT EXISTS schedule (toml TEXT NOT NULL, loaded TIMESTAMPTZ NOT NULL DEFAULT now());
CREATE TABLE IF NOT EXISTS planned (key TEXT PRIMARY KEY, at TIMESTAMPTZ NOT NULL);
"""
FUNCTIONS = "SELECT DISTINCT proname FROM pg_proc WHERE proname LIKE 'procrastinate%' AND pg_function_is_visible(oid)"
OLDEST = "03.02.00"
"""The oldest version of the tables that migrations are known for: newscrawl never made
older ones."""
FIRSTS = {"procrastinate_defer_jobs_v1": "03.02.00", "procrastinate_retry_job_v2": "03.04.00"}
"""A function that a version of procrastinate was the first to have."""
PREPARERS = 0x6E63726A  # "ncrj": the advisory lock of whoever prepares the tables


class JobsError(Exception):
    """One line on why there are no jobs to be had, and what to do."""


class JobsConnector(PsycopgConnector):
    """procrastinate's connector, for a database that is looked at before it is used.

    With `prepare`, tables that are missing are made, so that workers may be started
    before a schedule is loaded; with `upgrade`, older ones are brought up to date.
    """

    def __init__(self, url: Callable[[], str], *, prepare: bool = False, upgrade: bool = False) -> None:
        super().__init__(pool_factory=self._pool)
        self._url, self._prepare, self._upgrade = url, prepare, upgrade

    async def open_async(self, pool: Any = None) -> None:
        """Check the database, then open a pool of connections to it."""
        url = self._url()
        if not url:
            raise JobsError(
                _(
                    "NEWSCRAWL_LEDGER names no database: jobs need one, postgresql://user@host/database; "
                    "export NEWSCRAWL_LEDGER, or write ledger = … into newscrawl.toml"
                )
            )
        wrong = ""
        try:
            async with await psycopg.AsyncConnection.connect(url, autocommit=True, connect_timeout=10) as connection:
                await check(connection, shown(url), prepare=self._prepare, upgrade=self._upgrade)
        except psycopg.Error as error:
            wrong = " ".join(str(error).split())
        if wrong:  # raised here: procrastinate prints what an error was raised in, too
            raise JobsError(f"{shown(url)}: {wrong}")
        await super().open_async(pool)

    def _pool(self, **options: Any) -> AsyncConnectionPool:
        return AsyncConnectionPool(conninfo=self._url(), **options)


class PreparedTables(SchemaManager):
    """procrastinate's manager of tables that are there once its app is open."""

    async def apply_schema_async(self) -> None:
        """Leave the tables as they are: `JobsConnector` has made them."""


async def check(
    connection: psycopg.AsyncConnection[Any], place: str, *, prepare: bool = False, upgrade: bool = False
) -> None:
    """Raise `JobsError` where the tables of jobs are missing or older, and may not be
    made.
    """
    if not await _missing(connection):
        return
    if prepare or upgrade:
        await connection.execute("SELECT pg_advisory_lock(%s)", (PREPARERS,))  # until the connection closes
    there = await _functions(connection)
    if not there:
        if not prepare:
            raise JobsError(
                _("there are no jobs in {place}: no schedule is loaded; type: {command}").format(
                    place=place, command=LOAD
                )
            )
        await connection.execute(SchemaManager.get_schema())
        await connection.execute(TABLES)
    elif await _missing(connection):
        if not upgrade:
            raise JobsError(
                _("the jobs in {place} are of an older procrastinate: stop all workers, then type: {command}").format(
                    place=place, command=LOAD
                )
            )
        since = max((version for name, version in FIRSTS.items() if name in there), default=None)
        if since is None:
            raise JobsError(
                _(
                    "the jobs in {place} are of a procrastinate before {version}: "
                    "apply its migrations (https://procrastinate.readthedocs.io)"
                ).format(place=place, version=OLDEST)
            )
        for script in migrations(since):
            await connection.execute(script.encode())


async def _functions(connection: psycopg.AsyncConnection[Any]) -> set[str]:
    rows = await (await connection.execute(FUNCTIONS)).fetchall()
    return {row[0] for row in rows}


async def _missing(connection: psycopg.AsyncConnection[Any]) -> set[str]:
    """Return the functions that procrastinate's queries call and the database lacks."""
    return functions_called() - await _functions(connection)


def functions_called() -> set[str]:
    """Return the functions that the queries of the installed procrastinate call.

    >>> "procrastinate_fetch_job_v2" in functions_called()
    True
    """
    return set(re.findall(r"\b(procrastinate_\w+_v\d+)\(", " ".join(queries.values())))


def migrations(since: str) -> list[str]:
    """Return the scripts that bring tables of a version up to date, in their order."""
    folder = Path(SchemaManager.get_migrations_path())
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.sql")) if path.name[:8] > since]

"""The ledger in SQL, whichever database it is stored in: each method of the protocol as
a few statements.

`sqlite.py` and `postgres.py` add how a database is opened, how transactions begin and
end, and how errors are reported. In both, writers take turns: a transaction that writes
sees all that others wrote before, and nobody else writes meanwhile.
"""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any

from newscrawl.database import Database
from newscrawl.dedup.store import Store
from newscrawl.items import Entry
from newscrawl.ledger import (
    EVERYTHING,
    Ban,
    Cursor,
    Due,
    EntryState,
    Extent,
    FileState,
    LedgerError,
    LineRef,
    OutcomeKind,
    RunRow,
    Settled,
    Top,
    WalkEnd,
    WalkState,
    sql_counts,
    sql_entries,
    sql_history,
    sql_issues,
    sql_settle,
    sql_walks,
)
from newscrawl.ledger.history import Alarm, Seen
from newscrawl.ledger.sql_articles import SqlArticles
from newscrawl.ledger.sql_schema import columns
from newscrawl.ledger.sql_values import (
    WordNumbers,
    seconds_of,
    to_id,
    to_moment,
    to_number,
    to_seconds,
)
from newscrawl.walks.issue_values import Issue

EVERY = 1 << 62
"""A LIMIT that limits nothing."""


class SqlLedger(SqlArticles):
    """A `Ledger` over a connection; for use by one thread."""

    worker = ""

    def __init__(self, connection: Database) -> None:
        super().__init__(connection)
        self._words = WordNumbers(connection)

    @abstractmethod
    def texts(self) -> Store:
        """Return the store of near-duplicate texts, beside the ledger's own tables."""

    @abstractmethod
    def transaction(self) -> AbstractContextManager[None]:
        """Open one durable transaction: all of it or nothing, on disk when it ends."""

    @abstractmethod
    def copying(self) -> AbstractContextManager[None]:
        """Allow rows to be copied in; nobody takes this ledger for whole before the
        end."""

    @abstractmethod
    def advance_numbers(self) -> None:
        """Make new rows continue after the numbers of rows that were copied in."""

    @abstractmethod
    def _writing(self) -> AbstractContextManager[Database]:
        """Open one short transaction during which nobody else writes."""

    def _in_transaction(self) -> Database:
        if not self._db.in_transaction:
            raise LedgerError("settling belongs inside transaction()")
        return self._db

    def begin_run(self, spider: str, arguments: dict[str, str], started: datetime) -> int:
        """Enter a run and return its number."""
        with self._writing() as db:
            values = (spider, json.dumps(arguments, ensure_ascii=False), to_seconds(started))
            entered = db.execute("INSERT INTO run (spider, arguments, started) VALUES (?, ?, ?) RETURNING id", values)
            return int(entered.fetchone()[0])

    def end_run(self, run: int, finished: datetime, exit_code: int, summary: dict[str, object]) -> None:
        """Enter how a run ended."""
        values = (to_seconds(finished), exit_code, json.dumps(summary, ensure_ascii=False, default=str), run)
        with self._writing() as db:
            db.execute("UPDATE run SET finished = ?, exit_code = ?, summary = ? WHERE id = ?", values)

    def runs(self, limit: int) -> list[RunRow]:
        """Return the newest runs, newest first."""
        return [_run(row) for row in self._rows("SELECT * FROM run ORDER BY id DESC LIMIT ?", (limit,))]

    def find_run(self, run: int) -> RunRow | None:
        """Return one run by its number."""
        return next((_run(row) for row in self._rows("SELECT * FROM run WHERE id = ?", (run,))), None)

    def open_walk(self, run: int, channel: str, site: str, asked: Extent | None, first_since: date | None) -> WalkState:
        """Open the walk of a channel, or resume the one that was interrupted."""
        with self._writing() as db:
            return sql_walks.open_walk(db, run, channel, site, asked, first_since)

    def enter(self, run: int, walk: int, entries: Sequence[Entry], cursor: Cursor, now: datetime) -> list[EntryState]:
        """Enter a listing page in one transaction; return what was known before."""
        with self._writing() as db:
            return sql_entries.enter(db, run, walk, entries, cursor, now)

    def close_walk(
        self,
        walk: int,
        end: WalkEnd,
        extent: Extent,
        finished: datetime,
        *,
        pages: int = 0,
        reason: str | None = None,
        top: Top | None = None,
    ) -> None:
        """Close a walk: its entries are known from now on, to the extent given."""
        with self._writing() as db:
            sql_walks.close_walk(db, walk, end, extent, finished, pages, reason, top)

    def break_walk(
        self,
        walk: int,
        reason: str,
        finished: datetime,
        *,
        at: str | None = None,
        pages: int = 0,
        again: bool = False,
        connected: bool = False,
    ) -> None:
        """Enter why a walk stopped short; it keeps its cursor."""
        with self._writing() as db:
            sql_walks.break_walk(db, walk, reason, finished, at, pages, again=again, connected=connected)

    def enter_issue(self, run: int, channel: str, issue: Issue) -> None:
        """Enter the outcome of one day of a newspaper."""
        with self._writing() as db:
            sql_issues.enter(db, run, channel, issue)

    def ban(self, key: str) -> Ban | None:
        """Return the ban of a politeness key; None where there is none."""
        rows = self._rows("SELECT until, strikes FROM politeness WHERE key = ?", (key,))
        return Ban(_moment(rows[0][0]), rows[0][1]) if rows else None

    def set_ban(self, key: str, ban: Ban | None) -> None:
        """Store a ban for the next runs; None removes it."""
        with self._writing() as db:
            if ban is None:
                db.execute("DELETE FROM politeness WHERE key = ?", (key,))
            else:
                db.execute(
                    "INSERT INTO politeness (key, until, strikes) VALUES (?, ?, ?) "
                    "ON CONFLICT (key) DO UPDATE SET until = excluded.until, strikes = excluded.strikes",
                    (key, to_seconds(ban.until), ban.strikes),
                )

    def due(
        self, run: int, channels: Iterable[str], now: datetime, limit: int | None = None, bounds: Extent = EVERYTHING
    ) -> list[Due]:
        """Take up pending articles whose back-off is over, in the order of listing."""
        names = list(channels)
        first, last = seconds_of(bounds)
        with self._writing() as db:
            rows = db.execute(
                "SELECT a.n, a.id, a.url, a.channel, c.name, l.title, l.date, l.page, l.page_name, a.attempts, "
                "reason.text FROM article a LEFT JOIN word reason ON reason.id = a.reason "
                "JOIN channel c ON c.id = a.channel "
                "LEFT JOIN listing l ON l.channel = a.channel AND l.article = a.n "
                "LEFT JOIN taken t ON t.run = ? AND t.article = a.n "
                f"WHERE a.outcome = 0 AND a.channel IN ({self._places(names)}) AND t.article IS NULL "
                "AND (a.next_try IS NULL OR a.next_try <= ?) "
                "AND (a.published IS NULL OR a.published BETWEEN ? AND ?) ORDER BY a.n LIMIT ?",
                (run, to_seconds(now), first, last, EVERY if limit is None else limit),
            ).fetchall()
            sql_entries.take_up(db, [(run, row[0], row[3]) for row in rows])
        return [Due(to_id(id), *rest) for _n, id, *rest in ((r[0], r[1], r[2], *r[4:]) for r in rows)]

    def claim(self, run: int, key: str, content_hash: str, id: str) -> str:
        """Claim a text for an article; return the id that owns it."""
        owner = "SELECT a.id FROM claim JOIN article a ON a.n = claim.article WHERE claim.content_hash = ?"
        text = to_number(content_hash)
        with self._writing() as db:
            made = db.execute(
                "INSERT INTO claim (content_hash, article, run, politeness) "
                "SELECT ?, n, ?, ? FROM article WHERE id = ? ON CONFLICT (content_hash) DO NOTHING",
                (text, run, self._words.number(key), to_number(id)),
            )
            if made.rowcount:
                return id
            found = db.execute(owner, (text,)).fetchone()
            if found is None:
                raise LedgerError(f"article {id} claims a text, but was never entered")
        return to_id(found[0])

    def release(self, keys: Iterable[str], run: int) -> None:
        """Drop the claims that dead runs left under politeness keys that this run
        holds."""
        with self._writing() as db:
            for key in self._words.known(list(keys)):
                db.execute("DELETE FROM claim WHERE run IS NOT NULL AND run <> ? AND politeness = ?", (run, key))

    def settle(self, run: int, settled: Iterable[Settled]) -> None:
        """Record outcomes, attempts and aliases."""
        with self._ledger_errors():
            sql_settle.settle(self._in_transaction(), self._words, run, settled)

    def lines(self, lines: Iterable[LineRef]) -> None:
        """Record the locations of lines of the record."""
        with self._ledger_errors():
            sql_settle.enter_lines(self._in_transaction(), self._words, lines)

    def committed(self, files: Iterable[FileState]) -> None:
        """Record the committed lengths of files."""
        with self._ledger_errors():
            self._in_transaction().executemany(
                "INSERT INTO feed (path, kind, length, open, run) VALUES (?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE "
                "SET kind = excluded.kind, length = excluded.length, open = excluded.open, run = excluded.run",
                [(file.path, file.kind, file.length, int(file.open), file.run) for file in files],
            )

    def open_files(self) -> list[FileState]:
        """Return the files that no run has closed."""
        rows = self._rows("SELECT path, length, kind, run FROM feed WHERE open = 1 ORDER BY path")
        return [FileState(path, length, kind, True, run) for path, length, kind, run in rows]

    def committed_length(self, path: str) -> int | None:
        """Return the committed length of a file."""
        rows = self._rows("SELECT length FROM feed WHERE path = ?", (path,))
        return rows[0][0] if rows else None

    def followers(self) -> list[str]:
        """Return the paths of all feeds on this machine that ever committed with the
        record."""
        return [row[0] for row in self._rows("SELECT path FROM feed WHERE kind = 'follower' ORDER BY path")]

    def reopen(
        self,
        outcomes: Iterable[OutcomeKind],
        *,
        reason: str | None = None,
        since: datetime | None = None,
        channels: Iterable[str] | None = None,
    ) -> dict[str, int]:
        """Make articles with final outcomes pending again; count them by outcome and
        reason."""
        places = None if channels is None else self._places(list(channels))
        with self._writing() as db:
            return sql_settle.reopen(db, outcomes, reason, to_seconds(since) if since else None, places)

    def forget(self, ids: Iterable[str], lines: Iterable[LineRef]) -> None:
        """Remove what the account holds of articles beyond their addresses."""
        with self._ledger_errors():
            sql_settle.forget(self._in_transaction(), self._words, ids, lines)

    def blot(self, words: Iterable[str]) -> None:
        """Remove words from titles in listings, alarms, summaries and reasons of
        walks."""
        with self._ledger_errors():
            sql_settle.blot(self._in_transaction(), words)

    def recount(self) -> None:
        """Count all articles by day, outcome and reason anew."""
        with self._writing() as db:
            sql_counts.recount(db)

    @abstractmethod
    def scrub(self, words: Iterable[str]) -> None:
        """Overwrite deleted rows wherever the database still keeps them."""

    def each_row(self, table: str) -> Iterator[tuple[Any, ...]]:
        """Yield all rows of one of the ledger's tables, to copy them to another
        database."""
        names = columns(table)
        with self._ledger_errors():
            yield from self._stream(f"SELECT {', '.join(names)} FROM {table} ORDER BY 1")

    def put_rows(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Insert rows copied from another database; inside `transaction()`."""
        names = columns(table)
        marks = ", ".join("?" * len(names))
        with self._ledger_errors():
            self._in_transaction().executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)

    def remember(self, run: int, seen: Iterable[Seen], alarms: Iterable[Alarm]) -> None:
        """Store what a run saw of its channels, and the alarms that were raised on
        it."""
        with self._writing() as db:
            sql_history.enter(db, run, seen, alarms)


def _run(row: Any) -> RunRow:
    id, spider, arguments, started, finished, exit_code, summary = row
    return RunRow(
        id=id,
        spider=spider,
        arguments=json.loads(arguments),
        started=_moment(started),
        finished=to_moment(finished),
        exit_code=exit_code,
        summary=json.loads(summary) if summary else None,
    )


def _moment(seconds: int) -> datetime:
    moment = to_moment(seconds)
    assert moment is not None
    return moment

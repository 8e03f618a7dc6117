"""What people and alarms ask of the ledger, in SQL: balances, lines, history, coverage. Nothing here writes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any, Literal

from newscrawl.database import Database
from newscrawl.ledger import Balance, LineRef, sql_audit, sql_coverage, sql_history, sql_issues
from newscrawl.ledger.day_counts import Copies, DayCount, Listed, ListedDays, Look
from newscrawl.ledger.history import Raised, Seen
from newscrawl.walks.issue_values import Issue, IssueCounts


class SqlReports(ABC):
    """The questions of a `Ledger` that a report or a judgement is made of."""

    def __init__(self, connection: Database) -> None:
        self._db = connection

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Database]:
        """One view of the ledger for several questions, whatever others write meanwhile."""

    @abstractmethod
    def _ledger_errors(self) -> AbstractContextManager[None]:
        """Turn the database's errors into `LedgerError`."""

    def _stream(self, statement: str, values: Sequence[object] = ()) -> Iterator[Any]:
        """Ask for rows that are too many for the memory."""
        return iter(self._db.execute(statement, values))

    def past(self, channel: str, before: int, limit: int) -> list[Seen]:
        """What the newest runs before this one saw of a channel, newest first."""
        with self._ledger_errors():
            return sql_history.past(self._db, channel, before, limit)

    def alarms(self, since: datetime) -> list[Raised]:
        """Alarms of the runs begun since then, newest first."""
        with self._ledger_errors():
            return sql_history.raised(self._db, since)

    def news_days(self, channels: Sequence[str], since: date) -> dict[str, dict[date, int]]:
        """By channel, articles a day (China's), copies included, by the day of publication."""
        with self._ledger_errors():
            return sql_history.news_days(self._db, channels, since)

    def issues(self, channel: str, since: date, until: date) -> dict[date, Issue]:
        """What is known of the days of a newspaper's edition, both ends included."""
        with self._ledger_errors():
            return sql_issues.between(self._db, channel, since, until)

    def issue_counts(self) -> list[IssueCounts]:
        """Count the days of every newspaper's edition, by name."""
        with self._ledger_errors():
            return sql_issues.counts(self._db)

    def balances(self, by: Literal["all", "channel", "run"], run: int | None = None) -> list[Balance]:
        """Balances of everything, of each channel, or of each run."""
        with self._reading() as db:
            return sql_audit.balances(db, by, run)

    def faults(self, run: int | None = None) -> dict[str, int]:
        """Count contradictions in the account, by kind."""
        with self._reading() as db:
            return sql_audit.faults(db, run)

    def each_line(self, run: int | None = None) -> Iterator[LineRef]:
        """All lines of the record in the order of files and offsets."""
        with self._ledger_errors():
            yield from sql_audit.each_line(self._stream, run)

    def day_counts(self, since: date | None = None) -> list[DayCount]:
        """Count articles by channel, day and outcome, from a day on."""
        with self._reading() as db:
            return sql_coverage.day_counts(db, since)

    def looks(self) -> list[Look]:
        """Say when each channel was last looked at."""
        with self._reading() as db:
            return sql_coverage.looks(db)

    def copied(self) -> list[Copies]:
        """Count the duplicates by channel, and by the channel of what they repeat."""
        with self._reading() as db:
            return sql_coverage.copies(db)

    def listed(self, asked: ListedDays) -> Iterator[Listed]:
        """Give the articles of some days."""
        with self._ledger_errors():
            yield from sql_coverage.listed(self._stream, asked)

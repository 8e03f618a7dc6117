"""The questions of reports and alarms in SQL: balances, lines, history, coverage. Only
reads."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any, Literal

from newscrawl.database import Database
from newscrawl.ledger import Balance, LineRef, sql_audit, sql_coverage, sql_history, sql_issues, sql_troubles
from newscrawl.ledger.day_counts import Copies, DayCount, Listed, ListedDays, Look
from newscrawl.ledger.history import Raised, Seen
from newscrawl.ledger.walk_troubles import Finals, OpenBackFill, WalkTrouble
from newscrawl.walks.issue_values import Issue, IssueCounts, IssueGap


class SqlReports(ABC):
    """The part of a `Ledger` that reports and alarms use."""

    def __init__(self, connection: Database) -> None:
        self._db = connection

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Database]:
        """Open one consistent view for several questions, whatever others write
        meanwhile."""

    def reading(self) -> AbstractContextManager[Database]:
        """Open one consistent view for the questions of `sql_reading`."""
        return self._reading()

    @abstractmethod
    def _ledger_errors(self) -> AbstractContextManager[None]:
        """Turn the database's errors into `LedgerError`."""

    def _stream(self, statement: str, values: Sequence[object] = ()) -> Iterator[Any]:
        """Query rows that are too many for the memory."""
        return iter(self._db.execute(statement, values))

    def past(self, channel: str, before: int, limit: int) -> list[Seen]:
        """Return what the newest runs before this one saw of a channel, newest
        first."""
        with self._ledger_errors():
            return sql_history.past(self._db, channel, before, limit)

    def alarms(self, since: datetime) -> list[Raised]:
        """Return the alarms of the runs begun since then, newest first."""
        with self._ledger_errors():
            return sql_history.raised(self._db, since)

    def news_days(self, channels: Sequence[str], since: date) -> dict[str, dict[date, int]]:
        """Count the articles of each channel by day of publication (China's time)."""
        with self._ledger_errors():
            return sql_history.news_days(self._db, channels, since)

    def issues(self, channel: str, since: date, until: date) -> dict[date, Issue]:
        """Return what is known of the days of a newspaper's edition, both ends
        included."""
        with self._ledger_errors():
            return sql_issues.between(self._db, channel, since, until)

    def issue_counts(self) -> list[IssueCounts]:
        """Count the days of every newspaper's edition, by name."""
        with self._ledger_errors():
            return sql_issues.counts(self._db)

    def issue_gaps(self) -> list[IssueGap]:
        """Return the long rows of missing days of every newspaper's edition."""
        with self._ledger_errors():
            return sql_issues.gaps(self._db)

    def balances(self, by: Literal["all", "channel", "run"], run: int | None = None) -> list[Balance]:
        """Return the balance of everything, of each channel, or of each run."""
        with self._reading() as db:
            return sql_audit.balances(db, by, run)

    def faults(self, run: int | None = None, *, deep: bool = True) -> dict[str, int]:
        """Count contradictions in the account, by kind."""
        with self._reading() as db:
            return sql_audit.faults(db, run, deep=deep)

    def walk_troubles(self) -> list[WalkTrouble]:
        """Return the walks that stop short, and that no later walk made up for."""
        with self._reading() as db:
            return sql_troubles.walk_troubles(db)

    def open_back_fills(self) -> list[OpenBackFill]:
        """Return the back-fills that have not come to their end, and were not
        broken."""
        with self._reading() as db:
            return sql_troubles.open_back_fills(db)

    def finals(self) -> list[Finals]:
        """Count the articles that ended without a text, by outcome and reason."""
        with self._reading() as db:
            return sql_troubles.finals(db)

    def each_line(self, run: int | None = None) -> Iterator[LineRef]:
        """Yield all lines of the record in the order of files and offsets."""
        with self._ledger_errors():
            yield from sql_audit.each_line(self._stream, run)

    def day_counts(self, since: date | None = None) -> list[DayCount]:
        """Count articles by channel, day and outcome, from a day on."""
        with self._reading() as db:
            return sql_coverage.day_counts(db, since)

    def looks(self) -> list[Look]:
        """Return when each channel was last looked at."""
        with self._reading() as db:
            return sql_coverage.looks(db)

    def copied(self) -> list[Copies]:
        """Count the duplicates by channel, and by the channel of the original."""
        with self._reading() as db:
            return sql_coverage.copies(db)

    def listed(self, asked: ListedDays) -> Iterator[Listed]:
        """Yield the articles of some days."""
        with self._ledger_errors():
            yield from sql_coverage.listed(self._stream, asked)

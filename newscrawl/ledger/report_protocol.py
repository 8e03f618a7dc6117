"""The questions that every ledger answers to reports: counts, gaps, contradictions,
alarms.

Nothing here writes; `protocol` has the rest of the protocol `Ledger`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, Protocol

from newscrawl.database import Database
from newscrawl.ledger.values import Balance, LineRef

if TYPE_CHECKING:
    from newscrawl.ledger.day_counts import Copies, DayCount, Listed, ListedDays, Look
    from newscrawl.ledger.history import Raised, Seen
    from newscrawl.ledger.walk_troubles import Finals, OpenBackFill, WalkTrouble
    from newscrawl.walks.issue_values import Issue, IssueCounts, IssueGap


class LedgerReports(Protocol):
    """What an account of an archive says of many articles, channels or runs."""

    # What the next runs are compared with
    def past(self, channel: str, before: int, limit: int) -> list[Seen]:
        """Return what the newest runs before this one saw of a channel, newest
        first."""

    def alarms(self, since: datetime) -> list[Raised]:
        """Return the alarms of the runs begun since then, newest first."""

    def news_days(self, channels: Sequence[str], since: date) -> dict[str, dict[date, int]]:
        """Count the articles of each channel by day of publication (China's time).

        Duplicates count, too.
        """

    # Newspapers
    def issues(self, channel: str, since: date, until: date) -> dict[date, Issue]:
        """Return what is known of the days of an edition, both ends included.

        Days that were never looked at are absent.
        """

    def issue_counts(self) -> list[IssueCounts]:
        """Count the days of every edition, by name."""

    def issue_gaps(self) -> list[IssueGap]:
        """Return rows of missing days before a later issue, the long ones, by edition.

        They may be days on which the catalog's address was another one.
        """

    # The audit
    def balances(self, by: Literal["all", "channel", "run"], run: int | None = None) -> list[Balance]:
        """Return the balance of everything, of each channel, or of each run; with
        `run`, of the rows of that run alone.

        The rows of a run are those it listed first or took up. An article that two
        channels list counts in both.
        """

    def faults(self, run: int | None = None, *, deep: bool = True) -> dict[str, int]:
        """Count contradictions in the account, by kind (`exported_without_line`, …).

        Empty for a sound ledger. Without `deep` only those that a ledger of a million
        articles answers at once; the kept counts are then compared as sums.
        """

    def walk_troubles(self) -> list[WalkTrouble]:
        """Return the walks that stop short, or ended at an unknown depth, and that no
        later walk made up for, by channel.

        A bounded reason (`front`, `overrun`, …) is returned once a channel.
        """

    def open_back_fills(self) -> list[OpenBackFill]:
        """Return the back-fills that have not come to their end, and were not broken,
        by channel: under way, or interrupted."""

    def finals(self) -> list[Finals]:
        """Count the articles that ended without a text, by outcome and reason, the most
        frequent first."""

    def each_line(self, run: int | None = None) -> Iterator[LineRef]:
        """Yield all lines of the record in the order of files and offsets; with `run`,
        of the articles of that run."""

    # Reports: the values are in `day_counts`
    def reading(self) -> AbstractContextManager[Database]:
        """Open one consistent view for the questions of `sql_reading`."""

    def day_counts(self, since: date | None = None) -> list[DayCount]:
        """Count articles by channel, day and outcome.

        Articles that were published before `since` by their own page are left out.
        """

    def looks(self) -> list[Look]:
        """Return when each channel was last looked at, how far down, and whether that
        stopped short."""

    def copied(self) -> list[Copies]:
        """Count the duplicates by channel, channel of the original, and relation; the
        most frequent first."""

    def listed(self, asked: ListedDays) -> Iterator[Listed]:
        """Yield the articles of some days by channel and day; failed and pending ones
        first within a day."""

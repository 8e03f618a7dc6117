"""The protocol that every ledger speaks, whatever database it is stored in.

`tests/ledger/contract.py` checks every backend against it. Two kinds of writes reach a
ledger. *Entering* (`open_walk`, `enter`, `close_walk`) is done for one listing page at
a time, each in a short transaction of its own. *Settling* (`settle`, `committed`) is
done for a group of articles inside one `transaction()`, after the lines of the group
were fsynced: an article that is not settled is still pending, and is fetched again.
The questions of reports are in `report_protocol`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from newscrawl.items import Entry
from newscrawl.ledger.report_protocol import LedgerReports
from newscrawl.ledger.values import ArticleRow, Ban, Due, Failing, FileState, LineRef, RunRow, Settled
from newscrawl.walks.walk_state import EVERYTHING, Cursor, EntryState, Extent, OutcomeKind, Top, WalkEnd, WalkState

if TYPE_CHECKING:
    from newscrawl.dedup.store import Store
    from newscrawl.ledger.history import Alarm, Seen
    from newscrawl.ledger.locks import Locks
    from newscrawl.walks.issue_values import Issue


class Ledger(LedgerReports, Protocol):
    """An account of an archive.

    Times are aware datetimes from the caller; a backend never reads a clock.
    """

    worker: str
    """Name of this machine among those that share the ledger, part of the names of its
    record files; empty where only one machine can use it. Committed lengths and open
    files are those of this machine alone."""

    # The run
    def begin_run(self, spider: str, arguments: dict[str, str], started: datetime) -> int:
        """Enter a run and return its number."""

    def end_run(self, run: int, finished: datetime, exit_code: int, summary: dict[str, object]) -> None:
        """Enter how a run ended; a run without this was killed."""

    def runs(self, limit: int) -> list[RunRow]:
        """Return the newest runs, newest first."""

    def find_run(self, run: int) -> RunRow | None:
        """Return one run by its number."""

    # Walks: each call is one short transaction
    def open_walk(self, run: int, channel: str, site: str, asked: Extent | None, first_since: date | None) -> WalkState:
        """Open the walk of a channel, or resume the one that was interrupted.

        With `asked` None the walk is incremental. It resumes an interrupted incremental
        walk. If there is none, its bound is the deepest `since` that a closed walk of
        this channel reached (closed walks with `until` or `max_pages` do not count), or
        `first_since` for the first walk of all. With `asked`, an interrupted walk of
        the same extent is resumed. Walks with `max_pages` begin at the first page, and
        know only where the last one broke.
        """

    def enter(self, run: int, walk: int, entries: Sequence[Entry], cursor: Cursor, now: datetime) -> list[EntryState]:
        """Enter a listing page in one transaction: its articles as pending, their
        listing rows, and the cursor.

        Returns what was known of each entry *before*. An entry that is known (a closed
        walk covers it for this walk) stays as it is; any other entry is assigned to
        this walk, and so is one that was re-dated. Entries returned with `fetch` are
        taken up by this run; a pending article whose own date lies outside the walk's
        bounds is not. With no entries and no `next_url` the cursor stays: such a page
        led nowhere.
        """

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
        """Close a walk: its entries are known from now on, to the extent given.

        `pages` is the place of its last page, `reason` why a `bounded` walk knows
        nothing of what lies below. `top` is its first page, for the next scheduled walk
        of the channel.
        """

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
        """Enter why a walk stopped short, and at which page; it can be resumed.

        The ledger counts for how long its runs stop at that page for that reason;
        `again` tells that it is the same, though the address or the reason differs.
        `connected`: the pages of this run lead down to the walk's cursor.
        """

    # Newspapers
    def enter_issue(self, run: int, channel: str, issue: Issue) -> None:
        """Enter the outcome of one day of a newspaper's edition.

        It replaces what was known of the day, and counts how often the day was looked
        at. Raises `LedgerError` for a channel that has no walk.
        """

    # Politeness
    def ban(self, key: str) -> Ban | None:
        """Return the ban of a politeness key: its servers refused an earlier run.

        None where there is no ban.
        """

    def set_ban(self, key: str, ban: Ban | None) -> None:
        """Store a ban for the next runs; None removes it, once the servers answer
        again."""

    # Pending articles
    def due(
        self, run: int, channels: Iterable[str], now: datetime, limit: int | None = None, bounds: Extent = EVERYTHING
    ) -> list[Due]:
        """Take up the pending articles of these channels whose back-off is over, in the
        order in which they were listed.

        An article is returned once in a run, so that with a `limit` the next call
        returns the next ones. An article whose own date lies outside the `bounds` waits
        for a run that asks for it.
        """

    # Duplicates and revisions
    def owner(self, url: str, besides: str | None = None) -> str | None:
        """Return the id of the article whose key or alias is this normalised URL.

        `besides` is the article that asks: that the URL is its own key does not count.
        """

    def claimants(self, url: str) -> int:
        """Count the articles that have this normalised URL as their key or as an
        alias."""

    def claim(self, run: int, key: str, content_hash: str, id: str) -> str:
        """Claim a text for an article; return the id that owns it, the first to claim
        it.

        `key` is the politeness key of the article's site. The claim lasts until the
        article is settled: it stays if the article is exported, otherwise it is
        dropped.
        """

    def article(self, id: str) -> ArticleRow | None:
        """Return what is known of one article."""

    def failing(self, id: str) -> Failing:
        """Return the failures in a row that keep an article pending, and when a listing
        last showed it."""

    def copies(self, id: str) -> list[ArticleRow]:
        """Return the duplicates of an article, in the order in which they were
        listed."""

    def revisitable(self, channels: Iterable[str], published_since: datetime) -> list[ArticleRow]:
        """Return the exported articles of these channels published at that time or
        later."""

    def last_line(self, id: str) -> LineRef | None:
        """Return the location of the newest line of an article."""

    # Settling: only inside transaction()
    def transaction(self) -> AbstractContextManager[None]:
        """Open one durable transaction: all of it or nothing, fsynced when it ends."""

    def settle(self, run: int, settled: Iterable[Settled]) -> None:
        """Record outcomes, attempts and aliases of articles.

        An exported article stays exported: of another outcome only the attempt and the
        aliases are recorded. Fields that are None leave what is stored; `reason`, `of`
        and `relation` belong to the outcome and change with it, and so does `failing`,
        of which the first in a row of failures is kept. The first article
        settled with an alias owns it. Raises `LedgerError` for an article that was
        never entered.
        """

    def lines(self, lines: Iterable[LineRef]) -> None:
        """Record the locations of lines of the record."""

    def committed(self, files: Iterable[FileState]) -> None:
        """Record the committed lengths of files; a closed one (`open=False`) needs no
        recovery."""

    # Open files, and claims of dead runs
    def open_files(self) -> list[FileState]:
        """Return the files that no run has closed, with their committed lengths."""

    def committed_length(self, path: str) -> int | None:
        """Return the committed length of a file here; None if it never committed."""

    def release(self, keys: Iterable[str], run: int) -> None:
        """Drop the claims that dead runs left under these politeness keys.

        This run must hold the locks of the keys.
        """

    # A way back
    def reopen(
        self,
        outcomes: Iterable[OutcomeKind],
        *,
        reason: str | None = None,
        since: datetime | None = None,
        channels: Iterable[str] | None = None,
    ) -> dict[str, int]:
        """Make articles that failed or were rejected pending again, as if never tried;
        count them by outcome and reason.

        `since` leaves out those whose last attempt is older. What was forgotten stays
        so.
        """

    # Forgetting
    def followers(self) -> list[str]:
        """Return the paths of all feeds on this machine that ever committed with the
        record."""

    def forget(self, ids: Iterable[str], lines: Iterable[LineRef]) -> None:
        """Remove what the account holds of articles beyond their addresses; only inside
        `transaction()`.

        The articles stay known, so that nobody fetches them again: pending ones become
        rejected. `lines` are lines of the record whose bytes were overwritten in place.
        """

    def blot(self, words: Iterable[str]) -> None:
        """Remove words from what the account says of others: titles in listings,
        alarms, summaries and reasons of walks; inside `transaction()`."""

    def scrub(self, words: Iterable[str]) -> None:
        """Overwrite deleted rows wherever the database still keeps them, and compress
        texts anew whose dictionary contains such words; not inside a transaction."""

    # What is kept for reports
    def remember(self, run: int, seen: Iterable[Seen], alarms: Iterable[Alarm]) -> None:
        """Store what a run saw of its channels, and the alarms that were raised on
        it."""

    def recount(self) -> None:
        """Count all articles by day, outcome and reason anew, where `faults` found the
        kept counts wrong."""

    # The database
    def texts(self) -> Store:
        """Return the store of near-duplicate texts, which is in the same database.

        What is written to it inside `transaction()` commits with it.
        """

    def locks(self) -> Locks:
        """Return new locks for a run on this ledger, visible to every other run on
        it."""

    def close(self) -> None:
        """Close the database."""

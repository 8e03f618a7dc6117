"""What a ledger does, whatever it is stored in: the protocol that every backend speaks, and one class of tests checks.

Two kinds of writes reach a ledger. *Entering* (`open_walk`, `enter`, `close_walk`) happens a listing page at a time,
each in a short transaction of its own. *Settling* (`settle`, `committed`) happens a group at a time inside one
`transaction()`, after the group's lines are fsynced: what is not settled is still pending, and is fetched again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, Protocol

from newscrawl.items import Entry
from newscrawl.ledger.values import ArticleRow, Balance, Ban, Due, FileState, LineRef, RunRow, Settled
from newscrawl.walks.walk_state import EVERYTHING, Cursor, EntryState, Extent, WalkEnd, WalkState

if TYPE_CHECKING:
    from newscrawl.dedup.store import Store
    from newscrawl.ledger.day_counts import Copies, DayCount, Listed, ListedDays, Look
    from newscrawl.ledger.history import Alarm, Raised, Seen
    from newscrawl.ledger.locks import Locks
    from newscrawl.walks.issue_values import Issue, IssueCounts


class Ledger(Protocol):
    """What a backend does. Times are aware datetimes handed in by the caller; a backend never looks at a clock."""

    worker: str
    """Name of this machine among those that share the ledger, in the names of its record files; empty where only one
    can. Committed lengths and open files are told of this machine alone."""

    # The run ---------------------------------------------------------------------------------------------------------
    def begin_run(self, spider: str, arguments: dict[str, str], started: datetime) -> int:
        """Enter a run and give its number."""

    def end_run(self, run: int, finished: datetime, exit_code: int, summary: dict[str, object]) -> None:
        """Say how a run ended; a run without this died."""

    def runs(self, limit: int) -> list[RunRow]:
        """The newest runs, newest first."""

    def find_run(self, run: int) -> RunRow | None:
        """One run by its number."""

    # Walks: each call is one short transaction ---------------------------------------------------------------------
    def open_walk(self, run: int, channel: str, site: str, asked: Extent | None, first_since: date | None) -> WalkState:
        """Open the walk of a channel, or go on with the one that was interrupted.

        `asked` None is the incremental walk: it goes on with an interrupted incremental walk; else it is bounded by the
        deepest `since` that a closed walk (one with neither `until` nor `max_pages`) of this channel reached; else, the
        first walk ever, by `first_since`. With `asked`, an interrupted walk of the same extent is gone on with. Walks
        with `max_pages` are never resumed.
        """

    def enter(self, run: int, walk: int, entries: Sequence[Entry], cursor: Cursor, now: datetime) -> list[EntryState]:
        """Enter a listing page: articles as pending, their listing rows, and the cursor, in one transaction.

        The answers say what was known *before*. An entry that stands on ground that covers this walk stays there, any
        other passes to this walk; one that was re-dated passes in any case. Entries whose answer says `fetch` are taken
        up by this run; a pending one whose own date is known to lie outside the walk's bounds is not. With no entries
        and no `next_url` the cursor stays: such a page led nowhere.
        """

    def close_walk(self, walk: int, end: WalkEnd, extent: Extent, finished: datetime) -> None:
        """Close a walk: its entries are ground from now on, to the extent given."""

    def break_walk(self, walk: int, reason: str, finished: datetime) -> None:
        """Say why a walk stopped short; it keeps its cursor and can be resumed."""

    # Newspapers ----------------------------------------------------------------------------------------------------
    def enter_issue(self, run: int, channel: str, issue: Issue) -> None:
        """Enter what became of a day of a newspaper's edition; replaces what was known of it, and counts the looks.

        Raises `LedgerError` for a channel of which no walk was ever opened.
        """

    def issues(self, channel: str, since: date, until: date) -> dict[date, Issue]:
        """What is known of the days of an edition, both ends included; days never looked at are absent."""

    def issue_counts(self) -> list[IssueCounts]:
        """Count the days of every edition, by name."""

    # Politeness ----------------------------------------------------------------------------------------------------
    def ban(self, key: str) -> Ban | None:
        """Tell whether the servers of a politeness key refused an earlier run, and until when to leave them alone."""

    def set_ban(self, key: str, ban: Ban | None) -> None:
        """Remember a refusal for the next runs; None once they answer again."""

    # The frontier --------------------------------------------------------------------------------------------------
    def due(
        self, run: int, channels: Iterable[str], now: datetime, limit: int | None = None, bounds: Extent = EVERYTHING
    ) -> list[Due]:
        """Take up the pending articles of these channels whose back-off is over, longest waiting first.

        What is taken up is not given again in this run, so that with a `limit` the next call gives the next ones. An
        article whose own date is known to lie outside the `bounds` waits for a run that wants it.
        """

    # Judging -------------------------------------------------------------------------------------------------------
    def owner(self, url: str, besides: str | None = None) -> str | None:
        """Id of the article whose key or alias is this normalised URL.

        `besides` is the article that asks: that the URL is its own key says nothing then.
        """

    def claimants(self, url: str) -> int:
        """How many different articles go by this normalised URL, as their key or as an alias they were settled with."""

    def claim(self, run: int, key: str, content_hash: str, id: str) -> str:
        """Claim a text for an article of politeness key `key`; gives the id that owns it: this one, or the first.

        The claim lasts until the article is settled: for good if it is exported, else it is dropped.
        """

    def article(self, id: str) -> ArticleRow | None:
        """What is known of one article."""

    def copies(self, id: str) -> list[ArticleRow]:
        """The articles that were judged copies of one, in the order in which they were listed."""

    def revisitable(self, channels: Iterable[str], published_since: datetime) -> list[ArticleRow]:
        """Exported articles of these channels, published at that time or later."""

    def last_line(self, id: str) -> LineRef | None:
        """Where the newest line of an article stands."""

    # Settling: only inside transaction() ---------------------------------------------------------------------------
    def transaction(self) -> AbstractContextManager[None]:
        """One durable transaction: all of it or nothing, fsynced on leaving."""

    def settle(self, run: int, settled: Iterable[Settled]) -> None:
        """Enter outcomes, attempts and aliases.

        An exported article stays exported: of another outcome only the attempt and the aliases are entered. What is
        None leaves what stood there; `reason`, `of` and `relation` belong to the outcome and change with it. The first
        article settled with an alias owns it. Raises `LedgerError` for an article that was never entered.
        """

    def lines(self, lines: Iterable[LineRef]) -> None:
        """Enter where lines of the record stand."""

    def committed(self, files: Iterable[FileState]) -> None:
        """Enter the committed lengths of files; a closed file (`open=False`) needs no recovery."""

    # Files, and what is left by the dead ----------------------------------------------------------------------------
    def open_files(self) -> list[FileState]:
        """Files whose runs have not closed them, with their committed lengths."""

    def committed_length(self, path: str) -> int | None:
        """Return the committed length of a file of this machine; None where it never committed."""

    def release(self, keys: Iterable[str], run: int) -> None:
        """Drop the claims that other, dead runs left under politeness keys whose locks this run now holds."""

    # Forgetting ----------------------------------------------------------------------------------------------------
    def followers(self) -> list[str]:
        """Paths of all feeds on this machine that ever committed with the record."""

    def forget(self, ids: Iterable[str], lines: Iterable[LineRef]) -> None:
        """Take out what the account says of articles beyond their addresses; inside `transaction()`.

        They stay known, so that nobody fetches them again: what was pending is rejected. `lines` are lines of the
        record whose bytes changed in their places.
        """

    def scrub(self, words: Iterable[str]) -> None:
        """Overwrite what was deleted, wherever the database still keeps it, and whatever texts are packed with that
        has such words; not inside a transaction."""

    # History: what the next runs are compared with -------------------------------------------------------------------
    def remember(self, run: int, seen: Iterable[Seen], alarms: Iterable[Alarm]) -> None:
        """Enter what a run saw of its channels, and the alarms that were raised on it."""

    def past(self, channel: str, before: int, limit: int) -> list[Seen]:
        """What the newest runs before this one saw of a channel, newest first."""

    def alarms(self, since: datetime) -> list[Raised]:
        """Alarms of the runs begun since then, newest first."""

    def news_days(self, channels: Sequence[str], since: date) -> dict[str, dict[date, int]]:
        """By channel, articles a day (China's), copies included, by the day of publication."""

    # The audit -----------------------------------------------------------------------------------------------------
    def balances(self, by: Literal["all", "channel", "run"], run: int | None = None) -> list[Balance]:
        """Balances of everything, of each channel, or of each run; with `run`, of the rows of that run alone.

        The rows of a run are those it listed first or took up. An article that two channels list counts in both.
        """

    def faults(self, run: int | None = None) -> dict[str, int]:
        """Count contradictions in the account, by kind (`exported_without_line`, …); a sound ledger gives none."""

    def each_line(self, run: int | None = None) -> Iterator[LineRef]:
        """All lines of the record in the order of files and offsets; with `run`, of the articles of that run."""

    # The report: see ledger/coverage.py --------------------------------------------------------------------------
    def day_counts(self, since: date | None = None) -> list[DayCount]:
        """Count articles by channel, day and outcome; those whose page tells an earlier day than `since` left out."""

    def looks(self) -> list[Look]:
        """Say of each channel when it was last looked at, how far down, and whether that stopped short."""

    def copied(self) -> list[Copies]:
        """Count the duplicates by channel, by the channel of what they repeat, and by how; the most first."""

    def listed(self, asked: ListedDays) -> Iterator[Listed]:
        """Give the articles of some days, channel by channel, in order of days, and in each the lost first."""

    def texts(self) -> Store:
        """The texts and postings of near-duplicates, which stand in the same database: what is written to them inside
        `transaction()` commits with it."""

    def locks(self) -> Locks:
        """New locks for a run on this ledger, that every other run on it sees."""

    def close(self) -> None:
        """Let go of the database."""

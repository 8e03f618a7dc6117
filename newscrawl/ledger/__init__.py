"""The account of an archive: every URL that a listing showed, its outcome, its line.

It is the set of seen URLs, the queue of pending ones and the audit trail at once. Every
other folder uses it through the protocol `Ledger`; the rules are in `docs/ledger.md`.

- `protocol`, `values`  what every ledger does, `report_protocol` what it answers to
  reports; the values that go in and out
- `opening`, `place`    settings → where the ledger is → an open ledger
- `sqlite`              one file, the default; `sqlite_file` checks and migrates it,
  `network_disk` refuses disks of other machines, `sqlite_errors` explains errors
- `postgres`            one database for many machines; `postgres_schema` its tables
- `sql`                 the protocol in SQL for both; it only calls `sql_walks`,
  `sql_entries`, `sql_settle`, `sql_issues` and `sql_history`, and inherits the
  questions: `sql_articles` (one article), `sql_reports` (calls `sql_audit`,
  `sql_coverage`, `sql_troubles`)
- `sql_reading`         what the reading room asks: rows behind numbers, one article
- `sql_counts`          keeps counts by day and by reason true to every change of rows
- `sql_schema`          tables and migrations; `sql_values` converts values to columns
- `locks`               locks that a dead process loses; also `postgres_locks`
- `handover`            hand a site over to a run that waits for it
- `backoff`             when to try an article again, and when no more
- `history`             what runs saw, and alarms; `day_counts`: what reports count;
  `walk_troubles`: walks that stop short

Terms of our own, as the whole package uses them:

- *listing*, *entry*    a page of links; one link, with its title and date
- *channel*             a section of a site (频道, 栏目), or an edition of a newspaper
- *run*                 one process that crawls
- *walk*                the way of a run through the listings of one channel
- *stage*               the part of a walk that one run read without a jump; the table
                        `leg`
- *joined*              of pages: no page between them was left out. A walk whose pages
                        are joined is *closed*; one that stopped early is *broken*
- *known*, *covered*    of an entry: a closed walk listed it, so it is in the ledger,
                        and so is all below it within the walk's bounds; the column
                        `ground` names that walk
- *outcome*             pending, exported, duplicate, rejected or failed
- *take up*             begin with an article; this run then accounts for it
- *settle*              record the outcome of an article
- *alias*               another URL of an article: after a redirect, or declared
- *claim*               reserve a text for the first article that has it
- *record*              the archive's own files of lines: articles and duplicates
- *follower*            any other feed; it commits with the record
- *group*               the lines and outcomes that are committed together
- *capture*             a response as it was received, kept in a WARC file
- *politeness key*      the servers that share one lock, one ban and one pace
"""

from newscrawl.ledger.protocol import Ledger
from newscrawl.ledger.values import (
    ArticleRow,
    Attempt,
    Balance,
    Ban,
    Due,
    Failing,
    FileState,
    LedgerAwayError,
    LedgerError,
    LineRef,
    RunRow,
    Settled,
)
from newscrawl.walks.walk_state import (
    EVERYTHING,
    Cursor,
    EntryState,
    Extent,
    OutcomeKind,
    Top,
    WalkBreak,
    WalkEnd,
    WalkState,
)

__all__ = [
    "EVERYTHING",
    "ArticleRow",
    "Attempt",
    "Balance",
    "Ban",
    "Cursor",
    "Due",
    "EntryState",
    "Extent",
    "Failing",
    "FileState",
    "Ledger",
    "LedgerAwayError",
    "LedgerError",
    "LineRef",
    "OutcomeKind",
    "RunRow",
    "Settled",
    "Top",
    "WalkBreak",
    "WalkEnd",
    "WalkState",
]

"""The account of an archive: what was listed, what became of it, and where its line stands.

`values.py` is its vocabulary, `protocol.py` what every backend does. `sql.py` does it in SQL, for `sqlite.py`, the
default, and for `postgres.py`, for many machines. `walk.py` decides when a walk of listings stops, `recover.py` mends
the files after a death, `history.py` and `coverage.py` are what alarms and reports ask, `issues.py` is about
newspapers. The rules are in
`docs/ledger.md`.
"""

from newscrawl.ledger.protocol import Ledger
from newscrawl.ledger.values import (
    ArticleRow,
    Attempt,
    Balance,
    Ban,
    Due,
    FileState,
    LedgerError,
    LineRef,
    RunRow,
    Settled,
)
from newscrawl.walks.walk_state import EVERYTHING, Cursor, EntryState, Extent, OutcomeKind, WalkEnd, WalkState

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
    "FileState",
    "Ledger",
    "LedgerError",
    "LineRef",
    "OutcomeKind",
    "RunRow",
    "Settled",
    "WalkEnd",
    "WalkState",
]

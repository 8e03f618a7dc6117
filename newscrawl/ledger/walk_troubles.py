"""Walks that stop short, are interrupted, or end where nothing is known of what lies
below: values for alarms, `scrapy audit` and `scrapy coverage`.

`sql_troubles.py` finds them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from newscrawl.walks.walk_state import EVERYTHING, Extent, OutcomeKind

Trouble = Literal["broken", "unconfirmed", "bounded"]
"""A walk cannot go on · waits for another day to believe an end · ended, and its depth
is unknown."""


@dataclass(frozen=True, slots=True)
class WalkTrouble:
    """A walk of a channel that does not join its listing, and that no later walk made
    up for."""

    channel: str
    state: Trouble
    reason: str
    """`no_such_host`, `http_500`, `page_missing`, `overrun`, …"""
    at: str | None
    """Address of the page at which it stops; None where the reason names none."""
    since: datetime
    """The first of the runs in a row that stopped short, for whatever reason; of
    bounded walks, the first that ended so."""
    last: datetime
    """The newest of them."""
    runs: int = 1
    """Runs in a row that stopped at this page for this reason; of bounded walks, how
    many."""
    in_a_row: int = 0
    """Of bounded walks: how many of the newest walks of the channel, in a row."""
    asked: Extent = EVERYTHING
    """The bounds of the walk."""
    incremental: bool = True
    """Whether it is the walk of the schedule, not a back-fill."""


@dataclass(frozen=True, slots=True)
class Finals:
    """Articles that ended without a text, for one reason; `scrapy ledger retry` asks
    for them again."""

    outcome: OutcomeKind
    """`rejected` or `failed`."""
    reason: str
    count: int
    oldest: datetime | None
    """The last attempt of the one that was given up first; None where nothing was
    fetched."""
    newest: datetime | None
    """The last attempt of the one that was given up last."""


@dataclass(frozen=True, slots=True)
class OpenBackFill:
    """A back-fill of a channel that has not come to its end: a run is at it, or it was
    interrupted and waits for the next run with the same bounds."""

    channel: str
    asked: Extent
    began: datetime
    """When its first run began."""
    run: int
    """The last run that was at it."""
    last: datetime
    """When that run began."""
    pages: int
    """Listing pages down to where it stands."""
    at: str | None
    """The next listing page; None where none was read."""

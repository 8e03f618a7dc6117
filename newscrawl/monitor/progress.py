"""Counts and seconds of a crawl → the table, or the line, that shows its progress.
Pure.

The time left is known in two cases: the entries' dates show how far a walk down to a
day is, and once a walk has ended, one requested article arrives every `delay` seconds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from rich.console import Group
from rich.table import Table
from rich.text import Text

from newscrawl.monitor.summary import OUTCOMES

ROWS = 20
"""Channels shown at most."""


@dataclass(slots=True)
class Progress:
    """The progress of one channel in this run."""

    channel: str
    delay: float = 0.0
    """Seconds between requests to its site."""
    listings: int = 0
    asked: int = 0
    """Articles requested."""
    outcomes: Counter[str] = field(default_factory=Counter)
    """`exported`, `duplicate`, `rejected`, `failed`, and `pending` for those left to a
    later run."""
    oldest: date | None = None
    """The oldest date in its listings so far."""
    since: date | None = None
    """The day down to which its walk goes."""
    end: str | None = None
    """How its walk ended."""

    @property
    def waiting(self) -> int:
        """Articles requested that have no outcome yet."""
        return max(0, self.asked - sum(self.outcomes.values()))

    def share(self, today: date) -> float | None:
        """Return how much of the walk is done, from 0 to 1; None if unknown.

        >>> walk = Progress("hxnews/fz", oldest=date(2020, 11, 15), since=date(2020, 11, 9))
        >>> walk.share(date(2020, 11, 18))
        0.3
        """
        if self.end is not None:
            return 1.0
        if self.oldest is None or self.since is None:
            return None
        return min(1.0, max(0, (today - self.oldest).days) / max(1, (today - self.since).days + 1))

    def left(self, elapsed: float, today: date) -> float | None:
        """Return the seconds that the channel will still take; None if unknown.

        >>> Progress("hxnews/fz", delay=2.0, asked=30, end="known").left(60.0, date(2020, 11, 18))
        60.0
        """
        share = self.share(today)
        if share is None:
            return None
        if share >= 1.0:
            return self.waiting * self.delay
        return elapsed * (1 - share) / share if share else None


def table(progress: Iterable[Progress], elapsed: float, today: date, height: int, width: int) -> Group:
    """Return a table of the active channels, as many as fit, and the line of all."""
    every = list(progress)
    narrow = width < 100
    shown = [each for each in every if each.end is None or each.waiting] or every
    shown = shown[: max(1, min(ROWS, height - 4))]
    headings = [
        "channel",
        "lists",
        "new",
        "dup",
        "rej",
        "fail",
        "pend",
        *([] if narrow else ["waiting", "walk"]),
        "left",
    ]
    drawn = Table(*headings, box=None, pad_edge=False, expand=False)
    for column in drawn.columns[1:]:
        column.justify = "right"
        column.no_wrap = True
    drawn.columns[0].overflow, drawn.columns[0].no_wrap = "ellipsis", True
    for each in shown:
        counts = [str(each.outcomes[kind]) for kind in OUTCOMES]
        share = each.share(today)
        walk = each.end or ("" if share is None else f"{share:.0%}")
        more = [] if narrow else [str(each.waiting), walk]
        drawn.add_row(Text(each.channel), str(each.listings), *counts, *more, clock(each.left(elapsed, today)))
    return Group(drawn, Text(line(every, elapsed), overflow="ellipsis", no_wrap=True))


def line(progress: Iterable[Progress], elapsed: float) -> str:
    """Return the progress of all channels together in one line.

    >>> line([Progress("hxnews/fz", listings=3, asked=9, outcomes=Counter(exported=7, rejected=1), end="known")], 4.0)
    '1 of 1 channels walked, 3 listing pages; 7 exported, 1 rejected, 1 waiting; 2.0 articles/s, 0:04'
    """
    every = list(progress)
    outcomes: Counter[str] = Counter()
    for each in every:
        outcomes.update(each.outcomes)
    parts = [f"{outcomes[kind]} {kind}" for kind in OUTCOMES if outcomes[kind]]
    parts += [f"{waiting} waiting"] if (waiting := sum(each.waiting for each in every)) else []
    walked = sum(each.end is not None for each in every)
    rate = sum(outcomes.values()) / elapsed if elapsed else 0.0
    return (
        f"{walked} of {len(every)} channels walked, {sum(each.listings for each in every)} listing pages; "
        f"{', '.join(parts) or 'no article yet'}; {rate:.1f} articles/s, {clock(elapsed)}"
    )


def clock(seconds: float | None) -> str:
    """Return seconds as hours, minutes and seconds; "" if unknown.

    >>> clock(75.4), clock(None), clock(7300)
    ('1:15', '', '2:01:40')
    """
    if seconds is None:
        return ""
    text = str(timedelta(seconds=round(seconds)))
    return text.removeprefix("0:").removeprefix("0") if text.startswith("0:0") else text.removeprefix("0:")

"""Counts and seconds of a crawl → the table, or the line, that shows its progress.
Pure.

The time left is known in two cases: the entries' dates show how far a walk down to a
day is, and once a walk has ended, one requested article arrives every `delay` seconds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from newscrawl.i18n import N_, _
from newscrawl.monitor.account_lines import OUTCOMES
from newscrawl.monitor.wrapping import wrapped
from newscrawl.terminal import columns

ROWS = 20
"""Channels shown at most."""
WIDE = 100
"""Cells from which on there is room for all columns."""
MARK, GAP = 8, "  "
"""Cells of a channel at least; what stands between columns."""
LINE = N_("{walked} of {channels} channels walked, {pages} listing pages; {outcomes}; {rate} articles/s, {time}")
NONE = N_("no article yet")
COUNTS = {
    "exported": N_("{n} exported"),
    "duplicate": N_("{n} duplicate"),
    "rejected": N_("{n} rejected"),
    "failed": N_("{n} failed"),
    "pending": N_("{n} pending"),
    "waiting": N_("{n} waiting"),
}
"""Words for outcomes, and for articles that have none yet."""


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


def table(progress: Iterable[Progress], elapsed: float, today: date, height: int, width: int, of: int = 0) -> list[str]:
    """Return a table of the active channels, as many as fit, and the line of all; no
    row is as wide as the terminal. `of`: channels that the run was asked for.

    >>> fz = Progress("hxnews/fz", listings=3, asked=9, outcomes=Counter(exported=7), end="known")
    >>> print(*table([fz], 4.0, date(2020, 11, 18), 24, 60), sep="\\n")
    channel    lists  new  dup  rej  fail  pend  left
    hxnews/fz      3    7    0    0     0     0  0:00
    1 of 1 channels walked, 3 listing pages; 7 exported, 2
      waiting; 1.8 articles/s, 0:04
    """
    every = list(progress)
    wide = width >= WIDE
    headings = [
        _("channel"),
        _("lists"),
        _("new"),
        _("dup"),
        _("rej"),
        _("fail"),
        _("pend"),
        *([_("waiting"), _("walk")] if wide else []),
        _("left"),
    ]
    foot = list(wrapped([line(every, elapsed, of, _)], width - 1))
    if not every:
        return foot
    room = max(1, min(ROWS, height - 2 - len(foot)))
    active = [each for each in every if each.end is None or each.waiting] or every
    rows = [headings, *(_row(each, elapsed, today, wide=wide) for each in active[:room])]
    widths = [max(columns(row[column]) for row in rows) for column in range(len(headings))]
    widths[0] = max(MARK, min(widths[0], width - 1 - sum(widths[1:]) - len(GAP) * (len(widths) - 1)))
    return [*(clip(_joined(row, widths), width - 1) for row in rows), *foot]


def _row(each: Progress, elapsed: float, today: date, *, wide: bool) -> list[str]:
    counts = [str(each.outcomes[kind]) for kind in OUTCOMES]
    share = each.share(today)
    walk = each.end or ("" if share is None else f"{share:.0%}")
    more = [str(each.waiting), walk] if wide else []
    return [each.channel, str(each.listings), *counts, *more, clock(each.left(elapsed, today))]


def _joined(row: Sequence[str], widths: Sequence[int]) -> str:
    """Return a row as text: the first column left, the others right."""
    first = clip(row[0], widths[0])
    rest = (" " * (width - columns(text)) + text for text, width in zip(row[1:], widths[1:], strict=True))
    return GAP.join((first + " " * (widths[0] - columns(first)), *rest))


def clip(text: str, width: int) -> str:
    """Return a text cut to a width in cells.

    >>> clip("福州新闻网", 7), clip("hxnews/fz", 9)
    ('福州新…', 'hxnews/fz')
    """
    if columns(text) <= width:
        return text
    while text and columns(text) >= width:
        text = text[:-1]
    return f"{text}…"


def line(progress: Iterable[Progress], elapsed: float, of: int = 0, say: Callable[[str], str] = str) -> str:
    """Return the progress of all channels together in one line; `say` translates it.

    >>> line([Progress("hxnews/fz", listings=3, asked=9, outcomes=Counter(exported=7, rejected=1), end="known")], 4.0)
    '1 of 1 channels walked, 3 listing pages; 7 exported, 1 rejected, 1 waiting; 2.0 articles/s, 0:04'
    """
    every = list(progress)
    outcomes: Counter[str] = Counter()
    for each in every:
        outcomes.update(each.outcomes)
    outcomes["waiting"] = sum(each.waiting for each in every)
    parts = [say(words).format(n=outcomes[kind]) for kind, words in COUNTS.items() if outcomes[kind]]
    rate = sum(outcomes[kind] for kind in OUTCOMES) / elapsed if elapsed else 0.0
    return say(LINE).format(
        walked=sum(each.end is not None for each in every),
        channels=max(len(every), of),
        pages=sum(each.listings for each in every),
        outcomes=say(", ").join(parts) or say(NONE),
        rate=f"{rate:.1f}",
        time=clock(elapsed),
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

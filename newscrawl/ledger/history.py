"""What runs saw of channels, and the alarms raised on it: the memory that tells a bad day from a usual one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime


@dataclass(slots=True)
class Seen:
    """What one run saw of one channel. Counts are of what this run read, not of the archive."""

    channel: str
    run: int = 0
    at: datetime | None = None
    """When the run began; aware."""
    first: str | None = None
    """What the first of them was: `listing`, or what came in its place (`verification`, `soft404`, `http_404`, …)."""
    first_url: str | None = None
    links: int = 0
    """Entries on it."""
    refused: int = 0
    """Links of its main list that are no article's by the site's own rule."""
    shaped: int = 0
    """Entries whose address looks like an article's."""
    articles: int = 0
    """Articles read, copies of others included."""
    filled: dict[str, int] = field(default_factory=dict)
    """Field → articles that have it, copies not included."""
    lines: int = 0
    """Articles of those that are no copies: what `filled` is a share of."""
    by_layout: int = 0
    """Articles of `lines` that a layout of the site's file fitted."""
    encodings: dict[str, int] = field(default_factory=dict)
    copies: int = 0
    """Articles that are near-duplicates of another."""
    reasons: dict[str, int] = field(default_factory=dict)
    """`rejected/soft404: 3`, `pending/blocked: 12`, … for the articles that this run took up."""
    ahead: str | None = None
    """An article dated more than a day ahead of its fetching, as an example."""
    clock: float | None = None
    """Seconds by which the site's clock is ahead of ours, in the middle of its listing pages."""

    @property
    def idle(self) -> bool:
        """Whether the run neither read an article of the channel nor met anything that is told in numbers."""
        return not self.articles and not self.reasons


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that a person should look at."""

    name: str
    channel: str
    evidence: str
    """What was seen, with its numbers and addresses, in one line."""


@dataclass(frozen=True, slots=True)
class Raised:
    """An alarm, and when it was raised."""

    alarm: Alarm
    run: int
    at: datetime


_COLUMNS = ("channel", "run", "at")


def figures_in(seen: Seen) -> str:
    """Give the figures as they stand in their column: what is absent or zero is left out.

    >>> figures_in(Seen("hxnews/fz", links=20, filled={"title": 3}))
    '{"links":20,"filled":{"title":3}}'
    """
    figures = {name: value for name, value in asdict(seen).items() if value and name not in _COLUMNS}
    return json.dumps(figures, ensure_ascii=False, separators=(",", ":"))


def figures_out(channel: str, run: int, at: datetime, text: str) -> Seen:
    """Give the figures of their column; those of a later version that are unknown here are passed over.

    >>> figures_out("hxnews/fz", 7, datetime(2020, 11, 18), '{"links":20,"moons":2}').links
    20
    """
    known = {name: value for name, value in json.loads(text).items() if name in Seen.__slots__}
    return Seen(channel, run, at, **known)


def pooled(past: Iterable[Seen], name: str) -> tuple[int, int]:
    """Add a field's fill up over runs: how many articles have it, of how many.

    >>> pooled([Seen("a/b", lines=10, filled={"title": 9}), Seen("a/b", lines=5, filled={"title": 5})], "title")
    (14, 15)
    """
    have = of = 0
    for seen in past:
        have += seen.filled.get(name, 0)
        of += seen.lines
    return have, of

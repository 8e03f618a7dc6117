"""What runs saw of channels, and the alarms raised on it: what later runs are compared
with."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime


@dataclass(slots=True)
class Seen:
    """What one run saw of one channel. Counts are of what this run read, not of the
    archive."""

    channel: str
    run: int = 0
    at: datetime | None = None
    """When the run began; aware."""
    first: str | None = None
    """What the first listing page was: `listing`, or what came in its place
    (`verification`, `soft404`, `http_404`, …)."""
    first_url: str | None = None
    links: int = 0
    """Entries on that page."""
    refused: int = 0
    """Links of its main list that are not articles by the site's own rule."""
    rule_refuses: int = 0
    """Links that the site's rule for article addresses refuses, where these are all or
    nearly all."""
    shaped: int = 0
    """Entries whose address looks like an article's."""
    articles: int = 0
    """Articles read, duplicates included."""
    filled: dict[str, int] = field(default_factory=dict)
    """Field → number of articles that have it, duplicates not counted."""
    lines: int = 0
    """Articles that are not duplicates; `filled` is a share of these."""
    by_layout: int = 0
    """Articles of `lines` that matched a layout of the site's file."""
    encodings: dict[str, int] = field(default_factory=dict)
    copies: int = 0
    """Articles that are near-duplicates of another."""
    reasons: dict[str, int] = field(default_factory=dict)
    """`rejected/soft404: 3`, `pending/blocked: 12`, … of the articles this run took
    up."""
    ahead: str | None = None
    """An example of an article dated more than a day after it was fetched."""
    clock: float | None = None
    """Seconds by which the site's clock is ahead of ours: the median over its listing
    pages."""

    @property
    def idle(self) -> bool:
        """Whether the run read no article of the channel and has no outcomes to
        count."""
        return not self.articles and not self.reasons


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that a person should look at."""

    name: str
    channel: str
    """The channel that it is about; of an alarm about a host, one of its channels."""
    evidence: str
    """What was seen, with its numbers and addresses, in one line."""
    host: str | None = None
    """The host that it is about: all its channels have the same trouble."""

    @property
    def subject(self) -> str:
        """What it is about: the host, or the channel."""
        return self.host or self.channel


@dataclass(frozen=True, slots=True)
class Raised:
    """An alarm, and when it was raised."""

    alarm: Alarm
    run: int
    at: datetime


_BETWEEN = "\t"
"""Stands between the host of an alarm and its evidence, which is one line."""


def evidence_in(alarm: Alarm) -> str:
    """Encode the evidence of an alarm, with its host, for their column.

    >>> evidence_in(Alarm("unreachable", "hxnews/fz", "name not found", "www.hxnews.com"))
    'www.hxnews.com\\tname not found'
    """
    evidence = alarm.evidence.replace(_BETWEEN, " ")
    return evidence if alarm.host is None else f"{alarm.host}{_BETWEEN}{evidence}"


def alarm_out(name: str, channel: str, text: str) -> Alarm:
    """Decode an alarm of its columns.

    >>> alarm_out("unreachable", "hxnews/fz", "www.hxnews.com\\tname not found").subject
    'www.hxnews.com'
    """
    host, between, evidence = text.partition(_BETWEEN)
    return Alarm(name, channel, evidence, host) if between else Alarm(name, channel, text)


_COLUMNS = ("channel", "run", "at")


def figures_in(seen: Seen) -> str:
    """Encode the figures for their column; absent and zero values are left out.

    >>> figures_in(Seen("hxnews/fz", links=20, filled={"title": 3}))
    '{"links":20,"filled":{"title":3}}'
    """
    figures = {name: value for name, value in asdict(seen).items() if value and name not in _COLUMNS}
    return json.dumps(figures, ensure_ascii=False, separators=(",", ":"))


def figures_out(channel: str, run: int, at: datetime, text: str) -> Seen:
    """Decode the figures of their column; names that this version does not know are
    ignored.

    >>> figures_out("hxnews/fz", 7, datetime(2020, 11, 18), '{"links":20,"moons":2}').links
    20
    """
    known = {name: value for name, value in json.loads(text).items() if name in Seen.__slots__}
    return Seen(channel, run, at, **known)


def pooled(past: Iterable[Seen], name: str) -> tuple[int, int]:
    """Add up how often a field is filled over several runs: (articles that have it,
    articles).

    >>> pooled([Seen("a/b", lines=10, filled={"title": 9}), Seen("a/b", lines=5, filled={"title": 5})], "title")
    (14, 15)
    """
    have = of = 0
    for seen in past:
        have += seen.filled.get(name, 0)
        of += seen.lines
    return have, of

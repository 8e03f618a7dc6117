"""What a run met in a channel, counted: the ledger's history, by which later runs are judged; and the alarms raised.

One `Figures` a run and channel. Runs that brought nothing are not kept, but for the newest: a channel that is crawled
every hour leaves a row for each hour that had news, and one more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime

USABLE = "listing"
"""In `Figures.pages`: a listing page that showed entries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What one run met in one channel. Shares are over `articles`, outcomes over `listed`."""

    run: int
    channel: str
    at: datetime
    """When the run began."""
    bounded: bool = False
    """Whether the user gave bounds (`since`, `until`, `max_pages`): such a run says nothing of the channel's rhythm."""
    pages: Mapping[str, int] = field(default_factory=dict)
    """Listing pages by what they were: `listing`, `no_links`, `no_articles`, `soft404`, `http_500`, `timeout`, …"""
    seen: Mapping[str, str] = field(default_factory=dict)
    """For each of these but `listing`, the address of the first."""
    entries: int = 0
    """Links of the listing pages that look like articles."""
    refused: int = 0
    """Links of their main lists that do not."""
    listed: int = 0
    """Articles that this run listed first or took up; the outcomes add up to it."""
    outcomes: Mapping[str, int] = field(default_factory=dict)
    """`exported`, `duplicate`, `rejected`, `failed`, `pending`."""
    reasons: Mapping[str, int] = field(default_factory=dict)
    """`duplicate/near`, `rejected/soft404`, `pending/http_500`, …"""
    articles: int = 0
    """Articles that were read, those refused for want of a title or a text included, copies left out."""
    fields: Mapping[str, int] = field(default_factory=dict)
    """How many of them have each field of a line."""
    readers: Mapping[str, int] = field(default_factory=dict)
    """How many of them were read by a `layout` of the site, how many by the `generic` reader."""
    encodings: Mapping[str, int] = field(default_factory=dict)
    """How many of them came in each charset."""
    repaired: int = 0
    """How many of them had damaged text mended."""
    future: int = 0
    """How many of them say they were published more than a day after they were fetched."""
    misdated: int = 0
    """How many of them say another day than their listing, by more than two days."""
    dated: int = 0
    """How many of them have a date on their page and one in the listing."""
    first: str | None = None
    """Earliest day of publication among them."""
    last: str | None = None
    """Latest day of publication among them."""

    @property
    def idle(self) -> bool:
        """Whether the run met nothing worth remembering: usable listings, and nothing new."""
        return not self.listed and not self.articles and not self.seen


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that a person should look at."""

    name: str
    """What kind of thing; docs/operations.md lists them."""
    channel: str
    evidence: str
    """What was seen, with figures or an address to check it by."""
    advice: str
    """What to do."""


@dataclass(frozen=True, slots=True)
class RaisedAlarm:
    """An alarm as the ledger keeps it."""

    run: int
    at: datetime
    """When its run began."""
    alarm: Alarm


@dataclass(frozen=True, slots=True)
class News:
    """When the archived articles of a channel were published."""

    reach: date | None
    """From this day on the channel was walked without a gap; None if it never was."""
    by_day: Mapping[date, int]
    """Articles by day of publication, in China's time; days without any are not there."""


def figures_in(figures: Figures) -> str:
    """Give the counts of figures as they stand in their column: what is zero or empty is left out."""
    told = {name: value for name, value in asdict(figures).items() if value and name not in ("run", "channel", "at")}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def figures_out(run: int, channel: str, at: datetime, counts: str) -> Figures:
    """Give the figures of their column; a count that this version does not know is left out.

    >>> from datetime import UTC
    >>> met = Figures(run=7, channel="hxnews/fz", at=datetime(2020, 11, 18, 9, tzinfo=UTC), fields={"title": 12})
    >>> figures_in(met), figures_out(met.run, met.channel, met.at, figures_in(met)) == met
    ('{"fields":{"title":12}}', True)
    """
    known = {each.name for each in fields(Figures)}
    told = {name: value for name, value in json.loads(counts).items() if name in known}
    return Figures(run=run, channel=channel, at=at, **told)

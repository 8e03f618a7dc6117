"""The ledger's counts by day → complete days, gaps, dead channels of an archive. Pure.

A channel has a rhythm: the share of workdays, and of weekends, on which it has news.
Days without news that are unlikely at that rhythm are a *gap*; a long gap that lasts
until the last crawl means that the channel is *dead*.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from types import MappingProxyType
from typing import Literal

from newscrawl.ledger import Balance
from newscrawl.ledger.day_counts import Copies, Counts, DayCount, Look
from newscrawl.monitor.days import DAY
from newscrawl.monitor.gaps import Gap, beginning, chance, each_day, find_gaps

Mark = Literal["news", "lost", "gap", "quiet", "unseen"]
"""A day has news · has articles that could not be fetched · lacks news · has none, as
usual · was not crawled yet."""
State = Literal["live", "broken", "dead", "unwatched", "empty"]

WINDOW = 371
"""Days that a report shows by default: 53 weeks."""
DEAD, DEAD_DAYS = 1 / 1000, 7
UNWATCHED_DAYS = 3


@dataclass(frozen=True, slots=True)
class Day:
    """One day of one channel."""

    day: date
    counts: Counts
    mark: Mark


@dataclass(frozen=True, slots=True)
class ChannelCoverage:
    """One channel in the window of a report."""

    key: str
    site: str
    name: str | None
    days: tuple[Day, ...]
    """Every day from its first in the window to the last; empty if it has no news."""
    gaps: tuple[Gap, ...]
    state: State
    since: date | None
    """When it became dead, broken or unwatched."""
    reason: str | None
    """Why its walk broke."""
    newest: date | None
    """Its last day with news."""
    usual: float
    """Median of articles on its days with news."""
    counts: Counts
    """In the window."""
    undated: int
    """Articles without a date; they are in no day."""
    balance: Balance | None
    """Of all times."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The content of a report."""

    made: datetime
    first: date
    last: date
    channels: tuple[ChannelCoverage, ...]
    total: Balance | None
    """Of all articles, each once; None if only some channels were selected."""
    copies: tuple[Copies, ...]

    @property
    def sites(self) -> tuple[tuple[str, tuple[ChannelCoverage, ...]], ...]:
        """The channels by site."""
        return tuple((site, tuple(channels)) for site, channels in groupby(self.channels, key=lambda each: each.site))


def cover_channel(
    look: Look, counted: Mapping[date, Counts], window: tuple[date, date], *, undated: int = 0, name: str | None = None,
    balance: Balance | None = None,
) -> ChannelCoverage:  # fmt: skip
    """Judge one channel: its days in the window, its gaps, and its state."""
    start, end = window
    with_news = {day for day, counts in counted.items() if counts.listed > counts.pending and day <= end}
    looked = look.looked.date() if look.looked else None
    broken = look.broken is not None and (look.looked is None or (look.broken_at or look.looked) > look.looked)
    newest = max(with_news, default=None)
    gaps: list[Gap] = []
    days: tuple[Day, ...] = ()
    dead: Gap | None = None
    if newest:
        opening = beginning(with_news)
        if look.reach:  # older articles were never crawled
            opening = min((day for day in with_news if day >= max(opening, look.reach)), default=opening)
        # more may have been published later on the day of the last crawl itself
        seen = max(newest, min(end, looked - DAY)) if looked else newest
        judged = max(opening, min(start, newest) - WINDOW * DAY)
        found, shares = find_gaps(with_news, judged, seen)
        tail = Gap(newest + DAY, seen) if newest < seen else None
        if tail and tail.days >= DEAD_DAYS and chance(tail, shares) < DEAD:
            dead = tail
        first = max(opening, start)
        gaps = [Gap(max(gap.first, first), min(gap.last, end)) for gap in found if gap.last >= first]
        missing = {day for gap in gaps for day in each_day(gap.first, gap.last)}
        days = tuple(
            Day(day, counts, _mark(day, counts, missing, seen))
            for day in each_day(first, end)
            for counts in [counted.get(day, Counts())]
        )
    state, since = _state(look, broken, dead, looked, end, empty=not with_news)
    usual = sorted(day.counts.listed for day in days if day.counts.listed)
    return ChannelCoverage(
        key=look.channel, site=look.site, name=name, days=days, gaps=tuple(gaps), state=state, since=since,
        reason=look.broken if broken else None, newest=newest, usual=usual[len(usual) // 2] if usual else 0,
        counts=sum((day.counts for day in days), Counts()), undated=undated, balance=balance,
    )  # fmt: skip


def _mark(day: date, counts: Counts, missing: set[date], seen: date) -> Mark:
    if day in missing:
        return "gap"
    if counts.lost:
        return "lost"
    if counts.listed:
        return "news"
    return "unseen" if day > seen else "quiet"


def _state(
    look: Look, broken: bool, dead: Gap | None, looked: date | None, end: date, *, empty: bool
) -> tuple[State, date | None]:
    if broken:
        return "broken", look.broken_at.date() if look.broken_at else None
    if empty:
        return "empty", None
    if dead:
        return "dead", dead.first
    if looked is None or (end - looked).days > UNWATCHED_DAYS:
        return "unwatched", looked
    return "live", None


def window_of(
    counted: Iterable[DayCount], since: date | None, until: date | None, today: date, *, everything: bool = False
) -> tuple[date, date]:
    """Return the first and last day of a report.

    Without bounds it shows 53 weeks to today, or to the newest article if that is
    older.
    """
    days = [each.day for each in counted if each.day and each.counts.news and each.day <= (until or today)]
    end = until or today
    if until is None and since is None and not everything and days and max(days) < today - WINDOW * DAY:
        end = max(days)
    if since is None:
        since = min(days, default=end) if everything else end - (WINDOW - 1) * DAY
    return since, end


def cover(
    made: datetime,
    counted: Iterable[DayCount],
    looks: Iterable[Look],
    *,
    window: tuple[date, date],
    balances: Mapping[str, Balance] = MappingProxyType({}),
    total: Balance | None = None,
    copies: Iterable[Copies] = (),
    names: Mapping[str, str] | None = None,
) -> Coverage:
    """Judge every channel of `looks`, by site and key."""
    by_channel: dict[str, dict[date, Counts]] = defaultdict(dict)
    undated: dict[str, int] = {}
    for each in counted:
        if each.day is None:
            undated[each.channel] = each.counts.listed
        else:
            by_channel[each.channel][each.day] = each.counts
    channels = [
        cover_channel(
            look,
            by_channel.get(look.channel, {}),
            window,
            undated=undated.get(look.channel, 0),
            name=(names or {}).get(look.channel),
            balance=balances.get(look.channel),
        )
        for look in sorted(looks, key=lambda look: (look.site, look.channel))
    ]
    shown = {channel.key for channel in channels}
    return Coverage(
        made=made,
        first=window[0],
        last=window[1],
        channels=tuple(channels),
        total=total,
        copies=tuple(each for each in copies if each.channel in shown or each.of_channel in shown),
    )


def since_within(rows: Mapping[date, int], budget: int, first: date) -> date:
    """Return the earliest day whose articles can be listed within `budget` rows.

    >>> since_within({date(2020, 11, 17): 60, date(2020, 11, 18): 30}, 80, date(2020, 11, 1))
    datetime.date(2020, 11, 18)
    """
    for day in sorted(rows, reverse=True):
        budget -= rows[day]
        if budget < 0:
            return day + DAY
    return first

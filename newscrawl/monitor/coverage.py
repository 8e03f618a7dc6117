"""The ledger's counts by day → complete days, gaps, dead channels of an archive. Pure.

A channel has a rhythm: the share of workdays, and of weekends, on which it has news.
Days without news that are unlikely at that rhythm are a *gap*; a long gap that lasts
until the last crawl means that the channel is *dead*. Days belong to the window of the
report; the state of a channel is that of today.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from types import MappingProxyType
from typing import Literal

from newscrawl.china_time import CHINA
from newscrawl.i18n import _
from newscrawl.ledger import Balance
from newscrawl.ledger.day_counts import Copies, Counts, DayCount, Look
from newscrawl.ledger.walk_troubles import WalkTrouble
from newscrawl.monitor.causes import in_words
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
    """When it became dead, broken (the first failure) or unwatched."""
    reason: str | None
    """Why its walk broke: `no_such_host`, …"""
    why: str | None
    """What its state is judged by, in words; None for a live channel."""
    depth: str | None
    """What was missed, or is unknown, below what was listed, in words."""
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


@dataclass(frozen=True, slots=True)
class _Judged:
    """The news of a channel up to a day, and what is missing."""

    newest: date
    """Its last day with news."""
    opening: date
    """Its first day."""
    seen: date
    """The last day on which news would have been seen."""
    gaps: list[Gap]
    dead: Gap | None
    """A gap at the end that is too long for its rhythm."""


def _judge(with_news: set[date], look: Look, start: date, end: date) -> _Judged | None:
    """Judge the days with news up to `end`; None if there are none."""
    with_news = {day for day in with_news if day <= end}
    if not with_news:
        return None
    newest, opening = max(with_news), beginning(with_news)
    if look.reach:  # older articles were never crawled
        opening = min((day for day in with_news if day >= max(opening, look.reach)), default=opening)
    # more may have been published later on the day of the last crawl itself
    seen = max(newest, min(end, _day(look.looked) - DAY)) if look.looked else newest
    gaps, shares = find_gaps(with_news, max(opening, min(start, newest) - WINDOW * DAY), seen)
    tail = Gap(newest + DAY, seen) if newest < seen else None
    dead = tail if tail and tail.days >= DEAD_DAYS and chance(tail, shares) < DEAD else None
    return _Judged(newest, opening, seen, gaps, dead)


def cover_channel(
    look: Look, counted: Mapping[date, Counts], window: tuple[date, date], today: date, *,
    troubles: Sequence[WalkTrouble] = (), undated: int = 0, name: str | None = None, balance: Balance | None = None,
) -> ChannelCoverage:  # fmt: skip
    """Judge one channel: its days and gaps in the window, and its state today.

    `troubles` are the walks of this channel that stop short.
    """
    start, end = window
    with_news = {day for day, counts in counted.items() if counts.listed > counts.pending}
    judged = _judge(with_news, look, start, end)
    now = judged if end >= today else _judge(with_news, look, start, today)
    gaps: list[Gap] = []
    days: tuple[Day, ...] = ()
    if judged:
        first = max(judged.opening, start)
        gaps = [Gap(max(gap.first, first), min(gap.last, end)) for gap in judged.gaps if gap.last >= first]
        missing = {day for gap in gaps for day in each_day(gap.first, gap.last)}
        days = tuple(
            Day(day, counts, _mark(day, counts, missing, judged.seen))
            for day in each_day(first, end)
            for counts in [counted.get(day, Counts())]
        )
    broken = max(
        (each for each in troubles if each.state == "broken" and (look.looked is None or each.last > look.looked)),
        key=lambda each: each.last,
        default=None,
    )
    state, since, why = _state(look, broken, now, today)
    usual = sorted(day.counts.listed for day in days if day.counts.listed)
    return ChannelCoverage(
        key=look.channel, site=look.site, name=name, days=days, gaps=tuple(gaps), state=state, since=since,
        reason=broken.reason if broken else None, why=why, depth=_depth(troubles),
        newest=judged.newest if judged else None, usual=usual[len(usual) // 2] if usual else 0,
        counts=sum((day.counts for day in days), Counts()), undated=undated, balance=balance,
    )  # fmt: skip


def _day(moment: datetime) -> date:
    return moment.astimezone(CHINA).date()


def _depth(troubles: Iterable[WalkTrouble]) -> str | None:
    """Return what is unknown below what a channel's walks listed."""
    parts = []
    for each in troubles:
        if each.state == "bounded":
            told = "{words}" if each.reason == "front" else _("{words} ({n} times, last {day})")
            parts.append(told.format(words=in_words(each.reason), n=each.runs, day=_day(each.last)))
    return _("; ").join(parts) or None


def _mark(day: date, counts: Counts, missing: set[date], seen: date) -> Mark:
    if day in missing:
        return "gap"
    if counts.lost:
        return "lost"
    if counts.listed:
        return "news"
    return "unseen" if day > seen else "quiet"


def _state(
    look: Look, broken: WalkTrouble | None, judged: _Judged | None, today: date
) -> tuple[State, date | None, str | None]:
    """Return the state of a channel today, since when, and what says so."""
    looked = _day(look.looked) if look.looked else None
    if broken:
        last = _day(broken.last)
        why = in_words(broken.reason)
        if broken.at:
            why = _("{words} at {address}").format(words=why, address=broken.at)
        if (today - last).days > UNWATCHED_DAYS:
            why = _("{words}; tried last on {day}").format(words=why, day=last)
        return "broken", _day(broken.since), why
    if judged is None:
        return "empty", None, _("it listed no article that was fetched")
    if judged.dead:
        why = _("no news since {newest}, though it was looked at until {looked}")
        return "dead", judged.dead.first, why.format(newest=judged.newest, looked=looked)
    if looked is None:
        return "unwatched", None, _("no walk of it ever ended")
    if (today - looked).days > UNWATCHED_DAYS:
        return "unwatched", looked, _("no walk of it ended since {day}").format(day=looked)
    return "live", None, None


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
    troubles: Iterable[WalkTrouble] = (),
) -> Coverage:
    """Judge every channel of `looks`, by site and key, as it is at `made`."""
    stopped: dict[str, list[WalkTrouble]] = defaultdict(list)
    for trouble in troubles:
        stopped[trouble.channel].append(trouble)
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
            _day(made),
            troubles=stopped.get(look.channel, ()),
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

"""What several channels have in common → one alarm for their host. Pure.

A host that is dead stops all its channels, and a person should hear of it once. Walks
that stopped in this run are judged by what the ledger knows of them: for how long, and
how often in a row. Pages with one text, and articles that were given up, are counted by
site.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from newscrawl.i18n import _, ngettext
from newscrawl.ledger.history import Alarm
from newscrawl.ledger.walk_troubles import WalkTrouble
from newscrawl.monitor.account_lines import moment, names
from newscrawl.monitor.causes import Cause, host_and_port, in_words, kind_of_cause
from newscrawl.walks.issue_values import GAP
from newscrawl.walks.listing_values import DATELESS, NO_FIELD

RUNS = 3
"""Runs in a row that a walk must have been broken to be an alarm: one alone, or a few
within an hour, may be the site's maintenance."""
LASTS = timedelta(hours=20)
"""The time for which it must have been broken otherwise: a run at about the same time
on the next day counts."""
SOME = 3
"""Pages with one text, under as many titles in the listing, that prove something."""
NAMED = 3
"""Channels named in an alarm; the rest is counted."""
MACHINE = "this-machine"
"""What an alarm about no host, but about the machine that crawls, is about."""
WITHDRAWN = frozenset({"withdrawn", "robots", "offsite", "outside_dates"})
"""Reasons for which an article is given up because somebody said so."""


@dataclass(frozen=True, slots=True)
class StoppedWalk:
    """A walk that stopped short in this run, and what else is known of its channel."""

    trouble: WalkTrouble
    host: str
    """The host of the channel, where the trouble has no address."""
    barred_until: datetime | None = None
    """Until when the site is left alone, where an earlier run was refused."""
    never_ended: bool = False
    """Whether no walk of the channel ever ended."""


@dataclass(slots=True)
class SameText:
    """Articles of a site in this run whose text is that of one other article."""

    channels: Counter[str] = field(default_factory=Counter)
    titles: set[str] = field(default_factory=set)
    """Their titles in listings, which differ where the pages should."""
    example: str = ""


def judge_walks(stopped: Iterable[StoppedWalk], now: datetime, no_network: str | None = None) -> list[Alarm]:
    """Return the alarms about walks that stopped short, one for a host and a reason.

    Where this machine has no network, `no_network` says so: one alarm if that lasts.
    """
    groups: dict[tuple[str, str, str], list[StoppedWalk]] = defaultdict(list)
    if no_network is not None:
        walks = list(stopped)
        if not any(_lasts(walk.trouble, now) for walk in walks):
            return []
        since = _("{words}, since {when}").format(
            words=no_network, when=moment(min(walk.trouble.since for walk in walks))
        )
        return [Alarm("no_network", min(walk.trouble.channel for walk in walks), since, MACHINE)]
    for walk in stopped:
        if (name := _name(walk, now)) is not None:
            host = host_and_port(walk.trouble.at) or walk.host
            groups[name, host, _reason(walk.trouble.reason)].append(walk)
    return [_alarm(name, host, reason, walks) for (name, host, reason), walks in groups.items()]


def _name(walk: StoppedWalk, now: datetime) -> str | None:
    """Return the name of the alarm that a walk is due; None where it is none yet."""
    trouble = walk.trouble
    match trouble.state:
        case "unconfirmed":
            return None
        case "bounded" if trouble.reason == "overrun":
            return "overrun" if trouble.in_a_row >= RUNS else None
        case "bounded":
            return trouble.reason if trouble.reason in ("pager_unreadable", DATELESS) and trouble.in_a_row else None
    kind = _kind(trouble.reason)
    certain = walk.barred_until is not None if kind == "refused" else _certain(walk)
    return kind if certain or _lasts(trouble, now) else None


def _lasts(trouble: WalkTrouble, now: datetime) -> bool:
    return trouble.runs >= RUNS or now - trouble.since >= LASTS


def _certain(walk: StoppedWalk) -> bool:
    """Return whether nobody needs to wait: a list has lost the addresses of its items,
    a channel that never worked has a wrong address or rule, or a newspaper has had none
    at its addresses for long."""
    reason = walk.trouble.reason
    if reason.startswith(GAP):
        return True
    if reason.startswith(NO_FIELD):
        return walk.never_ended or "[]." in reason
    return walk.never_ended and reason == "no_such_host"


_DAY = re.compile(r"\d{4}-\d{2}-\d{2} (\w+)|days to go: (\w+)")


def _kind(reason: str) -> Cause:
    """Return the kind of a cause; that of a newspaper names its days, each with one.

    >>> _kind("2 issues broken: 2020-11-18 timeout, 2020-11-17 timeout")
    'unreachable'
    """
    kinds = {kind_of_cause(one or other) for one, other in _DAY.findall(reason)} or {kind_of_cause(reason)}
    return kinds.pop() if len(kinds) == 1 else "broken"


def _reason(reason: str) -> str:
    """Return what walks with the same trouble have in common."""
    return reason if not _DAY.search(reason) else ""


def _alarm(name: str, host: str, reason: str, walks: Sequence[StoppedWalk]) -> Alarm:
    first = walks[0].trouble
    words = in_words(reason or first.reason)
    until = max((walk.barred_until for walk in walks if walk.barred_until), default=None)
    if until is not None and name == "refused":
        words = _("{words}, now until {when}").format(words=words, when=moment(until))
    since = moment(min(walk.trouble.since for walk in walks))
    where = names([walk.trouble.channel for walk in walks], NAMED)
    if (n := len(walks)) > 1:
        where = ngettext("{n} channel: {channels}", "{n} channels: {channels}", n).format(n=n, channels=where)
    at = f" ({first.at})" if first.at and n == 1 else ""
    told = _("{words}, since {when}; {where}").format(words=words, when=since, where=f"{where}{at}")
    return Alarm(name, first.channel, told, host)


def judge_texts(same: Iterable[SameText], articles: int, host: str) -> Alarm | None:
    """Return an alarm if most articles that a site showed in this run have one text,
    under titles that differ."""
    for each in same:
        count = each.channels.total()
        if min(count, len(each.titles)) >= SOME and count * 2 > articles:
            where = names(sorted(each.channels), NAMED)
            return Alarm(
                "equal",
                min(each.channels),
                _("{n} of {of} articles have the same text under other titles, as {example}; {channels}").format(
                    n=count, of=articles, example=each.example, channels=where
                ),
                host if len(each.channels) > 1 else None,
            )
    return None


def judge_given_up(
    given_up: Mapping[str, int], reasons: Mapping[str, Mapping[str, int]], hosts: Mapping[str, str]
) -> list[Alarm]:
    """Return an alarm for each host of which this run gave articles up.

    `given_up` has the reasons that the run counted, `reasons` the outcomes of each
    channel, `hosts` the host of each channel.
    """
    asked = {reason for reason, count in given_up.items() if count} - WITHDRAWN
    found: dict[str, dict[str, Counter[str]]] = defaultdict(dict)
    for channel, outcomes in reasons.items():
        counts: Counter[str] = Counter()
        for outcome, count in outcomes.items():
            kind, _sep, reason = outcome.partition("/")
            if kind in ("rejected", "failed") and reason in asked:
                counts[reason] += count
        if counts:
            found[hosts.get(channel, channel)][channel] = counts
    alarms = []
    for host, channels in found.items():
        total = sum(channels.values(), Counter())
        listed = ", ".join(f"{count} {in_words(reason)}" for reason, count in sorted(total.items()))
        where = names(sorted(channels), NAMED)
        told = _("articles were given up after days: {reasons}; {channels}").format(reasons=listed, channels=where)
        alarms.append(Alarm("given_up", min(channels), told, host))
    return alarms

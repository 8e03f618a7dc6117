"""Walks that stop short, articles given up and runs, as the ledger has them → the lines
of `scrapy audit`, and its verdict. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from newscrawl.china_time import CHINA
from newscrawl.i18n import _
from newscrawl.ledger import Balance, Extent, RunRow
from newscrawl.ledger.walk_troubles import Finals, OpenBackFill, WalkTrouble
from newscrawl.monitor.causes import in_words
from newscrawl.monitor.summary import OUTCOMES
from newscrawl.walks.issue_values import IssueCounts

NAMED = 20
"""Channels named in one line; the rest is counted."""
_SHALLOW = frozenset({"front"})
"""Reasons of bounded walks that are one line for all channels: they are no event."""


def moment(at: datetime) -> str:
    """Return a moment to the minute, in China's time, which is the archive's.

    >>> from datetime import UTC
    >>> moment(datetime(2020, 11, 18, 16, 30, tzinfo=UTC))
    '2020-11-19 00:30'
    """
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def walk_lines(troubles: Sequence[WalkTrouble]) -> Iterator[str]:
    """Yield what is to be said of each walk: broken ones first, then those that missed
    something, then those that wait, then channels without a pager in one line."""
    for each in troubles:
        if each.state == "broken":
            runs = f" ({each.runs} runs)" if each.runs > 1 else ""
            where = f" at {each.at}" if each.at else ""
            named = f"{each.channel}{_bounds(each)}"
            yield f"broken since {moment(each.since)}{runs}: {named}: {in_words(each.reason)}{where}"
    for each in troubles:
        if each.state == "bounded" and each.reason not in _SHALLOW:
            times = f"{each.runs} times, {moment(each.since)} to {moment(each.last)}"
            when = times if each.runs > 1 else moment(each.since)
            yield f"depth unknown ({each.reason}, {when}): {each.channel}{_bounds(each)}: {in_words(each.reason)}"
    for each in troubles:
        if each.state == "unconfirmed":
            named = f"{each.channel}{_bounds(each)}"
            yield f"waits since {moment(each.since)}: {named}: {in_words(each.reason)} ({each.at})"
    for reason in sorted(_SHALLOW):
        alike = [each.channel for each in troubles if each.state == "bounded" and each.reason == reason]
        if alike:
            yield f"depth unknown ({reason}): {in_words(reason)}, so only what it shows is known: {names(alike)}"


def interrupted_lines(open_back_fills: Iterable[OpenBackFill], runs: Iterable[RunRow]) -> Iterator[str]:
    """Yield a line for each back-fill that was interrupted: of channels by walk, of
    newspapers by run."""
    for each in open_back_fills:
        where = f" at {each.at}" if each.at else ""
        stands = f"after {_number(each.pages, 'page', 'pages')}{where}"
        last = f"left by run {each.run} of {moment(each.last)}"
        yield f"interrupted: {each.channel} ({_asked(each.asked)}), begun {moment(each.began)}, {last}, {stands}"
    for run in runs:
        yield f"interrupted: {run.spider} {_arguments(run)}, left by run {run.id} of {moment(run.started)}"


def unfinished_papers(runs: Iterable[RunRow]) -> list[RunRow]:
    """Return the back-fills of newspapers that were killed, and that no later run with
    the same arguments made up for.

    >>> from datetime import UTC
    >>> at, asked = datetime(2020, 11, 18, 1, 0, tzinfo=UTC), {"papers": "fzrb", "since": "2020-01-01"}
    >>> killed = RunRow(7, "newspaper", asked, at, None, None, None)
    >>> done = RunRow(8, "newspaper", asked | {"wait": "10m"}, at, at, 0, {})
    >>> [run.id for run in unfinished_papers([killed])], unfinished_papers([done, killed])
    ([7], [])
    """
    open_runs: dict[tuple[str | None, ...], RunRow] = {}
    for run in sorted(runs, key=lambda each: each.id):
        if run.spider == "newspaper" and "since" in run.arguments:
            key = tuple(run.arguments.get(name) for name in ("papers", "since", "until"))
            if run.finished is None:
                open_runs[key] = run
            else:
                open_runs.pop(key, None)
    return list(open_runs.values())


def names(channels: Sequence[str], most: int = NAMED) -> str:
    """Return the names of channels in one line.

    >>> names(["hxnews/fz", "hxnews/fj", "hxnews/xm"], 2)
    'hxnews/fz, hxnews/fj and 1 more'
    """
    shown, more = ", ".join(channels[:most]), len(channels) - most
    return _("{names} and {n} more").format(names=shown, n=more) if more > 0 else shown


def _bounds(trouble: WalkTrouble) -> str:
    """Return the bounds of a back-fill."""
    asked: Extent = trouble.asked
    if trouble.incremental or (asked.max_pages or 0) >= 1 << 31 - 1:
        return ""
    return f" ({_asked(asked)})"


def _asked(asked: Extent) -> str:
    parts = [f"{name}={value}" for name, value in (("since", asked.since), ("until", asked.until)) if value]
    parts += [f"max_pages={asked.max_pages}"] if asked.max_pages else []
    return " ".join(parts) or "since=all"


def final_lines(finals: Iterable[Finals]) -> Iterator[str]:
    """Yield a line for each reason for which articles were given up.

    >>> from datetime import UTC
    >>> at = datetime(2020, 11, 18, 1, 0, tzinfo=UTC)
    >>> list(final_lines([Finals("rejected", "empty", 1200, at, at), Finals("failed", "bad_url", 1, None, None)]))
    ['rejected/empty: 1,200, tried last from 2020-11-18 to 2020-11-18', 'failed/bad_url: 1, never asked for']
    """
    for each in finals:
        tried = "never asked for"
        if each.oldest is not None and each.newest is not None:
            first, last = each.oldest.astimezone(CHINA).date(), each.newest.astimezone(CHINA).date()
            tried = f"tried last from {first} to {last}"
        yield f"{each.outcome}/{each.reason or 'no reason'}: {each.count:,}, {tried}"


def describe(run: RunRow) -> str:
    """Return a run's name, when it began in China's time, and how it ended."""
    parts = (f"run {run.id}", moment(run.started), f"{run.spider} {_arguments(run)}".strip(), exit_name(run))
    return "  ".join(part for part in parts if part)


def _arguments(run: RunRow) -> str:
    return " ".join(f"{name}={value}" for name, value in run.arguments.items())


def equation(balance: Balance) -> str:
    """Return a balance as one line.

    >>> equation(Balance("7", 120, {"exported": 112, "duplicate": 8}))
    '120 listed = 112 exported + 8 duplicate'
    """
    counts = [f"{balance.outcomes[name]:,} {name}" for name in OUTCOMES if balance.outcomes.get(name)]
    return f"{balance.listed:,} listed {'=' if balance.balanced else '≠'} {' + '.join(counts) or '0'}"


def days(issues: IssueCounts) -> str:
    """Return the balance of an edition's days as one line.

    >>> days(IssueCounts("fzrb/main", 28, 2, 0, 224, 1340))
    'fzrb/main: 30 days = 28 issues + 2 without; 224 pages, 1,340 articles'
    """
    counts = [f"{issues.complete:,} issues"]
    counts += [f"{issues.missing:,} without"] if issues.missing else []
    counts += [f"{issues.broken:,} broken"] if issues.broken else []
    read = f"{issues.pages:,} pages, {issues.entries:,} articles"
    return f"{issues.channel}: {issues.asked:,} days = {' + '.join(counts)}; {read}"


def exit_name(run: RunRow) -> str:
    """Return how a run ended: `exit 3`, or `not ended`."""
    return "not ended" if run.finished is None else f"exit {run.exit_code}"


def exit_counts(runs: Iterable[RunRow]) -> list[tuple[str, int, datetime]]:
    """Count runs by how they ended; with the beginning of the newest of each."""
    counts: Counter[str] = Counter()
    newest: dict[str, datetime] = {}
    for run in runs:
        name = exit_name(run)
        counts[name] += 1
        newest[name] = max(run.started, newest.get(name, run.started))
    return [(name, counts[name], newest[name]) for name in sorted(counts)]


def runs_line(counts: Sequence[tuple[str, int, datetime]]) -> str:
    """Return how all runs ended, in one line.

    >>> from datetime import UTC
    >>> at = datetime(2020, 11, 18, 1, 17, tzinfo=UTC)
    >>> runs_line([("exit 0", 1180, at), ("exit 3", 2, at)])
    '1,182 runs: 1,180 exit 0, 2 exit 3 (last 2020-11-18 09:17)'
    """
    parts = [
        f"{count:,} {name}" + ("" if name == "exit 0" else f" (last {moment(newest)})")
        for name, count, newest in counts
    ]
    return f"{sum(count for _name, count, _newest in counts):,} runs: {', '.join(parts) or 'none'}"


def verdict(sound: bool, troubles: Sequence[WalkTrouble], broken_issues: int = 0, interrupted: int = 0) -> str:
    """Return the last line of an audit.

    >>> verdict(True, []), verdict(False, []), verdict(True, [], 2)
    ('everything adds up', 'the account does not add up', 'the account adds up; 2 issues of newspapers are broken')
    """
    broken = [each for each in troubles if each.state == "broken"]
    unknown = {each.channel for each in troubles if each.state == "bounded"}
    waits = sum(each.state == "unconfirmed" for each in troubles)
    parts = []
    if broken:
        since = moment(min(each.since for each in broken))
        parts.append(f"{_number(len(broken), 'walk is', 'walks are')} broken since {since}")
    if broken_issues:
        parts.append(f"{_number(broken_issues, 'issue of a newspaper is', 'issues of newspapers are')} broken")
    if interrupted:
        parts.append(f"{_number(interrupted, 'back-fill is', 'back-fills are')} interrupted")
    if unknown:
        parts.append(f"the depth of {_number(len(unknown), 'channel', 'channels')} is unknown")
    if waits:
        parts.append(f"{_number(waits, 'end of a listing is', 'ends of listings are')} looked at again")
    if not sound:
        return "; ".join(("the account does not add up", *parts))
    return "; ".join(("the account adds up", *parts)) if parts else "everything adds up"


def _number(count: int, one: str, several: str) -> str:
    return f"{count:,} {one if count == 1 else several}"

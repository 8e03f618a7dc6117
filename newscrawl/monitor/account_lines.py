"""Walks that stop short, articles given up and runs, as the ledger has them → the lines
of `scrapy audit`, and its verdict. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from newscrawl.china_time import CHINA
from newscrawl.i18n import _, ngettext
from newscrawl.ledger import Balance, Extent, OutcomeKind, RunRow
from newscrawl.ledger.walk_troubles import Finals, OpenBackFill, WalkTrouble
from newscrawl.monitor.causes import in_words
from newscrawl.walks.issue_values import IssueCounts

OUTCOMES: tuple[OutcomeKind, ...] = ("exported", "duplicate", "rejected", "failed", "pending")
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


def walk_lines(troubles: Sequence[WalkTrouble]) -> Iterator[tuple[str, str]]:
    """Yield the state and a line of each walk: broken ones first, then those that
    missed something, then those that wait, then channels without a pager in one
    line."""
    for each in troubles:
        if each.state == "broken":
            told = ngettext(
                "broken since {when}: {walk}: {why}", "broken since {when} ({n} runs): {walk}: {why}", each.runs
            )
            why = in_words(each.reason)
            if each.at:
                why = _("{words} at {address}").format(words=why, address=each.at)
            walk = f"{each.channel}{_bounds(each)}"
            yield "broken", told.format(when=moment(each.since), n=each.runs, walk=walk, why=why)
    for each in troubles:
        if each.state == "bounded" and each.reason not in _SHALLOW:
            when = moment(each.since)
            if each.runs > 1:
                when = _("{n} times, {first} to {last}").format(n=each.runs, first=when, last=moment(each.last))
            walk = f"{each.channel}{_bounds(each)}"
            told = _("depth unknown ({reason}, {when}): {walk}: {why}")
            yield "bounded", told.format(reason=each.reason, when=when, walk=walk, why=in_words(each.reason))
    for each in troubles:
        if each.state == "unconfirmed":
            walk = f"{each.channel}{_bounds(each)}"
            told = _("waits since {when}: {walk}: {why} ({address})")
            yield (
                "unconfirmed",
                told.format(when=moment(each.since), walk=walk, why=in_words(each.reason), address=each.at),
            )
    for reason in sorted(_SHALLOW):
        alike = [each.channel for each in troubles if each.state == "bounded" and each.reason == reason]
        if alike:
            told = _("depth unknown ({reason}): {why}, so only what it shows is known: {channels}")
            yield "bounded", told.format(reason=reason, why=in_words(reason), channels=names(alike))


def interrupted_lines(open_back_fills: Iterable[OpenBackFill], runs: Iterable[RunRow]) -> Iterator[str]:
    """Yield a line for each back-fill that was interrupted: of channels by walk, of
    newspapers by run."""
    for each in open_back_fills:
        told = ngettext(
            "interrupted: {walk}, begun {began}, left by run {run} of {last}, after {n} page",
            "interrupted: {walk}, begun {began}, left by run {run} of {last}, after {n} pages",
            each.pages,
        ).format(
            walk=each.channel + _(" ({words})").format(words=_asked(each.asked)),
            began=moment(each.began),
            run=each.run,
            last=moment(each.last),
            n=f"{each.pages:,}",
        )
        yield _("{words} at {address}").format(words=told, address=each.at) if each.at else told
    for run in runs:
        told = _("interrupted: {walk}, left by run {run} of {last}")
        yield told.format(walk=f"{run.spider} {_arguments(run)}", run=run.id, last=moment(run.started))


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
    shown, more = _(", ").join(channels[:most]), len(channels) - most
    return _("{names} and {n} more").format(names=shown, n=more) if more > 0 else shown


def _bounds(trouble: WalkTrouble) -> str:
    """Return the bounds of a back-fill."""
    asked: Extent = trouble.asked
    if trouble.incremental or (asked.max_pages or 0) >= 1 << 31 - 1:
        return ""
    return _(" ({words})").format(words=_asked(asked))


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
        tried = _("never asked for")
        if each.oldest is not None and each.newest is not None:
            first, last = each.oldest.astimezone(CHINA).date(), each.newest.astimezone(CHINA).date()
            tried = _("tried last from {first} to {last}").format(first=first, last=last)
        yield f"{each.outcome}/{each.reason or _('no reason')}: {each.count:,}, {tried}"


def describe(run: RunRow) -> str:
    """Return a run's name, when it began in China's time, and how it ended."""
    asked = f"{run.spider} {_arguments(run)}".strip()
    parts = (_("run {run}").format(run=run.id), moment(run.started), asked, _exit_words(exit_name(run)))
    return "  ".join(part for part in parts if part)


def _arguments(run: RunRow) -> str:
    return " ".join(f"{name}={value}" for name, value in run.arguments.items())


def equation(balance: Balance) -> str:
    """Return a balance as one line.

    >>> equation(Balance("7", 120, {"exported": 112, "duplicate": 8}))
    '120 listed = 112 exported + 8 duplicate'
    """
    counts = [f"{balance.outcomes[name]:,} {_(name)}" for name in OUTCOMES if balance.outcomes.get(name)]
    listed = _("{n} listed").format(n=f"{balance.listed:,}")
    return f"{listed} {'=' if balance.balanced else '≠'} {' + '.join(counts) or '0'}"


def days(issues: IssueCounts) -> str:
    """Return the balance of an edition's days as one line.

    >>> days(IssueCounts("fzrb/main", 28, 2, 0, 224, 1340))
    'fzrb/main: 30 days = 28 issues + 2 without; 224 pages, 1,340 articles'
    """
    counts = [_("{n:,} issues").format(n=issues.complete)]
    counts += [_("{n:,} without").format(n=issues.missing)] if issues.missing else []
    counts += [_("{n:,} broken").format(n=issues.broken)] if issues.broken else []
    told = _("{channel}: {n:,} days = {counts}; {pages:,} pages, {articles:,} articles")
    return told.format(
        channel=issues.channel,
        n=issues.asked,
        counts=" + ".join(counts),
        pages=issues.pages,
        articles=issues.entries,
    )


def exit_name(run: RunRow) -> str:
    """Return how a run ended: `exit 3`, or `not ended`; a name, in English."""
    return "not ended" if run.finished is None else f"exit {run.exit_code}"


def _exit_words(name: str) -> str:
    """Return the name of an end in the language of the process."""
    code = name.removeprefix("exit ")
    return _("not ended") if code == name else _("exit {code}").format(code=code)


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
    parts = []
    for name, count, newest in counts:
        told = _("{n:,} {end}") if name == "exit 0" else _("{n:,} {end} (last {when})")
        parts.append(told.format(n=count, end=_exit_words(name), when=moment(newest)))
    total = sum(count for _name, count, _newest in counts)
    return ngettext("{n:,} run: {ends}", "{n:,} runs: {ends}", total).format(
        n=total, ends=_(", ").join(parts) or _("none")
    )


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
        n = len(broken)
        told = ngettext("{n:,} walk is broken since {when}", "{n:,} walks are broken since {when}", n)
        parts.append(told.format(n=n, when=since))
    if broken_issues:
        told = ngettext("{n:,} issue of a newspaper is broken", "{n:,} issues of newspapers are broken", broken_issues)
        parts.append(told.format(n=broken_issues))
    if interrupted:
        told = ngettext("{n:,} back-fill is interrupted", "{n:,} back-fills are interrupted", interrupted)
        parts.append(told.format(n=interrupted))
    if unknown:
        n = len(unknown)
        told = ngettext("the depth of {n:,} channel is unknown", "the depth of {n:,} channels is unknown", n)
        parts.append(told.format(n=n))
    if waits:
        told = ngettext(
            "{n:,} end of a listing is looked at again", "{n:,} ends of listings are looked at again", waits
        )
        parts.append(told.format(n=waits))
    if not sound:
        return _("; ").join((_("the account does not add up"), *parts))
    return _("; ").join((_("the account adds up"), *parts)) if parts else _("everything adds up")

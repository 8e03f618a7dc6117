"""What a crawl came to → the lines that a person reads at its end. Pure.

What is new, what is missing and why, and what is wrong, with what to do. A line
holds a sentence; commands in it stand as `scrapy …` (see `newscrawl.program`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal, get_args

from newscrawl.china_time import CHINA
from newscrawl.i18n import N_, _, in_language, ngettext
from newscrawl.ledger import Balance
from newscrawl.ledger.history import Alarm
from newscrawl.monitor.account_lines import names
from newscrawl.monitor.advice import advice
from newscrawl.monitor.causes import Cause, article_words, host_and_port, in_words, with_code
from newscrawl.record.run_account import HELD, UnreadListing
from newscrawl.terminal import columns, pad_columns

if TYPE_CHECKING:
    from newscrawl.monitor.messages import Place

SHOWN = 20
"""Channels of which the block has a line each; the rest is counted."""
WALK_ALARMS = frozenset(get_args(Cause))
"""Alarms about walks that stopped short, by host."""
NAMED = 3
"""Channels named in a line; the rest is counted."""

Kind = Literal["channel", "edition", "file", "adopted"]


@dataclass(frozen=True, slots=True)
class RunEnd:
    """All that the block is made from."""

    exit_code: int
    at: datetime
    kind: Kind = "channel"
    asked: int = 0
    """Channels that the run was asked for."""
    unread: int = 0
    """Those of them whose walk stopped short."""
    new: int = 0
    copies: int = 0
    revised: int = 0
    withdrawn: int = 0
    """Articles, each counted once; a channel's own counts are in `balances`."""
    balances: Sequence[Balance] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    previous: datetime | None = None
    """When the last run of the same channels began."""
    captured: tuple[datetime, datetime] | None = None
    """When the captures of a replay were made, the first and the last."""
    files: Sequence[str] = ()
    """Files in which new lines lie."""
    shares: Mapping[str, float] = field(default_factory=dict)
    """Shares of the new articles that have a field."""
    left_out: Mapping[str, str] = field(default_factory=dict)
    """Channel → what the bounds of its walk left out, in words."""
    shortfalls: Sequence[str] = ()
    unread_listings: Mapping[str, UnreadListing] = field(default_factory=dict)
    """The shortfalls that are walks which stopped short, in parts."""
    alarms: Sequence[Alarm] = ()
    look: str = "scrapy audit"
    """The command that shows more of what is wrong."""


def end_block(end: RunEnd) -> list[str]:
    """Return the lines on a run: what is new, what is missing, what is wrong."""
    return [*news_lines(end), *missing_lines(end), *wrong_lines(end)]


def trouble_block(end: RunEnd) -> list[str]:
    """Return the lines on a run in which something is wrong: that first, as a mail
    shows it."""
    return [*wrong_lines(end), *missing_lines(end), _headline(end), *_captured(end)]


def news_lines(end: RunEnd) -> Iterator[str]:
    """Yield what is new, by channel, and where it lies."""
    yield _headline(end)
    yield from _captured(end)
    if end.revised and (end.new or end.copies):
        yield "  " + _revised(end.revised)
    if end.withdrawn:
        gone = ngettext("{n} article was withdrawn", "{n} articles were withdrawn", end.withdrawn)
        yield "  " + gone.format(n=f"{end.withdrawn:,}")
    rows = [balance for balance in end.balances if balance.listed]
    rows.sort(key=lambda each: (-each.outcomes.get("exported", 0), each.name))
    shown = rows if len(rows) <= SHOWN else rows[: SHOWN - 1]
    titles = [f"{each.name} {place.name}" if (place := end.places.get(each.name)) else each.name for each in shown]
    width = max(map(columns, titles), default=0)
    for title, balance in zip(titles, shown, strict=True):
        yield f"  {pad_columns(title, width)}  {_outcomes(balance)}"
    if rest := rows[len(shown) :]:
        more = sum(each.outcomes.get("exported", 0) for each in rest)
        yield "  " + _("and {channels} more channels with {articles} new articles").format(
            channels=len(rest), articles=f"{more:,}"
        )
    if end.files:
        yield "  " + _("lines in {files}").format(files=names(end.files, NAMED))
    if end.shares:
        filled = _(", ").join(f"{name} {share:.0%}" for name, share in end.shares.items())
        yield "  " + _("filled: {fields}").format(fields=filled)
    for channel, words in sorted(end.left_out.items()):
        yield _("left out: {channel}: {words}").format(channel=channel, words=words)


def _headline(end: RunEnd) -> str:
    """Return the sentence on what is new, and whether all of it is known."""
    news = _news(end)
    if 0 < end.unread < end.asked:
        return _("{news}; {places} could not be read to the end").format(
            news=news, places=_channels(end.kind, end.unread)
        )
    return news


def _news(end: RunEnd) -> str:
    """Return what is new in words.

    >>> at = datetime(2020, 11, 18, 15, tzinfo=CHINA)
    >>> _news(RunEnd(0, at, asked=3, previous=at.replace(hour=14)))
    'nothing new in 3 channels since 14:00'
    >>> _news(RunEnd(3, at, asked=3, unread=3)), _news(RunEnd(5, at, asked=3))
    ('no listing could be read to its end in 3 channels', 'another run holds the sites; this one asked for nothing')
    """
    if end.exit_code == HELD:
        return _("another run holds the sites; this one asked for nothing")
    new, copies = end.new, end.copies
    places = _channels(end.kind, end.asked)
    if not end.asked:
        places = ""
    if new or copies:
        articles = ngettext("{n} new article", "{n} new articles", new).format(n=f"{new:,}")
        duplicates = ngettext("{n} duplicate", "{n} duplicates", copies).format(n=f"{copies:,}")
        if copies:
            articles = _("{articles} and {duplicates}").format(articles=articles, duplicates=duplicates)
        return _("{articles} in {places}").format(articles=articles, places=places) if places else articles
    if end.revised:
        articles = _revised(end.revised)
        return _("{articles} in {places}").format(articles=articles, places=places) if places else articles
    if end.unread and end.unread >= end.asked:
        return _("no listing could be read to its end in {places}").format(places=places)
    if end.kind == "adopted":
        return _("nothing to adopt: the archive has all of it already")
    if not places:
        return _("nothing new")
    if end.previous is not None:
        return _("nothing new in {places} since {when}").format(places=places, when=_when(end.previous, end.at))
    return _("nothing new in {places}").format(places=places)


def _revised(count: int) -> str:
    told = ngettext("{n} article was revised", "{n} articles were revised", count)
    return told.format(n=f"{count:,}")


def _channels(kind: Kind, count: int) -> str:
    match kind:
        case "channel":
            return ngettext("{n} channel", "{n} channels", count).format(n=f"{count:,}")
        case "edition":
            return ngettext("{n} edition", "{n} editions", count).format(n=f"{count:,}")
    return ngettext("{n} file", "{n} files", count).format(n=f"{count:,}")


def _when(moment: datetime, at: datetime) -> str:
    """Return a moment of the same day by its time, another with its day; in China."""
    moment, at = moment.astimezone(CHINA), at.astimezone(CHINA)
    return f"{moment:%H:%M}" if moment.date() == at.date() else f"{moment:%Y-%m-%d %H:%M}"


def _captured(end: RunEnd) -> Iterator[str]:
    """Yield from when the captures of a replay are."""
    if end.captured is not None:
        first, last = (f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}" for moment in end.captured)
        yield "  " + _("captures are from {first} to {last}").format(first=first, last=last)


def _outcomes(balance: Balance) -> str:
    """Return what became of a channel's entries.

    >>> _outcomes(Balance("hxnews/fz", 60, {"exported": 48, "duplicate": 9, "pending": 3}))
    '48 new, 9 duplicate, 3 pending'
    """
    words = {
        "exported": N_("{n} new"),
        "duplicate": N_("{n} duplicate"),
        "rejected": N_("{n} rejected"),
        "failed": N_("{n} failed"),
        "pending": N_("{n} pending"),
    }
    counts = {str(name): count for name, count in balance.outcomes.items() if count}
    return _(", ").join(_(words[name]).format(n=f"{counts[name]:,}") for name in words if name in counts)


_MISSING = ("pending", "failed", "rejected")


def _heading(outcome: str, count: int) -> str:
    """Return what is missing, and what becomes of it."""
    match outcome:
        case "pending":
            words = ngettext(
                "{n} article is not there yet; the next run tries again:",
                "{n} articles are not there yet; the next run tries again:",
                count,
            )
        case "failed":
            words = ngettext(
                "{n} article is given up; `scrapy ledger retry` asks again:",
                "{n} articles are given up; `scrapy ledger retry` asks again:",
                count,
            )
        case _:
            words = ngettext(
                "{n} page is no article, and is left out:", "{n} pages are no articles, and are left out:", count
            )
    return words.format(n=f"{count:,}")


def missing_lines(end: RunEnd) -> Iterator[str]:
    """Yield which articles are missing, by outcome, host and reason, in words."""
    found: dict[str, dict[str, Counter[str]]] = {outcome: defaultdict(Counter) for outcome in _MISSING}
    for balance in end.balances:
        host = place.host if (place := end.places.get(balance.name)) else balance.name
        for key, count in balance.reasons.items():
            outcome, _slash, reason = key.partition("/")
            if outcome in found:
                found[outcome][host][reason] += count
    for outcome, hosts in found.items():
        if total := sum(counts.total() for counts in hosts.values()):
            yield _heading(outcome, total)
        for host, counts in sorted(hosts.items()):
            yield "  " + _("{host}: {reasons}").format(host=host, reasons=_reasons(counts))


def _reasons(counts: Counter[str]) -> str:
    """Return why articles are missing, in words, the most frequent reason first.

    >>> _reasons(Counter(timeout=1, http_403=12))
    '12 × answers with status 403 (http_403), 1 × no answer in time (timeout)'
    """
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return _(", ").join(
        _("{n} × {words}").format(n=f"{count:,}", words=with_code(reason, article_words(reason)))
        for reason, count in ordered
    )


def wrong_lines(end: RunEnd) -> Iterator[str]:
    """Yield what a person should look at: alarms with advice, and why the run is
    incomplete, walks by host. A walk that an alarm is about is told once."""
    told = {alarm.host for alarm in end.alarms if alarm.name in WALK_ALARMS}
    for alarm in end.alarms:
        yield _("alarm {name} {subject}: {evidence}").format(
            name=alarm.name, subject=alarm.subject, evidence=alarm.evidence
        )
        yield "  " + advice(alarm.name)
    unread = [walk for why in end.shortfalls if (walk := end.unread_listings.get(why))]
    by_host: dict[tuple[str, str], list[UnreadListing]] = defaultdict(list)
    for walk in unread:
        by_host[host_and_port(walk.at) or walk.channel, walk.reason].append(walk)
    for (host, reason), walks in sorted(by_host.items()):
        if host not in told:
            yield from _unread_lines(host, reason, walks)
    for why in end.shortfalls:
        if why not in end.unread_listings:
            yield _("incomplete: {why}").format(why=in_language(why))
    if end.look and (end.alarms or end.shortfalls):
        yield _("to look: {command}").format(command=end.look)


def _unread_lines(host: str, reason: str, walks: Sequence[UnreadListing]) -> Iterator[str]:
    """Yield why channels of a host were not read, and where.

    >>> fz = UnreadListing("hxnews/fz", "http://www.hxnews.com/news/fj/fz/", "http_500")
    >>> print(*_unread_lines("www.hxnews.com", "http_500", [fz]), sep="\\n")
    incomplete: www.hxnews.com: answers with status 500 (http_500); not read to the end: hxnews/fz
      at http://www.hxnews.com/news/fj/fz/; the next run goes on there
    """
    channels = names([walk.channel for walk in walks], NAMED)
    if len(walks) > NAMED:
        channels = _("{n} channels: {names}").format(n=f"{len(walks):,}", names=channels)
    yield _("incomplete: {host}: {words}; not read to the end: {channels}").format(
        host=host, words=with_code(reason, in_words(reason)), channels=channels
    )
    if len(walks) == 1:
        yield "  " + _("at {url}; the next run goes on there").format(url=walks[0].at)
    else:
        yield "  " + _("the next run goes on where they stopped")

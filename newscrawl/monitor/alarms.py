"""What a run saw of a channel, and what earlier runs saw → alarms for a person. Pure.

Each alarm has a name, evidence and advice (`advice`). A share is judged as a chance:
how likely are so few, if the site's file (or the channel's own past) is right? So three
articles raise no alarm where thirty would.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import comb

from newscrawl.i18n import _
from newscrawl.ledger.history import Alarm, Seen, pooled
from newscrawl.monitor.rhythm import judge_days

LISTING_ALARMS = frozenset(
    {
        "listing_gone",
        "no_links",
        "no_article_links",
        "url_rule_refuses_all",
        "filled_by_script",
        "soft404",
        "verification",
        "redirected",
    }
)
"""Alarms that say what is wrong with a channel's listing."""
UNLIKELY = 0.001
"""A chance below which a share counts as a change and not as bad luck."""
SOME = 3
"""Articles of which a majority proves something."""
SHARES = ("title", "text", "published", "source", "editors")
"""Fields that most sites have on all pages or on none: if they are missing, the markup
changed, not the news."""
WELL_FILLED = 0.8
SELDOM = 0.1
"""The share of rejected articles that surprises nobody, whatever the past."""
OTHER_KINDS = frozenset({"gallery", "video", "document", "listing", "robots", "offsite", "redirect", "outside_dates"})
"""Reasons that say positively what a page is, or whose it is."""
CLOCK = 600.0
"""Seconds by which the site's clock and ours may differ."""


@dataclass(frozen=True, slots=True)
class ChannelEvidence:
    """All that a channel is judged by: this run, earlier runs, the site's file."""

    seen: Seen
    past: Sequence[Seen] = ()
    """Earlier runs, newest first."""
    days: Mapping[date, int] = field(default_factory=dict)
    """Articles per day, including this run."""
    today: date = date.min
    expected: Mapping[str, float] = field(default_factory=dict)
    """`fill` of the site's `[expect]`."""
    layouts: bool = False
    """Whether the site's file has layouts."""
    bounded: bool = False
    """Whether the run crawled a part of the past only; its rhythm is not judged
    then."""


def judge(channel: ChannelEvidence) -> list[Alarm]:
    """Return the alarms of a channel, the gravest first, each cause once."""
    found = list(_listing(channel)) or list(_outcomes(channel.seen)) or list(_rejected(channel))
    found += [*_layout(channel), *_fill(channel), *_charset(channel), *_copies(channel), *_dates(channel.seen)]
    if not found and not channel.bounded:
        found += _rhythm(channel)
    return found


def _listing(channel: ChannelEvidence) -> Iterator[Alarm]:
    """Yield an alarm if the channel's first page is gone, hidden or without entries."""
    seen, place = channel.seen, channel.seen.first_url
    match seen.first:
        case None:
            return
        case "http_404" | "http_410":
            yield Alarm(
                "listing_gone",
                seen.channel,
                _("{address} answers {status}").format(address=place, status=seen.first.removeprefix("http_")),
            )
        case "soft404" | "withdrawn":
            yield Alarm(
                "soft404",
                seen.channel,
                _("{address} says that it does not exist, with status 200").format(address=place),
            )
        case "verification":
            yield Alarm(
                "verification",
                seen.channel,
                _("{address} shows a verification page instead of the listing").format(address=place),
            )
        case "redirected" | "front" | "redirect":
            yield Alarm("redirected", seen.channel, _("{address} leads elsewhere").format(address=place))
        case first if seen.rule_refuses and first in _PAGES:
            entries = seen.rule_refuses if seen.links < seen.rule_refuses else seen.links
            yield Alarm(
                "url_rule_refuses_all",
                seen.channel,
                _("{address} shows {of} entries, and `[article] url` refuses {n}; {used} are used").format(
                    address=place, of=entries, n=seen.rule_refuses, used=seen.links
                ),
            )
        case "listing" if seen.links:
            shaped_before = sum(each.shaped for each in channel.past)
            links_before = sum(each.links for each in channel.past)
            if not seen.shaped and shaped_before * 2 > links_before:
                yield Alarm(
                    "no_article_links",
                    seen.channel,
                    _(
                        "{address} shows {n} entries, none with an article's address; {before} of {of} had one before"
                    ).format(address=place, n=seen.links, before=shaped_before, of=links_before),
                )
        case "script" if not seen.links:
            yield Alarm("filled_by_script", seen.channel, _("{address} is filled by a script").format(address=place))
        case "data" if not seen.links:
            yield Alarm(
                "filled_by_script", seen.channel, _("{address} is JSON, and no rule reads it").format(address=place)
            )
        case first if first in _PAGES and not seen.links:
            if seen.refused:
                yield Alarm(
                    "no_article_links",
                    seen.channel,
                    _("{address} shows {n} links, none an article's").format(address=place, n=seen.refused),
                )
            else:
                yield Alarm(
                    "no_links",
                    seen.channel,
                    _("{address} shows no entry (it reads as {kind})").format(address=place, kind=first),
                )


_PAGES = frozenset({"listing", "article", "video", "gallery", "empty", "shell"})
"""Kinds of pages without entries that raise an alarm; network failures raise none, but
exit code 3."""


def _outcomes(seen: Seen) -> Iterator[Alarm]:
    """Yield an alarm if most articles of the run ended in the same bad way."""
    for name, reasons in (
        ("soft404", ("rejected/soft404", "failed/soft404")),
        ("redirected", ("rejected/redirected", "rejected/front", "rejected/redirect", "rejected/offsite")),
        ("verification", ("pending/verification",)),
        ("filled_by_script", ("pending/script", "rejected/script", "pending/data", "rejected/data")),
    ):
        count = sum(seen.reasons.get(reason, 0) for reason in reasons)
        others = sum(seen.reasons.values()) - count + seen.lines
        if count >= SOME and count > others:
            reason = max(reasons, key=lambda each: seen.reasons.get(each, 0))
            yield Alarm(
                name,
                seen.channel,
                _("{n} of {of} articles ended as {reason}").format(n=count, of=count + others, reason=reason),
            )


def _rejected(channel: ChannelEvidence) -> Iterator[Alarm]:
    """Yield an alarm if most articles of this run were rejected, and were not before.

    A run may have few articles, so the runs before it that ended likewise count with
    it, up to ten articles.
    """
    rejected, others = _rejections(channel.seen)
    if rejected <= others:
        return
    before = list(channel.past)
    while before and rejected + others < 10:
        count, rest = _rejections(before[0])
        if count <= rest:
            break
        rejected, others, before = rejected + count, others + rest, before[1:]
    of = usual = 0
    for seen in before:
        count, rest = _rejections(seen)
        of, usual = of + count + rest, usual + count
    share = max(usual / of if of else 0.0, SELDOM)
    if rejected >= SOME and chance_of_so_few(others, rejected + others, 1 - share) < UNLIKELY:
        reasons = ", ".join(
            f"{reason.removeprefix('rejected/')} {count}"
            for reason, count in sorted(channel.seen.reasons.items())
            if reason.startswith("rejected/")
        )
        yield Alarm(
            "rejected",
            channel.seen.channel,
            _("{n} of {of} articles are none ({reasons}); {before} of {all_before} were none before").format(
                n=rejected, of=rejected + others, reasons=reasons, before=usual, all_before=of
            ),
        )


def _rejections(seen: Seen) -> tuple[int, int]:
    """Return how many articles of a run were rejected without a reason of their own,
    and how many others it had.
    """
    rejected = sum(
        count
        for reason, count in seen.reasons.items()
        if reason.startswith("rejected/") and reason.removeprefix("rejected/") not in OTHER_KINDS
    )
    return rejected, seen.articles


def _layout(channel: ChannelEvidence) -> Iterator[Alarm]:
    seen = channel.seen
    unfitted = seen.lines - seen.by_layout  # how copies were read is unknown
    if not channel.layouts or seen.lines < SOME or unfitted * 2 <= seen.lines:
        return
    lines = sum(each.lines for each in channel.past)
    fitted = sum(each.by_layout for each in channel.past)
    if lines and fitted * 2 < lines:
        return  # they never fitted this channel: reported once, at its first run
    yield Alarm(
        "layout_unknown",
        seen.channel,
        (
            _("{n} of {of} articles fit no layout of the site's file; {before} of {all_before} fitted before")
            if lines
            else _("{n} of {of} articles fit no layout of the site's file")
        ).format(n=unfitted, of=seen.lines, before=fitted, all_before=lines),
    )


def _fill(channel: ChannelEvidence) -> Iterator[Alarm]:
    seen = channel.seen
    if not seen.lines:
        return
    reported = set()
    for name, share in channel.expected.items():
        have = seen.filled.get(_FIELDS.get(name, name), 0)
        if have < share * seen.lines and chance_of_so_few(have, seen.lines, min(share, 0.995)) < UNLIKELY * 10:
            reported.add(_FIELDS.get(name, name))
            yield Alarm(
                "fill_below_expected",
                seen.channel,
                _("{field}: {n} of {of} articles; {share} is expected").format(
                    field=name, n=have, of=seen.lines, share=f"{share:.0%}"
                ),
            )
    for name in SHARES:
        have, before, of = seen.filled.get(name, 0), *pooled(channel.past, name)
        if name in reported or of < 10 * SOME or before < WELL_FILLED * of or have * 2 >= seen.lines:
            continue
        if chance_of_so_few(have, seen.lines, min(before / of, 0.98)) < UNLIKELY / 10:
            yield Alarm(
                "fill_fell",
                seen.channel,
                _("{field}: {n} of {of} articles; {before} of {all_before} had it before").format(
                    field=name, n=have, of=seen.lines, before=before, all_before=of
                ),
            )


_FIELDS = {"body": "text"}
"""Names of fields in `[expect]` → in a line."""


def _charset(channel: ChannelEvidence) -> Iterator[Alarm]:
    seen = channel.seen
    before: dict[str, int] = {}
    for each in channel.past:
        for name, count in each.encodings.items():
            before[name] = before.get(name, 0) + count
    of, now = sum(before.values()), sum(seen.encodings.values())
    if of < 10 * SOME or now < SOME:
        return
    usual = max(before, key=lambda name: before[name])
    unusual = now - sum(count for name, count in seen.encodings.items() if before.get(name, 0) > of / 20)
    if before[usual] > 0.9 * of and unusual * 2 > now:
        shown = ", ".join(f"{name} {count}" for name, count in sorted(seen.encodings.items()))
        yield Alarm(
            "charset_changed",
            seen.channel,
            _("{charsets}; {before} of {all_before} were {usual} before").format(
                charsets=shown, before=before[usual], all_before=of, usual=usual
            ),
        )


def _copies(channel: ChannelEvidence) -> Iterator[Alarm]:
    seen = channel.seen
    of, before = sum(each.articles for each in channel.past), sum(each.copies for each in channel.past)
    if of < 10 * SOME or seen.articles < 2 * SOME or seen.copies * 2 <= seen.articles:
        return
    share = max(before / of, 0.05)
    if chance_of_so_few(seen.articles - seen.copies, seen.articles, 1 - share) < UNLIKELY:
        yield Alarm(
            "copies_jumped",
            seen.channel,
            _("{n} of {of} articles are near-duplicates; {before} of {all_before} were before").format(
                n=seen.copies, of=seen.articles, before=before, all_before=of
            ),
        )


def _dates(seen: Seen) -> Iterator[Alarm]:
    if seen.ahead:
        yield Alarm("dates_ahead", seen.channel, seen.ahead)
    if seen.clock is not None and abs(seen.clock) > CLOCK:
        way = (
            _("the site's clock is {minutes} minutes ahead of this machine's")
            if seen.clock > 0
            else _("the site's clock is {minutes} minutes behind this machine's")
        )
        yield Alarm("clock", seen.channel, way.format(minutes=f"{abs(seen.clock) / 60:.0f}"))


def _rhythm(channel: ChannelEvidence) -> list[Alarm]:
    anomaly = judge_days(channel.days, channel.today)
    return [Alarm(anomaly.kind, channel.seen.channel, anomaly.evidence)] if anomaly else []


def chance_of_so_few(have: int, of: int, share: float) -> float:
    """Return the chance that at most `have` of `of` articles have a field.

    Each has it with a chance of `share`: the lower tail of the binomial distribution.

    >>> round(chance_of_so_few(18, 20, 0.99), 4), round(chance_of_so_few(19, 20, 0.99), 2)
    (0.0169, 0.18)
    """
    return sum(comb(of, n) * share**n * (1 - share) ** (of - n) for n in range(have + 1))

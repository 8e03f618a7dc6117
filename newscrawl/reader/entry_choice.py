"""The links of a listing → its entries: on the site's hosts, each once, by the rule for
article addresses.

A site's own `[article] url` filters. One inherited from a family only ranks: sites
change their addresses while the family's file stays, so where it refuses what nearly
all entries look like, it is overruled. Both cases are counted, for an alarm.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from newscrawl.catalog.schema import Site
from newscrawl.catalog.site_parts import host_of
from newscrawl.controls import code_points, line_without_controls, removed_characters
from newscrawl.items import Entry
from newscrawl.reader.fields.addresses import article_shaped
from newscrawl.reader.fields.links import Link
from newscrawl.reader.fields.times import Time
from newscrawl.urls import article_id, is_unfilled, requestable

LONGEST_URL = 2083
"""Longest link that may be an entry; a longer one is a trap or an accident (browsers
had this limit)."""
MANY = 5
"""Refused links that are a list whatever their addresses look like; fewer must look
like articles'."""


class Candidate(NamedTuple):
    """A possible entry, from a source that gives its date in full."""

    url: str
    title: str | None
    date: str | None
    pinned: bool


class Chosen(NamedTuple):
    """The entries among some links."""

    entries: tuple[Entry, ...]
    refused: int
    """Links that are no entries."""
    rule_refuses: int = 0
    """Links of the site that the rule for article addresses refuses, where these are
    all, or nearly all; 0 where the rule does its work."""


def choose_entries(
    links: Iterable[Link | Candidate],
    site: Site | None,
    evidence: dict[str, str],
    *,
    shaped: bool = False,
    day: date | None = None,
) -> Chosen:
    """Keep what may be an entry, each address once; `shaped`: without a rule, it must
    look like an article's. `day` is that of a page of one day's entries.

    Controls and bidi marks are taken out of titles, and named in the evidence, as are
    other sites' hosts to which several links lead.
    """
    found: dict[str, tuple[Link | Candidate, bool]] = {}
    refused = 0
    away: Counter[str] = Counter()
    for link in links:
        if site is not None and (url := site.article.without_ignored(link.url)) != link.url:
            link = Candidate(url, link.title, _iso(link.date), link.pinned)
        fits = _fits(link.url, site, shaped)
        if fits is None:
            refused += 1
            if site is not None and requestable(link.url) and not site.owns(link.url):
                away[host_of(link.url)] += 1
        else:
            found.setdefault(article_id(link.url), (link, fits))
    ruled_out = [link for link, fits in found.values() if not fits]
    blinds = _blinds(ruled_out, len(found) - len(ruled_out))
    overruled = blinds and site is not None and site.addresses_of is not None
    removed: dict[str, int] = {}
    entries = []
    for key, (link, fits) in found.items():
        if not fits and not (overruled and (not shaped or article_shaped(link.url))):
            refused += 1
            continue
        title = line_without_controls(link.title or "")
        removed |= removed_characters(link.title or "", title)
        listed = _iso(link.date) or (day.isoformat() if day else None)
        entries.append(Entry(key, link.url, title or None, listed, link.pinned))
    if away.total() > 1:
        evidence["away"] = ", ".join(f"{host} ({count})" for host, count in away.most_common(5))
    if removed:
        evidence["title"] = code_points(removed)
    if overruled and site is not None:
        evidence["addresses"] = f"[article] url of {site.addresses_of} refuses {len(ruled_out)} of {len(found)}: unused"
    return Chosen(tuple(entries), refused, len(ruled_out) if blinds else 0)


def _fits(url: str, site: Site | None, shaped: bool) -> bool | None:
    """Return whether an address of the site fits its rule; None for one that cannot be
    an entry.
    """
    try:
        if len(url) > LONGEST_URL or is_unfilled(url) or not requestable(url) or not (site is None or site.owns(url)):
            return None
    except ValueError:
        return None
    by_rule = site.is_article(url) if site else None
    if by_rule is None:
        return True if not shaped or article_shaped(url) else None
    return by_rule


def _blinds(ruled_out: list[Link | Candidate], kept: int) -> bool:
    """Return whether a rule refuses all entries, or most of them though they look like
    articles.
    """
    like_articles = sum(article_shaped(link.url) for link in ruled_out) * 2 > len(ruled_out)
    if not kept:
        return len(ruled_out) >= MANY or like_articles
    return len(ruled_out) >= max(MANY, 2 * kept) and like_articles


def _iso(time: Time | str | None) -> str | None:
    if time is None or isinstance(time, str):
        return time
    return time.value.date().isoformat() if time.precision == "day" else time.value.isoformat()

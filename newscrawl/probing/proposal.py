"""A listing and some articles of an unknown site → its file, with rules scored on these pages.

The generic readers are the measure: a rule is proposed where on every page it reads what they read. So it costs
nothing, and when the site changes it stops finding things, which `scrapy checksites` hears of. A file whose rules
together read anything else than the generic readers is not proposed: it falls back to fewer rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rapidfuzz.fuzz import ratio

from newscrawl.catalog.rule import Rule, text_of
from newscrawl.catalog.schema import ArticleRule, Channel, Expect, Layout, ListingRule, Site
from newscrawl.items import Article, Listing
from newscrawl.probing.address_patterns import address_patterns
from newscrawl.probing.naming import channel_id, channel_name, site_name
from newscrawl.probing.selectors import Scored, Wanted, best_rule, item_selectors, selectors_for
from newscrawl.probing.views import Kept
from newscrawl.reader.article import PageReading, read_page
from newscrawl.reader.fields.body import find_body
from newscrawl.reader.fields.credits import parse_names, parse_source
from newscrawl.reader.fields.dates import parse_time
from newscrawl.reader.listing import read_listing
from newscrawl.reader.open_page import open_page
from newscrawl.reader.page import Page

SAME_TEXT = 98.0
"""Likeness of two readings of one text, of 100, from which on they are one: a caption more or less."""
FIELDS: dict[str, Callable[[str, Page], Any]] = {
    "title": lambda text, page: text or None,
    "published": lambda text, page: _iso(text, page),
    "source": lambda text, page: parse_source(text),
    "editors": lambda text, page: parse_names(text) or None,
}
"""Fields that get rules, and how the article reader takes the text of one."""
FILL = {"title": 1.0, "body": 0.99, "published": 0.98}
"""What a site is expected to reach in the fields that all samples had."""


@dataclass(frozen=True, slots=True)
class Sample:
    """An article page, and what the generic reader reads from it."""

    kept: Kept
    page: Page
    article: Article


@dataclass(frozen=True, slots=True)
class Proposal:
    """A site's file in the making."""

    site: Site
    scores: dict[str, Scored]
    """Of the rules, by key: `layout.title`."""
    listing: Listing
    """The first page of the listing as the generic reader reads it."""
    samples: tuple[Sample, ...]


def read_samples(pages: Sequence[Kept]) -> list[Sample]:
    """Read the pages that are articles."""
    found = []
    for kept in pages:
        reading = _read(kept, None)
        if reading is not None:
            opened = open_page(kept.body, kept.final_url, content_type=kept.content_type, fetched=kept.fetched)
            found.append(Sample(kept, opened.page, reading.article))
    return found


def propose(id: str, first: Kept, samples: Sequence[Sample], *, delay: float) -> Proposal:
    """Propose the file of a site from the first page of a channel and some of its articles."""
    listing = _listing(first, None)
    front = open_page(first.body, first.final_url, content_type=first.content_type, fetched=first.fetched).page
    urls = [entry.url for entry in listing.entries]
    titles = [sample.page.title_text or "" for sample in samples]
    name = site_name(titles, front.title_text or "", front.host)
    url = first.final_url
    channel = {"site": id, "id": channel_id(url), "url": url, "name": channel_name(front.title_text or "", name)}
    parts = re.match(r"https?://[^/]+", url)
    site = Site(
        id=id,
        name=name,
        home=f"{parts[0] if parts else url}/",
        delay=delay,
        channel=(Channel.model_validate(channel),),
        article=ArticleRule(url=address_patterns([*urls, *(sample.kept.final_url for sample in samples)])),
        expect=_expect(listing, samples),
    )
    scores: dict[str, Scored] = {}
    site = _with_listing(site, first, front, listing, scores)
    site = _with_layout(site, samples, scores)
    return Proposal(site, scores, listing, tuple(samples))


def _read(kept: Kept, site: Site | None) -> PageReading | None:
    reading = read_page(kept.body, kept.final_url, content_type=kept.content_type, site=site, fetched=kept.fetched)
    return reading if isinstance(reading, PageReading) else None


def _listing(kept: Kept, site: Site | None) -> Listing:
    return read_listing(kept.body, kept.final_url, content_type=kept.content_type, site=site, fetched=kept.fetched)


def _expect(listing: Listing, samples: Sequence[Sample]) -> Expect:
    """Half of the entries may be missing on a quiet day; a charset is named where all pages have it."""
    charsets = {sample.article.encoding for sample in samples} | {listing.encoding}
    charset = charsets.pop() if len(charsets) == 1 else None
    fill = {name: least for name, least in FILL.items() if all(getattr(sample.article, name) for sample in samples)}
    dated = all(entry.date for entry in listing.entries) or None
    return Expect(fill=fill, entries=max(1, len(listing.entries) // 2), dated=dated, charset=charset)


def _with_listing(site: Site, first: Kept, front: Page, generic: Listing, scores: dict[str, Scored]) -> Site:
    """Add the rule that selects the same entries as the generic reader found, if there is one."""
    for selector in item_selectors(front, [entry.url for entry in generic.entries]):
        rule = Rule(css=selector)
        trial = site.model_copy(update={"listing": ListingRule(entries=rule)})
        found = {entry.id: entry for entry in _listing(first, trial).entries}
        agreed = sum(_same_entry(found.get(entry.id), entry) for entry in generic.entries)
        if agreed == len(generic.entries) == len(found):
            scores["listing.entries"] = Scored(rule, agreed, len(generic.entries))
            return trial
    return site


def _same_entry(found: Any, entry: Any) -> bool:
    return found is not None and (found.title, found.date) == (entry.title, entry.date)


def _with_layout(site: Site, samples: Sequence[Sample], scores: dict[str, Scored]) -> Site:
    """Add a layout: the body's rule first, by which it is known; then the fields' as long as all is read as before."""
    body = _body_rule(site, samples)
    if body is None:
        return site
    scores["layout.body"] = body
    layout = Layout(body=body.rule)
    for name, read in FIELDS.items():
        wanted = [Wanted(sample.page, getattr(sample.article, name) or None) for sample in samples]
        found = best_rule(wanted, read)
        if found is None or not found.whole:
            continue
        trial = layout.model_copy(update={name: found.rule})
        if all(_same_article(sample, site.model_copy(update={"layouts": (trial,)})) for sample in samples):
            layout = trial
            scores[f"layout.{name}"] = found
    return site.model_copy(update={"layouts": (layout,)})


def _body_rule(site: Site, samples: Sequence[Sample]) -> Scored | None:
    """Find the element that holds the text of every sample and nothing else that would pass for text."""
    selectors: dict[str, None] = {}
    for sample in samples[:2]:
        for element in _holders(sample.page):
            selectors |= dict.fromkeys(selectors_for(element))
    for selector in selectors:
        rule = Rule(css=selector)
        if any(len(rule.elements(sample.page.root)) != 1 for sample in samples):
            continue
        trial = site.model_copy(update={"layouts": (Layout(body=rule),)})
        if all(_same_article(sample, trial) for sample in samples):
            return Scored(rule, len(samples), len(samples))
    return None


def _holders(page: Page) -> Iterator[Any]:
    """Give the elements that may be the body's: what the reader found, those around it, and those inside with the text.

    The reader goes by blocks; a text in one `<font>` has its element inside the block.
    """
    body = find_body(page)
    around = body.element if body else None
    for _level in range(3):
        if around is None or around.tag in ("body", "html"):
            break
        yield around
        around = around.getparent()
    inside = body.element if body else None
    while inside is not None:
        length = len(text_of(inside))
        inside = next((child for child in inside.iterchildren("*") if len(text_of(child)) * 2 > length), None)
        if inside is not None:
            yield inside


def _same_article(sample: Sample, site: Site) -> bool:
    """Tell whether a site's rules read from a sample what the generic reader reads."""
    reading = _read(sample.kept, site)
    if reading is None or reading.article.read_by != "layout":
        return False
    one, other = reading.article, sample.article
    names = ("title", "published", "source", "reporters", "correspondents", "photographers", "authors", "editors")
    same = all(getattr(one, name) == getattr(other, name) for name in names)
    return same and ratio(one.text or "", other.text or "") >= SAME_TEXT


def _iso(text: str, page: Page) -> str | None:
    time = parse_time(text, near=page.fetched)
    return time.value.isoformat() if time else None


def renamed(proposal: Proposal, name: str | None) -> Proposal:
    """Give the channel the name that a person knows it by."""
    if name is None:
        return proposal
    channel = proposal.site.channels[0].model_copy(update={"name": name})
    return replace(proposal, site=proposal.site.model_copy(update={"channels": (channel,)}))

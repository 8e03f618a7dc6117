"""A listing and some articles of an unknown site → its file, with rules scored on them.

The generic readers are the measure: a rule is proposed if it reads on every page what
they read. So it loses nothing, and when the site changes it stops finding values, which
`scrapy checksites` reports. Rules that together read anything else than the generic
readers are left out.
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
from newscrawl.probing.fetched_page import FetchedPage
from newscrawl.probing.hidden_sources import paging_of
from newscrawl.probing.naming import channel_id, channel_name, site_name
from newscrawl.probing.selectors import ScoredRule, WantedValue, best_rule, item_selectors, selectors_for
from newscrawl.reader.article import read_page
from newscrawl.reader.fields.body import find_body
from newscrawl.reader.fields.credits import parse_names, parse_source
from newscrawl.reader.fields.times import parse_time
from newscrawl.reader.found_api import find_list
from newscrawl.reader.listing import read_listing
from newscrawl.reader.open_page import open_page
from newscrawl.reader.page import Page
from newscrawl.reader.reading_values import PageReading

SAME_TEXT = 98.0
"""Likeness in percent from which two readings count as one text: they may differ by a
caption."""
FIELDS: dict[str, Callable[[str, Page], Any]] = {
    "title": lambda text, page: text or None,
    "published": lambda text, page: _iso(text, page),
    "source": lambda text, page: parse_source(text),
    "editors": lambda text, page: parse_names(text) or None,
}
"""Fields that get rules, and how the article reader parses the text of each."""
FILL = {"title": 1.0, "body": 0.99, "published": 0.98}
"""Shares that a site is expected to reach in the fields that all samples had."""


@dataclass(frozen=True, slots=True)
class Sample:
    """An article page, and the article that the generic reader reads from it."""

    kept: FetchedPage
    page: Page
    article: Article


@dataclass(frozen=True, slots=True)
class Proposal:
    """A site's file in the making."""

    site: Site
    scores: dict[str, ScoredRule]
    """Rules with their scores, by key: `layout.title`."""
    listing: Listing
    """The first page of the listing as the generic reader reads it."""
    samples: tuple[Sample, ...]


def read_samples(pages: Sequence[FetchedPage]) -> list[Sample]:
    """Return the pages that are articles, with what is read from them."""
    found = []
    for kept in pages:
        reading = _read(kept, None)
        if reading is not None:
            opened = open_page(kept.body, kept.final_url, content_type=kept.content_type, fetched=kept.fetched)
            found.append(Sample(kept, opened.page, reading.article))
    return found


def propose(id: str, first: FetchedPage, samples: Sequence[Sample], *, delay: float) -> Proposal:
    """Propose a site's file from a channel's first page and some of its articles."""
    listing = _listing(first, None)
    front = open_page(first.body, first.final_url, content_type=first.content_type, fetched=first.fetched).page
    urls = [entry.url for entry in listing.entries]
    titles = [sample.page.title_text or "" for sample in samples]
    name = site_name(titles, front.title_text or "", front.host)
    url = first.final_url
    called = channel_name(front.title_text or "", name) or None
    channel = {"site": id, "id": channel_id(url), "url": url, "name": called}
    in_json = next(filter(None, map(find_list, front.states)), None) if listing_is_json(listing) else None
    parts = re.match(r"https?://[^/]+", urls[0] if in_json and urls else url)
    site = Site(
        id=id,
        name=name,
        home=f"{parts[0] if parts else url}/",
        delay=delay,
        channel=(Channel.model_validate(channel),),
        article=ArticleRule(url=address_patterns([*urls, *(sample.kept.final_url for sample in samples)])),
        expect=_expect(listing, samples),
    )
    scores: dict[str, ScoredRule] = {}
    if in_json is not None:
        request = paging_of(url, len(urls)) if front.answer is not None else None
        rules = {"api": in_json.rule, "request": request}
        site = site.model_copy(update={"listing": ListingRule.model_validate(rules)})
    else:
        site = _with_listing(site, first, front, listing, scores)
    site = _with_layout(site, samples, scores)
    return Proposal(site, scores, listing, tuple(samples))


def listing_is_json(listing: Listing) -> bool:
    """Return whether the entries stood in JSON."""
    return (listing.evidence or {}).get("entries", "").startswith("api:")


def _read(kept: FetchedPage, site: Site | None) -> PageReading | None:
    reading = read_page(kept.body, kept.final_url, content_type=kept.content_type, site=site, fetched=kept.fetched)
    return reading if isinstance(reading, PageReading) else None


def _listing(kept: FetchedPage, site: Site | None) -> Listing:
    return read_listing(kept.body, kept.final_url, content_type=kept.content_type, site=site, fetched=kept.fetched)


def _expect(listing: Listing, samples: Sequence[Sample]) -> Expect:
    """Return the expectations: half of the entries may be missing on a quiet day; a
    charset is expected if all pages have it."""
    charsets = {sample.article.encoding for sample in samples} | {listing.encoding}
    charset = charsets.pop() if len(charsets) == 1 else None
    fill = {name: least for name, least in FILL.items() if all(getattr(sample.article, name) for sample in samples)}
    dated = all(entry.date for entry in listing.entries) or None
    return Expect(fill=fill, entries=max(1, len(listing.entries) // 2), dated=dated, charset=charset)


def _with_listing(site: Site, first: FetchedPage, front: Page, generic: Listing, scores: dict[str, ScoredRule]) -> Site:
    """Add a rule that selects the entries found by the generic reader, if any does."""
    for selector in item_selectors(front, [entry.url for entry in generic.entries]):
        rule = Rule(css=selector)
        trial = site.model_copy(update={"listing": ListingRule(entries=rule)})
        found = {entry.id: entry for entry in _listing(first, trial).entries}
        agreed = sum(_same_entry(found.get(entry.id), entry) for entry in generic.entries)
        if agreed == len(generic.entries) == len(found):
            scores["listing.entries"] = ScoredRule(rule, agreed, len(generic.entries))
            return trial
    return site


def _same_entry(found: Any, entry: Any) -> bool:
    return found is not None and (found.title, found.date) == (entry.title, entry.date)


def _with_layout(site: Site, samples: Sequence[Sample], scores: dict[str, ScoredRule]) -> Site:
    """Add a layout: first the body's rule, by which the layout is recognised, then
    rules of fields as long as all is read as before."""
    body = _body_rule(site, samples)
    if body is None:
        return site
    scores["layout.body"] = body
    layout = Layout(body=body.rule)
    for name, read in FIELDS.items():
        wanted = [WantedValue(sample.page, getattr(sample.article, name) or None) for sample in samples]
        found = best_rule(wanted, read)
        if found is None or not found.agrees_everywhere:
            continue
        trial = layout.model_copy(update={name: found.rule})
        if all(_same_article(sample, site.model_copy(update={"layouts": (trial,)})) for sample in samples):
            layout = trial
            scores[f"layout.{name}"] = found
    return site.model_copy(update={"layouts": (layout,)})


def _body_rule(site: Site, samples: Sequence[Sample]) -> ScoredRule | None:
    """Return the rule of the element that holds exactly the text of every sample."""
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
            return ScoredRule(rule, len(samples), len(samples))
    return None


def _holders(page: Page) -> Iterator[Any]:
    """Yield the elements that may be the body's: the one found, and those around and
    inside.

    The reader finds blocks; a text within one `<font>` has its element inside the
    block.
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
    """Return whether a site's rules read from a sample what the generic reader
    reads."""
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
    """Return the proposal with another name for its channel, if one is given."""
    if name is None:
        return proposal
    channel = proposal.site.channels[0].model_copy(update={"name": name})
    return replace(proposal, site=proposal.site.model_copy(update={"channels": (channel,)}))

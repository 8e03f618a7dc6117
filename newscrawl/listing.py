"""A listing page → `Listing`: its entries, newest first as the site shows them, and where the next page is.

The site's (or the channel's) rules first, the generic listing reader for what they leave out. Off-site links, links
that are no article's, and repeated links are not entries. Which are new, and when a walk stops, is the ledger's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from newscrawl.catalog.schema import ListingRule, PageUrls, Site
from newscrawl.extract.dates import Time, parse_time
from newscrawl.extract.links import Link, find_entries
from newscrawl.extract.next_listing import next_listing
from newscrawl.extract.outline import plain_text
from newscrawl.extract.page import Found, Page
from newscrawl.extract.page_kind import page_kind
from newscrawl.items import Entry, Listing
from newscrawl.opening import open_page
from newscrawl.text.decode import Decoded
from newscrawl.urls import article_id

LONGEST_URL = 2083
"""A longer link is a trap or an accident; browsers once stopped here too."""


def read_listing(
    body: bytes | str | Decoded,
    url: str,
    *,
    content_type: str | None = None,
    site: Site | None = None,
    fetched: datetime | None = None,
) -> Listing:
    """Read one listing page; `url` is its address as fetched, `fetched` resolves dates without a year."""
    opened = open_page(body, url, content_type=content_type, fetched=fetched)
    page = opened.page
    channel = site.channel_of(url) if site else None
    rule = site.listing_of(channel) if site else ListingRule()
    links = list(_ruled(page, rule)) if rule.entries else find_entries(page)
    entries: dict[str, Entry] = {}
    refused = 0
    for link in links:
        if not _is_entry(link.url, site):
            refused += 1
            continue
        try:
            key = article_id(link.url)
        except ValueError:
            refused += 1
            continue
        entries.setdefault(key, Entry(key, link.url, link.title or None, _iso(link.date), link.pinned))
    kind = "listing" if entries else page_kind(page, None).value
    following = _next_url(page, rule, channel.url if channel else url)
    evidence = {"entries": f"rule: {rule.entries.where}" if rule.entries else "generic: main list"}
    if following:
        evidence["next_url"] = following.evidence
    return Listing(
        tuple(entries.values()), following.value if following else None, refused, kind, opened.encoding, evidence
    )


def _ruled(page: Page, rule: ListingRule) -> Iterator[Link]:
    """Links of the entries that the rule selects; an entry without a link is none."""
    assert rule.entries is not None
    for element in rule.entries.elements(page.root):
        anchor = _anchor(element, rule)
        url = page.absolute(anchor.get("href")) if anchor is not None else None
        if anchor is None or url is None:
            continue
        title = rule.title.first(element, page.url) if rule.title else anchor.get("title") or plain_text(anchor)
        if rule.date:
            shown = rule.date.first(element, page.url)
        else:
            shown = plain_text(element).replace(plain_text(anchor), " ")
        pinned = rule.pinned.matches(element) if rule.pinned else "置顶" in plain_text(element)[:20]
        yield Link(url, title or "", shown, parse_time(shown, near=page.fetched) if shown else None, pinned)


def _anchor(element: Any, rule: ListingRule) -> Any:
    """The link of an entry: by rule, the element itself, else the link inside with the longest words."""
    if rule.link:
        return next(iter(rule.link.elements(element)), None)
    if element.tag == "a":
        return element
    return max(element.iter("a"), key=lambda a: len(plain_text(a)), default=None)


def _is_entry(url: str, site: Site | None) -> bool:
    """Whether a link that a rule or the generic reader has chosen may be an entry of this site."""
    if len(url) > LONGEST_URL:
        return False
    return site is None or (site.owns(url) and site.is_article(url) is not False)


def _next_url(page: Page, rule: ListingRule, channel_url: str) -> Found[str] | None:
    if rule.next_url is None:
        return next_listing(page)
    if isinstance(rule.next_url, PageUrls):
        url, where = rule.next_url.after(page.url, channel_url), rule.next_url.url
    else:
        links = (page.absolute(element.get("href")) for element in rule.next_url.elements(page.root))
        url = next(filter(None, links), None) or page.absolute(rule.next_url.first(page.root, page.url))
        where = rule.next_url.where
    return Found(url, f"rule: {where}") if url else None


def _iso(time: Time | None) -> str | None:
    if time is None:
        return None
    return time.value.date().isoformat() if time.precision == "day" else time.value.isoformat()

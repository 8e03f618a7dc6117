"""RSS, Atom and sitemaps → the articles they name, newest first.

They have no depth: a feed holds the newest thirty articles, a news sitemap those of two
days. So their kinds are `feed` and `sitemap`, and a walk that read one covers that page
only (`walks/`). The XML comes from strangers: document types are cut away, entities
never resolved, and unpacking has a limit.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urljoin

import feedparser
from lxml import etree

from newscrawl.reader.fields.stamps import iso_moment
from newscrawl.reader.outline import plain_text

MOST = 50_000
"""Addresses in one sitemap, and its bytes unpacked: the limits of sitemaps.org."""
LARGEST = 52_428_800
_PROLOGUE = re.compile(
    r"\s*(?:<\?.{0,400}?\?>\s*|<!--.{0,2000}?-->\s*|<!DOCTYPE[^>\[]{0,400}(?:\[.{0,20000}?\]\s*)?>\s*)*", re.S
)
_ROOT = re.compile(r"<(rss|feed|rdf:RDF|urlset|sitemapindex)\b")
INDEX = "sitemap_index"
_KINDS = {"urlset": "sitemap", "sitemapindex": INDEX}
_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


class Announced(NamedTuple):
    """One article that a feed or sitemap names."""

    url: str
    title: str | None
    date: str | None
    """ISO 8601, as precise as given."""


def xml_kind(text: str) -> str | None:
    """Return the kind of a feed or sitemap by its root: `feed`, `sitemap`,
    `sitemap_index`; None for a page.

    >>> xml_kind('<?xml version="1.0"?><urlset><url/></urlset>'), xml_kind("<html><p>福州新闻</p></html>")
    ('sitemap', None)
    """
    found = _ROOT.match(text, _PROLOGUE.match(text).end())  # type: ignore[union-attr]
    return _KINDS.get(found[1], "feed") if found else None


def unpacked(body: bytes) -> bytes:
    """Unpack a `.xml.gz`; anything else, and what is damaged or unpacks beyond `MOST`,
    is returned as it is.
    """
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        opener = zlib.decompressobj(wbits=31)
        plain = opener.decompress(body, LARGEST)
    except zlib.error:
        return body
    return body if opener.unconsumed_tail else plain


def read_announced(text: str, url: str, *, near: datetime | None = None) -> list[Announced]:
    """Read a feed or a sitemap, newest first where dates are stated; `near` is the time
    of fetching.

    >>> [found] = read_announced('''<?xml version="1.0"?><rss version="2.0"><channel><item><title>福州地铁开通</title>
    ... <link>/fz/1.shtml</link><pubDate>Wed, 18 Nov 2020 01:30:00 GMT</pubDate></item></channel></rss>''', "http://a.cn/rss.xml")
    >>> found.url, found.date
    ('http://a.cn/fz/1.shtml', '2020-11-18T09:30:00+08:00')
    """
    found = list(_sitemap(text, url, near) if xml_kind(text) == "sitemap" else _feed(text, url, near))
    return sorted(found, key=lambda each: each.date or "", reverse=True)


def newest_sitemap(text: str, url: str) -> str | None:
    """Return the sitemap of an index with the newest articles: one of news, otherwise
    the last changed, otherwise the first.

    >>> newest_sitemap("<sitemapindex><sitemap><loc>/a.xml</loc><lastmod>2020-11-17</lastmod></sitemap>"
    ...                "<sitemap><loc>/b.xml</loc><lastmod>2020-11-18</lastmod></sitemap></sitemapindex>", "http://a.cn/s.xml")
    'http://a.cn/b.xml'
    """
    root = parse_xml(text)
    found: list[tuple[bool, str, int, str]] = []
    for number, element in enumerate(root.iterchildren("{*}sitemap") if root is not None else ()):
        place, changed = element.find("{*}loc"), element.find("{*}lastmod")
        if number < MOST and place is not None and (link := plain_text(place)):
            moment = iso_moment(plain_text(changed)) if changed is not None else None
            found.append(("news" in link.lower(), moment or "", -number, joined(url, link)))
    return max(found)[-1] if found else None


def parse_xml(text: str) -> etree._Element | None:
    """Parse XML of strangers: without document type and entities, recovering what it
    can; None for anything else.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        return etree.fromstring(_bare(text), parser)
    except etree.XMLSyntaxError:  # nothing there that could be recovered
        return None


def _bare(text: str) -> bytes:
    return text[_PROLOGUE.match(text).end() :].encode("utf-8", "replace")  # type: ignore[union-attr]


def _feed(text: str, url: str, near: datetime | None) -> Iterator[Announced]:
    headers = {"content-type": "application/xml; charset=utf-8"}
    parsed = feedparser.parse(
        io.BytesIO(_bare(text)), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    for entry in parsed.entries[:MOST]:
        link = (entry.get("link") or "").strip()
        if link:
            title = " ".join((entry.get("title") or "").split())
            date = iso_moment(entry.get("published") or entry.get("updated"), near=near)
            yield Announced(joined(url, link), title or None, date)


def _sitemap(text: str, url: str, near: datetime | None) -> Iterator[Announced]:
    root = parse_xml(text)
    for number, element in enumerate(root.iterchildren("{*}url") if root is not None else ()):
        if number >= MOST:
            break
        place = element.find("{*}loc")
        title = element.find(f".//{_NEWS}title")
        date = element.find(f".//{_NEWS}publication_date")
        date = element.find("{*}lastmod") if date is None else date
        if place is not None and (link := plain_text(place)):
            words = plain_text(title) if title is not None else ""
            moment = iso_moment(plain_text(date), near=near) if date is not None else None
            yield Announced(joined(url, link), words or None, moment)


def joined(url: str, link: str) -> str:
    """Make a link absolute; a broken one is returned as it is, and is no entry."""
    try:
        return urljoin(url, link)
    except ValueError:
        return link

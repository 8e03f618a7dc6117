"""RSS, Atom and sitemaps, of XML or of lines → the articles they name, newest first.

They have no depth: a feed holds the newest thirty articles, a news sitemap those of two
days. So their kinds are `feed` and `sitemap`, and a walk that read one covers that page
only (`walks/`). Elements are known by their local names: prefixes and namespaces are
written in many ways, or not at all. The XML comes from strangers: document types are
cut away, entities never resolved, and unpacking has a limit.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from datetime import datetime
from html import escape
from html.entities import html5
from typing import NamedTuple
from urllib.parse import urljoin

from lxml import etree

from newscrawl.reader.fields.stamps import iso_moment
from newscrawl.reader.outline import plain_text
from newscrawl.reader.plain_words import plain_words
from newscrawl.urls import requestable, with_slashes
from newscrawl.walks.listing_values import INDEX

MOST = 50_000
"""Addresses in one sitemap, and its bytes unpacked: the limits of sitemaps.org."""
LARGEST = 52_428_800
_PROLOGUE = re.compile(
    r"[\s\ufeff]*(?:<\?.{0,400}?\?>\s*|<!--.{0,2000}?-->\s*|<!DOCTYPE[^>\[]{0,400}(?:\[.{0,20000}?\]\s*)?>\s*)*", re.S
)
_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?(rss|feed|RDF|urlset|sitemapindex)\b", re.I)
_LINES = re.compile(r"\ufeff?\s*(?:https?://\S+[ \t\r]*(?:\n\s*|\Z)){3,}", re.I)
_KINDS = {"urlset": "sitemap", "sitemapindex": INDEX}
_AMPERSAND = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)"
    r"|&(#[0-9]{1,7};|#x[0-9a-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);|[A-Za-z][A-Za-z0-9]{1,31};)?",
    re.S,
)
_XML = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_LINE_END = re.compile(r"\s*[\r\n]\s*")


class Announced(NamedTuple):
    """One article that a feed or sitemap names."""

    url: str
    title: str | None
    date: str | None
    """ISO 8601, as precise as given."""


def xml_kind(text: str) -> str | None:
    """Return the kind of a feed or sitemap by its root: `feed`, `sitemap`,
    `sitemap_index`; None for a page. Addresses, one a line, are a sitemap, too.

    >>> xml_kind('<?xml version="1.0"?><sm:urlset><sm:url/></sm:urlset>'), xml_kind("<html><p>福州新闻</p></html>")
    ('sitemap', None)
    """
    found = _ROOT.match(text, _PROLOGUE.match(text).end())  # type: ignore[union-attr]
    return _KINDS.get(found[1].lower(), "feed") if found else "sitemap" if _LINES.fullmatch(text) else None


def unpacked(body: bytes) -> bytes:
    """Unpack a `.xml.gz` of one or several members (RFC 1952, 2.2), packed twice
    perhaps; anything else is returned as it is.

    So is what is damaged, cut off or unpacks beyond `LARGEST`: half a sitemap would
    pass for a whole one.
    """
    for _ in range(3):
        if not body.startswith(b"\x1f\x8b"):
            break
        plain = bytearray()
        rest = body
        while rest[:1] == b"\x1f":
            opener = zlib.decompressobj(wbits=31)
            try:
                plain += opener.decompress(rest, LARGEST + 1 - len(plain))
            except zlib.error:
                return body
            if not opener.eof or len(plain) > LARGEST:
                return body
            rest = opener.unused_data.lstrip(b"\0")
        body = bytes(plain)
    return body


def read_announced(text: str, url: str, *, near: datetime | None = None) -> list[Announced]:
    """Read a feed or a sitemap, newest first where dates are stated; `near` is the time
    of fetching.

    >>> [found] = read_announced('''<?xml version="1.0"?><rss version="2.0"><channel><item><title>福州地铁开通</title>
    ... <link>/fz/1.shtml</link><pubDate>Wed, 18 Nov 2020 01:30:00 GMT</pubDate></item></channel></rss>''', "http://a.cn/rss.xml")
    >>> found.url, found.date
    ('http://a.cn/fz/1.shtml', '2020-11-18T09:30:00+08:00')
    """
    if _LINES.fullmatch(text):
        return [Announced(line.strip(), None, None) for line in text.strip("\ufeff").split("\n")[:MOST] if line.strip()]
    root = parse_xml(text)
    if root is None:
        return []
    found = list(_sitemap(root, url, near) if xml_kind(text) == "sitemap" else _feed(root, url, near))
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
    for number, element in enumerate(_elements(root, "sitemap") if root is not None else ()):
        link = _link(_child(element, "loc"))
        if number < MOST and link:
            moment = iso_moment(_words(_child(element, "lastmod")))
            found.append(("news" in link.lower(), moment or "", -number, joined(url, link)))
    return max(found)[-1] if found else None


def parse_xml(text: str) -> etree._Element | None:
    """Parse XML of strangers: without document type and entities, recovering what it
    can; None for anything else.

    An ampersand that begins no entity stands for itself, as in `?id=7&catid=3`, and the
    entities of HTML for their characters.

    >>> plain_text(parse_xml("<loc>/a.php?id=7&catid=3&nbsp;<![CDATA[&b=1]]></loc>"))
    '/a.php?id=7&catid=3 &b=1'
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    bare = text[_PROLOGUE.match(text).end() :]  # type: ignore[union-attr]
    if "&" in bare:
        bare = _AMPERSAND.sub(_ampersand, bare)
    try:
        return etree.fromstring(bare.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:  # nothing there that could be recovered
        return None


def _ampersand(match: re.Match[str]) -> str:
    name = match[1]
    if match[0][0] == "<" or (name and (name[0] == "#" or name in _XML)):
        return match[0]
    char = html5.get(name or "")
    return escape(char) if char else f"&amp;{name or ''}"


def _feed(root: etree._Element, url: str, near: datetime | None) -> Iterator[Announced]:
    """Yield the items of RSS, of any version, and the entries of Atom."""
    for number, element in enumerate(_elements(root, "item", "entry")):
        if number >= MOST:
            break
        link = _item_link(element)
        if link:
            date = None
            for name in ("pubdate", "published", "date", "issued", "created", "updated", "modified"):
                if date := iso_moment(_words(_child(element, name)), near=near):
                    break
            title = plain_words(_words(_child(element, "title")))
            yield Announced(joined(_base(element, url), link), title or None, date)


def _item_link(element: etree._Element) -> str:
    """Return the address of an item: its link, the alternate of an Atom entry,
    otherwise a guid or id that is an address.
    """
    links = [child for child in element if _local(child) == "link"]
    for link in sorted(links, key=lambda link: "alternate" not in (link.get("rel") or "alternate").lower()):
        if (link.get("rel") or "alternate").lower() not in ("self", "edit", "enclosure", "replies", "related", "via"):
            found = _link(link) or (link.get("href") or "").strip()
            if found:
                return found
    guid = _child(element, "guid")
    if guid is not None and (guid.get("isPermaLink") or "true").strip().lower() == "false":
        guid = None
    found = _link(guid if guid is not None else _child(element, "id"))
    return found if found.startswith(("http://", "https://")) else ""


def _base(element: etree._Element, url: str) -> str:
    """Return the base of an item's links: `xml:base` where it is written, and can be
    joined.
    """
    bases = [base for place in (element, *element.iterancestors()) if (base := place.get(_XML_BASE))]
    for base in reversed(bases):
        url = absolute if requestable(absolute := joined(url, base.strip())) else url
    return url


def _sitemap(root: etree._Element, url: str, near: datetime | None) -> Iterator[Announced]:
    for number, element in enumerate(_elements(root, "url")):
        if number >= MOST:
            break
        link = _link(_child(element, "loc"))
        if link:
            news = _child(element, "news")
            shown = next(_elements(element, "display"), None)  # as Baidu wants it
            title = next((_child(place, "title") for place in (news, shown) if place is not None), None)
            date = _child(news, "publication_date") if news is not None else None
            date = date if date is not None else _child(element, "lastmod")
            yield Announced(joined(url, link), plain_words(_words(title)) or None, iso_moment(_words(date), near=near))


def _elements(root: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Yield the elements of these names, however deep: some generators write a list
    within a list.
    """
    return (element for element in root.iter() if _local(element) in names)


def _child(element: etree._Element, name: str) -> etree._Element | None:
    return next((child for child in element if _local(child) == name), None)


def _local(element: etree._Element) -> str:
    """Return the name of an element without its namespace or an undeclared prefix."""
    tag = element.tag
    return re.split("[}:]", tag)[-1].lower() if isinstance(tag, str) else ""


def _words(element: etree._Element | None) -> str:
    return plain_text(element) if element is not None else ""


def _link(element: etree._Element | None) -> str:
    """Return an element's address; `&amp;` is never meant in one, but left where it was
    escaped twice.
    """
    text = "".join(map(str, element.itertext())) if element is not None else ""
    return _LINE_END.sub("", text.strip()).replace("&amp;", "&")


def joined(url: str, link: str) -> str:
    """Make a link absolute; a broken one is returned as it is, and is no entry."""
    try:
        return urljoin(url, with_slashes(link))
    except ValueError:
        return link

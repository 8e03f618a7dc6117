"""Visits of sites and what was judged of them → a report that a person attaches to an
issue. Pure.

It shows which rule finds nothing and how the page is built now, and has no text of an
article, no contact, no cookie and no token: addresses lose what may be one, headers are
those that tell how a page is sent. The same values are JSON or Markdown.
"""

from __future__ import annotations

import platform
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from newscrawl.catalog.reading_rules import Layout, ListingRule
from newscrawl.catalog.rule import Rule
from newscrawl.catalog.schema import Site
from newscrawl.controls import escape_controls
from newscrawl.probing.drift import Facts
from newscrawl.probing.fetch import ProbedPage, Visit
from newscrawl.probing.markup_shape import json_shape, shape
from newscrawl.probing.views import ArticleView, ListingView, NoView, view
from newscrawl.reader.article import find_layout
from newscrawl.reader.open_page import Opened, open_page
from newscrawl.reader.reading_values import READER_VERSION

_LONG_WORDS = re.compile(r"[^\x00-\x7f]{9,}")
_META_NAME = re.compile(r"[\w:.-]{1,40}", re.ASCII)
_SHORT_VALUE = re.compile(r"[\w.-]{1,12}", re.ASCII)
_SECRET = re.compile(r"tok|sess|sid|key|auth|sign|ticket|pass|uid|user|mail", re.I)


def values_of(visit: Visit, key: str, facts: Facts, unfetched: Iterable[str], judged: str) -> dict[str, Any]:
    """Return the part of the report about one site."""
    site = visit.site
    assert site is not None
    return {
        "channel": key,
        "site": site.id,
        "verdict": judged,
        "drifts": [{"weight": each.weight, "what": each.what, "told": safe(each.evidence)} for each in facts.drifts],
        "unfetched": [_unfetched(each) for each in unfetched],
        "fields": fill(facts),
        "pages": list(_pages(visit, site)),
    }


def _pages(visit: Visit, site: Site) -> Iterator[dict[str, Any]]:
    """Yield the pages of a visit; of articles that are read alike the first with its
    markup."""
    shaped = set()
    for role, page in (("listing", visit.first), *(("article", sample) for sample in visit.samples)):
        if page is None:
            continue
        values = page_values(page, role, site)
        alike = (role, values.get("read_as"), str(values.get("rules")))
        if alike in shaped:
            values.pop("shape", None)
        shaped.add(alike)
        yield values


def versions() -> dict[str, str]:
    """Return the versions of what reads pages."""
    found = {name: version(name) for name in ("newscrawl", "scrapy", "lxml", "resiliparse")}
    return {**found, "reader": str(READER_VERSION), "Python": platform.python_version(), "system": platform.system()}


def fill(facts: Facts) -> dict[str, str]:
    """Return the fields of the articles read, each with how many have it and where it
    was read."""
    found: dict[str, str] = {}
    for name in ("title", "published", "body", "source", "reporters", "editors", "keywords", "breadcrumbs", "images"):
        have = [article for article in facts.articles if getattr(article, name)]
        where = dict.fromkeys((article.evidence or {}).get(name, "") for article in have)
        places = ", ".join(filter(None, map(safe, where)))
        found[name] = f"{len(have)} of {len(facts.articles)}{f' ({places})' if places else ''}"
    return found if facts.articles else {}


def page_values(page: ProbedPage, role: str, site: Site) -> dict[str, Any]:
    """Return one page: how it came, what it was read as, which rules hit, its
    markup."""
    values: dict[str, Any] = {
        "role": role,
        "address": safe_url(page.url),
        "led_to": safe_url(page.final_url) if page.final_url != page.url else None,
        "status": page.status,
        "failure": page.failure,
        "bytes": len(page.body),
        "headers": dict(page.headers),
    }
    if not page.body:
        return values
    opened = open_page(page.body, page.final_url, content_type=page.content_type, fetched=page.fetched)
    values |= {"charset": opened.encoding, "charset_by": safe(opened.decoding or ""), "plausible": opened.plausible}
    values |= _read_as(page, site, listing=role == "listing")
    values["rules"] = dict(_listing_rules(site, opened, page) if role == "listing" else _layout_rules(site, opened))
    values["metas"] = [name for name in opened.page.meta if _META_NAME.fullmatch(name)]
    values["shape"] = json_shape(opened.page.text) or shape(opened.page.root)
    return values


def _read_as(page: ProbedPage, site: Site, *, listing: bool) -> dict[str, Any]:
    seen = view(page, site, listing=listing)
    if isinstance(seen, ListingView):
        entries, found = seen.listing.entries, seen.listing.evidence or {}
        return {
            "read_as": seen.listing.kind,
            "entries": len(entries),
            "dated": sum(entry.date is not None for entry in entries),
            "refused": seen.listing.refused,
            "found_by": {name: safe(where) for name, where in found.items()},
            "next_page": seen.listing.next_url is not None,
        }
    if isinstance(seen, ArticleView):
        article = seen.article
        found_by = {name: safe(where) for name, where in (article.evidence or {}).items()}
        return {"read_as": f"article, by {article.read_by}", "found_by": found_by}
    assert isinstance(seen, NoView)
    return {"read_as": seen.kind}


def _listing_rules(site: Site, opened: Opened, page: ProbedPage) -> Iterator[tuple[str, str]]:
    """Yield each rule for listings, and how much it selects."""
    rule: ListingRule = site.listing_of(site.channel_of(page.url))
    entries: list[Any] = []
    if rule.entries is not None:
        entries = rule.entries.elements(opened.page.root)
        yield f"entries: {rule.entries.where}", f"{len(entries)} elements"
    for name in ("link", "title", "date", "pinned"):
        if (inner := getattr(rule, name)) is not None:
            hit = sum(inner.matches(each, page.final_url) for each in entries)
            yield f"{name}: {inner.where}", f"in {hit} of {len(entries)} entries"
    if isinstance(rule.next_url, Rule):
        yield f"next_url: {rule.next_url.where}", _hits(rule.next_url, opened)
    if rule.api is not None:
        yield "api", "the listing is read as JSON"


def _layout_rules(site: Site, opened: Opened) -> Iterator[tuple[str, str]]:
    """Yield each rule of the layouts, and how much it selects."""
    fitting = find_layout(site, opened.page)
    for number, layout in enumerate(site.layouts, 1):
        yield f"layout {number}", "fits, and is taken" if layout is fitting else "not taken"
        for name in Layout.model_fields:
            if isinstance(rule := getattr(layout, name), Rule):
                yield f"layout {number}, {name}: {rule.where}", _hits(rule, opened)


def _hits(rule: Rule, opened: Opened) -> str:
    found = len(rule.all(opened.page.root, opened.page.url))
    if found or not rule.matches(opened.page.root, opened.page.url):
        return f"{found} value{'' if found == 1 else 's'}"
    return "elements without a text"


def safe(evidence: str) -> str:
    """Return evidence without words of a page: a long run of Chinese is `…`.

    >>> safe("layout: div.info; text:来源"), safe("text: 福州地铁五号线今日开通试运营")
    ('layout: div.info; text:来源', 'text: …')
    """
    return escape_controls(_LONG_WORDS.sub("…", evidence))


def safe_url(url: str) -> str:
    """Return an address without user, password and what may be a token.

    >>> safe_url("http://a:b@www.hxnews.com/list?page=2&token=abc&d=eyJhbGciOiJIUzI1NiJ9#x")
    'http://www.hxnews.com/list?page=2&token=…&d=…'
    """
    try:
        parts = urlsplit(url)
        asked = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return "…"
    plain = [
        f"{name}={value if _SHORT_VALUE.fullmatch(value) and not _SECRET.search(name) else '…' if value else ''}"
        for name, value in asked
    ]
    path = re.sub(r";[^/]*", ";…", parts.path)
    return escape_controls(urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], path, "&".join(plain), "")))


def _unfetched(told: str) -> str:
    url, sep, why = told.rpartition(": ")
    return f"{safe_url(url)}{sep}{why}"


def markdown(report: Mapping[str, Any]) -> str:
    """Return a report as Markdown for a person."""
    return "\n".join(_markdown(report)) + "\n"


def _markdown(report: Mapping[str, Any]) -> Iterator[str]:
    yield "# checksites report"
    yield ""
    versions = ", ".join(f"{name} {version}" for name, version in report["versions"].items())
    yield f"Made {report['made']} with {versions}."
    yield "It has no texts of articles, no contact, no cookies and no tokens."
    for site in report["sites"]:
        yield from ("", f"## {site['channel']}: {site['verdict']}", "")
        yield from (f"- {each['weight']}: {each['what']}: {_inline(each['told'])}" for each in site["drifts"])
        yield from (f"- unfetched: {_inline(each)}" for each in site["unfetched"])
        if site["fields"]:
            yield from ("", "| field | articles |", "|---|---|")
            yield from (f"| {name} | {_inline(told)} |" for name, told in site["fields"].items())
        for page in site["pages"]:
            yield from _page_markdown(page)


def _page_markdown(page: Mapping[str, Any]) -> Iterator[str]:
    yield from ("", f"### {page['role']}: {_inline(page['address'])}", "")
    for name, value in page.items():
        if name in ("role", "address", "rules", "shape", "headers", "found_by") or value is None:
            continue
        told = ", ".join(value) if isinstance(value, list) else str(value)
        yield f"- {name}: {_inline(told)}"
    for name in ("headers", "found_by"):
        yield from (f"- {name} {key}: {_inline(value)}" for key, value in page.get(name, {}).items())
    if page.get("rules"):
        yield from ("", "| rule | finds |", "|---|---|")
        yield from (f"| {_inline(rule)} | {told} |" for rule, told in page["rules"].items())
    if page.get("shape"):
        yield from ("", "```", *page["shape"], "```")


def _inline(text: str) -> str:
    """Return a text as code, which Markdown does not read."""
    plain = " ".join(text.split()).replace("`", "'").replace("|", "\\|")
    return f"`{plain}`" if plain else ""

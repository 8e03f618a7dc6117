"""Kept pages, found by folder, a case a field: what is read of them must be what a person found right.

    tests/sites/<province>/<site>/<case>/      read with the site's file; `scrapy newsite` writes such folders
    tests/sites/families/<family>/<case>/      read as of a site that names no family, and has no rule

`page.html` are the bytes as they came, `meta.json` what came with them (`kind`, `url`, `content_type`, `fetched`; of a
newspaper's page also `issue` and `day`), `expected.json` the fields. Expectations that nobody has compared with the page
carry `unreviewed`, and fail.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest

from newscrawl import read_article, read_listing
from newscrawl.catalog import Catalog, load
from newscrawl.catalog.eras import Era
from newscrawl.catalog.schema import Channel, Site
from newscrawl.items import Article
from newscrawl.reader.issue_page import read_issue_page

ROOT = Path(__file__).parent
CASES = sorted(path.parent for path in ROOT.glob("*/*/*/meta.json"))


@cache
def catalog() -> Catalog:
    return load()


def told(case: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((case / name).read_text(encoding="utf-8"))
    return found


def site_of(case: Path) -> Site:
    """The site whose page it is; for a family, one of which nothing is known but an address."""
    if case.parts[-3] != "families":
        return catalog().site(case.parts[-2])
    home = urljoin(told(case, "meta.json")["url"], "/")
    channel = Channel(site="new", id="all", url=home)
    return Site(id="new", name="新站", home=home, channel=(channel,), kin=tuple(catalog().families()))


@cache
def reading(case: Path) -> dict[str, Any]:
    """What is read of a page, under the names that expectations use."""
    meta = told(case, "meta.json")
    given: dict[str, Any] = {"content_type": meta["content_type"], "fetched": datetime.fromisoformat(meta["fetched"])}
    body = (case / "page.html").read_bytes()
    if meta["kind"] == "issue":
        rule = catalog().family(case.parts[-2]).issue
        assert rule is not None
        era, day = Era(issue=meta["issue"], rule=rule), date.fromisoformat(meta["day"])
        page = read_issue_page(body, meta["url"], era, day, site=site_of(case), **given)
        entries = [{"url": entry.url, "title": entry.title} for entry in page.entries]
        return {"entries": entries, "pages": [{"url": url, **label._asdict()} for url, label in page.pages.items()]}
    if meta["kind"] == "listing":
        listing = read_listing(body, meta["url"], site=site_of(case), **given)
        entries = [{"url": entry.url, "title": entry.title, "date": entry.date} for entry in listing.entries]
        return {"entries": entries, "next_url": listing.next_url}
    article = read_article(body, meta["url"], site=site_of(case), **given)
    assert isinstance(article, Article), article
    paragraphs = (article.text or "").split("\n")
    return {
        **{name: getattr(article, name) for name in Article.__slots__},
        "first_paragraph": paragraphs[0],
        "last_paragraph": paragraphs[-1],
    }


def fields() -> list[Any]:
    return [
        pytest.param(case, name, id=f"{case.relative_to(ROOT).as_posix()}-{name}")
        for case in CASES
        for name in told(case, "expected.json")
    ]


@pytest.mark.parametrize(("case", "name"), fields())
def test_a_field_is_what_a_person_found_right(case: Path, name: str) -> None:
    expected = told(case, "expected.json")[name]
    assert name != "unreviewed", f"{case}: {expected}"
    read = reading(case)[name]
    assert (list(read) if isinstance(read, tuple) else read) == expected


def test_every_family_has_a_listing_or_an_issue_and_an_article() -> None:
    """A family without pages is a guess."""
    kinds = {
        family.id: {told(case, "meta.json")["kind"] for case in CASES if case.parts[-3:-1] == ("families", family.id)}
        for family in catalog().families()
    }
    wanted = {family.id: {"article", "issue" if family.issue else "listing"} for family in catalog().families()}
    assert kinds == wanted

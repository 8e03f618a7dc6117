"""Kinds of pages on which fields were lost or read wrong, in texts of our own: `tests/cases/pages`, a page a kind.

`<kind>.json` has the address, the fields that a person finds on `<kind>.html`, and in `fails` those that are still read
otherwise: they must be taken out there as soon as they are read right.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from newscrawl import read_article, read_listing
from newscrawl.items import Article

CASES = sorted((Path(__file__).parents[1] / "cases" / "pages").glob("*.json"))


@cache
def told(case: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(case.read_text(encoding="utf-8"))
    return found


@cache
def reading(case: Path) -> dict[str, Any]:
    """What is read of a page, under the names that expectations use."""
    data, url = case.with_suffix(".html").read_bytes(), told(case)["url"]
    if "entries" in told(case)["expected"]:
        return {"entries": [[entry.url, entry.title, entry.date] for entry in read_listing(data, url).entries]}
    article = read_article(data, url)
    if not isinstance(article, Article):
        return {"kind": article.kind}
    paragraphs = (article.text or "").split("\n")
    return {
        **{name: getattr(article, name) for name in Article.__slots__},
        "kind": "article",
        "paragraphs": paragraphs,
        "text_begins": paragraphs[0],
        "text_ends": paragraphs[-1],
    }


def fields() -> list[Any]:
    return [
        pytest.param(
            case,
            name,
            id=f"{case.stem}-{name}",
            marks=[pytest.mark.xfail(strict=True, reason=told(case)["item"])] if name in told(case)["fails"] else [],
        )
        for case in CASES
        for name in told(case)["expected"]
    ]


@pytest.mark.parametrize(("case", "name"), fields())
def test_a_field_is_what_a_person_finds(case: Path, name: str) -> None:
    found = reading(case).get(name)
    assert (list(found) if isinstance(found, tuple) else found) == told(case)["expected"][name]

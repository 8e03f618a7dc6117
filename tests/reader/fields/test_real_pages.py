"""Floors on real pages of many sites; the pages are no part of the repository and the test is skipped without them."""

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from newscrawl.reader.fields.body import find_body
from newscrawl.reader.fields.credits import read_credits
from newscrawl.reader.fields.dates import read_published
from newscrawl.reader.fields.links import find_entries
from newscrawl.reader.fields.page_kind import page_kind
from newscrawl.reader.fields.title import read_title
from newscrawl.reader.page import Page

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
pytestmark = [
    pytest.mark.skipif(not (DATA / "score.py").is_file(), reason=f"no measuring pages at {DATA}"),
    pytest.mark.slow,
]


@pytest.fixture(scope="module")
def score() -> ModuleType:
    module = ModuleType("score")
    path = DATA / "score.py"
    module.__file__ = str(path)
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), module.__dict__)
    return module


def read(truth: dict[str, Any]) -> dict[str, Any]:
    text = Path(truth["_html"]).read_bytes().decode(truth["actual_charset"], "replace")
    page = Page.parse(text, truth["url"] or f"http://{truth['host']}/")
    body = find_body(page)
    assert page_kind(page, body).value == "article", truth["id"]
    title, published, credits = read_title(page, body), read_published(page, body), read_credits(page, body)
    return {
        "title": title.value.title if title else None,
        "body": body.text if body else None,
        "published": published.value.value.isoformat() if published else None,
        "author": [*credits.reporters, *credits.authors],
        "source_name": credits.source,
    }


SEEN = {"F1": 0.98, ">=.95": 0.93, "title": 0.98, "day": 0.985, "minute": 0.97, "author": 0.85, "source": 0.93}
"""Floors for the pages that every rule has seen."""
NEWER = {"F1": 0.98, ">=.95": 0.94, "title": 0.97, "day": 0.98, "minute": 0.97, "author": 0.88, "source": 0.93}
"""Floors for the pages of newer sites (those with a `kind`), which no rule was made on: what is reached today."""


@pytest.mark.parametrize(("newer", "floors", "wrong"), [(False, SEEN, 0.01), (True, NEWER, 0.01)])
def test_articles_of_many_sites(score: ModuleType, newer: bool, floors: dict[str, float], wrong: float) -> None:
    truths = {}
    for path in sorted((DATA / "articles").glob("*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        if ("kind" in truth) is newer:
            truths[truth["id"]] = {**truth, "_html": str(path.with_suffix(".html"))}
    rows = score.evaluate({name: read(truth) for name, truth in truths.items()}, truths)
    figures = score.summarise(list(rows.values()))
    assert {name: figures[name] for name in floors if figures[name] < floors[name]} == {}
    assert figures["wrong"] <= wrong
    assert figures["<.5"] <= 0.012


def test_listings(score: ModuleType) -> None:
    values = []
    for path in sorted((DATA / "listings").glob("*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        page = Page.parse(path.with_suffix(".html").read_text(encoding="utf-8", errors="replace"), truth["base_url"])
        wanted = {score.norm_url(link["url"]) for link in truth["links"]}
        found = {score.norm_url(entry.url) for entry in find_entries(page)}
        values.append(2 * len(wanted & found) / (len(wanted) + len(found)))
    assert sum(values) / len(values) >= 0.9

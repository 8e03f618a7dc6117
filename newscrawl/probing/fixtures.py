"""Write the pages that a site's file was made from as fixtures to be reviewed.

`<folder>/<case>/page.html` has the bytes as received, `meta.json` the facts of the
response, `expected.json` what is read today. The expectation is marked as not reviewed:
a test must fail until a person has compared it with the page.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from newscrawl.items import Article, Listing
from newscrawl.probing.fetched_page import FetchedPage

FIELDS = ("title", "published", "source", "reporters", "correspondents", "photographers", "authors", "editors")
UNREVIEWED = "compare with page.html, correct, then remove this line"


def write_fixture(folder: Path, page: FetchedPage, read: Article | Listing) -> None:
    """Write one case."""
    kind = "article" if isinstance(read, Article) else "listing"
    meta = {
        "url": page.final_url,
        "content_type": page.content_type,
        "fetched": page.fetched.isoformat(timespec="seconds"),
        "kind": kind,
    }
    folder.mkdir(parents=True)
    (folder / "page.html").write_bytes(page.body)
    _write(folder / "meta.json", meta)
    _write(folder / "expected.json", {"unreviewed": UNREVIEWED, **_expected(read)})


def _expected(read: Article | Listing) -> dict[str, Any]:
    if isinstance(read, Listing):
        entries = [{"url": entry.url, "title": entry.title, "date": entry.date} for entry in read.entries]
        return {"entries": entries, "next_url": read.next_url}
    fields = {name: value for name in FIELDS if (value := getattr(read, name))}
    paragraphs = (read.text or "").split("\n")
    return {**fields, "first_paragraph": paragraphs[0], "last_paragraph": paragraphs[-1]}


def _write(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

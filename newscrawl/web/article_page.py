"""One article: its text as printed, and all that the archive knows about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from newscrawl.i18n import _
from newscrawl.ledger import ArticleRow
from newscrawl.ledger.sql_reading import (
    ShownIn,
    Tried,
    attempts_of,
    listings_of,
    neighbours,
    titles_of,
)  # fmt: skip
from newscrawl.record.reprints import Reprints, find_reprints
from newscrawl.web.answers import atom_response, csv_response, json_response
from newscrawl.web.article_evidence import EvidenceRow, diff_lines, evidence_rows, repaired_blocks
from newscrawl.web.article_lines import all_lines, find_row
from newscrawl.web.atom import FeedEntry
from newscrawl.web.captured_page import original_text
from newscrawl.web.reading_room import NotHereError
from newscrawl.web.search_page import COLUMNS
from newscrawl.web.view import Asked

MOST_REPRINTS = 200
"""Appearances of one text that are shown."""
CREDITS = ("source", "reporters", "correspondents", "photographers", "authors", "editors")


def article(asked: Asked) -> Response:
    """Show an article; one without a text, with what became of it."""
    given = asked.parameters("revision")
    reader = asked.reader
    row = find_row(reader, asked.path("id"))
    lines = all_lines(reader, row.id)
    texts = [line for _ref, line in lines if "withdrawn" not in line]
    revision = given.whole("revision", 0, 10_000)
    shown = next((line for line in texts if line.get("revision", 1) == revision), None) if revision else None
    if revision and shown is None:
        raise NotHereError(_("the article has no revision {n}").format(n=revision))
    line = shown or (texts[-1] if texts else None)
    reprints = find_reprints(reader.ledger, row)
    with reader.ledger.reading() as db:
        attempts, listings = attempts_of(db, row.id), listings_of(db, row.id)
        before, behind = neighbours(db, row.id)
        titles = titles_of(db, [each.id for each in reprints.appearances[:MOST_REPRINTS]])
    if asked.format == "json":
        return json_response(_as_json(row, [line for _ref, line in lines], attempts, listings, reprints))
    if asked.format == "csv":
        return csv_response(COLUMNS, texts)
    title = (line or {}).get("title") or next((each.title for each in listings if each.title), None) or row.url
    if asked.format == "atom":
        return _feed(asked, row, title, [line for _ref, line in lines])
    blocks, repairs_told = ([], None) if line is None else repaired_blocks(line, original_text(reader, line))
    evidence: Sequence[EvidenceRow] = evidence_rows(line) if line else ()
    return asked.page(
        "article.html", row=row, line=line, title=title, blocks=blocks, repairs_told=repairs_told, evidence=evidence,
        credits=CREDITS, tombstone=next((each for _ref, each in reversed(lines) if "withdrawn" in each), None),
        revisions=[(each, diff_lines(each.get("diff"))) for each in texts],
        reprints=reprints, appearances=reprints.appearances[:MOST_REPRINTS], titles=titles,
        attempts=attempts, listings=listings, before=before, behind=behind, names=asked.room.names,
        formats=asked.formats(f"/article/{row.id}", {}),
    )  # fmt: skip


def _as_json(
    row: ArticleRow, lines: list[dict[str, Any]], attempts: list[Tried], listings: list[ShownIn], reprints: Reprints
) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "id": row.id, "url": row.url, "channel": row.channel, "outcome": row.outcome, "reason": row.reason,
        "lines": lines, "attempts": [asdict(each) for each in attempts],
        "listings": [asdict(each) for each in listings],
        "appearances": [
            {"id": each.id, "url": each.url, "channel": each.channel, "published": each.published}
            for each in reprints.appearances
        ],
    }  # fmt: skip


def _feed(asked: Asked, row: ArticleRow, title: str, lines: list[dict[str, Any]]) -> Response:
    """Return the revisions of an article as a feed."""
    page = asked.links.to(f"/article/{row.id}")
    entries = [
        FeedEntry(
            f"urn:newscrawl:article:{row.id}:{line.get('revision', 1)}",
            line.get("title") or title,
            asked.links.whole(page),
            str(line.get("fetched") or line.get("published") or "1970-01-01T00:00:00+08:00"),
            str(line.get("withdrawn") or line.get("diff") or (line.get("text") or "")[:200]),
        )
        for line in reversed(lines)
    ]
    updated = entries[0].updated if entries else "1970-01-01T00:00:00+08:00"
    return atom_response(title, asked.request, asked.links, page, updated, entries)

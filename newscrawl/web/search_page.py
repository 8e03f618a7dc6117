"""The search, which is also the front page: words and filters → articles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from starlette.responses import Response

from newscrawl.i18n import _, ngettext
from newscrawl.ledger.sql_reading import forgotten
from newscrawl.record.search import SearchQuery
from newscrawl.record.snippets import Span, hits, missing, snippet
from newscrawl.web.answers import atom_response, csv_response, json_response
from newscrawl.web.atom import FeedEntry
from newscrawl.web.parameters import Parameters
from newscrawl.web.reading_room import RoomReader
from newscrawl.web.searching import Hits, Order, find
from newscrawl.web.view import Asked, pager

SIZE, MOST = 20, 500
"""Articles of a page: by default, and at most."""
DEEPEST = 10_000
"""The last result that can be looked at."""
SNIPPET = 140
"""Columns of the part of a text that is shown."""
KNOWN = ("q", "site", "channel", "province", "source", "since", "until", "sort", "page", "size")
COLUMNS = ("id", "published", "title", "site", "channel", "province", "source", "reporters", "url", "text")


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """One article among the results."""

    line: dict[str, Any]
    marks: tuple[Span, ...]
    """Of the words in its title."""
    part: str | None
    part_marks: tuple[Span, ...]


def search(asked: Asked) -> Response:
    """Answer a search in any format."""
    given = asked.parameters(*KNOWN)
    query, order = query_of(given, asked)
    page, size = given.whole("page", 1, DEEPEST), given.whole("size", SIZE, MOST)
    start = min((page - 1) * size, DEEPEST)
    found = Hits((), 0, False)
    index = asked.reader.index
    if index is not None:
        found = find(index, query, order, start, size)
    lines = readable(asked.reader, found)
    kept = {name: value for name, value in asked.request.query_params.items() if name in KNOWN and value}
    kept.pop("page", None)
    more = start + size < (DEEPEST if found.more else found.total)
    told = {
        "total": found.total, "more_than": found.more, "page": page, "size": size, "indexing": asked.room.indexing
    }  # fmt: skip
    if asked.format == "json":
        behind = pager(asked.links, "/search.json", kept, page, more=more)["behind"]
        return json_response({"query": kept, **told, "next": behind, "articles": lines})
    if asked.format == "csv":
        return csv_response(COLUMNS, lines)
    words = query.words.split()
    articles = [_found(line, words) for line in lines]
    title = _("{words} in the archive").format(words=query.words) if query.words else _("New in the archive")
    if asked.format == "atom":
        newest = max((_time(line) for line in lines), default=asked.room.now().isoformat())
        entries = [entry(asked, each) for each in articles]
        return atom_response(title, asked.request, asked.links, asked.links.to("/search", **kept), newest, entries)
    return asked.page(
        "search.html", articles=articles, given=kept, title=title, count=told_count(found), order=order,
        formats=asked.formats("/search", kept), pager=pager(asked.links, "/search", kept, page, more=more),
        names=asked.room.names, indexing=asked.room.indexing, no_index=index is None,
        provinces=sorted(set(asked.room.names.provinces.values())),
    )  # fmt: skip


def query_of(given: Parameters, asked: Asked) -> tuple[SearchQuery, Order]:
    """Return what is searched for."""
    since, until = given.days(asked.room.today)
    channel, site = given.key("channel"), given.key("site")
    province, source = given.text("province"), given.text("source")
    order = cast("Order", given.choice("sort", ("newest", "best"), "newest"))
    query = SearchQuery(
        given.text("q"),
        frozenset({channel}) if channel else None,
        since,
        until,
        sites=frozenset({site}) if site else None,
        provinces=frozenset({province}) if province else None,
        sources=frozenset({source}) if source else None,
    )
    return query, order


def readable(reader: RoomReader, found: Hits) -> list[dict[str, Any]]:
    """Return the lines of hits as they are in the record now, without what was
    withdrawn or taken out since they were indexed."""
    lines = [reader.line_at(file, offset) for file, offset in found.places]
    kept = [line for line in lines if line is not None and "withdrawn" not in line]
    with reader.ledger.reading() as db:
        gone = forgotten(db, [line["id"].zfill(16) for line in kept])
    gone |= reader.room.being_forgotten()
    return [line for line in kept if line["id"] not in gone]


def told_count(found: Hits) -> str:
    """Return how many articles there are.

    >>> told_count(Hits((), 10000, True)), told_count(Hits((), 1, False))
    ('more than 10,000 articles', '1 article')
    """
    if found.more:
        return _("more than {n} articles").format(n=f"{found.total:,}")
    return ngettext("{n} article", "{n} articles", found.total).format(n=f"{found.total:,}")


def entry(asked: Asked, each: FoundArticle) -> FeedEntry:
    """Return the entry of an article in a feed."""
    line = each.line
    return FeedEntry(
        f"urn:newscrawl:article:{line['id']}",
        line.get("title") or line["url"],
        asked.links.whole(asked.links.to(f"/article/{line['id']}")),
        _time(line),
        each.part or (line.get("text") or "")[:SNIPPET],
        line.get("source"),
    )


def _time(line: dict[str, Any]) -> str:
    time = str(line.get("published") or line.get("fetched") or "1970-01-01T00:00:00+08:00")
    return time if len(time) > 10 else f"{time}T00:00:00+08:00"


def _found(line: dict[str, Any], words: list[str]) -> FoundArticle:
    title, text = line.get("title") or "", line.get("text") or ""
    part = snippet(text, missing(title, words) or words, SNIPPET) if words else text[: SNIPPET // 2]
    return FoundArticle(line, tuple(hits(title, words)), part, tuple(hits(part or "", words)))

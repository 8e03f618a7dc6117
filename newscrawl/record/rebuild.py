"""The record's files → a new ledger, if the old one is lost or damaged.

It restores what the lines contain: exported and duplicate articles, revisions, aliases,
texts, locations of lines. Failures, rejections, pending articles and walks are only in
the old ledger. So every channel is entered as a walk that broke: the next crawl walks
it again and fetches only what has no line.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from newscrawl.dedup.archived_texts import ArchivedTexts
from newscrawl.durable import cut
from newscrawl.items import Entry
from newscrawl.ledger import Attempt, Cursor, Extent, FileState, Ledger, LineRef, Settled
from newscrawl.record.lines import BrokenLineError, RecordLine, read_lines, record_files, revision_of
from newscrawl.urls import article_id, normalise

UNLISTED = "archive/files"
"""The channel of a line without one: it was read from files, not from a listing."""
BATCH = 500


@dataclass(slots=True)
class Rebuilt:
    """What was found."""

    articles: int = 0
    duplicates: int = 0
    revisions: int = 0
    withdrawn: int = 0
    torn: list[str] = field(default_factory=list)
    """Files whose last line was incomplete, and was cut off."""
    strange: list[str] = field(default_factory=list)
    """Lines that are not the record's, by file and offset; they are not changed."""
    unlisted: int = 0
    """Articles without the URL that was listed: they are known by the URL they were
    fetched from."""


@dataclass(frozen=True, slots=True)
class _Read:
    line: RecordLine
    fields: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.fields["id"])


def rebuild(data: Path, ledger: Ledger, at: datetime) -> Rebuilt:
    """Enter every line of the record into an empty ledger.

    Articles come before duplicates, so that a URL both were fetched from belongs to the
    article.
    """
    found = Rebuilt()
    run = ledger.begin_run("rebuild", {}, at)
    texts = ArchivedTexts(ledger.texts())
    walks: dict[str, int] = {}
    newest: dict[str, int] = {}
    for kind in ("articles", "duplicates"):
        for path in record_files(data, kind):
            _cut_torn(path, found)
            for batch in _batches(_read(path, found)):
                _list(ledger, run, walks, batch, at, found)
                _settle(ledger, run, data, batch, texts, newest, found)
            with ledger.transaction():
                ledger.committed([FileState(str(path), path.stat().st_size, "record", open=False, run=run)])
    for walk in walks.values():
        ledger.break_walk(walk, "rebuilt from the record", at)
    ledger.end_run(run, at, 0, {"articles": found.articles, "duplicates": found.duplicates})
    return found


def _cut_torn(path: Path, found: Rebuilt) -> None:
    with path.open("rb") as file:
        whole = sum(len(line) for line in file if line.endswith(b"\n"))
    if cut(path, whole):
        found.torn.append(str(path))


def _read(path: Path, found: Rebuilt) -> Iterator[_Read]:
    for line in read_lines(path, {}):
        try:
            yield _Read(line, line.read_fields())
        except BrokenLineError:
            found.strange.append(f"{path}, byte {line.offset}")


def _batches(lines: Iterable[_Read]) -> Iterator[list[_Read]]:
    batch: list[_Read] = []
    for line in lines:
        batch.append(line)
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _list(ledger: Ledger, run: int, walks: dict[str, int], batch: list[_Read], at: datetime, found: Rebuilt) -> None:
    """Enter the articles as listed by their channels."""
    entries: dict[str, list[Entry]] = defaultdict(list)
    for read in batch:
        fields = read.fields
        channel = fields.get("channel") or UNLISTED
        if channel not in walks:
            site = channel.partition("/")[0]
            walks[channel] = ledger.open_walk(run, channel, site, Extent(max_pages=1), None).id
        url = _listed_url(read.id, [fields["url"], fields.get("canonical_url")])
        if url is None:
            found.unlisted += 1
        title, day = fields.get("listed_title"), fields.get("listed_date")
        page, name = fields.get("page"), fields.get("page_name")
        entries[channel].append(Entry(read.id, url or fields["url"], title, day, page=page, page_name=name))
    for channel, listed in entries.items():
        ledger.enter(run, walks[channel], listed, Cursor(), at)


def _listed_url(id: str, urls: Iterable[str | None]) -> str | None:
    """Return the URL whose hash an id is; None where there is none, as after a
    redirect."""
    for url in urls:
        try:
            if url and article_id(url) == id:
                return url
        except ValueError:
            continue
    return None


def _settle(
    ledger: Ledger,
    run: int,
    data: Path,
    batch: list[_Read],
    texts: ArchivedTexts,
    newest: dict[str, int],
    found: Rebuilt,
) -> None:
    """Enter outcomes and lines; `newest` collects the highest revisions above 1.

    A line of a lower revision than was read before has a place, and decides nothing.
    """
    settled, refs = [], []
    for read in batch:
        fields, line = read.fields, read.line
        revision = revision_of(fields)
        superseded = revision < newest.get(read.id, 0)
        if not superseded:
            settled.append(_settled(fields, revision))
            if revision > 1:
                newest[read.id] = revision
        if "of" in fields:
            found.duplicates += 1
            continue
        name = line.path.relative_to(data).as_posix()
        sha256 = hashlib.sha256(line.data).hexdigest()
        refs.append(LineRef(read.id, revision, name, line.offset, len(line.data), sha256))
        if "withdrawn" in fields:
            found.withdrawn += 1
        elif revision > 1:
            found.revisions += 1
        else:
            found.articles += 1
        if not (superseded or "withdrawn" in fields or fields.get("duplicate_of")):
            texts.enter(read.id, fields.get("text"), fields.get("published"), fields.get("site"), revision=revision)
    with ledger.transaction():
        ledger.settle(run, settled)
        ledger.lines(refs)
        texts.write()


def _settled(fields: dict[str, Any], revision: int) -> Settled:
    fetched = fields.get("fetched")
    attempt = Attempt(datetime.fromisoformat(fetched), fields.get("http_status"), "ok") if fetched else None
    aliases = []
    for url in (fields["url"], fields.get("canonical_url")):
        try:
            aliases.append(normalise(url or ""))
        except ValueError:
            continue
    if "of" in fields:
        return Settled(
            fields["id"], "duplicate", of=fields["of"], relation=fields.get("relation"), attempt=attempt,
            published=fields.get("published"), aliases=tuple(dict.fromkeys(aliases)),
        )  # fmt: skip
    return Settled(
        fields["id"],
        "exported",
        reason=fields.get("withdrawn"),
        attempt=attempt,
        content_hash=fields.get("content_hash"),
        published=fields.get("published"),
        aliases=tuple(dict.fromkeys(aliases)),
        revision=revision,
        reader_version=fields.get("reader_version"),
    )

"""Lines of an archive and the files with their pages → fields that are read anew.

For `scrapy diff-parse`. Lines are looked up by article; only their offsets are kept in
memory.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from newscrawl.i18n import _, system_words
from newscrawl.items import Article, NoArticle
from newscrawl.record.lines import revision_of
from newscrawl.reprocess.choice import Choice
from newscrawl.reprocess.field_changes import FieldChange, Tally, compare
from newscrawl.reprocess.find_files import FoundFiles
from newscrawl.reprocess.joining import JoinedArticle
from newscrawl.reprocess.supply import Supply
from newscrawl.reprocess.workers import Workers
from newscrawl.text.clean import clean
from newscrawl.urls import article_id
from newscrawl.warc.salvage import Damage


class LinesError(Exception):
    """A file that is not one of lines; the message names it and the line."""


class Lines:
    """The lines of files, by article, revisions in their order."""

    def __init__(self, paths: list[Path]) -> None:
        self._paths = paths
        self._places: dict[str, list[tuple[int, int, int]]] = {}
        for number, path in enumerate(paths):
            for offset, line in _read(path):
                if "withdrawn" not in line and "of" not in line:
                    self._places.setdefault(line["id"], []).append((revision_of(line), number, offset))
        for places in self._places.values():
            places.sort()

    def __len__(self) -> int:
        return len(self._places)

    def of(self, id: str, digest: str | None) -> dict[str, Any] | None:
        """Return the line read from the page of a digest, else the newest without
        one.
        """
        newest: dict[str, Any] | None = None
        for _revision, number, offset in self._places.get(id, ()):
            with self._paths[number].open("rb") as file:
                file.seek(offset)
                newest = json.loads(file.readline())
            if digest and newest and (newest.get("warc") or {}).get("digest") == digest:
                return newest
        stated = newest and (newest.get("warc") or {}).get("digest")
        return None if digest and stated else newest


def _read(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        with path.open("rb") as file:
            offset = 0
            for number, data in enumerate(file, 1):
                try:
                    line = json.loads(data)
                    line["id"], line["url"]
                except (ValueError, KeyError, TypeError):
                    raise LinesError(
                        _("{path}, line {number}: not a line of articles").format(path=path, number=number)
                    ) from None
                yield offset, line
                offset += len(data)
    except OSError as error:
        raise LinesError(f"{path}: {system_words(error)}") from None


async def differences(
    lines: Lines, found: FoundFiles, choice: Choice, jobs: int, tally: Tally, wanted: frozenset[str] | None
) -> AsyncIterator[FieldChange]:
    """Yield what differs, in the order of the files; `tally` counts the results."""
    workers = Workers(jobs)
    seen: set[str] = set()
    try:
        async for batch in Supply(found, choice, workers).batches():
            if batch.last and batch.source.failed:
                raise LinesError(batch.source.failed)
            if batch.last:
                tally.damaged += len(batch.source.damaged)
            for article in batch.joined:
                for each in _differences(article, lines, choice, seen, tally, wanted):
                    yield each
    finally:
        workers.close()
    tally.missing = len(lines) - len(seen)


def _differences(
    article: JoinedArticle, lines: Lines, choice: Choice, seen: set[str], tally: Tally, wanted: frozenset[str] | None
) -> list[FieldChange]:
    read, result = article.read, article.result
    if isinstance(result, Damage):
        tally.damaged += 1
        return []
    id = article_id(read.asked)
    line = lines.of(id, read.capture.digest if read.capture else None)
    if line is None:
        tally.new += isinstance(result, Article)
        return []
    seen.add(id)
    if isinstance(result, NoArticle):
        tally.no_article[result.kind] += 1
        return [FieldChange(id, line["url"], "kind", "article", f"{result.kind} ({result.evidence})")]
    site = choice.catalog.site_of(result.url)
    found = compare(line, clean(result, site.drop_patterns if site else ()), wanted)
    tally.count(found)
    return found

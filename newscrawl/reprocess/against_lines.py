"""Lines of an archive, and the files their pages stand in → what today's reader reads otherwise (`scrapy diff-parse`).

Lines are found by article; of a file only where each line stands is kept in memory.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from newscrawl.items import Article, NoArticle
from newscrawl.reprocess.choice import Choice
from newscrawl.reprocess.field_changes import Difference, Tally, compare
from newscrawl.reprocess.find_files import Found
from newscrawl.reprocess.joining import Whole
from newscrawl.reprocess.supply import Supply
from newscrawl.reprocess.workers import Workers
from newscrawl.text.clean import clean
from newscrawl.urls import article_id
from newscrawl.warc.salvage import Damage


class LinesError(Exception):
    """A file that is no file of lines; names it, and the line."""


class Lines:
    """The lines of articles, by article; its revisions in their order."""

    def __init__(self, paths: list[Path]) -> None:
        self._paths = paths
        self._places: dict[str, list[tuple[int, int]]] = {}
        for number, path in enumerate(paths):
            for offset, line in _read(path):
                if "withdrawn" not in line and "of" not in line:
                    self._places.setdefault(line["id"], []).append((number, offset))

    def __len__(self) -> int:
        return len(self._places)

    def of(self, id: str, digest: str | None) -> dict[str, Any] | None:
        """Give the line read from the page of a digest; where no line tells one, the article's newest."""
        newest: dict[str, Any] | None = None
        for number, offset in self._places.get(id, ()):
            with self._paths[number].open("rb") as file:
                file.seek(offset)
                newest = json.loads(file.readline())
            if digest and newest and (newest.get("warc") or {}).get("digest") == digest:
                return newest
        told = newest and (newest.get("warc") or {}).get("digest")
        return None if digest and told else newest


def _read(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        with path.open("rb") as file:
            offset = 0
            for number, data in enumerate(file, 1):
                try:
                    line = json.loads(data)
                    line["id"], line["url"]
                except (ValueError, KeyError, TypeError):
                    raise LinesError(f"{path}, line {number}: not a line of articles") from None
                yield offset, line
                offset += len(data)
    except OSError as error:
        raise LinesError(f"{path}: {error.strerror or error}") from None


async def differences(
    lines: Lines, found: Found, choice: Choice, jobs: int, tally: Tally, wanted: frozenset[str] | None
) -> AsyncIterator[Difference]:
    """Read the files, and give what differs, in their order; `tally` has what came of all."""
    workers = Workers(jobs)
    seen: set[str] = set()
    try:
        async for piece in Supply(found, choice, workers, None).pieces():
            if piece.last and piece.source.failed:
                raise LinesError(piece.source.failed)
            if piece.last:
                tally.damaged += len(piece.source.damaged)
            for whole in piece.wholes:
                for each in _differences(whole, lines, choice, seen, tally, wanted):
                    yield each
    finally:
        workers.close()
    tally.missing = len(lines) - len(seen)


def _differences(
    whole: Whole, lines: Lines, choice: Choice, seen: set[str], tally: Tally, wanted: frozenset[str] | None
) -> list[Difference]:
    read, result = whole.read, whole.result
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
        return [Difference(id, line["url"], "kind", "article", f"{result.kind} ({result.evidence})")]
    site = choice.catalog.site_of(result.url)
    found = compare(line, clean(result, site.drop_patterns if site else ()), wanted)
    tally.count(found)
    return found

"""A data folder, its followers and texts → places where words of an article are left.

Captures are searched as pages, everything else as bytes. What cannot be searched is
named as well: a proof must not skip anything. Words that other articles have too
(`quoted`) are not searched for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from newscrawl.dedup.canonical import canonical_text
from newscrawl.dedup.store import Store
from newscrawl.forget.captures import pages
from newscrawl.forget.record_lines import KINDS
from newscrawl.forget.trace import PARAGRAPH, Trace
from newscrawl.record.export import PACKINGS
from newscrawl.record.lines import read_lines, record_files

_PIECE = 1 << 22
_OVERLAP = 1 << 14


def quoted(data: Path, trace: Trace) -> dict[str, set[str]]:
    """Return the articles whose lines have words of this one, with these words."""
    found: dict[str, set[str]] = {}
    for kind in KINDS:
        for path in record_files(data, kind):
            for line in read_lines(path, {}):
                if here := trace.all_in(line.data):
                    found.setdefault(str(json.loads(line.data)["id"]), set()).update(here)
    return found


def places_left(folder: Path, others: Iterable[Path], trace: Trace, besides: frozenset[Path]) -> Iterator[str]:
    """Yield each place in the files that has a title or a paragraph, with it."""
    inside = sorted(path for path in folder.rglob("*") if path.is_file() and path not in besides)
    for path in (*inside, *(path for path in others if path.is_file() and not path.is_relative_to(folder))):
        yield from (f"{path}{where}: {found}" for where, found in _in_file(path, trace))


def texts_left(store: Store, trace: Trace) -> Iterator[str]:
    """Yield each text of the near-duplicates that has a paragraph, with it."""
    wanted = [text for each in trace.paragraphs if len(text := canonical_text(each)) >= PARAGRAPH // 2]
    for _keys, known in store.each() if wanted else ():
        text = known.text()
        if found := next((each for each in wanted if each in text), None):
            yield f"the text of article {known.id}: {found}"


def _in_file(path: Path, trace: Trace) -> Iterator[tuple[str, str]]:
    if path.name.endswith(".warc.gz"):
        return _in_captures(path, trace)
    if path.suffix in PACKINGS:
        return iter([("", "packed, cannot be searched")])
    return _in_bytes(path, trace)


def _in_captures(path: Path, trace: Trace) -> Iterator[tuple[str, str]]:
    for offset, page in pages(path):
        if page is None:
            yield f", offset {offset}", "damaged, cannot be searched"
        elif found := trace.all_in(page):
            yield f", offset {offset}", min(found)


def _in_bytes(path: Path, trace: Trace) -> Iterator[tuple[str, str]]:
    with path.open("rb") as file:
        rest = b""
        while piece := file.read(_PIECE):
            if found := trace.all_in(rest + piece):
                yield "", min(found)
                return
            rest = piece[-_OVERLAP:]

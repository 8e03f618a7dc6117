"""A data folder, its followers and texts → places where words of an article are left.

Captures are searched as pages, packed files as what they hold, everything else as
bytes. What cannot be searched is named as well: a proof must not skip anything. Words
that other articles have too (`quoted`) are not searched for.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from newscrawl.dedup.canonical import canonical_text
from newscrawl.dedup.store import Store
from newscrawl.forget.captures import searched
from newscrawl.forget.other_files import DATABASE, UNPACKING, unpacked
from newscrawl.forget.own_addresses import OwnAddresses
from newscrawl.forget.record_lines import KINDS
from newscrawl.forget.trace import PARAGRAPH, Trace
from newscrawl.i18n import _
from newscrawl.record.lines import read_lines, record_files

_CAPTURES = re.compile(r"\.warc(?:\.(?:gz|zst))?$")
_PIECE = 1 << 22
_OVERLAP = 1 << 14


def quoted(data: Path, trace: Trace, ids: Collection[str]) -> dict[str, set[str]]:
    """Return the articles whose lines have words of these, with the words.

    A line that is none of the record's is named by its file.
    """
    found: dict[str, set[str]] = {}
    for kind in KINDS:
        for path in record_files(data, kind):
            for line in read_lines(path, {}):
                if here := trace.quoted_in(line.data):
                    id = line.id
                    if id is not None and id not in ids:
                        found.setdefault(id, set()).update(here)
    return found


def places_left(
    folder: Path, others: Iterable[Path], trace: Trace, own: OwnAddresses, besides: frozenset[Path]
) -> Iterator[str]:
    """Yield each place in the files that has a title or a paragraph, with it."""
    inside = sorted(path for path in folder.rglob("*") if path.is_file() and path not in besides)
    for path in (*inside, *(path for path in others if not path.is_relative_to(folder))):
        try:
            yield from (f"{path}{where}: {found}" for where, found in _in_file(path, trace, own))
        except (OSError, EOFError, *UNPACKING) as error:
            yield _("{path}: cannot be searched ({error})").format(path=path, error=error)


def texts_left(store: Store, trace: Trace) -> Iterator[str]:
    """Yield each text of the near-duplicates that has a paragraph, with it."""
    wanted = [text for each in trace.paragraphs if len(text := canonical_text(each)) >= PARAGRAPH // 2]
    for _keys, known in store.each() if wanted else ():
        text = known.text()
        if found := next((each for each in wanted if each in text), None):
            yield _("the text of article {id}: {found}").format(id=known.id, found=found)


def _in_file(path: Path, trace: Trace, own: OwnAddresses) -> Iterator[tuple[str, str]]:
    if _CAPTURES.search(path.name):
        return ((_(", offset {offset}").format(offset=offset), found) for offset, found in searched(path, own, trace))
    return _in_bytes(path, trace)


def _in_bytes(path: Path, trace: Trace) -> Iterator[tuple[str, str]]:
    with unpacked(path) as file:
        rest = b""
        database = False
        while piece := file.read(_PIECE):
            database = database or (not rest and piece.startswith(DATABASE))
            data = rest + piece
            if found := trace.all_in(data) or (set() if database else trace.short_in(data)):
                yield "", min(found)
                return
            rest = piece[-_OVERLAP:]

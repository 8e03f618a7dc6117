"""The record's lines → the same, with an article's tombstones.

A tombstone is filled with spaces, which JSON allows, to the length of the line before:
no other line moves. Files are replaced as a whole.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from newscrawl.forget.splice import splice
from newscrawl.forget.trace import Trace
from newscrawl.items import FORGOTTEN, Duplicate, Tombstone
from newscrawl.ledger import LineRef
from newscrawl.record.group import Kind
from newscrawl.record.lines import BrokenLineError, read_lines, record_files
from newscrawl.record.outcome import Item, to_line

KINDS: tuple[Kind, ...] = ("articles", "duplicates")


@dataclass(frozen=True, slots=True)
class Removal:
    """What is removed, and the reason that its tombstones state."""

    ids: frozenset[str]
    trace: Trace
    reason: str
    at: datetime

    def has(self, fields: Mapping[str, Any]) -> bool:
        """Return whether a line of any feed is the article's, by id or words."""
        if fields.get("id") in self.ids:
            return True
        return "id" not in fields and bool(self.trace.all_in(json.dumps(fields, ensure_ascii=False).encode()))

    def in_bytes(self, line: bytes) -> bool:
        """Return whether a line that cannot be parsed has an id or the words."""
        return any(id.encode() in line for id in self.ids) or bool(self.trace.all_in(line))


def lines_of(data: Path, ids: frozenset[str]) -> Iterator[dict[str, Any]]:
    """Yield the lines of articles, those of copies included; not those that are
    broken."""
    marks = [id.encode() for id in ids]
    for kind in KINDS:
        for path in record_files(data, kind):
            for line in read_lines(path, {}):
                if any(mark in line.data for mark in marks):
                    with suppress(BrokenLineError):
                        fields = line.read_fields()
                        if fields["id"] in ids:
                            yield fields


def replace_lines(path: Path, data: Path, removal: Removal, digests: Mapping[str, str]) -> list[LineRef]:
    """Write tombstones into a file of the record; return the lines that changed.

    Those that an earlier, unfinished order changed are returned again. `digests` has
    the new digests of captures of other articles; their lines change in that alone.
    """
    marks = [mark.encode() for mark in (*removal.ids, *digests, *digests.values())]
    changed: dict[int, tuple[bytes, dict[str, Any]]] = {}
    for line in read_lines(path, {}):
        if any(mark in line.data for mark in marks):
            try:
                fields = line.read_fields()
            except BrokenLineError:  # the search that follows names its file if it has words
                continue
            new = _tombstone(line.data, fields, removal) if fields["id"] in removal.ids else line.data
            for old, digest in digests.items():
                new = new.replace(old.encode(), digest.encode())
            changed[line.offset] = (new, fields)
    splice(path, {offset: new for offset, (new, _fields) in changed.items()})
    name = path.relative_to(data).as_posix()
    return [
        LineRef(fields["id"], int(fields.get("revision") or 1), name, offset, len(new), hashlib.sha256(new).hexdigest())
        for offset, (new, fields) in changed.items()
        if "revision" in fields
    ]


def _tombstone(line: bytes, fields: Mapping[str, Any], removal: Removal) -> bytes:
    """Return the tombstone for a line, of the same length.

    >>> removal = Removal(frozenset(), Trace((), ()), "court order", datetime.fromisoformat("2020-11-18T09:00+08:00"))
    >>> line = b'{"id": "00d0", "url": "http://a.cn/1.html", "revision": 1, "text": "' + b"x" * 500 + b'"}\\n'
    >>> new = _tombstone(line, json.loads(line), removal)
    >>> len(new) == len(line), json.loads(new)["withdrawn"], json.loads(new)["evidence"]
    (True, 'forgotten', 'court order')
    """
    if fields.get("withdrawn") == FORGOTTEN:
        return line
    own: dict[str, Any] = {name: fields.get(name) for name in ("id", "url", "site", "channel")}
    at = removal.at.isoformat(timespec="seconds")
    tombstones: list[Item]
    if "of" in fields:
        copy = Duplicate(**own, of=fields["of"], relation=fields["relation"], fetched=fields.get("fetched"))
        tombstones = [copy]
    else:
        revision = int(fields.get("revision") or 1)
        stone: dict[str, Any] = {**own, "withdrawn": FORGOTTEN, "revision": revision, "fetched": at}
        tombstones = [Tombstone(**stone, evidence=removal.reason), Tombstone(**stone)]
    for item in tombstones:
        if len(new := to_line(item).rstrip(b"\n")) < len(line):
            return new.ljust(len(line) - 1) + b"\n"
    if not removal.trace.all_in(line):
        return line  # an older tombstone, shorter than ours, which says nothing of the article
    raise ValueError(f"the line of {fields['id']} is too short for a tombstone")

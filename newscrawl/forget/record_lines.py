"""The record's lines and its followers' → the same without an article: a tombstone in the place of each of its lines.

A tombstone is filled up with spaces, which JSON allows, to the length of the line before: no other line moves. Of a
follower, which nobody has an account of, the lines are taken out. Files are replaced whole.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from lxml import etree

from newscrawl.forget.splice import splice
from newscrawl.forget.trace import Trace
from newscrawl.items import FORGOTTEN, Duplicate, Tombstone
from newscrawl.ledger import LineRef
from newscrawl.record.export import appearing
from newscrawl.record.group import Kind
from newscrawl.record.lines import read_lines, record_files
from newscrawl.record.outcome import Item, to_line

KINDS: tuple[Kind, ...] = ("articles", "duplicates")


@dataclass(frozen=True, slots=True)
class Going:
    """What is to go, and what is said in its place."""

    ids: frozenset[str]
    trace: Trace
    reason: str
    at: datetime

    def has(self, fields: Mapping[str, Any]) -> bool:
        """Tell whether a line of any feed is the article's: by its id, or by what it says."""
        if fields.get("id") in self.ids:
            return True
        return "id" not in fields and bool(self.trace.all_in(json.dumps(fields, ensure_ascii=False).encode()))


def lines_of(data: Path, ids: frozenset[str]) -> Iterator[dict[str, Any]]:
    """Give the lines of articles, those of copies too."""
    marks = [id.encode() for id in ids]
    for kind in KINDS:
        for path in record_files(data, kind):
            for line in read_lines(path, {}):
                if any(mark in line.data for mark in marks):
                    fields = json.loads(line.data)
                    if fields["id"] in ids:
                        yield fields


def replace_lines(path: Path, data: Path, going: Going, digests: Mapping[str, str]) -> list[LineRef]:
    """Put tombstones into a file of the record; gives the lines of articles that changed, now or in an earlier try.

    `digests` says what became of captures of other articles; their lines change in that alone.
    """
    marks = [mark.encode() for mark in (*going.ids, *digests, *digests.values())]
    changed: dict[int, tuple[bytes, dict[str, Any]]] = {}
    for line in read_lines(path, {}):
        if any(mark in line.data for mark in marks):
            fields = json.loads(line.data)
            new = _tombstone(line.data, fields, going) if fields["id"] in going.ids else line.data
            for old, digest in digests.items():
                new = new.replace(old.encode(), digest.encode())
            changed[line.offset] = (new, fields)
    splice(path, {offset: new for offset, (new, _fields) in changed.items()})
    name = path.relative_to(data).as_posix()
    return [
        LineRef(fields["id"], int(fields["revision"]), name, offset, len(new), hashlib.sha256(new).hexdigest())
        for offset, (new, fields) in changed.items()
        if "revision" in fields
    ]


def _tombstone(line: bytes, fields: Mapping[str, Any], going: Going) -> bytes:
    """Give what stands in a line's place, of its length.

    >>> going = Going(frozenset(), Trace((), ()), "court order", datetime.fromisoformat("2020-11-18T09:00+08:00"))
    >>> line = b'{"id": "00d0", "url": "http://a.cn/1.html", "revision": 1, "text": "' + b"x" * 500 + b'"}\\n'
    >>> new = _tombstone(line, json.loads(line), going)
    >>> len(new) == len(line), json.loads(new)["withdrawn"], json.loads(new)["evidence"]
    (True, 'forgotten', 'court order')
    """
    if fields.get("withdrawn") == FORGOTTEN:
        return line
    own: dict[str, Any] = {name: fields.get(name) for name in ("id", "url", "site", "channel")}
    at = going.at.isoformat(timespec="seconds")
    said: list[Item]
    if "of" in fields:
        copy = Duplicate(**own, of=fields["of"], relation=fields["relation"], fetched=fields.get("fetched"))
        said = [copy]
    else:
        stone: dict[str, Any] = {**own, "withdrawn": FORGOTTEN, "revision": int(fields["revision"]), "fetched": at}
        said = [Tombstone(**stone, evidence=going.reason), Tombstone(**stone)]
    for item in said:
        if len(new := to_line(item).rstrip(b"\n")) < len(line):
            return new.ljust(len(line) - 1) + b"\n"
    if not going.trace.all_in(line):
        return line  # an older tombstone, shorter than ours, which says nothing of the article
    raise ValueError(f"the line of {fields['id']} is too short for a tombstone")


def replace_follower(path: Path, going: Going) -> int | None:
    """Take an article out of a feed; gives how many lines went, None for a format that cannot be mended."""
    rewrite = {".jsonl": _jsonl, ".jl": _jsonl, ".jsonlines": _jsonl, ".json": _json, ".csv": _csv, ".xml": _xml}
    if path.suffix not in rewrite:
        return None
    kept, gone = rewrite[path.suffix](path, going)
    if gone:
        with appearing(path) as draft:
            draft.write(kept)
    return gone


def _jsonl(path: Path, going: Going) -> tuple[bytes, int]:
    lines = path.read_bytes().splitlines(keepends=True)
    kept = [line for line in lines if not going.has(json.loads(line))]
    return b"".join(kept), len(lines) - len(kept)


def _json(path: Path, going: Going) -> tuple[bytes, int]:
    items = json.loads(path.read_bytes() or b"[]")
    kept = [item for item in items if not going.has(item)]
    rows = ",\n".join(json.dumps(item, ensure_ascii=False) for item in kept)
    return f"[\n{rows}\n]".encode(), len(items) - len(kept)


def _csv(path: Path, going: Going) -> tuple[bytes, int]:
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    kept = [row for row in rows if not going.has(dict(zip(head, row, strict=False)))]
    out = io.StringIO()
    csv.writer(out).writerows([head, *kept])
    return out.getvalue().encode(), len(rows) - len(kept)


def _xml(path: Path, going: Going) -> tuple[bytes, int]:
    tree = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    items = {item: {str(child.tag): "".join(map(str, child.itertext())) for child in item} for item in tree.getroot()}
    gone = [item for item, fields in items.items() if going.has(fields)]
    for item in gone:
        tree.getroot().remove(item)
    written: bytes = etree.tostring(tree, encoding="utf-8", xml_declaration=True)
    return written, len(gone)

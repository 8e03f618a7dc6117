"""Feeds, exports, logs and other files of a data folder → the same without an article.

From a feed or an export, packed ones included, the article's lines are removed. In any
other file its titles and paragraphs are overwritten with `?`. Databases are left as
they are, and files of the record and captures to other modules.
"""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import re
import sys
import zlib
from codecs import BOM_UTF8
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO, Any

import zstandard
from lxml import etree

from newscrawl.forget import parquet_rows
from newscrawl.forget.record_lines import Removal
from newscrawl.forget.trace import Trace
from newscrawl.record.export import appearing, feed_format

DATABASE = b"SQLite format 3\0"
UNPACKING = (zlib.error, lzma.LZMAError, zstandard.ZstdError)
"""What a damaged packed file raises, beside `OSError` and `EOFError`."""
_FEEDS = ("jsonl", "jl", "jsonlines", "json", "csv", "xml", "parquet")
_OTHERS_OWN = re.compile(r"\.warc(\.(gz|zst))?$|\.arc(\.gz)?$|-(wal|shm|journal)$|^forget-[0-9a-f]+\.json$")
_LOCKS = ".locks"


class _NotAFeedError(Exception):
    """Bytes that are not in the format of the file's name."""


def other_files(data: Path, besides: Collection[Path]) -> Iterator[Path]:
    """Yield the files of a data folder that belong to nobody: exports, logs, copies."""
    record = {path for kind in ("articles", "duplicates") for path in (data / kind).glob("*/*.jsonl")}
    for path in sorted(path for path in data.rglob("*") if path.is_file()):
        if path in record or path in besides or _OTHERS_OWN.search(path.name) or path.parent.suffix == _LOCKS:
            continue
        with path.open("rb") as file:
            if file.read(len(DATABASE)) != DATABASE:
                yield path


@contextmanager
def unpacked(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for reading, unpacked if its name says that it is packed; Parquet as
    JSON lines."""
    with path.open("rb") as raw, _unpack(path.suffix, raw) as file:
        yield file


def _unpack(suffix: str, raw: IO[bytes]) -> Any:
    match suffix:
        case ".gz":
            return gzip.GzipFile(fileobj=raw)
        case ".bz2":
            return bz2.BZ2File(raw)
        case ".xz":
            return lzma.LZMAFile(raw)
        case ".zst":
            reader: Any = zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True)
            return io.BufferedReader(reader)
        case parquet_rows.SUFFIX:
            return parquet_rows.row_lines(raw)
    return nullcontext(raw)


def clean_file(path: Path, removal: Removal, trace: Trace, *, feed: bool) -> int | None:
    """Remove an article from a file; return how many lines went, or 1 for a file in
    which words were overwritten.

    `feed` is a feed that crawls wrote: None where its format cannot be changed. Other
    files without any of the article's words are not touched.
    """
    try:
        if not feed and not _has_words(path, removal.trace, trace):
            return 0
        named, packing = feed_format(path.name)
        format = named if named in _FEEDS else "jsonl" if _is_lines(path) else ""
        if not format:
            return None if feed else _blot(path, trace, packing)
        try:
            return _clean_feed(path, format, packing, removal)
        except _NotAFeedError:
            return None if feed else _blot(path, trace, packing)
    except (OSError, EOFError, *UNPACKING):
        return None if feed else 0  # the search that follows names it


def _clean_feed(path: Path, format: str, packing: str, removal: Removal) -> int:
    if format == "parquet":
        return parquet_rows.cut_rows(path, removal.has)
    if format not in ("json", "csv", "xml"):
        return _lines(path, packing, removal)
    rewrite: Callable[[bytes, Removal], tuple[bytes, int]] = {"json": _json, "csv": _csv, "xml": _xml}[format]
    with unpacked(path) as file:
        kept, gone = rewrite(file.read(), removal)
    if gone:
        with appearing(path, packing) as draft:
            draft.write(kept)
    return gone


def _has_words(path: Path, *traces: Trace) -> bool:
    with unpacked(path) as file:
        rest = b""
        while piece := file.read(1 << 22):
            if any(trace.all_in(rest + piece) or trace.short_in(rest + piece) for trace in traces):
                return True
            rest = piece[-(1 << 14) :]
    return False


def _is_lines(path: Path) -> bool:
    """Return whether a file without the name of a feed holds lines of articles."""
    with unpacked(path) as file:
        first = file.readline(1 << 25)
    try:
        return "id" in json.loads(first)
    except (ValueError, TypeError):
        return False


def _blot(path: Path, trace: Trace, packing: str) -> int:
    with unpacked(path) as file:
        data = file.read()
    blotted = trace.redacted(data, short=True)
    if blotted == data:
        return 0
    with appearing(path, packing) as draft:
        draft.write(blotted)
    return 1


def _lines(path: Path, packing: str, removal: Removal) -> int:
    """Remove lines; one that is no JSON any more goes if it has the id or the words."""
    gone = []
    with unpacked(path) as file:
        for number, line in enumerate(file):
            try:
                fields = json.loads(line)
            except ValueError:
                fields = None
            mine = removal.has(fields) if isinstance(fields, dict) else removal.in_bytes(line)
            if mine:
                gone.append(number)
    if gone:
        left = set(gone)
        with unpacked(path) as file, appearing(path, packing) as draft:
            for number, line in enumerate(file):
                if number not in left:
                    draft.write(line)  # a packer may have no `writelines`
    return len(gone)


def _json(data: bytes, removal: Removal) -> tuple[bytes, int]:
    try:
        items = json.loads(data or b"[]")
    except ValueError:
        raise _NotAFeedError from None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise _NotAFeedError
    kept = [item for item in items if not removal.has(item)]
    rows = ",\n".join(json.dumps(item, ensure_ascii=False) for item in kept)
    return f"[\n{rows}\n]".encode(), len(items) - len(kept)


def _csv(data: bytes, removal: Removal) -> tuple[bytes, int]:
    before = csv.field_size_limit(sys.maxsize)
    try:
        head, *rows = csv.reader(io.StringIO(data.removeprefix(BOM_UTF8).decode(), newline="")) if data else [[]]
    except (ValueError, csv.Error):
        raise _NotAFeedError from None
    finally:
        csv.field_size_limit(before)
    kept = [row for row in rows if not removal.has(dict(zip(head, row, strict=False)))]
    out = io.StringIO()
    csv.writer(out).writerows([head, *kept])
    mark = BOM_UTF8 if data.startswith(BOM_UTF8) else b""
    return mark + out.getvalue().encode(), len(rows) - len(kept)


def _xml(data: bytes, removal: Removal) -> tuple[bytes, int]:
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError:
        raise _NotAFeedError from None
    items: dict[Any, dict[str, str]] = {
        item: {str(child.tag): "".join(map(str, child.itertext())) for child in item} for item in root
    }
    gone = [item for item, fields in items.items() if removal.has(fields)]
    for item in gone:
        root.remove(item)
    written: bytes = etree.tostring(root.getroottree(), encoding="utf-8", xml_declaration=True)
    return written, len(gone)

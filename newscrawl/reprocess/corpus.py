"""A file of JSON lines, each a document of text (mC4, C4, CLUE corpora) → records as
those of a WET file.

Files may be packed (gzip, zstd, in any number of members), and are read as a stream. A
line that is no such document is `Damage`, and the next one is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from newscrawl.text.decode import decode
from newscrawl.urls import normalise
from newscrawl.warc.framing import DamagedWarcError
from newscrawl.warc.members import MemberError, Members
from newscrawl.warc.records import LARGEST, WarcRecord
from newscrawl.warc.salvage import Damage, seek_readable

TEXT_FIELD = "text"
_NAMES = (".jsonl", ".ndjson", ".jsonlines", ".json")
_PACKED = (".gz", ".zst", ".zstd")
_SHOWN = 60


def is_corpus_name(path: Path) -> bool:
    """Return whether a file is named as one of JSON lines.

    >>> [is_corpus_name(Path(name)) for name in ("c4-zh.00000-of-01024.json.gz", "news.jsonl", "fz.warc.gz")]
    [True, True, False]
    """
    name = path.name.lower()
    for suffix in _PACKED:
        name = name.removesuffix(suffix)
    return name.endswith(_NAMES)


def holds_documents(path: Path, field: str) -> bool:
    """Return whether the first line of a file is a document with such a field."""
    try:
        with closing(CorpusFile(path, field)) as file:
            first = next(file.records(), None)
    except (OSError, DamagedWarcError):
        return False
    return isinstance(first, WarcRecord)


class CorpusFile:
    """A file of JSON lines, open for reading as `WarcFile` is.

    A plain file can be read from any line; of a packed one, the place of a line is its
    offset in the unpacked file.
    """

    def __init__(self, path: Path, field: str) -> None:
        self._path, self._field = path, field
        self._members = Members(path)
        self.size = self._members.size
        self.divisible = not self._members.magic
        self.offset = 0

    def close(self) -> None:
        """Close the file."""
        self._members.close()

    def seek(self, offset: int) -> int:
        """Return the offset of the first line of a plain file that begins there or
        later.
        """
        source = self._members.source
        source.move(max(0, offset - 1))
        while offset and (end := source.data.find(b"\n")) < 0:
            source.drop(len(source.data))
            if not source.more():
                break
        else:
            source.drop(end + 1 if offset else 0)
        self.offset = source.offset
        return self.offset

    def records(self, start: int = 0, end: int | None = None) -> Iterator[WarcRecord | Damage]:
        """Yield the documents of the lines that begin in this part of the file."""
        self._members.source.move(start if self.divisible else 0)
        offset = start if self.divisible else 0
        for found in self._lines():
            if isinstance(found, Damage):
                yield found
                continue
            size, line = found
            if self.divisible and end is not None and offset >= end:
                return
            place, offset = offset, offset + size
            self.offset = offset if self.divisible else 0
            if size > LARGEST:
                yield Damage(place, f"a line of {size} bytes, which are too many for a text")
            elif not line.isspace():
                yield self._document(line, place)
        self.offset = self.size

    def at(self, member: int) -> Iterator[WarcRecord | Damage]:
        """Yield the document of a line, and those of the lines that follow."""
        return self.records(member)

    def record_at(self, member: int, inner: int = 0) -> WarcRecord | None:
        """Return the document at a place; None where there is none."""
        for record in self.at(member):
            if isinstance(record, WarcRecord) and record.inner >= inner:
                return record if record.inner == inner else None
        return None

    def _lines(self) -> Iterator[tuple[int, bytes] | Damage]:
        """Yield length and bytes of each line with its end, from here on; the bytes of
        one that is too long are cut.
        """
        begun: list[bytes] = []
        size = 0
        for piece in self._pieces():
            if isinstance(piece, Damage):
                yield piece
                continue
            for part in _split(piece):
                size += len(part)
                if size <= LARGEST + len(part):
                    begun.append(part)
                if part.endswith(b"\n"):
                    yield size, b"".join(begun)
                    begun, size = [], 0
        if size:
            yield size, b"".join(begun)

    def _pieces(self) -> Iterator[bytes | Damage]:
        """Yield what is unpacked, from here on, member by member."""
        members, source = self._members, self._members.source
        while not members.magic or members.at_member() or seek_readable(members):
            offset, unpacker = source.offset, members.open()
            try:
                while piece := unpacker.read():
                    yield piece
            except MemberError as error:
                yield Damage(offset, str(error))
                source.move(offset + 1)
                if not seek_readable(members):
                    return
            if not members.magic:
                return

    def _document(self, data: bytes, place: int) -> WarcRecord | Damage:
        line = _parse(data.removeprefix(b"\xef\xbb\xbf") if not place else data)
        if not isinstance(line, dict):
            return Damage(place, f"not an object of JSON: {_shown(data)}")
        if "schema_version" in line and "content_hash" in line:
            return Damage(place, "a line of an archive of articles, which are read already")
        text = line.get(self._field)
        if not isinstance(text, str):
            return Damage(place, f"no text in its field {self._field!r}; it has {', '.join(line)[:_SHOWN]}")
        title = line.get("title")
        if isinstance(title, str) and title.strip() and title.strip() not in text[: len(title) + 200]:
            text = f"{title.strip()}\n{text}"
        block = text.encode("utf-8", "replace")
        fields = {
            "warc-type": "conversion",
            "warc-target-uri": self._address(line.get("url"), place),
            "content-type": "text/plain; charset=utf-8",
        }
        if isinstance(line.get("timestamp"), str):
            fields["warc-date"] = line["timestamp"]
        member, inner = (place, 0) if self.divisible else (0, place)
        return WarcRecord(member, inner, b"", fields, len(block), block)

    def _address(self, stated: Any, place: int) -> str:
        """Return the address a line states, else one made of the file and the place."""
        try:
            if isinstance(stated, str):
                normalise(stated)
                return stated
        except ValueError:
            pass
        return f"{self._path.absolute().as_uri()}?offset={place}"


def _parse(data: bytes) -> Any:
    """Parse a line of JSON in any charset; None for what is none."""
    try:
        return json.loads(data, strict=False)
    except UnicodeDecodeError:
        try:
            return json.loads(decode(data, None).text, strict=False)
        except (ValueError, RecursionError):
            return None
    except (ValueError, RecursionError):
        return None


def _split(data: bytes) -> list[bytes]:
    """Split at line feeds alone, each kept at the end of its line."""
    *lines, rest = data.split(b"\n")
    return [*(line + b"\n" for line in lines), *([rest] if rest else [])]


def _shown(data: bytes) -> str:
    words = data.decode("utf-8", "replace").strip()
    return repr(words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…")

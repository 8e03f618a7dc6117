"""WARC and ARC files (plain, gzip, zstd) → their records and damaged places.

The one reader for replays, reprocessing, kept pages and forgetting. A record is
returned only if it is whole: its length is as stated, and its member's checksum is
right. Behind damage reading goes on at the next record that can be found. Archives of
many years have faults: readers that stop at the first one lose the rest of a file, and
those that return torn records mix up pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from newscrawl.warc.arc import LONGEST, arc_fields, arc_line, find_arc_record, with_kind
from newscrawl.warc.framing import ORDER, DamagedWarcError, each_field, read_fields
from newscrawl.warc.members import BEGIN, FILLING, Input, MemberError, Members, Unpacker
from newscrawl.warc.salvage import Damage, find_record, seek_member, starts_as_arc, wrong_length

LARGEST = 33 << 20
"""Largest block in bytes that is read whole: the largest page that a crawl accepts,
with chunk framing of the same size, and its head."""

_START = 1 << 16
"""Bytes kept of a larger block, to recognise it by."""
_HEAD_LIMIT = 1 << 16
_HEAD_END = re.compile(rb"\n\r?\n")


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """One whole record."""

    member: int
    """Offset of its compressed member; in a plain file, its own."""
    inner: int
    """Its offset in the unpacked member: 0 unless several records share a member."""
    head: bytes
    """Its named fields with the blank line after them; of an ARC file, its line."""
    fields: dict[str, str]
    """The same, parsed; names in lower case."""
    length: int
    block: bytes
    """The whole block, or only the start of one longer than `LARGEST`."""

    @property
    def kind(self) -> str:
        """Its WARC-Type: `response`, `revisit`, `request`, `metadata`, …"""
        return self.fields.get("warc-type", "nothing").lower()

    @property
    def url(self) -> str:
        """Its WARC-Target-URI, without the brackets of WARC 1.0; "" without one."""
        return self.fields.get("warc-target-uri", "").strip("<>")

    @property
    def received(self) -> int | None:
        """Time of receipt, nanoseconds since 1970; of other programs, whole seconds."""
        order = self.fields.get(ORDER.lower(), "")
        if order.isdecimal():
            return int(order)
        try:
            moment = datetime.fromisoformat(self.fields.get("warc-date", ""))
        except ValueError:
            return None
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()) * 1_000_000_000

    def values(self, name: str) -> list[str]:
        """Return all values of a named field, which may occur several times."""
        return [value for each, value in each_field(self.head) if each == name]


class WarcFile:
    """A WARC or ARC file, open for reading; `DamagedWarcError` if it is neither.

    >>> import tempfile
    >>> from newscrawl.warc.framing import member, record
    >>> with tempfile.NamedTemporaryFile() as file:
    ...     _ = file.write(member(record("warcinfo", [("WARC-Filename", "fz.warc.gz")], b"software: x")))
    ...     file.flush()
    ...     warc = WarcFile(Path(file.name))
    ...     [each.fields["warc-filename"] for each in warc.records()]
    ...     warc.close()
    ['fz.warc.gz']
    """

    def __init__(self, path: Path) -> None:
        self._members = Members(path)
        self.size = self._members.size
        self.divisible = bool(self._members.magic)
        """Whether a record can be found from any offset of the file."""
        found = not self.divisible or seek_member(self._members)
        self._arc = found and starts_as_arc(self._members)
        if self.size and not (found and (self.divisible or self._unpacked().begins())):
            self.close()
            raise DamagedWarcError(f"{path}: not a WARC file")

    def close(self) -> None:
        """Close the file."""
        self._members.close()

    @property
    def offset(self) -> int:
        """How far the file has been read: behind a member's only record, its end."""
        return self._members.source.offset

    def seek(self, offset: int) -> int:
        """Return the offset of the next member that begins with a record, or the
        end.
        """
        self._members.source.move(offset)
        seek_member(self._members)
        return self.offset

    def records(self, start: int = 0, end: int | None = None) -> Iterator[WarcRecord | Damage]:
        """Yield the records of the members that start in this part of the file.

        `start` must be the offset of a member.
        """
        members, source = self._members, self._members.source
        end = self.size if end is None else min(end, self.size)
        source.move(start)
        if not self.divisible:
            yield from _records(self._unpacked(source), None)
            return
        while source.offset < end:
            if members.at_member():
                if source.offset < end:
                    yield from self._member()
                continue
            offset = source.offset
            seek_member(members)
            if source.offset > offset:
                yield Damage(offset, f"{source.offset - offset} bytes that are no record")

    def at(self, member: int) -> Iterator[WarcRecord | Damage]:
        """Yield the records of a member; in a plain file, all that follow."""
        source = self._members.source
        source.move(member)
        if self.divisible:
            yield from self._member()
        else:
            yield from _records(self._unpacked(source), None)

    def record_at(self, member: int, inner: int = 0) -> WarcRecord | None:
        """Return the record at a place; None where there is no whole one."""
        for record in self.at(member):
            if isinstance(record, Damage) or record.inner > inner:
                return None
            if record.inner == inner:
                return record if record.member == member else None
        return None

    def _unpacked(self, plain: Input | None = None) -> _Unpacked:
        return _Unpacked(self._members.open(), plain, arc=self._arc)

    def _member(self) -> Iterator[WarcRecord | Damage]:
        source = self._members.source
        offset = source.offset
        try:
            yield from _records(self._unpacked(), offset)
        except MemberError as error:
            yield Damage(offset, str(error))
            source.move(offset + 1)
            seek_member(self._members)


def _records(data: _Unpacked, member: int | None) -> Iterator[WarcRecord | Damage]:
    """Yield the records of a member; of a plain file where `member` is None."""
    while data.more():
        place = data.position if member is None else member
        inner = 0 if member is None else data.position
        head = data.take_head()
        if head is None:
            yield Damage(place, "no record begins there")
            data.seek()
            continue
        fields = arc_fields(head) if data.arc else read_fields(head)
        stated = fields.get("content-length", "")
        length = int(stated) if stated.isdecimal() and len(stated) < 18 else None
        begin = data.position
        block = b"" if length is None else data.take(length)
        if length is not None and data.position - begin == length and data.ends_well():
            yield WarcRecord(place, inner, head, with_kind(fields, block) if data.arc else fields, length, block)
            continue
        yield Damage(place, wrong_length(stated, length, data.position - begin))
        data.back(begin, block)
        data.seek()


class _Unpacked:
    """The unpacked bytes of a member, read as far as they are needed."""

    def __init__(self, member: Unpacker, plain: Input | None = None, *, arc: bool = False) -> None:
        self._member, self._plain = member, plain
        self.arc = arc
        self._data = b""
        self.position = plain.offset if plain else 0
        """Offset of the next byte: in the unpacked member, or in a plain file."""

    def more(self) -> bool:
        """Move past filling and return whether anything is left."""
        while True:
            if self._data and self._data[0] not in FILLING:
                return True
            self._drop(len(self._data) - len(self._data.lstrip(FILLING)))
            if not self._data and not self._fill(1):
                return False

    def begins(self) -> bool:
        """Return whether a record begins here."""
        if self.arc:
            return self.more() and self._arc_line() is not None
        return self.more() and self._fill(len(BEGIN)) and self._data.startswith(BEGIN)

    def take_head(self) -> bytes | None:
        """Read a record's fields and the blank line; None where no record begins."""
        if not self.begins():
            return None
        if (line := self._arc_line() if self.arc else None) is not None:
            return self._drop(len(line))
        while (ending := _HEAD_END.search(self._data)) is None:
            if len(self._data) > _HEAD_LIMIT or not self._fill(len(self._data) + 1):
                return None
        return self._drop(ending.end())

    def take(self, count: int) -> bytes:
        """Read so many bytes, or all there are; of more than `LARGEST`, only the
        start.
        """
        if len(self._data) >= count:
            return self._drop(count)
        pieces, left = [], count
        kept = 0
        most = LARGEST if count <= LARGEST else _START
        while left and self._fill(1):
            piece = self._drop(min(left, len(self._data)))
            left -= len(piece)
            if kept < most:
                pieces.append(piece)
                kept += len(piece)
        return b"".join(pieces)

    def ends_well(self) -> bool:
        """Return whether nothing follows but filling and another record."""
        while not (rest := self._data.lstrip(FILLING)) or len(rest) < len(BEGIN):
            if not self._fill(len(self._data) + 1):
                break
        if self.arc and rest:
            self._drop(len(self._data) - len(rest))
            return self._arc_line() is not None
        return not rest or rest.startswith(BEGIN)

    def _arc_line(self) -> bytes | None:
        """Return the line of an ARC record that begins here."""
        while b"\n" not in self._data[:LONGEST] and len(self._data) < LONGEST and self._fill(len(self._data) + 1):
            pass
        return arc_line(self._data[:LONGEST])

    def back(self, position: int, taken: bytes) -> None:
        """Return to an earlier position, if the bytes read since are these."""
        if self._plain is not None:
            self._plain.move(position)
            self._data, self.position = b"", position
        elif position + len(taken) == self.position:
            self._data, self.position = taken + self._data, position

    def seek(self) -> None:
        """Move to the next place where a record may begin, or to the end."""
        find, kept = (find_arc_record, LONGEST) if self.arc else (find_record, 48)
        while (found := find(self._data)) is None:
            self._drop(max(0, len(self._data) - kept))
            if not self._fill(len(self._data) + 1):
                self._drop(len(self._data))
                return
        self._drop(found)

    def _fill(self, count: int) -> bool:
        while len(self._data) < count:
            piece = self._member.read()
            if not piece:
                return False
            self._data += piece
        return True

    def _drop(self, count: int) -> bytes:
        dropped, self._data = self._data[:count], self._data[count:]
        self.position += len(dropped)
        return dropped

"""WARC files (plain, gzip, zstd) → their records, each with where it stands, and what is damaged, each with where.

A record is given only if it is whole: its length is as told, and its member's checksum is right. After damage reading
goes on at the next record that can be found. FastWARC, which reads undamaged files elsewhere here, gives records short
or mixed up where a file is torn, and stops at the first fault; archives of many years have faults.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from newscrawl.warc.framing import DamagedWarcError, read_fields
from newscrawl.warc.members import BEGIN, FILLING, Input, Member, MemberError, Members

LARGEST = 24 << 20
"""Bytes of a block that are read: the largest page that a crawl accepts, and some."""

_START = 1 << 16
"""Bytes of a larger block that are kept, to tell what it is."""
_HEAD_LIMIT = 1 << 16
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_NEXT = re.compile(rb"WARC/1\.[01]\r?\n(?=[A-Za-z-]+:)")
"""Where a record may begin behind damage: not always at the beginning of a line, where a writer died and went on."""
_STEP = 1 << 13


@dataclass(frozen=True, slots=True)
class Record:
    """One whole record."""

    member: int
    """Where its compressed member starts in the file; in a plain file, where it starts itself."""
    inner: int
    """Where it starts in what the member unpacks to: 0 unless several records share a member."""
    fields: dict[str, str]
    """Its named fields, names in lower case."""
    length: int
    block: bytes
    """All of it, or only the start of one longer than `LARGEST`."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A place where no record can be read."""

    offset: int
    what: str


class WarcFile:
    """A WARC file; `DamagedWarcError` if it is none.

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
        """Whether a record can be sought from anywhere in the file."""
        begins = self._members.seek() if self.divisible else _Text(self._members.open()).begins()
        if self.size and not begins:
            self.close()
            raise DamagedWarcError(f"{path}: not a WARC file")

    def close(self) -> None:
        """Let go of the file."""
        self._members.close()

    @property
    def offset(self) -> int:
        """How far reading has come."""
        return self._members.source.offset

    def seek(self, offset: int) -> int:
        """Give the start of the first member at or behind an offset that begins like a record; the end if none does."""
        self._members.source.move(offset)
        self._members.seek()
        return self.offset

    def records(self, start: int = 0, end: int | None = None) -> Iterator[Record | Damage]:
        """Give the records of the members that start in this part of the file, `start` being where one does."""
        members, source = self._members, self._members.source
        end = self.size if end is None else min(end, self.size)
        source.move(start)
        if not self.divisible:
            yield from _records(_Text(members.open(), source), None)
            return
        while source.offset < end:
            if members.here():
                if source.offset < end:
                    yield from self._member()
                continue
            offset = source.offset
            members.seek()
            if source.offset > offset:
                yield Damage(offset, f"{source.offset - offset} bytes that are no record")

    def at(self, member: int) -> Iterator[Record | Damage]:
        """Give the records of the member that starts there; in a plain file, also those that follow."""
        source = self._members.source
        source.move(member)
        if self.divisible:
            yield from self._member()
        else:
            yield from _records(_Text(self._members.open(), source), None)

    def _member(self) -> Iterator[Record | Damage]:
        source = self._members.source
        offset = source.offset
        try:
            yield from _records(_Text(self._members.open()), offset)
        except MemberError as error:
            yield Damage(offset, str(error))
            source.move(offset + 1)
            self._members.seek()


def _records(text: _Text, member: int | None) -> Iterator[Record | Damage]:
    """Read the records of a member; of a plain file where `member` is None."""
    while text.more():
        place = text.position if member is None else member
        inner = 0 if member is None else text.position
        head = text.head()
        if head is None:
            yield Damage(place, "no record begins there")
            text.seek()
            continue
        fields = read_fields(head)
        told = fields.get("content-length", "")
        length = int(told) if told.isdecimal() and len(told) < 18 else None
        begin = text.position
        block = b"" if length is None else text.take(length)
        if length is not None and text.position - begin == length and text.ends_well():
            yield Record(place, inner, fields, length, block)
            continue
        yield Damage(place, _wrong_length(told, length, text.position - begin))
        text.back(begin, block)
        text.seek()


def _wrong_length(told: str, length: int | None, found: int) -> str:
    if length is None:
        return f"Content-Length is {told[:40]!r}"
    return f"Content-Length is {length}, but {'more' if length == found else found} bytes are there"


class _Text:
    """What a member unpacks to, as far as it is needed at once."""

    def __init__(self, member: Member, plain: Input | None = None) -> None:
        self._member, self._plain = member, plain
        self._data = b""
        self.position = plain.offset if plain else 0
        """Where the next byte stands: in the member, or in a plain file."""

    def more(self) -> bool:
        """Pass over filling; tell whether anything is left."""
        while True:
            data = self._data.lstrip(FILLING)
            self._drop(len(self._data) - len(data))
            if data:
                return True
            if not self._fill(1):
                return False

    def begins(self) -> bool:
        """Tell whether a record begins here."""
        return self.more() and self._fill(len(BEGIN)) and self._data.startswith(BEGIN)

    def head(self) -> bytes | None:
        """Take a record's fields with the blank line after them; None where no record begins."""
        if not self.begins():
            return None
        while (ending := _HEAD_END.search(self._data)) is None:
            if len(self._data) > _HEAD_LIMIT or not self._fill(len(self._data) + 1):
                return None
        return self._drop(ending.end())

    def take(self, count: int) -> bytes:
        """Take so many bytes, or what is there; of more than `LARGEST` only the start is given."""
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
        """Tell whether nothing follows but filling and another record."""
        while not (rest := self._data.lstrip(FILLING)) or len(rest) < len(BEGIN):
            if not self._fill(len(self._data) + 1):
                break
        return not rest or rest.startswith(BEGIN)

    def back(self, position: int, taken: bytes) -> None:
        """Go back to an earlier position, behind which these bytes were taken; no further than they reach."""
        if self._plain is not None:
            self._plain.move(position)
            self._data, self.position = b"", position
        elif position + len(taken) == self.position:
            self._data, self.position = taken + self._data, position

    def seek(self) -> None:
        """Move to the next record, or to the end."""
        while (found := _NEXT.search(self._data)) is None:
            self._drop(max(0, len(self._data) - 48))
            if not self._fill(len(self._data) + 1):
                self._drop(len(self._data))
                return
        self._drop(found.start())

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

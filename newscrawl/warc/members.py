"""A file of compressed members (gzip, zstd), or a plain one → its bytes unpacked, member by member, and where each is.

Members are found again by how they begin, so that reading can start anywhere in a file, and go on behind damage. Knows
nothing of records but the word that they begin with.
"""

from __future__ import annotations

import re
import struct
import zlib
from pathlib import Path
from typing import IO, Protocol

import zstandard

from newscrawl.warc.framing import GZIP

FILLING = b"\r\n \t\0"
"""What may stand between records; some tapes and disks fill files up with zeros."""
BEGIN = b"WARC/"

_CHUNK = 1 << 16
_HEAD = 1 << 20
_GZIP, _ZSTD = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"
_SKIPPABLE = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18", re.DOTALL)
_DICTIONARY = b"\x5d\x2a\x4d\x18"
_LARGEST_DICTIONARY = 1 << 26
_SIP = 1 << 10
"""Bytes given to zstd at once: it sets no bound on what it makes of them, 128 kB of every 4 at worst."""


class MemberError(Exception):
    """A member that is torn or damaged; the message says how."""


class Member(Protocol):
    """Where unpacked bytes come from."""

    def read(self) -> bytes:
        """Give the next bytes, b"" at the end; `MemberError` where it is torn or damaged."""


class Input:
    """A file from some offset on: what was read of it and not yet used, and where that stands."""

    def __init__(self, file: IO[bytes], offset: int) -> None:
        self._file = file
        self.move(offset)

    def move(self, offset: int) -> None:
        """Go on at another offset."""
        self._file.seek(offset)
        self.offset, self.data = offset, b""

    def more(self) -> bool:
        """Read on; False at the end of the file."""
        chunk = self._file.read(_CHUNK)
        self.data += chunk
        return bool(chunk)

    def drop(self, count: int) -> None:
        """Leave bytes behind."""
        self.data = self.data[count:]
        self.offset += count


class Members:
    """The members of one file. A plain file is one member, whatever it holds."""

    def __init__(self, path: Path) -> None:
        self.size = path.stat().st_size
        self._dictionary: zstandard.ZstdCompressionDict | None = None
        self._file = path.open("rb")
        head = self._file.read(_HEAD).lstrip(FILLING)
        if head.startswith(_ZSTD) or _SKIPPABLE.match(head):
            self.magic = _ZSTD
            self._dictionary = _read_dictionary(self._file)
        else:  # a file may also begin in the middle of a member
            self.magic = _GZIP if _GZIP in head and not head.startswith(BEGIN) else b""
        self.source = Input(self._file, 0)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def open(self) -> Member:
        """Begin to unpack the member that starts where `source` stands."""
        if self.magic == _GZIP:
            return _GzipMember(self.source)
        return _ZstdMember(self.source, self._dictionary) if self.magic else _Plain(self.source)

    def here(self) -> bool:
        """Tell whether a member starts here, behind filling; False also at the end of the file."""
        source = self.source
        while source.data or source.more():
            if len(source.data) < 8 and not source.more() and len(source.data) < len(self.magic):
                return False
            filling = len(source.data) - len(source.data.lstrip(FILLING))
            if filling:
                source.drop(filling)
            elif self.magic == _ZSTD and _SKIPPABLE.match(source.data):
                source.move(source.offset + 8 + int(struct.unpack("<I", source.data[4:8])[0]))
            else:
                return source.data.startswith(self.magic)
        return False

    def seek(self) -> bool:
        """Move to the next member that begins like a record; False, and to the end of the file, if there is none."""
        source = self.source
        while self._find():
            offset = source.offset
            try:
                head = self.open().read().lstrip(FILLING)
            except MemberError:
                head = b""
            source.move(offset)
            if head.startswith(BEGIN):
                return True
            source.more()
            source.drop(1)
        return False

    def _find(self) -> bool:
        source = self.source
        while (found := source.data.find(self.magic)) < 0:
            source.drop(max(0, len(source.data) - len(self.magic) + 1))
            if not source.more():
                source.drop(len(source.data))
                return False
        source.drop(found)
        return True


class _Plain:
    def __init__(self, source: Input) -> None:
        self._source = source

    def read(self) -> bytes:
        if not (self._source.data or self._source.more()):
            return b""
        data = self._source.data
        self._source.drop(len(data))
        return data


class _GzipMember:
    def __init__(self, source: Input) -> None:
        self._source = source
        self._unpack = zlib.decompressobj(GZIP)
        self._more_waits = False

    def read(self) -> bytes:
        unpack, source = self._unpack, self._source
        while not unpack.eof:
            if not (source.data or self._more_waits or source.more()):
                raise MemberError("torn: the file ends inside of it")
            try:
                out = unpack.decompress(source.data, _CHUNK)
            except zlib.error as error:
                raise MemberError(f"damaged: {str(error).rpartition(': ')[2]}") from None
            rest = unpack.unused_data if unpack.eof else unpack.unconsumed_tail
            source.drop(len(source.data) - len(rest))
            self._more_waits = len(out) == _CHUNK
            if out:
                return out
        return b""


class _ZstdMember:
    def __init__(self, source: Input, dictionary: zstandard.ZstdCompressionDict | None) -> None:
        self._source = source
        self._unpack = zstandard.ZstdDecompressor(dict_data=dictionary).decompressobj()

    def read(self) -> bytes:
        unpack, source = self._unpack, self._source
        while not unpack.eof:
            if not (source.data or source.more()):
                raise MemberError("torn: the file ends inside of it")
            sip = source.data[:_SIP]
            try:
                out = unpack.decompress(sip)
            except zstandard.ZstdError as error:
                raise MemberError(f"damaged: {str(error).rpartition(': ')[2]}") from None
            source.drop(len(sip) - len(unpack.unused_data))
            if out:
                return out
        return b""


def _read_dictionary(file: IO[bytes]) -> zstandard.ZstdCompressionDict | None:
    """Read the dictionary that the records of a file share: it stands in front of them, possibly packed itself.

    https://iipc.github.io/warc-specifications/specifications/warc-zstd/
    """
    file.seek(0)
    magic, length = file.read(4), file.read(4)
    if magic != _DICTIONARY or len(length) < 4 or (size := struct.unpack("<I", length)[0]) > _LARGEST_DICTIONARY:
        return None
    data = file.read(size)
    if data.startswith(_ZSTD):
        try:
            data = zstandard.ZstdDecompressor().decompressobj().decompress(data)
        except zstandard.ZstdError:
            return None
    return zstandard.ZstdCompressionDict(data)

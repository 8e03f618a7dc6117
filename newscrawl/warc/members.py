"""A file of members (gzip, zstd), or a plain one → its unpacked bytes, by member.

What the bytes mean is left to `records`; where reading goes on behind damage, to
`salvage`.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import IO, Protocol

import zstandard

from newscrawl.warc.arc import ARC
from newscrawl.warc.framing import GZIP_ERRORS, gzip_decompressor
from newscrawl.warc.wacz import warc_parts

FILLING = b"\r\n \t\0"
"""Bytes that may stand between records; some disks fill files up with zeros."""
BEGIN = b"WARC/"

_CHUNK = 1 << 16
_HEAD, _LARGE_HEAD = 1 << 12, 1 << 20
_GZIP, _ZSTD = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"
_SKIPPABLE = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18", re.DOTALL)
_DICTIONARY = b"\x5d\x2a\x4d\x18"
_LARGEST_DICTIONARY = 1 << 26
_ZSTD_INPUT = 1 << 10
"""Bytes passed to zstd at once: its output is unlimited, 128 kB for 4 at worst."""


class MemberError(Exception):
    """A torn or damaged member; the message states which."""


class Unpacker(Protocol):
    """A member being unpacked."""

    def read(self) -> bytes:
        """Return the next unpacked bytes, b"" at the end; raise `MemberError` for
        damage.
        """


class Input:
    """A file from some offset on: bytes that were read and not yet used."""

    def __init__(self, file: IO[bytes], offset: int) -> None:
        self._file = file
        self.move(offset)

    def move(self, offset: int) -> None:
        """Continue at another offset."""
        self._file.seek(offset)
        self.offset, self.data = offset, b""

    def more(self) -> bool:
        """Read more bytes; return False at the end of the file."""
        chunk = self._file.read(_CHUNK)
        self.data += chunk
        return bool(chunk)

    def drop(self, count: int) -> None:
        """Drop bytes that have been used."""
        self.data = self.data[count:]
        self.offset += count


class Members:
    """The members of one file, or of the WARC files in a WACZ. A plain file is one
    member."""

    def __init__(self, path: Path) -> None:
        self.size = path.stat().st_size
        parts = warc_parts(path)
        self._parts = ((0, self.size),) if parts is None else parts
        self._dictionary: zstandard.ZstdCompressionDict | None = None
        self._file = path.open("rb")
        head = self._file.read(_HEAD).lstrip(FILLING)
        if not head.startswith((_GZIP, _ZSTD, BEGIN, ARC)):
            head = (head + self._file.read(_LARGE_HEAD)).lstrip(FILLING)
        if head.startswith(_ZSTD) or _SKIPPABLE.match(head):
            self.magic = _ZSTD
            self._dictionary = _read_dictionary(self._file)
        else:  # a file may also begin in the middle of a member
            self.magic = _GZIP if parts or (_GZIP in head and not head.startswith((BEGIN, ARC))) else b""
        self.source = Input(self._file, 0)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def open(self) -> Unpacker:
        """Open the member that starts at the offset of `source`."""
        if self.magic == _GZIP:
            return _GzipMember(self.source)
        return _ZstdMember(self.source, self._dictionary) if self.magic else _Plain(self.source)

    def at_member(self) -> bool:
        """Move past filling and return whether a member starts there."""
        source = self.source
        part = next((part for part in self._parts if source.offset < part[1]), (self.size, self.size))
        if source.offset < part[0]:
            source.move(part[0])
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
        self._unpack = gzip_decompressor()
        self._more_waits = False

    def read(self) -> bytes:
        unpack, source = self._unpack, self._source
        while not unpack.eof:
            if not (source.data or self._more_waits or source.more()):
                raise MemberError("torn: the file ends inside of it")
            try:
                out: bytes = unpack.decompress(source.data, _CHUNK)
            except GZIP_ERRORS as error:
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
            piece = source.data[:_ZSTD_INPUT]
            try:
                out = unpack.decompress(piece)
            except zstandard.ZstdError as error:
                raise MemberError(f"damaged: {str(error).rpartition(': ')[2]}") from None
            source.drop(len(piece) - len(unpack.unused_data))
            if out:
                return out
        return b""


def _read_dictionary(file: IO[bytes]) -> zstandard.ZstdCompressionDict | None:
    """Read the dictionary that all members share: it precedes them, maybe compressed.

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

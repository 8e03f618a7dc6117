"""Records of WARC 1.1 files, one gzip member each: bytes of an exchange → bytes of a file, and where members end.

Knows the format (ISO 28500:2017) and nothing of crawls: `capture.py` says what is kept and in which file. Written here
because it is a tenth of the price of the usual writer (`benchmarks/capture.py`); reading is left to FastWARC.
"""

from __future__ import annotations

import zlib
from base64 import b32encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha1
from typing import IO
from uuid import uuid4

_compress: Callable[..., bytes]
try:
    from isal import isal_zlib

    _compress, _LEVEL = isal_zlib.compress, 2
except ImportError:
    _compress, _LEVEL = zlib.compress, 1

HTTP_REQUEST = "application/http;msgtype=request"
HTTP_RESPONSE = "application/http;msgtype=response"
FIELDS = "application/warc-fields"
SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"

ORDER = "Newscrawl-Order"
"""Field of our own: nanoseconds since 1970 at receipt, finer than WARC-Date. Answers came in this order."""
VIA = "Newscrawl-Via"
"""Field of our own: the address that was asked for first, where redirects led to this one."""
FAILURE = "Newscrawl-Failure"
"""Field of our own on the `metadata` record of a request that got no answer: the exception a replay raises."""

GZIP = 16 + zlib.MAX_WBITS
_CHUNK = 1 << 16
_HEAD_LIMIT = 1 << 16

Fields = Iterable[tuple[str, str | None]]


class DamagedWarcError(Exception):
    """A WARC file or record that cannot be read; the message names the file."""


def digest(data: bytes) -> str:
    """Give the labelled digest of a block or payload, as WARC writes it.

    >>> digest(b"")
    'sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ'
    """
    return f"sha1:{b32encode(sha1(data, usedforsecurity=False).digest()).decode('ascii')}"


def record_id() -> str:
    """Make a new `WARC-Record-ID`."""
    return f"<urn:uuid:{uuid4()}>"


def date(ns: int) -> str:
    """Write a time (nanoseconds since 1970) as a WARC-Date of whole seconds; the rest of the second is dropped.

    >>> date(1605662999_999_999_999)
    '2020-11-18T01:29:59Z'
    """
    return _second(ns // 1_000_000_000)


@lru_cache(maxsize=64)
def _second(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def record(kind: str, fields: Fields, block: bytes) -> bytes:
    """Compose a record: its named fields (those that are None left out), its block, and the digest of the block.

    Line ends in a value would let a URL or a server's word write fields of its own; they become spaces.
    """
    lines = [f"WARC/1.1\r\nWARC-Type: {kind}"]
    lines += [f"{name}: {' '.join(value.split())}" for name, value in fields if value is not None]
    lines.append(f"WARC-Block-Digest: {digest(block)}\r\nContent-Length: {len(block)}\r\n\r\n")
    return b"".join(("\r\n".join(lines).encode("utf-8"), block, b"\r\n\r\n"))


def warc_fields(pairs: Fields) -> bytes:
    """Write a block of `application/warc-fields`: one `name: value` a line.

    >>> warc_fields([("software", "newscrawl"), ("operator", None)])
    b'software: newscrawl\\r\\n'
    """
    return "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in pairs if value is not None).encode()


def read_fields(data: bytes) -> dict[str, str]:
    """Read `name: value` lines, the names in lower case; a line without a colon (such as `WARC/1.1`) is skipped.

    >>> read_fields(b"WARC/1.1\\r\\nWARC-Type: warcinfo\\r\\n")
    {'warc-type': 'warcinfo'}
    """
    pairs = (line.partition(":") for line in data.decode("utf-8", "replace").splitlines())
    return {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}


def member(data: bytes) -> bytes:
    """Compress one record to one gzip member: with isal where it is installed, else with zlib at its fastest.

    The same bytes always give the same member: no time and no name stand in it.
    """
    return _compress(data, _LEVEL, wbits=GZIP)


@dataclass(frozen=True, slots=True)
class Member:
    """A whole gzip member of a file."""

    offset: int
    """Where it starts."""
    end: int
    """Where the next one starts."""
    head: bytes
    """The first bytes of what it holds: the record's fields, and more."""


def members(file: IO[bytes], start: int = 0) -> Iterator[Member]:
    """Find the whole gzip members of a file from `start`, which must be the start of one.

    Ends before the first that is torn or damaged, without an error: what is left is the part a death cut off. A bomb
    costs time but no memory.
    """
    file.seek(start)
    offset, data = start, b""
    while data or (data := file.read(_CHUNK)):
        unpack = zlib.decompressobj(GZIP)
        head, read = b"", len(data)
        try:
            while not unpack.eof:
                out = unpack.decompress(data, _CHUNK)
                if len(head) < _HEAD_LIMIT:
                    head += out
                data = unpack.unconsumed_tail
                if not (data or unpack.eof or len(out) == _CHUNK):
                    data = file.read(_CHUNK)
                    read += len(data)
                    if not data:
                        return
        except zlib.error:
            return
        data = unpack.unused_data
        end = offset + read - len(data)
        yield Member(offset, end, head)
        offset = end

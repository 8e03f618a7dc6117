"""Fields and a block → the bytes of a WARC 1.1 record, in a gzip member of its own; and fields read back.

The format is ISO 28500:2017. Which records are written, and to which file, is left to `capture`. The usual writer
costs ten times as much CPU (`benchmarks/capture.py`).
"""

from __future__ import annotations

import re
import zlib
from base64 import b32encode
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha1
from typing import Any
from uuid import uuid4

_compress: Callable[..., bytes]
_decompressor: Callable[[int], Any]
GZIP_ERRORS: Any
"""What a decompressor raises at damaged bytes."""
try:
    from isal import isal_zlib

    _compress, _LEVEL = isal_zlib.compress, 2
    _decompressor, GZIP_ERRORS = isal_zlib.decompressobj, (isal_zlib.error, zlib.error)
except ImportError:
    _compress, _LEVEL = zlib.compress, 1
    _decompressor, GZIP_ERRORS = zlib.decompressobj, (zlib.error,)

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
_FOLD = re.compile(r"\n[ \t]+")

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
    return dict(each_field(data))


def each_field(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield named fields one by one, for names that occur several times. A folded value becomes one line.

    >>> list(each_field(b"WARC-Concurrent-To: <urn:a>\\r\\nWARC-Concurrent-To:\\r\\n <urn:b>\\r\\n"))
    [('warc-concurrent-to', '<urn:a>'), ('warc-concurrent-to', '<urn:b>')]
    """
    text = data.decode("utf-8", "replace").replace("\r\n", "\n")
    for line in _FOLD.sub(" ", text).split("\n"):
        name, colon, value = line.partition(":")
        if colon:
            yield name.strip().lower(), value.strip()


def member(data: bytes) -> bytes:
    """Compress one record to one gzip member: with isal where it is installed, else with zlib at its fastest.

    The same bytes always give the same member: no time and no name stand in it.
    """
    return _compress(data, _LEVEL, wbits=GZIP)


def gzip_decompressor() -> Any:
    """Return an object that unpacks one gzip member, as `zlib.decompressobj` does."""
    return _decompressor(GZIP)

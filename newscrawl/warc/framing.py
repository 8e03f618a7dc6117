"""Fields and a block → a WARC 1.1 record in a gzip member; and fields read back.

The format is ISO 28500:2017. Which records are written, and to which file, is left to
`capture`. The usual writer costs ten times as much CPU (`benchmarks/capture.py`).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha1
from typing import Any
from uuid import uuid4

_compress: Callable[..., bytes]
_decompressor: Callable[[int], Any]
GZIP_ERRORS: Any
"""Exceptions of a decompressor at damaged bytes."""
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
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

ORDER = "Newscrawl-Order"
"""Field of our own: nanoseconds since 1970 at receipt, finer than WARC-Date."""
VIA = "Newscrawl-Via"
"""Field of our own: the address requested first, where redirects led to this one."""
ARTICLE = "Newscrawl-Article"
"""Field of our own: the public address of the article whose text was asked for at this
one."""
FAILURE = "Newscrawl-Failure"
"""Field of our own on the `metadata` record of a request without an answer: the
exception that a replay raises."""

GZIP = 16 + zlib.MAX_WBITS
_FOLD = re.compile(r"\n[ \t]+")
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"  # of base 32 (RFC 4648, section 6)
_PAIRS = [one + other for one in _DIGITS for other in _DIGITS]

Fields = Iterable[tuple[str, str | None]]


class DamagedWarcError(Exception):
    """A WARC file or record that cannot be read; the message names the file."""


def digest(data: bytes) -> str:
    """Return the labelled digest of a block or payload, as WARC writes it.

    >>> digest(b"")
    'sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ'
    """
    number = int.from_bytes(sha1(data, usedforsecurity=False).digest())  # of 160 bits: no padding
    return "sha1:" + "".join([_PAIRS[number >> at & 1023] for at in range(150, -1, -10)])


def record_id() -> str:
    """Return a new `WARC-Record-ID`."""
    return f"<urn:uuid:{uuid4()}>"


def date(ns: int) -> str:
    """Return a time (nanoseconds since 1970) as a WARC-Date of whole seconds, cut off.

    >>> date(1605662999_999_999_999)
    '2020-11-18T01:29:59Z'
    """
    return _second(ns // 1_000_000_000)


@lru_cache(maxsize=64)
def _second(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def record(kind: str, fields: Fields, block: bytes) -> bytes:
    """Return a record: its named fields (but those that are None), block, and digest.

    Line ends in a value become spaces: else a URL or a server's word could write
    fields.
    """
    lines = [f"WARC/1.1\r\nWARC-Type: {kind}"]
    lines += [f"{name}: {_on_one_line(value)}" for name, value in fields if value is not None]
    lines.append(f"WARC-Block-Digest: {digest(block)}\r\nContent-Length: {len(block)}\r\n\r\n")
    return b"".join(("\r\n".join(lines).encode("utf-8"), block, b"\r\n\r\n"))


def warc_fields(pairs: Fields) -> bytes:
    """Return a block of `application/warc-fields`: one `name: value` a line.

    >>> warc_fields([("software", "newscrawl"), ("operator", None)])
    b'software: newscrawl\\r\\n'
    """
    return "".join(f"{name}: {_on_one_line(value)}\r\n" for name, value in pairs if value is not None).encode()


def _on_one_line(value: str) -> str:
    return value if value.isprintable() and " " not in value else " ".join(value.split())


def read_fields(data: bytes) -> dict[str, str]:
    """Read `name: value` lines, names in lower case; skip lines without a colon.

    >>> read_fields(b"WARC/1.1\\r\\nWARC-Type: warcinfo\\r\\n")
    {'warc-type': 'warcinfo'}
    """
    return dict(each_field(data))


def each_field(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield named fields one by one: names may be repeated, values may be folded.

    >>> list(each_field(b"WARC-Concurrent-To: <urn:a>\\r\\nWARC-Concurrent-To:\\r\\n <urn:b>\\r\\n"))
    [('warc-concurrent-to', '<urn:a>'), ('warc-concurrent-to', '<urn:b>')]
    """
    text = data.decode("utf-8", "replace").replace("\r\n", "\n")
    for line in _FOLD.sub(" ", text).split("\n"):
        name, colon, value = line.partition(":")
        if colon:
            yield name.strip().lower(), value.strip()


def member(data: bytes) -> bytes:
    """Compress one record to one gzip member, with isal where it is installed, else
    with zlib.

    The same bytes always become the same member: it has neither time nor name.
    """
    return _compress(data, _LEVEL, wbits=GZIP)


def gzip_decompressor() -> Any:
    """Return an object that unpacks one gzip member, as `zlib.decompressobj` does."""
    return _decompressor(GZIP)

"""The body of a response, as stored → the page: content codings taken off, where they are still on.

A header says little: archives keep the headers of packed pages beside unpacked ones, and the reverse. So each coding is
tried, and what it does not fit is taken as it is. What would unpack to more than a page is refused.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]
import zstandard

from newscrawl.warc.framing import GZIP

LARGEST_PAGE = 16 << 20
"""Bytes of a page: what `DOWNLOAD_MAXSIZE` lets a crawl fetch."""

_GZIP_MAGIC = b"\x1f\x8b\x08"
_SIP = 1 << 12


class UnpackError(Exception):
    """A body that is no page; the message says why."""


def unpack(body: bytes, codings: str) -> bytes:
    """Take off the content codings that a header names (`gzip`, or several with commas), last one first.

    >>> import gzip
    >>> packed = gzip.compress("福州".encode())
    >>> [unpack(body, coding).decode() for body, coding in ((packed, "gzip"), (packed, ""), ("福州".encode(), "gzip"))]
    ['福州', '福州', '福州']
    """
    for coding in reversed([each.strip() for each in codings.split(",")]):
        if way := _WAYS.get(coding):
            body = way(body)
    if body.startswith(_GZIP_MAGIC):
        body = _gunzip(body)
    if len(body) > LARGEST_PAGE:
        raise UnpackError(f"{len(body)} bytes are too many for a page")
    return body


def _inflated(body: bytes, bits: int) -> bytes | None:
    """Inflate; a torn stream gives what there is, another format None."""
    inflate = zlib.decompressobj(bits)
    try:
        out = inflate.decompress(body, LARGEST_PAGE)
    except zlib.error:
        return None
    if not inflate.eof and len(out) >= LARGEST_PAGE:
        raise UnpackError(f"unpacks to more than {LARGEST_PAGE} bytes")
    return out


def _gunzip(body: bytes) -> bytes:
    out = _inflated(body, GZIP) if body.startswith(_GZIP_MAGIC) else None
    return body if out is None else out


def _deflate(body: bytes) -> bytes:
    """Unpack `deflate`, which RFC 9110 means with zlib's frame and some servers send without."""
    if body[:1] in (b"<", b"\xef", b"\n", b"\r"):
        return body
    for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        if out := _inflated(body, bits):
            return out
    return body


def _brotli(body: bytes) -> bytes:
    unpacker = brotli.Decompressor()
    pieces, size = [], 0
    try:
        piece = unpacker.process(body, output_buffer_limit=_SIP << 4)
        while piece:
            pieces.append(piece)
            size += len(piece)
            if size > LARGEST_PAGE:
                raise UnpackError(f"unpacks to more than {LARGEST_PAGE} bytes")
            piece = b"" if unpacker.is_finished() else unpacker.process(b"", output_buffer_limit=_SIP << 4)
    except brotli.error:
        return body
    return b"".join(pieces) or body


def _zstd(body: bytes) -> bytes:
    unpacker = zstandard.ZstdDecompressor().decompressobj()
    pieces, size = [], 0
    try:
        for start in range(0, len(body), _SIP):
            piece = unpacker.decompress(body[start : start + _SIP])
            pieces.append(piece)
            size += len(piece)
            if size > LARGEST_PAGE:
                raise UnpackError(f"unpacks to more than {LARGEST_PAGE} bytes")
            if unpacker.eof:
                break
    except zstandard.ZstdError:
        return body
    return b"".join(pieces)


_WAYS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}

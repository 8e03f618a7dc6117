"""The body of a response, as stored → the page, without framing and content codings.

A header is weak evidence: archives keep the headers of compressed pages beside
uncompressed ones, and the reverse. So each coding is tried, and a body that it does not
fit is used as it is. What would unpack to more than a page is refused.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]
import zstandard

from newscrawl.warc.framing import GZIP
from newscrawl.warc.http_message import Message, unchunk

LARGEST_PAGE = 16 << 20
"""Largest page in bytes: `DOWNLOAD_MAXSIZE` of a crawl."""

_GZIP_MAGIC = b"\x1f\x8b\x08"
_PIECE = 1 << 12


class UnpackError(Exception):
    """A body that is not a page; the message states why."""


def page_of(message: Message) -> bytes:
    """Return the page in a response; `UnpackError` where it is too large for one."""
    body = unchunk(message.payload)  # some archives dropped the header and kept the framing
    return unpack(body, (message.header(b"content-encoding") or "").lower())


def unpack(body: bytes, codings: str) -> bytes:
    """Remove the content codings of a header (`gzip`, or several with commas).

    >>> import gzip
    >>> packed = gzip.compress("福州".encode())
    >>> [unpack(body, coding).decode() for body, coding in ((packed, "gzip"), (packed, ""), ("福州".encode(), "gzip"))]
    ['福州', '福州', '福州']
    """
    for coding in reversed([each.strip() for each in codings.split(",")]):
        if decode := _DECODERS.get(coding):
            body = decode(body)
    if body.startswith(_GZIP_MAGIC):
        body = _gunzip(body)
    if len(body) > LARGEST_PAGE:
        raise UnpackError(f"{len(body)} bytes are too many for a page")
    return body


def _inflated(body: bytes, bits: int) -> bytes | None:
    """Inflate a body, even a torn one; return None for another format."""
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
    """Unpack `deflate`: with zlib's frame by RFC 9110, without it from some servers."""
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
        piece = unpacker.process(body, output_buffer_limit=_PIECE << 4)
        while piece:
            pieces.append(piece)
            size += len(piece)
            if size > LARGEST_PAGE:
                raise UnpackError(f"unpacks to more than {LARGEST_PAGE} bytes")
            piece = b"" if unpacker.is_finished() else unpacker.process(b"", output_buffer_limit=_PIECE << 4)
    except brotli.error:
        return body
    return b"".join(pieces) or body


def _zstd(body: bytes) -> bytes:
    unpacker = zstandard.ZstdDecompressor().decompressobj()
    pieces, size = [], 0
    try:
        for start in range(0, len(body), _PIECE):
            piece = unpacker.decompress(body[start : start + _PIECE])
            pieces.append(piece)
            size += len(piece)
            if size > LARGEST_PAGE:
                raise UnpackError(f"unpacks to more than {LARGEST_PAGE} bytes")
            if unpacker.eof:
                break
    except zstandard.ZstdError:
        return body
    return b"".join(pieces)


_DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}

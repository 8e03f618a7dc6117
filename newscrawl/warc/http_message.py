"""Bytes of an HTTP response, as a WARC record holds them → status, headers and payload.

A replayed page must look to all other code as the fetched one did, so this follows
Twisted and Scrapy in their peculiarities: framing headers are dropped, lines without a
colon skipped, a known length comes first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"([A-Za-z]+/[\d.]+) +(\d{3})\b")
_LENGTH = re.compile(rb"\s*(\d+)\s*(?:,\s*\1\s*)*")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,15})[^\n]{0,16384}\n")
_FRAMING = frozenset(
    b"connection content-length keep-alive te trailers transfer-encoding upgrade proxy-connection".split()
)
"""`CONNECTION_CONTROL_HEADERS` of twisted.web: headers about one transfer, which
Scrapy's responses lack."""


@dataclass(frozen=True, slots=True)
class Message:
    """A response."""

    status: int
    protocol: str
    """`HTTP/1.1`."""
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    """As the record holds it, chunk framing included."""
    payload: bytes
    """The body without framing, still compressed."""
    open_ended: bool
    """No header states where the body ends; Scrapy's flag `partial`."""

    def header(self, name: bytes) -> str | None:
        """Return the first value of a header, whose name is in lower case."""
        return next((value.decode("latin-1") for key, value in self.headers if key.lower() == name), None)


def split_head(block: bytes) -> tuple[bytes, bytes]:
    """Split a message after the blank line, whatever its line ends are.

    >>> split_head(b"HTTP/1.0 200 OK\\nServer: x\\n\\n<html>")
    (b'HTTP/1.0 200 OK\\nServer: x\\n\\n', b'<html>')
    """
    end = _HEAD_END.search(block)
    return (block[: end.end()], block[end.end() :]) if end else (block, b"")


def read_message(block: bytes, method: str = "GET") -> Message | None:
    """Parse a response; return None where the block is not one.

    >>> message = read_message(b"HTTP/1.1 200 OK\\nTransfer-Encoding: chunked\\n\\n3\\r\\nabc\\r\\n0\\r\\n\\r\\n")
    >>> message.status, message.headers, message.payload
    (200, (), b'abc')
    """
    head, body = split_head(block)
    status = _STATUS.match(head)
    if status is None:
        return None
    code = int(status[2])
    headers = _read_headers(head)
    framing = {name.lower(): value for name, value in reversed(headers) if name.lower() in _FRAMING}
    kept = [(name, value) for name, value in headers if name.lower() not in _FRAMING]
    payload, length, open_ended = body, None, False
    stated = _LENGTH.fullmatch(framing.get(b"content-length", b""))
    if method == "HEAD":  # the length is that of the page which a GET would bring
        length = int(stated[1]) if stated else 0
    elif code in (204, 304):
        length = 0
    elif b"transfer-encoding" in framing:
        payload = unchunk(body)
    elif stated:
        length = int(stated[1])
    else:
        open_ended = True
    if length is not None:
        kept.insert(0, (b"Content-Length", b"%d" % length))
    return Message(code, status[1].decode("ascii"), tuple(kept), body, payload, open_ended)


def _read_headers(head: bytes) -> list[tuple[bytes, bytes]]:
    lines: list[bytes] = []
    for line in head.split(b"\n")[1:]:
        line = line.removesuffix(b"\r")
        if line[:1] in (b" ", b"\t") and lines:
            lines[-1] += line
        elif line:
            lines.append(line)
    pairs = (line.partition(b":") for line in lines)
    return [(name, b" ".join(value.strip().splitlines())) for name, colon, value in pairs if colon]


def unchunk(body: bytes) -> bytes:
    """Remove chunk framing; return a body without it, as some archives store it, as is.

    Of a body that breaks off, what came before is returned.

    >>> unchunk(b"3;x=1\\r\\nabc\\r\\n2\\r\\nde"), unchunk(b"<html>")
    (b'abcde', b'<html>')
    """
    parts: list[bytes] = []
    position = 0
    while match := _CHUNK.match(body, position):
        size = int(match[1], 16)
        if size == 0:
            return b"".join(parts)
        parts.append(body[match.end() : match.end() + size])
        position = match.end() + size
        if body[position : position + 2] == b"\r\n":
            position += 2
        elif position < len(body):
            break
    whole = position >= len(body) and bool(parts)
    return b"".join(parts) if whole else body

"""A body → an answer of HTTP/1.1 that ends too early: in each content coding, each way
of telling a length. Pure.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import brotli
import zstandard

CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda body: gzip.compress(body, mtime=0),
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}
CUTS = ("identity", "chunked", "close", "part", *CODINGS)
"""`identity` states the whole length, `chunked` lacks its last chunk, `close` ends
where the connection ends, `part` is a 206 that nobody asked for.
"""


def cut(body: bytes, how: str, share: float, content_type: str, *, honest: bool = False) -> bytes:
    """Make an answer of which `share` comes, after which the connection closes.

    A compressed stream that is cut may be all that was sent (`honest`: a proxy kept so
    much, and states that length), or less than what was stated.

    >>> cut(b"0123456789", "identity", 0.5, "text/plain").partition(b"\\r\\n\\r\\n")[::2]
    (b'HTTP/1.1 200 OK\\r\\nContent-Type: text/plain\\r\\nConnection: close\\r\\nContent-Length: 10', b'01234')
    >>> cut(b"0123456789", "chunked", 0.5, "text/plain")[-10:]
    b'5\\r\\n01234\\r\\n'
    """
    payload = CODINGS[how](body) if how in CODINGS else body
    sent = payload[: max(1, int(len(payload) * share))]
    status = "206 Partial Content" if how == "part" else "200 OK"
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}", "Connection: close"]
    if how in CODINGS:
        lines.append(f"Content-Encoding: {how}")
    if how == "chunked":
        lines.append("Transfer-Encoding: chunked")
        sent = b"%x\r\n%b\r\n" % (len(sent), sent)
    elif how == "part":
        lines += [f"Content-Range: bytes 0-{len(sent) - 1}/{len(payload)}", f"Content-Length: {len(sent)}"]
    elif how != "close":
        lines.append(f"Content-Length: {len(sent) if honest and how in CODINGS else len(payload)}")
    return "\r\n".join([*lines, "", ""]).encode() + sent

"""Scrapy's decompression, and whether the transfer of a page was whole.

Scrapy returns what a compressed body unpacks to even where the body ends early, and of
a body that ends with its connection nobody knows the length. Such a page looks whole
and is not. Here the stream's own end mark, or the end tag of the document, shows it;
the flags `CUT` and `UNSURE` of the response pass it on. The spiders leave a cut page
for later.
"""

from __future__ import annotations

import re
import zlib
from typing import Any, Self

import brotli  # type: ignore[import-untyped]
import zstandard
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest, ResponseDataLossError
from scrapy.http import Response

from newscrawl.net.breaker import politeness_key

CUT = "cut"
"""Flag of a response whose transfer broke off."""
UNSURE = "unsure"
"""Flag of a response of which nothing shows that its transfer was whole."""

_TAIL = 2048
"""Bytes at the end of a page in which its end tag stands."""
FIRST_BYTES = "first_bytes"
"""Key of meta: how many unpacked bytes are wanted of an answer of any length."""
_NO_CODINGS = frozenset({b"", b"identity", b"none", b"utf-8", b"utf8", b"gbk", b"gb2312", b"text/html"})
"""What servers write as a content coding where there is none; Scrapy would log each
page."""
_RANGE = re.compile(rb"\s*bytes\s+(\d{1,18})-(\d{1,18})/(\d{1,18})", re.I)
_ROOT = re.compile(rb"<(html|rss|feed|rdf:rdf|urlset|sitemapindex)[\s>]", re.I)


class Unpacking(HttpCompressionMiddleware):
    """The downloader middleware in the place of Scrapy's (590)."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler=crawler)
        self._closing: set[tuple[str, str]] = set()
        """Sites, and series of their pages, that have an end tag: listings may be of
        another make than articles."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Request | Response:
        if (response.headers.get("Content-Encoding") or b"gzip").strip().lower() in _NO_CODINGS:
            response.headers.pop("Content-Encoding")
        packed, codings = response.body, response.headers.getlist("Content-Encoding")
        if codings and (count := request.meta.get(FIRST_BYTES)):
            response.headers.pop("Content-Encoding")
            return response.replace(body=first_bytes(packed, codings, count))
        try:
            unpacked = super().process_response(request, response)
        except IgnoreRequest:  # it unpacks to more than a page
            raise
        except Exception as error:  # each coding has errors of its own
            raise ResponseDataLossError(f"{response.url}: its compressed body is damaged: {error}") from error
        if not isinstance(unpacked, Response) or not packed:
            return unpacked
        if is_part(response):
            return unpacked.replace(flags=[*unpacked.flags, CUT])
        key, body = (politeness_key(request), str(request.meta.get("series"))), unpacked.body
        if is_closed(body[-_TAIL:]):
            self._closing.add(key)
            return unpacked
        if "dataloss" in response.flags or (codings and not self._ends(packed, codings)):
            flag = CUT
        elif "partial" in response.flags and not codings and not is_closed(body):
            flag = CUT if key in self._closing and _ROOT.search(_narrow(body)) else UNSURE
        else:
            return unpacked
        return unpacked.replace(flags=[*unpacked.flags, flag])

    def _ends(self, body: bytes, codings: list[bytes]) -> bool:
        """Return whether a compressed body has the end mark of each of its codings."""
        known, _others = self._split_encodings(codings)
        for coding in known:
            if not has_end(body, coding):
                return False
            body = self._decode(body, coding, 0)
        return True


def first_bytes(body: bytes, codings: list[bytes], count: int) -> bytes:
    """Unpack so many bytes of a body that may be cut or damaged behind them.

    >>> first_bytes(zlib.compress(b"User-agent: *") + b"?", [b"deflate"], 10)
    b'User-agent'
    """
    for coding in reversed([name.strip().lower() for each in codings for name in each.split(b",")]):
        try:
            if coding == b"br":
                body = brotli.Decompressor().process(body, output_buffer_limit=count)[:count]
            elif coding == b"zstd":
                body = zstandard.ZstdDecompressor().stream_reader(body).read(count)
            elif coding in (b"gzip", b"x-gzip", b"deflate"):
                body = _unpacker(body, coding).decompress(body, count)
        except (zlib.error, brotli.error, zstandard.ZstdError) as error:
            raise ResponseDataLossError(f"its compressed body is damaged: {error}") from error
    return body


def is_part(response: Response) -> bool:
    """Return whether a server says that it sends a part of the page, which was not
    asked for (RFC 9110, 14.4); of "bytes 0-" to the last one it is the whole.

    >>> stated = {"Content-Range": "bytes 0-899/2000"}
    >>> is_part(Response("http://a.cn/1.html", status=206, headers=stated))
    True
    >>> is_part(Response("http://a.cn/1.html", status=206, headers={"Content-Range": "bytes 0-1999/2000"}))
    False
    """
    if response.status != 206:
        return False
    stated = _RANGE.match(response.headers.get("Content-Range") or b"")
    return stated is not None and (int(stated[1]) > 0 or int(stated[2]) + 1 != int(stated[3]))


def is_closed(body: bytes) -> bool:
    """Return whether the end tag of a document stands in a body.

    >>> is_closed(b"<p>fuzhou</p></body></HTML>\\n"), is_closed(b"<html><p>fuzh")
    (True, False)
    """
    lower = _narrow(body).lower()
    return any(end in lower for end in (b"</html", b"</rss", b"</feed", b"</rdf:rdf", b"</urlset", b"</sitemapindex"))


def _narrow(body: bytes) -> bytes:
    """Return a body in which tags can be found, in UTF-16 too."""
    return body.replace(b"\0", b"")


def has_end(body: bytes, coding: bytes) -> bool:
    """Return whether a compressed body has the end mark of its coding; of several
    members, the last one.

    >>> packed = zlib.compress("福州".encode())
    >>> has_end(packed, b"deflate"), has_end(packed[:-5], b"deflate")
    (True, False)
    """
    if coding == b"br":
        unpacker = brotli.Decompressor()
        unpacker.process(body)
        return bool(unpacker.is_finished())
    while True:
        unpack: Any = _unpacker(body, coding)
        unpack.decompress(body)
        if not unpack.eof:
            return False
        rest: bytes = unpack.unused_data
        if coding == b"deflate" or not rest or not body.startswith(rest[:2]):
            return True
        body = rest


def _unpacker(body: bytes, coding: bytes) -> Any:
    if coding == b"zstd":
        return zstandard.ZstdDecompressor().decompressobj()
    if coding != b"deflate":
        return zlib.decompressobj(wbits=31)
    try:
        zlib.decompressobj().decompress(body, 1)
    except zlib.error:  # without the frame of zlib, as some servers send it
        return zlib.decompressobj(wbits=-15)
    return zlib.decompressobj()

"""One crawl over every sort of answer a server can give, good and hostile: captured live, to be replayed after."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.net.fetching import Run, fetch
from tests.net.wire import Script, chunked, page, wire

NEWS = (
    "<html><meta charset='gbk'><p>福州晚报讯 鼓楼区新添三处口袋公园，市民步行十分钟可达。</p></html>".encode("gb18030")
    * 30
)
HTML = b"Content-Type: text/html"
ODD = (
    b"HTTP/1.1 200 Very  Fine\n"
    b"server: nginx\r\n"
    b"X-FIRST: 1\r\n"
    b"Set-Cookie: a=1\r\n"
    b"a line without colon\r\n"
    b"x-folded: one\r\n two\r\n"
    b"set-cookie: b=\xc4\xe3\r\n"
    b"Keep-Alive: timeout=5\r\n"
    b"Content-Length: 3, 3\r\n"
    b"\r\nodd"
)
EXPANDING = (
    b"""<?xml version="1.0"?><!DOCTYPE u [<!ENTITY a "aaaaaaaaaa">%s]><urlset><loc>&j;</loc><loc>fine</loc></urlset>"""
    % (b"".join(b'<!ENTITY %c "%s">' % (name, b"&%c;" % (name - 1) * 10) for name in b"bcdefghij"))
)


async def endless_body() -> AsyncIterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    for _ in range(400):
        yield b"%x\r\n%s\r\n" % (1 << 19, b"x" * (1 << 19))


async def endless_head() -> AsyncIterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n"
    for number in range(200_000):
        yield b"X-%d: %s\r\n" % (number, b"x" * 1000)


async def endless_framing() -> AsyncIterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    for _ in range(20_000):
        yield b"1;%s\r\nx\r\n" % (b"x" * 10_000)


async def silence() -> AsyncIterator[bytes]:
    import asyncio

    await asyncio.sleep(60)
    yield b""


@cache
def answers() -> dict[str, Script]:
    """The server's side."""
    other = NEWS.replace("三处".encode("gb18030"), "四处".encode("gb18030"))
    packed = gzip.compress(NEWS, mtime=0)
    compressor = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(compressor.compress(bytes(1 << 20)) for _ in range(200)) + compressor.flush()
    fine = page(b"<html>fine</html>", HTML)
    return {
        "/plain": page(NEWS, HTML),
        "/again": page(NEWS, HTML, b"X-Served: later"),
        "/gzip": page(packed, HTML, b"Content-Encoding: gzip"),
        "/chunked": chunked(other[:1000], other[1000:], headers=b"Content-Type: text/html\r\n"),
        "/chunked-again": chunked(other[:10], other[10:], headers=b"Content-Type: text/html\r\nEtag: 2\r\n"),
        "/chunked-gzip": chunked(packed[:7], packed[7:], headers=b"Content-Encoding: gzip\r\n"),
        "/continue": b"HTTP/1.1 100 Continue\r\n\r\n" + fine,
        "/redirect": page(b"gone there", b"Location: /plain", status=b"301 Moved"),
        "/private": page(b"", b"Location: http://10.0.0.1/", status=b"302 Found"),
        "/missing": page(b"<html>404</html>", HTML, status=b"404 Not Found"),
        "/forbidden": page(b"<html>403</html>", HTML, status=b"403 Forbidden"),
        "/comes-round": [page(b"busy", status=b"500 Internal Server Error"), fine],
        "/empty": b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\nX-Left: 1\r\n\r\n",
        "/unchanged": b"HTTP/1.1 304 Not Modified\r\nContent-Length: 0\r\nEtag: 1\r\n\r\n",
        "/until-closed": b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<html>until closed</html>",
        "/cut-short": b"HTTP/1.1 200 OK\r\nContent-length: 100\r\n\r\nonly this",
        "/cut-chunks": b"HTTP/1.1 200 OK\r\nTransfer-encoding: Chunked\r\n\r\n5\r\nabcde\r\n9\r\nfgh",
        "/odd": ODD,
        "/no-http": b"+OK POP3 ready\r\n\r\n",
        "/hangs-up": b"",
        "/silence": silence,
        "/changes": [page(b"one"), page(b"two"), page(b"three")],
        "/search": page(b"found", b"Content-Type: text/plain"),
        "/huge": page(b"x", b"X-Big: 1").replace(b"Content-Length: 1\r", b"Content-Length: 209715200\r"),
        "/endless": endless_body,
        "/endless-head": endless_head,
        "/endless-framing": endless_framing,
        "/bomb": page(bomb, HTML, b"Content-Encoding: gzip"),
        "/sitemap.xml": page(EXPANDING, b"Content-Type: application/xml"),
    }


def requests(base: str) -> list[str | dict[str, Any]]:
    """The crawler's side: each answer is asked for once, some more often or in another way."""
    place = {"site": "hxnews", "series": "articles"}
    special: dict[str, dict[str, Any]] = {
        "/silence": {"download_timeout": 0.3},
        "/sitemap.xml": {"xpath": "//loc/text()"},
        "/cut-chunks": {"download_fail_on_dataloss": False},
        "/missing": {"series": "listings"},
    }
    wanted: list[str | dict[str, Any]] = [
        {"url": base + path, "meta": {**place, **special.get(path, {})}} for path in answers()
    ]
    wanted += [
        {"url": f"{base}/changes", "meta": place},
        {"url": f"{base}/changes", "meta": place},
        {"url": f"{base}/search", "method": "POST", "body": "词=福州", "meta": place},
        {"url": f"{base}/search", "method": "POST", "body": "词=厦门", "meta": place},
        {"url": f"{base}/plain", "method": "HEAD", "meta": place},
        {"url": "http://127.0.0.1:9/", "meta": place},
        {"url": "http://no-such-host.invalid/", "meta": place},
    ]
    return wanted


@dataclass(frozen=True)
class Live:
    """The crawl, and what it left."""

    base: str
    data: Path
    requests: list[str | dict[str, Any]]
    run: Run
    asked: list[bytes]

    def warcs(self) -> list[Path]:
        return sorted((self.data / "warc").rglob("*.warc.gz"))


def crawl(data: Path) -> Live:
    """Fetch everything once, one request at a time so that the order is known."""
    with ExitStack() as stack:
        server = stack.enter_context(wire(answers()))
        wanted = requests(server.url)
        run = fetch(data, *wanted, CONCURRENT_REQUESTS=1)
        return Live(server.url, data, wanted, run, list(server.asked))


def comparable(run: Run) -> list[str]:
    """What the spider learnt, in order, for comparing two runs; only the slot and the timing may differ."""
    return [
        json.dumps([each.url, each.answer, each.error, each.message, each.meta], sort_keys=True) for each in run.fetched
    ]


def members(path: Path) -> list[tuple[int, int]]:
    """Where the gzip members of a sound file begin and end, by the standard library alone."""
    data, places = path.read_bytes(), [(0, 0)]
    while (start := places[-1][1]) < len(data):
        unpack = zlib.decompressobj(31)
        unpack.decompress(data[start:])
        assert unpack.eof
        places.append((start, len(data) - len(unpack.unused_data)))
    return places[1:]

# mypy: allow-untyped-calls
"""HTTP connections that check the peer before they write, and keep the bytes they read.

Scrapy's protocol and parser with three additions: a request to a peer that `guard`
forbids fails before its first byte; the head and the framing of a chunked body are kept
as received, which Scrapy's response does not have; and sizes are limited that neither
Twisted nor Scrapy limits. Names with an underscore are private to Scrapy or Twisted and
pinned by `tests/net/test_scrapy_contract.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers import http11
from twisted.internet import defer
from twisted.web import _newclient
from twisted.web.client import HTTPConnectionPool

from newscrawl.net.guard import AddressGuard, refused

HEAD_LIMIT = 256 * 1024
"""Largest status line and headers together, in bytes; Twisted limits only each line."""


class _Parser(http11._LenientHTTPClientParser):
    """A parser that keeps the head, and the framing of a chunked body, as received.

    Scrapy's object is changed to this class, so it has no `__init__` of its own.
    """

    _body_limit = 0
    _head_size = _framed_size = 0
    _lines: list[bytes]
    _framed: list[bytes] | None = None

    def lineReceived(self, line: bytes) -> None:
        if self.state == _newclient.STATUS:  # also after an interim answer such as 100 Continue
            self._lines, self._head_size = [], 0
        self._lines.append(line)
        self._head_size += len(line) + 1
        if self._head_size > HEAD_LIMIT:
            raise _newclient.ParseError(f"a head of more than {HEAD_LIMIT} bytes", line[:100])
        super().lineReceived(line)

    def allHeadersReceived(self) -> None:
        self.response._received_head = b"\n".join(self._lines) + b"\n"
        self.response._received_for = self.request
        if self.connHeaders.hasHeader(b"Transfer-Encoding"):
            self._framed = self.response._received_framed = []
        super().allHeadersReceived()

    def rawDataReceived(self, data: bytes) -> None:
        if self._framed is not None:
            self._framed_size += len(data)
            if self._body_limit and self._framed_size > 2 * self._body_limit:
                # A sender may wrap each byte in kilobytes of framing, which Scrapy's
                # limit does not count.
                raise _newclient.ParseError("a body that is mostly framing", data[:100])
            self._framed.append(data)
        super().rawDataReceived(data)

    def _finished(self, rest: bytes) -> None:
        if rest and self._framed:
            self._framed[:] = [b"".join(self._framed).removesuffix(rest)]
        super()._finished(rest)


class _Protocol(http11._LenientHTTP11ClientProtocol):
    """A connection that sends nothing to a forbidden peer."""

    def __init__(self, quiescent: Callable[..., None], guard: AddressGuard, body_limit: int) -> None:
        super().__init__(quiescent)
        self._guard, self._body_limit = guard, body_limit
        self._allowed: tuple[str, int, str] | None = None
        """Host and peer of the last request, which were allowed."""

    def request(self, request: Any) -> Any:
        # Checked before each request, on reused connections too, and before anything is
        # written.
        url = (request.absoluteURI or b"").decode("ascii", "replace")
        transport: Any = self.transport
        peer = transport.getPeer()
        asked = (urlsplit(url).hostname or "", peer.port, peer.host)
        if asked != self._allowed:
            if reason := self._guard.refusal(*asked):
                transport.abortConnection()
                return defer.fail(refused(url, peer.host, reason))
            self._allowed = asked
        answer = super().request(request)
        parser: Any = self._parser
        parser.__class__ = _Parser
        parser._body_limit = self._body_limit
        return answer


class _Factory(http11._LenientHTTP11ClientFactory):
    """A factory of guarded connections for the pool."""

    def __init__(self, quiescent: Callable[..., None], metadata: Any, guard: AddressGuard, body_limit: int) -> None:
        super().__init__(quiescent, metadata)
        self._guard, self._body_limit = guard, body_limit

    def buildProtocol(self, addr: Any) -> _Protocol:
        return _Protocol(self._quiescentCallback, self._guard, self._body_limit)


def guard_connections(pool: HTTPConnectionPool, guard: AddressGuard, body_limit: int) -> None:
    """Make a pool open guarded connections; `body_limit` 0 is no limit."""
    factory: Any = partial(_Factory, guard=guard, body_limit=body_limit)
    pool._factory = factory


def received_head(response: Any) -> bytes:
    """Return the head of a response as received, with its blank line."""
    head: bytes = response._received_head
    return head


def received_framing(response: Any) -> bytes | None:
    """Return a chunked body as received, with its framing; None for another one."""
    framed = getattr(response, "_received_framed", None)
    return None if framed is None else b"".join(framed)


def sent_bytes(response: Any) -> bytes:
    """Return the request that a response answers, as Twisted wrote it."""
    request = response._received_for
    lines = [b" ".join((request.method, request.uri, b"HTTP/1.1"))]
    if not request.persistent:
        lines.append(b"Connection: close")
    body: bytes = getattr(request.bodyProducer, "body", b"")
    if body or request.method in (b"PUT", b"POST"):
        lines.append(b"Content-Length: %d" % len(body))
    lines += [name + b": " + value for name, values in request.headers.getAllRawHeaders() for value in values]
    return b"\r\n".join((*lines, b"", body))

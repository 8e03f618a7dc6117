"""What stands before every view: which requests are answered, and what a browser may do
with the answers.

- The `Host` header must name this server, so that no other site's name can be made to
  lead here (DNS rebinding).
- Where others than this machine can connect, a token is asked for: as the password of
  HTTP Basic authentication (browsers and feed readers ask for it), as a bearer token,
  or as the parameter `token`.
- The content security policy allows no request but to this server, no inline script and
  no inline style.
"""

from __future__ import annotations

import base64
import hmac
import ipaddress
import re
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; "
    "frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
CAPTURE_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
"""For pages that others wrote: no script, no request, no form, an origin of its own."""
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-dns-prefetch-control", b"off"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})
_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^\s:@/?#\\\[\]]+)(?::[0-9]{1,5})?")
MOST_BYTES = 8192
"""Bytes of a query string."""


def host_name(header: str) -> str:
    """Return the name in a `Host` header, without its port; "" where it is none.

    >>> host_name("localhost:8425"), host_name("[::1]:8425"), host_name("[::1]"), host_name("localhost:80@evil.example")
    ('localhost', '[::1]', '[::1]', '')
    """
    found = _HOST.fullmatch(header)
    return found[1].lower() if found else ""


def is_address(host: str) -> bool:
    """Return whether a host is an IP address, which no other site's name can be.

    >>> is_address("192.168.1.7"), is_address("[fd00::7]"), is_address("rebound.example")
    (True, True, False)
    """
    try:
        ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


class SafetyMiddleware:
    """An application that answers only what is asked of this server, by those who may
    ask."""

    def __init__(self, app: Application, *, hosts: frozenset[str] = LOCAL, token: str | None = None) -> None:
        self._app, self._hosts, self._token = app, hosts, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        headers = {name.lower(): value for name, value in scope["headers"]}
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await _refuse(send, *refusal)
            return

        async def guarded(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                sent = {name.lower() for name, _value in message["headers"]}
                added = [*HEADERS, (b"content-security-policy", POLICY.encode()), (b"cache-control", b"no-store")]
                message["headers"] = [*message["headers"], *(pair for pair in added if pair[0] not in sent)]
            await send(message)

        await self._app(scope, receive, guarded)

    def _refusal(self, scope: Scope, headers: MutableMapping[bytes, bytes]) -> tuple[int, str] | None:
        host = host_name(headers.get(b"host", b"").decode("latin-1"))
        if host not in self._hosts and not is_address(host):
            return 421, "This server does not answer to that name: see --name of `newscrawl serve`."
        if scope["method"] not in ("GET", "HEAD"):
            return 405, "Nothing can be changed here."
        if len(scope.get("query_string", b"")) > MOST_BYTES:
            return 414, "The address is too long."
        if self._token is not None and not self._admits(scope, headers):
            return 401, "A token is asked for: the one that `newscrawl serve` printed."
        return None

    def _admits(self, scope: Scope, headers: MutableMapping[bytes, bytes]) -> bool:
        assert self._token is not None
        asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token", [])
        kind, _blank, rest = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
        if kind.lower() == "bearer":
            asked.append(rest.strip())
        elif kind.lower() == "basic":
            with suppress(ValueError):  # no Base64, no ASCII, no UTF-8
                asked.append(base64.b64decode(rest, validate=True).decode().partition(":")[2])
        return any(hmac.compare_digest(each.encode(), self._token.encode()) for each in asked)


async def _refuse(send: Send, status: int, text: str) -> None:
    body = f"{text}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode()), *HEADERS]
    headers += [(b"content-security-policy", POLICY.encode()), (b"cache-control", b"no-store")]
    if status == 405:
        headers.append((b"allow", b"GET, HEAD"))
    if status == 401:
        headers.append((b"www-authenticate", b'Basic realm="newscrawl", charset="UTF-8"'))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

"""A site, or several by host name, behind a real HTTP server on loopback, in a thread of its own.

It keeps a list of every request and when it came, keeps connections alive, counts bans, and can also be asked as a
proxy (`GET http://www.hxnews.com/… HTTP/1.1`), so that a crawl may use the addresses of the catalog.
"""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import urlsplit

from .model import SimSite
from .replies import Replies, Reply


class Request(NamedTuple):
    """One request as it came in."""

    time: float
    """time.monotonic()"""
    method: str
    path: str
    status: int
    """0 if the connection was dropped."""


class Server:
    """Serves sites on a loopback address and an ephemeral port until closed. The first site answers for unknown hosts."""

    def __init__(self, *sites: SimSite, port: int = 0, host: str = "127.0.0.1") -> None:
        self.sites = sites
        self.requests: list[Request] = []
        self._came = threading.Condition()
        self.host = host
        self._hosts = {site.family.host: site for site in reversed(sites)}
        self._replies: dict[tuple[int, str], Replies] = {}
        self._asked: Counter[tuple[int, str]] = Counter()
        self._counted: Counter[int] = Counter()
        self.errors: list[Exception] = []
        """Faults of the simulation itself, raised when it closes: they must not pass for faults of the crawler."""
        self.connections: set[asyncio.Transport] = set()
        self._loop = asyncio.new_event_loop()
        self._server = self._loop.run_until_complete(
            self._loop.create_server(lambda: _Connection(self), self.host, port)
        )
        self.port: int = self._server.sockets[0].getsockname()[1]
        self.url = f"http://{self.host}:{self.port}"
        self._thread = threading.Thread(target=self._loop.run_forever, name="simsite", daemon=True)
        self._thread.start()

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [request.path for request in self.requests]

    def await_requests(self, count: int, *, of: str = "", seconds: float = 60) -> None:
        """Wait until the server was asked so often, for paths that contain `of`."""
        with self._came:
            came = self._came.wait_for(lambda: sum(of in path for path in self.paths()) >= count, seconds)
        assert came, f"{len(self.requests)} requests in {seconds} s"

    def reset(self) -> None:
        """Forget requests, bans and how often a page was asked for, as between two runs."""
        self.requests.clear()
        self._asked.clear()
        self._counted.clear()

    def warm(self) -> None:
        """Make every page now, before anyone measures."""
        for site in self.sites:
            replies = self._replies_of(site, f"{self.host}:{self.port}")
            for path in replies.paths():
                replies.reply(path, 1)

    def close(self) -> None:
        async def stop() -> None:
            self._server.close()
            for transport in list(self.connections):
                transport.abort()

        asyncio.run_coroutine_threadsafe(stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()
        if self.errors:
            raise self.errors[0]

    def answer(self, method: str, target: str, headers: dict[str, str]) -> Reply:
        """Choose the answer to a request and put the request on record."""
        host = headers.get("host", self.host)
        if "://" in target:
            parts = urlsplit(target)
            host, target = parts.netloc, target.split(parts.netloc, 1)[1] or "/"
        site = self._hosts.get(host.partition(":")[0].lower(), self.sites[0])
        which = self.sites.index(site)
        replies = self._replies_of(site, host)
        reply = replies.refusal() if self._banned(which, site, target) else None
        if reply is None:
            self._asked[which, target] += 1
            reply = replies.reply(target, self._asked[which, target])
        if headers.get("if-none-match", "") in [value for name, value in reply.headers if name == "ETag"]:
            reply = Reply(304, b"", reply.headers)
        with self._came:
            self.requests.append(Request(time.monotonic(), method, target, 0 if reply.dropped else reply.status))
            self._came.notify_all()
        return reply

    def _replies_of(self, site: SimSite, host: str) -> Replies:
        key = (self.sites.index(site), host)
        replies = self._replies.get(key)
        if replies is None or replies.version != site.version:
            replies = self._replies[key] = Replies(site, f"http://{host}")
        return replies

    def _banned(self, which: int, site: SimSite, target: str) -> bool:
        after = site.knobs.ban_after
        if after is None or target == "/robots.txt":
            return False
        self._counted[which] += 1
        if self._counted[which] <= after:
            return False
        if site.knobs.ban_times is not None and self._counted[which] > after + site.knobs.ban_times:
            self._counted[which] = 1
            return False
        return True


class _Connection(asyncio.Protocol):
    """One kept-alive connection: requests are answered one after another, in order."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._buffer = b""
        self._busy = False
        self._room = asyncio.Event()
        self._room.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._server.connections.add(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._room.set()
        self._server.connections.discard(self._transport)

    def pause_writing(self) -> None:
        self._room.clear()

    def resume_writing(self) -> None:
        self._room.set()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._busy:
            self._next()

    def _next(self) -> None:
        self._busy = False
        if b"\r\n\r\n" not in self._buffer or self._transport.is_closing():
            return
        self._busy = True
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        method, _, rest = lines[0].partition(" ")
        target = rest.rpartition(" ")[0] or rest
        pairs = (line.partition(":") for line in lines[1:])
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        try:
            reply = self._server.answer(method, target, headers)
        except Exception as error:
            self._server.errors.append(error)
            reply = Reply(200, dropped=True)
        keep = headers.get("connection", "").lower() != "close"
        if reply.delay:
            asyncio.get_running_loop().call_later(reply.delay, self._send, method, reply, keep)
        else:
            self._send(method, reply, keep)

    def _send(self, method: str, reply: Reply, keep: bool) -> None:
        if self._transport.is_closing():
            return
        if reply.dropped:
            self._transport.abort()
            return
        if reply.raw is not None:
            self._transport.write(reply.raw)
            self._done(keep=False)
            return
        length = reply.declared if reply.declared is not None else len(reply.body) * reply.repeat
        head = [f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}", f"Content-Length: {length}"]
        head += [f"{name}: {value}" for name, value in reply.headers]
        keep = keep and reply.declared is None
        head.append(f"Connection: {'keep-alive' if keep else 'close'}")
        body = b"" if method == "HEAD" else reply.body
        self._transport.write("\r\n".join([*head, "", ""]).encode("latin-1") + body)
        if reply.repeat > 1 and body:
            self._streaming = asyncio.get_running_loop().create_task(self._stream(body, reply.repeat - 1, keep))
        else:
            self._done(keep)

    async def _stream(self, body: bytes, times: int, keep: bool) -> None:
        """Send a body again and again, no faster than it is read."""
        for _ in range(times):
            await self._room.wait()
            if self._transport.is_closing():
                return
            self._transport.write(body)
            await asyncio.sleep(0)
        self._done(keep)

    def _done(self, keep: bool) -> None:
        if keep:
            self._next()
        else:
            self._transport.close()


@contextmanager
def serve(*sites: SimSite, port: int = 0) -> Iterator[Server]:
    """Serve sites for the length of a `with`."""
    server = Server(*sites, port=port)
    try:
        yield server
    finally:
        server.close()

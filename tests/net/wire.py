"""A server that says exactly the bytes a test gives it, and remembers exactly the bytes it was asked with."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager

Script = bytes | list[bytes] | Callable[[], AsyncIterator[bytes]]
"""The bytes of an answer; a list answers the first request, the second, …; a function streams. Then the line closes
unless the answer says how long it is."""


class Wire:
    """Answers by path; 404 for a path it does not know."""

    def __init__(
        self, answers: dict[str, Script], host: str = "127.0.0.1", context: ssl.SSLContext | None = None
    ) -> None:
        self.answers = answers
        self.asked: list[bytes] = []
        """Heads and bodies of the requests, whole."""
        self.connections = 0
        self.stray = b""
        """Bytes that came and were no whole request, such as the start of a TLS handshake."""
        self._counts: Counter[str] = Counter()
        self._loop = asyncio.new_event_loop()
        self._server = self._loop.run_until_complete(asyncio.start_server(self._serve, host, 0, ssl=context))
        self.port: int = self._server.sockets[0].getsockname()[1]
        self.url = f"{'https' if context else 'http'}://{f'[{host}]' if ':' in host else host}:{self.port}"
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [request.split(b" ")[1].decode() for request in self.asked]

    def close(self) -> None:
        async def stop() -> None:
            self._server.close()
            others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while await self._answer_one(reader, writer):
                pass
        except asyncio.IncompleteReadError as error:
            self.stray += error.partial
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _answer_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        request = await reader.readuntil(b"\r\n\r\n")
        for line in request.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                request += await reader.readexactly(int(line.split(b":")[1]))
        self.asked.append(request)
        path = request.split(b" ")[1].decode()
        self._counts[path] += 1
        script = self.answers.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        if isinstance(script, list):
            script = script[min(self._counts[path], len(script)) - 1]
        if isinstance(script, bytes):
            writer.write(script)
            await writer.drain()
            return b"Content-Length:" in script or b"chunked" in script
        async for piece in script():
            writer.write(piece)
            await writer.drain()
        return False


@contextmanager
def wire(answers: dict[str, Script], host: str = "127.0.0.1", context: ssl.SSLContext | None = None) -> Iterator[Wire]:
    """Run a server for a block."""
    server = Wire(answers, host, context)
    try:
        yield server
    finally:
        server.close()


def page(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> bytes:
    """A plain answer with its length."""
    lines = [b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join((*lines, b"", body))


def chunked(*chunks: bytes, headers: bytes = b"") -> bytes:
    """An answer in chunks."""
    framed = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    return b"HTTP/1.1 200 OK\r\n" + headers + b"Transfer-Encoding: chunked\r\n\r\n" + framed + b"0\r\n\r\n"

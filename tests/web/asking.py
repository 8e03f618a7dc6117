"""A request to the application, without a server: the smallest ASGI client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from scrapy.settings import BaseSettings

from newscrawl.web.application import make_app
from newscrawl.web.opening_room import open_room


@dataclass(frozen=True)
class Got:
    """A response."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """Asks an application in this process."""

    def __init__(self, app: Any, room: Any = None) -> None:
        self.app, self.room = app, room

    def get(
        self, path: str, *, host: str = "127.0.0.1:8425", method: str = "GET", headers: Mapping[str, str] = {}
    ) -> Got:
        return asyncio.run(self._get(path, host, method, headers))

    async def _get(self, path: str, host: str, method: str, headers: Mapping[str, str]) -> Got:
        where, _mark, query = path.partition("?")
        sent = [(b"host", host.encode()), *((k.lower().encode(), v.encode()) for k, v in headers.items())]
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": unquote_to_bytes(where).decode("utf-8", "replace"), "raw_path": where.encode(), "root_path": "",
            "query_string": quote(query, safe="=&%+:/?*-_.~").encode(), "headers": sent, "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8425),
        }  # fmt: skip
        messages: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            messages.append(message)

        await self.app(scope, receive, send)
        start = messages[0]
        headers_back = {k.decode().lower(): v.decode("latin-1") for k, v in start["headers"]}
        return Got(start["status"], headers_back, b"".join(m.get("body", b"") for m in messages[1:]))


def open_client(data: Path, now: str | None = None, **words: Any) -> Client:
    """Open an archive for reading, its index up to date."""
    from newscrawl.web.index_keeper import IndexKeeper

    room = open_room(BaseSettings({"NEWSCRAWL_DATA": str(data), "NEWSCRAWL_NOW": now, "NEWSCRAWL_CATALOG": []}))
    IndexKeeper(room).update()
    return Client(make_app(room, **words), room)

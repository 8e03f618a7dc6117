"""Requests → responses from WARC files, not the network: same spiders, same lines.

`NEWSCRAWL_REPLAY` names the files (a path, a folder, a glob, or several with commas).
The add-on `Replay` then replaces the download handler with `ReplayHandler`. The nth
request of an address gets its nth capture: a page, a redirect or a failure. Captures
are released in the order in which they were made (`in_order`). A request that was never
captured is an error, never a fetch.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Self

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured, UsageError
from scrapy.http import Headers, Response
from scrapy.settings import BaseSettings, Settings
from scrapy.utils._download_handlers import make_response

from newscrawl.i18n import _
from newscrawl.net.failures import ReplayMissError, revive
from newscrawl.net.handler import TRUNCATED, mark, redirected_from
from newscrawl.net.in_order import InOrder
from newscrawl.options import data_folder
from newscrawl.warc.capture_index import CapturedExchange, CaptureIndex, Key, captured_between, request_key
from newscrawl.warc.framing import DamagedWarcError


def replay_settings(settings: BaseSettings) -> dict[str, Any]:
    """Return the settings that a replay sets.

    Requests may wait in the handler only: one that waits in a slot or in the scheduler
    may be the one whose turn it is. So nothing is limited or delayed, and no cache
    answers. Unless it is given, now is the moment of the last capture: what a walk goes
    back by itself, and dates such as `7d`, count from there.
    """
    handler = "newscrawl.net.replay.ReplayHandler"
    span = None if settings.get("NEWSCRAWL_NOW") else captures_between(settings["NEWSCRAWL_REPLAY"])
    return {
        **({"NEWSCRAWL_NOW": span[1].isoformat()} if span else {}),
        "ADDONS": {**settings.getdict("ADDONS"), "newscrawl.net.replay.Replay": 0},
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler, "file": None, "ftp": None, "data": None, "s3": None},
        "CONCURRENT_REQUESTS": 100_000,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 100_000,
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_SLOTS": {},
        "AUTOTHROTTLE_ENABLED": False,
        "HTTPCACHE_ENABLED": False,
        "NEWSCRAWL_WARC": False,
    }


def find_warcs(wanted: str | Sequence[str]) -> list[Path]:
    """Find the files that `NEWSCRAWL_REPLAY` names; `UsageError` for a missing one."""
    found: list[Path] = []
    for part in [wanted] if isinstance(wanted, str) and Path(wanted).exists() else _parts(wanted):
        path = Path(part)
        if path.is_dir():
            here = [file for pattern in ("*.warc", "*.warc.gz", "*.warc.zst") for file in path.rglob(pattern)]
        else:
            here = [path] if path.is_file() else _glob(path)
        if not here:
            raise UsageError(_("NEWSCRAWL_REPLAY: there is no WARC file {part}").format(part=part), print_help=False)
        found += sorted(file for file in here if file not in found)
    return found


def captures_between(wanted: str | Sequence[str]) -> tuple[datetime, datetime] | None:
    """Return when the first and the last capture of a replay came; None without a date.

    Raise `UsageError` for files that are missing or hold no record.
    """
    try:
        return captured_between(find_warcs(wanted))
    except DamagedWarcError as error:
        raise UsageError(_("NEWSCRAWL_REPLAY: {error}").format(error=error), print_help=False) from error


def _glob(pattern: Path) -> list[Path]:
    root = Path(pattern.anchor)
    return [path for path in root.glob(str(pattern.relative_to(root))) if path.is_file()]


def _parts(wanted: str | Sequence[str]) -> list[str]:
    parts = wanted.split(",") if isinstance(wanted, str) else [str(part) for part in wanted]
    return [part.strip() for part in parts if part.strip()]


class Replay:
    """The add-on that turns a crawl into a replay when `NEWSCRAWL_REPLAY` is set."""

    def __init__(self, crawler: Crawler, captured: CaptureIndex) -> None:
        self.captured = captured
        self.turns = InOrder(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        wanted = crawler.settings.get("NEWSCRAWL_REPLAY")
        if not wanted:
            raise NotConfigured
        try:
            return cls(crawler, CaptureIndex(find_warcs(wanted), data_folder(crawler.settings)))
        except DamagedWarcError as error:
            raise UsageError(_("NEWSCRAWL_REPLAY: {error}").format(error=error), print_help=False) from error

    def update_settings(self, settings: Settings) -> None:
        for name, value in replay_settings(settings).items():
            settings.set(name, value, priority="cmdline")


class ReplayHandler(BaseDownloadHandler):
    """The download handler of a replay."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        replay = crawler.get_addon(Replay)
        if replay is None:
            raise NotConfigured("the add-on newscrawl.net.replay.Replay is not enabled")
        self._captured, self._turns = replay.captured, replay.turns

    async def download_request(self, request: Request) -> Response:
        key = request_key(request.method, request.url, request.body)
        exchange = self._take(request, key)
        await self._turns.wait(request, None if exchange is None else self._captured.rank(exchange))
        if exchange is None:
            times = self._captured.count(key)
            raise ReplayMissError(
                _("{method} {url} was captured only {times} times").format(
                    method=request.method, url=request.url, times=times
                )
                if times
                else _("{method} {url} was not captured").format(method=request.method, url=request.url)
            )
        mark(request, exchange.order, self._captured.place(exchange))
        if exchange.failure:
            raise revive(exchange.failure, self._captured.read_failure(exchange))
        message = self._captured.read(exchange)
        headers = Headers()
        for name, value in message.headers:
            headers.appendlist(name, value)
        flags = [flag for flag, word in TRUNCATED.items() if word == exchange.truncated]
        return make_response(
            url=key[1],
            status=message.status,
            headers=headers,
            body=message.payload,
            flags=flags or (["partial"] if message.open_ended else None),
            ip_address=None if exchange.address is None else ip_address(exchange.address),
            protocol=message.protocol,
        )

    def _take(self, request: Request, key: Key) -> CapturedExchange | None:
        """Return the next capture of a request. What a server said of a page that the
        crawl had already is no answer to a request without a condition.
        """
        conditional = any(name in request.headers for name in ("If-None-Match", "If-Modified-Since"))
        exchange = self._captured.take(key, redirected_from(request))
        while exchange is not None and not conditional and exchange.not_modified:
            exchange = self._captured.take(key, redirected_from(request))
        return exchange

    async def close(self) -> None:
        self._turns.close()
        self._captured.close()

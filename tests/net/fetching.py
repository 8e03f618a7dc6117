"""Fetches addresses through the whole of Scrapy, in a process of its own since a reactor runs only once.

`fetch(...)` is for tests; run as a script it reads its orders as JSON and writes what came of each as JSON.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.processes import run

NET_SETTINGS: dict[str, Any] = {
    "ADDONS": {"newscrawl.net.replay.Replay": 0},
    "DOWNLOAD_HANDLERS": {
        "http": "newscrawl.net.handler.Handler",
        "https": "newscrawl.net.handler.Handler",
        "file": None,
        "ftp": None,
        "data": None,
        "s3": None,
    },
    "DOWNLOADER_MIDDLEWARES": {
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
        "newscrawl.net.robots.RobotsMiddleware": 100,
        "newscrawl.net.breaker.Breakers": 560,
    },
    "EXTENSIONS": {"newscrawl.warc.capture.Captures": -200},
    "TWISTED_DNS_RESOLVER": "newscrawl.net.guard.GuardedResolver",
    "NEWSCRAWL_ALLOW_HOSTS": "127.0.0.1",
    "USER_AGENT": "newscrawl/0.1 (+https://example.org/baiduspider)",
    "ROBOTSTXT_OBEY": False,
    "HTTPPROXY_ENABLED": False,
    "HTTPERROR_ALLOW_ALL": True,
    "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
    "METAREFRESH_ENABLED": False,
    "REFERER_ENABLED": False,
    "COOKIES_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "CONCURRENT_ITEMS": 1,
    "RETRY_TIMES": 1,
    "DOWNLOAD_DELAY": 0,
    "DOWNLOAD_MAXSIZE": 1_000_000,
    "DOWNLOAD_WARNSIZE": 0,
    "LOG_LEVEL": "INFO",
}


@dataclass(frozen=True)
class Fetched:
    """What came of one request that reached the spider."""

    url: str
    """As first asked."""
    answer: dict[str, Any]
    """What the response was; empty where none came."""
    error: str | None
    message: str
    meta: dict[str, Any]


@dataclass(frozen=True)
class Run:
    """A finished crawl."""

    fetched: list[Fetched]
    """In the order in which the spider heard of them."""
    stats: dict[str, Any]
    log: str
    reason: str
    peak: int
    """Bytes of memory that the process held at most."""

    def __getitem__(self, url: str) -> Fetched:
        return next(each for each in self.fetched if each.url == url)


def fetch(
    data: Path,
    *requests: str | dict[str, Any],
    hosts: dict[str, str] | None = None,
    offline: bool = False,
    **settings: Any,
) -> Run:
    """Fetch addresses (or `{"url": …, "method": …, "body": …, "meta": …}`), captured below a data folder.

    `hosts` gives addresses to names. With `offline` the process dies at the first sign of a connection or a look-up.
    """
    orders = {
        "requests": [{"url": each} if isinstance(each, str) else each for each in requests],
        "settings": {**NET_SETTINGS, "NEWSCRAWL_DATA": str(data), **settings},
        "hosts": hosts or {},
        "offline": offline,
    }
    # Twisted keeps the look-up that it finds when it is imported
    done = run("-m", "tests.net.fetching", input=json.dumps(orders), fresh=bool(hosts))
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    return Run([Fetched(**each) for each in told["fetched"]], told["stats"], done.stderr, told["reason"], told["peak"])


def main() -> None:
    """Run one crawl."""
    orders = json.load(sys.stdin)
    name_hosts(orders["hosts"])  # before Twisted takes hold of the look-up
    if orders["offline"]:
        go_offline()

    import scrapy
    from scrapy import signals
    from scrapy.crawler import AsyncCrawlerProcess

    told: list[dict[str, Any]] = []
    end: dict[str, Any] = {}

    class Fetcher(scrapy.Spider):
        name = "fetcher"

        async def start(self) -> AsyncIterator[Any]:
            self.crawler.signals.connect(lambda reason: end.update(reason=reason), signals.spider_closed, weak=False)
            for number, order in enumerate(orders["requests"]):
                asked = {"cb_kwargs": {"first": order["url"]}, "priority": -number, **order}
                yield scrapy.Request(callback=self.came, errback=self.failed, **asked)

        def came(self, response: Any, first: str) -> Iterator[Any]:
            answer = {
                "url": response.url,
                "status": response.status,
                "headers": [
                    [k.decode("latin-1"), [v.decode("latin-1") for v in vs]] for k, vs in response.headers.items()
                ],
                "body": hashlib.sha256(response.body).hexdigest(),
                "size": len(response.body),
                "flags": response.flags,
                "protocol": response.protocol,
                "ip_address": str(response.ip_address),
                "class": type(response).__name__,
            }
            if "xpath" in response.meta:
                answer["found"] = response.xpath(response.meta["xpath"]).getall()
            note(first, response.request, answer, None)
            yield from ()

        def failed(self, failure: Any) -> Iterator[Any]:
            note(failure.request.cb_kwargs["first"], failure.request, {}, failure.value)
            yield from ()

    def note(first: str, request: Any, answer: dict[str, Any], error: Exception | None) -> None:
        kept = {"fetched", "capture", "capture_order", "download_slot", "retry_times", "redirect_urls"}
        told.append(
            {
                "url": first,
                "answer": answer,
                "error": type(error).__name__ if error else None,
                "message": str(error) if error else "",
                "meta": {key: value for key, value in request.meta.items() if key in kept},
            }
        )

    process = AsyncCrawlerProcess(orders["settings"])
    crawler = process.create_crawler(Fetcher)
    task = process.crawl(crawler)
    process.start()
    if task.exception():
        print(f"{type(task.exception()).__name__}: {task.exception()}", file=sys.stderr)
        sys.exit(1)
    json.dump({"fetched": told, "stats": crawler.stats.get_stats(), "peak": peak(), **end}, sys.stdout, default=plain)


def peak() -> int:
    """Bytes of memory that this program held at most; getrusage would count the one that started it, too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) << 10


def name_hosts(hosts: dict[str, str]) -> None:
    """Let names lead where a test wants them."""
    real = socket.getaddrinfo

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        return real(hosts.get(host, host), *args, **kwargs)

    socket.getaddrinfo = getaddrinfo


def mislead(hosts: dict[str, str]) -> None:
    """Let names lead elsewhere in a process that has Twisted imported and no reactor yet."""
    from twisted.internet._resolver import GAIResolver

    real = socket.getaddrinfo

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        return real(hosts.get(host, host), *args, **kwargs)

    GAIResolver.__init__.__defaults__ = (None, getaddrinfo)


def go_offline() -> None:
    """Die rather than touch the network, whoever asks for it and in whatever way."""

    def look(event: str, args: Any) -> None:
        if event.startswith("socket.") and event != "socket.__new__":
            print(f"the network was touched: {event} {args}", file=sys.stderr, flush=True)
            os._exit(9)

    sys.addaudithook(look)


def plain(value: Any) -> Any:
    """Write what JSON cannot."""
    from dataclasses import asdict, is_dataclass

    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)


if __name__ == "__main__":
    main()

"""Measure what a run costs in which nothing is new: requests a channel, CPU, memory.

`python benchmarks/quiet_run.py [--sites 50] [--channels 4] [--articles 10] [--tags]`. Sites are
loopback addresses of their own (127.0.1.1, 127.0.1.2, …), each with a `robots.txt`,
channels of three listing pages and short articles; with `--tags` they state an `ETag`
and answer 304. All channels are crawled by one
process: the first run, one hour later, two hours later, and a day later, when the pages
below the first are read again. Then one site alone, and one channel alone, an hour
later: what a job a site costs against a job a channel.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import zlib
from collections import Counter
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.crawl import cost_of  # noqa: E402
from tests.crawling import NOW, command  # noqa: E402

PAGES = 3
WORDS = "滨江路今天起分段封闭施工，公交线路同时调整，市民可以从解放桥绕行。"


class Sites:
    """The simulated sites."""

    def __init__(self, sites: int, channels: int, articles: int, *, tags: bool = False) -> None:
        self.channels, self.articles, self.tags = channels, articles, tags
        self.size = -(-articles // PAGES)
        self.asked: Counter[str] = Counter()
        self._servers = [self._serve(f"127.0.1.{number}") for number in range(1, sites + 1)]

    def write(self, catalog: Path) -> None:
        """Write the sites' files."""
        folder = catalog / "sites/fujian"
        folder.mkdir(parents=True)
        for number, server in enumerate(self._servers, 1):
            home = "http://{}:{}/".format(*server.server_address[:2])
            lines = [f'name = "模拟网{number}"', f'home = "{home}"', "delay = 0.0", f'politeness = "sim{number}"']
            lines += ["[article]", r"url = '/\d{6}/\d{2}/\d+\.shtml$'", "[listing]"]
            lines += ['next_url = "a.next"']
            for channel in range(1, self.channels + 1):
                lines += [
                    "[[channel]]",
                    f'id = "c{channel}"',
                    f'name = "福建新闻{channel}"',
                    f'url = "{home}c{channel}/"',
                ]
            (folder / f"sim{number}.toml").write_text("\n".join(lines), encoding="utf-8")

    def close(self) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def answer(self, host: str, path: str) -> bytes | None:
        """Return the page at a path: a listing, or an article."""
        kind = "robots" if path == "/robots.txt" else "article" if path.count("/") > 2 else "listing"
        self.asked[kind] += 1
        if kind == "robots":
            return b"User-agent: *\nAllow: /\n"
        channel, _slash, name = path.strip("/").partition("/")
        stem = name.removesuffix(".shtml")
        place = int(host.rpartition(".")[2]) * 100 + int(channel[1:])
        if kind == "article":
            number = int(stem.rpartition("/")[2])
            text = "".join(f"<p>第{number}号工程第{n}段：{WORDS}{number * n}辆车受影响。</p>" for n in range(1, 9))
            return (
                f"<h1>滨江路{number}号段今起施工</h1><p>2020-11-18 08:00 来源：福州晚报</p><div>{text}</div>".encode()
            )
        first = (int(stem or 1) - 1) * self.size
        numbers = range(first + 1, min(first + self.size, self.articles) + 1)
        links = "".join(
            f'<li><a href="/{channel}/202011/18/{number}.shtml">滨江路{number}号段今起封闭施工</a>'
            "<span>2020-11-18</span></li>"
            for number in (place * 1000 + n for n in numbers)
        )
        page = int(stem or 1)
        pages = [f'<a href="/{channel}/">首页</a>']
        pages += [
            f'<a href="/{channel}/{n}.shtml">{n}</a>' if n != page else f"<b>{n}</b>" for n in range(1, PAGES + 1)
        ]
        pages += [f'<a class="next" href="/{channel}/{page + 1}.shtml">下一页</a>'] if page < PAGES else []
        return f'<ul>{links}</ul><div class="pages">{"".join(pages)}</div>'.encode() if links else None

    def _serve(self, host: str) -> ThreadingHTTPServer:
        sites = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = sites.answer(host, urlsplit(self.path).path)
                tag = f'"{zlib.crc32(body):08x}"' if sites.tags and body is not None else None
                same = tag is not None and self.headers["If-None-Match"] == tag
                if same:
                    sites.asked["304"] += 1
                    body = b""
                self.send_response(404 if body is None else 304 if same else 200)
                if tag is not None:
                    self.send_header("ETag", tag)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *_args: Any) -> None:
                pass

        server = ThreadingHTTPServer((host, 0), Handler)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True).start()
        return server


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sites", type=int, default=50)
    parser.add_argument("--channels", type=int, default=4, help="channels of a site")
    parser.add_argument("--articles", type=int, default=10, help="articles of a channel")
    parser.add_argument("--tags", action="store_true", help="pages have an ETag")
    options = parser.parse_args()
    channels, start = options.sites * options.channels, datetime.fromisoformat(NOW)
    sites = Sites(options.sites, options.channels, options.articles, tags=options.tags)
    hosts = ",".join(f"127.0.1.{number}" for number in range(1, options.sites + 1))
    print(f"{channels} channels of {options.sites} sites, {channels * options.articles} articles")
    with tempfile.TemporaryDirectory() as folder:
        tmp = Path(folder)
        sites.write(tmp / "catalog")
        everything = ",".join(f"sim{number}/*" for number in range(1, options.sites + 1))
        for name, hours, pattern, of in (
            ("first run", 0, everything, channels),
            ("an hour later", 1, everything, channels),
            ("two hours later", 2, everything, channels),
            ("a day later", 24, everything, channels),
            ("one site", 25, "sim1/*", options.channels),
            ("one channel", 26, "sim1/c1", 1),
        ):
            sites.asked.clear()
            settings = {"NEWSCRAWL_NOW": (start + timedelta(hours=hours)).isoformat(), "NEWSCRAWL_ALLOW_HOSTS": hosts}
            cpu, memory = cost_of([sys.executable, *command(tmp, f"channels={pattern}", **settings)], ROOT)
            asked = " ".join(f"{kind} {n}" for kind, n in sorted(sites.asked.items()))
            requests = sites.asked["listing"] + sites.asked["robots"]
            told = f"{requests / of:.2f} requests a channel"
            print(f"{name:16} CPU {cpu:6.2f} s  memory {memory:4.0f} MB  {told}  ({asked})", flush=True)
    sites.close()


if __name__ == "__main__":
    main()

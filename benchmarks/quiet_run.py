"""Measure what a run costs in which nothing is new: requests a channel, CPU, memory.

`python benchmarks/quiet_run.py [--sites 50] [--channels 4] [--articles 10] [--tags]`. Sites are
loopback addresses of their own (127.0.1.1, 127.0.1.2, …), each with a `robots.txt`,
channels of three listing pages and short articles; with `--tags` they state an `ETag`
and answer 304. All channels are crawled by one
process: the first run, one hour later, two hours later, and a day later, when the pages
below the first are read again. Then one site alone, and one channel alone, an hour
later: what a job a site costs against a job a channel.

`python benchmarks/quiet_run.py --postgresql --sites 700 --channels 1 --articles 3` does
the same by jobs, one a site, with a real PostgreSQL and one worker of procrastinate (six
crawls at a time). The CPU is that of planning, worker, crawls and PostgreSQL.
"""

from __future__ import annotations

import argparse
import os
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.crawl import cost_of  # noqa: E402
from tests.crawling import NOW, command  # noqa: E402
from tests.postgres import server as postgres_server  # noqa: E402

PLAN = """
import asyncio
from newscrawl.cluster import jobs
async def main():
    async with jobs.app.open_async():
        await jobs.app.connector.execute_query_async("DELETE FROM planned")
        await jobs.plan.func(0)
asyncio.run(main())
"""
"""Plans an hour's jobs, as a worker does once a minute."""
PAGES = 3
WORDS = "滨江路今天起分段封闭施工，公交线路同时调整，市民可以从解放桥绕行。"


class Sites:
    """The simulated sites."""

    def __init__(self, sites: int, channels: int, articles: int, *, tags: bool = False) -> None:
        self.channels, self.articles, self.tags = channels, articles, tags
        self.size = -(-articles // PAGES)
        self.asked: Counter[str] = Counter()
        self.hosts = [f"127.0.{1 + number // 250}.{1 + number % 250}" for number in range(sites)]
        self._sockets = [socket.create_server((host, 0), backlog=64) for host in self.hosts]
        threading.Thread(target=self._serve, daemon=True).start()

    def write(self, catalog: Path) -> None:
        """Write the sites' files."""
        folder = catalog / "sites/fujian"
        folder.mkdir(parents=True)
        for number, listening in enumerate(self._sockets, 1):
            home = "http://{}:{}/".format(*listening.getsockname())
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

    def answer(self, host: str, path: str) -> bytes | None:
        """Return the page at a path: a listing, or an article."""
        kind = "robots" if path == "/robots.txt" else "article" if path.count("/") > 2 else "listing"
        self.asked[kind] += 1
        if kind == "robots":
            return b"User-agent: *\nAllow: /\n"
        channel, _slash, name = path.strip("/").partition("/")
        stem = name.removesuffix(".shtml")
        place = self.hosts.index(host) * 100 + int(channel[1:])
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

    def _serve(self) -> None:
        """Accept connections to all hosts in one thread, and serve each in its own."""
        sites = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = sites.answer(self.connection.getsockname()[0], urlsplit(self.path).path)
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

        def handle(connection: socket.socket, address: Any) -> None:
            with connection, suppress(OSError):
                Handler(connection, address, self)  # type: ignore[arg-type]

        with DefaultSelector() as selector:
            for each in self._sockets:
                selector.register(each, EVENT_READ)
            while True:
                for key, _events in selector.select():
                    threading.Thread(target=handle, args=key.fileobj.accept(), daemon=True).start()  # type: ignore[union-attr]


def by_jobs(folder: Path, sites: Sites, channels: int) -> None:
    """Crawl by jobs: the first hour, and a quiet one."""
    print(f"{'':16}{'CPU in all':>11}{'planning':>9}{'worker':>8}{'crawls':>8}{'PostgreSQL':>12}{'a job':>8}  requests")
    with postgres_server() as server:
        env = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "NEWSCRAWL_LEDGER": server.fresh(),
            "NEWSCRAWL_CATALOG": str(folder / "catalog"),
            "NEWSCRAWL_DATA": str(folder / "data"),
            "NEWSCRAWL_CONTACT": "test@example.org",
            "NEWSCRAWL_ALLOW_HOSTS": ",".join(sites.hosts),
        }
        everything = ",".join(f"sim{number}/*" for number in range(1, len(sites.hosts) + 1))
        (folder / "schedule.toml").write_text(f'[[rhythm]]\nchannels = "{everything}"\nevery = "1h"\n')
        load = [sys.executable, "-m", "newscrawl", "schedule", "schedule.toml", "--load"]
        subprocess.run(load, cwd=folder, env=env, check=True, stdout=subprocess.DEVNULL)
        for hour in range(2):
            sites.asked.clear()
            env["NEWSCRAWL_NOW"] = (datetime.fromisoformat(NOW) + timedelta(hours=hour)).isoformat()
            before, at_server = used_by_children(), cpu_of_family(server.pid)
            subprocess.run([sys.executable, "-c", PLAN], cwd=folder, env=env, check=True)
            planning = used_by_children() - before
            worker, crawls = worked(folder, env)
            postgres = cpu_of_family(server.pid) - at_server
            total = planning + worker + crawls + postgres
            of = f"{(sites.asked['listing'] + sites.asked['robots']) / channels:.2f} a channel {dict(sites.asked)}"
            parts = f"{planning:9.1f}{worker:8.1f}{crawls:8.1f}{postgres:12.1f}{total / len(sites.hosts):8.3f}"
            print(f"{'hour ' + str(hour):16}{total:9.1f} s{parts}  {of}", flush=True)


def worked(folder: Path, env: dict[str, str]) -> tuple[float, float]:
    """Run a worker until no job is left; return its CPU, and that of its crawls."""
    line = ["-m", "procrastinate", "--app=newscrawl.cluster.jobs.app", "worker", "-p", "0.5", "-q", "crawl", "-c", "6"]
    with (folder / "worker.log").open("a") as log:
        worker = subprocess.Popen([sys.executable, *line], cwd=folder, env=env, stdout=log, stderr=log)
    while (left := jobs_left(env["NEWSCRAWL_LEDGER"])) > 0:
        if worker.poll() is not None:
            sys.exit(f"the worker ended: {(folder / 'worker.log').read_text()[-2000:]}")
        time.sleep(1)
    if left < 0:
        sys.exit(f"{-left} jobs failed: {(folder / 'worker.log').read_text()[-2000:]}")
    all_of_it, own = cpu_of_family(worker.pid), sum(cpu_times(worker.pid)[:2])
    worker.terminate()
    worker.wait()
    return own, all_of_it - own


def jobs_left(url: str) -> int:
    """Return how many jobs are not done; as a negative number, how many failed."""
    import psycopg

    query = "SELECT status, count(*) FROM procrastinate_jobs WHERE queue_name = 'crawl' GROUP BY 1"
    with psycopg.connect(url, autocommit=True) as db:
        counts: dict[str, int] = dict(db.execute(query).fetchall())
    return counts.get("todo", 0) + counts.get("doing", 0) or -counts.get("failed", 0)


def cpu_times(pid: int) -> tuple[float, float, float, float]:
    """Return a process's CPU: user, system, and those of children that ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    user, system, of_children, of_system = (int(each) / os.sysconf("SC_CLK_TCK") for each in fields[11:15])
    return user, system, of_children, of_system


def cpu_of_family(pid: int) -> float:
    """Return the CPU of a process and all its descendants, living and dead."""
    total = 0.0
    with suppress(FileNotFoundError):
        total = sum(cpu_times(pid))
        total += sum(cpu_of_family(int(each)) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    return total


def used_by_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sites", type=int, default=50)
    parser.add_argument("--channels", type=int, default=4, help="channels of a site")
    parser.add_argument("--articles", type=int, default=10, help="articles of a channel")
    parser.add_argument("--tags", action="store_true", help="pages have an ETag")
    parser.add_argument("--postgresql", action="store_true", help="jobs, one a site, on a real PostgreSQL")
    options = parser.parse_args()
    channels, start = options.sites * options.channels, datetime.fromisoformat(NOW)
    sites = Sites(options.sites, options.channels, options.articles, tags=options.tags)
    print(f"{channels} channels of {options.sites} sites, {channels * options.articles} articles")
    with tempfile.TemporaryDirectory() as folder:
        tmp = Path(folder)
        sites.write(tmp / "catalog")
        if options.postgresql:
            by_jobs(tmp, sites, channels)
            return
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
            settings = {
                "NEWSCRAWL_NOW": (start + timedelta(hours=hours)).isoformat(),
                "NEWSCRAWL_ALLOW_HOSTS": ",".join(sites.hosts),
            }
            cpu, memory = cost_of([sys.executable, *command(tmp, f"channels={pattern}", **settings)], ROOT)
            asked = " ".join(f"{kind} {n}" for kind, n in sorted(sites.asked.items()))
            requests = sites.asked["listing"] + sites.asked["robots"]
            told = f"{requests / of:.2f} requests a channel"
            print(f"{name:16} CPU {cpu:6.2f} s  memory {memory:4.0f} MB  {told}  ({asked})", flush=True)


if __name__ == "__main__":
    main()

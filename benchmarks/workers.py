"""Measure many workers on PostgreSQL: whether they scale, keep each site's rate, and
lose nothing in failures.

    .venv/bin/python benchmarks/workers.py [--articles 60] [--kills 20] [--stop 30] [--rows 1_000_000]

Eight simulated sites, a job each, real procrastinate workers as processes (one crawl at
a time), a real PostgreSQL. First 1, 2 and 4 workers by the clock. Then the ordeal:
workers are killed at random, the server is restarted twice, and once stopped for a
while; dead workers are started again as a service manager would, and waits between
tries are cut short. At last the account's own calls, beside SQLite's.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.ledger import GROUP, Filling, entry, per_second  # noqa: E402
from newscrawl.cluster.copy_ledger import copy_ledger  # noqa: E402
from newscrawl.ledger.postgres import PostgresLedger  # noqa: E402
from newscrawl.ledger.sqlite import SqliteLedger  # noqa: E402
from newscrawl.urls import article_id  # noqa: E402
from tests.cluster.test_jobs import Project  # noqa: E402
from tests.crawling import read_lines, write_site  # noqa: E402
from tests.postgres import PostgresServer  # noqa: E402
from tests.postgres import server as postgres_server  # noqa: E402
from tests.simsite import Server, SimSite, serve  # noqa: E402

SITES, DELAY = 8, 0.25
WINDOW = 5.0
"""Seconds over which a site's rate is taken: single requests come between half and one
and a half delays apart."""
DEFER = """
import asyncio
from newscrawl.cluster import jobs
async def main():
    async with jobs.app.open_async():
        await jobs.load_schedule('')
        for n in range({sites}):
            crawl = jobs.crawl_channel.configure(lock=f'site{{n}}')
            await crawl.defer_async(channels=f'site{{n}}/*', arguments={{'since': 'all'}})
asyncio.run(main())
"""
TAKE_UP = """
import asyncio
from newscrawl.cluster import jobs
jobs.STALLED = 4.0
async def main():
    async with jobs.app.open_async():
        await jobs.retry_stalled.func(None, 0)
asyncio.run(main())
"""
WORKER = ("-q", "crawl", "-c", "1")
QUICK = """
from newscrawl.cluster.jobs import app
app.worker_defaults |= {"stalled_worker_timeout": 4.0, "update_heartbeat_interval": 1.0}
"""
"""The app with a shorter wait for dead workers: otherwise each death takes half a
minute."""


class Farm:
    """Eight sites, a project that crawls them, and its workers."""

    def __init__(self, folder: Path, postgres: PostgresServer, servers: list[Server]) -> None:
        folder.mkdir()
        self.url, self.servers = postgres.fresh(), servers
        self.project = Project(folder, self.url)
        (folder / "quick.py").write_text(QUICK)
        for n, server in enumerate(servers):
            server.reset()
            write_site(folder / "catalog", server.sites[0], server.url, id=f"site{n}", head=f'politeness = "site{n}"')
            (path,) = folder.rglob(f"site{n}.toml")
            path.write_text(
                path.read_text(encoding="utf-8").replace("delay = 0.0", f"delay = {DELAY}"), encoding="utf-8"
            )
        self.run_python(DEFER.format(sites=len(servers)))

    def worker(self, name: str) -> AbstractContextManager[subprocess.Popen[str]]:
        """Return a worker of that name."""
        return self.project.worker(name, *WORKER, app="quick.app")

    def run_python(self, code: str) -> None:
        """Run some lines in the project; errors are those of a database that is away,
        and are tried again.
        """
        line = [sys.executable, "-c", code]
        with suppress(subprocess.TimeoutExpired):
            subprocess.run(
                line, cwd=self.project.folder, env=self.project.env, capture_output=True, timeout=20, check=False
            )

    @contextmanager
    def workers(self, count: int) -> Iterator[dict[str, subprocess.Popen[str]]]:
        """Start so many workers; end all of them afterwards."""
        with ExitStack() as stack:
            running = {f"w{n}": stack.enter_context(self.worker(f"w{n}")) for n in range(count)}
            yield running
            for worker in running.values():
                worker.kill()
                worker.wait()

    def left(self) -> int | None:
        """Return how many jobs are not done, None while the database does not answer;
        cut waits between tries short.
        """
        import psycopg

        try:
            with psycopg.connect(self.url, autocommit=True, connect_timeout=2) as db:
                db.execute("SET statement_timeout = 2000")
                db.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")
                row = db.execute(
                    "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND queue_name = 'crawl'"
                ).fetchone()
        except psycopg.Error:
            return None
        return None if row is None else int(row[0])

    def merged(self) -> tuple[int, int, int]:
        """Merge all workers' feeds; return how many articles there are, are lost, are
        double.
        """
        folders = sorted(path.parent.name for path in self.project.folder.glob("w*/articles"))
        done = self.project.scrapy("feed", "merge", *folders, "-o", "all.jsonl")
        if done.returncode:
            sys.exit(f"the feeds cannot be merged: {done.stderr}")
        ids = [line["id"] for line in read_lines(self.project.folder / "all.jsonl")]
        wanted = {
            article_id(server.url + each.path)
            for server in self.servers
            for each in server.sites[0].articles
            if each.outcome == "exported"
        }
        return len(ids), len(wanted - set(ids)), len(ids) - len(set(ids))

    def fastest(self) -> float:
        """Return the highest rate that any site saw, in requests a second over
        `WINDOW`.
        """
        worst = 0.0
        for server in self.servers:
            times = sorted(request.time for request in server.requests)
            begin = 0
            for end, at in enumerate(times):
                while at - times[begin] > WINDOW:
                    begin += 1
                worst = max(worst, (end - begin) / WINDOW)
        return worst


def scaling(folder: Path, postgres: PostgresServer, servers: list[Server]) -> None:
    """Time 1, 2 and 4 workers."""
    print(f"{'workers':>8}{'seconds':>9}{'articles/s':>12}{'ratio':>7}{'lost':>6}{'double':>8}{'fastest site, /s':>18}")
    first = 0.0
    for count in (1, 2, 4):
        farm = Farm(folder / f"scale{count}", postgres, servers)
        started = time.monotonic()
        with farm.workers(count):
            while farm.left() != 0:
                time.sleep(0.3)
        seconds = time.monotonic() - started
        articles, lost, double = farm.merged()
        first = first or seconds
        rate = f"{farm.fastest():.2f} of {1 / DELAY:.0f}"
        print(
            f"{count:8}{seconds:9.1f}{articles / seconds:12.1f}{first / seconds:7.2f}{lost:6}{double:8}{rate:>18}",
            flush=True,
        )


def ordeal(folder: Path, postgres: PostgresServer, servers: list[Server], kills: int, stop: float) -> None:
    """Kill, restart and stop, until all jobs are done and every failure has
    happened.
    """
    chance = random.Random(1)
    farm = Farm(folder / "ordeal", postgres, servers)
    trials = ["kill"] * kills
    for trial in ("restart", "restart", "stop"):
        trials.insert(chance.randrange(len(trials) // 4, len(trials) + 1), trial)
    started, done = time.monotonic(), 0
    with ExitStack() as stack, farm.workers(3) as running:
        while trials or farm.left() != 0:
            time.sleep(chance.uniform(0.5, 2.5))
            trial = trials.pop(0) if trials else None
            name = chance.choice(sorted(running))
            if trial == "kill":
                running[name].send_signal(signal.SIGKILL)
                running[name].wait()
                done += 1
            elif trial == "restart":
                postgres.stop()
                time.sleep(chance.uniform(0.5, 3))
                postgres.start()
            elif trial == "stop":
                pause(postgres.pid, stop)
            for each, worker in list(running.items()):
                if worker.poll() is not None:
                    running[each] = stack.enter_context(farm.worker(each))
            farm.run_python(TAKE_UP)
            if time.monotonic() - started > 1200:
                sys.exit(f"the ordeal does not end: {farm.left()} jobs are left")
    articles, lost, double = farm.merged()
    print(
        f"ordeal: {done} workers killed, server restarted twice and stopped for {stop:.0f} s, "
        f"{time.monotonic() - started:.0f} s: {articles} articles, {lost} lost, {double} double, "
        f"fastest site {farm.fastest():.2f}/s of {1 / DELAY:.0f}",
        flush=True,
    )


def pause(pid: int, seconds: float) -> None:
    """Stop a server with all its processes for some time."""
    children = [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    for what, wait in ((signal.SIGSTOP, seconds), (signal.SIGCONT, 0.0)):
        for each in (pid, *children):
            with suppress(ProcessLookupError):
                os.kill(each, what)
        time.sleep(wait)


def account(folder: Path, postgres: PostgresServer, rows: int) -> None:
    """Time the account's calls on both databases with so many rows."""
    path = folder / "account.sqlite"
    filling = Filling(SqliteLedger.open(path))
    while filling.rows < rows:
        filling.settle(filling.list_new(min(10_000, rows - filling.rows), page=500), group=5_000)
    there = PostgresLedger.open(postgres.fresh(), "here")
    started = time.monotonic()
    copy_ledger(filling.ledger, there)  # type: ignore[arg-type]
    print(f"account of {rows:,} rows, copied to PostgreSQL in {time.monotonic() - started:.0f} s")
    print(f"{'':12}{'claims/s':>10}{'listed/s':>10}{'settled/s':>11}{'commits/s':>11}")
    time_account("SQLite", filling)
    time_account("PostgreSQL", Filling(there, rows))


def time_account(name: str, filling: Filling, count: int = 4_000) -> None:
    """Time listing, claiming and settling of new articles."""
    new: list[int] = []
    listed = per_second(count, lambda: new.extend(filling.list_new(count)))
    texts = [(f"{number:016x}", entry(number).id) for number in new]
    claimed = per_second(count, lambda: [filling.ledger.claim(filling.run, "site", text, id) for text, id in texts])
    settled = per_second(count, lambda: filling.settle(new))
    print(f"{name:12}{claimed:10,.0f}{listed:10,.0f}{settled:11,.0f}{settled / GROUP:11,.0f}", flush=True)


def main() -> None:
    """Run all measurements."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=60, help="of each site")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--stop", type=float, default=30.0, help="seconds that the server is stopped")
    parser.add_argument("--rows", type=int, default=1_000_000, help="of the account; 0 leaves that out")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="newscrawl-workers-")))
        postgres = stack.enter_context(postgres_server())
        sites = [SimSite(seed=n + 1, articles=options.articles, listings=3) for n in range(SITES)]
        servers = [stack.enter_context(serve(site)) for site in sites]
        scaling(folder, postgres, servers)
        ordeal(folder, postgres, servers, options.kills, options.stop)
        if options.rows:
            account(folder, postgres, options.rows)


if __name__ == "__main__":
    main()

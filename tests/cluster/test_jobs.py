"""Jobs over many machines: real workers of procrastinate, a real PostgreSQL, real crawls, and kills."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from newscrawl.urls import article_id
from tests.crawling import NOW, read_lines, write_site
from tests.postgres import PostgresServer
from tests.processes import ROOT, Process, run, scrapy, start, until
from tests.simsite import SimSite, serve

pytestmark = pytest.mark.slow
pytest.importorskip("procrastinate", reason="procrastinate is not installed (newscrawl[postgres])")

PATIENCE = 60.0
"""Seconds after which a test gives up waiting for other processes."""


class Project:
    """A user's own project on top of newscrawl: settings of their own, the ledger by the environment."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        (folder / "scrapy.cfg").write_text("[settings]\ndefault = ours\n")
        (folder / "ours.py").write_text(
            "from newscrawl.settings import *\n"
            "NEWSCRAWL_CATALOG = 'catalog'\nNEWSCRAWL_ALLOW_HOSTS = '127.0.0.1'\nDOWNLOAD_DELAY = 0\n"
            f"NEWSCRAWL_NOW = '{NOW}'\nNEWSCRAWL_COMMIT_EVERY = 5\nNEWSCRAWL_CONTACT = 'test@example.org'\n"
        )
        self.env = {"NEWSCRAWL_LEDGER": url, "PYTHONPATH": f"{ROOT}:{folder}", "PYTHONUNBUFFERED": "1"}

    def scrapy(self, *words: str) -> CompletedProcess[str]:
        return scrapy(*words, cwd=self.folder, env=self.env, timeout=PATIENCE)

    def python(self, code: str) -> None:
        """Run a piece of Python to its end."""
        run("-c", code, cwd=self.folder, env=self.env).check_returncode()

    @contextmanager
    def worker(self, name: str, *words: str, app: str = "newscrawl.cluster.jobs.app") -> Iterator[Process]:
        with (self.folder / f"{name}.log").open("a") as log:
            running = start(
                "-m", "procrastinate", f"--app={app}", "worker", "-p", "0.2", *words,
                cwd=self.folder, env={**self.env, "NEWSCRAWL_WORKER": name, "NEWSCRAWL_DATA": name},
                out=log.fileno(), err=log.fileno(),
            )  # fmt: skip
        try:
            yield running
        finally:
            running.kill()
            running.wait()

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    def until(self, what: str, *names: str) -> None:
        """Wait until `scrapy jobs` says so."""
        until(
            lambda: what in self.scrapy("jobs").stdout,
            lambda: self.scrapy("jobs").stdout + "".join(self.log(name) for name in names),
            PATIENCE,
        )


@pytest.fixture
def project(tmp_path: Path, postgres: PostgresServer) -> Project:
    return Project(tmp_path, postgres.fresh())


def test_a_worker_crawls_what_the_schedule_has_due(project: Project) -> None:
    with serve(SimSite(articles=12, listings=2, channels=2)) as server:
        write_site(project.folder / "catalog", server.sites[0], server.url)
        (project.folder / "schedule.toml").write_text('[[rhythm]]\nchannels = "sim/*"\nevery = "1h"\n')
        shown = project.scrapy("schedule", "schedule.toml")
        assert shown.returncode == 0, shown.stderr
        [line] = [line for line in shown.stdout.splitlines() if line.startswith("sim/")]
        assert line.startswith("sim/fz … (2)  every 1:00:00"), "one job for the site"
        loaded = project.scrapy("schedule", "schedule.toml", "--load")
        assert loaded.returncode == 0, loaded.stderr
        defer_due = (
            "import asyncio, datetime\nfrom newscrawl.cluster import jobs\n"
            "async def main():\n    async with jobs.app.open_async():\n"
            "        await jobs.plan.func(0)\n        await jobs.plan.func(0)\n"
            "asyncio.run(main())\n"
        )
        project.python(defer_due)
        assert "0 runs, 1 waits, 0 failed" in project.scrapy("jobs").stdout
        with project.worker("east", "--one-shot", "-q", "crawl") as worker:
            worker.wait(PATIENCE)
        assert "0 runs, 0 waits, 0 failed" in project.scrapy("jobs").stdout, project.log("east")
        lines = [line for path in (project.folder / "east/articles").rglob("*.east.jsonl") for line in read_lines(path)]
        wanted = {article_id(server.url + each.path) for each in server.sites[0].articles if each.outcome == "exported"}
        assert {line["id"] for line in lines} == wanted


def test_a_worker_that_is_killed_takes_its_crawl_with_it_and_another_goes_on(project: Project) -> None:
    with serve(SimSite(articles=30, listings=2, slow=8)) as server:
        write_site(project.folder / "catalog", server.sites[0], server.url)
        prepare = (
            "import asyncio\nfrom newscrawl.cluster import jobs\n"
            "async def main():\n    async with jobs.app.open_async():\n"
            "        await jobs.load_schedule('')\n"
            "        crawl = jobs.crawl_channel.configure(lock='127.0.0.1')\n"
            "        await crawl.defer_async(channels='sim/*', arguments={'since': 'all'})\n"
            "asyncio.run(main())\n"
        )
        project.python(prepare)
        with project.worker("east", "-q", "crawl") as worker:
            record = project.folder / "east/articles"
            until(lambda: list(record.glob("*/*.jsonl")), lambda: project.log("east"), PATIENCE)
            [forks] = children_of(worker.pid)
            crawls = [forks, *children_of(forks)]
            assert len(crawls) == 2
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            until(lambda: not any(map(alive, crawls)), lambda: "the crawl outlives its worker", PATIENCE)
        retry_stalled = (
            "import asyncio\nfrom newscrawl.cluster import jobs\njobs.STALLED = 0.0\n"
            "async def main():\n    async with jobs.app.open_async():\n"
            "        await jobs.retry_stalled.func(None, 0)\n"
            "asyncio.run(main())\n"
        )
        project.python(retry_stalled)
        with project.worker("west", "-q", "crawl"):
            project.until("0 runs, 0 waits, 0 failed", "east", "west")
        merged = project.scrapy("feed", "merge", "east", "west", "-o", "all.jsonl")
        assert merged.returncode == 0, merged.stderr
        ids = [line["id"] for line in read_lines(project.folder / "all.jsonl")]
        wanted = {article_id(server.url + each.path) for each in server.sites[0].articles if each.outcome == "exported"}
        assert sorted(ids) == sorted(wanted)


def test_jobs_without_a_database_are_one_line(tmp_path: Path) -> None:
    project = Project(tmp_path, "")
    for words in (("jobs",), ("schedule",)):
        told = project.scrapy(*words)
        assert told.returncode == 2
        assert told.stderr.count("\n") == 1, told.stderr
        assert "postgresql://" in told.stderr


def children_of(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False

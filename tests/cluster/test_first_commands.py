"""A crawl over many machines is begun in any order, in an empty folder: each command works, or says what to type."""

from __future__ import annotations

import asyncio
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from tests.postgres import PostgresServer
from tests.processes import run

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed (newscrawl[postgres])")
pytest.importorskip("procrastinate", reason="procrastinate is not installed (newscrawl[postgres])")

pytestmark = pytest.mark.slow

WORKER = ("procrastinate", "--app=newscrawl.cluster.jobs.app", "worker", "--one-shot")
LOAD = "newscrawl schedule schedule.toml --load"
AWAY = "postgresql://archive:secret@127.0.0.1:1/newscrawl"


def typed(folder: Path, *words: str, **env: str) -> CompletedProcess[str]:
    """Run a module as it is typed in a folder without a project."""
    return run("-m", *words, cwd=folder, env=env)


async def act(url: str, what: str, *words: Any, **ways: bool) -> Any:
    """Call one of the functions of `newscrawl.cluster.jobs` on a database."""
    from newscrawl.cluster import jobs
    from newscrawl.cluster.job_tables import JobsConnector

    with jobs.app.replace_connector(JobsConnector(lambda: url, **ways)):
        async with jobs.app.open_async():
            return await getattr(jobs, what)(*words)


def test_a_worker_may_be_started_before_a_schedule_is_loaded(tmp_path: Path, postgres: PostgresServer) -> None:
    url = postgres.fresh()
    there = f"NEWSCRAWL_LEDGER={url}"
    asked = typed(tmp_path, "newscrawl", "jobs", "-s", there)
    assert (asked.returncode, asked.stderr.count("\n")) == (2, 1), asked.stderr
    assert asked.stderr.startswith("newscrawl jobs: there are no jobs in postgresql://")
    assert asked.stderr.endswith(f"no schedule is loaded; type: {LOAD}\n")
    worker = typed(tmp_path, *WORKER, NEWSCRAWL_LEDGER=url)
    assert worker.returncode == 0, worker.stderr
    assert typed(tmp_path, "newscrawl", "jobs", "-s", there).stdout == (
        f"0 runs, 0 waits, 0 failed\nno schedule is loaded; type: {LOAD}\n"
        "no worker runs; type: procrastinate --app=newscrawl.cluster.jobs.app worker -c 4\n"
    )
    (tmp_path / "schedule.toml").write_text('[[rhythm]]\nchannels = "hxnews/fz"\nevery = "1h"\n')
    loaded = typed(tmp_path, "newscrawl", "schedule", "schedule.toml", "--load", "-s", there)
    assert loaded.returncode == 0, loaded.stderr
    assert typed(tmp_path, "newscrawl", "schedule", "-s", there).stdout.startswith("hxnews/fz  every 1:00:00  next ")


def test_a_worker_reads_the_file_of_settings(tmp_path: Path, postgres: PostgresServer) -> None:
    (tmp_path / "newscrawl.toml").write_text(f'ledger = "{postgres.fresh()}"\n')
    worker = typed(tmp_path, *WORKER, NEWSCRAWL_CONFIG="newscrawl.toml")
    assert worker.returncode == 0, worker.stderr


def test_a_worker_without_a_schedule_says_what_to_type(
    postgres: PostgresServer, caplog: pytest.LogCaptureFixture
) -> None:
    asyncio.run(act(postgres.fresh(), "plan", 0, prepare=True))
    assert [record.getMessage() for record in caplog.records if record.name.startswith("newscrawl")] == [
        f"no schedule is loaded; type: {LOAD}"
    ]


@pytest.mark.parametrize("words", [("newscrawl", "jobs"), WORKER], ids=["jobs", "worker"])
@pytest.mark.parametrize(
    ("ledger", "said"),
    [
        ("", "NEWSCRAWL_LEDGER names no database: jobs need one, postgresql://user@host/database; "),
        ("postgre://archive:secret@db.lan/newscrawl", "NEWSCRAWL_LEDGER has a wrong value in the environment"),
        (AWAY, "postgresql://archive@127.0.0.1:1/newscrawl: connection failed: "),
    ],
    ids=["none", "misspelt", "away"],
)
def test_a_database_that_cannot_be_used_is_one_line(
    tmp_path: Path, words: tuple[str, ...], ledger: str, said: str
) -> None:
    done = typed(tmp_path, *words, NEWSCRAWL_LEDGER=ledger)
    assert done.returncode in (1, 2), "procrastinate's own code, or ours"
    assert done.stderr.count("\n") == 1, done.stderr
    assert said in done.stderr
    assert "secret" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_tables_of_an_older_procrastinate_are_brought_up_to_date_by_the_command_that_the_error_names(
    postgres: PostgresServer,
) -> None:
    from procrastinate.schema import SchemaManager

    from newscrawl.cluster.job_tables import TABLES, JobsError

    url = postgres.fresh()
    scripts = sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    with psycopg.connect(url, autocommit=True) as connection:
        for script in scripts:
            if script.name < "03.03":
                connection.execute(script.read_bytes())
        connection.execute(TABLES)

    for ways in ({}, {"prepare": True}):
        with pytest.raises(JobsError, match=f"are of an older procrastinate: stop all workers, then type: {LOAD}$"):
            asyncio.run(act(url, "standing", **ways))
    asyncio.run(act(url, "load_schedule", "", prepare=True, upgrade=True))
    assert asyncio.run(act(url, "standing")) == ([], 0, "")


def test_without_the_extra_one_line_says_what_to_install(tmp_path: Path) -> None:
    code = (
        "import sys\nsys.modules['procrastinate'] = None\nsys.argv = ['newscrawl', 'jobs']\n"
        "from newscrawl.__main__ import main\nmain()\n"
    )
    done = run("-c", code, cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert done.stderr.startswith("newscrawl jobs: jobs need more: pip install 'newscrawl[postgres]' (")

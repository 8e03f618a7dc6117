"""How jobs end when something is in the way: the site's lock must be free afterwards, whatever it was."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.postgres import PostgresServer

procrastinate = pytest.importorskip("procrastinate", reason="procrastinate is not installed (newscrawl[postgres])")

pytestmark = pytest.mark.slow

LOCK = "hxnews.com"
END_CONNECTIONS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = 'postgres'"
)


class Desk:
    """An app of procrastinate with our ends, on a database of its own, and one task that ends as it is told."""

    def __init__(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        from newscrawl.cluster import job_ends

        monkeypatch.setattr(job_ends, "WAITS", (0.0, 0.0, 0.0))
        self.app: Any = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url))
        self.app.job_manager = job_ends.JobEnds(self.app.connector)

    def run(self, act: Callable[[], Any]) -> list[tuple[str, str | None]]:
        """Open the app, do something, and tell how all jobs stand and which lock they have."""

        async def whole() -> list[tuple[str, str | None]]:
            async with self.app.open_async():
                await self.app.schema_manager.apply_schema_async()
                await act()
                return [(job.status, job.lock) for job in await self.app.job_manager.list_jobs_async()]

        return asyncio.run(whole())


@pytest.fixture
def desk(postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(postgres.fresh(), monkeypatch)


def test_a_try_gives_way_to_the_next_beat_that_waits_already(desk: Desk) -> None:
    beats = []

    @desk.app.task(name="crawl", retry=procrastinate.RetryStrategy(max_attempts=5))
    async def crawl() -> None:
        beats.append("crawled")
        if len(beats) == 1:
            await deferrer.defer_async()  # the next beat, while this one still runs
            raise RuntimeError("ended with 3")

    deferrer = crawl.configure(lock=LOCK, queueing_lock="hxnews/fz")

    async def act() -> None:
        await deferrer.defer_async()
        await desk.app.run_worker_async(wait=False)

    assert desk.run(act) == [("aborted", LOCK), ("succeeded", LOCK)]
    assert len(beats) == 2


@pytest.mark.parametrize("fails", [False, True])
def test_an_end_is_entered_though_the_connections_are_lost_at_that_moment(
    desk: Desk, postgres: PostgresServer, fails: bool
) -> None:
    import psycopg

    beats = []

    @desk.app.task(name="crawl", retry=procrastinate.RetryStrategy(max_attempts=5))
    async def crawl() -> None:
        beats.append("crawled")
        if len(beats) == 1:
            with psycopg.connect(postgres.url, autocommit=True) as other:
                other.execute(END_CONNECTIONS)
            if fails:
                raise RuntimeError("ended with 3")

    async def act() -> None:
        await crawl.configure(lock=LOCK).defer_async()
        await desk.app.run_worker_async(wait=False, listen_notify=False)

    expected = "todo" if fails else "succeeded"
    assert [status for status, _lock in desk.run(act)] in ([expected], ["succeeded"])


def test_a_channel_that_waits_to_be_tried_again_comes_with_its_next_beat(postgres: PostgresServer) -> None:
    """A channel of every 15 minutes whose crawl was incomplete must not wait the two hours of a late try."""
    from newscrawl.cluster import jobs
    from newscrawl.cluster.job_tables import JobsConnector
    from newscrawl.cluster.schedule import Beat, Plan, Planned, Rhythm

    rhythm = Rhythm(channels="hxnews/fz", every=timedelta(minutes=15))
    plan = Plan((Beat(rhythm, Planned("hxnews/fz", "hxnews/fz", LOCK)),), ())
    noon = datetime(2020, 11, 18, 12, tzinfo=UTC)

    async def whole() -> list[Any]:
        async with jobs.app.open_async():
            await jobs.load_schedule("")
            assert len(await jobs.defer_due(plan, noon)) == 1
            worker = await jobs.app.job_manager.register_worker()
            job = await jobs.app.job_manager.fetch_job(None, worker)
            await jobs.app.job_manager.retry_job(job, retry_at=datetime.now(UTC) + timedelta(hours=2))
            before = await jobs.app.job_manager.fetch_job(None, worker)
            await jobs.defer_due(plan, noon + timedelta(minutes=15))
            return [before, await jobs.app.job_manager.fetch_job(None, worker)]

    url = postgres.fresh()
    with jobs.app.replace_connector(JobsConnector(lambda: url, prepare=True)):
        before, after = asyncio.run(whole())
    assert before is None
    assert after.queueing_lock == "hxnews/fz"


def test_a_worker_that_was_given_up_does_not_end_the_job_of_the_one_that_took_over(desk: Desk) -> None:
    @desk.app.task(name="crawl")
    async def crawl() -> None:
        raise AssertionError("not run here")

    async def act() -> None:
        manager = desk.app.job_manager
        await crawl.configure(lock=LOCK).defer_async()
        first, second = await manager.register_worker(), await manager.register_worker()
        job = await manager.fetch_job(None, first)
        await manager.retry_job(job)  # a third found the first silent
        taken = await manager.fetch_job(None, second)
        assert taken.id == job.id
        await manager.finish_job(job, procrastinate.jobs.Status.SUCCEEDED, delete_job=False)

    assert desk.run(act) == [("doing", LOCK)]


def test_a_worker_that_cannot_enter_an_end_ends_itself(
    desk: Desk, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from newscrawl.cluster import job_ends

    ended = []
    monkeypatch.setattr(job_ends.os, "kill", lambda pid, signal: ended.append((pid, signal)))

    async def act() -> None:
        job = procrastinate.jobs.Job(id=1, queue="crawl", lock=LOCK, queueing_lock=None, task_name="crawl")
        await desk.app.connector.execute_query_async("ALTER TABLE procrastinate_jobs RENAME TO elsewhere")
        with pytest.raises(procrastinate.exceptions.ConnectorException):
            await desk.app.job_manager.finish_job(job, procrastinate.jobs.Status.SUCCEEDED, delete_job=False)
        await desk.app.connector.execute_query_async("ALTER TABLE elsewhere RENAME TO procrastinate_jobs")

    assert desk.run(act) == []
    assert ended == [(job_ends.os.getpid(), job_ends.signal.SIGTERM)]

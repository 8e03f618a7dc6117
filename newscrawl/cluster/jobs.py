"""Crawls as jobs over many machines: `procrastinate --app=newscrawl.cluster.jobs.app
worker -c 4`.

The queue is procrastinate, in the ledger's own database. A job is the channels of one
site that have one rhythm, crawled by `scrapy crawl` in a process of its own; its lock
is the site's politeness key, so that one job a site runs at a time, over all machines.
Once a minute one worker plans the jobs that are due by the schedule, and retries the
jobs of workers that died. The ledger makes this safe: a job that runs twice, or is cut
off, fetches only what is missing.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from procrastinate import App, BaseRetryStrategy, JobContext, RetryDecision, exceptions
from procrastinate.jobs import Job
from procrastinate.schema import SchemaManager
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings
from scrapy.utils.conf import closest_scrapy_cfg
from scrapy.utils.project import get_project_settings

from newscrawl.catalog import load
from newscrawl.cluster.crawl_forks import CrawlForks
from newscrawl.cluster.job_ends import JobEnds
from newscrawl.cluster.job_tables import LOAD, TABLES, JobsConnector, JobsError, PreparedTables
from newscrawl.cluster.schedule import Plan, Planned, look_up, read_schedule
from newscrawl.ledger.place import ledger_place
from newscrawl.settings_sources import check_settings

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")

STALLED = 30.0
"""Seconds without a heartbeat after which a worker counts as dead."""
ALIVE = (
    "SELECT count(*) AS alive FROM procrastinate_workers WHERE last_heartbeat > now() - %(seconds)s * interval '1 s'"
)
HASTEN = "UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE queueing_lock = %(key)s AND status = 'todo'"


def worker_settings() -> BaseSettings:
    """Return the settings of a worker: those of the project it runs in, or of this
    package.

    procrastinate's command line knows no settings module. Raise `JobsError` for a
    setting that is wrong.
    """
    _use_own_settings(os.environ)
    settings = get_project_settings()
    wrong = ""
    try:
        check_settings(settings)
    except UsageError as error:
        wrong = str(error)
    if wrong:  # raised here: procrastinate prints what an error was raised in, too
        raise JobsError(wrong)
    return settings


def _use_own_settings(environment: MutableMapping[str, str]) -> None:
    """Name the settings module of this package where no project names another."""
    if not closest_scrapy_cfg():
        environment.setdefault("SCRAPY_SETTINGS_MODULE", "newscrawl.settings")


def database(settings: BaseSettings) -> str:
    """Return the URL of the database that ledger and jobs share; empty for a SQLite
    ledger.
    """
    place = ledger_place(settings)
    return place if isinstance(place, str) else ""


class JobsApp(App):
    """procrastinate's app, whose database is prepared when it is opened."""

    forks: CrawlForks
    """The crawls of this worker."""

    @property
    def schema_manager(self) -> SchemaManager:
        """The manager for `procrastinate schema --apply`, which finds nothing left to
        do.
        """
        return PreparedTables(self.connector)


async def with_app(ask: Callable[[], Awaitable[Answer]], settings: BaseSettings, *, prepare: bool = False) -> Answer:
    """Run a query on the database that the settings of a command name.

    With `prepare` its tables are made, or brought up to date. Raise `JobsError`, in one
    line.
    """
    connector = JobsConnector(lambda: database(settings), prepare=prepare, upgrade=prepare)
    with app.replace_connector(connector):
        try:
            async with app.open_async():
                return await ask()
        except exceptions.ConnectorException as error:
            cause = " ".join(str(error.__cause__ or error).split())
            raise JobsError(f"the jobs cannot be reached: {cause}") from error


class Standing(NamedTuple):
    """What a database has of jobs."""

    jobs: list[Job]
    """All crawls, of whatever status."""
    workers: int
    """Workers that gave a sign of life lately."""
    schedule: str | None
    """The schedule that is loaded; None where there is none."""


async def standing() -> Standing:
    """Return jobs, workers and schedule."""
    row = await app.connector.execute_query_one_async(ALIVE, seconds=STALLED)
    crawls = await app.job_manager.list_jobs_async(task="crawl_channel")
    return Standing(list(crawls), int(row["alive"]), await loaded())


class CrawlEnded(Exception):
    """A crawl that ended with another exit code than 0 or 4."""

    def __init__(self, channels: str, code: int) -> None:
        super().__init__(f"the crawl of {channels} ended with {code}")
        self.code = code


class Again(BaseRetryStrategy):
    """The rule when a crawl is tried again: soon if killed or held, later if
    incomplete.
    """

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Return how long to wait; None where another try would end the same way."""
        wait = wait_after(exception.code if isinstance(exception, CrawlEnded) else -1, job.attempts)
        if wait is None:
            return None
        # A waiting job blocks those of its site with its priority or less: lower it.
        return RetryDecision(retry_in={"seconds": int(wait.total_seconds())}, priority=job.priority - 1)


def wait_after(code: int, attempts: int) -> timedelta | None:
    """Return the time until the next try after an exit code, None for no other try.

    >>> [str(wait_after(3, attempts)) for attempts in (0, 1, 5, 6)], wait_after(2, 0), str(wait_after(-9, 3))
    (['0:05:00', '0:10:00', '2:40:00', 'None'], None, '0:00:30')
    """
    if code == 2:  # a wrong argument stays wrong
        return None
    if code == 3:
        return timedelta(minutes=5 << attempts) if attempts <= 5 else None
    if code == 5:
        return timedelta(minutes=1) if attempts < 60 else None
    return timedelta(seconds=30) if attempts < 20 else None


app = JobsApp(
    connector=JobsConnector(lambda: database(worker_settings()), prepare=True),
    worker_defaults={"stalled_worker_timeout": STALLED, "update_heartbeat_interval": STALLED / 3},
)
app.job_manager = JobEnds(app.connector)
app.forks = CrawlForks()


@app.task(name="crawl_channel", queue="crawl", retry=Again())
async def crawl_channel(channels: str, arguments: dict[str, str] | None = None, spider: str = "channel") -> int:
    """Crawl channels as `scrapy crawl channel -a channels=…` does, or newspapers.

    Return the exit code, 0 or 4; raise `CrawlEnded` for any other.
    """
    named = "papers" if spider == "newspaper" else "channels"
    words = [f"{name}={value}" for name, value in {named: channels, **(arguments or {})}.items()]
    code = await run_scrapy("crawl", spider, *(part for word in words for part in ("-a", word)))
    if code == 4:
        logger.warning("the crawl of %s raised an alarm", channels)
    elif code:
        raise CrawlEnded(channels, code)
    return code


async def run_scrapy(*words: str) -> int:
    """Run a Scrapy command in a process that dies with this one.

    Return its exit code, negative for a signal.
    """
    environment = dict(os.environ)
    _use_own_settings(environment)
    return await app.forks.run(words, environment)


@app.periodic(cron="* * * * *")
@app.task(name="plan", queue="plan", queueing_lock="plan", priority=100)
async def plan(timestamp: int) -> None:
    """Defer the jobs that are due by the schedule."""
    text = await loaded()
    if text is None:
        logger.warning("no schedule is loaded; type: %s", LOAD)
    else:
        await defer_due(_looked_up(text), datetime.now(UTC))


@app.periodic(cron="* * * * *")
@app.task(name="take_up", queue="plan", queueing_lock="take_up", priority=100, pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Retry the jobs of workers that died."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
        logger.warning("taking up %s, whose worker died", job.call_string)
        await app.job_manager.retry_job(job)


@lru_cache(maxsize=1)
def _looked_up(text: str) -> Plan:
    return look_up(read_schedule(text), load(worker_settings().getlist("NEWSCRAWL_CATALOG")))


async def defer_due(looked_up: Plan, now: datetime) -> list[Planned]:
    """Defer the jobs that are due and not planned yet.

    A channel whose last job still waits is not deferred twice; if that job waits for
    another try later, it is due now.
    """
    rows = await app.connector.execute_query_all_async("SELECT key, at FROM planned")
    due = looked_up.due({row["key"]: row["at"] for row in rows}, now)
    for job in due:
        deferrer = crawl_channel.configure(lock=job.politeness, queueing_lock=job.key, priority=job.priority)
        try:
            await deferrer.defer_async(channels=job.channel, arguments=dict[str, Any](job.arguments), spider=job.spider)
        except exceptions.AlreadyEnqueued:
            logger.info("%s still waits", job.key)
            await app.connector.execute_query_async(HASTEN, key=job.key)
        await app.connector.execute_query_async(
            "INSERT INTO planned (key, at) VALUES (%(key)s, %(at)s) ON CONFLICT (key) DO UPDATE SET at = excluded.at",
            key=job.key,
            at=now,
        )
    return due


async def loaded() -> str | None:
    """Return the schedule that was loaded last; None where there is none."""
    found = await app.connector.execute_query_one_async("SELECT to_regclass('schedule') AS there")
    if found["there"] is None:
        return None
    rows = await app.connector.execute_query_all_async("SELECT toml FROM schedule")
    return str(rows[0]["toml"]) if rows else None


async def load_schedule(text: str) -> None:
    """Store the schedule for all workers."""
    await app.connector.execute_query_async(TABLES)
    await app.connector.execute_query_async("DELETE FROM schedule")
    await app.connector.execute_query_async("INSERT INTO schedule (toml) VALUES (%(toml)s)", toml=text)

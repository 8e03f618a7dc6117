"""The end of a job → the database, also after a lost connection.

A job that stays "running" keeps its site locked. procrastinate records an end once: if
the connection is lost at that moment, or if a job is to be tried again while the next
job of its channel waits already, the job would stay "running" as long as its worker
lives. Here such an end is recorded again, or the job is dropped for the one that waits.
A worker that cannot record an end at all ends itself, so that others retry the job.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Awaitable, Callable
from datetime import datetime

from procrastinate import exceptions
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

logger = logging.getLogger(__name__)

WAITS = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
"""Seconds before an end is recorded again; a database restarts in less than all of
them.
"""
STANDING = "SELECT status, worker_id FROM procrastinate_jobs WHERE id = %(id)s"


class JobEnds(JobManager):
    """procrastinate's job manager, which records ends until the database has them."""

    async def retry_job(
        self,
        job: Job,
        retry_at: datetime | None = None,
        priority: int | None = None,
        queue: str | None = None,
        lock: str | None = None,
    ) -> None:
        """Retry a job later; drop it if the next job of its channel waits already."""
        try:
            await self._enter(job, lambda: super(JobEnds, self).retry_job(job, retry_at, priority, queue, lock))
        except exceptions.UniqueViolation:
            logger.info("job %s gives way to the next beat of %s, which waits already", job.id, job.queueing_lock)
            await self.finish_job(job, Status.ABORTED, delete_job=False)

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        """Record the end of a job."""
        await self._enter(job, lambda: super(JobEnds, self).finish_job(job, status, delete_job))

    async def _enter(self, job: Job, enter: Callable[[], Awaitable[None]]) -> None:
        for wait in (*WAITS, None):
            try:
                if await self._is_open(job):
                    await enter()
                return
            except exceptions.UniqueViolation:
                raise
            except exceptions.ConnectorException as error:
                reason = " ".join(str(error.__cause__ or error).split())
                if wait is None:
                    logger.critical("the end of job %s cannot be entered (%s): this worker ends", job.id, reason)
                    os.kill(os.getpid(), signal.SIGTERM)
                    raise
                logger.warning("the end of job %s was not entered (%s): again in %d s", job.id, reason, wait)
                await asyncio.sleep(wait)

    async def _is_open(self, job: Job) -> bool:
        """Return whether the database still has the job as running here.

        Its end may be recorded already, or another worker may have the job.
        """
        (row,) = await self.connector.execute_query_all_async(STANDING, id=job.id) or [{"status": None}]
        return row["status"] == "doing" and row["worker_id"] in (job.worker_id, None)

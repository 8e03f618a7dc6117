"""How a job ended → the database, whatever stands in the way: a job that stays "running" keeps its site locked.

procrastinate enters an end once. If the connection is lost at that moment, or a try is to come again while the next
beat of its channel waits already, the job would stay as it is for as long as its worker lives. Here such an end is
entered again, or left to the beat that waits; a worker that cannot enter it at all ends itself, so that others take the
job up.
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
"""Seconds before an end is entered again; the database restarts in less than all of them."""
STANDING = "SELECT status, worker_id FROM procrastinate_jobs WHERE id = %(id)s"


class JobEnds(JobManager):
    """procrastinate's job manager, with ends that are sure to be entered."""

    async def retry_job(
        self,
        job: Job,
        retry_at: datetime | None = None,
        priority: int | None = None,
        queue: str | None = None,
        lock: str | None = None,
    ) -> None:
        """Have a job come again; if the next beat of its channel waits already, that one does it."""
        try:
            await self._enter(job, lambda: super(JobEnds, self).retry_job(job, retry_at, priority, queue, lock))
        except exceptions.UniqueViolation:
            logger.info("job %s gives way to the next beat of %s, which waits already", job.id, job.queueing_lock)
            await self.finish_job(job, Status.ABORTED, delete_job=False)

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        """Say how a job ended."""
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
                told = " ".join(str(error.__cause__ or error).split())
                if wait is None:
                    logger.critical("the end of job %s cannot be entered (%s): this worker ends", job.id, told)
                    os.kill(os.getpid(), signal.SIGTERM)
                    raise
                logger.warning("the end of job %s was not entered (%s): again in %d s", job.id, told, wait)
                await asyncio.sleep(wait)

    async def _is_open(self, job: Job) -> bool:
        """Tell whether a job still runs as the one it was: its end may be entered, or another may have taken it up."""
        (row,) = await self.connector.execute_query_all_async(STANDING, id=job.id) or [{"status": None}]
        return row["status"] == "doing" and row["worker_id"] in (job.worker_id, None)

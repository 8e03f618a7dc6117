"""`scrapy jobs`: running, waiting and failed jobs of machines that share a ledger."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from scrapy.commands import ScrapyCommand

from newscrawl.commands.archive_command import ArchiveCommand

SHOWN = {"doing": "runs", "todo": "waits", "failed": "failed"}


class Command(ArchiveCommand, ScrapyCommand):
    """List the jobs of a crawl over many machines."""

    def syntax(self) -> str:
        return "[--json]"

    def short_desc(self) -> str:
        return "Show the jobs that run, wait and failed, of a crawl over many machines"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON object a job")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from newscrawl.ledger import LedgerError

        if args:
            self.refuse(f"cannot {' '.join(args)}; see `scrapy jobs --help`")
        try:
            jobs = asyncio.run(with_app(lambda module: module.app.job_manager.list_jobs_async(task="crawl_channel")))
        except LedgerError as error:
            self.refuse(error)
        counts = dict.fromkeys(SHOWN, 0)
        for job in jobs:
            if job.status not in SHOWN:
                continue
            counts[job.status] += 1
            channels, arguments = job.task_kwargs["channels"], job.task_kwargs.get("arguments") or {}
            when = f"{job.scheduled_at:%Y-%m-%d %H:%M %Z}" if job.status == "todo" and job.scheduled_at else ""
            if opts.json:
                row = {"id": job.id, "status": SHOWN[job.status], "channels": channels, "arguments": arguments}
                print(json.dumps({**row, "site": job.lock, "attempts": job.attempts, "not_before": when or None}))
            else:
                words = " ".join(f"{name}={value}" for name, value in arguments.items())
                tries = f"after {job.attempts} tries" if job.attempts else ""
                print("  ".join(filter(None, [f"{SHOWN[job.status]:6}", channels, words, tries, when])))
        if not opts.json:
            print(", ".join(f"{count} {SHOWN[status]}" for status, count in counts.items()))


async def with_app(ask: Callable[[Any], Awaitable[Any]]) -> Any:
    """Run a query with `newscrawl.cluster.jobs` while its app is open; raise
    `LedgerError`.
    """
    from newscrawl.ledger import LedgerError

    try:
        from procrastinate import exceptions

        from newscrawl.cluster import jobs
    except ImportError as missing:
        raise LedgerError(f"jobs need more: pip install 'newscrawl[postgres]' ({missing})") from missing
    try:
        async with jobs.app.open_async():
            return await ask(jobs)
    except exceptions.ConnectorException as error:
        cause = error.__cause__ or error
        raise LedgerError(f"the jobs cannot be reached: {' '.join(str(cause).split())}") from error

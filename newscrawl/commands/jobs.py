"""`scrapy jobs`: running, waiting and failed jobs of machines that share a ledger."""

from __future__ import annotations

import argparse
import asyncio
import json
from typing import Any

from scrapy.commands import ScrapyCommand

from newscrawl.commands.archive_command import ArchiveCommand
from newscrawl.program import as_called

WORKER = "procrastinate --app=newscrawl.cluster.jobs.app worker -c 4"
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
        if args:
            self.refuse(f"cannot {' '.join(args)}; see `scrapy jobs --help`")
        jobs, workers, schedule = ask(self, "standing")
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
            if schedule is None:
                print(as_called("no schedule is loaded; type: scrapy schedule schedule.toml --load"))
            if not workers:
                print(f"no worker runs; type: {WORKER}")


def ask(command: ArchiveCommand, question: str, *words: str, prepare: bool = False) -> Any:
    """Call one of the functions of `newscrawl.cluster.jobs` against the database of the
    settings; exit with one line where that fails.
    """
    try:
        from newscrawl.cluster import jobs
        from newscrawl.cluster.job_tables import JobsError
    except ImportError as missing:
        command.refuse(f"jobs need more: pip install 'newscrawl[postgres]' ({missing})")
    assert command.settings is not None
    try:
        return asyncio.run(jobs.with_app(lambda: getattr(jobs, question)(*words), command.settings, prepare=prepare))
    except JobsError as error:
        command.refuse(error)

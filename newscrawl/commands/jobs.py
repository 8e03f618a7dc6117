"""`scrapy jobs`, or `scrapy schedule --jobs`: running, waiting and failed jobs of
machines that share a ledger.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections import Counter
from typing import Any

from scrapy.commands import ScrapyCommand

from newscrawl.commands.archive_command import ArchiveCommand
from newscrawl.i18n import N_, _, ngettext
from newscrawl.terminal import pad_columns

WORKER = "procrastinate --app=newscrawl.cluster.jobs.app worker -c 4"
SHOWN = {"doing": N_("runs"), "todo": N_("waits"), "failed": N_("failed")}


class Command(ArchiveCommand, ScrapyCommand):
    """List the jobs of a crawl over many machines."""

    def syntax(self) -> str:
        return "[--json]"

    def short_desc(self) -> str:
        return _("Show the jobs that run, wait and failed, of a crawl over many machines")

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help=_("print one JSON object a job"))

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            self.refuse(_("cannot {words}; see `scrapy jobs --help`").format(words=" ".join(args)))
        print_jobs(self, as_json=opts.json)


def print_jobs(command: ArchiveCommand, *, as_json: bool) -> None:
    """Print the jobs, a line each, and what is missing for them to run."""
    standing = ask(command, "standing")
    jobs = [job for job in standing.jobs if job.status in SHOWN]
    for job in jobs:
        print(json.dumps(as_row(job)) if as_json else as_line(job))
    if as_json:
        return
    counts = Counter(job.status for job in jobs)
    print(
        _("{doing} runs, {todo} waits, {failed} failed").format(
            doing=counts["doing"], todo=counts["todo"], failed=counts["failed"]
        )
    )
    if standing.schedule is None:
        print(_("no schedule is loaded; type: scrapy schedule schedule.toml --load"))
    if not standing.workers:
        print(_("no worker runs; type: {command}").format(command=WORKER))


def as_row(job: Any) -> dict[str, Any]:
    """Return a job as JSON has it."""
    return {
        "id": job.id,
        "status": SHOWN[job.status],
        "channels": job.task_kwargs["channels"],
        "arguments": job.task_kwargs.get("arguments") or {},
        "site": job.lock,
        "attempts": job.attempts,
        "not_before": not_before(job) or None,
    }


def as_line(job: Any) -> str:
    """Return a job as a line of the list."""
    from newscrawl.cluster.schedule import shown_channels

    words = " ".join(f"{name}={value}" for name, value in (job.task_kwargs.get("arguments") or {}).items())
    tries = ngettext("after {n} try", "after {n} tries", job.attempts).format(n=job.attempts) if job.attempts else ""
    status = pad_columns(_(SHOWN[job.status]), 6)
    return "  ".join(filter(None, [status, shown_channels(job.task_kwargs["channels"]), words, tries, not_before(job)]))


def not_before(job: Any) -> str:
    """Return the time before which a job that waits is not tried."""
    return f"{job.scheduled_at:%Y-%m-%d %H:%M %Z}" if job.status == "todo" and job.scheduled_at else ""


def ask(command: ArchiveCommand, question: str, *words: str, prepare: bool = False) -> Any:
    """Call one of the functions of `newscrawl.cluster.jobs` against the database of the
    settings; exit with one line where that fails.
    """
    try:
        from newscrawl.cluster import jobs
        from newscrawl.cluster.job_tables import JobsError
    except ImportError as missing:
        command.refuse(_("jobs need more: pip install 'newscrawl[postgres]' ({error})").format(error=missing))
    assert command.settings is not None
    try:
        return asyncio.run(jobs.with_app(lambda: getattr(jobs, question)(*words), command.settings, prepare=prepare))
    except JobsError as error:
        command.refuse(error)

"""`scrapy schedule [FILE]`: show what a schedule makes due; `--load` hands it to
workers, `--jobs` shows what they do.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newscrawl.commands.archive_command import ArchiveCommand
from newscrawl.commands.jobs import ask, print_jobs
from newscrawl.i18n import _, system_words


class Command(ArchiveCommand, ScrapyCommand):
    """Show or load the schedule of a crawl over many machines."""

    def syntax(self) -> str:
        return "[FILE] [--load] | --jobs [--json]"

    def short_desc(self) -> str:
        return _("Show or load the schedule of a crawl over many machines; with --jobs, what runs, waits and failed")

    def long_desc(self) -> str:
        return _(
            "Show the channels of a schedule with their rhythm, or of the one that is loaded. --load gives it to the "
            "workers (procrastinate --app=newscrawl.cluster.jobs.app worker) and prepares the database if need be."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--load", action="store_true", help=_("make it the schedule of all workers"))
        parser.add_argument("--jobs", action="store_true", help=_("show the jobs that run, wait and failed"))
        parser.add_argument("--json", action="store_true", help=_("with --jobs, print one JSON object a job"))

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from newscrawl.catalog import load
        from newscrawl.cluster.schedule import look_up, read_schedule

        if opts.jobs:
            if args or opts.load:
                self.refuse(_("--jobs stands alone, or with --json"))
            print_jobs(self, as_json=opts.json)
            return
        if opts.json:
            self.refuse(_("--json belongs to --jobs"))
        if len(args) > 1 or (opts.load and not args):
            self.refuse(_("name one file") if args else _("name the file to load"))
        assert self.settings is not None
        try:
            name = args[0] if args else _("the schedule that is loaded")
            text = Path(args[0]).read_text(encoding="utf-8") if args else ask(self, "loaded")
            if text is None:
                self.refuse(_("no schedule is loaded; type: scrapy schedule schedule.toml --load"))
            plan = look_up(read_schedule(text, name), load(self.settings.getlist("NEWSCRAWL_CATALOG")), name)
            if opts.load:
                ask(self, "load_schedule", text, prepare=True)
        except (UsageError, UnicodeDecodeError) as error:
            self.refuse(error)
        except OSError as error:
            self.refuse(f"{args[0]}: {system_words(error)}")
        now = datetime.now(UTC)
        for beat in plan.beats:
            line = _("{channel}  every {span}  next {moment} UTC").format(
                channel=beat.job.shown, span=beat.rhythm.every, moment=f"{beat.next(now):%Y-%m-%d %H:%M}"
            )
            if quiet := beat.rhythm.quiet:
                line += "  " + _("quiet {start}-{end}").format(start=f"{quiet[0]:%H:%M}", end=f"{quiet[1]:%H:%M}")
            print(line)
        for job in plan.once:
            dates = job.arguments
            print(
                _("{channel}  once  {since}..{until}").format(
                    channel=job.channel, since=dates["since"], until=dates["until"]
                )
            )
        if opts.load:
            print(
                _("loaded: {channels} channels with a rhythm, {parts} parts of back-fills").format(
                    channels=sum(len(beat.job.channels) for beat in plan.beats), parts=len(plan.once)
                )
            )

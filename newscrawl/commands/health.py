"""`scrapy health [PATTERN]`: is every channel walked as often as it should be?

For monitoring: one line where all is well, and an exit code. 0 all is well · 3 a
channel was not walked to an end within `--within` · 4 the last run raised an alarm.
"""

from __future__ import annotations

import argparse
import json
from datetime import timedelta

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newscrawl.commands.archive_command import ArchiveCommand, printing
from newscrawl.i18n import _, ngettext

WITHIN = "25h"
"""Once a day, and an hour for the run itself."""
STALE, ALARM = 3, 4
RUNS = 50
"""Newest runs among which one that ended is looked for."""


class Command(ArchiveCommand, ScrapyCommand):
    """Show channels that were not walked for too long, and how the last run ended."""

    def syntax(self) -> str:
        return "[PATTERN] [--within 25h] [--all] [--json]"

    def short_desc(self) -> str:
        return _("Check that every channel was walked lately, for monitoring")

    def long_desc(self) -> str:
        return _(
            "Show the channels, or those of PATTERN, that were not walked to an end within a span of time, and how the "
            "last run ended. Exit code 3 if there is such a channel, 4 if the last run raised an alarm, otherwise 0."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--within", default=WITHIN, metavar="SPAN", help=_("90m, 25h, 7d; default: %(default)s"))
        parser.add_argument("--all", action="store_true", help=_("also show the channels that were walked in time"))
        parser.add_argument("--json", action="store_true", help=_("print JSON: every channel with its age in seconds"))

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from newscrawl.monitor.health import health_of, last_ended
        from newscrawl.options import now, read_span

        if len(args) > 1:
            self.refuse(_("one pattern, not {words!r}; put commas between several").format(words=" ".join(args)))
        assert self.settings is not None
        try:
            most = read_span("within", opts.within) or timedelta()
        except UsageError as error:
            self.refuse(error)
        wanted = self.channels(args[0]) if args else None
        with self.reading_ledger() as ledger:
            looks = [look for look in ledger.looks() if wanted is None or look.channel in wanted]
            last = last_ended(ledger.runs(RUNS))
        known = {look.channel for look in looks}
        health = health_of(looks, now(self.settings), most)
        unknown = sorted((wanted or frozenset()) - known)
        bad = [each for each in health if each.state != "fresh"]
        code = None if last is None else last.exit_code
        self.exitcode = STALE if bad or unknown or not looks else ALARM if code == ALARM else 0
        ended = _("no run has ended")
        if last is not None:
            ended = _("run {run} ended with {code}").format(run=last.id, code=code)
        with printing():
            if opts.json:
                rows = [
                    {
                        "channel": each.channel,
                        "state": each.state,
                        "walked": None if each.walked is None else each.walked.isoformat(),
                        "age": None if each.age is None else int(each.age.total_seconds()),
                        "broken": each.broken,
                    }
                    for each in health
                ]
                rows += [
                    {"channel": key, "state": "never", "walked": None, "age": None, "broken": None} for key in unknown
                ]
                last_run = None if last is None else {"run": last.id, "exit_code": code}
                print(json.dumps({"channels": rows, "last_run": last_run}, ensure_ascii=False))
                return
            for each in health if opts.all else bad:
                print(each)
            for key in unknown:
                print(_("{channel}: never asked for").format(channel=key))
            if not (n := len(looks) + len(unknown)):
                print(_("no channel was crawled yet; {ended}").format(ended=ended))
                return
            told = ngettext(
                "{good} of {n} channel walked within {span}; {ended}",
                "{good} of {n} channels walked within {span}; {ended}",
                n,
            )
            print(told.format(good=len(looks) - len(bad), n=n, span=opts.within, ended=ended))

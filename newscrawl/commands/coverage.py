"""`scrapy coverage`: complete days, missing news, channels that stopped; text, pages,
JSON.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence, Set
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newscrawl.commands.archive_command import FAILED, ArchiveCommand, printing
from newscrawl.i18n import N_, _, ngettext, system_words
from newscrawl.monitor.field_fills import Fills, fills

if TYPE_CHECKING:
    from newscrawl.ledger import Ledger
    from newscrawl.ledger.day_counts import DayCount
    from newscrawl.ledger.history import Raised
    from newscrawl.monitor.coverage import ChannelCoverage, Coverage, State

ALARM_DAYS = 30
"""Days of alarms."""
BARS = " ▁▂▃▄▅▆▇█"
WEEKS = 26
HEADINGS = (N_("channel"), N_("state"), N_("newest"), N_("articles"), N_("lost"), N_("gaps"), N_("half a year"))
STATES: dict[State, str] = {
    "live": N_("live"),
    "broken": N_("broken"),
    "dead": N_("dead"),
    "unwatched": N_("unwatched"),
    "empty": N_("empty"),
}


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """What is printed."""

    coverage: Coverage
    alarms: Sequence[Raised] = ()
    fills: Fills = field(default_factory=dict)


class Command(ArchiveCommand, ScrapyCommand):
    """Report how complete the archive is."""

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return _("Show where the archive is complete, where news is missing, which channel died")

    def long_desc(self) -> str:
        return _(
            "Without options a line a channel: its state, its last half year by weeks, its gaps. With --html a folder "
            "of pages that need no network; with --json all of it for machines."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--channels", metavar="PATTERN", help=_("only these: hxnews/fz, 'hxnews/*', 'fujian:*'"))
        parser.add_argument("--since", metavar="DATE", help=_("from this day on (default: 53 weeks back); `all`"))
        parser.add_argument("--until", metavar="DATE", help=_("up to this day (default: today)"))
        parser.add_argument("--html", metavar="DIR", help=_("write pages into this folder"))
        parser.add_argument("--json", action="store_true", help=_("print JSON"))

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            self.refuse(_("cannot {words}; see `scrapy coverage --help`").format(words=" ".join(args)))
        if opts.html and opts.json:
            self.refuse(_("ask for --html or for --json"))
        with self.reading_ledger() as ledger:
            try:
                if opts.html:
                    self._write(ledger, opts)
                    return
                report = self._report(ledger, opts)
            except UsageError as error:
                self.refuse(error)
        with printing():
            if opts.json:
                print(json.dumps(for_machines(report), ensure_ascii=False))
            elif report.coverage.channels:
                show(report.coverage)
            elif opts.channels:
                print(_("nothing of {pattern} was crawled yet").format(pattern=opts.channels))
            else:
                print(_("no channel was crawled yet"))

    def _write(self, ledger: Ledger, opts: argparse.Namespace) -> None:
        """Write the pages of the reading room into a folder."""
        from newscrawl.monitor.coverage import WINDOW
        from newscrawl.web.channel_state import last_day
        from newscrawl.web.opening_room import catalog_names
        from newscrawl.web.static_report import StaticReport, write_report

        assert self.settings is not None
        made, since, until, wanted = self._asked(opts)
        keys = [look.channel for look in ledger.looks() if wanted is None or look.channel in wanted]
        if until is None:
            until = last_day(ledger, made.date())
        if since is None and opts.since != "all":
            since = until - timedelta(days=WINDOW - 1)
        folder = Path(opts.html)
        try:
            count = write_report(StaticReport(ledger, made, keys, since, until, catalog_names(self.settings)), folder)
        except FileExistsError as error:
            self.refuse(error)
        except OSError as error:
            self.refuse(f"{folder}: {system_words(error)}", FAILED)
        told = ngettext("{n} page: {file}", "{n} pages: {file}", count).format(n=count, file=folder / "index.html")
        print(told, file=sys.stderr)

    def _asked(self, opts: argparse.Namespace) -> tuple[datetime, date | None, date | None, frozenset[str] | None]:
        """Return now, the first and last day, and the channels that are asked for."""
        from newscrawl.china_time import CHINA
        from newscrawl.options import now, read_bounds

        assert self.settings is not None
        made = now(self.settings).astimezone(CHINA)
        since, until = read_bounds(None if opts.since == "all" else opts.since, opts.until, made.date())
        return made, since, until, self.channels(opts.channels) if opts.channels else None

    def _report(self, ledger: Ledger, opts: argparse.Namespace) -> CoverageReport:
        """Read all that the report shows from the ledger."""
        from newscrawl.monitor.coverage import cover, window_of

        made, since, until, wanted = self._asked(opts)
        everything = opts.since == "all"
        looks = [look for look in ledger.looks() if wanted is None or look.channel in wanted]
        troubles = ledger.walk_troubles()
        shown = {look.channel for look in looks}
        counted = self._counted(ledger, shown, None if everything else (since or made.date()))
        window = window_of(counted, since, until, made.date(), everything=everything)
        names = self._names()
        if not opts.json:
            return CoverageReport(cover(made, counted, looks, window=window, names=names, troubles=troubles))
        coverage = cover(
            made, counted, looks, window=window, names=names, troubles=troubles, copies=ledger.copied(),
            balances={balance.name: balance for balance in ledger.balances("channel")},
            total=next(iter(ledger.balances("all")), None) if wanted is None else None,
        )  # fmt: skip
        since_alarms = made - timedelta(days=ALARM_DAYS)
        alarms = [each for each in ledger.alarms(since_alarms) if each.alarm.channel in shown]
        return CoverageReport(coverage, alarms, fills(ledger, shown))

    def _counted(self, ledger: Ledger, shown: Set[str], start: date | None) -> list[DayCount]:
        """Return the number of days to read: the window, and the year before it for the
        rhythm.

        All days, where there is no news.
        """
        from newscrawl.monitor.coverage import WINDOW

        since = start - timedelta(days=2 * WINDOW) if start else None
        counted = [each for each in ledger.day_counts(since) if each.channel in shown]
        if since is None or any(each.day is not None and each.counts.news for each in counted):
            return counted
        return [each for each in ledger.day_counts() if each.channel in shown]

    def _names(self) -> Mapping[str, str]:
        """Return the names of channels; none where the catalog cannot be read."""
        from newscrawl.web.opening_room import catalog_names

        assert self.settings is not None
        return catalog_names(self.settings).channels


def show(coverage: Coverage) -> None:
    """Print one line a channel, and below them what needs attention."""
    from rich.table import Table

    from newscrawl.terminal import safe_console

    console = safe_console(highlight=False)
    table = Table(*map(_, HEADINGS), box=None, pad_edge=False)
    for channel in coverage.channels:
        state = _(STATES[channel.state])
        if channel.since is not None:
            state = _("{state} since {day}").format(state=state, day=channel.since)
        counts = (str(channel.counts.news), str(channel.counts.lost or ""), str(len(channel.gaps) or ""))
        table.add_row(channel.key, state, str(channel.newest or ""), *counts, strip(channel))
    console.print(table)
    for channel in coverage.channels:
        if channel.why is not None:
            console.print(f"{_(STATES[channel.state])} {channel.key}: {channel.why}", markup=False, soft_wrap=True)
        if channel.depth is not None:
            told = _("depth unknown {channel}: {why}").format(channel=channel.key, why=channel.depth)
            console.print(told, markup=False, soft_wrap=True)
        for gap in channel.gaps:
            told = ngettext(
                "gap {channel}: {first} to {last}, {n} day", "gap {channel}: {first} to {last}, {n} days", gap.days
            )
            console.print(told.format(channel=channel.key, first=gap.first, last=gap.last, n=gap.days), markup=False)


def strip(channel: ChannelCoverage) -> str:
    """Return the weeks of a channel as bars; a week with a gap is a cross."""
    from newscrawl.monitor.week_strip import busy, weeks

    found = weeks(channel)[-WEEKS:]
    most = busy([week.news for week in found])
    steps = len(BARS) - 1
    return "".join(
        "×" if week.mark == "gap" else BARS[min(steps, -(-week.news * steps // most))] for week in found
    )  # fmt: skip


def for_machines(report: CoverageReport) -> dict[str, Any]:
    """Return a report as JSON values: times and days in ISO 8601, a day's counts by
    outcome.
    """
    coverage = report.coverage
    return {
        "made": coverage.made.isoformat(timespec="seconds"),
        "first": str(coverage.first),
        "last": str(coverage.last),
        "channels": [
            {
                "channel": channel.key,
                "site": channel.site,
                "name": channel.name,
                "state": channel.state,
                "since": channel.since and str(channel.since),
                "reason": channel.reason,
                "why": channel.why,
                "depth": channel.depth,
                "newest": channel.newest and str(channel.newest),
                "usual": channel.usual,
                "counts": channel.counts._asdict(),
                "undated": channel.undated,
                "gaps": [{"first": str(gap.first), "last": str(gap.last), "days": gap.days} for gap in channel.gaps],
                "days": {
                    str(day.day): {"mark": day.mark, **{name: n for name, n in day.counts._asdict().items() if n}}
                    for day in channel.days
                },
                "fills": {
                    month: {"articles": of, **have} for month, (of, have) in report.fills.get(channel.key, {}).items()
                },
            }
            for channel in coverage.channels
        ],
        "copies": [asdict(each) for each in coverage.copies],
        "alarms": [{"at": each.at.isoformat(), "run": each.run, **asdict(each.alarm)} for each in report.alarms],
    }

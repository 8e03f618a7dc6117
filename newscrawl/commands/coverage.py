"""`scrapy coverage`: complete days, missing news, channels that stopped; text, pages,
JSON.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newscrawl.commands.archive_command import FAILED, ArchiveCommand, printing
from newscrawl.i18n import N_, _, ngettext, system_words

if TYPE_CHECKING:
    from newscrawl.ledger import Ledger
    from newscrawl.ledger.day_counts import DayCount
    from newscrawl.monitor.coverage import ChannelCoverage, Coverage, State
    from newscrawl.monitor.report import Report

ROWS, PER_DAY, LOST_DAYS = 20_000, 200, 371
"""Articles listed by the pages in all, and by one day of a channel; days that lost
articles are listed for.
"""
RUNS, ALARM_DAYS, PAST = 15, 30, 2000
"""Runs shown, days of alarms, and runs whose fields are summed by month."""
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
                report = self._report(ledger, opts)
            except UsageError as error:
                self.refuse(error)
        if opts.html:
            self._write(report, Path(opts.html))
            return
        with printing():
            if opts.json:
                print(json.dumps(for_machines(report), ensure_ascii=False))
            elif report.coverage.channels:
                show(report.coverage)
            elif opts.channels:
                print(_("nothing of {pattern} was crawled yet").format(pattern=opts.channels))
            else:
                print(_("no channel was crawled yet"))

    def _write(self, report: Report, folder: Path) -> None:
        from newscrawl.monitor.report import write_report

        try:
            count = write_report(report, folder)
        except FileExistsError as error:
            self.refuse(error)
        except OSError as error:
            self.refuse(f"{folder}: {system_words(error)}", FAILED)
        told = ngettext("{n} page: {file}", "{n} pages: {file}", count).format(n=count, file=folder / "index.html")
        print(told, file=sys.stderr)

    def _report(self, ledger: Ledger, opts: argparse.Namespace) -> Report:
        """Read all that the report shows from the ledger."""
        from newscrawl.china_time import CHINA
        from newscrawl.ledger.day_counts import ListedDays
        from newscrawl.monitor.coverage import cover, since_within, window_of
        from newscrawl.monitor.report import Lists, Report
        from newscrawl.options import now, read_bounds

        assert self.settings is not None
        made = now(self.settings).astimezone(CHINA)
        everything = opts.since == "all"
        since, until = read_bounds(None if everything else opts.since, opts.until, made.date())
        wanted = self.channels(opts.channels) if opts.channels else None
        looks = [look for look in ledger.looks() if wanted is None or look.channel in wanted]
        troubles = ledger.walk_troubles()
        shown = {look.channel for look in looks}
        counted = self._counted(ledger, shown, None if everything else (since or made.date()))
        window = window_of(counted, since, until, made.date(), everything=everything)
        names, site_names = self._names()
        if not (opts.html or opts.json):
            return Report(cover(made, counted, looks, window=window, names=names, troubles=troubles), Lists(window[1]))
        coverage = cover(
            made, counted, looks, window=window, names=names, troubles=troubles, copies=ledger.copied(),
            balances={balance.name: balance for balance in ledger.balances("channel")},
            total=next(iter(ledger.balances("all")), None) if wanted is None else None,
        )  # fmt: skip
        lists = Lists(window[1])
        if opts.html:
            by_day: Counter[date] = Counter()
            for each in counted:
                if each.day is not None and window[0] <= each.day <= window[1]:
                    by_day[each.day] += min(each.counts.listed, PER_DAY)
            first = since_within(by_day, ROWS, window[0])
            lost = max(window[0], window[1] - timedelta(days=LOST_DAYS))
            asked = ListedDays(first, lost, window[1], PER_DAY)
            lists = Lists(first, [row for row in ledger.listed(asked) if row.channel in shown])
        runs = [(run, ledger.balances("all", run.id)) for run in ledger.runs(RUNS)]
        since_alarms = made - timedelta(days=ALARM_DAYS)
        return Report(
            coverage,
            lists,
            [(run, balances[0] if balances else _nothing(run.id)) for run, balances in runs],
            [each for each in ledger.alarms(since_alarms) if each.alarm.channel in shown],
            fills(ledger, shown),
            site_names,
        )

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

    def _names(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """Return the names of channels and sites; none where the catalog cannot be
        read.
        """
        from newscrawl.catalog import CatalogError, load

        assert self.settings is not None
        try:
            catalog = load(self.settings.getlist("NEWSCRAWL_CATALOG"))
            sites = [*catalog.sites(), *(paper.site for paper in catalog.papers.papers())]
        except CatalogError:
            return {}, {}
        named = {channel.key: channel.name for site in sites for channel in site.channels if channel.name}
        return named, {site.id: site.name for site in sites}


def _nothing(run: int) -> Any:
    from newscrawl.ledger import Balance

    return Balance(str(run), 0)


def fills(ledger: Ledger, channels: Iterable[str]) -> dict[str, dict[str, tuple[int, Mapping[str, int]]]]:
    """Sum how many articles have each field, by month of fetching."""
    from newscrawl.china_time import CHINA

    found: dict[str, dict[str, tuple[int, Mapping[str, int]]]] = defaultdict(dict)
    for channel in channels:
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        articles: Counter[str] = Counter()
        for seen in ledger.past(channel, 1 << 62, PAST):
            if seen.lines and seen.at is not None:
                month = f"{seen.at.astimezone(CHINA):%Y-%m}"
                articles[month] += seen.lines
                counts[month].update(seen.filled)
        for month, of in articles.items():
            found[channel][month] = (of, counts[month])
    return found


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
    from newscrawl.monitor.heatmap import busy, weeks

    found = weeks(channel)[-WEEKS:]
    most = busy([week.news for week in found])
    steps = len(BARS) - 1
    return "".join(
        "×" if week.mark == "gap" else BARS[min(steps, -(-week.news * steps // most))] for week in found
    )  # fmt: skip


def for_machines(report: Report) -> dict[str, Any]:
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

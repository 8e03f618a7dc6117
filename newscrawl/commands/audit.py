"""`scrapy audit`: listed = exported + duplicate + rejected + failed + pending.

By channel and by run, with reasons; and the walks that stop short. Reads the ledger;
with `--verify` also every line of the record. Exit code 3 where the numbers do not add
up.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newscrawl.commands.archive_command import ArchiveCommand, printing
from newscrawl.i18n import N_, _
from newscrawl.program import as_called

if TYPE_CHECKING:
    from rich.console import Console

    from newscrawl.ledger import Balance, Ledger, OutcomeKind, RunRow
    from newscrawl.ledger.walk_troubles import Finals, OpenBackFill, WalkTrouble
    from newscrawl.walks.issue_values import IssueCounts, IssueGap

UNBALANCED = 3
RUNS = 10
"""Newest runs that are shown, unless `--runs` asks for others."""
ALL = 1 << 62
SHOWN = 50
"""Problems of the record that are listed; the rest is only counted."""
OUTCOMES: tuple[OutcomeKind, ...] = ("exported", "duplicate", "rejected", "failed", "pending")
N_("listed"), N_("exported"), N_("duplicate"), N_("rejected"), N_("failed"), N_("pending"), N_("balance")


@dataclass(frozen=True, slots=True)
class Audit:
    """The result of an audit."""

    ledger: str
    run: RunRow | None
    total: Balance | None
    """Articles, each counted once; None where only some channels were asked for."""
    channels: list[Balance]
    runs: list[tuple[RunRow, Balance]]
    """The newest runs, also those that listed and fetched nothing; empty where one run
    was asked for.
    """
    exits: list[tuple[str, int, datetime]]
    """How all runs ended, how many ended so, and when the newest of them began."""
    walks: list[WalkTrouble]
    """The walks that stop short, or whose depth is unknown."""
    interrupted: list[OpenBackFill]
    """Back-fills of channels whose last run is over, or dead; the same command goes on
    with them."""
    interrupted_runs: list[RunRow]
    """Back-fills of newspapers that were killed; the same command goes on with them."""
    finals: list[Finals]
    """Articles that were given up, by reason; empty where a part was asked for."""
    issues: list[IssueCounts]
    """Days of newspapers, by edition; of the whole archive, also for an audit of one
    run.
    """
    gaps: list[IssueGap]
    """Their long rows of days without an issue."""
    faults: dict[str, int]
    """Contradictions in the ledger, by kind."""
    lines: dict[str, int] | None
    """How many lines of how many files were read; None without `--verify`."""
    problems: list[str] = field(default_factory=list)
    """Problems of the record's files."""

    @property
    def verdict(self) -> str:
        """What the audit comes to, in one line."""
        from newscrawl.monitor.account_lines import verdict

        interrupted = len(self.interrupted) + len(self.interrupted_runs)
        return verdict(self.sound, self.walks, sum(each.broken for each in self.issues), interrupted)

    @property
    def sound(self) -> bool:
        """Whether everything adds up."""
        balances = [*self.channels, *([self.total] if self.total else []), *(balance for _run, balance in self.runs)]
        return all(balance.balanced for balance in balances) and not self.faults and not self.problems


class Command(ArchiveCommand, ScrapyCommand):
    """Audit the ledger."""

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return _("Balance what was listed against what became of it")

    def long_desc(self) -> str:
        return _(
            "Show, by channel and by run, that listed = exported + duplicate + rejected + failed + pending, with the "
            "reasons; and name the walks that stop short, since when and why. Exits with 0 where the account adds up, "
            "else with 3."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--run", metavar="ID", help=_("only what this run listed or took up; `last` for the newest")
        )
        parser.add_argument(
            "--channel", metavar="PATTERN", help=_("only these channels: hxnews/fz, 'hxnews/*', 'fujian:*'")
        )
        parser.add_argument(
            "--runs", metavar="N", help=_("how many of the newest runs to show ({runs}); `all`").format(runs=RUNS)
        )
        parser.add_argument("--verify", action="store_true", help=_("also read every line of the record"))
        parser.add_argument("--json", action="store_true", help=_("print JSON"))

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from newscrawl.ledger.place import ledger_place

        if args:
            self.refuse(_("cannot {words}; see `scrapy audit --help`").format(words=" ".join(args)))
        assert self.settings is not None
        with self.reading_ledger() as ledger:
            audit = self._audit(ledger, ledger_place(self.settings), opts)
        with printing():
            print_json(audit) if opts.json else print_tables(audit)
        self.exitcode = 0 if audit.sound else UNBALANCED

    def _audit(self, ledger: Ledger, place: Path | str, opts: argparse.Namespace) -> Audit:
        from newscrawl.ledger.place import shown
        from newscrawl.monitor.account_lines import exit_counts, unfinished_papers
        from newscrawl.options import data_folder
        from newscrawl.record.recover import dead_runs

        assert self.settings is not None
        run = self._run(ledger, opts.run) if opts.run else None
        most = self._most(opts.runs)
        number = run.id if run else None
        channels, walks = ledger.balances("channel", number), ledger.walk_troubles()
        named = {balance.name for balance in channels} if run else None
        if opts.channel:
            named = self._select({each.name for each in channels} | {each.channel for each in walks}, opts.channel)
        lines: dict[str, int] | None = None
        problems: list[str] = []
        if opts.verify:
            lines = {"lines": 0, "files": 0}
            problems = verify(ledger, data_folder(self.settings), number, lines)
        every = ledger.runs(ALL) if named is None else []
        back_fills, papers = ledger.open_back_fills(), unfinished_papers(every)
        unended = {each.run for each in back_fills} | {each.id for each in papers}
        dead = dead_runs(ledger.locks(), unended) if unended else set()
        return Audit(
            ledger=shown(place),
            run=run,
            total=None if opts.channel else next(iter(ledger.balances("all", number)), None),
            channels=[each for each in channels if named is None or each.name in named],
            runs=list(with_balances(ledger, every[:most])),
            exits=exit_counts(every),
            walks=[each for each in walks if named is None or each.channel in named],
            interrupted=[x for x in back_fills if x.run in dead and (named is None or x.channel in named)],
            interrupted_runs=[each for each in papers if each.id in dead],
            finals=ledger.finals() if named is None else [],
            issues=[each for each in ledger.issue_counts() if not named or each.channel in named],
            gaps=[each for each in ledger.issue_gaps() if not named or each.channel in named],
            faults=ledger.faults(number),
            lines=lines,
            problems=problems,
        )

    def _most(self, asked: str | None) -> int:
        """Return how many runs to show."""
        from newscrawl.options import read_count

        if asked == "all":
            return ALL
        try:
            return read_count("--runs", asked) or RUNS
        except UsageError as error:
            self.refuse(error)

    def _run(self, ledger: Ledger, asked: str) -> RunRow:
        newest = ledger.runs(1)
        if asked == "last" and newest:
            return newest[0]
        found = ledger.find_run(int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 18 else None
        if found is None and not newest:
            self.refuse(_("there is no run yet"))
        return found or self.refuse(
            _("no run {asked}; the newest is {newest}").format(
                asked=asked, newest=newest[0].id if newest else _("none")
            )
        )

    def _select(self, names: set[str], pattern: str) -> set[str]:
        """Return those of the names that a pattern selects.

        A name or `*` is looked up in the ledger, which also has channels that left the
        catalog; any other pattern in the catalog.
        """
        parts = [part.strip() for part in pattern.split(",")]
        selected = {name for name in names if any(fnmatchcase(name, part) for part in parts)}
        return (
            selected
            or names & self.channels(pattern)
            or self.refuse(_("the ledger has nothing of {pattern} yet").format(pattern=pattern))
        )


def with_balances(ledger: Ledger, runs: list[RunRow]) -> Iterator[tuple[RunRow, Balance]]:
    """Yield runs with their balances; that of a run without articles is empty."""
    from newscrawl.ledger import Balance

    for run in runs:
        yield run, next(iter(ledger.balances("all", run.id)), Balance(str(run.id), 0))


def verify(ledger: Ledger, data: Path, run: int | None, counts: dict[str, int]) -> list[str]:
    """Read the record's lines; for the whole ledger also look for bytes it does not
    know.
    """
    from newscrawl.record.verify import of_worker, unaccounted, verify_lines

    problems = list(verify_lines(data, of_worker(ledger.each_line(run), ledger.worker, data), counts))
    if run is None:
        committed = {state.path: state.length for state in ledger.open_files()}
        problems += unaccounted(data, of_worker(ledger.each_line(), ledger.worker, data), committed, ledger.worker)
    return problems


def print_json(audit: Audit) -> None:
    """Print the audit as one JSON object; times are China's."""
    from newscrawl.monitor.causes import in_words

    print(
        json.dumps(
            {
                "ledger": audit.ledger,
                "sound": audit.sound,
                "verdict": audit.verdict,
                "run": asdict(audit.run) if audit.run else None,
                "total": _plain(audit.total) if audit.total else None,
                "channels": [_plain(balance) for balance in audit.channels],
                "runs": [{**asdict(run), "balance": _plain(balance)} for run, balance in audit.runs],
                "exits": [{"exit": name, "runs": count, "newest": at} for name, count, at in audit.exits],
                "walks": [{**asdict(each), "cause": in_words(each.reason)} for each in audit.walks],
                "interrupted": [asdict(each) for each in audit.interrupted],
                "interrupted_runs": [asdict(each) for each in audit.interrupted_runs],
                "finals": [asdict(each) for each in audit.finals],
                "issues": [{"asked": each.asked, **asdict(each)} for each in audit.issues],
                "gaps": [asdict(each) for each in audit.gaps],
                "faults": audit.faults,
                "lines": audit.lines,
                "problems": audit.problems,
            },
            ensure_ascii=False,
            indent=2,
            default=_in_json,
        )
    )


def _in_json(value: object) -> str:
    from newscrawl.china_time import CHINA

    return value.astimezone(CHINA).isoformat() if isinstance(value, datetime) else str(value)


def _plain(balance: Balance) -> dict[str, Any]:
    outcomes: dict[str, int] = {name: balance.outcomes.get(name, 0) for name in OUTCOMES}
    return {
        "name": balance.name,
        "listed": balance.listed,
        **outcomes,
        "reasons": balance.reasons,
        "balanced": balance.balanced,
    }


def print_tables(audit: Audit) -> None:
    """Print tables: with colours on a terminal, otherwise plain columns."""
    from newscrawl.monitor.account_lines import (
        days,
        describe,
        equation,
        final_lines,
        interrupted_lines,
        runs_line,
        walk_lines,
    )
    from newscrawl.terminal import safe_console

    console = safe_console(highlight=False)
    if not console.is_terminal:
        console = safe_console(highlight=False, width=200, no_color=True)
    if audit.run:
        console.print(describe(audit.run))
    rows = [(balance.name, balance) for balance in audit.channels]
    if audit.total:
        rows.append((_("all articles"), audit.total))
    if rows:
        _table(console, rows)
    else:
        console.print(_("this run listed no article") if audit.run else _("no article was listed yet"))
    counted = sum(balance.listed for balance in audit.channels)
    if audit.total and counted > audit.total.listed:
        console.print(
            _("{n:,} listed by more than one channel: each counts there, once in all").format(
                n=counted - audit.total.listed
            )
        )
    reasons: dict[str, int] = {}
    for balance in [audit.total] if audit.total else audit.channels:
        for reason, count in balance.reasons.items():
            reasons[reason] = reasons.get(reason, 0) + count
    for reason, count in sorted(reasons.items(), key=lambda each: (each[0].partition("/")[0], -each[1])):
        console.print(f"  {count:>9,}  {reason}", markup=False)
    for issues in audit.issues:
        console.print(days(issues), markup=False)
    for gap in audit.gaps:
        console.print(f"{gap.channel}: {gap.words}", markup=False)
    if audit.finals:
        console.print(as_called(_("given up, which `scrapy ledger retry` asks for again:")))
    for line in final_lines(audit.finals):
        console.print(f"    {line}", markup=False)
    for run, balance in audit.runs:
        console.print(f"{describe(run)}\n    {equation(balance)}" if balance.listed else describe(run), markup=False)
    if len(audit.runs) < sum(count for _name, count, _newest in audit.exits):
        console.print(runs_line(audit.exits), markup=False)
    for line in walk_lines(audit.walks):
        console.print(line, style="bold red" if line.startswith("broken") else None, markup=False, soft_wrap=True)
    for line in interrupted_lines(audit.interrupted, audit.interrupted_runs):
        console.print(line, markup=False, soft_wrap=True)
    for kind, count in audit.faults.items():
        console.print(
            _("contradiction: {kind}: {count:,}").format(kind=kind.replace("_", " "), count=count),
            style="bold red",
            markup=False,
        )
    for problem in audit.problems[:SHOWN]:
        console.print(problem, style="bold red", markup=False, soft_wrap=True)
    if len(audit.problems) > SHOWN:
        console.print(_("… and {n:,} more").format(n=len(audit.problems) - SHOWN), style="bold red")
    if audit.lines is not None:
        console.print(
            _("{lines:,} lines of {files:,} files read").format(lines=audit.lines["lines"], files=audit.lines["files"])
        )
    console.print(audit.verdict, style="bold", soft_wrap=True)


def _table(console: Console, rows: list[tuple[str, Balance]]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(_("channel"), overflow="fold")
    for name in ("listed", *OUTCOMES, "balance"):
        table.add_column(_(name), justify="right", no_wrap=True)
    for name, balance in rows:
        counts = (balance.outcomes.get(outcome, 0) for outcome in OUTCOMES)
        short = balance.listed - sum(balance.outcomes.values())
        verdict = Text(_("ok"), style="green") if balance.balanced else Text(f"{short:+,}", style="bold red")
        table.add_row(Text(name), f"{balance.listed:,}", *(f"{count:,}" for count in counts), verdict)
    console.print(table)

"""`scrapy audit`: listed = exported + duplicate + rejected + failed + pending.

By channel and by run, with reasons. Reads the ledger; with `--verify` also every line
of the record. Exit code 3 where the numbers do not add up.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand

from newscrawl.commands.archive_command import ArchiveCommand, printing

if TYPE_CHECKING:
    from rich.console import Console

    from newscrawl.ledger import Balance, Ledger, OutcomeKind, RunRow
    from newscrawl.walks.issue_values import IssueCounts

UNBALANCED = 3
RUNS = 5
"""Newest runs that are shown."""
SHOWN = 50
"""Problems of the record that are listed; the rest is only counted."""
OUTCOMES: tuple[OutcomeKind, ...] = ("exported", "duplicate", "rejected", "failed", "pending")


@dataclass(frozen=True, slots=True)
class Audit:
    """The result of an audit."""

    ledger: str
    run: RunRow | None
    total: Balance | None
    """Articles, each counted once; None where only some channels were asked for."""
    channels: list[Balance]
    runs: list[tuple[RunRow, Balance]]
    """The newest runs; empty where one run was asked for."""
    issues: list[IssueCounts]
    """Days of newspapers, by edition; of the whole archive, also for an audit of one
    run.
    """
    faults: dict[str, int]
    """Contradictions in the ledger, by kind."""
    lines: dict[str, int] | None
    """How many lines of how many files were read; None without `--verify`."""
    problems: list[str] = field(default_factory=list)
    """Problems of the record's files."""

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
        return "Balance what was listed against what became of it"

    def long_desc(self) -> str:
        return (
            "Show, by channel and by run, that listed = exported + duplicate + rejected + failed + pending, with the "
            "reasons. Exits with 0 where everything adds up, else with 3."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--run", metavar="ID", help="only what this run listed or took up; `last` for the newest")
        parser.add_argument(
            "--channel", metavar="PATTERN", help="only these channels: hxnews/fz, 'hxnews/*', 'fujian:*'"
        )
        parser.add_argument("--verify", action="store_true", help="also read every line of the record")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from newscrawl.ledger.place import ledger_place

        if args:
            self.refuse(f"cannot {' '.join(args)}; see `scrapy audit --help`")
        assert self.settings is not None
        with self.reading_ledger() as ledger:
            audit = self._audit(ledger, ledger_place(self.settings), opts)
        with printing():
            print_json(audit) if opts.json else print_tables(audit)
        self.exitcode = 0 if audit.sound else UNBALANCED

    def _audit(self, ledger: Ledger, place: Path | str, opts: argparse.Namespace) -> Audit:
        from newscrawl.ledger.place import shown
        from newscrawl.options import data_folder

        assert self.settings is not None
        run = self._run(ledger, opts.run) if opts.run else None
        number = run.id if run else None
        channels = ledger.balances("channel", number)
        if opts.channel:
            channels = self._select(channels, opts.channel)
        lines: dict[str, int] | None = None
        problems: list[str] = []
        if opts.verify:
            lines = {"lines": 0, "files": 0}
            problems = verify(ledger, data_folder(self.settings), number, lines)
        named = {balance.name for balance in channels} if run or opts.channel else set()
        return Audit(
            ledger=shown(place),
            run=run,
            total=None if opts.channel else next(iter(ledger.balances("all", number)), None),
            channels=channels,
            runs=[] if run or opts.channel else list(newest_runs(ledger)),
            issues=[each for each in ledger.issue_counts() if not named or each.channel in named],
            faults=ledger.faults(number),
            lines=lines,
            problems=problems,
        )

    def _run(self, ledger: Ledger, asked: str) -> RunRow:
        newest = ledger.runs(1)
        if asked == "last" and newest:
            return newest[0]
        found = ledger.find_run(int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 18 else None
        return found or self.refuse(f"no run {asked}; the newest is {newest[0].id if newest else 'none'}")

    def _select(self, channels: list[Balance], pattern: str) -> list[Balance]:
        """Return the channels that a pattern names.

        A name or `*` is looked up in the ledger, which also has channels that left the
        catalog; any other pattern in the catalog.
        """
        parts = [part.strip() for part in pattern.split(",")]
        selected = [each for each in channels if any(fnmatchcase(each.name, part) for part in parts)]
        if selected:
            return selected
        keys = self.channels(pattern)
        selected = [each for each in channels if each.name in keys]
        return selected or self.refuse(f"the ledger has nothing of {pattern} yet")


def newest_runs(ledger: Ledger) -> list[tuple[RunRow, Balance]]:
    """Return the newest runs that listed or fetched anything, with their balances."""
    found = ((run, ledger.balances("all", run.id)) for run in ledger.runs(RUNS))
    return [(run, balances[0]) for run, balances in found if balances]


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
    """Print the audit as one JSON object."""
    print(
        json.dumps(
            {
                "ledger": audit.ledger,
                "sound": audit.sound,
                "run": asdict(audit.run) if audit.run else None,
                "total": _plain(audit.total) if audit.total else None,
                "channels": [_plain(balance) for balance in audit.channels],
                "runs": [{**asdict(run), "balance": _plain(balance)} for run, balance in audit.runs],
                "issues": [{"asked": each.asked, **asdict(each)} for each in audit.issues],
                "faults": audit.faults,
                "lines": audit.lines,
                "problems": audit.problems,
            },
            ensure_ascii=False,
            indent=2,
            default=str,
        )
    )


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
    from rich.console import Console

    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=200, no_color=True)
    if audit.run:
        console.print(describe(audit.run))
    rows = [(balance.name, balance) for balance in audit.channels]
    if audit.total:
        rows.append(("all articles", audit.total))
    _table(console, rows)
    counted = sum(balance.listed for balance in audit.channels)
    if audit.total and counted > audit.total.listed:
        console.print(f"{counted - audit.total.listed} listed by more than one channel: each counts there, once in all")
    reasons: dict[str, int] = {}
    for balance in [audit.total] if audit.total else audit.channels:
        for reason, count in balance.reasons.items():
            reasons[reason] = reasons.get(reason, 0) + count
    for reason, count in sorted(reasons.items(), key=lambda each: (each[0].partition("/")[0], -each[1])):
        console.print(f"  {count:>9,}  {reason}", markup=False)
    for issues in audit.issues:
        console.print(days(issues), markup=False)
    for run, balance in audit.runs:
        console.print(f"{describe(run)}\n    {equation(balance)}", markup=False)
    for kind, count in audit.faults.items():
        console.print(f"contradiction: {kind.replace('_', ' ')}: {count:,}", style="bold red", markup=False)
    for problem in audit.problems[:SHOWN]:
        console.print(problem, style="bold red", markup=False, soft_wrap=True)
    if len(audit.problems) > SHOWN:
        console.print(f"… and {len(audit.problems) - SHOWN:,} more", style="bold red")
    if audit.lines is not None:
        console.print(f"{audit.lines['lines']:,} lines of {audit.lines['files']:,} files read")
    console.print("everything adds up" if audit.sound else "the account does not add up", style="bold")


def describe(run: RunRow) -> str:
    """Return a run's name and how it ended."""
    arguments = " ".join(f"{name}={value}" for name, value in run.arguments.items())
    started = run.started.astimezone().strftime("%Y-%m-%d %H:%M")
    end = "not ended" if run.finished is None else f"exit {run.exit_code}"
    return "  ".join(part for part in (f"run {run.id}", started, f"{run.spider} {arguments}".strip(), end) if part)


def equation(balance: Balance) -> str:
    """Return a balance as one line.

    >>> from newscrawl.ledger import Balance
    >>> equation(Balance("7", 120, {"exported": 112, "duplicate": 8}))
    '120 listed = 112 exported + 8 duplicate'
    """
    counts = [f"{balance.outcomes[name]:,} {name}" for name in OUTCOMES if balance.outcomes.get(name)]
    return f"{balance.listed:,} listed {'=' if balance.balanced else '≠'} {' + '.join(counts) or '0'}"


def days(issues: IssueCounts) -> str:
    """Return the balance of an edition's days as one line.

    >>> from newscrawl.walks.issue_values import IssueCounts
    >>> days(IssueCounts("fzrb/main", 28, 2, 0, 224, 1340))
    'fzrb/main: 30 days = 28 issues + 2 without; 224 pages, 1,340 articles'
    """
    counts = [f"{issues.complete:,} issues"]
    counts += [f"{issues.missing:,} without"] if issues.missing else []
    counts += [f"{issues.broken:,} broken"] if issues.broken else []
    read = f"{issues.pages:,} pages, {issues.entries:,} articles"
    return f"{issues.channel}: {issues.asked:,} days = {' + '.join(counts)}; {read}"


def _table(console: Console, rows: list[tuple[str, Balance]]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("channel", overflow="fold")
    for name in ("listed", *OUTCOMES, "balance"):
        table.add_column(name, justify="right", no_wrap=True)
    for name, balance in rows:
        counts = (balance.outcomes.get(outcome, 0) for outcome in OUTCOMES)
        short = balance.listed - sum(balance.outcomes.values())
        verdict = Text("ok", style="green") if balance.balanced else Text(f"{short:+,}", style="bold red")
        table.add_row(Text(name), f"{balance.listed:,}", *(f"{count:,}" for count in counts), verdict)
    console.print(table)

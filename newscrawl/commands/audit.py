"""`scrapy audit`: listed = exported + duplicate + rejected + failed + pending.

By channel and by run, with reasons; and the walks that stop short. Reads the ledger;
with `--verify` also every line of the record. Exit code 3 where the numbers do not add
up.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newscrawl.commands.archive_command import ArchiveCommand, printing
from newscrawl.commands.audit_output import Audit, print_json, print_tables
from newscrawl.i18n import _

if TYPE_CHECKING:
    from newscrawl.ledger import Balance, Ledger, RunRow

UNBALANCED = 3
RUNS = 10
"""Newest runs that are shown, unless `--runs` asks for others."""
ALL = 1 << 62


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
        parser.add_argument(
            "--verify", action="store_true", help=_("also read every line of the record, and count all anew")
        )
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
            alarms=[each.alarm for each in ledger.alarms(run.started) if each.run == number] if run else [],
            faults=ledger.faults(number, deep=opts.verify),
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

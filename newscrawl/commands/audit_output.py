"""An audit → tables for a person, or JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from newscrawl.i18n import N_, _, language, ngettext
from newscrawl.program import as_called

if TYPE_CHECKING:
    from rich.console import Console

    from newscrawl.ledger import Balance, OutcomeKind, RunRow
    from newscrawl.ledger.history import Alarm
    from newscrawl.ledger.walk_troubles import Finals, OpenBackFill, WalkTrouble
    from newscrawl.walks.issue_values import IssueCounts, IssueGap

SHOWN = 50
"""Problems of the record that are listed; the rest is only counted."""
RELATIONS = {
    "near": N_("near-duplicate"),
    "equal": N_("the same text"),
    "contained": N_("part of another text"),
    "contains": N_("has another text in it"),
    "same_url": N_("the same address"),
}
"""What a duplicate is to the other article."""
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
    alarms: list[Alarm]
    """What the run that was asked for told of for the first time that day."""
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
                "alarms": [asdict(each) for each in audit.alarms],
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
    from newscrawl.monitor.advice import advice
    from newscrawl.monitor.wrapping import wrapped
    from newscrawl.terminal import safe_console

    console = safe_console(highlight=False)
    if not console.is_terminal:
        console = safe_console(highlight=False, width=200, no_color=True)

    def say(line: str, style: str | None = None) -> None:
        """Print a line; a wide one goes on below, further in."""
        for part in wrapped([line], console.width) if console.is_terminal else [line]:
            console.print(part, style=style, markup=False, soft_wrap=True)

    if audit.run:
        say(describe(audit.run))
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
        say(f"  {count:>9,}  {_with_words(reason)}")
    for issues in audit.issues:
        say(days(issues))
    for gap in audit.gaps:
        say(f"{gap.channel}: {gap.words}")
    if audit.finals:
        console.print(as_called(_("given up, which `scrapy ledger retry` asks for again:")))
    for line in final_lines(audit.finals):
        say(f"    {line}")
    for run, balance in audit.runs:
        say(describe(run))
        if balance.listed:
            say(f"    {equation(balance)}")
    if len(audit.runs) < sum(count for _name, count, _newest in audit.exits):
        say(runs_line(audit.exits))
    for state, line in walk_lines(audit.walks):
        say(line, "bold red" if state == "broken" else None)
    for line in interrupted_lines(audit.interrupted, audit.interrupted_runs):
        say(line)
    for alarm in audit.alarms:
        told = _("alarm {name} {subject}: {evidence}")
        told = told.format(name=alarm.name, subject=alarm.subject, evidence=alarm.evidence)
        say(told, "bold")
        say(f"      {advice(alarm.name)}")
    for kind, count in audit.faults.items():
        console.print(
            _("contradiction: {kind}: {count:,}").format(kind=kind.replace("_", " "), count=count),
            style="bold red",
            markup=False,
        )
    for problem in audit.problems[:SHOWN]:
        say(problem, "bold red")
    if len(audit.problems) > SHOWN:
        console.print(_("… and {n:,} more").format(n=len(audit.problems) - SHOWN), style="bold red")
    if audit.lines is not None:
        files = audit.lines["files"]
        console.print(
            ngettext("{lines:,} lines of {n:,} file read", "{lines:,} lines of {n:,} files read", files).format(
                lines=audit.lines["lines"], n=files
            )
        )
    say(audit.verdict, "bold")


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


def _with_words(reason: str) -> str:
    """Return an outcome's reason, `pending/http_404`; in another language than English,
    words follow it.
    """
    from newscrawl.monitor.causes import article_words

    code = reason.partition("/")[2]
    words = _(RELATIONS[code]) if code in RELATIONS else article_words(code)
    return reason if language() == "en" or words == code else f"{reason}（{words}）"

"""Rows of the ledger → tables: values for programs, cells for people, entries for
feeds. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from newscrawl.china_time import CHINA
from newscrawl.i18n import _
from newscrawl.ledger import Balance, OutcomeKind, RunRow
from newscrawl.ledger.day_counts import Copies
from newscrawl.ledger.history import Raised
from newscrawl.ledger.sql_reading import LedgerRow, Tried
from newscrawl.ledger.walk_troubles import WalkTrouble
from newscrawl.monitor.advice import advice
from newscrawl.monitor.causes import in_words
from newscrawl.monitor.gaps import Gap
from newscrawl.web.room_links import RoomLinks
from newscrawl.web.templating import OUTCOMES, moment, outcome_word, reason_words, web_address


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a page."""

    text: str
    href: str | None = None
    kind: str = ""
    """`number`, `date`, `bad`, `code`, `long` text, or the outcome that colours it."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: its values for programs, its cells for people, and its entry in a feed."""

    values: dict[str, Any]
    cells: Sequence[TableCell]
    entry: tuple[str, str, str, str | None]
    """Id, title, time and address."""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class BuiltTable:
    """A table with its title and heads."""

    title: str
    heads: Sequence[str]
    rows: Sequence[TableRow]
    note: str = ""

    @property
    def columns(self) -> list[int]:
        """The columns in which any row has something."""
        return [place for place in range(len(self.heads)) if any(row.cells[place].text for row in self.rows)]


def article_row(row: LedgerRow, tried: Tried | None, links: RoomLinks) -> TableRow:
    """Return the row of an article; `tried` is its last attempt."""
    values = {
        "id": row.id, "url": row.url, "channel": row.channel, "title": row.title, "listed": row.listed,
        "published": row.published, "outcome": row.outcome, "reason": row.reason, "attempts": row.attempts,
        "next_try": row.next_try and row.next_try.isoformat(), "status": tried and tried.status,
        "last_try": tried and tried.at.isoformat(),
    }  # fmt: skip
    href = links.article(row.id)
    captured = tried is not None and tried.status is not None
    cells = (
        TableCell((row.published or row.listed or "")[:10], kind="date"),
        TableCell(row.title or row.url, href, "long"),
        TableCell(row.channel, links.channel(row.channel)),
        TableCell(outcome_word(row.outcome), kind=row.outcome),
        TableCell(reason_words(row.reason)),
        TableCell(str(row.attempts or ""), kind="number"),
        TableCell(moment(tried.at) if tried else "", kind="date"),
        TableCell(_("answer"), links.to(f"/article/{row.id}/attempt/{tried.number}"))
        if captured and tried
        else TableCell(""),
    )
    at = row.published or values["last_try"] or "1970-01-01T00:00:00+08:00"
    told = " · ".join(filter(None, (row.channel, outcome_word(row.outcome), reason_words(row.reason))))
    return TableRow(values, cells, (f"article:{row.id}", row.title or row.url, str(at), href), told)


def alarms_table(found: Iterable[Raised], links: RoomLinks) -> BuiltTable:
    """Return alarms with their evidence and advice."""
    made = []
    for place, each in enumerate(found):
        alarm = each.alarm
        href = links.channel(alarm.channel)
        values = {
            "at": each.at.isoformat(), "run": each.run, "channel": alarm.channel, "subject": alarm.subject,
            "alarm": alarm.name, "evidence": alarm.evidence, "advice": advice(alarm.name),
        }  # fmt: skip
        cells = (
            TableCell(moment(each.at), kind="date"),
            TableCell(alarm.subject, href),
            TableCell(alarm.name, kind="bad"),
            TableCell(alarm.evidence, kind="long"),
            TableCell(advice(alarm.name), kind="long"),
            TableCell(str(each.run), links.rows(run=each.run), "number"),
        )
        id = f"alarm:{each.run}:{alarm.channel}:{alarm.name}:{place}"
        entry = (id, f"{alarm.subject}: {alarm.name}", each.at.isoformat(), href)
        made.append(TableRow(values, cells, entry, f"{alarm.evidence} {advice(alarm.name)}"))
    heads = (_("time"), _("channel"), _("alarm"), _("evidence"), _("what to do"), _("run"))
    return BuiltTable(_("Alarms"), heads, made)


def runs_table(found: Iterable[tuple[RunRow, Balance | None]], links: RoomLinks) -> BuiltTable:
    """Return runs: arguments, exit codes, what became of their articles."""
    made = []
    for run, balance in found:
        outcomes: dict[OutcomeKind, int] = balance.outcomes if balance else {}
        words = " ".join([run.spider, *(f"{key}={value}" for key, value in run.arguments.items())])
        values: dict[str, Any] = {
            "run": run.id, "started": run.started.isoformat(),
            "finished": run.finished.isoformat() if run.finished else None, "arguments": words,
            "exit_code": run.exit_code, **{each: outcomes.get(each, 0) for each in OUTCOMES},
        }  # fmt: skip
        href = links.rows(run=run.id)
        ended = _("not ended") if run.finished is None else str(run.exit_code)
        counted = [
            TableCell(
                f"{outcomes.get(each, 0):,}", links.rows(run=run.id, outcome=each),
                "number bad" if each in ("failed", "pending") and outcomes.get(each) else "number",
            )
            for each in OUTCOMES
        ]  # fmt: skip
        cells = (
            TableCell(str(run.id), href, "number"),
            TableCell(moment(run.started), kind="date"),
            TableCell(words),
            TableCell(ended, kind="number bad" if run.exit_code else "number"),
            *counted,
        )
        title = _("run {n} ended with {code}").format(n=run.id, code=ended)
        made.append(TableRow(values, cells, (f"run:{run.id}", title, run.started.isoformat(), href), words))
    heads = (_("run"), _("started"), _("arguments"), _("exit code"), *map(outcome_word, OUTCOMES))
    note = _("Exit codes: 0 complete, 2 usage, 3 incomplete, 4 alarm, 5 held by another run.")
    return BuiltTable(_("Runs"), heads, made, note)


def walks_table(found: Iterable[WalkTrouble], links: RoomLinks) -> BuiltTable:
    """Return the walks that stop short."""
    made = []
    for each in found:
        href, why = links.channel(each.channel), in_words(each.reason)
        values = {
            "channel": each.channel, "state": each.state, "reason": each.reason, "why": why, "at": each.at,
            "since": each.since.isoformat(), "last": each.last.isoformat(), "runs": each.runs,
        }  # fmt: skip
        words = {"broken": _("broken"), "unconfirmed": _("waits"), "bounded": _("depth unknown")}[each.state]
        cells = (
            TableCell(each.channel, href),
            TableCell(words, kind="bad" if each.state == "broken" else ""),
            TableCell(why),
            TableCell(each.at or "", web_address(each.at or "")),
            TableCell(moment(each.since), kind="date"),
            TableCell(moment(each.last), kind="date"),
            TableCell(str(each.runs), kind="number"),
        )
        entry = (f"walk:{each.channel}:{each.reason}", f"{each.channel}: {why}", each.last.isoformat(), href)
        made.append(TableRow(values, cells, entry, each.at or ""))
    heads = (_("channel"), _("state"), _("reason"), _("page"), _("since"), _("last"), _("runs"))
    return BuiltTable(_("Walks that stop short"), heads, made)


def gaps_table(found: Iterable[tuple[str, Gap]], links: RoomLinks) -> BuiltTable:
    """Return gaps of channels, with what fetches them."""
    made = []
    for key, gap in found:
        href = links.channel(key, f"gap-{gap.first}")
        command = f"scrapy crawl channel -a channels={key} -a since={gap.first} -a until={gap.last}"
        values = {"channel": key, "first": str(gap.first), "last": str(gap.last), "days": gap.days}
        cells = (
            TableCell(key, links.channel(key)),
            TableCell(str(gap.first), href, "date"),
            TableCell(str(gap.last), href, "date"),
            TableCell(str(gap.days), kind="number bad"),
            TableCell(command, kind="code"),
        )
        at = datetime.combine(gap.last, datetime.min.time(), CHINA).isoformat()
        title = f"{key}: {gap.first} – {gap.last}"
        made.append(TableRow(values, cells, (f"gap:{key}:{gap.first}", title, at, href), command))
    heads = (_("channel"), _("first day"), _("last day"), _("days"), _("to fetch it"))
    return BuiltTable(_("Gaps"), heads, made)


def copies_table(found: Iterable[Copies], links: RoomLinks, now: datetime) -> BuiltTable:
    """Return which channels repeat which."""
    made = []
    for each in found:
        href = links.rows(
            channel=each.channel, outcome="duplicate", reason=each.relation, of_channel=each.of_channel
        )  # fmt: skip
        values = {
            "channel": each.channel, "of_channel": each.of_channel, "relation": each.relation, "count": each.count
        }  # fmt: skip
        cells = (
            TableCell(each.channel, links.channel(each.channel)),
            TableCell(each.of_channel, links.channel(each.of_channel)),
            TableCell(reason_words(each.relation)),
            TableCell(f"{each.count:,}", href, "number"),
        )
        id = f"copies:{each.channel}:{each.of_channel}:{each.relation}"
        title = f"{each.channel} ← {each.of_channel}: {each.count}"
        made.append(TableRow(values, cells, (id, title, now.isoformat(), href)))
    heads = (_("copy in"), _("original in"), _("relation"), _("articles"))
    return BuiltTable(_("Duplicates, and who reprints whom"), heads, made)

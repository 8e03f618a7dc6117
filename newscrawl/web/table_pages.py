"""Tables of the ledger as pages, JSON, CSV and feeds: the rows behind a number, alarms,
runs, walks that stopped, gaps, copies.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, TypeVar, cast

from starlette.responses import Response

from newscrawl.i18n import _
from newscrawl.ledger import OutcomeKind
from newscrawl.ledger.sql_reading import AskedRows, Tried, attempts_of
from newscrawl.ledger.sql_reading import rows as ledger_rows
from newscrawl.web.answers import atom_response, csv_response, json_response
from newscrawl.web.atom import FeedEntry
from newscrawl.web.channel_state import all_channels
from newscrawl.web.table_values import (
    BuiltTable,
    alarms_table,
    article_row,
    copies_table,
    gaps_table,
    runs_table,
    walks_table,
)  # fmt: skip
from newscrawl.web.templating import OUTCOMES, outcome_word, reason_words
from newscrawl.web.view import Asked, pager

SIZE, MOST = 50, 1000
DEEPEST = 100_000
"""The last row that can be looked at."""
ALARM_DAYS = 30
_Row = TypeVar("_Row")


def answer(
    asked: Asked, path: str, table: BuiltTable, given: dict[str, Any], *, page: int = 1, more: bool = False,
    filters: dict[str, Any] | None = None,
) -> Response:  # fmt: skip
    """Return a table in the format that is asked for."""
    found, title = table.rows, table.title
    if asked.format == "json":
        behind = pager(asked.links, f"{path}.json", given, page, more=more)["behind"]
        return json_response({"title": title, "next": behind, "rows": [row.values for row in found]})
    if asked.format == "csv":
        return csv_response(list(found[0].values) if found else [], [row.values for row in found])
    if asked.format == "atom":
        entries = [
            FeedEntry(f"urn:newscrawl:{id}", text, asked.links.whole(href or "/"), at, row.summary)
            for row in found
            for id, text, at, href in [row.entry]
        ]
        newest = max((each.updated for each in entries), default=asked.room.now().isoformat())
        return atom_response(title, asked.request, asked.links, asked.links.to(path, **given), newest, entries)
    return asked.page(
        "table.html", table=table, path=path, given=given,
        formats=asked.formats(path, given), pager=pager(asked.links, path, given, page, more=more),
        filters=filters or {},
    )  # fmt: skip


def rows(asked: Asked) -> Response:
    """Show the articles behind a number."""
    names = ("channel", "site", "outcome", "reason", "run", "since", "until", "of_channel", "page", "size")
    given = asked.parameters(*names)
    since, until = given.days(asked.room.today)
    outcome = cast("OutcomeKind | None", given.choice("outcome", OUTCOMES))
    wanted = AskedRows(
        given.key("channel"), given.key("site"), outcome, given.text("reason") or None,
        given.whole("run", 0, 999_999_999) or None, since, until, given.key("of_channel"),
    )  # fmt: skip
    size = given.whole("size", SIZE, MOST)
    page = min(given.whole("page", 1, DEEPEST), DEEPEST // size)
    last: dict[str, Tried] = {}
    with asked.reader.ledger.reading() as db:
        found = ledger_rows(db, wanted, size + 1, (page - 1) * size)
        for row in found[:size]:
            if row.outcome in ("failed", "pending", "rejected") and (tried := attempts_of(db, row.id)):
                last[row.id] = tried[-1]
    gone = asked.room.being_forgotten()
    shown = [row for row in found[:size] if row.reason != "forgotten" and row.id not in gone]
    heads = (
        _("day"), _("title"), _("channel"), _("outcome"), _("reason"), _("attempts"), _("last attempt"),
        _("captured answer"),
    )  # fmt: skip
    made = [article_row(row, last.get(row.id), asked.links) for row in shown]
    kept = {name: asked.request.query_params[name] for name in names[:8] if asked.request.query_params.get(name)}
    return answer(
        asked, "/rows", BuiltTable(_title(wanted), heads, made), kept, page=page, more=len(found) > size,
        filters={"outcome": outcome},
    )  # fmt: skip


def _title(wanted: AskedRows) -> str:
    parts = [wanted.channel or wanted.site or _("All articles")]
    if wanted.outcome:
        parts.append(outcome_word(wanted.outcome))
    if wanted.reason:
        parts.append(reason_words(wanted.reason))
    if wanted.run:
        parts.append(_("run {n}").format(n=wanted.run))
    if wanted.since or wanted.until:
        days = dict.fromkeys(filter(None, (wanted.since, wanted.until)))
        parts.append(" – ".join(map(str, days)))
    return " · ".join(parts)


def alarms(asked: Asked) -> Response:
    """Show the alarms of the last weeks, with evidence and advice."""
    found = asked.reader.ledger.alarms(asked.room.now() - timedelta(days=ALARM_DAYS))
    chosen = _Chosen(asked)
    some = chosen.part([each for each in found if chosen.has(each.alarm.channel)])
    return chosen.answer("/alarms", alarms_table(some, asked.links))


def runs(asked: Asked) -> Response:
    """Show the newest runs: arguments, exit codes, what became of their articles."""
    given = asked.parameters("page", "size")
    page, size = given.whole("page", 1, 200), given.whole("size", SIZE, 200)
    ledger = asked.reader.ledger
    found = ledger.runs(page * size + 1)[(page - 1) * size :]
    counted = [(run, next(iter(ledger.balances("all", run.id)), None)) for run in found[:size]]
    return answer(asked, "/runs", runs_table(counted, asked.links), {}, page=page, more=len(found) > size)


def walks(asked: Asked) -> Response:
    """Show the walks that stop short."""
    chosen = _Chosen(asked)
    some = chosen.part([each for each in asked.reader.ledger.walk_troubles() if chosen.has(each.channel)])
    return chosen.answer("/walks", walks_table(some, asked.links))


def gaps(asked: Asked) -> Response:
    """Show the gaps of all channels, the newest first."""
    chosen = _Chosen(asked)
    lines = [line for line in all_channels(asked.reader).channels if chosen.has(line.key)]
    found = sorted(
        ((line.key, gap) for line in lines for gap in line.gaps), key=lambda pair: pair[1].last, reverse=True
    )
    return chosen.answer("/gaps", gaps_table(chosen.part(found), asked.links))


def copies(asked: Asked) -> Response:
    """Show which channels repeat which."""
    chosen = _Chosen(asked)
    some = chosen.part([each for each in asked.reader.ledger.copied() if chosen.has(each.channel)])
    return chosen.answer("/copies", copies_table(some, asked.links, asked.room.now()))


class _Chosen:
    """Which channels' rows are shown, and which page of them."""

    def __init__(self, asked: Asked) -> None:
        given = asked.parameters("channel", "site", "page", "size")
        self._asked, self._channel, self._site = asked, given.key("channel"), given.key("site")
        self._page, self._size = given.whole("page", 1, DEEPEST), given.whole("size", SIZE, MOST)
        self._more = False

    def has(self, channel: str) -> bool:
        """Return whether a channel is among them."""
        return self._channel in (None, channel) and self._site in (None, channel.partition("/")[0])

    def part(self, found: Sequence[_Row]) -> Sequence[_Row]:
        """Return the rows of the page."""
        self._more = len(found) > self._page * self._size
        return found[(self._page - 1) * self._size : self._page * self._size]

    def answer(self, path: str, table: BuiltTable) -> Response:
        """Return the table."""
        kept = {name: value for name, value in (("channel", self._channel), ("site", self._site)) if value}
        return answer(self._asked, path, table, kept, page=self._page, more=self._more)

"""Newspapers: editions, a calendar of issues, a day's issue by pages (版)."""

from __future__ import annotations

from calendar import Calendar
from datetime import date, timedelta
from itertools import groupby

from starlette.responses import Response

from newscrawl.i18n import _
from newscrawl.ledger.sql_reading import page_rows
from newscrawl.web.reading_room import NotHereError
from newscrawl.web.table_pages import answer
from newscrawl.web.table_values import BuiltTable, TableCell, TableRow
from newscrawl.web.view import Asked


def papers(asked: Asked) -> Response:
    """Show the editions of newspapers, and how many issues the archive has."""
    asked.parameters("page", "size")
    made = []
    for each in asked.reader.ledger.issue_counts():
        href = asked.links.to(f"/paper/{each.channel}")
        values = {
            "edition": each.channel, "complete": each.complete, "missing": each.missing, "broken": each.broken,
            "pages": each.pages, "articles": each.entries, "first": each.first and str(each.first),
            "last": each.last and str(each.last),
        }  # fmt: skip
        name = asked.room.names.channels.get(each.channel) or asked.room.names.sites.get(each.channel, "")
        cells = (
            TableCell(f"{each.channel} {name}".strip(), href),
            TableCell(f"{each.complete:,}", kind="number"),
            TableCell(f"{each.missing:,}", kind="number"),
            TableCell(f"{each.broken:,}", kind="number bad" if each.broken else "number"),
            TableCell(f"{each.pages:,}", kind="number"),
            TableCell(f"{each.entries:,}", kind="number"),
            TableCell(str(each.first or ""), kind="date"),
            TableCell(str(each.last or ""), kind="date"),
        )
        at = f"{each.last or asked.room.today}T00:00:00+08:00"
        entry = (f"paper:{each.channel}:{each.last}", f"{each.channel} {each.last}", at, href)
        made.append(TableRow(values, cells, entry))
    heads = (
        _("newspaper"), _("issues"), _("days without an issue"), _("incomplete issues"), _("pages"), _("articles"),
        _("first day"), _("last day"),
    )  # fmt: skip
    return answer(asked, "/papers", BuiltTable(_("Newspapers"), heads, made), {})


def _edition(asked: Asked) -> str:
    return f"{asked.path('site')}/{asked.path('channel')}"


def paper(asked: Asked) -> Response:
    """Show the calendar of an edition's issues, a year at a time."""
    given = asked.parameters("year")
    key = _edition(asked)
    counts = next((each for each in asked.reader.ledger.issue_counts() if each.channel == key), None)
    if counts is None:
        raise NotHereError(_("the archive has no issue of {paper}").format(paper=key[:60]))
    newest = counts.last or asked.room.today
    year = given.whole("year", newest.year, 9998)
    issues = asked.reader.ledger.issues(key, date(year, 1, 1), date(year, 12, 31))
    weeks = Calendar().monthdatescalendar
    months = [(month, weeks(year, month)) for month in range(1, 13)]
    first = (counts.first or newest).year
    return asked.page(
        "paper.html", key=key, title=asked.room.names.channels.get(key) or key, counts=counts, year=year,
        years=range(min(first, year), max(newest.year, year) + 1), months=months, issues=issues,
    )  # fmt: skip


def issue(asked: Asked) -> Response:
    """Show a day's issue by its pages."""
    asked.parameters()
    key = _edition(asked)
    try:
        day = date.fromisoformat(asked.path("day"))
    except ValueError:
        raise NotHereError(_("there is no such day")) from None
    known = asked.reader.ledger.issues(key, day, day).get(day)
    with asked.reader.ledger.reading() as db:
        rows = [row for row in page_rows(db, key, day) if row.reason != "forgotten"]
    gone = asked.room.being_forgotten()
    rows = [row for row in rows if row.id not in gone]
    if known is None and not rows:
        raise NotHereError(_("the archive has no issue of {paper} of that day").format(paper=key[:60]))
    pages = [(label, list(group)) for label, group in groupby(rows, key=lambda row: (row.page, row.page_name))]
    day_before, day_behind = day - timedelta(days=1), day + timedelta(days=1)
    return asked.page(
        "issue.html", key=key, day=day, issue=known, pages=pages, day_before=day_before, day_behind=day_behind,
        title=f"{asked.room.names.channels.get(key) or key} {day}",
    )  # fmt: skip

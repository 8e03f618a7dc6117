"""The state of an archive → a folder of static pages that need no network, from the
templates of the reading room.

`index.html` has a line a channel, `sites/<site>.html` their calendars,
`days/<site>-<yyyy-mm>.html` the articles of each day, `rows/<site>.html` those that
failed or wait. The folder is written beside the old one and replaces it when it is
complete.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from newscrawl.ledger import Ledger
from newscrawl.ledger.day_counts import Listed, ListedDays
from newscrawl.ledger.history import Raised
from newscrawl.ledger.sql_reading import AskedRows, LedgerRow, counts_by_day, rows
from newscrawl.monitor.field_fills import fills
from newscrawl.web.calendar_years import scale_words
from newscrawl.web.channel_state import ChannelLine, StateCounter
from newscrawl.web.reading_room import CatalogNames
from newscrawl.web.room_links import FileLinks
from newscrawl.web.state_values import channel_values, overview_values
from newscrawl.web.table_values import alarms_table, copies_table, gaps_table, runs_table, walks_table
from newscrawl.web.templating import render

STATIC = ("style.css", "page.js")
MARK = '<meta name="generator" content="newscrawl coverage">'
"""In every page: a folder whose index lacks it is no report and is never replaced."""
ROWS, PER_DAY, LOST_DAYS = 20_000, 200, 371
"""Articles listed by the pages in all, and by one day of a channel; days that lost
articles are listed for."""
SHOWN_ROWS = 500
"""Rows of a site that failed, that wait, that were rejected."""
ALARM_DAYS, ALARMS, RUNS = 30, 200, 50


@dataclass(frozen=True, slots=True)
class StaticReport:
    """What is reported: the channels, and the window of their calendars."""

    ledger: Ledger
    made: datetime
    channels: Sequence[str]
    since: date | None
    """None: from the first day of each channel."""
    until: date
    names: CatalogNames = field(default_factory=CatalogNames)


@dataclass(frozen=True, slots=True)
class ListedDay:
    """A day of a channel in a page of lists."""

    channel: str
    anchor: str
    day: date
    rows: Sequence[Listed]


def write_report(report: StaticReport, folder: Path) -> int:
    """Write the pages into a folder, and return their number.

    Raise `FileExistsError`, naming the folder, if it has other files than a report.
    """
    if folder.exists() and any(folder.iterdir()):
        index = folder / "index.html"
        if not index.is_file() or MARK not in index.read_text(encoding="utf-8", errors="replace"):
            raise FileExistsError(f"{folder} is not empty and holds no coverage report")
    made = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    count = 0
    for name, page in pages(report):
        (made / name).parent.mkdir(exist_ok=True)
        (made / name).write_text(page, encoding="utf-8")
        count += 1
    for name in STATIC:
        text = (files("newscrawl.web") / "static" / name).read_text(encoding="utf-8")
        (made / name).write_text(text, encoding="utf-8")
    if folder.exists():
        shutil.rmtree(folder)
    made.rename(folder)
    return count


def pages(report: StaticReport) -> Iterator[tuple[str, str]]:
    """Yield the name and the HTML of every page."""
    today = report.made.date()
    counter = StateCounter(report.ledger, report.names, today)
    shown = set(report.channels)
    lines = [counter.line(look.channel) for look in counter.looks if look.channel in shown]
    alarms = [
        each for each in report.ledger.alarms(report.made - timedelta(days=ALARM_DAYS)) if each.alarm.channel in shown
    ][:ALARMS]
    total = counter.total(None if len(shown) == len(counter.looks) else report.channels)
    values = overview_values(lines, total, report.names)
    values |= {"alarms": alarms[:5], "today": today, "state": None, "province": ""}
    yield "index.html", render("overview.html", FileLinks(), **values)
    yield from _tables(report, lines, alarms)
    first, days = _listed_days(report)
    for site, of_site in groupby(lines, key=lambda line: line.site):
        keys = [line.key for line in of_site]
        yield from _site_pages(report, counter, site, keys, days, first)


def _tables(report: StaticReport, lines: Sequence[ChannelLine], alarms: Sequence[Raised]) -> Iterator[tuple[str, str]]:
    links, ledger, shown = FileLinks(), report.ledger, set(report.channels)
    gaps = sorted(((line.key, gap) for line in lines for gap in line.gaps), key=lambda pair: pair[1].last, reverse=True)
    runs = [(run, next(iter(ledger.balances("all", run.id)), None)) for run in ledger.runs(RUNS)]
    copied = [each for each in ledger.copied() if each.channel in shown]
    tables = {
        "alarms": alarms_table(alarms, links),
        "runs": runs_table(runs, links),
        "walks": walks_table([each for each in ledger.walk_troubles() if each.channel in shown], links),
        "gaps": gaps_table(gaps, links),
        "copies": copies_table(copied[:SHOWN_ROWS], links, report.made),
    }
    for name, table in tables.items():
        pager = {"before": None, "behind": None}
        yield f"{name}.html", render("table.html", links, table=table, path=name, given={}, filters={}, pager=pager)


def _site_pages(
    report: StaticReport,
    counter: StateCounter,
    site: str,
    keys: list[str],
    days: Mapping[str, list[ListedDay]],
    first: date,
) -> Iterator[tuple[str, str]]:
    title = report.names.sites.get(site, site)
    months: dict[str, list[ListedDay]] = defaultdict(list)
    for key in keys:
        for part in days.get(key, ()):
            months[f"{site}-{part.day:%Y-%m}"].append(part)
    links = FileLinks("../", months, first)
    filled = fills(report.ledger, keys)
    details = [
        channel_values(covered, counts, report.until, links, filled=filled.get(covered.key, {}))
        for covered, counts in counter.cover(keys, report.since, report.until)
    ]
    page = render(
        "site.html", links, site=site, title=title, details=details, scale=scale_words(), whole=True
    )  # fmt: skip
    yield unquote(links.site(site)).removeprefix("../"), page
    for month, parts in months.items():
        told = f"{title} {month.removeprefix(site + '-')}"
        yield f"days/{month}.html", render("days.html", links, site=site, title=told, parts=parts)
    found = list(_troubled(report.ledger, keys))
    if found:
        yield f"rows/{site}.html", render("lost.html", links, site=site, title=title, sections=found)


def _listed_days(report: StaticReport) -> tuple[date, dict[str, list[ListedDay]]]:
    """Return the first day of which all articles are listed, as far back as `ROWS`
    allow, and the days of each channel that have a list, the newest first."""
    first, budget = report.until, ROWS
    with report.ledger.reading() as db:
        for day, count in counts_by_day(db, report.until):
            if day < (report.since or date.min) or budget < 0:
                break
            budget -= count
            first = day
    lost = max(report.since or date.min, report.until - timedelta(days=LOST_DAYS))
    asked = ListedDays(max(first, report.since or date.min), lost, report.until, PER_DAY)
    shown, found = set(report.channels), defaultdict[str, list[ListedDay]](list)
    for (channel, day), group in groupby(report.ledger.listed(asked), key=lambda row: (row.channel, row.day)):
        if channel in shown:
            anchor = f"{channel.partition('/')[2] or channel}-{day}"
            found[channel].append(ListedDay(channel, anchor, day, list(group)))
    newest_first = {key: sorted(parts, key=lambda part: part.day, reverse=True) for key, parts in found.items()}
    return asked.since, newest_first


def _troubled(ledger: Ledger, keys: Sequence[str]) -> Iterator[tuple[str, str, Sequence[LedgerRow]]]:
    """Yield the rows of channels that failed, wait or were rejected, with an anchor."""
    for key in keys:
        own: Any = key.partition("/")[2] or key
        for outcome in ("failed", "pending", "rejected"):
            with ledger.reading() as db:
                found = rows(db, AskedRows(channel=key, outcome=outcome), SHOWN_ROWS)
            if found:
                yield f"{own}-{outcome}", key, found

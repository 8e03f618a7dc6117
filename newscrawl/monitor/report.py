"""A coverage → a folder of static pages that need no network.

`index.html` is an overview, `sites/<site>.html` a page per site,
`days/<site>-<yyyy-mm>.html` lists articles by day; one style sheet, one script. The
folder is written beside the old one and replaces it when it is complete.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from newscrawl.ledger import Balance, RunRow
from newscrawl.ledger.day_counts import Counts, Listed
from newscrawl.ledger.history import Raised
from newscrawl.monitor.advice import advice
from newscrawl.monitor.coverage import ChannelCoverage, Coverage, Day
from newscrawl.monitor.gaps import Gap
from newscrawl.monitor.heatmap import SIZE, HeatMap, Week, draw, draw_weeks
from newscrawl.monitor.labels import label, plain

STATIC = ("style.css", "page.js")
MARK = '<meta name="generator" content="newscrawl coverage">'
"""In every page: a folder whose index lacks it is no report and is never replaced."""
BY_DAYS = 60
"""With more channels than this the overview shows weeks instead of days."""
SHOWN_COPIES = 40
FIELDS = ("title", "text", "published", "source", "reporters", "editors")
"""Fields whose fill is shown over time."""

Fills = Mapping[str, Mapping[str, tuple[int, Mapping[str, int]]]]
"""Channel → month → articles, and how many of them have each field."""


@dataclass(frozen=True, slots=True)
class Lists:
    """The articles by day in the report."""

    since: date
    """The first day with a list."""
    rows: Sequence[Listed] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The content of all pages."""

    coverage: Coverage
    lists: Lists
    runs: Sequence[tuple[RunRow, Balance]] = ()
    alarms: Sequence[Raised] = ()
    fills: Fills = field(default_factory=dict)
    site_names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListSection:
    """A section of a page of lists: a day of a channel, or a gap."""

    channel: ChannelCoverage
    anchor: str
    day: date
    count: int = 0
    rows: Sequence[Listed] = ()
    gap: Gap | None = None


def write_report(report: Report, folder: Path) -> int:
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
        text = (files("newscrawl.monitor") / "templates" / name).read_text(encoding="utf-8")
        (made / name).write_text(text, encoding="utf-8")
    if folder.exists():
        shutil.rmtree(folder)
    made.rename(folder)
    return count


def pages(report: Report) -> Iterable[tuple[str, str]]:
    """Yield the name and the HTML of every page."""
    env = Environment(
        loader=PackageLoader("newscrawl.monitor"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    env.globals |= {"t": label, "plain": plain, "size": SIZE, "anchor": anchor, "site_names": dict(report.site_names)}
    env.globals |= {"coverage": report.coverage, "lists": report.lists, "advice": advice, "fields": FIELDS}
    env.globals |= {"site_href": site_href, "gap_href": gap_href}
    maps = {
        channel.key: draw(channel.days, partial(day_href, channel, report.lists.since))
        for channel in report.coverage.channels
    }
    rows: dict[str, list[Listed]] = defaultdict(list)
    for row in report.lists.rows:
        rows[row.channel].append(row)
    yield "index.html", env.get_template("index.html").render(root="", **_overview(report, maps))
    for site, channels in report.coverage.sites:
        values = {"root": "../", "site": site, "maps": maps, **_site(report, channels)}
        yield site_href(site), env.get_template("site.html").render(**values)
        for month, parts in _months(channels, rows).items():
            yield (
                _days_page(site, month),
                env.get_template("days.html").render(root="../", site=site, month=month, parts=parts),
            )


def anchor(channel: ChannelCoverage) -> str:
    """Return the id of a channel within its site's pages."""
    return channel.key.partition("/")[2] or channel.key


def site_href(site: str) -> str:
    """Return the link to the page of a site."""
    return f"sites/{quote(site)}.html"


def _days_page(site: str, month: str) -> str:
    return f"days/{quote(site)}-{month}.html"


def day_href(channel: ChannelCoverage, since: date, day: Day) -> str:
    """Return the link of a day in the calendar.

    It leads to its gap, the list of its articles, or its month on the site's page.
    """
    for gap in channel.gaps:
        if gap.first <= day.day <= gap.last:
            return gap_href(channel, gap)
    if day.counts.listed and (day.day >= since or day.counts.lost):
        return f"{_days_page(channel.site, f'{day.day:%Y-%m}')}#{anchor(channel)}-{day.day}"
    return f"{site_href(channel.site)}#{anchor(channel)}-{day.day:%Y-%m}"


def gap_href(channel: ChannelCoverage, gap: Gap) -> str:
    """Return the link to the section of a gap."""
    return f"{_days_page(channel.site, f'{gap.first:%Y-%m}')}#{anchor(channel)}-gap-{gap.first}"


def _overview(report: Report, maps: Mapping[str, HeatMap]) -> dict[str, Any]:
    coverage = report.coverage
    by_days = len(coverage.channels) <= BY_DAYS
    if not by_days:
        maps = {channel.key: _strip(report, channel) for channel in coverage.channels}
    copies: dict[tuple[str, str, str], int] = defaultdict(int)
    for each in coverage.copies:
        copies[each.channel, each.of_channel, each.relation] += each.count
    most = sorted(copies.items(), key=lambda pair: (-pair[1], pair[0]))[:SHOWN_COPIES]
    troubled = [channel for channel in coverage.channels if channel.gaps or channel.state != "live"]
    return {
        "maps": maps,
        "by_days": by_days,
        "total": sum((channel.counts for channel in coverage.channels), Counts()),
        "gaps": sum(len(channel.gaps) for channel in coverage.channels),
        "dead": sum(channel.state == "dead" for channel in coverage.channels),
        "attention": sorted(troubled, key=lambda channel: (channel.state == "live", channel.key)),
        "copies": [(*key, count) for key, count in most],
        "runs": report.runs,
        "alarms": report.alarms,
    }


def _site(report: Report, channels: Sequence[ChannelCoverage]) -> dict[str, Any]:
    months = {}
    for channel in channels:
        counted: dict[str, Counts] = {}
        for day in channel.days:
            month = f"{day.day:%Y-%m}"
            counted[month] = counted.get(month, Counts()) + day.counts
        months[channel.key] = sorted(counted.items(), reverse=True)
    return {
        "channels": channels,
        "months": months,
        "fills": {channel.key: sorted(report.fills.get(channel.key, {}).items(), reverse=True) for channel in channels},
    }


def _strip(report: Report, channel: ChannelCoverage) -> HeatMap:
    def link(week: Week) -> str:
        return f"{site_href(channel.site)}#{anchor(channel)}-{week.first:%Y-%m}"

    return draw_weeks(channel, report.coverage.first, link)


def _months(channels: Sequence[ChannelCoverage], rows: Mapping[str, Sequence[Listed]]) -> dict[str, list[ListSection]]:
    """Return the sections of a site's lists by month.

    Gaps come first, then channel by channel the days, the newest first.
    """
    parts: dict[str, list[ListSection]] = defaultdict(list)
    for channel in channels:
        listed: dict[date, list[Listed]] = defaultdict(list)
        for row in rows.get(channel.key, ()):
            listed[row.day].append(row)
        for day in reversed(channel.days):
            if found := listed.get(day.day):
                count = max(len(found), day.counts.listed)
                part = ListSection(channel, f"{anchor(channel)}-{day.day}", day.day, count, found)
                parts[f"{day.day:%Y-%m}"].append(part)
    for channel in channels:
        for gap in channel.gaps:
            part = ListSection(channel, f"{anchor(channel)}-gap-{gap.first}", gap.first, gap=gap)
            parts[f"{gap.first:%Y-%m}"].insert(0, part)
    return parts

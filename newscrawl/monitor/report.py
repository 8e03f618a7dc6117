"""A coverage → a folder of static pages: an overview, a page a site, the lists of days. They need no network.

`index.html`, `sites/<site>.html`, `days/<site>-<yyyy-mm>.html`, one style sheet, one script. The folder is made beside
the old one and takes its place when it is whole.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from newscrawl.ledger import Balance, RunRow
from newscrawl.ledger.coverage import Counts, Listed
from newscrawl.ledger.history import Raised
from newscrawl.monitor.alarms import ADVICE
from newscrawl.monitor.coverage import ChannelCoverage, Coverage, Day
from newscrawl.monitor.gaps import Gap
from newscrawl.monitor.heatmap import SIZE, HeatMap, Week, draw, draw_weeks
from newscrawl.monitor.labels import plain, said

STATIC = ("style.css", "page.js")
MARK = '<meta name="generator" content="newscrawl coverage">'
"""In every page: a folder with another index is not ours to replace."""
BY_DAYS = 60
"""Channels up to which the overview shows every day of each; of more, a strip of weeks."""
SHOWN_COPIES = 40
FIELDS = ("title", "text", "published", "source", "reporters", "editors")
"""Fields whose fill is shown over time."""

Fills = Mapping[str, Mapping[str, tuple[int, Mapping[str, int]]]]
"""Channel → month → articles, and how many of them have each field."""


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of days in the report."""

    since: date
    """From this day on."""
    rows: Sequence[Listed] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All that the pages show."""

    coverage: Coverage
    lists: Lists
    runs: Sequence[tuple[RunRow, Balance]] = ()
    alarms: Sequence[Raised] = ()
    fills: Fills = field(default_factory=dict)
    site_names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a page of lists: a day of a channel, or a gap."""

    channel: ChannelCoverage
    anchor: str
    day: date
    count: int = 0
    rows: Sequence[Listed] = ()
    gap: Gap | None = None


def write_report(report: Report, folder: Path) -> int:
    """Write the pages into a folder, and give their number.

    Raises `FileExistsError`, naming the folder, where it holds something that is no report.
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
    """Give every page with its name."""
    env = Environment(
        loader=PackageLoader("newscrawl.monitor"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    env.globals |= {"t": said, "plain": plain, "size": SIZE, "anchor": anchor, "site_names": dict(report.site_names)}
    env.globals |= {"coverage": report.coverage, "lists": report.lists, "advice": ADVICE, "fields": FIELDS}
    yield "index.html", env.get_template("index.html").render(**_overview(report))
    for site, channels in report.coverage.sites:
        yield site_href(site), env.get_template("site.html").render(**_site(report, site, channels))
        for month, parts in _months(report, channels).items():
            told = {"root": "../", "site": site, "month": month, "parts": parts, "site_href": _up(site_href)}
            yield _days_page(site, month), env.get_template("days.html").render(**told)


def anchor(channel: ChannelCoverage) -> str:
    """Name a channel within its site's pages."""
    return channel.key.partition("/")[2] or channel.key


def site_href(site: str) -> str:
    """Give the page of a site."""
    return f"sites/{quote(site)}.html"


def _days_page(site: str, month: str) -> str:
    return f"days/{quote(site)}-{month}.html"


def _up(href: Callable[..., str]) -> Callable[..., str]:
    return lambda *args: f"../{href(*args)}"


def day_href(channel: ChannelCoverage, day: Day, since: date) -> str:
    """Where a day of the calendar leads: to its gap, the list of its articles, or its month on the site's page."""
    for gap in channel.gaps:
        if gap.first <= day.day <= gap.last:
            return gap_href(channel, gap)
    if day.counts.listed and (day.day >= since or day.counts.lost):
        return f"{_days_page(channel.site, f'{day.day:%Y-%m}')}#{anchor(channel)}-{day.day}"
    return f"{site_href(channel.site)}#{anchor(channel)}-{day.day:%Y-%m}"


def gap_href(channel: ChannelCoverage, gap: Gap) -> str:
    """Give the section that tells a gap."""
    return f"{_days_page(channel.site, f'{gap.first:%Y-%m}')}#{anchor(channel)}-gap-{gap.first}"


def _overview(report: Report) -> dict[str, Any]:
    coverage = report.coverage
    by_days = len(coverage.channels) <= BY_DAYS
    maps: dict[str, HeatMap] = {}
    for channel in coverage.channels:
        maps[channel.key] = _map(report, channel) if by_days else _strip(report, channel)
    copies: dict[tuple[str, str, str], int] = defaultdict(int)
    for each in coverage.copies:
        copies[each.channel, each.of_channel, each.relation] += each.count
    most = sorted(copies.items(), key=lambda pair: (-pair[1], pair[0]))[:SHOWN_COPIES]
    troubled = [channel for channel in coverage.channels if channel.gaps or channel.state not in ("live", "unwatched")]
    return {
        "root": "",
        "site_href": site_href,
        "gap_href": gap_href,
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


def _site(report: Report, site: str, channels: Sequence[ChannelCoverage]) -> dict[str, Any]:
    months = {}
    for channel in channels:
        counted: dict[str, Counts] = {}
        for day in channel.days:
            month = f"{day.day:%Y-%m}"
            counted[month] = counted.get(month, Counts()) + day.counts
        months[channel.key] = sorted(counted.items(), reverse=True)
    return {
        "root": "../",
        "site": site,
        "site_href": _up(site_href),
        "gap_href": _up(gap_href),
        "channels": channels,
        "maps": {channel.key: _map(report, channel, up="../") for channel in channels},
        "months": months,
        "fills": {channel.key: sorted(report.fills.get(channel.key, {}).items(), reverse=True) for channel in channels},
    }


def _map(report: Report, channel: ChannelCoverage, up: str = "") -> HeatMap:
    return draw(channel.days, lambda day: up + day_href(channel, day, report.lists.since))


def _strip(report: Report, channel: ChannelCoverage) -> HeatMap:
    def link(week: Week) -> str:
        return f"{site_href(channel.site)}#{anchor(channel)}-{week.first:%Y-%m}"

    return draw_weeks(channel, report.coverage.first, link)


def _months(report: Report, channels: Sequence[ChannelCoverage]) -> dict[str, list[Part]]:
    """Give the sections of a site's lists by month, the newest first."""
    known = {channel.key: channel for channel in channels}
    rows: dict[tuple[str, date], list[Listed]] = defaultdict(list)
    for row in report.lists.rows:
        if row.channel in known:
            rows[row.channel, row.day].append(row)
    parts: dict[str, list[Part]] = defaultdict(list)
    counts = {(channel.key, day.day): day.counts.listed for channel in channels for day in channel.days}
    for (key, day), listed in sorted(rows.items(), key=lambda pair: (pair[0][0], -pair[0][1].toordinal())):
        if (key, day) in counts:
            count = max(len(listed), counts[key, day])
            parts[f"{day:%Y-%m}"].append(Part(known[key], f"{anchor(known[key])}-{day}", day, count, listed))
    for channel in channels:
        for gap in channel.gaps:
            part = Part(channel, f"{anchor(channel)}-gap-{gap.first}", gap.first, gap=gap)
            parts[f"{gap.first:%Y-%m}"].insert(0, part)
    return parts

"""The state of channels → what the templates of the state pages show. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from newscrawl.ledger import Balance
from newscrawl.ledger.day_counts import Counts
from newscrawl.monitor.coverage import ChannelCoverage
from newscrawl.web.calendar_years import calendar_years, months_of
from newscrawl.web.channel_state import ChannelLine
from newscrawl.web.reading_room import CatalogNames
from newscrawl.web.room_links import RoomLinks

BARS = " ▁▂▃▄▅▆▇█"
STATES = ("broken", "dead", "unwatched", "empty", "live")
MONTHS = 24
"""Months whose balance is shown."""
FILL_FIELDS = ("title", "text", "published", "source", "reporters", "editors")
"""Fields whose fill is shown by month."""


def overview_values(
    lines: Sequence[ChannelLine], total: Balance, names: CatalogNames, every: Sequence[ChannelLine] | None = None
) -> dict[str, Any]:
    """Return what the overview shows: `lines` in its table, figures of `every` line."""
    every = lines if every is None else every
    groups: dict[str, dict[str, list[ChannelLine]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        groups[names.provinces.get(line.site, "")][line.site].append(line)
    states = {state: sum(line.state == state for line in every) for state in STATES}
    return {
        "groups": sorted(groups.items(), key=lambda pair: (pair[0] == "", pair[0])),
        "names": names,
        "states": {state: count for state, count in states.items() if count},
        "total": total,
        "count": len(every),
        "gaps": sum(len(line.gaps) for line in every),
        "bar": bar,
    }


def bar(weeks: Sequence[int]) -> str:
    """Return the weeks of a channel as bars, on one scale for all channels: each step
    is twice the one before.

    >>> bar([0, 1, 2, 4, 16, 500])
    ' ▁▂▃▅█'
    """
    return "".join(BARS[min(len(BARS) - 1, count.bit_length())] for count in weeks)


def channel_values(
    covered: ChannelCoverage,
    counts: Mapping[date, Counts],
    today: date,
    links: RoomLinks,
    years: int | None = None,
    filled: Mapping[str, tuple[int, Mapping[str, int]]] = {},
) -> dict[str, Any]:
    """Return what a channel's section shows."""
    return {
        "channel": covered,
        "anchor": covered.key.partition("/")[2] or covered.key,
        "years": calendar_years(covered, today, years),
        "months": months_of(counts)[:MONTHS],
        "fills": sorted(filled.items(), reverse=True)[:MONTHS],
        "fill_fields": FILL_FIELDS,
        "pattern": links.day_pattern(covered.key),
    }

"""What runs saw of channels → how many articles have each field, by month."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newscrawl.ledger import Ledger

PAST = 2000
"""Runs whose fields are summed."""

Fills = Mapping[str, Mapping[str, tuple[int, Mapping[str, int]]]]
"""Channel → month → articles, and how many of them have each field."""


def fills(ledger: Ledger, channels: Iterable[str]) -> Fills:
    """Sum how many articles have each field, by month of fetching."""
    from newscrawl.china_time import CHINA

    found: dict[str, dict[str, tuple[int, Mapping[str, int]]]] = defaultdict(dict)
    for channel in channels:
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        articles: Counter[str] = Counter()
        for seen in ledger.past(channel, 1 << 62, PAST):
            if seen.lines and seen.at is not None:
                month = f"{seen.at.astimezone(CHINA):%Y-%m}"
                articles[month] += seen.lines
                counts[month].update(seen.filled)
        for month, of in articles.items():
            found[channel][month] = (of, counts[month])
    return found

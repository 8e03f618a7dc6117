"""Lines → the numbers of a data card.

A tally is a sum: those of the parts of a folder add up to that of the whole, and may be
kept as JSON between two exports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from newscrawl.export.columns import columns_of

NONE = ""
"""Key of what is not known: an article without a time, site or source."""


def _counters() -> dict[str, Counter[str]]:
    return {name: Counter() for name in ("year", "site", "channel", "source", "script", "precision", "reader")}


@dataclass(slots=True)
class LineTally:
    """What was counted of the lines of an export."""

    lines: int = 0
    articles: int = 0
    """First lines of an article; with `--latest`, its newest."""
    revisions: int = 0
    """Further lines of an article."""
    withdrawals: int = 0
    characters: int = 0
    """Of the texts, in Unicode code points."""
    incomplete: int = 0
    first: str | None = None
    last: str | None = None
    """Days of publication."""
    by: dict[str, Counter[str]] = field(default_factory=_counters)
    """Articles by year, site, channel, source, script, precision of their time, and
    version of the reader."""
    repairs: Counter[str] = field(default_factory=Counter)
    """Repairs by rule."""
    filled: Counter[str] = field(default_factory=Counter)
    """Lines with a value, by field."""
    read: Counter[str] = field(default_factory=Counter)
    """How a field was read: `title meta`, by the first word of the evidence."""

    def add(self, fields: Mapping[str, Any]) -> None:
        """Count a line."""
        self.lines += 1
        if "withdrawn" in fields:
            self.withdrawals += 1
            return
        revision = fields.get("revision") or 1
        self.characters += len(fields.get("text") or "")
        for rule, times in (fields.get("repairs") or {}).items():
            self.repairs[rule] += times
        self.filled.update(name for name, value in fields.items() if value not in (None, "", []))
        evidence = fields.get("evidence")
        if isinstance(evidence, dict):
            self.read.update(f"{name} {str(how).partition(':')[0]}" for name, how in evidence.items())
        self.incomplete += fields.get("complete") is False
        published = fields.get("published") or ""
        day = published[:10]
        if day:
            self.first = min(self.first or day, day)
            self.last = max(self.last or day, day)
        for name, key in (
            ("year", day[:4]),
            ("site", fields.get("site")),
            ("channel", fields.get("channel")),
            ("source", fields.get("source")),
            ("script", fields.get("original_script") or fields.get("script")),
            ("precision", fields.get("published_precision")),
            ("reader", str(fields.get("reader_version", ""))),
        ):
            self.by[name][key or NONE] += 1
        if revision > 1:
            self.revisions += 1
        else:
            self.articles += 1

    def __iadd__(self, other: LineTally) -> Self:
        for name in ("lines", "articles", "revisions", "withdrawals", "characters", "incomplete"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.first = min(filter(None, (self.first, other.first)), default=None)
        self.last = max(filter(None, (self.last, other.last)), default=None)
        for name, counter in other.by.items():
            self.by[name].update(counter)
        for name in ("repairs", "filled", "read"):
            getattr(self, name).update(getattr(other, name))
        return self

    def to_json(self) -> dict[str, Any]:
        """Return the numbers for JSON; `from_json` reads them."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> LineTally:
        """Return the tally that these numbers were made of.

        >>> tally = LineTally()
        >>> tally.add({"text": "福州今日有雨。", "published": "2020-11-18T09:30:00+08:00", "site": "hxnews"})
        >>> again = LineTally.from_json(tally.to_json())
        >>> again += tally
        >>> again.lines, again.characters, again.by["site"], again.first
        (2, 14, Counter({'hxnews': 2}), '2020-11-18')
        """
        counters = {name: Counter(values[name]) for name in ("repairs", "filled", "read")}
        by = {name: Counter(values["by"].get(name, {})) for name in _counters()}
        return cls(**{**values, **counters, "by": by})

    @property
    def described(self) -> int:
        """Lines with a text and its fields: all but withdrawals."""
        return self.lines - self.withdrawals


def how_read(tally: LineTally) -> dict[str, list[tuple[str, int]]]:
    """Return by field how often it was read in which way, the most frequent first, in
    the order of the columns."""
    ways: dict[str, list[tuple[str, int]]] = {column.name: [] for column in columns_of("articles")}
    for key, count in tally.read.most_common():
        name, _, way = key.partition(" ")
        ways.setdefault(name, []).append((way, count))
    return {name: found for name, found in ways.items() if found}

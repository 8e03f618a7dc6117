"""Listing pages → the entries that the bounds of a walk leave out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from newscrawl.i18n import Bilingual, _, bilingual
from newscrawl.items import Entry
from newscrawl.ledger import Extent
from newscrawl.walks.entry_dates import newer, older


@dataclass(slots=True)
class LeftOut:
    """What the bounds of a walk left out in this run, each entry once."""

    extent: Extent
    older: set[str] = field(default_factory=set)
    """Ids of entries dated before `since`."""
    newer: set[str] = field(default_factory=set)
    """Ids of entries dated after `until`."""

    def add(self, entries: Iterable[Entry]) -> None:
        """Add the entries of a page."""
        for entry in entries:
            if older(self.extent, entry.date):
                self.older.add(entry.id)
            elif newer(self.extent, entry.date):
                self.newer.add(entry.id)

    @property
    def counts(self) -> dict[str, int]:
        """How many are older and newer; absent where none is."""
        return {name: len(ids) for name, ids in (("older", self.older), ("newer", self.newer)) if ids}

    @property
    def shown(self) -> str:
        """The counts with their bounds, in the language of the process."""
        return _(", ").join(each.shown for each in self._parts())

    def __str__(self) -> str:
        """Return the counts with their bounds in English words.

        >>> from datetime import date
        >>> left_out = LeftOut(Extent(since=date(2020, 11, 1), until=date(2020, 11, 30)))
        >>> left_out.add([Entry("00d0", "http://www.hxnews.com/1.shtml", "福州西湖", "2020-10-31")])
        >>> str(left_out)
        '1 older than 2020-11-01'
        """
        return ", ".join(self._parts())

    def _parts(self) -> Iterator[Bilingual]:
        if self.older:
            yield bilingual("{n} older than {day}", n=f"{len(self.older):,}", day=self.extent.since)
        if self.newer:
            yield bilingual("{n} newer than {day}", n=f"{len(self.newer):,}", day=self.extent.until)

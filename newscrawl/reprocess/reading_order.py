"""The page locations of one file → the order of reading, and look-ups in it.

Pages are read in the order of the file, which is that of their capture. But a further
page of an article (`…_2.shtml`) follows its first page, wherever it is, so that joining
meets the first page first.
"""

from __future__ import annotations

from collections.abc import Container

import numpy as np
from numpy.typing import NDArray

from newscrawl.reprocess.read_pages import NO_TIME, PageLocation, PageToRead, Rows

_MEMBER, _INNER, _ID, _URL, _STEM, _NUMBER, _AT, _DIGEST, _REVISIT, _WHOLE, _HOST = range(len(PageLocation._fields))


class ReadingOrder:
    """The pages of a file in the order of reading; a rank is a place in this order."""

    def __init__(self, locations: Rows) -> None:
        self._locations = locations
        self._payloads = _payloads(locations)
        kept = np.flatnonzero(_kept(locations, self._payloads))
        self.left_out = len(locations) - len(kept)
        """Pages left out: the same bytes again, or cut short beside a whole one."""
        self._order = kept[np.argsort(_turns(locations[kept]), kind="stable")]
        urls = locations[self._order, _URL]
        self._by_url = np.argsort(urls, kind="stable")
        self._urls = urls[self._by_url]

    def __len__(self) -> int:
        return len(self._order)

    def place(self, rank: int) -> tuple[int, int]:
        """Return member and inner place of a page, by which later runs know it."""
        row = self._locations[self._order[rank]]
        return int(row[_MEMBER]), int(row[_INNER])

    def places(self) -> list[tuple[int, int]]:
        """Return the places of all pages."""
        return [(member, inner) for member, inner in self._locations[self._order, :2].tolist()]

    def at(self, rank: int) -> int | None:
        """Return the time of receipt of a page, in seconds since 1970."""
        at = int(self._locations[self._order[rank], _AT])
        return None if at == NO_TIME else at

    def wanted(self, rank: int) -> PageToRead:
        """Return a page as a reader needs it."""
        row = self._locations[self._order[rank]]
        payload = None
        if row[_REVISIT]:
            source = self._locations[self._payloads[int(row[_DIGEST])]]
            payload = (int(source[_MEMBER]), int(source[_INNER]))
        return PageToRead(rank, int(row[_MEMBER]), int(row[_INNER]), payload)

    def hosts(self, ranks: list[int]) -> set[int]:
        """Return the hosts of pages that are texts."""
        return set(self._locations[self._order[ranks], _HOST].tolist())

    def next_of(self, url: int, after: int, taken: Container[int]) -> int | None:
        """Return the first page of an address after a rank that is not taken."""
        first, last = (int(np.searchsorted(self._urls, url, side)) for side in ("left", "right"))
        ranks = sorted(self._by_url[first:last].tolist())
        return next((rank for rank in ranks if rank > after and rank not in taken), None)


def _payloads(locations: Rows) -> dict[int, int]:
    """Return the first row with each payload that a revisit refers to."""
    wanted = set(locations[locations[:, _REVISIT] == 1, _DIGEST].tolist()) - {0}
    first: dict[int, int] = {}
    if wanted:
        usable = (locations[:, _REVISIT] == 0) & (locations[:, _WHOLE] == 1)
        for row in np.flatnonzero(usable & np.isin(locations[:, _DIGEST], list(wanted))).tolist():
            first.setdefault(int(locations[row, _DIGEST]), row)
    return first


def _kept(locations: Rows, payloads: dict[int, int]) -> NDArray[np.bool_]:
    """Return which rows are read.

    A page with the same bytes as the previous one of its address is not, unless it is
    one of several pages: another of them may have changed.
    """
    keep = np.ones(len(locations), bool)
    several = set(locations[locations[:, _NUMBER] > 0, _STEM].tolist())
    last: dict[int, int] = {}
    columns = (_URL, _STEM, _DIGEST, _REVISIT)
    for row, (url, stem, digest, revisit) in enumerate(locations[:, columns].tolist()):
        lost = revisit and digest not in payloads
        keep[row] = not lost and (not digest or last.get(url) != digest or stem in several)
        last[url] = digest
    whole = locations[:, _WHOLE] == 1
    if not whole.all():
        keep &= whole | ~np.isin(locations[:, _ID], locations[whole, _ID])
    return keep


def _turns(locations: Rows) -> NDArray[np.int64]:
    """Return a sort key for each row: its number, or a later first page's."""
    turns = np.arange(len(locations))
    stems, numbers = locations[:, _STEM], locations[:, _NUMBER]
    further = np.flatnonzero((numbers > 0) & (stems != 0))
    first: dict[int, tuple[int, int]] = {}
    for row in np.flatnonzero(np.isin(stems, stems[further])).tolist() if len(further) else ():
        stem, number = int(stems[row]), int(numbers[row])
        if stem not in first or number < first[stem][0]:
            first[stem] = (number, row)
    for row in further.tolist():
        number, at = first[int(stems[row])]
        if numbers[row] > number and at > row:
            turns[row] = at
    return turns

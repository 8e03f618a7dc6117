"""The spots of one file → the order in which they are read, and where an address or a payload is found among them.

Pages go in the order of the file, which is that of their capture; but a further page of an article (`…_2.shtml`) goes
behind its first page, wherever it lies, so that whoever joins them meets the first page first.
"""

from __future__ import annotations

from collections.abc import Container

import numpy as np
from numpy.typing import NDArray

from newscrawl.reprocess.read_pages import NO_TIME, Rows, Spot, Wanted

_MEMBER, _INNER, _ID, _URL, _STEM, _NUMBER, _AT, _DIGEST, _REVISIT, _WHOLE = range(len(Spot._fields))


class Index:
    """What stands where in a file. A rank is a place in the order of reading."""

    def __init__(self, spots: Rows) -> None:
        self._spots = spots
        self._payloads = _payloads(spots)
        kept = np.flatnonzero(_kept(spots, self._payloads))
        self.left_out = len(spots) - len(kept)
        """Pages that say nothing new: the same bytes of the same address again, or cut short where there is a whole."""
        self._order = kept[np.argsort(_turns(spots[kept]), kind="stable")]
        urls = spots[self._order, _URL]
        self._by_url = np.argsort(urls, kind="stable")
        self._urls = urls[self._by_url]

    def __len__(self) -> int:
        return len(self._order)

    def place(self, rank: int) -> tuple[int, int]:
        """Where the page of a rank stands: its member, and its place there. By this it is known in later runs."""
        row = self._spots[self._order[rank]]
        return int(row[_MEMBER]), int(row[_INNER])

    def places(self) -> list[tuple[int, int]]:
        """All places, in the order of reading."""
        return [(member, inner) for member, inner in self._spots[self._order, :2].tolist()]

    def at(self, rank: int) -> int | None:
        """When it was received, in seconds since 1970."""
        at = int(self._spots[self._order[rank], _AT])
        return None if at == NO_TIME else at

    def wanted(self, rank: int) -> Wanted:
        """What a reader must know to read it."""
        row = self._spots[self._order[rank]]
        payload = None
        if row[_REVISIT]:
            source = self._spots[self._payloads[int(row[_DIGEST])]]
            payload = (int(source[_MEMBER]), int(source[_INNER]))
        return Wanted(rank, int(row[_MEMBER]), int(row[_INNER]), payload)

    def next_of(self, url: int, after: int, taken: Container[int]) -> int | None:
        """The first page of an address that comes later than a rank and is not taken; None if there is none."""
        first, last = (int(np.searchsorted(self._urls, url, side)) for side in ("left", "right"))
        ranks = sorted(self._by_url[first:last].tolist())
        return next((rank for rank in ranks if rank > after and rank not in taken), None)


def _payloads(spots: Rows) -> dict[int, int]:
    """The first row with each payload that a revisit refers to."""
    wanted = set(spots[spots[:, _REVISIT] == 1, _DIGEST].tolist()) - {0}
    first: dict[int, int] = {}
    if wanted:
        usable = (spots[:, _REVISIT] == 0) & (spots[:, _WHOLE] == 1)
        for row in np.flatnonzero(usable & np.isin(spots[:, _DIGEST], list(wanted))).tolist():
            first.setdefault(int(spots[row, _DIGEST]), row)
    return first


def _kept(spots: Rows, payloads: dict[int, int]) -> NDArray[np.bool_]:
    """Tell which rows are read.

    A page that is the same as the one before it of the same address is not, unless it is one of several pages: another
    of them may have changed.
    """
    keep = np.ones(len(spots), bool)
    several = set(spots[spots[:, _NUMBER] > 0, _STEM].tolist())
    last: dict[int, int] = {}
    columns = (_URL, _STEM, _DIGEST, _REVISIT)
    for row, (url, stem, digest, revisit) in enumerate(spots[:, columns].tolist()):
        lost = revisit and digest not in payloads
        keep[row] = not lost and (not digest or last.get(url) != digest or stem in several)
        last[url] = digest
    whole = spots[:, _WHOLE] == 1
    if not whole.all():
        keep &= whole | ~np.isin(spots[:, _ID], spots[whole, _ID])
    return keep


def _turns(spots: Rows) -> NDArray[np.int64]:
    """Give each row its turn: its own number, or that of the first page it belongs to, if that lies behind it."""
    turns = np.arange(len(spots))
    stems, numbers = spots[:, _STEM], spots[:, _NUMBER]
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

"""The young postings of an index, in memory: those of the journal, and those not on
disk yet.

Both adding and finding must be cheap: the youngest are in a dict, the rest in one
sorted array, into which the dict is merged from time to time.
"""

import numpy as np

from newscrawl.dedup.fingerprint import Keys
from newscrawl.dedup.store import NEWEST, Found, Postings, changes, gather, keys_of, merge

YOUNGEST = 32_768  # postings in the dict: about 800 articles, 3 MB
_SIZE = 4  # bytes of a number


class Recent:
    """Postings that can be added to and looked up."""

    def __init__(self, postings: Postings) -> None:
        self._youngest: dict[int, bytes] = {}
        """Key → the numbers of its texts, one after the other."""
        self._count = 0
        self._order(np.sort(postings))

    def __len__(self) -> int:
        return self._ordered.size + self._count

    def add(self, keys: Keys, number: int) -> None:
        """Add the postings of a text."""
        youngest, known = self._youngest, self._youngest.get
        added = number.to_bytes(_SIZE, "little")
        for key in keys.tolist():
            before = known(key)
            youngest[key] = added if before is None else before + added
        self._count += keys.size
        if self._count > YOUNGEST:
            self._pour()

    def find(self, keys: Keys, *, crowded: bool = True) -> Found:
        """Return the postings of some keys, at most about `NEWEST` of each."""
        places = self._keys.searchsorted(keys)
        at = (self._keys.take(places, mode="clip") == keys).nonzero()[0] if self._keys.size else places[:0]
        places = places.take(at)
        starts, ends = self._starts.take(places), self._starts.take(places + 1)
        found = gather(self._ordered, keys.size, at, starts, ends, crowded=crowded)
        hits = [(place, numbers) for place, numbers in enumerate(map(self._youngest.get, keys.tolist())) if numbers]
        if not hits:
            return found
        young = [numbers[-NEWEST * _SIZE :] for _, numbers in hits]
        held = [len(numbers) // _SIZE for numbers in young]
        at = np.array([place for place, _ in hits])
        found.counts[at] += held
        numbers = np.frombuffer(b"".join(young), "<u4")
        return Found(
            np.concatenate((found.at, at.repeat(held))), np.concatenate((found.numbers, numbers)), found.counts
        )

    def between(self, low: int, high: int) -> Postings:
        """Return the postings from `low` up to `high`, without it, in order."""
        self._pour()
        start, end = self._ordered.searchsorted(np.array([low, high - 1], np.uint64))
        return self._ordered[start : end + int(end < self._ordered.size and self._ordered[end] == high - 1)]

    def drop(self, low: int, high: int) -> None:
        """Drop the postings from `low` up to `high`: they are stored elsewhere now."""
        dropped = self.between(low, high)
        start = int(self._ordered.searchsorted(np.uint64(low)))
        self._order(np.concatenate([self._ordered[:start], self._ordered[start + dropped.size :]]))

    def _pour(self) -> None:
        if self._count:
            counts = [len(numbers) // _SIZE for numbers in self._youngest.values()]
            keys = np.fromiter(self._youngest, np.uint64, len(counts)).repeat(counts)
            young = keys << np.uint64(32) | np.frombuffer(b"".join(self._youngest.values()), "<u4")
            self._youngest, self._count = {}, 0
            self._order(merge(self._ordered, np.sort(young)))

    def _order(self, ordered: Postings) -> None:
        """Keep a sorted array, with its distinct keys and the place where the postings
        of each begin: much less memory is looked at to find one."""
        self._ordered = ordered
        keys = keys_of(ordered)
        starts = changes(keys)
        self._keys = keys[starts]
        self._starts = np.append(starts, ordered.size)

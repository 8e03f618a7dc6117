"""The young postings of an index, in memory: those of the journal, and those not on
disk yet.

Both adding and finding must be cheap: the youngest are in a dict, the rest in one
sorted array, into which the dict is merged from time to time.
"""

from array import array

import numpy as np

from newscrawl.dedup.fingerprint import Keys
from newscrawl.dedup.store import NEWEST, Postings, select

YOUNGEST = 32_768  # postings in the dict: about 1,100 articles, 4 MB


class Recent:
    """Postings that can be added to and looked up."""

    def __init__(self, postings: Postings) -> None:
        self._ordered: Postings = np.sort(postings)
        self._youngest: dict[int, array[int]] = {}
        """Key → its postings."""
        self._count = 0

    def __len__(self) -> int:
        return self._ordered.size + self._count

    def add(self, keys: Keys, number: int) -> None:
        """Add the postings of a text."""
        youngest = self._youngest
        for key in keys.tolist():
            if (postings := youngest.get(key)) is None:
                youngest[key] = array("Q", ((key << 32) | number,))
            else:
                postings.append((key << 32) | number)
        self._count += keys.size
        if self._count > YOUNGEST:
            self._pour()

    def find(self, keys: Keys) -> Postings:
        """Return the postings of some keys, at most about `NEWEST` of each."""
        found = [postings[-NEWEST:] for postings in map(self._youngest.get, keys.tolist()) if postings is not None]
        young = np.frombuffer(b"".join(found), np.uint64)
        return np.concatenate([select(self._ordered, keys), young]) if self._ordered.size else young

    def between(self, low: int, high: int) -> Postings:
        """Return the postings from `low` up to `high`, without it, in order."""
        self._pour()
        start, end = self._ordered.searchsorted(np.array([low, high - 1], np.uint64))
        return self._ordered[start : end + int(end < self._ordered.size and self._ordered[end] == high - 1)]

    def drop(self, low: int, high: int) -> None:
        """Drop the postings from `low` up to `high`: they are stored elsewhere now."""
        dropped = self.between(low, high)
        start = int(self._ordered.searchsorted(np.uint64(low)))
        self._ordered = np.concatenate([self._ordered[:start], self._ordered[start + dropped.size :]])

    def _pour(self) -> None:
        if self._count:
            young = np.frombuffer(b"".join(self._youngest.values()), np.uint64)
            self._ordered = np.sort(np.concatenate([self._ordered, young]))
            self._youngest, self._count = {}, 0

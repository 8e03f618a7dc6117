"""The young postings of an index, in memory: those of the journal, and those not on
disk yet.

Both adding and finding must be cheap: the youngest are in a dict, the rest in one
sorted array, into which the dict is merged from time to time.
"""

import numpy as np

from newscrawl.dedup.fingerprint import Keys
from newscrawl.dedup.store import NEWEST, POSTING_BYTES, Postings, merge, pack, select

YOUNGEST = 32_768  # postings in the dict: about 800 articles, 3 MB


class Recent:
    """Postings that can be added to and looked up."""

    def __init__(self, postings: Postings) -> None:
        self._ordered: Postings = np.sort(postings)
        self._youngest: dict[int, bytes] = {}
        """Key → its postings, one after the other."""
        self._count = 0

    def __len__(self) -> int:
        return self._ordered.size + self._count

    def add(self, keys: Keys, number: int) -> None:
        """Add the postings of a text."""
        youngest, known = self._youngest, self._youngest.get
        postings = pack(keys, number).view(f"V{POSTING_BYTES}").tolist()
        for key, posting in zip(keys.tolist(), postings, strict=True):
            before = known(key)
            youngest[key] = posting if before is None else before + posting
        self._count += keys.size
        if self._count > YOUNGEST:
            self._pour()

    def find(self, keys: Keys) -> Postings:
        """Return the postings of some keys, at most about `NEWEST` of each."""
        found = map(self._youngest.get, keys.tolist())
        data = b"".join([postings[-NEWEST * POSTING_BYTES :] for postings in found if postings is not None])
        young = np.frombuffer(data, np.uint64)
        return np.concatenate((select(self._ordered, keys), young)) if self._ordered.size else young

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
            young = np.sort(np.frombuffer(b"".join(self._youngest.values()), np.uint64))
            self._ordered = merge(self._ordered, young)
            self._youngest, self._count = {}, 0

"""The young postings of an index, in memory: those of the journal, and those not on
disk yet.

Both adding and finding must be cheap: the youngest are in a dict, the rest in one
sorted array, into which the dict is merged from time to time.
"""

import numpy as np

from newscrawl.dedup.fingerprint import Keys
from newscrawl.dedup.store import NEWEST, NUMBER, Postings, changes, keys_of, merge, numbers_of

YOUNGEST = 32_768  # postings in the dict: about 800 articles, 3 MB


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
        added = number.to_bytes(NUMBER, "little")
        for key in keys:
            before = known(key)
            youngest[key] = added if before is None else before + added
        self._count += len(keys)
        if self._count > YOUNGEST:
            self._pour()

    def find(self, keys: Keys) -> list[bytes]:
        """Return for each key the numbers of its texts, at most about `NEWEST`."""
        youngest, known, starts, numbers = self._youngest.get, self._known, self._starts, self._numbers
        found = []
        places = self._keys.searchsorted(np.array(keys, np.uint32)).tolist()
        for key, place in zip(keys, places, strict=True):
            young = youngest(key, b"")
            if known[place] == key:
                end = starts[place + 1]
                start = max(starts[place], end - NEWEST)
                young = numbers[NUMBER * start : NUMBER * end] + young[-NUMBER * NEWEST :]
            found.append(young)
        return found

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
            counts = [len(numbers) // NUMBER for numbers in self._youngest.values()]
            keys = np.fromiter(self._youngest, np.uint64, len(counts)).repeat(counts)
            young = keys << np.uint64(32) | np.frombuffer(b"".join(self._youngest.values()), np.uint32)
            self._youngest, self._count = {}, 0
            self._order(merge(self._ordered, np.sort(young)))

    def _order(self, ordered: Postings) -> None:
        """Keep a sorted array, with its distinct keys, the place where the postings of
        each begin, and the numbers alone: much less memory is looked at to find one."""
        self._ordered = ordered
        keys = keys_of(ordered)
        starts = changes(keys)
        self._keys = keys[starts]
        self._known = np.append(self._keys, np.uint32(0)).data
        self._starts = np.append(starts, (ordered.size, ordered.size)).data
        self._numbers = numbers_of(ordered).tobytes()

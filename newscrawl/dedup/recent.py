"""The young postings of an index, in memory: those of the journal, and those not on
disk yet.

Both adding and finding must be cheap: the youngest are in a dict, the rest in one
sorted array, into which the dict is merged from time to time.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable

import numpy as np

from newscrawl.dedup.fingerprint import Keys
from newscrawl.dedup.store import NEWEST, NUMBER, Postings, changes, keys_of, merge, numbers_of

PAGE = 17  # bits of a key below those that are the number of its page, of which there are 32,768
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
        youngest, pages, known = self._youngest.get, self._pages, self._known
        starts, numbers = self._starts, self._numbers
        found = []
        for key in keys:
            young = youngest(key, b"")
            page = key >> PAGE
            place = bisect_left(known, key, pages[page], pages[page + 1])
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

    def drop(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Drop the postings of some ranges, each from its first number up to its
        second: they are stored elsewhere now."""
        dropped = [self.between(low, high) for low, high in ranges]
        if dropped:
            kept = np.ones(self._ordered.size, bool)
            for part in dropped:
                if part.size:
                    start = int(self._ordered.searchsorted(part[0]))
                    kept[start : start + part.size] = False
            self._order(self._ordered[kept])

    def _pour(self) -> None:
        if self._count:
            counts = [len(numbers) // NUMBER for numbers in self._youngest.values()]
            keys = np.fromiter(self._youngest, np.uint64, len(counts)).repeat(counts)
            young = keys << np.uint64(32) | np.frombuffer(b"".join(self._youngest.values()), np.uint32)
            self._youngest, self._count = {}, 0
            self._order(merge(self._ordered, np.sort(young)))

    def _order(self, ordered: Postings) -> None:
        """Keep a sorted array, with its distinct keys, the place where the postings of
        each begin, where each page of keys begins, and the numbers alone: to find one,
        few places in memory are looked at."""
        self._ordered = ordered
        keys = keys_of(ordered)
        starts = changes(keys)
        distinct = keys[starts]
        firsts = np.arange(1 << 32 - PAGE, dtype=np.uint32) << np.uint32(PAGE)
        self._pages = array("I", np.append(distinct.searchsorted(firsts), distinct.size).astype(np.uint32).tobytes())
        self._known = np.append(distinct, np.uint32(0)).data
        self._starts = np.append(starts, (ordered.size, ordered.size)).astype(np.uint32).data
        self._numbers = numbers_of(ordered).tobytes()

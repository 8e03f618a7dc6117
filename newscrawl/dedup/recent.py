"""The young postings of an index, in memory: those of the journal, and those not on
disk yet.

Both adding and finding must be cheap: the youngest are in a dict, the rest in sorted
arrays, one a part of the base, into which the dict is merged from time to time. Part by
part this takes no more memory than the arrays do.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple, Self

import numpy as np

from newscrawl.dedup.buckets import PARTS, REST
from newscrawl.dedup.fingerprint import Keys
from newscrawl.dedup.store import NEWEST, NUMBER, Postings, changes, keys_of, merge, numbers_of

PAGE = 17  # bits of a key below those that are the number of its page; a part has 512 pages
PAGES = 1 << REST - PAGE
YOUNGEST = 32_768  # postings in the dict: about 800 articles, 3 MB


class _Part(NamedTuple):
    """The postings of a part: to find one, few places in memory are looked at."""

    pages: "array[int]"
    """Where each page of keys begins, and where the last one ends."""
    known: memoryview
    """The distinct keys in order, and one more."""
    starts: memoryview
    """Where the numbers of each key begin, and where the last ones end."""
    numbers: bytes

    @classmethod
    def of(cls, part: int, ordered: Postings) -> Self:
        """Return a part with these sorted postings."""
        keys = keys_of(ordered)
        starts = changes(keys)
        distinct = keys[starts]
        firsts = np.arange(part * PAGES, (part + 1) * PAGES, dtype=np.uint32) << np.uint32(PAGE)
        return cls(
            array("I", np.append(distinct.searchsorted(firsts), distinct.size).astype(np.uint32).tobytes()),
            np.append(distinct, np.uint32(0)).data,
            np.append(starts, (ordered.size, ordered.size)).astype(np.uint32).data,
            numbers_of(ordered).tobytes(),
        )

    def postings(self) -> Postings:
        """Return the sorted postings."""
        starts = np.frombuffer(self.starts, np.uint32)[:-1]
        keys = np.frombuffer(self.known, np.uint32)[:-1].repeat(np.diff(starts))
        return keys.astype(np.uint64) << np.uint64(32) | np.frombuffer(self.numbers, np.uint32)


class Recent:
    """Postings that can be added to and looked up."""

    def __init__(self, postings: Postings) -> None:
        self._youngest: dict[int, bytes] = {}
        """Key → the numbers of its texts, one after the other."""
        self._count = 0
        nothing = np.empty(0, np.uint64)
        self._parts = [_Part.of(part, nothing) for part in range(PARTS)]
        self._merge(np.sort(postings))

    def __len__(self) -> int:
        return sum(len(part.numbers) for part in self._parts) // NUMBER + self._count

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
        youngest, parts = self._youngest.get, self._parts
        found = []
        for key in keys:
            young = youngest(key, b"")
            pages, known, starts, numbers = parts[key >> REST]
            page = (key >> PAGE) % PAGES
            place = bisect_left(known, key, pages[page], pages[page + 1])
            if known[place] == key:
                end = starts[place + 1]
                start = max(starts[place], end - NEWEST)
                young = numbers[NUMBER * start : NUMBER * end] + young[-NUMBER * NEWEST :]
            found.append(young)
        return found

    def every(self) -> Postings:
        """Return all postings, in order."""
        self._pour()
        return np.concatenate([part.postings() for part in self._parts])

    def of_part(self, part: int) -> Postings:
        """Return the postings of a part, in order."""
        self._pour()
        return self._parts[part].postings()

    def drop(self, parts: Iterable[int]) -> None:
        """Drop the postings of some parts: they are stored elsewhere now."""
        for part in parts:
            self._pour()
            self._parts[part] = _Part.of(part, np.empty(0, np.uint64))

    def _pour(self) -> None:
        if self._count:
            counts = [len(numbers) // NUMBER for numbers in self._youngest.values()]
            keys = np.fromiter(self._youngest, np.uint64, len(counts)).repeat(counts)
            young = keys << np.uint64(32) | np.frombuffer(b"".join(self._youngest.values()), np.uint32)
            self._youngest, self._count = {}, 0
            self._merge(np.sort(young))

    def _merge(self, young: Postings) -> None:
        """Merge sorted postings into the parts."""
        bounds = young.searchsorted(np.arange(1, PARTS, dtype=np.uint64) << np.uint64(REST + 32))
        for part, added in enumerate(np.split(young, bounds)):
            if added.size:
                self._parts[part] = _Part.of(part, merge(self._parts[part].postings(), added))

"""Ids and addresses of a walk → whether they were seen, in eight bytes each: a channel
may list a million.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from heapq import merge

import xxhash

YOUNG = 1024
"""Texts in a set of Python's own before they are put in order."""


class SeenTexts:
    """A set of texts that only grows, and forgets the texts themselves.

    It keeps 64 bits of each: of a million texts, one not in it is taken for one of them
    once in 10¹³ questions.

    >>> seen = SeenTexts(["福州", "厦门"])
    >>> "福州" in seen, "泉州" in seen, len(seen)
    (True, False, 2)
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._young: set[int] = set()
        self._ordered: array[int] = array("Q")
        self.update(texts)

    def __len__(self) -> int:
        return len(self._ordered) + len(self._young)

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and self._has(_key(text))

    def update(self, texts: Iterable[str]) -> None:
        """Add texts."""
        self._add(map(_key, texts))

    def take_over(self, other: SeenTexts) -> None:
        """Add those of another set."""
        self._add(other._ordered)
        self._add(other._young)

    def _add(self, keys: Iterable[int]) -> None:
        for key in keys:
            if not self._has(key):
                self._young.add(key)
                if len(self._young) > max(YOUNG, len(self._ordered) // 4):
                    self._ordered = array("Q", merge(self._ordered, sorted(self._young)))
                    self._young = set()

    def _has(self, key: int) -> bool:
        if key in self._young:
            return True
        place = bisect_left(self._ordered, key)
        return place < len(self._ordered) and self._ordered[place] == key


def _key(text: str) -> int:
    return xxhash.xxh3_64_intdigest(text.encode("utf-8", "surrogatepass"))

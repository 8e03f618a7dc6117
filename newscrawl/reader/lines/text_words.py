"""A text → its pairs of characters, and how far a line agrees with them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from newscrawl.reader.heading import fold_title

Pairs = NDArray[np.uint32]
_RARE = re.compile("[\U00010000-\U0010ffff]")


class TextWords:
    """A text of which the pairs of characters are known."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._text = "".join(lines)

    @cached_property
    def _pairs(self) -> Pairs:
        return np.sort(_all_pairs(self._text))

    def agree(self, line: str, least: float) -> bool:
        """Return whether more than such a share of a line's pairs of characters stand
        in the text: mostly enough of them stand there as they are written.
        """
        folded = _RARE.sub("\ufffd", fold_title(line))
        pairs = {one + other for one, other in pairwise(folded)}
        found = 0
        for pair in pairs:
            found += pair in self._text
            if found / (len(pairs) + 1) > least:
                return True
        return agreement(line, self) > least

    def has(self, pairs: Pairs) -> NDArray[np.bool_]:
        """Return which of some pairs stand in the text."""
        if not len(self._pairs):
            return np.zeros(len(pairs), bool)
        places = self._pairs.searchsorted(pairs)
        found: NDArray[np.bool_] = self._pairs[np.minimum(places, len(self._pairs) - 1)] == pairs
        return found


def agreement(line: str, body: TextWords) -> float:
    """Return the share of a line's pairs of characters that the text has, too."""
    pairs = pairs_of(line)
    return np.count_nonzero(body.has(pairs)) / (len(pairs) + 1)


def pairs_of(text: str) -> Pairs:
    """Return the different pairs of characters of a folded text, in order."""
    pairs = np.sort(_all_pairs(text))
    different = np.ones(len(pairs), bool)
    np.not_equal(pairs[1:], pairs[:-1], out=different[1:])
    return pairs[different]


def _all_pairs(text: str) -> Pairs:
    """Return a number for each two neighbouring characters of a folded text; rare
    characters of more than 16 bits are one.
    """
    data = _RARE.sub("\ufffd", fold_title(text)).encode("utf-16-le", "surrogatepass")
    count = len(data) // 2
    if count < 2:
        return np.zeros(0, np.uint32)
    even, odd = np.frombuffer(data, "<u4", count // 2), np.frombuffer(data, "<u4", (count - 1) // 2, 2)
    return np.concatenate([even, odd])

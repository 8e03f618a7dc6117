"""A piece of text → how likely it is as Chinese: costs of characters behind others, in
nats.

The table (tables/frequency.npz, built by scripts/build_frequency_table.py) holds counts
from news, folded to Simplified, so that one table serves both scripts. It never makes
text: it only chooses between readings that fit the bytes.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from newscrawl.text.script import TABLES, fold_table

# Punctuation that differs by width or by taste only; `?` is left out, as it is what
# damage leaves behind.
READ_ALIKE = {ord(one): other for one, other in zip(",:;()!『』「」﹃﹄﹁﹂．", "，：；（）！“”“”“”“”.", strict=True)}
NEVER_SEEN = 16.0  # cost of a character outside the table
UNSEEN_WEIGHT = 0.7  # for a character outside the table, what a pair costs beside the second character


@dataclass(frozen=True, slots=True)
class Grams:
    """Which characters follow each context, and at what cost, without an object for
    every one of a million.

    `followers` holds those of all contexts one after the other, the commonest of each
    first; those of context number n stand at `starts[n]:starts[n + 1]`.
    """

    starts: array[int]
    followers: str
    costs: bytes

    def find(self, context: int, char: str) -> int:
        """Return the number of the gram made of a context and a character, -1 if it is
        not in the table.
        """
        return self.followers.find(char, self.starts[context], self.starts[context + 1])

    def of(self, context: int) -> str:
        """Return the characters that follow a context, the commonest of the language
        first.
        """
        return self.followers[self.starts[context] : self.starts[context + 1]]


@dataclass(frozen=True, slots=True, eq=False)
class Frequency:
    """Costs of a character alone, behind one, and behind two others.

    Where a pair or triple is not in the table, it costs what the shorter one costs and
    `unseen` of what stands before. The number of a pair's context is the rank of its
    first character, that of a triple's is the number of its first pair.
    """

    rank: dict[str, int]
    alone: bytes
    unseen: bytes
    pairs: Grams
    unseen_behind: bytes
    triples: Grams
    folded: dict[int, str]

    def cost(self, before: str, char: str) -> float:
        """Return what `char` costs behind the one or two characters `before`; all in
        either script.

        >>> frequency().cost("福", "州") < 5 < frequency().cost("福", "洲")
        True
        """
        fold = self.folded.get
        char = fold(ord(char), char)
        previous = fold(ord(before[-1]), before[-1])
        context = self.rank.get(previous)
        if context is None:
            return UNSEEN_WEIGHT + self._alone(char)
        extra = 0
        if len(before) > 1:
            first = self.rank.get(fold(ord(before[-2]), before[-2]))
            pair = self.pairs.find(first, previous) if first is not None else -1
            if pair >= 0:
                triple = self.triples.find(pair, char)
                if triple >= 0:
                    return self.triples.costs[triple] / 5
                extra = self.unseen_behind[pair]
        pair = self.pairs.find(context, char)
        if pair >= 0:
            return (extra + self.pairs.costs[pair]) / 5
        return (extra + self.unseen[context]) / 5 + self._alone(char)

    def behind(self, before: str) -> Callable[[str], float]:
        """Return `cost` for many characters behind the same one or two, faster."""
        fold, ranks, pairs, triples = self.folded.get, self.rank, self.pairs, self.triples
        *first, previous = (fold(ord(char), char) for char in before[-2:])
        context, above = ranks.get(previous), ranks.get(first[0]) if first else None
        pair = -1 if above is None else pairs.find(above, previous)
        if context is None:
            return lambda char: UNSEEN_WEIGHT + self._alone(fold(ord(char), char))
        extra = self.unseen_behind[pair] if pair >= 0 else 0
        unseen = extra + self.unseen[context]
        begin, end = pairs.starts[context], pairs.starts[context + 1]
        longer = (triples.starts[pair], triples.starts[pair + 1]) if pair >= 0 else (0, 0)
        find, find_longer, alone = pairs.followers.find, triples.followers.find, self.alone

        def cost(char: str) -> float:
            char = fold(ord(char), char)
            found = find_longer(char, *longer)
            if found >= 0:
                return triples.costs[found] / 5
            found = find(char, begin, end)
            if found >= 0:
                return (extra + pairs.costs[found]) / 5
            rank = ranks.get(char)
            return unseen / 5 + (NEVER_SEEN if rank is None else alone[rank] / 5)

        return cost

    def _alone(self, char: str) -> float:
        rank = self.rank.get(char)
        return NEVER_SEEN if rank is None else self.alone[rank] / 5

    def alone_cost(self, char: str) -> float:
        """Return what a character costs wherever it stands, in either script."""
        return self._alone(self.fold(char))

    def knows(self, char: str) -> bool:
        """Return whether news has this character at all, in either script."""
        return self.fold(char) in self.rank

    def fold(self, char: str) -> str:
        """Return the character under which the table knows this one."""
        return self.folded.get(ord(char), char)

    def followers(self, char: str) -> str:
        """Return the (folded) characters that stand behind this one in news."""
        rank = self.rank.get(self.fold(char))
        return "" if rank is None else self.pairs.of(rank)

    def text_cost(self, text: str, before: str = "\n\n") -> float:
        """Add up the costs of a text.

        It is the sum of `cost`, faster: what a step finds of its character is the
        context of the next one.
        """
        fold, ranks, pairs, triples = self.folded.get, self.rank, self.pairs, self.triples
        *first, previous = (fold(ord(char), char) for char in before[-2:])
        context, above = ranks.get(previous), ranks.get(first[0]) if first else None
        pair = -1 if above is None else pairs.find(above, previous)
        total = 0.0
        for char in text:
            char = fold(ord(char), char)
            rank = ranks.get(char)
            found = -1
            if context is None:
                total += UNSEEN_WEIGHT + (NEVER_SEEN if rank is None else self.alone[rank] / 5)
            else:
                found = pairs.find(context, char)
                triple = triples.find(pair, char) if pair >= 0 else -1
                if triple >= 0:
                    total += triples.costs[triple] / 5
                else:
                    extra = self.unseen_behind[pair] if pair >= 0 else 0
                    if found >= 0:
                        total += (extra + pairs.costs[found]) / 5
                    else:
                        alone = NEVER_SEEN if rank is None else self.alone[rank] / 5
                        total += (extra + self.unseen[context]) / 5 + alone
            context, pair = rank, found
        return total


@cache
def frequency() -> Frequency:
    """Read the table, once, and only where a text is damaged."""
    with np.load(TABLES / "frequency.npz") as data:
        codes = data["chars"]
        return Frequency(
            rank={chr(code): rank for rank, code in enumerate(codes.tolist())},
            alone=data["alone"].tobytes(),
            unseen=data["unseen"].tobytes(),
            pairs=_grams(data, "pair", codes),
            unseen_behind=data["unseen_behind"].tobytes(),
            triples=_grams(data, "triple", codes),
            folded=fold_table() | READ_ALIKE,
        )


def _grams(data: Mapping[str, NDArray[np.generic]], name: str, codes: NDArray[np.uint16]) -> Grams:
    differences = data[f"{name}_low"].astype(np.uint16) | data[f"{name}_high"].astype(np.uint16) << 8
    ranks = np.cumsum(differences, dtype=np.uint16)  # a step back is one of 65,536 less forward
    followers = codes[ranks].tobytes().decode("utf-16-le", "surrogatepass")
    ends = data[f"{name}_followers"].cumsum(dtype=np.uint32)
    return Grams(array("I", b"\0" * 4 + ends.tobytes()), followers, data[name].tobytes())


@cache
def rarity_table() -> NDArray[np.uint8]:
    """Return the cost of each code point of the BMP alone, in tenths of a nat; 0 for
    ASCII, 255 for what is no text at all.

    What news has seldom, but other honest pages have in number, costs less than a
    character that nobody writes.
    """
    table = np.full(0x10000, round(NEVER_SEEN * 10), dtype=np.uint8)
    for first, last, cost in _OTHER_WRITING:
        table[first : last + 1] = cost
    for char in "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü":
        table[ord(char)] = 60
    with np.load(TABLES / "frequency.npz") as data:
        codes = data["chars"]
        table[codes] = np.minimum(data["common"] * 2, table[codes])
    for code, target in fold_table().items():
        if code < 0x10000 and ord(target) < 0x10000:
            table[code] = table[ord(target)]
    table[:0x80] = 0
    table[0x80:0xA0] = table[0xE000:0xF900] = table[0xFFFD:] = 255
    return table


@cache
def rarity_bytes() -> bytes:
    """Return `rarity_table` as bytes, of which Python takes one by one much faster."""
    return rarity_table().tobytes()


_OTHER_WRITING = (
    (0x00A0, 0x02AF, 100),
    (0x0370, 0x052F, 110),
    (0x2000, 0x27BF, 90),
    (0x3000, 0x303F, 80),
    (0x3040, 0x30FF, 80),
    (0x3100, 0x312F, 120),
    (0xAC00, 0xD7A3, 110),
    (0xFE30, 0xFE6F, 120),
    (0xFF00, 0xFFEF, 90),
)

"""Two canonical texts → the stretch they share, and where they differ inside it.

A copy often has another headline and byline before it and other small print after it;
differences there prove nothing. Differences inside the shared stretch are what counts:
single lost letters are damage, other words and numbers at the same positions are
another event reported in the same words.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import LCSseq

LONGEST = 20_000  # characters of either text that are aligned; the whole of longer ones is compared by its 4-grams only
GAP_COST = 40  # a cut or inserted paragraph costs no more than this, or it would end the shared stretch
SOLID = 3  # an equal block of up to so many characters between larger differences is chance
EDGE = 24  # differing beginnings and ends no longer than this belong to the shared stretch: 7日上午… and 15日下午…

Block = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where the two texts differ: its position in either."""

    start: int
    end: int
    other_start: int
    other_end: int

    @property
    def longest(self) -> int:
        """Characters on the longer side."""
        return max(self.end - self.start, self.other_end - self.other_start)

    @property
    def shortest(self) -> int:
        """Characters on the shorter side; 0 for what only one of them has."""
        return min(self.end - self.start, self.other_end - self.other_start)


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two texts, and the stretch they share: its position, how much of it is equal, and
    its differences."""

    text: str
    other: str
    shared: int
    """Characters in equal blocks, those equal by chance left out."""
    before: tuple[int, int]
    """Characters of either text before the shared stretch."""
    behind: tuple[int, int]
    """Characters of either text after it."""
    differences: tuple[Difference, ...]
    """The places inside it where the texts differ, in order; short differing edges are
    included."""


@lru_cache(1)
def align(text: str, other: str) -> Alignment:
    """Find the longest common subsequence of two texts and its most valuable stretch.

    The stretch is the run of equal blocks with the best sum of their lengths minus what
    lies between them, so that a word or two in unrelated small print do not count as
    shared.

    >>> found = align("本报讯今日福州地铁二号线开通运营记者张三", "今日福州地铁一号线开通运营")
    >>> found.shared, found.before, found.behind, [found.text[place.start : place.end] for place in found.differences]
    (12, (3, 0), (4, 0), ['本报讯', '二', '记者张三'])
    """
    matches = LCSseq.opcodes(text[:LONGEST], other[:LONGEST]).as_matching_blocks()
    blocks = _best_stretch([(match.a, match.b, match.size) for match in matches if match.size])
    if not blocks:
        return Alignment(text, other, 0, (len(text), len(other)), (0, 0), ())
    shared, places = _read_blocks(blocks)
    before, (start, other_start, size) = blocks[0][:2], blocks[-1]
    behind = len(text) - start - size, len(other) - other_start - size
    if 0 < max(before) <= EDGE:
        places.insert(0, Difference(0, before[0], 0, before[1]))
    if 0 < max(behind) <= EDGE:
        places.append(Difference(start + size, len(text), other_start + size, len(other)))
    return Alignment(text, other, shared, before, behind, tuple(places))


def _read_blocks(blocks: list[Block]) -> tuple[int, list[Difference]]:
    """Count the equal characters and collect the differences between blocks.

    A block that is equal by chance is merged into the differences around it.
    """
    shared = blocks[0][2]
    places: list[Difference] = []
    for (start, other_start, size), (next_start, next_other, next_size) in pairwise(blocks):
        place = Difference(start + size, next_start, other_start + size, next_other)
        shared += next_size
        if places and size <= SOLID and 2 * size <= places[-1].longest + place.longest:
            place = Difference(places[-1].start, place.end, places[-1].other_start, place.other_end)
            places.pop()
            shared -= size
        places.append(place)
    return shared, places


def _best_stretch(blocks: list[Block]) -> list[Block]:
    best = worth = first = best_first = best_end = 0
    for index, (start, other_start, size) in enumerate(blocks):
        if worth > 0:
            before, other_before, length = blocks[index - 1]
            worth -= min(max(start - before - length, other_start - other_before - length), GAP_COST)
        if worth <= 0:
            worth, first = 0, index
        worth += size
        if worth > best:
            best, best_first, best_end = worth, first, index + 1
    return blocks[best_first:best_end]

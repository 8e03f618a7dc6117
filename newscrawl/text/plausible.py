"""A text → whether somebody can have written it, in any language, or a wrong codec left
it.

The measure is the mean cost of its Chinese characters one by one (see `frequency`), and
how much of it is no writing at all. It is meant for whole texts and pages; a headline
of rare names may cost as much as garbage.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from newscrawl.text.characters import Characters
from newscrawl.text.frequency import rarity_table

UNLIKELY = 10.5  # mean cost of a Chinese character in nats: news has 6 to 7, poems and names 8 to 9, wrong codecs 12
ENOUGH = 12  # characters beyond ASCII below which nothing can be decided
ORDINARY = 8.5  # mean cost below which a reading is ordinary Chinese
ENOUGH_HAN = 30  # Chinese characters below which a list of rare plants looks like garbage


def plausible(text: str, seen: Characters | None = None) -> bool:
    """Return whether a text, repaired as far as possible, may be shown. `seen` are its
    characters, if somebody has looked.

    >>> plausible("福州市今天召開新聞發布會，記者到場採訪。"), plausible("锟斤拷锟街碉拷锟叫癸拷" * 4)
    (True, False)
    """
    seen = seen or Characters.of(text)
    wide = seen.wide
    if wide.size < ENOUGH:
        return _questions_few(seen)
    lost = int(np.count_nonzero(not_writing(wide)))
    if lost * 8 > wide.size:
        return False
    cost, han = mean_cost(wide)
    if han >= ENOUGH_HAN and cost >= UNLIKELY:
        return False
    return (2 * han > wide.size or not _bytes_as_letters(wide)) and _questions_few(seen)


def mean_cost(wide: NDArray[np.uint16]) -> tuple[float, int]:
    """Return the mean cost of the Chinese characters among these code units, in nats,
    and how many they are.
    """
    costs = _chinese_costs().take(wide)
    han = int(np.count_nonzero(costs))
    return (int(costs.sum(dtype=np.int64)) / han / 10 if han else 0.0), han


@cache
def _chinese_costs() -> NDArray[np.uint8]:
    """Return the rarity of Chinese characters, none of which is without cost, and zero
    for all others.
    """
    table = np.zeros_like(rarity_table())
    for first, end in ((0x3400, 0xA000), (0xF900, 0xFB00)):
        table[first:end] = rarity_table()[first:end]
    return table


def reads_ordinarily(wide: NDArray[np.uint16]) -> bool:
    """Return whether enough of these code units are Chinese, and ordinary."""
    cost, han = mean_cost(wide)
    return han >= ENOUGH_HAN and 2 * han >= wide.size and cost < ORDINARY


def not_writing(wide: NDArray[np.uint16]) -> NDArray[np.bool_]:
    """Mark what no language writes: U+FFFD, private use, control characters."""
    marks: NDArray[np.bool_] = (wide == 0xFFFD) | _between(wide, 0xE000, 0xF900) | (wide < 0xA0)
    return marks


def _between(wide: NDArray[np.uint16], first: int, end: int) -> NDArray[np.bool_]:
    """Mark the code units from `first` up to `end`, without it: those below it become
    large numbers."""
    marks: NDArray[np.bool_] = wide - np.uint16(first) < np.uint16(end - first)
    return marks


def _bytes_as_letters(wide: NDArray[np.uint16]) -> bool:
    """Return whether most of it is bytes of Chinese shown as Latin-1: `ÐÂÎÅ` has signs
    and capitals beside small letters.
    """
    latin = wide[_between(wide, 0xA0, 0x100)]
    if latin.size * 2 < wide.size:
        return False
    letters = (latin >= 0xDF) & (latin != 0xF7)
    return latin.size >= ENOUGH and int(np.count_nonzero(~letters)) * 5 > latin.size * 2


def _questions_few(seen: Characters) -> bool:
    """Return False where question marks have taken the place of the text."""
    marks = np.frombuffer(seen.source, np.uint8) == ord("?")
    if np.count_nonzero(marks) <= 4 + seen.wide.size:
        return True
    asked = np.flatnonzero(marks)
    together = np.diff(asked, prepend=-2, append=-2) == 1
    return int(np.count_nonzero(together[1:] | together[:-1])) <= 4 + seen.wide.size

"""A text → how many characters it has of each kind that only damaged text has in
number.

Every repair begins with it: one look at the whole document decides which rules are
worth trying. Undamaged pages cost nothing beyond it.
"""

from collections.abc import Sequence
from enum import IntEnum
from functools import cache

import numpy as np
from numpy.typing import NDArray

from newscrawl.text.characters import Characters, Codes


class Kind(IntEnum):
    """The kind of a character for the repairs; `PLAIN` is everything that damage does
    not leave behind.
    """

    PLAIN = 0
    TONED = 1
    """Vowels with the tone marks of pinyin: ā á ǎ à."""
    LATIN = 2
    """U+0080–00FF without toned vowels and the signs that Chinese text uses (· × ° ±):
    bytes shown one by one."""
    FOREIGN = 3
    """U+0100–07FF without toned vowels, and halves of byte pairs that older decoders
    left: Greek, Cyrillic, Hebrew …"""
    INVISIBLE = 4
    """Zero-width characters, marks of direction, soft hyphen."""
    RADICAL = 5
    """Kangxi radicals and CJK radicals, which look like characters."""
    COMPATIBLE = 6
    """Compatibility ideographs, which look like others."""
    PRIVATE = 7
    """Private use."""
    LOST = 8
    """U+FFFD."""
    MISREAD = 9
    """Characters that begin a UTF-8 sequence read as GBK: 鏈 鍦 鐨 銆 锛 …"""
    CURLY = 10
    """Punctuation that cp1252 has at 80–9F: ordinary in Chinese, but part of Latin
    mojibake too."""


TONED_VOWELS = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ"
ORDINARY_LATIN = "\xa0·×÷°±§©®¥µ²³½¼«»¶£¢"
CURLY = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"


def census(seen: Characters) -> Sequence[int]:
    """Count the characters of each kind beyond ASCII; index the answer by `Kind`.

    >>> counts = census(Characters.of("產(chǎn)業(yè)"))
    >>> counts[Kind.TONED], counts[Kind.LOST]
    (2, 0)
    """
    counts: list[int] = np.bincount(_unit_kinds().take(seen.wide), minlength=_HALF + 1).tolist()
    if counts.pop():
        counts = np.bincount(_kinds_in(seen), minlength=len(Kind)).tolist()
    return counts


def stand_close(seen: Characters, kind: Kind, number: int, within: int) -> bool:
    """Return whether so many characters of a kind stand within so many characters of
    the text.

    >>> stand_close(Characters.of("福州鏈�鏂版秷鎭�"), Kind.MISREAD, 3, 12)
    True
    >>> stand_close(Characters.of("鏈、鏂"), Kind.MISREAD, 3, 12)
    False
    """
    found = np.flatnonzero(_kinds_in(seen) == kind)
    near = found[number - 1 :] - found[: found.size - number + 1] < within
    if not near.any():  # those with ASCII between them stand even further apart
        return False
    places = seen.places[found]
    return bool((places[number - 1 :] - places[: places.size - number + 1] < within).any())


def letters_in_a_row(seen: Characters) -> bool:
    """Return whether two letters beyond ASCII but below U+0800 stand side by side, as
    bytes shown one by one do.

    >>> letters_in_a_row(Characters.of("ÐÂÎÅ")), letters_in_a_row(Characters.of("產(chǎn)業(yè) Café"))
    (True, False)
    """
    kinds = _kinds_in(seen)
    wide = (seen.codes < 0x800) | (kinds == Kind.CURLY)
    letter = (kinds == Kind.TONED) | (kinds == Kind.LATIN) | (kinds == Kind.FOREIGN)
    pairs = np.flatnonzero(wide[:-1] & wide[1:] & (letter[:-1] | letter[1:]))
    return pairs.size > 0 and bool((seen.places[pairs + 1] == seen.places[pairs] + 1).any())


def _kinds_in(seen: Characters) -> NDArray[np.uint8]:
    return kinds_of(seen.codes)


def kinds_of(codes: Codes) -> NDArray[np.uint8]:
    """Return the kind of each code point."""
    return _kinds().take(codes, mode="clip")


@cache
def _kinds() -> NDArray[np.uint8]:
    """Build the table of kinds by code point, up to the last plane that has any."""
    table = np.zeros(0x2FA20, dtype=np.uint8)
    table[0x80:0x100] = Kind.LATIN
    table[0x100:0x800] = Kind.FOREIGN
    for char in ORDINARY_LATIN:
        table[ord(char)] = Kind.PLAIN
    for char in CURLY:
        table[ord(char)] = Kind.CURLY
    for char in TONED_VOWELS:
        table[ord(char)] = Kind.TONED
    for code in (0xAD, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)):
        table[code] = Kind.INVISIBLE
    table[0x2E80:0x2FD6] = Kind.RADICAL
    table[0xF900:0xFB00] = Kind.COMPATIBLE
    table[0x2F800:0x2FA1E] = Kind.COMPATIBLE
    table[0xE000:0xF900] = Kind.PRIVATE
    table[0xFFFD] = Kind.LOST
    for char in misread_starts():
        table[ord(char)] = Kind.MISREAD
    table[0x2FA1F] = Kind.PLAIN  # what every code point beyond the table counts as
    return table


_HALF = len(Kind)
"""What a code unit is that is one of two of a character."""


@cache
def _unit_kinds() -> NDArray[np.uint8]:
    """Build the table of kinds by UTF-16 code unit."""
    table = _kinds()[:0x10000].copy()
    table[0xD800:0xE000] = _HALF
    return table


@cache
def misread_starts() -> frozenset[str]:
    """Return the characters whose GBK bytes are the first two of a three-byte UTF-8
    sequence as Chinese text has them.

    >>> "鏈" in misread_starts(), "本" in misread_starts()
    (True, False)
    """
    starts = (bytes((lead, follow)) for lead in (0xE2, 0xE3, *range(0xE4, 0xEA), 0xEF) for follow in range(0x80, 0xC0))
    return frozenset(char for pair in starts for char in pair.decode("gbk", "ignore"))

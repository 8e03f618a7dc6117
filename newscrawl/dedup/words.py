"""Tell replaced words that mean another thing from those that a script conversion or a wrong charset put there.

A mirror that converts into Taiwan's usage writes 资讯 for every 信息; a wrong charset leaves letters that no Chinese
news prints. Neither makes another article. The pairs of words come from OpenCC (scripts/build_taiwan_words.py).
"""

from functools import cache
from pathlib import Path

TAIWAN_WORDS = Path(__file__).parent / "tables" / "taiwan_words.txt"


def same_word(one: str, other: str) -> bool:
    """Tell whether two different words are one word of both sides of the strait.

    >>> same_word("信息", "资讯"), same_word("网际网路", "互联网"), same_word("信息", "新闻")
    (True, True, False)
    """
    pair = without_common_ends(one, other)
    return pair in _taiwan_words() or pair[::-1] in _taiwan_words()


def garbled(text: str) -> bool:
    """Tell whether most of these letters are none that Chinese news prints, as a wrong charset leaves them.

    >>> garbled("òéö3öèë"), garbled("议主持人"), garbled("2020")
    (True, False, False)
    """
    return not text.isascii() and 2 * sum(char not in _printed() for char in text) > len(text)


def without_common_ends(one: str, other: str) -> tuple[str, str]:
    """Take off what two words begin and end with in common.

    >>> without_common_ends("互联网", "网际网路"), without_common_ends("福州市台江区", "福州市仓山区")
    (('互联网', '网际网路'), ('台江', '仓山'))
    """
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    one, other = one[start:], other[start:]
    end = 0
    while end < min(len(one), len(other)) and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[: len(one) - end], other[: len(other) - end]


@cache
def _taiwan_words() -> frozenset[tuple[str, str]]:
    pairs = (line.split("\t") for line in TAIWAN_WORDS.read_text(encoding="utf-8").splitlines())
    return frozenset((one, other) for one, other in pairs)


@cache
def _printed() -> frozenset[str]:
    """The letters and digits of GB 2312, which holds what news prints, and ASCII."""
    rows = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    hanzi = b"".join(rows).decode("gb2312", "ignore")
    return frozenset(hanzi) | frozenset(map(chr, range(128)))

"""Bytes → their cost as Chinese text in a given charset, and the stretch of a page to
measure it on.
"""

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

from newscrawl.text.byte_pairs import pair_codes
from newscrawl.text.characters import wide_codes
from newscrawl.text.frequency import rarity_bytes, rarity_table

_FEW = 60  # characters whose costs are added up faster without numpy
SAMPLE = 3_000  # bytes taken from each place
_HIGH = re.compile(rb"[\x80-\xff]")


def reading_cost(part: bytes, encoding: str) -> float:
    """Return the cost in nats of all characters beyond ASCII that bytes give in a
    charset, invalid ones included.
    """
    text = part.decode(encoding, "replace")
    if len(text) > _FEW or max(text, default="") > "\uffff":
        return wide_cost(wide_codes(text))
    return sum(map(rarity_bytes().__getitem__, map(ord, text))) / 10


def wide_cost(wide: NDArray[np.uint16]) -> float:
    """Return the cost in nats of these code units."""
    return float(rarity_table()[wide].sum(dtype=np.int64)) / 10


def may_be_utf8(part: bytes) -> bool:
    """Return whether half of the bytes beyond ASCII are whole sequences of UTF-8; a few
    broken ones do not matter.

    >>> may_be_utf8("福州新闻".encode()[1:]), may_be_utf8("福州新闻".encode("gbk"))
    (True, False)
    """
    values = np.frombuffer(part, dtype=np.uint8)
    high = int(np.count_nonzero(values > 0x7F))
    follow = np.concatenate((values & 0xC0 == 0x80, np.zeros(2, dtype=np.bool_)))
    two = (values >= 0xC2) & (values < 0xE0) & follow[1:-1]
    three = (values >= 0xE0) & (values < 0xF0) & follow[1:-1] & follow[2:]
    return 2 * (2 * int(np.count_nonzero(two)) + 3 * int(np.count_nonzero(three))) >= high


@cache
def utf8_gains() -> NDArray[np.int32]:
    """Return what each code point of the BMP costs more than its bytes in UTF-8 do in
    GB 18030 at the least, in twentieths of a nat: what its own pair costs, and half of
    each pair that it shares with a neighbour.

    Most Chinese characters cost less: 福 is 绂 and half a character in GB 18030.

    >>> int(utf8_gains()[ord("福")]) < 0 < int(utf8_gains()[ord("·")])
    True
    """
    table, rarity = pair_codes("gb18030"), rarity_table()
    gains = _gains(np.where(table == 0, 100_000, rarity[table].astype(np.int32)))
    gains[0xFFFF] = 4 * int(rarity[0xD800])  # stands for all beyond U+FFFF, of two surrogates
    return gains


def _gains(pairs: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return what each code point costs more than its bytes in UTF-8, if each pair of
    bytes costs so much.
    """
    pairs = 2 * pairs.reshape(0x100, 0x100)
    leading, trailing = pairs.min(axis=1) // 2, pairs.min(axis=0) // 2
    codes = np.arange(0x10000)
    first, second, third = 0xE0 | codes >> 12, 0x80 | codes >> 6 & 0x3F, 0x80 | codes & 0x3F
    least = np.minimum(pairs[first, second] + leading[third], trailing[first] + pairs[second, third])
    first = 0xC0 | codes[:0x800] >> 6
    second = third[:0x800]
    least[:0x800] = np.minimum(pairs[first, second], trailing[first] + leading[second])
    gains: NDArray[np.int32] = 2 * rarity_table().astype(np.int32) - least
    return gains


def sample(body: bytes) -> bytes:
    """Take a stretch from where the first byte beyond ASCII stands, and one from the
    middle of a long page.

    Both begin and end at a character that is no part of another in any charset: `<`,
    `>` or a line's end.
    """
    if len(body) <= 2 * SAMPLE:
        return body
    parts = []
    for start in (0, len(body) // 2):
        match = _HIGH.search(body, start)
        if match is not None:
            begin = _border(body, max(0, match.start() - 200), match.start())
            end = _border(body, begin + SAMPLE - 500, begin + SAMPLE)
            parts.append(body[begin : max(end, match.start() + 2)])
    return b"\n".join(parts) or body[:SAMPLE]


def _border(body: bytes, begin: int, end: int) -> int:
    """Return the last place of a stretch behind a character that is a border, or where
    the stretch begins.
    """
    return max(body.rfind(border, begin, end) + 1 for border in (b"<", b">", b"\n")) or begin

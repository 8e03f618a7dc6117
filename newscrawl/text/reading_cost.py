"""Bytes → their cost as Chinese text in a given charset, and the stretch of a page to
measure it on.
"""

import re

import numpy as np
from numpy.typing import NDArray

from newscrawl.text.characters import wide_codes
from newscrawl.text.frequency import rarity_table

SAMPLE = 3_000  # bytes taken from each place
_HIGH = re.compile(rb"[\x80-\xff]")


def reading_cost(part: bytes, encoding: str) -> float:
    """Return the cost in nats of all characters beyond ASCII that bytes give in a
    charset, invalid ones included.
    """
    return wide_cost(wide_codes(part.decode(encoding, "replace")))


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

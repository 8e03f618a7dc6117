"""A stretch of bytes that no codec reads, or reads badly → the text it was, paired
anew.

Text in GBK does not show where characters begin: after a lost byte all that follows is
paired wrongly until the next ASCII character. Such a stretch is paired anew so that it
reads best, which costs one character instead of a paragraph.
"""

import re
from functools import cache

import numpy as np

from newscrawl.text.byte_pairs import EURO
from newscrawl.text.characters import wide_codes
from newscrawl.text.frequency import frequency, rarity_bytes, rarity_table
from newscrawl.text.gbk import pairs

SKIPPED = 140  # cost of a byte that says nothing, in tenths of a nat
LETTER = 60  # cost of an ASCII letter, which may be half of a character
NEVER = 160  # cost of a character of four bytes
UNREADABLE = 1 << 30  # cost of a pair that is no character
RARE = 120  # mean cost from which three characters in a row are doubted
UNUSUAL = 95  # mean cost from which two characters before a letter are doubted
SHORT = 4_000  # characters of a text in which such places are looked for
BETTER = 10.0  # nats by which a stretch must read better when paired anew
LONGEST = 60_000  # bytes of one stretch that are paired anew
_DIGIT = re.compile(rb"[0-9]")
_LETTER_INSIDE = re.compile(r"[^\x00-\x7f]{2}[@-~](?=[^\x00-\x7f])")

# Where Python's gb18030 gives private-use characters for what Unicode has since: GB
# 18030-2022, and for six of them -2005.
PRIVATE = dict(
    zip(
        (
            *range(0xE78D, 0xE797),
            *(
                0xE7C7,
                0xE816,
                0xE817,
                0xE818,
                0xE81E,
                0xE826,
                0xE82B,
                0xE82C,
                0xE831,
                0xE832,
                0xE83B,
                0xE843,
                0xE854,
                0xE855,
            ),
            0xE864,
        ),
        "︐︒︑︓︔︕︖︗︘︙ḿ\U00020087\U00020089\U000200cc龴龵龶龷\U000215d7龸\U0002298f龹龺\U000241fe龻",
        strict=True,
    )
)


def best_of(stretch: bytes, codec: str) -> str:
    """Leave out what the codec leaves out, or pair the bytes anew: whichever reads
    better.
    """
    left_out = stretch.decode(codec, "replace").translate(PRIVATE)
    anew = pair_anew(stretch, "gbk" if codec == "gb18030" else codec)
    return anew if _gain(left_out[:2_000], anew[:2_000]) >= 0 else left_out


def _letter_inside(text: str) -> bool:
    """Return whether a letter stands between characters of a short text, of which those
    before it are unusual.
    """
    if len(text) > SHORT:
        return False
    rarity = rarity_table()
    pairs_before = (text[match.start() : match.start() + 2] for match in _LETTER_INSIDE.finditer(text))
    return any(int(rarity[wide_codes(pair)].sum(dtype=np.int64)) >= 2 * UNUSUAL for pair in pairs_before)


def _out_of_step(text: str) -> bool:
    """Return whether rare characters stand in a row, or unusual ones before a letter,
    as behind a lost byte; a first look, not a proof.
    """
    if len(text) > 100 or max(text, default="") > "\uffff":
        costs = rarity_table()[wide_codes(text)].astype(np.uint16)
        rare = bool((costs[2:] + costs[1:-1] + costs[:-2] >= 3 * RARE).any())
    else:  # faster without numpy
        rarity = rarity_bytes()
        few = [rarity[ord(char)] for char in text if char > "\x7f"]
        rare = any(sum(row) >= 3 * RARE for row in zip(few, few[1:], few[2:], strict=False))
    return rare or _letter_inside(text)


def in_step(stretch: bytes, codec: str, text: str) -> str:
    """Return the text of a valid stretch, or that of its bytes paired anew if it reads
    much better.
    """
    if not _out_of_step(text):
        return text
    anew = pair_anew(stretch, codec)
    return anew if _gain(text, anew) >= BETTER else text


def _gain(one: str, other: str) -> float:
    """Return how many nats the second of two texts costs less than the first; they are
    read only from where they differ.
    """
    both = min(len(one), len(other))
    same = next((at for at in range(both) if one[at] != other[at]), both)
    costs, before = frequency(), ("\n\n" + one[:same])[-2:]
    return round(costs.text_cost(one[same:], before) - costs.text_cost(other[same:], before), 3)


def pair_anew(stretch: bytes, codec: str) -> str:
    """Pair the bytes of a stretch so that it reads best, leaving out bytes that fit
    nowhere.

    >>> pair_anew("闽江两岸灯火辉煌".encode("gbk")[1:], "gbk")
    '\ufffd江两岸灯火辉煌'
    """
    if len(stretch) > LONGEST:
        return stretch.decode(codec, "replace")
    plane = pairs(codec)
    costs = _pair_costs(codec)
    length = len(stretch)
    best = [0] * (length + 2)
    step = [1] * (length + 1)
    digits = codec == "gbk" and _DIGIT.search(stretch) is not None
    following = 0  # the byte behind the one looked at, 0 behind the last
    for at in range(length - 1, -1, -1):
        byte = stretch[at]
        if byte < 0x80:
            best[at] = best[at + 1] + LETTER
            following = byte
            continue
        cost = best[at + 1] + SKIPPED
        pair = best[at + 2] + costs[byte << 8 | following]
        if pair < cost:
            cost, step[at] = pair, 2
        if digits and 0x30 <= following < 0x3A and _four(stretch[at : at + 4]) is not None:
            four = best[at + 4] + NEVER
            if four < cost:
                cost, step[at] = four, 4
        best[at] = cost
        following = byte
    pieces = []
    at = 0
    while at < length:
        if step[at] == 4:
            pieces.append(_four(stretch[at : at + 4]) or "")
        elif step[at] == 2:
            pieces.append(plane[stretch[at] << 8 | stretch[at + 1]] or "")
        elif stretch[at] < 0x80:
            pieces.append(chr(stretch[at]))
        else:
            # Windows and the WHATWG read a single 80 as the euro sign.
            pieces.append("€" if stretch[at] == EURO and codec == "gbk" else "\ufffd")
        at += step[at]
    return "".join(pieces)


@cache
def _pair_costs(codec: str) -> tuple[int, ...]:
    """Return the cost of every pair of bytes in tenths of a nat, indexed as `pairs`."""
    rarity = rarity_bytes()
    return tuple(
        UNREADABLE if char is None else rarity[ord(char)] if char < "\U00010000" else SKIPPED for char in pairs(codec)
    )


def _four(data: bytes) -> str | None:
    """Return the character that four bytes are in GB 18030."""
    try:
        char = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    return char if len(data) == 4 and len(char) == 1 else None

"""Bytes that no codec accepts as they are → text: a block in another charset, a bad
byte, a lost one, a cut-off end.

A page is looked at once, as a whole (`byte_pairs`). Only stretches in which something
is odd are examined one by one: read in each charset, and paired anew (`lost_bytes`)
where that reads much better.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

import numpy as np

from newscrawl.text.byte_pairs import (
    EURO,
    UTF8_LENGTHS,
    Paired,
    Places,
    pair_up,
    regions,
    together,
)
from newscrawl.text.census import Kind, stand_close
from newscrawl.text.characters import Characters
from newscrawl.text.frequency import rarity_bytes, rarity_table
from newscrawl.text.lost_bytes import PRIVATE, RARE, UNUSUAL, best_of, in_step, out_of_step
from newscrawl.text.reading_cost import reading_cost

OTHER = 8  # nats by which a stretch must read better in another charset than that of the page
_EUROS = 400  # euro signs of one page up to which the stretches that hold one are examined
# No character of GBK, Big5 or UTF-8 goes across bytes below 40, but for those of four
# bytes in GB 18030.
_STRETCH = re.compile(rb"(?:[\x81-\xfe][0-9][\x81-\xfe][0-9]|[^\x00-\x3f])+")
_PRIVATE = re.compile("[\ue78d-\ue864]")
_UTF8_HAN = re.compile(rb"[\xe3-\xe9\xef][\x80-\xbf]{2}")

Decoding = tuple[Characters, int, list[str]]
"""A text, how many characters are lost, and notes of what was odd."""
DecodeStretch = Callable[[bytes, bool], tuple[str, bool]]
"""A stretch, and whether it ends the page → its text, and whether it is in another
charset than the page."""


def decode_gb(body: bytes) -> Decoding:
    """Decode a page in GB 18030."""
    notes: list[str] = []
    paired = pair_up(body, "gb18030")
    if paired.valid:
        seen = paired.characters
    else:
        # Characters of four bytes, an end that was cut off, or damage.
        if not paired.perhaps_longer:
            return examine_gb(body, paired)
        try:
            seen = Characters.of(_in_gb(body))
        except UnicodeDecodeError as error:
            if error.reason != "incomplete multibyte sequence":
                return examine_gb(body, paired)
            notes.append("cut off")
            seen = Characters.of(_in_gb(body[: error.start]))
    if ((seen.wide >= 0xE000) & (seen.wide < 0xF900)).any():
        seen = Characters.of(seen.text.translate(PRIVATE))
    if stand_close(seen, Kind.MISREAD, 3, 16) or out_of_step(seen.text, seen.wide):
        return examine_gb(body, paired)
    return seen, 0, notes


def _in_gb(body: bytes) -> str:
    """Decode GB 18030, in which a byte 80 is the euro sign (WHATWG, Encoding, 10.2).

    >>> _in_gb(b"\\x80" + "5.5万".encode("gbk"))
    '€5.5万'
    """
    pieces: list[str] = []
    at = 0
    while True:
        try:
            return "".join([*pieces, body[at:].decode("gb18030")])
        except UnicodeDecodeError as error:
            bad = at + error.start
            if body[bad] != EURO or len(pieces) > _EUROS:
                raise UnicodeDecodeError("gb18030", body, bad, at + error.end, error.reason) from None
            pieces += (body[at:bad].decode("gb18030"), "€")
            at = bad + 1


def examine_gb(body: bytes, paired: Paired) -> Decoding:
    """Decode a page that is mostly in GB 18030; examine the stretches that may read
    better in UTF-8, and those that are odd in GB 18030.
    """
    odd = np.append(_odd_places(paired, _EUROS), np.array(_better_in_utf8(body, paired), dtype=np.intp))
    return _examine(body, paired, odd, _decode_gb_stretch)


def _better_in_utf8(body: bytes, paired: Paired) -> list[int]:
    """Return places in all stretches that are valid UTF-8 and read better in it."""
    # A run in UTF-8 begins and ends like this, and seldom another.
    values, begins, lengths = paired.values, paired.high[paired.runs], paired.lengths
    likely = np.flatnonzero(values.take(begins + 1, mode="clip") & 0xC0 == 0x80)
    begins, lengths = begins[likely], lengths[likely]
    likely = np.flatnonzero(values[begins + lengths - 1] & 0xC0 == 0x80)
    begins, lengths = begins[likely], lengths[likely]
    wanted = UTF8_LENGTHS[values[begins]]
    third = (wanted == 2) | (values.take(begins + 2, mode="clip") & 0xC0 == 0x80)
    behind, following = (values.take(begins + wanted + step, mode="clip") for step in (0, 1))
    whole = (lengths == wanted) | ((lengths > wanted) & (behind >= 0xC2) & (following & 0xC0 == 0x80))
    likely = np.flatnonzero((wanted > 0) & third & whole)
    found = []
    for begin, length in zip(begins[likely].tolist(), lengths[likely].tolist(), strict=True):
        run = body[begin : begin + length]
        try:
            in_utf8 = run.decode("utf-8")
        except UnicodeDecodeError:
            continue
        if _rarity(in_utf8) < _rarity(run.decode("gb18030", "replace")):
            found.append(begin)
    return found


def _rarity(text: str) -> int:
    """Add up what the characters of a short text cost alone, in tenths of a nat."""
    costs = rarity_bytes()
    if max(text) > "\uffff":
        return sum(costs[min(ord(char), 0xFFFF)] for char in text)
    return sum(map(costs.__getitem__, map(ord, text)))


def _odd_places(paired: Paired, euros: int) -> Places:
    """Return places in all stretches that may be damaged; those who ask decide.

    A stretch with no more than a euro sign is odd up to so many of them in the page:
    each takes time.
    """
    values, codes, leads, alone = paired.values, paired.codes, paired.leads, paired.alone
    costs = rarity_table()[codes].astype(np.uint16)
    two = costs[1:] + costs[:-1]
    row = np.flatnonzero(two[1:] + costs[:-2] >= 3 * RARE)
    row = row[together(values, leads[row], leads[row + 2])]
    inside = np.flatnonzero(two >= 2 * UNUSUAL)
    inside = leads[inside][leads[inside + 1] == leads[inside] + 2]
    letter, behind = (values.take(inside + step, mode="clip") for step in (4, 5))
    inside = inside[(letter >= 0x40) & (letter < 0x7F) & (behind > 0x7F)]
    private = codes - np.uint16(0xE000) < 0x1900
    bad = leads[private if paired.valid else private | (codes == 0)]
    if alone.size > euros:
        alone = alone[values[alone] != EURO]
    last = paired.high[-1:]
    cut = last if (values[last[0] :] >= 0x40).all() else last[:0]
    return np.concatenate((leads[row], inside, bad, alone, cut))


def _examine(body: bytes, paired: Paired, odd: Places, decode_stretch: DecodeStretch) -> Decoding:
    """Decode the stretches around odd places one by one, and all between them as a
    whole, by its pairs.
    """
    decode_stretch = cache(decode_stretch)
    found: list[tuple[int, int, str]] = []
    others = 0
    for begin, end in regions(body, odd):
        for match, text, other in decode_stretches(body, begin, end, decode_stretch):
            others += other
            found.append((*match, text))
    seen = _in_pairs_with(paired, found)
    lost = int(np.count_nonzero(seen.wide == 0xFFFD))
    return seen, lost, [f"mixed with utf-8 in {others} places"] if others else []


def decode_stretches(
    body: bytes, begin: int, end: int, decode_stretch: DecodeStretch
) -> Iterator[tuple[tuple[int, int], str, bool]]:
    """Yield the stretches of a part of a page: where each stands, its text, and whether
    it is in another charset than the page.
    """
    for match in _STRETCH.finditer(body, begin, end):
        if not match[0].isascii():
            yield match.span(), *decode_stretch(match[0], match.end() == len(body))


def _in_pairs_with(paired: Paired, found: list[tuple[int, int, str]]) -> Characters:
    """Return the text of pairs, with other text from one place to another."""
    if paired.valid and all(text == paired.text(begin, end) for begin, end, text in found):
        return paired.characters
    pieces: list[str] = []
    at = 0
    for begin, end, text in found:
        pieces += (paired.text(at, begin), text)
        at = end
    return Characters.of("".join([*pieces, paired.text(at, paired.values.size)]))


def read_strictly(stretch: bytes, last: bool) -> dict[str, str]:
    """Return the readings of a stretch in UTF-8 and GB 18030, each if it is valid; the
    last stretch of a page may be cut in a character.
    """
    readings: dict[str, str] = {}
    for encoding in ("utf-8", "gb18030"):
        try:
            readings[encoding] = stretch.decode(encoding)
            if encoding == "gb18030" and _PRIVATE.search(readings[encoding]) is not None:
                readings[encoding] = readings[encoding].translate(PRIVATE)
        except UnicodeDecodeError as error:
            if (
                last
                and error.end >= len(stretch) - 1
                and error.reason in ("unexpected end of data", "incomplete multibyte sequence")
            ):
                readings[encoding] = stretch[: error.start].decode(encoding)
    return readings


def reads_better(stretch: bytes, encoding: str, than: str) -> bool:
    """Return whether a stretch reads much better in one charset than in another, though
    it is valid in both: two letters are no proof against the charset of the rest of the
    page.
    """
    return reading_cost(stretch, encoding) + OTHER < reading_cost(stretch, than)


def _decode_gb_stretch(stretch: bytes, last: bool) -> tuple[str, bool]:
    """Decode one stretch of a page in GB 18030; return whether it is in UTF-8."""
    readings = read_strictly(stretch, last)
    if len(readings) == 2:
        other = reads_better(stretch, "utf-8", "gb18030")
        return readings["utf-8" if other else "gb18030"], other
    if "gb18030" in readings:
        return in_step(stretch, "gbk", readings["gb18030"]), False
    if "utf-8" in readings and _UTF8_HAN.search(stretch) is not None:
        return readings["utf-8"], True
    return best_of(stretch, "gb18030"), False


def decode_big5(body: bytes) -> Decoding:
    """Decode a page in Big5 with the Hong Kong characters."""
    notes: list[str] = []
    paired = pair_up(body, "big5hkscs")
    seen = None
    if paired.codes.all() and not paired.alone.size:
        seen = paired.characters
    else:
        try:
            seen = Characters.of(body.decode("big5hkscs"))
        except UnicodeDecodeError as error:
            if error.reason == "incomplete multibyte sequence":
                body = body[: error.start]
                seen = Characters.of(body.decode("big5hkscs"))
                paired = pair_up(body, "big5hkscs")
                notes.append("cut off")
    if seen is not None and not out_of_step(seen.text, seen.wide):
        return seen, 0, notes
    seen, lost, _ = _examine(body, paired, _odd_places(paired, len(body)), _decode_big5_stretch)
    return seen, lost, notes


def _decode_big5_stretch(stretch: bytes, last: bool) -> tuple[str, bool]:
    try:
        return in_step(stretch, "big5hkscs", stretch.decode("big5hkscs")), False
    except UnicodeDecodeError:
        return best_of(stretch, "big5hkscs"), False

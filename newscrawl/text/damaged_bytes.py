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
from numpy.typing import NDArray

from newscrawl.text.byte_pairs import (
    EURO,
    UTF8_LENGTHS,
    Paired,
    Places,
    pair_codes,
    pair_up,
    regions,
    together,
)
from newscrawl.text.census import Kind, kinds_of, stand_close
from newscrawl.text.characters import Characters
from newscrawl.text.frequency import rarity_bytes, rarity_table
from newscrawl.text.lost_bytes import PRIVATE, RARE, UNUSUAL, best_of, in_step
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


def decode_gb(body: bytes, paired: Paired | None = None) -> Decoding:
    """Decode a page in GB 18030. `paired` are its bytes in pairs, if they are known."""
    notes: list[str] = []
    paired = paired or pair_up(body, "gb18030")
    if paired.valid:
        seen = paired.characters
    else:
        # Characters of four bytes, an end that was cut off, or damage.
        if not paired.perhaps_longer:
            return _examine_gb(body, paired)
        try:
            seen = Characters.of(_in_gb(body))
        except UnicodeDecodeError as error:
            if error.reason != "incomplete multibyte sequence":
                return _examine_gb(body, paired)
            notes.append("cut off")
            seen = Characters.of(_in_gb(body[: error.start]))
    private = seen.wide[seen.wide - np.uint16(0xE000) < 0x1900]
    if known := PRIVATE.keys() & set(private.tolist()):
        text = seen.text
        for code in known:
            text = text.replace(chr(code), PRIVATE[code])
        seen = Characters.of(text)
    odd = _out_of_step(paired, "gb18030")
    if odd.size or stand_close(seen, Kind.MISREAD, 3, 16):
        return _examine_gb(body, paired, odd)
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


def _examine_gb(body: bytes, paired: Paired, out_of_step: Places | None = None) -> Decoding:
    """Decode a page that is mostly in GB 18030; examine the stretches that are odd in
    it and, where one of them or a row of characters is in UTF-8, all that may be.
    """
    out_of_step = _out_of_step(paired, "gb18030") if out_of_step is None else out_of_step
    odd = np.append(_odd_places(paired, _EUROS), out_of_step)
    seen, lost, notes = _examine(body, paired, odd, _decode_gb_stretch)
    if not notes and not stand_close(seen, Kind.MISREAD, 3, 16):
        return seen, lost, notes
    return _examine(body, paired, np.append(odd, _better_in_utf8(body, paired)), _decode_gb_stretch)


def _better_in_utf8(body: bytes, paired: Paired) -> Places:
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
    return np.array(found, dtype=np.intp)


def _rarity(text: str) -> int:
    """Add up what the characters of a short text cost alone, in tenths of a nat."""
    costs = rarity_bytes()
    if max(text) > "\uffff":
        return sum(costs[min(ord(char), 0xFFFF)] for char in text)
    return sum(map(costs.__getitem__, map(ord, text)))


def _odd_places(paired: Paired, euros: int) -> Places:
    """Return places of what is not valid, in private use, or may be cut off.

    A stretch with no more than a euro sign is odd up to so many of them in the page:
    each takes time.
    """
    values, codes, leads, alone = paired.values, paired.codes, paired.leads, paired.alone
    private = codes - np.uint16(0xE000) < 0x1900
    bad = leads[private if paired.valid else private | (codes == 0)]
    if alone.size > euros:
        alone = alone[values[alone] != EURO]
    last = paired.high[-1:]
    cut = last if (values[last[0] :] >= 0x40).all() else last[:0]
    return np.concatenate((bad, alone, cut))


def _out_of_step(paired: Paired, codec: str) -> Places:
    """Return places from which characters may be paired wrongly, as behind a lost byte:
    three rare ones in a row, and two unusual ones before a letter that may be half of a
    third; of both, only where the bytes read less rare when paired the other way, or
    may be UTF-8.
    """
    values, codes, leads, rarity = paired.values, paired.codes, paired.leads, rarity_table()
    costs = rarity[codes].astype(np.uint16)
    row = np.flatnonzero(costs[2:] + costs[1:-1] + costs[:-2] >= 3 * RARE)
    begins = paired.high[paired.runs]
    ends = begins + paired.lengths
    letter = ends[:-1][begins[1:] == ends[:-1] + 1]
    letter = letter[values[letter] >= 0x40]
    found = []
    if letter.size and leads.size:
        letter = letter[_costs(values, letter - 1, 1, codec) < RARE]
        two = leads.searchsorted(letter - 4)
        two = two[(leads.take(two, mode="clip") == letter - 4) & (leads.take(two + 1, mode="clip") == letter - 2)]
        found.append(leads[two[costs[two] + costs[two + 1] >= 2 * UNUSUAL]])
    if row.size:
        beside = leads[row + 2] == leads[row] + 4
        apart, row = row[~beside], row[beside]
        found.append(leads[apart[together(values, leads[apart], leads[apart + 2])]])
        rare = _costs(values, leads[row] + 1, 2, codec) < 2 * RARE
        rare |= (kinds_of(codes[row[:, np.newaxis] + np.arange(3)]) == Kind.MISREAD).any(axis=1)
        found.append(leads[row[rare]])
    return np.concatenate(found) if found else letter


def _costs(values: NDArray[np.uint8], places: Places, pairs: int, codec: str) -> NDArray[np.uint16]:
    """Return what the bytes from each of these places on cost as so many pairs."""
    codes = values[places[:, np.newaxis] + np.arange(2 * pairs)].view(">u2")
    costs: NDArray[np.uint16] = rarity_table()[pair_codes(codec)[codes]].sum(axis=1, dtype=np.uint16)
    return costs


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
    odd = _out_of_step(paired, "big5hkscs")
    if seen is not None and not odd.size:
        return seen, 0, notes
    odd = np.append(_odd_places(paired, len(body)), odd)
    seen, lost, _ = _examine(body, paired, odd, _decode_big5_stretch)
    return seen, lost, notes


def _decode_big5_stretch(stretch: bytes, last: bool) -> tuple[str, bool]:
    try:
        return in_step(stretch, "big5hkscs", stretch.decode("big5hkscs")), False
    except UnicodeDecodeError:
        return best_of(stretch, "big5hkscs"), False

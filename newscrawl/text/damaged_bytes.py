"""Bytes that no codec accepts as they are → text: a block in another charset, a bad
byte, a lost one, a cut-off end.

A page is looked at once, as a whole (`byte_pairs`). Only stretches in which something
is odd are examined one by one: read in each charset, and paired anew (`lost_bytes`)
where that reads much better.
"""

import re
from collections.abc import Callable
from functools import partial

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
from newscrawl.text.doubtful_utf8 import OTHER, doubtful_parts, odd_in_utf8
from newscrawl.text.frequency import rarity_bytes, rarity_table
from newscrawl.text.lost_bytes import PRIVATE, RARE, UNUSUAL, best_of, in_step, out_of_step
from newscrawl.text.reading_cost import reading_cost, wide_cost

_EUROS = 400  # euro signs of one page up to which the stretches that hold one are examined
# No character of GBK, Big5 or UTF-8 goes across bytes below 40, but for those of four
# bytes in GB 18030.
_STRETCH = re.compile(rb"(?:[\x81-\xfe][0-9][\x81-\xfe][0-9]|[^\x00-\x3f])+")
_PRIVATE = re.compile("[\ue78d-\ue864]")
_UTF8_HAN = re.compile(rb"[\xe3-\xe9\xef][\x80-\xbf]{2}")

Decoding = tuple[Characters, int, list[str]]
"""A text, how many characters are lost, and notes of what was odd."""


def decode_gb(body: bytes) -> Decoding:
    """Decode a page in GB 18030."""
    notes: list[str] = []
    paired = pair_up(body, "gb18030")
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
    if ((seen.wide >= 0xE000) & (seen.wide < 0xF900)).any():
        seen = Characters.of(seen.text.translate(PRIVATE))
    if stand_close(seen, Kind.MISREAD, 3, 16) or out_of_step(seen.text, seen.wide):
        return _examine_gb(body, paired)
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


def _examine_gb(body: bytes, paired: Paired) -> Decoding:
    """Decode a page that is mostly in GB 18030; examine the stretches that may read
    better in UTF-8, and those that are odd in GB 18030.
    """
    odd = np.append(_odd_places(paired, _EUROS), np.array(_better_in_utf8(body, paired), dtype=np.intp))
    return _examine(body, paired, odd, partial(_decode_stretch, main="gb18030"))


def _better_in_utf8(body: bytes, paired: Paired) -> list[int]:
    """Return places in all stretches that are valid UTF-8 and read better in it."""
    # A run in UTF-8 begins and ends like this, and seldom another.
    values, begins, lengths = paired.values, paired.high[paired.runs], paired.lengths
    likely = np.flatnonzero(values.take(begins + 1, mode="clip") & 0xC0 == 0x80)
    begins, lengths = begins[likely], lengths[likely]
    likely = np.flatnonzero(values[begins + lengths - 1] & 0xC0 == 0x80)
    begins, lengths = begins[likely], lengths[likely]
    wanted = UTF8_LENGTHS[values[begins]]
    third = values.take(begins + 2, mode="clip") & 0xC0 == 0x80
    behind = values.take(begins + wanted, mode="clip")
    whole = (lengths == wanted) | ((lengths > wanted) & (behind >= 0xC2))
    likely = np.flatnonzero((wanted > 0) & ((wanted == 2) | third) & whole)
    costs = rarity_bytes()
    found = []
    for begin, length in zip(begins[likely].tolist(), lengths[likely].tolist(), strict=True):
        run = body[begin : begin + length]
        try:
            in_utf8 = run.decode("utf-8")
        except UnicodeDecodeError:
            continue
        in_gb = run.decode("gb18030", "replace")
        if sum(costs[min(ord(char), 0xFFFF)] for char in in_utf8) < sum(
            costs[min(ord(char), 0xFFFF)] for char in in_gb
        ):
            found.append(begin)
    return found


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


def decode_utf8(body: bytes) -> Decoding:
    """Decode a page that is mostly in UTF-8, but not valid; examine the stretches that
    are not, and those that read better in GB 18030.
    """
    if not body:
        return Characters.of(""), 0, []
    odd = np.append(odd_in_utf8(body), len(body) - 1)  # the last byte may be inside a character
    return _examine(body, None, odd, partial(_decode_stretch, main="utf-8"))


def least_in_gb(part: bytes) -> float:
    """Return the least cost in nats that a part of a page in damaged UTF-8 can have in
    GB 18030, wherever its bytes are paired: only its doubtful stretches can cost less.
    """
    doubtful = b"\n".join(part[begin:end] for begin, end in doubtful_parts(part))
    in_gb = wide_cost(_examine_gb(doubtful, pair_up(doubtful, "gb18030"))[0].wide) if doubtful else 0.0
    return reading_cost(part, "utf-8") - reading_cost(doubtful, "utf-8") + in_gb


def _examine(
    body: bytes, paired: Paired | None, odd: Places, decode_stretch: Callable[[bytes, bool], tuple[str, bool]]
) -> Decoding:
    """Decode the stretches around odd places one by one, and all between them as a
    whole: by its pairs, without them in UTF-8.
    """
    found: list[tuple[int, int, str]] = []
    others = 0
    known: dict[tuple[bytes, bool], tuple[str, bool]] = {}
    for begin, end in regions(body, odd):
        for match in _STRETCH.finditer(body, begin, end):
            if match[0].isascii():
                continue
            key = match[0], match.end() == len(body)
            if key not in known:
                known[key] = decode_stretch(*key)
            text, other = known[key]
            others += other
            found.append((*match.span(), text))
    seen = _in_utf8_with(body, found) if paired is None else _in_pairs_with(paired, found)
    lost = int(np.count_nonzero(seen.wide == 0xFFFD))
    second = "gb18030" if paired is None else "utf-8"
    return seen, lost, [f"mixed with {second} in {others} places"] if others else []


def _in_utf8_with(body: bytes, found: list[tuple[int, int, str]]) -> Characters:
    """Decode UTF-8, with other text from one place to another."""
    pieces: list[bytes] = []
    at = 0
    for begin, end, text in found:
        pieces += (body[at:begin], text.encode("utf-8"))
        at = end
    whole = b"".join([*pieces, body[at:]])
    return Characters.of_utf8(whole.decode("utf-8"), whole)


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


def _decode_stretch(stretch: bytes, last: bool, main: str) -> tuple[str, bool]:
    """Decode one stretch, the last of the page perhaps cut in a character; return
    whether it is in the other charset.
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
    if len(readings) == 2:
        # Both fit. Two letters are no proof against the charset of the rest of the
        # page.
        costs = {encoding: reading_cost(stretch, encoding) for encoding in readings}
        second = "gb18030" if main == "utf-8" else "utf-8"
        chosen = second if costs[second] + OTHER < costs[main] else main
        return readings[chosen], chosen != main
    if main in readings:
        return (readings[main] if main == "utf-8" else in_step(stretch, "gbk", readings[main])), False
    if main == "utf-8":
        if "gb18030" in readings and reading_cost(stretch, "gb18030") < reading_cost(stretch, "utf-8"):
            return readings["gb18030"], True
        # Python gives up to three U+FFFD for one broken character.
        return re.sub("\ufffd{2,3}", "\ufffd", stretch.decode("utf-8", "replace")), False
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

"""Bytes of a page → the pairs that they are in a charset of two bytes a character, and
the stretches in which they stand; by numpy, in time that hardly depends on how many
stretches there are.

It relies on one fact: between bytes that begin no pair, those that can (81–FE) pair up
from the first, and if their number is odd the last one takes the byte behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from newscrawl.text.characters import Characters
from newscrawl.text.gbk import pairs

_BORDER = re.compile(rb"[\x00-\x2f\x3a-\x3f]")
EURO = 0x80  # in GBK, as Windows and WHATWG read it where it is no half of a pair
UTF8_LENGTHS = np.repeat(np.array((0, 2, 3, 4, 0), dtype=np.uint8), (0xC2, 0x1E, 0x10, 0x05, 0x0B))

Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Paired:
    """The bytes of a page above 7F in pairs.

    `high` are their places, `runs` those (indices of `high`) at which bytes side by
    side begin, `lengths` how many they are. `leads` are the places of the first bytes
    of pairs, `codes` their characters, 0 where there is none; `alone` those of bytes in
    no pair: 80 and FF.
    """

    values: NDArray[np.uint8]
    high: Places
    runs: Places
    lengths: Places
    leads: Places
    codes: NDArray[np.uint16]
    alone: Places

    @cached_property
    def valid(self) -> bool:
        """Whether every byte is read: half of a pair, or a euro sign."""
        return bool(self.codes.all()) and bool((self.values[self.alone] == EURO).all())

    @property
    def perhaps_longer(self) -> bool:
        """Whether all that is not valid may be characters of four bytes, or cut off at
        the end: behind the first byte stands a digit, or nothing.
        """
        bad = self.leads[self.codes == 0] + 1
        digits = self.values.take(bad, mode="clip") - np.uint8(0x30) < 10
        return bool((digits | (bad == self.values.size)).all()) and bool((self.values[self.alone] == EURO).all())

    @cached_property
    def _seconds(self) -> Places:
        """Places of the second bytes of valid pairs."""
        return (self.leads if self.valid else self.leads[self.codes != 0]) + 1

    @cached_property
    def characters(self) -> Characters:
        """The text; what is not valid stands in it byte by byte, to be replaced."""
        codes = self.values.astype(np.uint16)
        if self.valid:
            codes[self.leads] = self.codes
        else:
            codes[self._seconds - 1] = self.codes[self.codes != 0]
        euros = self.alone[self.values[self.alone] == EURO]
        codes[euros] = ord("€")
        kept = np.ones(codes.size, dtype=np.bool_)
        kept[self._seconds] = False
        codes = codes[kept]
        wide = codes[codes > 0x7F] if euros.size or not self.valid else self.codes
        return Characters(str(codes.data, "utf-16-le"), wide, codes)

    def text(self, begin: int, end: int) -> str:
        """Return the text of the bytes from one place to another, neither of which is
        inside a pair.
        """
        first, last = self._seconds.searchsorted(begin), self._seconds.searchsorted(end)
        return self.characters.text[begin - first : end - last]


def pair_up(body: bytes, codec: str) -> Paired:
    """Pair the bytes of a page up, in one pass.

    >>> paired = pair_up("福州A".encode("gbk") + b"\\x805", "gb18030")
    >>> paired.characters.text, paired.leads.tolist(), paired.alone.tolist()
    ('福州A€5', [0, 2], [5])
    """
    values = np.frombuffer(body, dtype=np.uint8)
    high = np.flatnonzero(values > 0x7F)
    bytes_ = values[high]
    begins = np.ones(high.size, dtype=np.bool_)
    np.not_equal(high[1:], high[:-1] + 1, out=begins[1:])
    runs = np.flatnonzero(begins)
    lengths = np.diff(runs, append=high.size)
    unable = (bytes_ == 0x80) | (bytes_ == 0xFF)
    if unable.any():
        leads, alone = _leads_and_alone(high, begins, unable)
    elif (lengths & 1).any():
        leads, alone = high[_even(runs, lengths, high.size)], high[:0]
    else:
        codes = pair_codes(codec)[bytes_.view(">u2")]
        return Paired(values, high, runs, lengths, high[::2], codes, high[:0])
    codes = pair_codes(codec)[values[leads].astype(np.uint16) << 8 | values.take(leads + 1, mode="clip")]
    if leads.size and leads[-1] == values.size - 1:
        codes[-1] = 0
    return Paired(values, high, runs, lengths, leads, codes, alone)


def _even(begins: Places, counts: Places, size: int) -> NDArray[np.bool_]:
    """Mark the first, third, fifth ... byte behind each place where pairing begins."""
    even = np.zeros(size, dtype=np.bool_)
    even[::2] = True
    even ^= np.repeat(begins & 1 == 1, counts)
    return even


def _leads_and_alone(high: Places, begins: NDArray[np.bool_], unable: NDArray[np.bool_]) -> tuple[Places, Places]:
    """Return the places of bytes that begin pairs, and of those in no pair, where
    some are `unable` to begin one; pairing begins anew behind these.
    """
    begins = begins | unable
    begins[1:] |= unable[:-1]
    pairing = np.flatnonzero(begins)
    even = _even(pairing, np.diff(pairing, append=high.size), high.size) & ~unable
    taken = np.zeros(high.size, dtype=np.bool_)
    taken[1:] = even[:-1] & (high[1:] == high[:-1] + 1)
    return high[even], high[unable & ~taken]


def together(values: NDArray[np.uint8], first: Places, last: Places) -> NDArray[np.bool_]:
    """Return whether two places, of which the second is the later one, are in one
    stretch: stretches end at bytes below 40, which no character of two bytes has.
    """
    if not first.size:
        return np.zeros(0, dtype=np.bool_)
    found: NDArray[np.bool_] = np.minimum.reduceat(values, np.column_stack((first, last)).ravel())[::2] >= 0x40
    return found


def regions(body: bytes, places: Places) -> Iterator[tuple[int, int]]:
    """Yield the parts of a page around these places, in order (`region`).

    >>> list(regions("<p>福州</p>".encode("gbk"), np.array([3, 5])))
    [(3, 7)]
    """
    end = 0
    for place in sorted(set(places.tolist())):
        if place >= end:
            begin, end = region(body, place, end)
            yield begin, end


def region(body: bytes, place: int, floor: int = 0) -> tuple[int, int]:
    """Return where the part of a page around a place begins, which is not before
    `floor`, and ends: it stands between bytes below 40 that are no digits, which no
    character has in any charset.
    """
    begin, width = place, 64
    while begin > floor:
        low = max(floor, place - width)
        found = _BORDER.search(body[low:begin][::-1])
        if found is not None:
            begin -= found.start()
            break
        begin, width = low, 4 * width
    following = _BORDER.search(body, place)
    return begin, following.start() if following else len(body)


@cache
def pair_codes(codec: str) -> NDArray[np.uint16]:
    """Return `pairs` as an array; 0 also for what is beyond U+FFFF, or more than one
    character.
    """
    found = np.zeros(0x10000, dtype=np.uint16)
    for code, char in enumerate(pairs(codec)):
        if char is not None and char <= "\uffff":
            found[code] = ord(char)
    return found

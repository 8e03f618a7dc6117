"""Bytes of a page that is mostly in UTF-8, but not valid → text.

What is not valid is read stretch by stretch, in UTF-8 or GB 18030. Of what is valid,
the few stretches are compared with GB 18030 that may read better in it (`utf8_gains`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from newscrawl.text.byte_pairs import Places, region, regions
from newscrawl.text.characters import Characters, Codes, points, wide_codes
from newscrawl.text.damaged_bytes import (
    Decoding,
    decode_stretches,
    read_strictly,
    reads_better,
)
from newscrawl.text.reading_cost import reading_cost, utf8_gains, wide_cost

_TRIES = 4  # of a page whose bytes are looked at beyond ASCII only, before it is looked at from its beginning
FEW = 20  # UTF-16 code units beyond ASCII for each that is broken, from which a page is certainly in a charset
_SURE = 12  # nats by which a broken stretch must read better in GB 18030, from which some of the page is in it


def decode_nearly_utf8(body: bytes, bad: int) -> Decoding | None:
    """Decode a page that is certainly in UTF-8, because hardly a byte of it is not
    valid; return None for others. `bad` is the first place that is not valid.

    Only stretches that are not valid are examined, so it costs what a valid page costs
    and a little for each of them. Where one is certainly in GB 18030, others may be,
    valid ones too, and `decode_utf8` examines them.

    >>> page = "<p>闽江两岸，灯火辉煌</p>".encode() + "<p>福州市民政局公告</p>".encode() * 4
    >>> seen, lost, notes = decode_nearly_utf8(page[:7] + page[8:], 6)
    >>> seen.text[:14], lost
    ('<p>闽�两岸，灯火辉煌</', 1)
    """
    page = memoryview(body)
    texts: list[str] = []
    found: list[tuple[int, int, str]] = []
    broken = at = 0
    place, mixed = bad, False
    while True:
        begin, end = region(body, place, at)
        here = str(page[begin:end], "utf-8", "replace").count("\ufffd")
        broken += here
        if (here > 2 and 6 * here > end - begin) or len(found) > 8 + end // 256:
            return None
        for (start, stop), text, other in decode_stretches(body, begin, end, _decode_broken):
            texts += (str(page[at:start], "utf-8"), text)
            found.append((start, stop, text))
            at = stop
            mixed |= other
        try:
            texts.append(str(page[at:], "utf-8"))
            break
        except UnicodeDecodeError as error:
            place = at + error.start
    seen = Characters.of_utf8("".join(texts), _with(body, found))
    if FEW * broken > seen.wide.size:
        return None
    return decode_utf8(body, bad) if mixed else (seen, int(np.count_nonzero(seen.wide == 0xFFFD)), [])


def decode_utf8(body: bytes, bad: int | None = None) -> Decoding:
    """Decode a page that is mostly in UTF-8, but not valid; examine the stretches that
    are not, and those that read better in GB 18030. `bad` is the first place that is
    not valid, if somebody knows it.
    """
    decode_stretch = cache(_decode_stretch)
    sound = _Sound.of(body, bad)
    found: list[tuple[int, int, str]] = []
    others = 0
    last = [len(body) - 1] if body else []  # which may be inside a character
    for begin, end in regions(body, np.concatenate((sound.doubtful(), last)).astype(np.intp)):
        for at, text, other in decode_stretches(body, begin, end, decode_stretch):
            if other or not sound.values[at[0]]:
                found.append((*at, text))
                others += other
    whole = _with(body, found)
    seen = Characters(whole.decode("utf-8"), sound.wide_with(found), utf8=whole)
    lost = int(np.count_nonzero(seen.wide == 0xFFFD))
    return seen, lost, [f"mixed with gb18030 in {others} places"] if others else []


@dataclass(frozen=True, eq=False)
class _Sound:
    """The valid part of a page in UTF-8: the bytes of the page, all others 0; where
    others are; and the places and code points of its characters beyond ASCII.
    """

    values: NDArray[np.uint8]
    bad: Places
    places: Places
    codes: Codes

    @classmethod
    def of(cls, body: bytes, known: int | None = None) -> _Sound:
        values = np.frombuffer(body, dtype=np.uint8).copy()
        # A byte that continues a character stands behind none. Without these the bytes
        # beyond ASCII are valid by themselves if the page is.
        alone = values & 0xC0 == 0x80
        alone[1:] &= values[:-1] < 0x80
        bad = np.flatnonzero(alone)
        if known is not None:
            bad = np.append(bad, known)
        for _ in range(_TRIES):
            _blank(values, body, bad)
            high = values > 0x7F
            try:
                text = str(values[high].data, "utf-8")
                break
            except UnicodeDecodeError as error:
                bad = np.append(bad, np.flatnonzero(high)[error.start])
        else:
            bad = np.append(bad, np.array(list(_bad_places(body)), dtype=np.intp))
            _blank(values, body, bad)
            text = str(values[values > 0x7F].data, "utf-8")
        return cls(values, bad, np.flatnonzero(values >= 0xC0), points(text))

    def doubtful(self) -> Places:
        """Return places in all stretches that are not valid or may read better in GB
        18030; most of them do not, but they are few.
        """
        if not self.places.size:
            return self.bad
        begins = self.values.take(self.places - 1, mode="clip") < 0x80
        begins[0] = True
        run = np.flatnonzero(begins)
        gains = utf8_gains().take(self.codes, mode="clip")
        return np.concatenate((self.bad, self.places[run[np.add.reduceat(gains, run) > 0]]))

    def wide_with(self, found: list[tuple[int, int, str]]) -> NDArray[np.uint16]:
        """Return the UTF-16 code units beyond ASCII, with those of other text from one
        place to another.
        """
        pieces: list[NDArray[np.uint16]] = []
        at = 0
        for begin, end, text in found:
            pieces += (self._units(at, int(self.places.searchsorted(begin))), wide_codes(text))
            at = int(self.places.searchsorted(end))
        return np.concatenate([*pieces, self._units(at, self.places.size)])

    def _units(self, begin: int, end: int) -> NDArray[np.uint16]:
        codes = self.codes[begin:end]
        if codes.dtype == np.uint32:
            return np.frombuffer(str(codes.data, "utf-32-le").encode("utf-16-le"), dtype=np.uint16)
        return codes.astype(np.uint16, copy=False)


def _blank(values: NDArray[np.uint8], body: bytes, bad: Places) -> None:
    for begin, end in regions(body, bad):
        values[begin:end] = 0


def _bad_places(body: bytes) -> Iterator[int]:
    """Yield a place of each part of a page that is not valid UTF-8."""
    whole = memoryview(body)
    at = 0
    while True:
        try:
            str(whole[at:], "utf-8")
            return
        except UnicodeDecodeError as error:
            bad = at + error.start
        yield bad
        _, at = region(body, bad, at)


def _with(body: bytes, found: list[tuple[int, int, str]]) -> bytes:
    """Return a page in UTF-8, with other text from one place to another."""
    pieces: list[bytes] = []
    at = 0
    for begin, end, text in found:
        pieces += (body[at:begin], text.encode("utf-8"))
        at = end
    return b"".join([*pieces, body[at:]])


def _decode_stretch(stretch: bytes, last: bool) -> tuple[str, bool]:
    """Decode one stretch of a page in UTF-8; return whether it is in GB 18030."""
    readings = read_strictly(stretch, last)
    if len(readings) == 2:
        other = reads_better(stretch, "gb18030", "utf-8")
        return readings["gb18030" if other else "utf-8"], other
    if "utf-8" in readings:
        return readings["utf-8"], False
    text = _replaced(stretch)
    if "gb18030" in readings and reading_cost(stretch, "gb18030") < wide_cost(wide_codes(text)):
        return readings["gb18030"], True
    return text, False


def _decode_broken(stretch: bytes, last: bool) -> tuple[str, bool]:
    """Decode one stretch in UTF-8; return whether it certainly is in GB 18030."""
    readings = read_strictly(stretch, last)
    if "utf-8" in readings:
        return readings["utf-8"], False
    text = _replaced(stretch)
    in_gb = "gb18030" in readings and reading_cost(stretch, "gb18030") + _SURE < wide_cost(wide_codes(text))
    return text, in_gb


def _replaced(stretch: bytes) -> str:
    """Decode UTF-8 with one U+FFFD for each broken character, for which Python has up
    to three.
    """
    return re.sub("\ufffd{2,3}", "\ufffd", stretch.decode("utf-8", "replace"))

"""Bytes of a page that is mostly in UTF-8, but not valid → text.

What is not valid is read stretch by stretch, in UTF-8 or GB 18030. Of what is valid,
the few stretches are compared with GB 18030 that may read better in it (`utf8_gains`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from newscrawl.text.byte_pairs import Places, pair_up, regions
from newscrawl.text.characters import Characters, Codes, points, wide_codes
from newscrawl.text.damaged_bytes import (
    Decoding,
    decode_stretches,
    examine_gb,
    read_strictly,
    reads_better,
)
from newscrawl.text.frequency import rarity_table
from newscrawl.text.plausible import reads_ordinarily
from newscrawl.text.reading_cost import most_gains, reading_cost, utf8_gains, wide_cost

_TRIES = 4  # of a page whose bytes are looked at beyond ASCII only, before it is looked at from its beginning
_RUN = re.compile(r"[^\x00-\x7f]+")


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
        ((_, at),) = regions(body, np.array([bad]))


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
    if "gb18030" in readings and reading_cost(stretch, "gb18030") < reading_cost(stretch, "utf-8"):
        return readings["gb18030"], True
    # Python gives up to three U+FFFD for one broken character.
    return re.sub("\ufffd{2,3}", "\ufffd", stretch.decode("utf-8", "replace")), False


def reads_as_utf8(part: bytes, worth: Mapping[str, float]) -> bool:
    """Return whether a part of a page certainly reads best in UTF-8, though a few bytes
    of it may be lost: whatever the bytes are taken for in GB 18030 or Big5, they cost
    more. `worth` is what labels are worth to each charset, in nats.

    >>> page = "福州市民政局公告，闽江两岸灯火辉煌。" * 3
    >>> worth = {"utf-8": 0.0, "gb18030": 8.0, "big5hkscs": 0.0}
    >>> reads_as_utf8(page.encode()[1:], worth), reads_as_utf8(page.encode("gbk"), worth)
    (True, False)
    """
    text = part.decode("utf-8", "replace")
    wide = wide_codes(text)
    lost = int(np.count_nonzero(wide == 0xFFFD))
    if not reads_ordinarily(wide) or 10 * lost > wide.size // 2:
        return False
    gains = most_gains("gb18030")[wide]
    gain = int(gains.sum(dtype=np.int64))
    if lost:
        # GB 18030 may be mixed with UTF-8, but not where a byte is lost.
        best = int(gains[gains > 0].sum(dtype=np.int64))
        for run in _runs_around(text, "\ufffd"):
            if not (run.endswith("\ufffd") and text.endswith(run)):  # which may be cut off, in either charset
                beside = most_gains("gb18030")[wide_codes(run)]
                best += int(beside[beside < 0].sum(dtype=np.int64))
        gain = max(gain, best + 2 * int(rarity_table()[0xFFFD]))
    in_big5 = int(most_gains("big5hkscs")[wide].sum(dtype=np.int64))
    return gain <= 20 * (worth["utf-8"] - worth["gb18030"]) and in_big5 <= 20 * (worth["utf-8"] - worth["big5hkscs"])


def _runs_around(text: str, char: str) -> Iterator[str]:
    """Yield the characters beyond ASCII that stand side by side with one of these.

    >>> list(_runs_around("福州, 新\ufffd闻 福", "\ufffd"))
    ['新\ufffd闻']
    """
    end = 0
    while (place := text.find(char, end)) >= 0:
        before, behind = _RUN.match(text[end:place][::-1]), _RUN.match(text, place)
        begin = place - (len(before[0]) if before else 0)
        end = behind.end() if behind else place + 1
        yield text[begin:end]


def least_in_gb(part: bytes) -> float:
    """Return the least cost in nats that a part of a page in damaged UTF-8 can have in
    GB 18030, wherever its bytes are paired: only its doubtful stretches can cost less.
    """
    doubtful = b"\n".join(_doubtful_parts(part))
    in_gb = wide_cost(examine_gb(doubtful, pair_up(doubtful, "gb18030"))[0].wide) if doubtful else 0.0
    return reading_cost(part, "utf-8") - reading_cost(doubtful, "utf-8") + in_gb


def _doubtful_parts(part: bytes) -> Iterator[bytes]:
    """Yield what is not valid UTF-8 or may read better in GB 18030.

    >>> list(_doubtful_parts("<p>福州</p><p>新闻".encode()[:-1]))
    [b'\xe6\x96\xb0\xe9\x97']
    """
    for begin, end in regions(part, _Sound.of(part).doubtful()):
        yield part[begin:end]

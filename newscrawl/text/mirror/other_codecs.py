"""Take back Chinese that was decoded with another region's codec: GBK or UTF-8 shown as
Big5, Japanese, Korean or Cyrillic, Big5 shown as GBK.

The characters shown are encoded again and decoded as they should have been. A reading
is believed if it is ordinary Chinese and what is shown is not. What the wrong decoder
had no character for stays U+FFFD.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from newscrawl.text.census import CURLY, TONED_VOWELS
from newscrawl.text.edits import Edit, difference
from newscrawl.text.frequency import frequency

_ASIAN = ("big5hkscs", "cp950", "gb18030", "cp932", "cp949", "euc_jp")
_EUROPEAN = ("cp1251", "koi8_r", "cp1250", "cp850", "cp437", "mac_roman", "iso8859_15", "cp1254")
_MEANT = ("utf-8", "gb18030", "big5hkscs")
_LEFT_TO_OTHERS = {("gb18030", "utf-8")}  # `misread` restores more of it
_LATIN = (("cp1252", "big5hkscs"),)  # of Latin-1 and cp1252; GBK and UTF-8 shown so are `mojibake`'s
_LETTERS = "".join(chr(code) for code in range(0x100, 0x180) if chr(code) not in TONED_VOWELS)
_TELLING = re.compile(
    f"[{_LETTERS}\u0370-\u058f\u2500-\u257f\u3041-\u30ff\u3105-\u312f\uac00-\ud7a3\ue000-\uf8ff\ufffd]"
)
_LATIN_LETTERS = re.compile("[\x80-\x9f¤¦ÀÂÃÄÅÆÇÊËÎÏÐÑÔÕÖØÛÝÞßâãäåæçêëîïðñôõöøûýþÿ]")
_HAN = re.compile("[\u3400-\u9fff]")
_RUNS = re.compile(b"\xff+")
SIGNS = 12  # of them that a codec must be able to show, but for a quarter
TELLING_LEAST = 3  # such characters in a text before other codecs are tried
SURE = 8  # Chinese characters that a line needs in a text not known to be damaged
LIKELY = 8.5  # the most that a character of a reading may cost on average
BETTER = 2.0  # nats a character by which a reading must beat what is shown
LOST_MOST = 0.2  # share of a reading that may be lost
JUDGED = 300  # characters of a line by which codecs are compared
TRIED = 5  # lines of a text on which they are
LOST_COST = 10.0
_CP1252 = {char: char.encode("cp1252") for char in CURLY}


@dataclass(frozen=True, slots=True)
class OtherCodec:
    """The codec that a document was decoded with, and the one that it is in."""

    shown: str = ""
    meant: str = ""

    def __bool__(self) -> bool:
        return bool(self.shown)

    def edits(self, text: str) -> list[Edit]:
        """Take the lines of one piece of the document back."""
        edits: list[Edit] = []
        at = 0
        for line in text.split("\n") if self else ():
            if not line.isascii() and (new := _reading(line, self.shown, self.meant, 1)) is not None:
                edits += difference(at, line, new[1], "other_codec")
            at += len(line) + 1
        return edits


NO_OTHER_CODEC = OtherCodec()


def find_other_codec(text: str, *, latin: bool = False) -> OtherCodec:
    """Decide on a whole document whether another region's codec was at work; with
    `latin`, whether Big5 was shown as Latin letters.

    >>> find_other_codec("市气象台今天傍晚发布大风预报".encode().decode("cp1251"))
    OtherCodec(shown='cp1251', meant='utf-8')
    >>> bool(find_other_codec("Здравствуйте，今天的俄语课是Привет，再见是До свидания"))
    False
    """
    telling = _LATIN_LETTERS if latin else _TELLING
    signs = [found[0] for found in islice(telling.finditer(text), SIGNS)]
    if len(signs) < TELLING_LEAST:
        return NO_OTHER_CODEC
    lines = [line[:JUDGED] for line in text.split("\n") if telling.search(line)][:TRIED]
    best: tuple[float, OtherCodec] | None = None
    for shown, meant in _LATIN if latin else _pairs():
        if 4 * sum(_encoder(shown)(sign) is None for sign in signs) > len(signs):
            continue
        readings = [found for line in lines if (found := _reading(line, shown, meant, SURE)) is not None]
        if 2 * len(readings) > len(lines):
            cost = sum(cost for cost, _ in readings) / len(readings)
            if best is None or cost < best[0]:
                best = cost, OtherCodec(shown, meant)
    return best[1] if best else NO_OTHER_CODEC


@cache
def _pairs() -> list[tuple[str, str]]:
    pairs = [(shown, meant) for shown in (*_ASIAN, *_EUROPEAN) for meant in _MEANT if shown != meant]
    return [pair for pair in pairs if pair not in _LEFT_TO_OTHERS]


def _reading(line: str, shown: str, meant: str, sure: int) -> tuple[float, str] | None:
    """Return the reading of a line and its mean cost; None if it is not believed."""
    data = _bytes(line, shown)
    if data is None:
        return None
    new = "".join(_decoded(data, meant))
    lost = new.count("\ufffd")
    if len(_HAN.findall(new)) < sure or lost > LOST_MOST * len(new):
        return None
    cost = _cost(new)
    return (cost, new) if cost < LIKELY and cost + BETTER < _cost(line) else None


def _bytes(line: str, shown: str) -> bytes | None:
    """Return the bytes that a codec shows as this line, FF for each lost one; None if
    it cannot show it."""
    encode = _encoder(shown)
    pieces: list[bytes] = []
    failed = 0
    for char in line:
        piece = encode(char)
        if piece is None:
            failed += 1
            piece = b"\xff"
        pieces.append(piece)
    return None if failed > len(line) / 20 else b"".join(pieces)


@cache
def _encoder(shown: str) -> Callable[[str], bytes | None]:
    @cache
    def encode(char: str) -> bytes | None:
        if char == "\ufffd":
            return b"\xff"
        try:
            return char.encode(shown)
        except UnicodeEncodeError:
            if char in _CP1252:
                return _CP1252[char]
            return bytes([ord(char)]) if "\x80" <= char < "\xa0" else None

    return encode


def _decoded(data: bytes, meant: str) -> Iterator[str]:
    """Decode the stretches between lost bytes; one may begin with the rest of a
    character."""
    at = 0
    for lost in [*_RUNS.finditer(data), None]:
        stretch = data[at : lost.start() if lost else len(data)]
        readings = [stretch.decode(meant, "replace")]
        if at and meant != "utf-8" and stretch[:1] > b"\x7f":
            readings.append(stretch[1:].decode(meant, "replace"))
        yield min(readings, key=_total) if len(readings) > 1 else readings[0]
        if lost:
            yield "\ufffd"
            at = lost.end()


def _total(text: str) -> float:
    known = text.replace("\ufffd", "")
    return frequency().text_cost(known) + LOST_COST * (len(text) - len(known))


def _cost(text: str) -> float:
    """Return the mean cost of what is not ASCII."""
    known = "".join(char for char in text[:JUDGED] if char > "\x7f" and char != "\ufffd")
    return frequency().text_cost(known) / max(1, len(known))

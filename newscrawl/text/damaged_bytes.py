"""Bytes that no codec accepts as they are → text: a block in another charset, a bad
byte, a lost one, a cut-off end.

Text in GBK does not show where characters begin: after a lost byte all that follows is
paired wrongly until the next ASCII character. Such stretches are paired anew so that
they read best, which costs one character instead of a paragraph.
"""

import re

import numpy as np

from newscrawl.text.census import Kind, kinds_of, stand_close
from newscrawl.text.frequency import frequency, rarity_table
from newscrawl.text.gbk import pairs
from newscrawl.text.plausible import wide_codes
from newscrawl.text.reading_cost import reading_cost

SKIPPED = 140  # cost of a byte that says nothing, in tenths of a nat
LETTER = 60  # cost of an ASCII letter, which may be half of a character
NEVER = 160  # cost of a character of four bytes
RARE = 120  # mean cost from which three characters in a row are doubted
UNUSUAL = 95  # mean cost from which two characters before a letter are doubted
SHORT = 4_000  # characters of a text in which such places are looked for
BETTER = 10.0  # nats by which a stretch must read better when paired anew
_EUROS = 400  # euro signs of one page that are read in place; every one costs a pass
LONGEST = 60_000  # bytes of one stretch that are paired anew
# No character of GBK, Big5 or UTF-8 goes across bytes below 40, but for those of four
# bytes in GB 18030.
_STRETCH = re.compile(rb"(?:[\x81-\xfe][0-9][\x81-\xfe][0-9]|[^\x00-\x3f])+")
_LETTER_INSIDE = re.compile(r"[^\x00-\x7f]{2}[@-~](?=[^\x00-\x7f])")
_UTF8_HAN = re.compile(rb"[\xe3-\xe9\xef][\x80-\xbf]{2}")

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


def decode_gb(body: bytes) -> tuple[str, int, list[str]]:
    """Decode a page in GB 18030; return text, characters lost, and notes of what was
    odd.
    """
    notes: list[str] = []
    try:
        text = _in_gb(body)
    except UnicodeDecodeError as error:
        if error.reason == "incomplete multibyte sequence":
            notes.append("cut off")
            text = _in_gb(body[: error.start])
        else:
            return decode_mixed(body, "gb18030")
    wide = wide_codes(text)
    if ((wide >= 0xE000) & (wide < 0xF900)).any():
        text = text.translate(PRIVATE)
        wide = wide_codes(text)
    holds_utf8 = int(np.count_nonzero(kinds_of(wide) == Kind.MISREAD)) >= 3 and stand_close(text, Kind.MISREAD, 3, 16)
    if holds_utf8 or _out_of_step(text):
        return decode_mixed(body, "gb18030")
    return text, 0, notes


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
            if body[bad] != 0x80 or len(pieces) > _EUROS:
                raise UnicodeDecodeError("gb18030", body, bad, at + error.end, error.reason) from None
            pieces += (body[at:bad].decode("gb18030"), "€")
            at = bad + 1


def decode_mixed(body: bytes, main: str) -> tuple[str, int, list[str]]:
    """Decode stretch by stretch between bytes below 40: each in UTF-8 or GB 18030, as
    it reads best.
    """
    pieces: list[str] = []
    lost = 0
    others = 0
    at = 0
    for match in _STRETCH.finditer(body):
        stretch = match[0]
        if stretch.isascii():
            continue
        pieces.append(body[at : match.start()].decode("ascii"))
        at = match.end()
        last = at == len(body)
        text, other = _decode_stretch(stretch, main, last)
        others += other
        lost += text.count("\ufffd")
        pieces.append(text)
    pieces.append(body[at:].decode("ascii"))
    text = "".join(pieces)
    second = "gb18030" if main == "utf-8" else "utf-8"
    return text, lost, [f"mixed with {second} in {others} places"] if others else []


def _decode_stretch(stretch: bytes, main: str, last: bool) -> tuple[str, bool]:
    """Decode one stretch, the last of the page perhaps cut in a character; return
    whether it is in the other charset.
    """
    readings: dict[str, str] = {}
    for encoding in ("utf-8", "gb18030"):
        try:
            readings[encoding] = stretch.decode(encoding)
            if encoding == "gb18030":
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
        chosen = second if costs[second] + 8 < costs[main] else main
        return readings[chosen], chosen != main
    if main in readings:
        return (readings[main] if main == "utf-8" else _in_step(stretch, "gbk", readings[main])), False
    if main == "utf-8":
        if "gb18030" in readings and reading_cost(stretch, "gb18030") < reading_cost(stretch, "utf-8"):
            return readings["gb18030"], True
        # Python gives up to three U+FFFD for one broken character.
        return re.sub("\ufffd{2,3}", "\ufffd", stretch.decode("utf-8", "replace")), False
    if "utf-8" in readings and _UTF8_HAN.search(stretch) is not None:
        return readings["utf-8"], True
    return _best_of(stretch, "gb18030"), False


def decode_big5(body: bytes) -> tuple[str, int, list[str]]:
    """Decode a page in Big5 with the Hong Kong characters; return text, characters
    lost, and notes of what was odd.
    """
    text = None
    notes: list[str] = []
    try:
        text = body.decode("big5hkscs")
    except UnicodeDecodeError as error:
        if error.reason == "incomplete multibyte sequence":
            body = body[: error.start]
            text = body.decode("big5hkscs")
            notes.append("cut off")
    if text is not None and not _out_of_step(text):
        return text, 0, notes
    text = _STRETCH.sub(_decode_big5_stretch, body).decode("utf-8")
    return text, text.count("\ufffd"), notes


def _decode_big5_stretch(match: re.Match[bytes]) -> bytes:
    stretch = match[0]
    if stretch.isascii():
        return stretch
    try:
        text = _in_step(stretch, "big5hkscs", stretch.decode("big5hkscs"))
    except UnicodeDecodeError:
        text = _best_of(stretch, "big5hkscs")
    return text.encode("utf-8", "replace")


def _best_of(stretch: bytes, codec: str) -> str:
    """Leave out what the codec leaves out, or pair the bytes anew: whichever reads
    better.
    """
    costs = frequency()
    readings = (
        stretch.decode(codec, "replace").translate(PRIVATE),
        pair_anew(stretch, "gbk" if codec == "gb18030" else codec),
    )
    return min(readings, key=lambda text: costs.text_cost(text[:2_000]))


def _out_of_step(text: str) -> bool:
    """Return whether rare characters stand in a row, as behind a lost byte; a first
    look, not a proof.
    """
    costs = rarity_table()[wide_codes(text)].astype(np.uint16)
    if (costs[2:] + costs[1:-1] + costs[:-2] >= 3 * RARE).any():
        return True
    if len(text) > SHORT:
        return False
    inside = (text[match.start() : match.end() - 1] for match in _LETTER_INSIDE.finditer(text))
    return any(int(rarity_table()[wide_codes(pair)].sum(dtype=np.int64)) >= 2 * UNUSUAL for pair in inside)


def _in_step(stretch: bytes, codec: str, text: str) -> str:
    """Return the text of a valid stretch, or that of its bytes paired anew if it reads
    much better.
    """
    if not _out_of_step(text):
        return text
    anew = pair_anew(stretch, codec)
    costs = frequency()
    return anew if costs.text_cost(anew) + BETTER < costs.text_cost(text) else text


def pair_anew(stretch: bytes, codec: str) -> str:
    """Pair the bytes of a stretch so that it reads best, leaving out bytes that fit
    nowhere.

    >>> pair_anew("闽江两岸灯火辉煌".encode("gbk")[1:], "gbk")
    '\ufffd江两岸灯火辉煌'
    """
    if len(stretch) > LONGEST:
        return stretch.decode(codec, "replace")
    plane = pairs(codec)
    rarity = rarity_table()
    length = len(stretch)
    best = [0] * (length + 1)
    step = [1] * (length + 1)
    for at in range(length - 1, -1, -1):
        byte = stretch[at]
        if byte < 0x80:
            best[at] = best[at + 1] + LETTER
            continue
        best[at] = best[at + 1] + SKIPPED
        char = plane[byte << 8 | stretch[at + 1]] if at + 1 < length else None
        if char is not None:
            cost = best[at + 2] + (int(rarity[ord(char)]) if char < "\U00010000" else SKIPPED)
            if cost < best[at]:
                best[at], step[at] = cost, 2
        four = codec == "gbk" and stretch[at + 1 : at + 2].isdigit() and _four(stretch[at : at + 4]) is not None
        if four and best[at + 4] + NEVER < best[at]:
            best[at], step[at] = best[at + 4] + NEVER, 4
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
            pieces.append("€" if stretch[at] == 0x80 and codec == "gbk" else "\ufffd")
        at += step[at]
    return "".join(pieces)


def _four(data: bytes) -> str | None:
    """Return the character that four bytes are in GB 18030."""
    try:
        char = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    return char if len(data) == 4 and len(char) == 1 else None

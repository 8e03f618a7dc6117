"""Take back UTF-8 that was read as GBK: `鏈�鏂版秷鎭�` → `最新消息`, `鏈€鏂` alike.

The characters shown are the bytes, as long as the decoder had a character for every
pair. Where it had none it left U+FFFD, a question mark or nothing; such a character is
restored from the bytes around it if only one reading is likely, and stays U+FFFD if
not.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from newscrawl.late_patterns import late
from newscrawl.text.census import misread_starts
from newscrawl.text.edits import Edit, difference
from newscrawl.text.frequency import frequency
from newscrawl.text.gbk import pairs

UNKNOWN = 0xFF  # stands for a byte of which nothing is known; no byte of GB 18030 is FF
CERTAIN = 2.5  # nats by which one reading of a lost byte must beat all others
LIKELY_PIECE = 8.0  # the most that a character of the reading may cost on average
JUDGED = 20_000  # characters of a line by which it is judged whether its reading is likelier
_PIECE = re.compile(r"[^\n，。、：；“”《》（）\s|]+")
_SHOWN = re.compile("[€\ufffd]")
_VALID = re.compile(  # RFC 3629, 4
    rb"(?:[\x00-\x7f]|[\xc2-\xdf][\x80-\xbf]|(?:\xe0[\xa0-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]|\xed[\x80-\x9f])[\x80-\xbf]"
    rb"|(?:\xf0[\x90-\xbf]|[\xf1-\xf3][\x80-\xbf]|\xf4[\x80-\x8f])[\x80-\xbf]{2})++"
)
_HAN = late("[\u3400-\u9fff]")


@dataclass(slots=True)
class _Lost:
    """A UTF-8 character with unknown bytes, and the characters that it can have
    been.
    """

    candidates: tuple[str, ...] = field(default=())


def misread_edits(text: str, *, established: bool) -> list[Edit]:
    """Return the edits that take one piece of a document back, line by line.

    `established`: the document is known to hold such text, so that short lines are
    believed too.

    >>> [edit.new for edit in misread_edits("绂忓窞鏂伴椈", established=True)]
    ['福州新闻']
    """
    edits: list[Edit] = []
    at = 0
    for line in text.split("\n"):
        if _looks_misread(line, established):
            new = _read(line, established)
            if new is not None:
                edits += difference(at, line, new, "utf8_as_gbk")
            else:
                for piece in _PIECE.finditer(line):
                    if _looks_misread(piece[0], established):
                        new = _read(piece[0], established)
                        if new is not None:
                            edits += difference(at + piece.start(), piece[0], new, "utf8_as_gbk")
        at += len(line) + 1
    return edits


def _looks_misread(line: str, established: bool) -> bool:
    found = sum(map(misread_starts().__contains__, line))
    return found >= (1 if established else 3) and found >= 0.15 * _wide(line)


def _wide(text: str) -> int:
    """Count the characters beyond ASCII."""
    return len(text) - len(text.encode("ascii", "ignore"))


def _read(line: str, established: bool, rounds: int = 3) -> str | None:
    text = _fill(list(_assemble(_bytes(line))))
    if rounds and _looks_misread(text, established) and (again := _read(text, established, rounds - 1)) is not None:
        return again
    wide, lost = _wide(text), text.count("\ufffd")
    if len(_HAN.findall(text)) < (1 if established else 2) or wide - lost < 0.6 * wide:
        return None
    costs = frequency()
    known = text[:JUDGED].replace("\ufffd", "")
    cost = costs.text_cost(known) / max(1, len(known))
    shown = costs.text_cost(line[:JUDGED]) / max(1, len(line[:JUDGED]))
    return text if cost < LIKELY_PIECE and cost + 1 < shown else None


def _bytes(line: str) -> bytes:
    """Return the bytes that a decoder showed as this line; `UNKNOWN` where it had no
    character for them.

    Browsers and Windows show byte 80 as the euro sign, which GBK itself has elsewhere.
    """
    pieces: list[bytes] = []
    at = 0
    for match in _SHOWN.finditer(line):
        pieces += (line[at : match.start()].encode("gb18030", "replace"), b"\x80" if match[0] == "€" else b"\xff")
        at = match.end()
    return b"".join([*pieces, line[at:].encode("gb18030", "replace")])


def _assemble(values: bytes) -> Iterator[str | _Lost]:
    """Yield the text in UTF-8 as far as it is valid, and each character that is not; a
    `?` inside one is a byte that the decoder could not show.
    """
    at = 0
    while at < len(values):
        valid = _VALID.match(values, at)
        if valid is not None:
            yield valid[0].decode("utf-8")
            at = valid.end()
            continue
        lead = values[at]
        wanted = 1 if 0xC2 <= lead <= 0xDF else 2 if 0xE0 <= lead <= 0xEF else 3 if 0xF0 <= lead <= 0xF4 else 0
        if not wanted:  # a byte that begins no character: it is lost, and what would continue it
            at += 1
            while at < len(values) and (values[at] == UNKNOWN or 0x80 <= values[at] <= 0xBF):
                at += 1
            yield _Lost()
            continue
        end = at + 1
        while (
            end < len(values) and end <= at + wanted and (values[end] in (UNKNOWN, 0x3F) or 0x80 <= values[end] <= 0xBF)
        ):
            end += 1
        sequence = values[at:end]
        following = values[end] if end < len(values) else UNKNOWN
        if not any(value in (UNKNOWN, 0x3F) for value in sequence):
            yield _Lost(_left_out(sequence, wanted + 1, following))
        else:
            yield _Lost(_candidates(sequence, following) if len(sequence) > wanted else ())
        at = end


@lru_cache(maxsize=4096)
def _left_out(sequence: bytes, length: int, following: int) -> tuple[str, ...]:
    """Return the characters of so many bytes that the bytes shown allow, where the
    decoder left out what it could not show.
    """
    missing = bytes([UNKNOWN] * (length - len(sequence)))
    places = range(1, len(sequence) + 1) if missing else ()
    found = (_candidates(sequence[:at] + missing + sequence[at:], following) for at in places)
    return tuple(dict.fromkeys(char for some in found for char in some))


@lru_cache(maxsize=4096)
def _candidates(sequence: bytes, following: int) -> tuple[str, ...]:
    """Return the characters that the known bytes allow, if one byte or two in a row are
    unknown: none may pair up with what follows it.
    """
    unknown = [place for place, value in enumerate(sequence) if value in (UNKNOWN, 0x3F)]
    if not 1 <= len(unknown) <= 2 or unknown[-1] - unknown[0] >= len(unknown):
        return ()
    before, behind = sequence[: unknown[0]], sequence[unknown[-1] + 1 :]
    found = []
    for last in _unpaired(behind[0] if behind else following):
        for first in _unpaired(last) if len(unknown) == 2 else (None,):
            middle = bytes([last] if first is None else [first, last])
            try:
                found.append((before + middle + behind).decode("utf-8"))
            except UnicodeDecodeError:
                continue
    return tuple(found)


@lru_cache(maxsize=256)
def _unpaired(after: int) -> tuple[int, ...]:
    """Return the bytes inside a character that make no pair with what follows."""
    return tuple(
        byte for byte in range(0x80, 0xC0) if byte == 0x80 or after < 0x40 or pairs()[byte << 8 | after] is None
    )


def _fill(pieces: list[str | _Lost]) -> str:
    """Fill in lost characters where one reading is likelier than all others by far,
    with U+FFFD elsewhere.
    """
    text: list[str] = []
    before = "\n\n"
    for index, piece in enumerate(pieces):
        if isinstance(piece, _Lost):
            following = pieces[index + 1] if index + 1 < len(pieces) else "\n\n"
            piece = _likeliest(before, piece.candidates, following[:2] if isinstance(following, str) else "")
        text.append(piece)
        before = (before + piece)[-2:]
    return "".join(text)


@lru_cache(maxsize=4096)
def _likeliest(before: str, candidates: tuple[str, ...], following: str) -> str:
    """Return the character that must stand between these; U+FFFD if several can."""
    if len(candidates) < 2:
        return candidates[0] if candidates else "\ufffd"
    cost = frequency().cost
    best = second = (math.inf, "")
    for least, char in sorted((cost(before, char), char) for char in candidates):
        if least >= second[0]:
            break
        whole = least
        for at, behind in enumerate(following):
            whole += cost((before + char + following[:at])[-2:], behind)
        best, second = (best, min(second, (whole, char))) if best < (whole, char) else ((whole, char), best)
    return best[1] if second[0] - best[0] >= CERTAIN else "\ufffd"

"""Take back UTF-8 that was read as GBK: `鏈�鏂版秷鎭�` → `最新消息`, `鏈€鏂` alike.

The characters shown are the bytes, as long as the decoder had a character for every
pair. Where it had none it left U+FFFD, a question mark or nothing; such a character is
restored from the bytes around it if only one reading is likely, and stays U+FFFD if
not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from newscrawl.text.census import misread_starts
from newscrawl.text.edits import Edit, difference
from newscrawl.text.frequency import frequency
from newscrawl.text.gbk import pairs

UNKNOWN = -1
CERTAIN = 4.0  # nats by which one reading of a lost byte must beat all others
LIKELY_PIECE = 8.0  # the most that a character of the reading may cost on average
_PIECE = re.compile(r"[^\n，。、：；“”《》（）\s|]+")


@dataclass(slots=True)
class _Lost:
    """A UTF-8 character with unknown bytes, and the characters that it can have
    been.
    """

    candidates: tuple[str, ...] = field(default=())


READ = 100_000
"""Characters of damaged lines that are taken back at a time; `MOST_LAYERS` of repair
bound the whole."""


def misread_edits(text: str, *, established: bool) -> list[Edit]:
    """Return the edits that take one piece of a document back, line by line.

    `established`: the document is known to hold such text, so that short lines are
    believed too.

    >>> [edit.new for edit in misread_edits("绂忓窞鏂伴椈", established=True)]
    ['福州新闻']
    """
    edits: list[Edit] = []
    at = read = 0
    for line in text.split("\n"):
        if read < READ and _looks_misread(line, established):
            shown = line[: READ - read]
            read += len(shown)
            new = _read(shown, established)
            if new is not None:
                edits += difference(at, shown, new, "utf8_as_gbk")
            else:
                for piece in _PIECE.finditer(shown):
                    if _looks_misread(piece[0], established):
                        new = _read(piece[0], established)
                        if new is not None:
                            edits += difference(at + piece.start(), piece[0], new, "utf8_as_gbk")
        at += len(line) + 1
    return edits


def _looks_misread(line: str, established: bool) -> bool:
    starts = misread_starts()
    found = sum(char in starts for char in line)
    return found >= (1 if established else 3) and found >= 0.15 * sum(not char.isascii() for char in line)


def _read(line: str, established: bool, rounds: int = 3) -> str | None:
    pieces = list(_assemble(_bytes(line)))
    text = _fill(pieces)
    wide = [char for char in text if not char.isascii()]
    known = [char for char in wide if char != "\ufffd"]
    if rounds and _looks_misread(text, established) and (again := _read(text, established, rounds - 1)) is not None:
        return again
    han = sum("\u3400" <= char <= "\u9fff" for char in known)
    if han < (1 if established else 2) or len(known) < 0.6 * len(wide):
        return None
    costs = frequency()
    cost = costs.text_cost(text.replace("\ufffd", "")) / max(1, len(text) - len(wide) + len(known))
    shown = costs.text_cost(line) / max(1, len(line))
    return text if cost < LIKELY_PIECE and cost + 1 < shown else None


def _bytes(line: str) -> list[int]:
    """Return the bytes that a decoder showed as this line; `UNKNOWN` where it had no
    character for them.

    Browsers and Windows show byte 80 as the euro sign, which GBK itself has elsewhere.
    """
    values: list[int] = []
    for char in line:
        if char == "\ufffd":
            values.append(UNKNOWN)
        elif char == "€":
            values.append(0x80)
        else:
            values += char.encode("gb18030", "replace")
    return values


def _assemble(values: list[int]) -> Iterator[str | _Lost]:
    """Yield the UTF-8 characters; a `?` inside one is a byte that the decoder could not
    show.
    """
    at = 0
    while at < len(values):
        lead = values[at]
        if 0 <= lead < 0x80:
            yield chr(lead)
            at += 1
            continue
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
        if len(sequence) <= wanted:
            yield _Lost()
        elif all(value >= 0x80 for value in sequence):
            try:
                yield bytes(sequence).decode("utf-8")
            except UnicodeDecodeError:
                yield _Lost()
        else:
            yield _Lost(_candidates(sequence, values[end] if end < len(values) else UNKNOWN))
        at = end


def _candidates(sequence: list[int], following: int) -> tuple[str, ...]:
    """Return the characters that the known bytes allow, if one byte is unknown: it must
    not pair up with what follows it.
    """
    unknown = [place for place, value in enumerate(sequence) if value < 0x80]
    if len(unknown) != 1:
        return ()
    place = unknown[0]
    after = sequence[place + 1] if place + 1 < len(sequence) else following
    found = []
    for byte in range(0x80, 0xC0):
        if byte != 0x80 and after >= 0x40 and pairs()[byte << 8 | after] is not None:
            continue
        try:
            found.append(bytes([*sequence[:place], byte, *sequence[place + 1 :]]).decode("utf-8"))
        except UnicodeDecodeError:
            continue
    return tuple(found)


def _fill(pieces: list[str | _Lost]) -> str:
    """Fill in lost characters where one reading is likelier than all others by far,
    with U+FFFD elsewhere.
    """
    costs = frequency()
    text = ["\n", "\n"]
    for index, piece in enumerate(pieces):
        if isinstance(piece, str):
            text.append(piece)
            continue
        following = pieces[index + 1] if index + 1 < len(pieces) else "\n"
        before = text[-2] + text[-1]
        ranked = sorted(
            (
                costs.cost(before, char)
                + (costs.cost(before[1] + char, following) if isinstance(following, str) else 0.0),
                char,
            )
            for char in piece.candidates
        )
        certain = len(ranked) == 1 or (len(ranked) > 1 and ranked[1][0] - ranked[0][0] >= CERTAIN)
        text.append(ranked[0][1] if certain else "\ufffd")
    return "".join(text[2:])

"""Read GBK again that was decoded as UTF-8, each byte that did not fit taken as
Latin-1: `֤ȯͶ×Ê` → `证券投资`.

Some pairs of GBK bytes happen to be valid UTF-8, and such a decoder swallows them
whole, so no codec can take the text back. But what the bytes were is nearly determined:
they must pair up as GBK, should give the damaged text again when decoded in that way,
and must read as Chinese. A beam search over the few readings of each character finds
them.
"""

from typing import NamedTuple

from newscrawl.text.census import CURLY
from newscrawl.text.frequency import frequency
from newscrawl.text.gbk import pairs

BEAM = 24
BAD = 18.0  # cost of a byte that fits nowhere
SPLIT = 5.0  # cost of two single bytes that together are UTF-8: such decoders mostly take them as one
PENDING = 3.0  # what an open first byte costs in comparison, as its character is not yet counted

_CP1252 = {char: char.encode("cp1252")[0] for char in CURLY}


class FallbackReading(NamedTuple):
    """A line as it was, its cost in nats a character, and how many bytes fitted
    nowhere.
    """

    text: str
    cost: float
    lost: int


class _State(NamedTuple):
    """State of a search: the open first byte, the last two characters, the UTF-8
    sequence begun.

    `wanted` bytes are still missing of a sequence that single bytes have begun; a
    decoder would mostly have taken it whole, so a reading in which it becomes whole
    costs more.
    """

    pending: int
    previous: str
    wanted: int
    lead: int  # the first byte of that sequence while only it has been seen


def read_fallback(line: str) -> FallbackReading:
    """Return the likeliest GBK text of a line that was decoded as UTF-8 with single
    bytes for what did not fit.

    >>> read_fallback("֤ȯͶ×ʻù½ð").text
    '证券投资基金'
    """
    costs = frequency()
    plane = pairs()
    hypotheses: dict[_State, tuple[float, tuple[str, object] | None]] = {_State(0, "\n\n", 0, 0): (0.0, None)}
    for char in line:
        following: dict[_State, tuple[float, tuple[str, object] | None]] = {}
        for state, (total, trail) in hypotheses.items():
            for source, single in _sources(char):
                pending, previous, cost, path = state.pending, state.previous, total, trail
                wanted = lead = 0
                if single:
                    wanted, lead = _advance(state, source[0])
                    if wanted < 0:
                        wanted, cost = 0, cost + SPLIT
                for byte in source:
                    emitted = ""
                    if pending:
                        pair = plane[pending << 8 | byte]
                        if pair is not None:
                            emitted, pending = pair, 0
                        else:
                            cost += BAD
                            path, previous = ("\ufffd", path), previous[-1] + "\ufffd"
                            pending = 0
                            if byte < 0x80:
                                emitted = chr(byte)
                            elif byte not in (0x80, 0xFF):
                                pending = byte
                    elif byte < 0x80:
                        emitted = chr(byte)
                    elif byte in (0x80, 0xFF):
                        cost += BAD
                        path, previous = ("\ufffd", path), previous[-1] + "\ufffd"
                    else:
                        pending = byte
                    if emitted:
                        cost += costs.cost(previous, emitted)
                        path, previous = (emitted, path), previous[-1] + emitted
                reached = _State(pending, previous, wanted, lead)
                known = following.get(reached)
                if known is None or known[0] > cost:
                    following[reached] = (cost, path)
        if len(following) > BEAM:
            ranked = sorted(following.items(), key=lambda item: item[1][0] + (PENDING if item[0].pending else 0))
            following = dict(ranked[:BEAM])
        hypotheses = following
    cost, path = min(
        (
            (total + BAD, ("\ufffd", trail)) if state.pending else (total, trail)
            for state, (total, trail) in hypotheses.items()
        ),
        key=lambda end: end[0],
    )
    chars: list[str] = []
    link: object = path
    while isinstance(link, tuple):
        chars.append(link[0])
        link = link[1]
    text = "".join(reversed(chars))
    return FallbackReading(text, cost / max(1, len(text)), text.count("\ufffd"))


def _sources(char: str) -> list[tuple[bytes, bool]]:
    """Return the bytes a character can come from, and whether it was a single byte that
    did not fit.
    """
    code = ord(char)
    if code < 0x80:
        return [(bytes((code,)), False)]
    whole = (char.encode("utf-8", "surrogatepass"), False)
    if code < 0x100:
        return [(bytes((code,)), True), whole]
    if char in _CP1252:
        return [(bytes((_CP1252[char],)), True), whole]
    return [whole]


def _advance(state: _State, byte: int) -> tuple[int, int]:
    """Follow the UTF-8 sequence that single bytes form; -1 where it would be whole.

    Sequences of four bytes are not held against a reading: the decoders seen do not
    take them.
    """
    if state.wanted and 0x80 <= byte <= 0xBF:
        if (state.lead == 0xE0 and byte < 0xA0) or (state.lead == 0xED and byte > 0x9F):
            return 0, 0
        return (-1, 0) if state.wanted == 1 else (state.wanted - 1, 0)
    if 0xC2 <= byte <= 0xDF:
        return 1, byte
    if 0xE0 <= byte <= 0xEF:
        return 2, byte
    return 0, 0

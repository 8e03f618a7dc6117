"""Read a run of text that was decoded one byte off: a beam search over the few ways
back that the bytes allow.

`byteshift` explains how such runs come about. A path through the run is either in step
(it copies), or has a first byte open, whose second is the first byte of what the run
shows next; or it is behind a pair that vanished, and only knows which first bytes
cannot have followed.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from newscrawl.text.frequency import Frequency, frequency
from newscrawl.text.gbk import codes, pairs
from newscrawl.text.mirror.bytepairs import by_lead, by_trail, followers, likely, vanishing
from newscrawl.text.mirror.gloss import SYLLABLE, glossed_as
from newscrawl.text.script import SIMPLIFIED, script_class

STOPS = {"！": 0xA3A1, "；": 0xA3BB, "？": 0xA3BF, "。": 0xA1A3}
SIGN = re.compile(rf"\?(?:({SYLLABLE})\)|(?=[！；？。]))")
_GLOSS_BEHIND = re.compile(rf"\(({SYLLABLE})\)")
_EATEN = ((",", "，"), (":", "："), ("(", "（"), (")", "）"), (";", "；"), ("?", "？"), ("!", "！"))
_CLOSING = {"”": "“", "’": "‘", "」": "「", "』": "『", "》": "《", "）": "（", "】": "【"}
_NEVER_SHIFTED = frozenset("！；？")  # the text is split at these, which ends a shift

BEAM = 48
ORPHANS = 100  # characters that are tried for one whose second byte became `?`
WORST = 24.0  # nats by which a path may lag behind the best one
VANISHED = 12  # paths behind a vanished pair that are followed at one place
VANISHED_IN_A_ROW = 3  # pairs that may have vanished at one place, as those of a long dash do
SETTLED = 10  # characters in step after which a search ends, if no sign lies ahead
GAIN = 6.0  # nats by which a reading must beat the damaged text
TYPICAL = (
    6.0  # what a character costs on average: compares paths that have written more with those that have written less
)
LOST_NEXT = 4.0
LOST_PAIR = 1.0  # cost of a pair that vanished
LOST_SIGN = 6.0  # cost of a `?` that should stand there and does not
UNKNOWN_SIGN = 6.0  # cost of a `?` that has taken an unknown character
ODD_CHARACTER = 3.0  # cost of a character that a copy converted to Traditional should not hold
IN_DOCUMENT = 3.5  # the most that a pair costs which the document has elsewhere
CLOSING = 3.0  # what a closing mark gains where one is open
UNOPENED = 3.0  # what it loses where none is
IMPOSSIBLE = 60.0
ODD = 9.5  # cost from which a character shown behind a full stop looks shifted


class ShiftedReading(NamedTuple):
    """The text that `length` characters of the run stand for."""

    text: str
    length: int


class _State(NamedTuple):
    """Position of a path: the open first byte (0: none), the last two characters, the
    first byte of a vanished pair.

    With neither an open byte nor a vanished pair, the path is in step.
    """

    pending: int
    previous: str
    gone: int


class _Path(NamedTuple):
    cost: float
    written: int
    settled: int  # characters copied since it was last out of step
    pieces: tuple[str, object] | None  # last first


class Context(NamedTuple):
    """Evidence of the document about its shifted runs.

    `half_width`: its writer or converter used half-width punctuation, so that a lost
    character may be a comma. `pairs`: what stands beside what elsewhere in it, names
    above all. `glossed`: what it glosses, and so never shows without a gloss.
    """

    half_width: bool = False
    pairs: frozenset[str] = frozenset()
    glossed: frozenset[str] = frozenset()


def read_shifted(run: str, before: str, behind: str, context: Context) -> ShiftedReading | None:
    """Return what a shifted run stands for, or None if nothing reads much better than
    the run itself.

    `before` is what stands before it in the line, two characters at least, `behind`
    some of the text that follows. The run begins with the sign of a shift.

    >>> read_shifted("?shù)卣賳T", "適當", "", Context()).text
    '地政府官員'
    """
    return _Search(run, before, behind, context).best()


class _Search:
    def __init__(self, run: str, before: str, behind: str, context: Context) -> None:
        self.run = run
        self.behind = behind[:1] or "\n"
        self.before = before[-2:]
        self.context = context
        self.wanted = _unclosed(before)
        gloss = _GLOSS_BEHIND.match(behind)
        self.last = frozenset(glossed_as(gloss[1])) if gloss else None
        self.eaten = _EATEN if context.half_width else ()
        self.impossible = _NEVER_SHIFTED | frozenset(wide for _, wide in self.eaten)
        self.costs: Frequency = frequency()
        self.last_sign = max((match.start() for match in SIGN.finditer(run)), default=0)
        self.at: list[dict[_State, _Path]] = [{} for _ in range(len(run) + 1)]

    def best(self) -> ShiftedReading | None:
        self.at[0][_State(0, self.before, 0)] = _Path(0.0, 0, 0, None)
        length = len(self.run)
        for index in range(length):
            if not self.at[index]:
                continue
            self._vanish(index)
            here = self._promising(index)
            state, path = here[0]
            if path.settled >= SETTLED and index > self.last_sign + SETTLED:
                length = index
                break
            for state, path in here:
                if state.pending:
                    self._shifted(index, state, path)
                elif state.gone:
                    self._behind_vanished(index, state, path)
                else:
                    self._in_step(index, state, path)
        following = self.run[length : length + 1] or self.behind
        ends = [
            (path.cost + self.costs.cost(state.previous, following), path)
            for state, path in self.at[length].items()
            if not state.pending
            and not state.gone
            and (self.last is None or length < len(self.run) or state.previous[-1] in self.last)
        ]
        if not ends:
            return None
        cost, path = min(ends, key=lambda end: end[0])
        if cost + GAIN > self.costs.text_cost(self.run[:length] + following, self.before):
            return None
        pieces: list[str] = []
        link: object = path.pieces
        while isinstance(link, tuple):
            pieces.append(link[0])
            link = link[1]
        return ShiftedReading("".join(reversed(pieces)), length)

    def _promising(self, index: int) -> list[tuple[_State, _Path]]:
        ranked = sorted(self.at[index].items(), key=lambda item: item[1].cost - TYPICAL * item[1].written)
        limit = ranked[0][1].cost - TYPICAL * ranked[0][1].written + WORST
        kept: list[tuple[_State, _Path]] = []
        vanished = 0
        for state, path in ranked:
            if len(kept) == BEAM or path.cost - TYPICAL * path.written > limit:
                break
            vanished += bool(state.gone)
            if not state.gone or vanished <= VANISHED:
                kept.append((state, path))
        return kept

    def _cost(self, previous: str, char: str) -> float:
        """Return the cost of a character that the run does not show; one that it cannot
        have hidden costs too much for any path.
        """
        if char in self.impossible or (char in self.context.glossed and char not in (self.last or ())):
            return IMPOSSIBLE
        cost = self.costs.cost(previous, char)
        if cost > IN_DOCUMENT and previous[-1] + char in self.context.pairs:
            return IN_DOCUMENT
        if char in _CLOSING:
            return cost + (-CLOSING if char in self.wanted else UNOPENED)
        return cost + ODD_CHARACTER if script_class(char) == SIMPLIFIED else cost

    def _reach(self, index: int, state: _State, path: _Path, piece: str, cost: float, settled: int = 0) -> None:
        total = path.cost + cost
        known = self.at[index].get(state)
        if known is None or known.cost > total:
            pieces = (piece, path.pieces) if piece else path.pieces
            self.at[index][state] = _Path(total, path.written + len(piece), settled, pieces)

    def _in_step(self, index: int, state: _State, path: _Path) -> None:
        char = self.run[index]
        cost = self.costs.cost(state.previous, char)
        self._reach(index + 1, _then(state, char), path, char, cost, path.settled + 1)
        if char == "?":
            match = SIGN.match(self.run, index)
            if match is None:
                return
            if match[1]:
                trail = codes().get(state.previous[-1], 0) & 0xFF
                for glossed in glossed_as(match[1]):
                    code = codes().get(glossed, 0)
                    if code >> 8 == trail and code & 0xFF > 0x80:
                        self._reach(match.end(), state._replace(pending=code & 0xFF), path, "", 0.0)
                return
            index += 1
        stop = STOPS.get(self.run[index])
        if stop is None:
            return
        penalty = 0.0
        if char != "?":
            penalty = LOST_SIGN
            shown = self.run[index + 1 : index + 2]
            if not shown or self.costs.cost("\n", shown) < ODD:
                return
        for _, split in by_trail()[stop >> 8]:
            cost = self._cost(state.previous, split) + penalty
            self._reach(index + 1, _then(state, split, stop & 0xFF), path, split, cost)

    def _shifted(self, index: int, state: _State, path: _Path) -> None:
        if self.run[index] == "?":
            self._orphan(index, state, path)
            return
        first, second = _bytes(self.run[index])
        char = pairs()[state.pending << 8 | first] if first else None
        if char is not None:
            self._write(index + 1, state, path, char, second)

    def _behind_vanished(self, index: int, state: _State, path: _Path) -> None:
        unassigned = vanishing()[state.gone]
        match = SIGN.match(self.run, index)
        if match is not None and match[1]:
            for glossed in glossed_as(match[1]):
                if codes().get(glossed, 0) >> 8 in unassigned:
                    cost = self.costs.cost(state.previous, glossed)
                    self._reach(match.end(), _then(state, glossed), path, glossed, cost)
            return
        if self.run[index] == "?":
            behind = followers(self.costs.fold(state.previous[-1]))
            self._end(index, state, path, ((char, LOST_NEXT) for lead, _, char in behind if lead in unassigned))
            return
        first, second = _bytes(self.run[index])
        if first:
            for lead, char in likely(self.costs.fold(state.previous[-1]), first):
                if lead in unassigned:
                    self._write(index + 1, state, path, char, second)

    def _write(self, index: int, state: _State, path: _Path, char: str, second: int) -> None:
        """Write a character whose second byte began what the run shows; `second` is the
        rest of that, if any.
        """
        cost = self._cost(state.previous, char)
        if second > 0x80 or not second:
            self._reach(index, _then(state, char, second), path, char, cost)
        elif second < 0x80:
            follow = chr(second)
            cost += self.costs.cost(state.previous[-1] + char, follow)
            self._reach(index, _then(_then(state, char), follow), path, char + follow, cost)

    def _orphan(self, index: int, state: _State, path: _Path) -> None:
        """Follow a second byte that met something no pair can hold: `?` stands for
        both, or for the byte alone at an end.
        """
        match = SIGN.match(self.run, index)
        if match is not None and match[1]:
            for glossed in glossed_as(match[1]):
                if codes().get(glossed, 0) >> 8 == state.pending:
                    cost = self.costs.cost(state.previous, glossed)
                    self._reach(match.end(), _then(state, glossed), path, glossed, cost)
            return
        halved = pairs()[
            state.pending << 8 | 0x80
        ]  # 80 is a second byte (個) but no first one: it takes the next with it
        if halved is not None:
            self._reach(index + 1, _then(state, halved, 0, 0x80), path, halved, self._cost(state.previous, halved))
        self._end(index, state, path, ((char, 0.0) for _, char in by_lead()[state.pending]))

    def _end(self, index: int, state: _State, path: _Path, choices: Iterable[tuple[str, float]]) -> None:
        """Follow a character whose second byte is what `?` stands for, with what may
        have come behind it; `choices` are characters and what they cost beside
        themselves.
        """
        following = self.run[index + 1 : index + 2] or self.behind
        ranked = sorted((self._cost(state.previous, char) + more, char) for char, more in choices)
        for cost, char in ranked[:ORPHANS]:
            if following in STOPS or following == "\n":
                self._reach(index + 1, _then(state, char), path, char, cost)
                continue
            self._reach(index + 1, _then(state, char), path, char + "?", cost + UNKNOWN_SIGN)
            for narrow, wide in () if following.isdigit() else self.eaten:
                cost_of_both = cost + self.costs.cost(state.previous[-1] + char, wide)
                self._reach(index + 1, _then(_then(state, char), wide), path, char + narrow, cost_of_both)

    def _vanish(self, index: int) -> None:
        """Follow the paths on which one or two pairs vanished before what is shown at
        `index`.
        """
        for state, path in self._promising(index):
            if state.pending:
                for trail, char in by_lead()[state.pending]:
                    if vanishing()[trail]:
                        cost = self._cost(state.previous, char) + LOST_PAIR
                        self._reach(index, _then(state, char, 0, trail), path, char, cost)
        for _ in range(VANISHED_IN_A_ROW - 1):
            for state, path in self._promising(index):
                if state.gone:
                    unassigned = vanishing()[state.gone]
                    for lead, trail, char in followers(self.costs.fold(state.previous[-1])):
                        if lead in unassigned and vanishing()[trail]:
                            cost = self._cost(state.previous, char) + LOST_NEXT
                            self._reach(index, _then(state, char, 0, trail), path, char, cost)


def _then(state: _State, char: str, pending: int = 0, gone: int = 0) -> _State:
    return _State(pending, state.previous[-1] + char, gone)


def _unclosed(before: str) -> frozenset[str]:
    """Return the closing marks still missing in the line."""
    return frozenset(closing for closing, opening in _CLOSING.items() if before.count(opening) > before.count(closing))


def _bytes(char: str) -> tuple[int, int]:
    """Return the bytes a decoder saw where it shows this character; the second is 0 for
    ASCII, both for what is not GBK.
    """
    code = codes().get(char)
    if code is None:
        return (ord(char), 0) if char.isascii() else (0, 0)
    return code >> 8, code & 0xFF

"""Read a run of text that was decoded one byte off: a beam search over the few ways
back that the bytes allow.

`byteshift` explains how such runs come about. A path through the run is either in step
(it copies), or has a first byte open, whose second is the first byte of what the run
shows next; or it is behind a pair that vanished, and only knows which first bytes
cannot have followed. The search goes by characters (`frequency`); of the readings that
it ends with, the one is taken that is likeliest by characters and by words together.
"""

import re
from collections.abc import Iterable, Sequence
from heapq import nsmallest
from operator import itemgetter
from typing import NamedTuple

from newscrawl.text.frequency import Frequency
from newscrawl.text.gbk import codes, pairs
from newscrawl.text.mirror.bytepairs import by_lead, by_trail, followers, likely, vanishing, vanishing_by_lead
from newscrawl.text.mirror.gloss import SYLLABLE, glossed_as
from newscrawl.text.mirror.hidden import Context, HiddenCosts
from newscrawl.text.mirror.shift_paths import TYPICAL, VANISHED, ShiftPath, ShiftPaths, ShiftState, text_of, then
from newscrawl.text.word_costs import LONGEST as WORD
from newscrawl.text.word_costs import is_word, words_cost

STOPS = {"！": 0xA3A1, "；": 0xA3BB, "？": 0xA3BF, "。": 0xA1A3}
SIGN = re.compile(rf"\?(?:({SYLLABLE})\)|(?=[！；？。]))")
_GLOSS = re.compile(rf"\({SYLLABLE}\)")
_GLOSS_BEHIND = re.compile(rf"\(({SYLLABLE})\)")
_LAST_CENTURIES = re.compile(r"([09])[0-9]{2}年")  # a year that has lost its first digit
ENDS = 60  # readings whose words are looked at
ORPHANS = 100  # characters that are tried for one whose second byte became `?`
VANISHED_IN_A_ROW = 3  # pairs that may have vanished at one place, as those of a long dash do
SETTLED = 10  # characters in step after which a search ends, if no sign lies ahead
GAIN = 6.0  # nats by which a reading must beat the damaged text
LOST_NEXT = 4.0
LOST_PAIR = 1.0  # cost of a pair that vanished
LOST_SIGN = 6.0  # cost of a `?` that should stand there and does not
UNKNOWN_SIGN = 6.0  # cost of a `?` that has taken an unknown character
ODD = 9.5  # cost from which a character shown behind a full stop looks shifted


class ShiftedReading(NamedTuple):
    """The text that `length` characters of the run stand for."""

    text: str
    length: int


class _Vanished(NamedTuple):
    lag: float
    cost: float
    char: str
    trail: int
    state: ShiftState
    paths: Sequence[ShiftPath]


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
        self.line = before[-2 * WORD :]
        self.rest = behind
        gloss = _GLOSS_BEHIND.match(behind)
        self.last = frozenset(glossed_as(gloss[1])) if gloss else None
        self.hidden = HiddenCosts(before, self.last, context)
        self.costs: Frequency = self.hidden.costs
        self.last_sign = max((match.start() for match in SIGN.finditer(run)), default=0)
        self.paths = ShiftPaths(len(run))

    def best(self) -> ShiftedReading | None:
        self.paths.at[0][ShiftState(0, self.before, 0)] = [ShiftPath(0.0, 0, 0, None)]
        length = len(self.run)
        for index in range(length):
            if not self.paths.at[index]:
                continue
            self._vanish(index)
            here = self.paths.promising(index)
            if here[0][1][0].settled >= SETTLED and index > self.last_sign + SETTLED:
                length = index
                break
            for state, paths in here:
                if state.pending:
                    self._shifted(index, state, paths)
                elif state.gone:
                    self._behind_vanished(index, state, paths)
                else:
                    self._in_step(index, state, paths)
        following = self.run[length : length + 1] or self.behind
        ends: list[tuple[float, ShiftPath]] = []
        for state, known in self.paths.at[length].items():
            if state.pending or state.gone:
                continue
            if self.last is None or length < len(self.run) or state.previous[-1] in self.last:
                cost = self.hidden.behind(state.previous)(following)
                ends += ((path.cost + cost, path) for path in known)
        if not ends:
            return None
        readings = [(cost, text_of(path)) for cost, path in nsmallest(ENDS, ends, key=itemgetter(0))]
        cost, text = min(readings, key=lambda reading: reading[0] + self._words_cost(reading[1], length))
        if cost + GAIN > self.costs.text_cost(self.run[:length] + following, self.before):
            return None
        return ShiftedReading(text, length)

    def _words_cost(self, text: str, length: int) -> float:
        """Return what a reading costs as words; what is no word costs what it does
        behind the characters before it.
        """
        fold = self.costs.fold
        rest = _GLOSS.sub("", self.run[length:] + self.rest).partition("?")[0][:WORD]
        words = words_cost("".join(map(fold, self.line + text + rest)))
        line = self.before + text
        return words + sum(
            self.hidden.cost(line[at - 2 : at], line[at])
            for at in range(2, len(line))
            if not is_word(fold(line[at])) and line[at] not in self.hidden.impossible
        )

    def _in_step(self, index: int, state: ShiftState, paths: Sequence[ShiftPath]) -> None:
        char = self.run[index]
        cost = self.hidden.behind(state.previous)(char)
        self.paths.reach(index + 1, then(state, char), paths, char, cost, settled=1)
        if char == "?":
            match = SIGN.match(self.run, index)
            if match is None:
                return
            if match[1]:
                trail = codes().get(state.previous[-1], 0) & 0xFF
                for glossed in glossed_as(match[1]):
                    code = codes().get(glossed, 0)
                    if code >> 8 == trail and code & 0xFF > 0x80:
                        self.paths.reach(match.end(), state._replace(pending=code & 0xFF), paths, "", 0.0)
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
            cost = self.hidden.cost(state.previous, split) + penalty
            self.paths.reach(index + 1, then(state, split, stop & 0xFF), paths, split, cost)

    def _shifted(self, index: int, state: ShiftState, paths: Sequence[ShiftPath]) -> None:
        if self.run[index] == "?":
            self._orphan(index, state, paths)
            return
        first, second = _bytes(self.run[index])
        char = pairs()[state.pending << 8 | first] if first else None
        if char is not None:
            self._write(index + 1, state, paths, char, second)

    def _behind_vanished(self, index: int, state: ShiftState, paths: Sequence[ShiftPath]) -> None:
        unassigned = vanishing()[state.gone]
        match = SIGN.match(self.run, index)
        if match is not None and match[1]:
            for glossed in glossed_as(match[1]):
                if codes().get(glossed, 0) >> 8 in unassigned:
                    cost = self.hidden.behind(state.previous)(glossed)
                    self.paths.reach(match.end(), then(state, glossed), paths, glossed, cost)
            return
        if self.run[index] == "?":
            behind = followers(self.costs.fold(state.previous[-1]))
            self._end(index, state, paths, ((char, LOST_NEXT) for lead, _, char in behind if lead in unassigned))
            return
        first, second = _bytes(self.run[index])
        if first:
            for lead, char in likely(self.costs.fold(state.previous[-1]), first):
                if lead in unassigned:
                    self._write(index + 1, state, paths, char, second)

    def _write(self, index: int, state: ShiftState, paths: Sequence[ShiftPath], char: str, second: int) -> None:
        """Write a character whose second byte began what the run shows; `second` is the
        rest of that, if any.
        """
        cost = self.hidden.cost(state.previous, char)
        if second > 0x80 or not second:
            self.paths.reach(index, then(state, char, second), paths, char, cost)
        elif second < 0x80:
            follow = chr(second)
            cost += self.hidden.behind(state.previous[-1] + char)(follow)
            self.paths.reach(index, then(then(state, char), follow), paths, char + follow, cost)

    def _orphan(self, index: int, state: ShiftState, paths: Sequence[ShiftPath]) -> None:
        """Follow a second byte that met something no pair can hold: `?` stands for
        both, or for the byte alone at an end.
        """
        match = SIGN.match(self.run, index)
        if match is not None and match[1]:
            for glossed in glossed_as(match[1]):
                if codes().get(glossed, 0) >> 8 == state.pending:
                    cost = self.hidden.behind(state.previous)(glossed)
                    self.paths.reach(match.end(), then(state, glossed), paths, glossed, cost)
            return
        # 80 is a second byte (個) but no first one: it takes the next with it
        halved = pairs()[state.pending << 8 | 0x80]
        if halved is not None:
            cost = self.hidden.cost(state.previous, halved)
            self.paths.reach(index + 1, then(state, halved, 0, 0x80), paths, halved, cost)
        self._end(index, state, paths, ((char, 0.0) for _, char in by_lead()[state.pending]))

    def _end(
        self, index: int, state: ShiftState, paths: Sequence[ShiftPath], choices: Iterable[tuple[str, float]]
    ) -> None:
        """Follow a character whose second byte is what `?` stands for, with what may
        have come behind it; `choices` are characters and what they cost beside
        themselves.
        """
        following = self.run[index + 1 : index + 2] or self.behind
        paths = paths[:2]
        ranked = sorted((self.hidden.cost(state.previous, char) + more, char) for char, more in choices)
        lag = paths[0].cost - TYPICAL * (paths[0].written + 2)
        for cost, char in ranked[:ORPHANS]:
            if lag + cost > self.paths.limits[index + 1]:
                break
            if following in STOPS or following == "\n":
                self.paths.reach(index + 1, then(state, char), paths, char, cost)
                continue
            self.paths.reach(index + 1, then(state, char), paths, char + "?", cost + UNKNOWN_SIGN)
            year = _LAST_CENTURIES.match(self.run[index + 1 :] + self.rest)
            if year is not None:
                digit = "1" if year[1] == "9" else "2"
                self.paths.reach(index + 1, then(then(state, char), digit), paths, char + digit, cost)
            for narrow, wide in () if following.isdigit() else self.hidden.eaten:
                cost_of_both = cost + self.hidden.behind(state.previous[-1] + char)(wide)
                self.paths.reach(index + 1, then(then(state, char), wide), paths, char + narrow, cost_of_both)

    def _vanish(self, index: int) -> None:
        """Follow the paths on which one or two pairs vanished before what is shown at
        `index`.
        """
        cost_of = self.hidden.cost
        found: list[_Vanished] = []
        for state, paths in self.paths.promising(index):
            if state.pending:
                lag = paths[0].cost - TYPICAL * paths[0].written + LOST_PAIR
                for trail, char in vanishing_by_lead()[state.pending]:
                    cost = cost_of(state.previous, char)
                    found.append(_Vanished(lag + cost, cost + LOST_PAIR, char, trail, state, paths))
        self._follow_vanished(index, found)
        for _ in range(VANISHED_IN_A_ROW - 1):
            found = []
            for state, paths in self.paths.promising(index):
                if state.gone:
                    unassigned = vanishing()[state.gone]
                    lag = paths[0].cost - TYPICAL * paths[0].written + LOST_NEXT
                    for lead, trail, char in followers(self.costs.fold(state.previous[-1])):
                        if lead in unassigned and vanishing()[trail]:
                            cost = cost_of(state.previous, char)
                            found.append(_Vanished(lag + cost, cost + LOST_NEXT, char, trail, state, paths))
            self._follow_vanished(index, found)

    def _follow_vanished(self, index: int, found: list[_Vanished]) -> None:
        for _, cost, char, trail, state, paths in nsmallest(4 * VANISHED, found, key=itemgetter(0)):
            self.paths.reach(index, then(state, char, 0, trail), paths[:2], char, cost)


def _bytes(char: str) -> tuple[int, int]:
    """Return the bytes a decoder saw where it shows this character; the second is 0 for
    ASCII, both for what is not GBK.
    """
    code = codes().get(char)
    if code is None:
        return (ord(char), 0) if char.isascii() else (0, 0)
    return code >> 8, code & 0xFF

"""Paths of the search through a run that was decoded one byte off: what each has
written, what it costs, and which are worth following (`unshift` says where they lead).
"""

import math
from bisect import insort
from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

BEAM = 48
OF_A_STATE = 3  # paths kept that end alike
WORST = 24.0  # nats by which a path may lag behind the best one
VANISHED = 12  # paths behind a vanished pair that are followed at one place
TYPICAL = 6.0  # mean cost of a character, so that paths that have written more compare with those that have less


class ShiftState(NamedTuple):
    """Position of a path: the open first byte (0: none), the last two characters, the
    first byte of a vanished pair.

    With neither an open byte nor a vanished pair, the path is in step.
    """

    pending: int
    previous: str
    gone: int


class ShiftPath(NamedTuple):
    """Cost of one reading up to a place, and what it has written."""

    cost: float
    written: int
    settled: int  # characters copied since it was last out of step
    pieces: tuple[str, object] | None  # last first


_path_cost = attrgetter("cost")


class ShiftPaths:
    """Paths that reach each place of a run of `length` characters, by the state they
    are in.
    """

    def __init__(self, length: int) -> None:
        self.at: list[dict[ShiftState, list[ShiftPath]]] = [{} for _ in range(length + 1)]
        self.limits = [math.inf] * (length + 1)  # lags beyond which no path is followed

    def promising(self, index: int) -> list[tuple[ShiftState, tuple[ShiftPath, ...]]]:
        """Return the states worth following from this place, cheapest first, with their
        paths.
        """
        ranked = sorted(
            (paths[0].cost - TYPICAL * paths[0].written, number, state, paths)
            for number, (state, paths) in enumerate(self.at[index].items())
        )
        limit = ranked[0][0] + WORST
        kept: list[tuple[ShiftState, tuple[ShiftPath, ...]]] = []
        vanished = 0
        for lag, _, state, paths in ranked:
            if len(kept) == BEAM or lag > limit:
                break
            vanished += bool(state.gone)
            if not state.gone or vanished <= VANISHED:
                kept.append((state, tuple(paths)))
        return kept

    def reach(
        self, index: int, state: ShiftState, paths: Sequence[ShiftPath], piece: str, cost: float, *, settled: int = 0
    ) -> None:
        """Add one piece to paths that ended alike; `settled` is 1 for a character in
        step.
        """
        known = None
        limit = self.limits[index]
        for path in paths:
            total = path.cost + cost
            lag = total - TYPICAL * (path.written + len(piece))
            if lag > limit:
                continue
            if lag + WORST < limit:
                limit = self.limits[index] = lag + WORST
            if known is None:
                known = self.at[index].setdefault(state, [])
            if len(known) == OF_A_STATE:
                if known[-1].cost <= total:
                    return
                known.pop()
            pieces = (piece, path.pieces) if piece else path.pieces
            now = ShiftPath(total, path.written + len(piece), settled and path.settled + 1, pieces)
            insort(known, now, key=_path_cost)


def then(state: ShiftState, char: str, pending: int = 0, gone: int = 0) -> ShiftState:
    """Return the state behind one more character."""
    if char == "。" == state.previous[-1]:
        return ShiftState(pending, "\n。", gone)  # behind doubled stops a text goes on as behind one
    return ShiftState(pending, state.previous[-1] + char, gone)


def text_of(path: ShiftPath) -> str:
    """Return what a path has written."""
    pieces: list[str] = []
    link: object = path.pieces
    while isinstance(link, tuple):
        pieces.append(link[0])
        link = link[1]
    return "".join(reversed(pieces))

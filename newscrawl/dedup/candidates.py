"""Postings that a text shares with others → the few texts worth comparing in full.

The rarer the shared fingerprints, the better; a text is worth it if it shares about as
many of them as a copy of its length would. A fingerprint of too many texts names only
the newest of these and would hide the right one behind them (a daily report has
thousands of siblings): it does not count, unless there are hardly any others.
"""

from array import array
from dataclasses import dataclass
from functools import lru_cache
from math import log2

import numpy as np
from numpy.typing import NDArray

from newscrawl.dedup.fingerprint import LEAST, SAMPLE, Keys
from newscrawl.dedup.store import LENGTH_BITS, LENGTHS, NEWEST, NUMBER, Store, StoredText

CANDIDATES = 6  # texts compared in full, at most
LOOKED_AT = 3 * CANDIDATES  # texts of which the day is looked at
PROMISING = 0.22  # of the fingerprints that a copy would share: fewer, and a text is not compared
FEW = 4  # fingerprints in not too many texts; with fewer, the others count too
LENGTHS_KEPT = 500  # lengths of texts of which is known how many fingerprints others must share with them
_CLASS = (1 << LENGTH_BITS) - 1


@dataclass(frozen=True, slots=True)
class TextQuery:
    """What to look for."""

    keys: Keys
    fingerprints: int
    """How many of the keys are fingerprints, the first ones; the next is the key of the
    whole text."""
    size: int
    """Characters of the text."""
    day: int | None
    """Day of publication, if known: of texts that are alike the nearest in time is the
    right one."""


def look_up(query: TextQuery, store: Store) -> tuple[list[StoredText], list[int]]:
    """Return the texts worth comparing, the best first: equal ones, then by share and
    nearness in time; and how many texts have each of the keys."""
    found = store.find(query.keys)
    counts = [len(numbers) // NUMBER for numbers in found]
    equal: list[int] = []
    if same := found[query.fingerprints]:
        equal = sorted(set(_numbers(same).tolist()))[-LOOKED_AT:]
    ranked = _rank(query, found[: query.fingerprints], counts[: query.fingerprints], len(store))
    order = {number: (number not in equal, -ranked.get(number, 0.0)) for number in dict.fromkeys([*equal, *ranked])}
    return _nearest_in_time(query, order, store) if order else [], counts


def _nearest_in_time(query: TextQuery, order: dict[int, tuple[bool, float]], store: Store) -> list[StoredText]:
    # days decide only between texts that share as much: others need not be read
    last = sorted(order.values())[:CANDIDATES][-1]
    known = store.known(number for number, rank in order.items() if rank <= last)
    if len(known) < min(CANDIDATES, len(order)):  # some were removed
        known = store.known(order)
    chosen = []
    for number, text in known.items():
        apart = 0 if query.day is None or text.day is None else abs(query.day - text.day)
        chosen.append((*order[number], apart, number, text))
    return [text for *_, text in sorted(chosen, key=lambda found: found[:4])[:CANDIDATES]]


def _rank(query: TextQuery, found: list[bytes], counts: list[int], texts: int) -> dict[int, float]:
    """Return the best texts that share enough fingerprints, with a score: how many, and
    how rare."""
    size = len(found)
    if size == 0:
        return {}
    telling = [place for place, count in enumerate(counts) if count < NEWEST]
    if len(telling) < min(FEW, size):
        telling = list(range(size))
    least, steps = _asked_of(query.size, len(telling) / size)
    likely = _with_enough(_numbers(b"".join([found[place] for place in telling])), steps)
    shared, scores = dict.fromkeys(likely, 0), dict.fromkeys(likely, 0.0)
    for place in telling if likely else ():
        members = likely.intersection(array("I", found[place]))  # some are in memory and in the base
        if members:
            weight = log2(2 + texts / max(counts[place], 1))
            for number in members:
                shared[number] += 1
                scores[number] += weight
    enough = [number for number in likely if shared[number] >= least[number & _CLASS]]
    best = sorted(enough, key=lambda number: (-scores[number], number))[:LOOKED_AT]
    return {number: scores[number] for number in best}


def _numbers(found: bytes) -> NDArray[np.uint32]:
    return np.frombuffer(found, np.uint32)


def _with_enough(numbers: NDArray[np.uint32], steps: NDArray[np.intp]) -> set[int]:
    """Return the numbers that stand in an array as often as is asked of their class of
    lengths, once and so many `steps` more; the last of all perhaps wrongly."""
    if numbers.size == 0:
        return set()
    ordered = np.sort(numbers)
    last = steps.take(ordered & np.uint32(_CLASS))
    last += np.arange(ordered.size)
    return set(ordered[ordered.take(last, mode="clip") == ordered].tolist())


@lru_cache(LENGTHS_KEPT)
def _asked_of(length: int, counted: float) -> tuple[list[float], NDArray[np.intp]]:
    """Return how many fingerprints a text of this length must share with one of each
    class of lengths to be compared, where this share of its own is counted; and how
    many whole ones beside the first."""
    expected = _expected(length) * counted
    least = np.maximum(np.minimum(2, expected), PROMISING * expected)
    return least.tolist(), np.ceil(least).astype(np.intp) - 1


def _expected(length: int) -> NDArray[np.float64]:
    """Return how many fingerprints a text of this length shares with one of each class
    of lengths if the shorter one is wholly in the longer.

    >>> from newscrawl.dedup.store import numbered
    >>> [round(_expected(320)[numbered(1, other) % len(LENGTHS)]) for other in (320, 3200)]
    [22, 10]
    """
    shorter, longer = np.minimum(LENGTHS, length), np.maximum(LENGTHS, max(length, LEAST))
    return shorter * np.maximum(1 / SAMPLE, LEAST / longer)

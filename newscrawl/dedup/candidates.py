"""Postings that a text shares with others → the few texts worth comparing in full.

The rarer the shared fingerprints, the better; a text is worth it if it shares about as
many of them as a copy of its length would. A fingerprint of too many texts names only
the newest of these and would hide the right one behind them (a daily report has
thousands of siblings): it does not count, unless there are hardly any others.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from newscrawl.dedup.fingerprint import LEAST, SAMPLE, Keys, distinct
from newscrawl.dedup.store import (
    LENGTH_BITS,
    LENGTHS,
    NEWEST,
    Found,
    Store,
    StoredText,
    changes,
)

CANDIDATES = 6  # texts compared in full, at most
LOOKED_AT = 3 * CANDIDATES  # texts of which the day is looked at
PROMISING = 0.22  # of the fingerprints that a copy would share: fewer, and a text is not compared
FEW = 4  # fingerprints in not too many texts; with fewer, the others count too
_HALF, _KEYS = np.uint64(32), np.uint64(0xFFFFFFFF)
_LENGTH = np.uint64((1 << LENGTH_BITS) - 1)
_FIRST = np.zeros(1, np.intp)


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
    size = query.fingerprints
    found = store.find(query.keys, crowded=False)
    telling = int(np.count_nonzero(found.counts[:size] < NEWEST))
    if telling < min(FEW, size) or found.counts[size] >= NEWEST:
        found = store.find(query.keys)
    return _promising(query, found, store), found.counts.tolist()


def _promising(query: TextQuery, found: Found, store: Store) -> list[StoredText]:
    equal: list[int] = []
    if found.counts[query.fingerprints]:
        equal = distinct(found.numbers[found.at == query.fingerprints])[-LOOKED_AT:].tolist()
    ranked = _rank(query, found, len(store)) if query.fingerprints else {}
    order = {number: (number not in equal, -ranked.get(number, 0.0)) for number in dict.fromkeys([*equal, *ranked])}
    if not order:
        return []
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


def _rank(query: TextQuery, found: Found, texts: int) -> dict[int, float]:
    """Return the best texts that share enough fingerprints, with a score: how many, and
    how rare."""
    size = query.fingerprints
    telling = found.counts < NEWEST
    telling[size:] = False
    count = int(np.count_nonzero(telling))
    if count < min(FEW, size):
        count, telling[:size] = size, True
    own = telling.take(found.at)
    pairs = found.numbers.compress(own).astype(np.uint64)
    if pairs.size == 0:
        return {}
    pairs <<= _HALF
    pairs |= found.at.compress(own).astype(np.uint64)
    pairs.sort()  # by number, then by key
    steps = pairs[1:] ^ pairs[:-1]
    if not steps.all():  # some are in memory and in the base
        pairs = pairs[changes(pairs)]
        steps = pairs[1:] ^ pairs[:-1]
    starts = np.concatenate((_FIRST, (steps > _KEYS).nonzero()[0]))
    starts[1:] += 1
    numbers = pairs.take(starts)
    numbers >>= _HALF
    shared = np.concatenate((starts[1:], (pairs.size,))) - starts
    expected = _expected(query.size) * count / size
    least = np.maximum(np.minimum(2, expected), PROMISING * expected)
    enough = (shared >= least.take((numbers & _LENGTH).view(np.int64))).nonzero()[0]
    if enough.size == 0:
        return {}
    weights: NDArray[np.float64] = np.log2(2 + texts / np.maximum(found.counts, 1))
    scores = np.add.reduceat(weights.take((pairs & _KEYS).view(np.int64)), starts)[enough]
    best = np.argsort(-scores)[:LOOKED_AT]
    return dict(zip(numbers[enough[best]].tolist(), scores[best].tolist(), strict=True))


def _expected(length: int) -> NDArray[np.float64]:
    """Return how many fingerprints a text of this length shares with one of each class
    of lengths if the shorter one is wholly in the longer.

    >>> from newscrawl.dedup.store import numbered
    >>> [round(_expected(320)[numbered(1, other) % len(LENGTHS)]) for other in (320, 3200)]
    [22, 10]
    """
    shorter, longer = np.minimum(LENGTHS, length), np.maximum(LENGTHS, max(length, LEAST))
    return shorter * np.maximum(1 / SAMPLE, LEAST / longer)

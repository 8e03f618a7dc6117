"""Choose, from the postings that a text shares with others, the few texts that are worth comparing in full.

The rarer the fingerprints that a text shares, the better; it is worth it if it shares about as many of them as a copy
of its length would. A fingerprint that stands in too many texts names only the newest of these and would hide the right
one behind them (a daily report has thousands of siblings): it does not count, unless there is hardly another.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from newscrawl.dedup.fingerprint import LEAST, SAMPLE, Keys
from newscrawl.dedup.store import NEWEST, Known, Postings, Store, changes, keys_of, numbers_of

CANDIDATES = 6  # texts compared in full, at most
LOOKED_AT = 3 * CANDIDATES  # texts of which length and day are looked at
PROMISING = 0.22  # of the fingerprints that a copy would share: fewer, and a text is not compared
FEW = 4  # fingerprints in not too many texts; with fewer, the others count too


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: the fingerprints of a text, the key of the whole text, and its length."""

    keys: Keys
    exact: int
    size: int
    day: int | None
    """Day of publication, if it is known: of texts that are alike the nearest in time is the right one."""


def promising(query: Query, postings: Postings, store: Store) -> list[Known]:
    """Return the texts worth comparing, the best first: equal ones, then those that share most, nearest in time."""
    if postings.size == 0:
        return []
    posted = keys_of(postings)
    equal = np.unique(numbers_of(postings[posted == np.uint32(query.exact)]))[-LOOKED_AT:].tolist()
    ranked, part = _rank(query.keys, postings, posted, len(store)) if query.keys.size else ({}, 0.0)
    known = store.known(dict.fromkeys([*equal, *ranked]))
    chosen = []
    for number, text in known.items():
        count, score = ranked.get(number, (0, 0.0))
        expected = _expected(query.size, text.size) * part
        if number in equal or (count >= min(2, expected) and count >= PROMISING * expected):
            apart = 0 if query.day is None or text.day is None else abs(query.day - text.day)
            chosen.append((number not in equal, -score, apart, number, text))
    return [text for *_, text in sorted(chosen, key=lambda found: found[:4])[:CANDIDATES]]


def _rank(keys: Keys, postings: Postings, posted: Keys, texts: int) -> tuple[dict[int, tuple[int, float]], float]:
    """Return the best texts, each with how many telling fingerprints it shares and a score; and the part of these."""
    at = np.searchsorted(keys, posted)
    at[at == keys.size] = 0
    own = keys[at] == posted
    counts = np.bincount(at[own], minlength=keys.size)
    telling = counts < NEWEST
    if np.count_nonzero(telling) >= min(FEW, keys.size):
        own &= telling[at]
    else:
        telling[:] = True
    pairs = np.sort((postings[own] << np.uint64(32)) | at[own].astype(np.uint64))  # by number, then by key
    pairs = pairs[changes(pairs)]
    if pairs.size == 0:
        return {}, 0.0
    numbers, at = pairs >> np.uint64(32), (pairs & np.uint64(0xFFFFFFFF)).astype(np.intp)
    starts = changes(numbers)
    weights: NDArray[np.float64] = np.log2(2 + texts / np.maximum(counts, 1))
    scores = np.add.reduceat(weights[at], starts)
    best = np.argsort(-scores)[:LOOKED_AT]
    shared = np.append(starts[1:], numbers.size) - starts
    found = zip(numbers[starts[best]].tolist(), shared[best].tolist(), scores[best].tolist(), strict=True)
    return {number: (count, score) for number, count, score in found}, float(telling.mean())


def _expected(size: int, other: int) -> float:
    """How many fingerprints two texts of these lengths share if the shorter one stands whole in the longer.

    >>> _expected(320, 320), _expected(320, 3200)
    (24.0, 10.0)
    """
    shorter, longer = min(size, other), max(size, other, LEAST)
    return shorter * max(1 / SAMPLE, LEAST / longer)

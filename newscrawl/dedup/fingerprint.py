"""Canonical text → numbers: its set of 4-grams, and the few of them by which candidates
are found.

A fingerprint is the hash of a 4-gram. Every 4-gram whose hash is below a fixed bound is
chosen, whatever text it is in, so an excerpt and the whole it was cut from choose the
same ones. A short text would get too few: it takes its lowest hashes instead, at least
`LEAST` of them (in a study every labelled copy shared two or more). A daily report
shares nearly all of these with its siblings, so some 4-grams with figures are chosen
besides.
"""

from typing import Any

import numpy as np
import xxhash
from numpy.typing import NDArray

Keys = list[int]
Grams = NDArray[np.uint64]

GRAM = 4
SAMPLE = 32  # one 4-gram in so many
LEAST, MOST = 24, 1024  # fingerprints of one text: the upper bound is reached at 33,000 characters
FIGURES = 6  # fingerprints with two digits or more that are taken besides
_MIX_1, _MIX_2 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)
_ALL = 2**64
_BOUND = np.uint64(_ALL // SAMPLE)
_LIKELY = 2 * LEAST  # the lowest hashes of a text that are looked at to find LEAST distinct ones


def grams(text: str) -> Grams:
    """Return the distinct 4-grams of a canonical text as sorted hashes; a shorter text
    is one gram of its own.

    >>> len(grams("福州地铁今日开通")), len(grams("福州"))
    (5, 1)
    """
    return distinct(_hashes(_codes(text)))


def fingerprints(text: str) -> tuple[Keys, Grams]:
    """Choose the fingerprints of a canonical text, as sorted 32-bit posting keys;
    return them with the hashes of all its 4-grams, in their order, of which `distinct`
    makes `grams`.

    The keys are other bits of the hash than those it was chosen by: all chosen hashes
    are small numbers.

    >>> keys, hashes = fingerprints("福州市今日举行新闻发布会介绍地铁二号线开通运营的有关情况全长30公里设22座车站")
    >>> len(keys), len(hashes), len(fingerprints("福州地铁")[0])
    (26, 37, 1)
    """
    codes = _codes(text)
    hashes = _hashes(codes)
    chosen = np.concatenate((_lowest(hashes), _figures(codes, hashes)))
    chosen *= _MIX_2
    chosen >>= np.uint64(32)
    return sorted(set(chosen.tolist())), hashes


def _lowest(hashes: Grams) -> Grams:
    """Return the distinct hashes below the bound, in order, and not fewer than `LEAST`
    of all nor more than `MOST`; without sorting the others."""
    if hashes.size > _LIKELY:
        likely = max(_ALL // SAMPLE, _ALL // hashes.size * _LIKELY)
        low = distinct(hashes[hashes < np.uint64(likely)])
        count = max(int(low.searchsorted(_BOUND)), LEAST)
        if count <= low.size:
            return low[: min(count, MOST)]
    low = distinct(hashes)
    return low[: min(max(int(low.searchsorted(_BOUND)), LEAST), MOST)]


def exact_key(text: str, kind: str) -> int:
    """Return the posting key of a whole string; `kind` keeps texts, paragraphs and
    names apart.

    >>> exact_key("福州地铁今日开通", "text") == exact_key("福州地铁今日开通", "id")
    False
    """
    return int(xxhash.xxh3_64_intdigest(f"{kind}\0{text}".encode("utf-8", "surrogatepass")) >> 32)


def common(smaller: Grams, larger: Grams) -> int:
    """Count the members of one sorted set that are in another; cheapest with the
    smaller one first."""
    if larger.size == 0:
        return 0
    return int(np.count_nonzero(larger.take(larger.searchsorted(smaller), mode="clip") == smaller))


def _figures(codes: NDArray[np.uint32], hashes: Grams) -> Grams:
    """Return the lowest hashes of the 4-grams that hold two digits or more, out of
    those of all, in their places.
    """
    digits = (codes - np.uint32(ord("0")) < np.uint32(10)).view(np.int8)  # what is below "0" becomes huge
    counts = digits[:-3] + digits[1:-2]
    counts += digits[2:-1]
    counts += digits[3:]
    return distinct(hashes[counts >= 2])[:FIGURES]


def _codes(text: str) -> NDArray[np.uint32]:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    if 0 < codes.size < GRAM:
        codes = np.concatenate((codes, np.zeros(GRAM - codes.size, np.uint32)))
    return codes


def _hashes(codes: NDArray[np.uint32]) -> Grams:
    """Hash every window of four code points."""
    wide = codes.astype(np.uint64)
    if codes.size == 0:
        return wide
    # 21 bits hold any code point, so three fit one word; the fourth is mixed in after
    # the first multiplication.
    mixed = wide[:-3] << np.uint64(21)
    mixed |= wide[1:-2]
    mixed <<= np.uint64(21)
    mixed |= wide[2:-1]
    mixed *= _MIX_1
    mixed ^= mixed >> np.uint64(32)
    mixed += wide[3:]
    mixed *= _MIX_2
    mixed ^= mixed >> np.uint64(29)
    mixed *= _MIX_1
    mixed ^= mixed >> np.uint64(32)
    return mixed


def distinct(values: NDArray[Any]) -> NDArray[Any]:
    """Return the distinct values of an array, in order; `np.unique` costs twice as
    much."""
    ordered = values.copy()
    ordered.sort()
    if ordered.size == 0:
        return ordered
    keep = np.empty(ordered.size, bool)
    keep[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=keep[1:])
    return ordered[keep]

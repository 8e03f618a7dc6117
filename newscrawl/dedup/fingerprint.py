"""Turn canonical text into numbers: the set of its 4-grams, and the few of them by which the index finds candidates.

A fingerprint is the hash of a 4-gram. Every 4-gram whose hash falls below a fixed bound is taken, whatever text it
stands in, so an excerpt and the whole it was cut from choose the same ones. A short text would get too few: it takes
its lowest hashes instead, at least `LEAST` of them (facts of the sampling: every labelled copy shares two or more).
"""

import numpy as np
import xxhash
from numpy.typing import NDArray

Keys = NDArray[np.uint32]
Grams = NDArray[np.uint64]

GRAM = 4
SAMPLE = 32  # one 4-gram in so many
LEAST, MOST = 24, 1024  # fingerprints of one text: the upper bound is reached at 33,000 characters
_MIX_1, _MIX_2 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)
_BOUND = np.uint64(2**64 // SAMPLE)


def grams(text: str) -> Grams:
    """Return the distinct 4-grams of a canonical text as sorted hashes; a shorter text is one gram of its own.

    >>> len(grams("福州地铁今日开通")), len(grams("福州"))
    (5, 1)
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    if codes.size == 0:
        return np.empty(0, np.uint64)
    if codes.size < GRAM:
        codes = np.concatenate([codes, np.zeros(GRAM - codes.size, np.uint64)])
    # 21 bits hold any code point, so three fit one word; the fourth is mixed in after the first multiplication.
    packed = (codes[:-3] << np.uint64(42)) | (codes[1:-2] << np.uint64(21)) | codes[2:-1]
    mixed = packed * _MIX_1
    mixed ^= mixed >> np.uint64(32)
    mixed += codes[3:]
    mixed *= _MIX_2
    mixed ^= mixed >> np.uint64(29)
    mixed *= _MIX_1
    mixed ^= mixed >> np.uint64(32)
    return _distinct(mixed)


def fingerprints(hashes: Grams) -> Keys:
    """Choose the fingerprints of a text from its sorted 4-gram hashes, as 32-bit posting keys.

    The keys are other bits of the hash than those it was chosen by: all chosen hashes are small numbers.

    >>> whole = fingerprints(grams("福州市今日举行新闻发布会，介绍地铁二号线开通运营的有关情况" * 3))
    >>> len(whole) >= 24
    True
    """
    count = int(np.searchsorted(hashes, _BOUND))
    count = min(max(count, LEAST), MOST, hashes.size)
    spread = hashes[:count] * _MIX_2
    return np.sort((spread >> np.uint64(32)).astype(np.uint32))


def exact_key(text: str, kind: str) -> int:
    """Return the posting key of a whole string; `kind` keeps texts, paragraphs and names apart.

    >>> exact_key("福州地铁今日开通", "text") == exact_key("福州地铁今日开通", "id")
    False
    """
    return int(xxhash.xxh3_64_intdigest(f"{kind}\0{text}".encode("utf-8", "surrogatepass")) >> 32)


def containment(one: Grams, other: Grams) -> float:
    """Return the share of the smaller set of grams that the other holds too, 0 to 1.

    >>> containment(grams("福州地铁今日开通"), grams("记者获悉，福州地铁今日开通运营".replace("，", "")))
    1.0
    """
    smaller, larger = (one, other) if one.size <= other.size else (other, one)
    if smaller.size == 0:
        return 0.0
    return common(smaller, larger) / smaller.size


def common(smaller: Grams, larger: Grams) -> int:
    """Count the members of one sorted set that stand in another; cheapest with the smaller one first."""
    if larger.size == 0:
        return 0
    at = np.searchsorted(larger, smaller)
    at[at == larger.size] = 0
    return int(np.count_nonzero(larger[at] == smaller))


def _distinct(values: Grams) -> Grams:
    ordered = np.sort(values)
    keep = np.empty(ordered.size, bool)
    keep[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=keep[1:])
    return ordered[keep]

"""The protocol of a store of postings and texts; a new backend implements this and
nothing else.

A posting is a 32-bit key and the number of a text, packed into one 64-bit word. The
store assigns numbers; they rise with time and are never used again. Their last four
bits are a class of lengths, so that candidates need not be read to be dismissed. What
was added counts at once in this process, and is on disk when the caller's transaction
is: a store never begins or ends a transaction.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from newscrawl.dedup.comparison import Text
from newscrawl.dedup.fingerprint import Keys

Postings = NDArray[np.uint64]

KEPT_LONGEST = 4000
"""Characters of a text that is kept for further comparisons: 40 kB with its grams."""

NUMBER = 4
"""Bytes of the number of a text, in the order of a little-endian machine."""

NEWEST = 128  # postings kept of one key: what more texts share finds no copies, and most copies are of young texts


class StoredText:
    """A text of the index, as it was added; it is unpacked when it is read."""

    __slots__ = ("_compared", "_unpack", "day", "id")

    def __init__(self, id: str, day: int | None, unpack: Callable[[], str], text: Text | None = None) -> None:
        self.id = id
        self.day = day
        """Day of publication as a proleptic ordinal (`date.toordinal`), None if it is
        not known."""
        self._unpack = unpack
        self._compared = text

    def text(self) -> str:
        """Return the canonical text."""
        return self._unpack() if self._compared is None else self._compared.canonical

    def compared(self) -> Text:
        """Return the text for a comparison.

        It is kept with its 4-grams, unless it is long: what one article is compared
        with, the next ones often are, too.
        """
        if self._compared is not None:
            return self._compared
        text = Text(self._unpack())
        if len(text.canonical) <= KEPT_LONGEST:
            self._compared = text
        return text


class Store(Protocol):
    """Postings and texts, written in the caller's transaction."""

    def find(self, keys: Keys) -> list[bytes]:
        """Return for each key the numbers of its texts, as `NUMBER` bytes each: at
        least the `NEWEST`, in any order, perhaps twice."""

    def known(self, numbers: Iterable[int]) -> Mapping[int, StoredText]:
        """Return the texts of these numbers; removed ones are missing."""

    def add(self, keys: Keys, id: str, text: Text, day: int | None) -> int:
        """Add a text with its posting keys and return its number."""

    def remove(self, number: int) -> None:
        """Remove a text; its postings have no effect from now on."""

    def write(self) -> None:
        """Write what was added and removed since the last write, inside the caller's
        open transaction."""

    def each(self) -> Iterator[tuple[Keys, StoredText]]:
        """Yield all texts on disk with their posting keys, oldest first, to copy them
        to another store."""

    def __len__(self) -> int:
        """Return how many texts there are, those not written yet included."""


LENGTH_BITS = 4
_BOUNDS = [48 * 1.5**step for step in range(15)]  # lengths at which the class changes: 48 to 14,000 characters
LENGTHS: NDArray[np.float64] = np.array([32.0, *(bound * 1.5**0.5 for bound in _BOUNDS)])
"""A length that represents each class."""


def numbered(place: int, length: int) -> int:
    """Return the number of a text added at this place, with this length.

    >>> numbered(3, 700) >> LENGTH_BITS, round(LENGTHS[numbered(3, 700) & 15])
    (3, 670)
    """
    return (place << LENGTH_BITS) | bisect_right(_BOUNDS, length)


def pack(keys: Keys, number: int) -> Postings:
    """Pack posting keys with the number of their text.

    >>> [hex(posting) for posting in pack([1, 2], 7).tolist()]
    ['0x100000007', '0x200000007']
    """
    return (np.array(keys, np.uint64) << np.uint64(32)) | np.uint64(number)


def keys_of(postings: Postings) -> NDArray[np.uint32]:
    """Return the key of each posting."""
    return (postings >> np.uint64(32)).astype(np.uint32)


def numbers_of(postings: Postings) -> NDArray[np.uint32]:
    """Return the text number of each posting."""
    return postings.astype(np.uint32)


def select(ordered: Postings, keys: Keys) -> list[bytes]:
    """Return for each key the numbers of its postings in a sorted array, at most the
    `NEWEST`."""
    first = np.array(keys, np.uint64)
    first <<= np.uint64(32)
    starts = ordered.searchsorted(first).tolist()
    ends = ordered.searchsorted(first | np.uint64(0xFFFFFFFF), side="right").tolist()
    numbers = numbers_of(ordered).tobytes()
    return [numbers[NUMBER * max(start, end - NEWEST) : NUMBER * end] for start, end in zip(starts, ends, strict=True)]


def merge(ordered: Postings, others: Postings) -> Postings:
    """Merge two sorted arrays, the second of which is much the smaller one: to sort
    them anew takes six times as long.

    >>> merge(np.array([1, 3, 5], np.uint64), np.array([2, 3], np.uint64)).tolist()
    [1, 2, 3, 3, 5]
    """
    return np.insert(ordered, ordered.searchsorted(others), others)


def by_number(postings: Postings) -> Callable[[int], Keys]:
    """Return a function that returns the keys of a text.

    >>> by_number(np.array([0x100000007, 0x200000003, 0x300000007], np.uint64))(7)
    [1, 3]
    """
    numbers = numbers_of(postings)
    order = np.argsort(numbers, kind="stable")
    ordered, keys = numbers[order], keys_of(postings)[order]

    def keys_of_text(number: int) -> Keys:
        start, end = np.searchsorted(ordered, np.array([number, number + 1], np.uint64))
        found: Keys = keys[start:end].tolist()
        return found

    return keys_of_text


def changes(ordered: NDArray[Any]) -> NDArray[np.intp]:
    """Return the indices of a sorted array where a new value begins.

    >>> changes(np.array([3, 3, 5], np.uint64)).tolist()
    [0, 2]
    """
    first = np.empty(ordered.size, bool)
    first[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return np.flatnonzero(first)


def trim(ordered: Postings) -> Postings:
    """Drop duplicates in a sorted array of postings, and all but the `NEWEST` of each
    key.

    >>> trim(np.array([0x100000001, 0x100000001, 0x200000005], np.uint64)).size
    2
    """
    ordered = ordered[changes(ordered)]
    starts = changes(ordered >> np.uint64(32))
    ends = np.append(starts[1:], ordered.size)
    counts = ends - starts
    if counts.size == 0 or int(counts.max()) <= NEWEST:
        return ordered
    after = np.repeat(ends, counts) - np.arange(ordered.size)
    return ordered[after <= NEWEST]

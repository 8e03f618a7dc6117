"""Lines of several texts → how each agrees with the first line of its text and with the
sentences, and how much running text is around it: columns for `line_signs`.

Every sum begins anew with each text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]

HASHED = 16
"""Bits of a hashed pair of characters."""


@dataclass(frozen=True, slots=True)
class Division:
    """Lines one after the other that are of several texts."""

    count: int
    """All lines."""
    firsts: Ints
    """The first line of each text."""
    text_of: Ints
    """The text of each line."""
    begins: Ints
    """The first line of each line's text."""
    ends: Ints
    """The line behind the last of each line's text."""

    @classmethod
    def of(cls, sizes: Sequence[int]) -> Division:
        """Return the division into texts of so many lines."""
        counts = np.array(sizes, np.intp)
        lasts = np.cumsum(counts)
        firsts, text_of = lasts - counts, np.repeat(np.arange(len(counts)), counts)
        return cls(len(text_of), firsts, text_of, firsts[text_of], lasts[text_of])

    def running(self, values: Floats | Bools) -> Floats:
        """Return for each line the sum of the values up to it, its own included."""
        sums = np.cumsum(values, dtype=float)
        before = sums[self.firsts] - values[self.firsts]
        running: Floats = sums - before[self.text_of]
        return running

    def padded(self, reach: int) -> Ints:
        """Return the place of each line where so many empty ones are before, between
        and behind the texts.
        """
        return np.arange(self.count) + reach * (self.text_of + 1)

    def padded_count(self, reach: int) -> int:
        """Return the number of lines, those empty ones included."""
        return self.count + reach * (len(self.firsts) + 1)


def agreement(
    texts: Sequence[Sequence[str]],
    division: Division,
    *,
    shown: Ints,
    sizes: Floats,
    keys: Ints,
    sentence: Bools,
    legal: Bools,
    furniture: Bools,
    dated: Bools,
    following: Floats,
) -> Floats:
    """Return how each line agrees with the first one and with the sentences, and what
    stood above it: furniture, notices, a date, the line that the first one shows.

    `keys` are the pairs of characters, each with the number of its line above the bits
    of its hash.
    """
    count, begins = division.count, division.begins
    k = np.arange(count)
    distinct, shared, elsewhere = _compared(division, keys, sentence)
    first = distinct[begins]
    last_date = np.maximum.accumulate(np.where(dated, k, -1))
    last_date = np.where(last_date >= begins, last_date, begins - 60)
    here = shown[division.text_of]
    has_shown = here >= 0
    place = begins + np.maximum(here, 0)
    values = np.where(sentence, sizes, 0.0)
    mass = division.running(values) - values
    away = np.where(has_shown, np.clip(k - place, -60, 200), 0)
    columns = (
        shared / (np.minimum(first, distinct) + 3),
        shared / (first + 2),
        elsewhere / (distinct + 4),
        np.minimum(division.running(furniture), 40) / 10,
        np.minimum(division.running(legal), 4),
        np.minimum(division.running(following), 4),
        np.log1p(np.minimum(k - last_date, 60)),
        np.fromiter((again for text in texts for again in _repeated(text)), bool, count),
        has_shown,
        (k > place) & has_shown,
        np.sign(away) * np.log1p(abs(away)),
        np.log1p(np.maximum(mass - mass[place], 0)) * has_shown,
        (k == place) & has_shown,
        k == begins,
    )
    return np.stack(columns, 1)


def _compared(division: Division, keys: Ints, sentence: Bools) -> tuple[Ints, Ints, Ints]:
    """Return for each line the number of its different pairs, of those that the first
    line of its text has, and of those that another sentence of it has.
    """
    # sorted, since np.unique hashes, and badly where many lines are alike
    unique = np.sort(keys if division.count >> HASHED else keys.astype(np.uint32)).astype(np.intp)
    unique = unique[np.append(True, unique[1:] != unique[:-1])]
    low = (1 << HASHED) - 1
    unique = unique[(unique & low) > 0]
    owners = unique >> HASHED
    pairs = unique & low
    of_sentence = sentence[owners]
    edges = [*owners.searchsorted(division.firsts).tolist(), len(owners)]
    in_first, elsewhere = np.zeros(len(pairs), bool), np.zeros(len(pairs), bool)
    # tables of the pairs of one text at a time: those of many would not fit the cache
    first, twice, holder = np.zeros(low + 1, bool), np.zeros(low + 1, bool), np.zeros(low + 1, np.int32)
    for begin, end, line in zip(edges, edges[1:], division.firsts.tolist(), strict=False):
        here, lines, held = pairs[begin:end], owners[begin:end], of_sentence[begin:end]
        of_first = here[: lines.searchsorted(line, "right")]
        first[of_first] = True
        in_first[begin:end] = first[here]
        first[of_first] = False
        # the last sentence with a pair is remembered; others with it find another
        found, holders = here[held], lines[held] + 1
        holder[found] = holders
        shared = found[holder[found] != holders]
        twice[shared] = True
        elsewhere[begin:end] = np.where(held, twice[here], holder[here] > 0)
        holder[found], twice[shared] = 0, False
    count = division.count
    return (
        np.bincount(owners, minlength=count),
        np.bincount(owners, in_first, count),
        np.bincount(owners, elsewhere, count),
    )


def _repeated(lines: Sequence[str]) -> list[bool]:
    """Return which lines a text has more than once."""
    if len(set(lines)) == len(lines):
        return [False] * len(lines)
    seen = Counter(lines)
    return [seen[line] > 1 for line in lines]


def surroundings(division: Division, sizes: Floats, sentence: Bools) -> Floats:
    """Return whether each line is a sentence, how much running text is before, behind
    and around it, and where it stands.
    """
    count, begins, ends = division.count, division.begins, division.ends
    k = np.arange(count)
    sums = np.concatenate(([0.0], np.cumsum(np.where(sentence, sizes, 0.0))))
    total = sums[ends] - sums[begins] + 1
    runs = _runs(division, sentence, sizes)
    longest = np.maximum.reduceat(runs, division.firsts)[division.text_of] if count else runs
    columns: list[Any] = [sentence]
    for reach in (5, 15):
        low, high = np.maximum(k - reach, begins), np.minimum(k + reach + 1, ends)
        columns += [np.log1p(sums[k] - sums[low]), np.log1p(sums[high] - sums[k + 1])]
    place, number = k - begins, ends - begins
    columns += [(sums[k] - sums[begins]) / total, place / number, np.log1p(number - place), np.log1p(place)]
    columns += [runs / (longest + 1), np.log1p(runs)]
    return np.stack(columns, 1)


def _runs(division: Division, sentence: Bools, sizes: Floats) -> Floats:
    """Return the characters of the run of sentences each line stands in; a single other
    line does not end a run.
    """
    at = np.flatnonzero(sentence)
    if not len(at):
        return np.zeros(len(sizes))
    texts = division.text_of[at]
    begins = np.flatnonzero(np.append(True, (np.diff(at) > 2) | (np.diff(texts) > 0)))
    masses = np.add.reduceat(sizes[at], begins)
    edges = np.zeros(len(sizes) + 1)
    edges[at[begins]] += masses
    edges[at[np.append(begins[1:], len(at)) - 1] + 1] -= masses
    runs: Floats = np.cumsum(edges)[:-1]
    return runs

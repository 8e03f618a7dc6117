"""Signs of lines → the probability that each belongs to the body of an article.

Two judges, whose verdicts are averaged: a small net over all signs of a line
(`fields/line_model` has the arithmetic), and weights of pairs of characters, which know
the words of menus, rankings and footers by heart; the net sees their sum, too. Both are
made by `scripts/train_text_model.py` from pages of many sites turned into text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newscrawl.reader.fields.line_model import LineModel
from newscrawl.reader.lines.line_signs import LineSigns

Floats = NDArray[np.floating[Any]]

READ = 200
"""Characters of a line of which the pairs are weighed."""
_MOST = 8.0
"""Log odds by pairs, either way, that count at most."""
_NEAR = 8
"""Lines from a sentence within which the net judges; most of a page is further off."""
_FAR = 0.002
"""Probability of the others."""
PAIRS_SHARE = 1 / 3
"""Part of the verdict that is the pairs'."""


@dataclass(frozen=True, slots=True)
class TextModel:
    """Weights of hashed pairs of characters, and the net that sees their sums."""

    pairs: Floats
    bias: float
    net: LineModel

    def score(self, signs: LineSigns) -> Floats:
        """Return the probability of each line, 0 to 1."""
        by_pairs = weigh_pairs(signs, self.pairs, self.bias)
        near = signs.near_sentences(_NEAR)
        by_net = np.full(len(by_pairs), _FAR)
        by_net[near] = self.net.score(signs.rows(by_pairs, near))
        both: Floats = by_net * (1 - PAIRS_SHARE) + PAIRS_SHARE / (1 + np.exp(-by_pairs))
        return both


def weigh_pairs(signs: LineSigns, weights: Floats, bias: float) -> Floats:
    """Return the log odds of each line: the mean weight of its first pairs, by the root
    of their number, as the training normalises them.
    """
    place = np.arange(len(signs.pairs)) - np.repeat(signs.starts, np.diff(np.append(signs.starts, len(signs.pairs))))
    counted = (signs.pairs > 0) & (place < READ)
    values = np.where(counted, weights[signs.pairs], 0.0)
    sums = np.add.reduceat(values, signs.starts)
    number = np.add.reduceat(counted.astype(float), signs.starts)
    odds: Floats = np.clip(sums / np.sqrt(np.maximum(number, 1)) + bias, -_MOST, _MOST)
    return odds

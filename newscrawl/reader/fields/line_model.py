"""Rows of `line_features` → the probability that each line belongs to the body: a small
network.

The weights (`line_model.npz`) are made by `scripts/train_line_model.py` from labelled
pages of many sites; that script also prints how well they do on sites left out. Here is
only the arithmetic: the mean of a few nets, which is steadier on makes of page that
none was trained on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_AT_ONCE = 16
"""Rows that are multiplied at once. OpenBLAS shares a product of more than 262,144
multiplications among threads."""
_ARRAYS = ("hidden", "hidden_bias", "out", "out_bias", "stories")
Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class LineModel:
    """Nets with one hidden layer each, side by side; the scaling of the features is
    folded into the first layer.
    """

    hidden: Floats
    """(nets x units) x features"""
    hidden_bias: Floats
    out: Floats
    """nets x units"""
    out_bias: Floats
    stories: Floats = field(default_factory=lambda: np.zeros(0))
    """Weights of the signs by which a part of a stretch is of the page's own story, and
    their bias; pages have them, texts without markup do not."""

    def save(self, path: Path) -> None:
        np.savez_compressed(path, **{name: getattr(self, name).astype(np.float32) for name in _ARRAYS})

    @classmethod
    def load(cls, data: bytes) -> LineModel:
        with np.load(BytesIO(data)) as arrays:
            return cls(*(arrays[name].astype(np.float64) for name in _ARRAYS))

    def score(self, rows: Floats) -> Floats:
        """Return the probability of each row, 0 to 1."""
        nets, units = self.out.shape
        count = len(rows)
        # a few rows at a time: BLAS starts threads for a larger product, and they spin
        # long after it
        padded = np.zeros((-(-count // _AT_ONCE), _AT_ONCE, rows.shape[1]))
        padded.reshape(-1, rows.shape[1])[:count] = rows
        active = (padded @ self.hidden.T).reshape(-1, nets * units)[:count]
        active = np.maximum(active + self.hidden_bias, 0).reshape(count, nets, units)
        logits = np.minimum(np.maximum((active * self.out).sum(axis=2) + self.out_bias, -30), 30)
        mean: Floats = (1 / (1 + np.exp(-logits))).sum(axis=1) / nets
        return mean


SHIPPED = LineModel.load(files("newscrawl.reader.fields").joinpath("line_model.npz").read_bytes())
"""The trained model of the package, which `body` uses."""

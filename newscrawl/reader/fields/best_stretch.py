"""How likely each line is text → the stretch of lines that is worth most. Pure.

Shared by the reader of pages and the reader of texts without markup.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]

SHORT = 20
"""Characters below which a line that looks unlike text counts half: subheads and table
cells also separate texts."""


def line_gains(sizes: Floats, likely: Floats, lift: float) -> Floats:
    """Return what each line is worth: its log odds, raised by `lift`, times the root of
    its length."""
    odds = np.log((likely + 1e-3) / (1 - likely + 1e-3)) + lift
    return (
        np.minimum(np.maximum(odds, -4), 4)
        * np.sqrt(np.minimum(sizes, 150))
        * np.where((sizes < SHORT) & (odds < 0), 0.5, 1.0)
    )


def best_stretch(gains: Floats) -> tuple[int, int] | None:
    """Return the first and the end of the stretch with the largest sum; None where no
    sum is above zero.

    >>> best_stretch(np.array([-1.0, 2.0, -0.5, 3.0, -4.0, 1.0])), best_stretch(np.array([-1.0]))
    ((1, 4), None)
    """
    best = total = low = 0.0
    begin, found = 0, None
    for end, gain in enumerate(gains.tolist(), 1):  # most pages have too few lines for numpy to pay
        total += gain
        if total - low > best:
            best, found = total - low, (begin, end)
        if total <= low:
            low, begin = total, end
    return found

"""How often loops of chance are gone through: a few times whenever the checks run, in full by `make ordeal`.

`ORDEAL` is also how many histories `tests/hostile` makes up.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import product
from typing import Any

ORDEAL = int(os.environ.get("ORDEAL", "0"))


def rounds(few: int, many: int) -> int:
    """Return how many times a test repeats itself: `few`, or `many` in an ordeal."""
    return many if ORDEAL else few


def mixed(*axes: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return combinations of values for `parametrize`: as many as every value of every axis needs to occur, or all in
    an ordeal.

    `mixed(["sqlite", "postgres"], ["gbk", "utf-8"])` is sqlite with gbk and postgres with utf-8, otherwise all four.
    """
    if ORDEAL:
        return list(product(*axes))
    return [tuple(axis[number % len(axis)] for axis in axes) for number in range(max(map(len, axes)))]

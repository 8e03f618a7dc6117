"""How often loops of chance are gone through: a few times whenever the checks run, in full by `make ordeal`.

`ORDEAL` is also how many histories `tests/hostile` makes up.
"""

from __future__ import annotations

import os

ORDEAL = int(os.environ.get("ORDEAL", "0"))


def rounds(few: int, many: int) -> int:
    """Return how many times a test repeats itself: `few`, or `many` in an ordeal."""
    return many if ORDEAL else few

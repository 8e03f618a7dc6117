"""What stands on pages of known parts is read, as a page and as text: a few pages of each kind, all in an ordeal.

`python benchmarks/made_pages.py --show 3` prints what is read otherwise.
"""

from __future__ import annotations

from random import Random

import pytest

from tests.made import KINDS
from tests.rounds import ORDEAL, rounds

READ_RIGHT = {"articles": 0.96, "articles of portals": 0.95, "article templates": 0.96, "listings": 0.99}
"""Of the many pages of an ordeal; of the other kinds, all."""
HARD = {"articles of short lines": 0.4}
"""Of any number: where boxes stand in a list, or another list beside it, little tells
which lines are text."""
MANY = 400


@pytest.mark.parametrize("kind", KINDS)
def test_pages_of_known_parts_are_read_right(kind: str) -> None:
    faults, right, read = [], 0, 0
    for number, case in enumerate(KINDS[kind](Random(12), rounds(10, MANY))):
        ways = case.truth.ways
        for way in ways if ORDEAL else {ways[0], ways[number % len(ways)]}:
            found = case.faults(way)
            faults += [(kind, number, way, case.name, fault) for fault in found]
            read, right = read + 1, right + (not found)
    assert right >= read * HARD.get(kind, READ_RIGHT.get(kind, 1) if ORDEAL else 1), faults


def test_equal_seeds_make_equal_pages() -> None:
    for kind in KINDS.values():
        pages = [[(case.page, case.url, case.truth) for case in kind(Random(3), 2)] for _ in range(2)]
        assert pages[0] == pages[1]

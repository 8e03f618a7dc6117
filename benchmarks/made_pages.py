"""Count how many pages of known parts are read right, kind by kind.

    python benchmarks/made_pages.py [--count 200] [--seed 1] [--show 0] [--kinds …]

The pages are those of `tests/made`: articles, portals, article templates, listings,
pagers, charsets and refusals, put together by chance. Articles are read as pages and as
text without markup in three ways. A page counts as right if every field of its truth is
read as it stands there; `--show N` prints the first N faults of each field. Equal seeds
make equal pages.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.made import KINDS

WAYS = ("page", "blocks", "menus", "wrapped")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200, help="pages of each kind that is made by chance")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print the first N faults of each field")
    parser.add_argument("--kinds", nargs="+", choices=list(KINDS), default=list(KINDS), metavar="KIND")
    chosen = parser.parse_args()
    print(f"{'kind':22}{'of':>6}" + "".join(f"{way:>9}" for way in WAYS) + "  faults")
    for kind in chosen.kinds:
        total, right, faults = count_right(kind, Random(chosen.seed), chosen.count, chosen.show)
        counted = ", ".join(f"{name} {times}" for name, times in faults.most_common())
        print(f"{kind:22}{total:6}" + "".join(f"{right.get(way, '-'):>9}" for way in WAYS) + f"  {counted or 'none'}")


def count_right(kind: str, random: Random, count: int, show: int) -> tuple[int, Counter[str], Counter[str]]:
    """Return how many pages there are, how many are read right each way, and the faults by field."""
    total, right, faults, shown = 0, Counter[str](), Counter[str](), Counter[tuple[str, str]]()
    for total, case in enumerate(KINDS[kind](random, count), 1):
        for way in case.truth.ways:
            found = case.faults(way)
            right[way] += not found
            for name, read, stated in found:
                faults[name] += 1
                shown[way, name] += 1
                if shown[way, name] <= show:
                    print(f"  {kind} {total} as {way} ({case.name}), {name}: read {read!r}, stated {stated!r}")
    return total, right, faults


if __name__ == "__main__":
    main()

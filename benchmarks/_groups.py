"""The measuring pages in groups by who has seen them, and scores with intervals.

`seen`: every rule was made on the older pages, and the line model is trained on them;
`newer`: those of the newer pages that may be looked at; `locked`: the newer pages of
the owners of `scripts/owners.py`, of which only scores are read. `cross-validated` is
another reading of seen and newer pages, by line models that saw none of the owner's.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from owners import locked_owners, owner

MEASURES = ("F1", ">=.95", "<.5", "title", "day", "minute", "wrong", "author", "auth.any", "no author", "source")
MORE = ("editors", "ed.any", "kind")
"""Measures of what only the newer pages state."""
_KEYS = {"auth.any": "author_any", "no author": "no_author", "ed.any": "editors_any"}
_FAULTS = frozenset(("<.5", "wrong", "no author"))
"""Measures that count what should not be; `no author`: names read where the page shows
none."""
ROUNDS = 1000


def group_of(truth: Mapping[str, Any], locked: frozenset[str]) -> str:
    """Return `seen`, `newer` or `locked`."""
    if "field_quality" in truth:
        return "seen"
    return "locked" if owner(truth["host"]) in locked else "newer"


def groups(truths: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return the names of the pages by group."""
    locked = locked_owners(truths)
    found: dict[str, list[str]] = {"seen": [], "newer": [], "locked": []}
    for truth in truths:
        found[group_of(truth, locked)].append(truth["id"])
    return found


def score_pages(score: Any, predictions: Mapping[str, Any], truths: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Score predictions as `score.py` does, with editors, kind, and names that are read
    where a page shows none, where truth and prediction have these keys.
    """
    rows: dict[str, dict[str, Any]] = score.evaluate(predictions, truths)
    for name, row in rows.items():
        truth, found = truths[name], predictions.get(name) or {}
        if truth.get("author") is None and "kind" in truth:
            row["no_author"] = bool(score.names(found.get("author")))
        if truth.get("editors") and "editors" in found:
            wanted, given = score.names(truth["editors"]), score.names(found["editors"])
            row["editors"], row["editors_any"] = wanted == given, bool(wanted & given)
        if truth.get("kind") and "kind" in found:
            row["kind"] = (found["kind"] == "article") == (truth["kind"] in ("news", "doc"))
    return rows


def values(rows: Mapping[str, Mapping[str, Any]], measure: str) -> dict[str, float]:
    """Return a measure page by page, of the pages that have it."""
    if measure in ("F1", ">=.95", "<.5"):
        found = {name: row["F1"] for name, row in rows.items() if "F1" in row}
        if measure == "F1":
            return found
        return {name: float(value >= 0.95 if measure == ">=.95" else value < 0.5) for name, value in found.items()}
    key = _KEYS.get(measure, measure)
    return {name: float(row[key]) for name, row in rows.items() if key in row}


def mean(rows: Mapping[str, Mapping[str, Any]], measure: str) -> float | None:
    found = values(rows, measure)
    return sum(found.values()) / len(found) if found else None


def interval(found: Mapping[str, float], owners: Mapping[str, str]) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of a mean; owners are drawn, not pages, since
    the pages of one owner fail together.
    """
    by_owner: dict[str, list[float]] = {}
    for name, value in found.items():
        by_owner.setdefault(owners[name], []).append(value)
    sums = np.array([sum(each) for each in by_owner.values()])
    counts = np.array([len(each) for each in by_owner.values()])
    drawn = np.random.default_rng(0).integers(0, len(sums), (ROUNDS, len(sums)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.percentile(means, (2.5, 97.5))
    return float(low), float(high)


def print_misses(title: str, rows: Mapping[str, Mapping[str, Any]], owners: Mapping[str, str]) -> None:
    """Print each measure of a group: pages, value, interval, and how many missed it."""
    print(f"\n{title}: {len(rows)} pages of {len({owners[name] for name in rows})} owners")
    print("  measure".ljust(14), "pages".rjust(6), "value".rjust(7), "95 % interval".rjust(15), "missed".rjust(7))
    for measure in (*MEASURES, *MORE):
        found = values(rows, measure)
        if not found:
            continue
        low, high = interval(found, owners)
        faults = [value if measure in _FAULTS else value < 1 for value in found.values()]
        missed = "" if measure == "F1" else f"{sum(faults):7.0f}"
        average = sum(found.values()) / len(found)
        print(f"  {measure:12s} {len(found):6d} {average:7.3f} {low:8.3f} {high:6.3f} {missed}", flush=True)

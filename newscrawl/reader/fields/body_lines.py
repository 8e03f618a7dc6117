"""The probability that each line is text → the lines of the body: one run of lines,
less those in it that are not text.

An article is one stretch of a page. The stretch with the largest sum of evidence is
taken, so that a notice in the footer that reads like a sentence stays outside; short or
odd lines between paragraphs of one make come in with them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from newscrawl.reader.fields.best_stretch import Floats, best_stretch, line_gains
from newscrawl.reader.fields.line_features import Features
from newscrawl.reader.fields.marks import EDITOR, RELATED, SENTENCE_END, TOOL
from newscrawl.reader.outline import Outline

_KEPT = 0.35
"""Probability above which a line of the stretch is text."""
_INSET = 3
"""Lines within which a text goes on behind what stands in it."""
_DOUBTFUL = 0.12
"""Probability above which a line is text if its neighbours of the same make are."""


@dataclass(frozen=True, slots=True)
class ChosenLines:
    """Lines `first` to `last` - 1 of the outline; those in `kept` are text."""

    first: int
    last: int
    kept: frozenset[int]
    certainty: float
    """Mean probability of the kept lines, weighed by length."""


def choose_lines(
    features: Features,
    likely: Floats,
    outline: Outline,
    tables: Mapping[int, tuple[int, str]],
    repeated: Callable[[str], bool] = bool,
) -> ChosenLines | None:
    """Choose the body's lines; None where nothing on the page reads like an article.

    The cells of a table of figures do not show whether the text goes on behind it;
    together they weigh little. `repeated`: whether several elements may have an id.
    """
    if not len(features.index):
        return None
    best = _best_stretch(features, likely, tables, 0.0) or _best_stretch(features, likely, tables, 1.7)
    if best is None:
        return None
    odds = dict(zip(features.index.tolist(), likely.tolist(), strict=True))
    parts = [best, *_continuations(best, odds, outline, repeated)]
    kept = {i for i, p in odds.items() if p > _KEPT and any(first <= i < last for first, last in parts)}
    if not kept:
        kept = {i for i, p in odds.items() if best[0] <= i < best[1] and p > _DOUBTFUL}
    if not kept:
        return None
    _fill(kept, odds, outline)
    first, last = _extend(kept, odds, outline)
    sizes: list[float] = features.sizes.tolist()
    weight = sum(sizes[i] for i in kept)
    certainty = sum(odds[i] * sizes[i] for i in kept) / weight
    return ChosenLines(first, last, frozenset(kept), certainty)


def _best_stretch(
    features: Features, likely: Floats, tables: Mapping[int, tuple[int, str]], lift: float
) -> tuple[int, int] | None:
    """Return the stretch that is worth most; what the net does not judge separates, and
    so do tables."""
    sizes = features.sizes
    gains = -0.5 * np.sqrt(np.minimum(sizes, 30))
    gains[features.index] = line_gains(sizes[features.index], likely, lift)
    for start, (end, _) in tables.items():
        gains[start:end] = 0
        gains[start] = -2
    return best_stretch(gains)


def _continuations(
    stretch: tuple[int, int], odds: Mapping[int, float], outline: Outline, repeated: Callable[[str], bool]
) -> list[tuple[int, int]]:
    """Return the lines of the further elements that bear the id of one around the
    stretch and hold text.

    Editors embed galleries and players in a text, and the page cuts it in parts, all
    with the id that is meant for one.
    """
    nodes = outline.nodes
    at = outline.lines[stretch[0]].node
    own: set[str] = set()
    while at >= 0 and stretch[0] - nodes[at].first <= 3 and nodes[at].last - stretch[1] <= 3:
        own.add(nodes[at].element.get("id") or "")
        at = nodes[at].parent
    own = {name for name in own if name and repeated(name)}
    if not own:
        return []
    found = []
    for node in nodes:
        if node.element.get("id") not in own or (node.first < stretch[1] and stretch[0] < node.last):
            continue
        judged = [odds[i] for i in range(node.first, node.last) if i in odds]
        if judged and sum(p > _KEPT for p in judged) * 2 > len(judged):
            found.append((node.first, node.last))
    return found


def _alike(outline: Outline, one: int, other: int) -> bool:
    """Return whether two lines are of one make: in the same element, or in neighbouring
    elements of one tag.
    """
    a, b = outline.lines[one].node, outline.lines[other].node
    if a == b:
        return True
    first, second = outline.nodes[a], outline.nodes[b]
    return first.tag == second.tag and first.parent == second.parent


def _fill(kept: set[int], odds: dict[int, float], outline: Outline) -> None:
    """Add doubtful lines and subheads between two kept lines of the same make."""
    order = sorted(kept)
    for before, after in pairwise(order):
        if after - before < 2 or not _alike(outline, before, after):
            continue
        for at in range(before + 1, after):
            likely = odds.get(at, 0.0) > _DOUBTFUL and _alike(outline, before, at)
            if likely or _is_subhead(outline, at, before):
                kept.add(at)


def _is_subhead(outline: Outline, at: int, before: int) -> bool:
    """Return whether a line is a short heading or bold line beside a paragraph, and no
    word makes it the head of a box.
    """
    line = outline.lines[at]
    if not line.strong or not 2 <= len(line.text) <= 40 or line.link_chars:
        return False
    nodes = outline.nodes
    own, other = nodes[line.node], nodes[outline.lines[before].node]
    beside = own.parent == other.parent or line.node == outline.lines[before].node
    return beside and not (RELATED.search(line.text) or TOOL.search(line.text) or EDITOR.search(line.text))


def _extend(kept: set[int], odds: dict[int, float], outline: Outline) -> tuple[int, int]:
    """Add doubtful sentences that follow or precede the text in elements of its make,
    and likely ones behind a player, a picture or a link that stands in it.
    """
    lines = outline.lines
    for step in (-1, 1):
        edge = min(kept) if step < 0 else max(kept)
        at, least = edge + step, _DOUBTFUL
        while 0 <= at < len(lines) and abs(at - edge) <= (2 if step < 0 else _INSET):
            text = lines[at].text
            if odds.get(at, 0.0) > least and text and text[-1] in SENTENCE_END and _alike(outline, edge, at):
                kept.add(at)
                edge, least = at, _DOUBTFUL
            elif text and step > 0:
                if _alike(outline, edge, at):
                    break
                least = _KEPT
            at += step
    return min(kept), max(kept) + 1

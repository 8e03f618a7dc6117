"""Lines that are text by their make: names, verses, prices, addresses, steps.

The line model judges a line by its words, and knows few texts that have no sentences.
What it leaves out is text all the same where several lines of one element stand beside
sentences of it, or alone between the date of a page and its end.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from newscrawl.reader.fields.body_lines import ChosenLines
from newscrawl.reader.fields.line_makes import NO_TEXT, Make, make_of, run_of_makes
from newscrawl.reader.fields.marks import SENTENCE_END
from newscrawl.reader.fields.opening_info import is_info
from newscrawl.reader.fields.stories import DATED
from newscrawl.reader.outline import Line, Outline
from newscrawl.reader.page import Page

_INFO_WITHIN = 6
"""Lines below the headline in which a page's date and source stand."""
_LONGEST_INFO = 100
"""Characters of a line with a page's date."""
_PARTS = frozenset(("li", "dd", "dt", "td", "th", "tr", "tbody", "table", "ul", "ol", "dl"))
_TEXT_TAGS = _PARTS | {"p", "pre", "blockquote", "h2", "h3", "h4", "h5", "h6"}
"""Elements that a text is made of; others bear names."""


def with_short_lines(outline: Outline, chosen: ChosenLines) -> ChosenLines:
    """Add to the lines of a text those beside and between them that are of it by their
    make.
    """
    lines = outline.lines
    kept = sorted(chosen.kept)
    listed = {at for at in kept if lines[at].text and lines[at].text[-1] not in SENTENCE_END}
    added: set[int] = set()
    for before, after in pairwise(kept):
        if after - before > 1 and before in listed and after in listed and _goes_through(outline, before, after):
            added.update(range(before + 1, after))
    for edge, step in ((kept[-1], 1), (kept[0], -1)):
        before = 0
        while edge - before * step in listed:
            before += 1
        added.update(_beside(outline, edge, step, before))
    if not added:
        return chosen
    first, last = min(chosen.first, *added), max(chosen.last, max(added) + 1)
    return replace(chosen, kept=chosen.kept | added, first=first, last=last)


def short_lines_alone(page: Page) -> ChosenLines | None:
    """Return the lines of one element that follow the date and source of a page, below
    its headline; None where they are few.
    """
    lines = page.outline.lines
    if page.heading is None:
        return None
    below = range(page.heading.last, min(page.heading.last + _INFO_WITHIN, len(lines)))
    info = [at for at in below if _dates(lines[at].text)]
    if not info:
        return None
    for at in range(info[-1] + 1, min(info[-1] + _INFO_WITHIN, len(lines))):
        if lines[at].text and _make_of(lines[at]) is Make.TEXT:
            others = _beside(page.outline, at, 1, 1)
            return ChosenLines(at, others[-1] + 1, frozenset((at, *others)), 0.0) if others else None
    return None


def _make_of(line: Line) -> Make:
    return make_of(line.text, line.link_chars)


def _dates(text: str) -> bool:
    return len(text) < _LONGEST_INFO and (is_info(text) or DATED.search(text) is not None)


def _goes_through(outline: Outline, before: int, after: int) -> bool:
    """Return whether all lines from one to another are of one make."""
    around = _around(outline, before)
    path = _path(outline, before, around)
    gap = range(before + 1, after + 1)
    return all(_make_of(outline.lines[at]) not in NO_TEXT and _path(outline, at, around) == path for at in gap)


def _beside(outline: Outline, edge: int, step: int, before: int) -> list[int]:
    """Return the lines next to a line of text, below it (`step` 1) or above (-1), that
    stand in the element around it and are text by their make, with the short lines of
    text `before` them.
    """
    around = _around(outline, edge)
    places = range(edge + 1, around[1]) if step > 0 else range(edge - 1, around[0] - 1, -1)

    def path_at(at: int) -> tuple[str, ...] | None:
        return _path(outline, at, around)

    return run_of_makes(places, lambda at: _make_of(outline.lines[at]), before, path_at, path_at(edge))


def _around(outline: Outline, at: int) -> tuple[int, int]:
    """Return the lines of the innermost element around a line that has others: of a
    row or an item those around its table or list."""
    nodes = outline.nodes
    node = nodes[outline.lines[at].node]
    while node.parent >= 0 and (node.last - node.first < 2 or node.tag in _PARTS):
        node = nodes[node.parent]
    return node.first, node.last


def _path(outline: Outline, at: int, around: tuple[int, int]) -> tuple[str, ...] | None:
    """Return the elements from a line up to those lines: what those of a list have in
    common. None where they are more than a text is made of, as those of a player are.
    """
    nodes = outline.nodes
    node = nodes[outline.lines[at].node]
    path: list[str] = []
    while (node.first, node.last) != around and node.parent >= 0:
        if node.tag not in _TEXT_TAGS:
            if node.last - node.first > 1:
                return None
            path.append(node.name)
        path.append(node.tag)
        node = nodes[node.parent]
    return tuple(path)

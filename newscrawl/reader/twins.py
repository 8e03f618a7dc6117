"""An outline in which one text stands twice → the outline with one copy of it.

Government sites keep a second version for the elderly, others one for telephones, both
in the same page; styles show one of them. Both are the article's text, so nothing that
judges lines can choose: the copy is taken out before lines are judged.
"""

from __future__ import annotations

from itertools import pairwise

from newscrawl.reader.outline import Line, Outline

_SHORTEST = 12
"""Characters of a line by which a copy is recognised."""
_LEAST = 60
"""Characters of a copy; less may be a lead that a box repeats."""
_HEAD = 4
"""Lines of a copy that may be its headline and what stands below, outside the element
of its text."""
_GAP = 8
"""Other lines between two of a copy."""
_SHARE = 0.7
_LEAST_SHARE = 0.5
"""Shares of the running text between the first and the last line of a copy that must
stand in the other: of one copy, and of the one in which advertisements stand."""
_LONGER = 1.2
"""How much longer than the first the element of the second copy is if the first is
only its beginning."""


def without_copies(outline: Outline) -> Outline:
    """Leave out the lines of the second copy of a text; of the first, where it only
    begins what the second has in full.

    Both copies stand in elements of their own, and of their text most is
    in the other: the refrain of a song and the lead repeated in a box stay.
    What stands around a copy (heading, date, source) stays too.
    """
    places: dict[str, int] = {}
    pairs: list[tuple[int, int]] = []
    for at, line in enumerate(outline.lines):
        if len(line.text) < _SHORTEST or line.link_chars * 2 > len(line.text):
            continue
        first = places.setdefault("".join(line.text.split()), at)
        if first != at:
            pairs.append((first, at))
    if len(pairs) < 2:
        return outline
    dropped: set[int] = set()
    for copy in _chains(sorted(set(pairs))):
        for above in range(min(_HEAD, len(copy) - 1)):
            if superfluous := _superfluous(outline, copy[above:]):
                dropped |= superfluous
                break
    return _without(outline, dropped) if dropped else outline


def _chains(pairs: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Return the runs of lines that are repeated in their order, with few others
    between."""
    chains = [[pairs[0]]]
    for (first, second), pair in pairwise(pairs):
        near = 0 < pair[0] - first <= _GAP and 0 < pair[1] - second <= _GAP
        if near:
            chains[-1].append(pair)
        else:
            chains.append([pair])
    return [chain for chain in chains if len(chain) > 1]


def _superfluous(outline: Outline, copy: list[tuple[int, int]]) -> set[int]:
    """Return the lines of the copy that is left out; none where it is no copy."""
    firsts, seconds = [first for first, _ in copy], [second for _, second in copy]
    size = sum(len(outline.lines[at].text) for at in firsts)
    if size < _LEAST or firsts[-1] >= seconds[0]:
        return set()
    shares = [size / _text(outline.lines[lines[0] : lines[-1] + 1]) for lines in (firsts, seconds)]
    if max(shares) < _SHARE or min(shares) < _LEAST_SHARE:
        return set()
    one, other = _holder(outline, firsts), _holder(outline, seconds)
    if one[1] > other[0] and other[1] > one[0]:
        return set()
    longer = _text(outline.lines[slice(*other)]) > _LONGER * _text(outline.lines[slice(*one)])
    return set(firsts if longer else seconds)


def _text(lines: list[Line]) -> int:
    """Count the characters of running text."""
    return sum(
        len(line.text) for line in lines if len(line.text) >= _SHORTEST and line.link_chars * 2 <= len(line.text)
    )


def _holder(outline: Outline, lines: list[int]) -> tuple[int, int]:
    """Return the lines of the innermost element that holds all of these."""
    at = outline.lines[lines[0]].node
    while at >= 0:
        node = outline.nodes[at]
        if node.first <= lines[0] and lines[-1] < node.last:
            return node.first, node.last
        at = node.parent
    return 0, len(outline.lines)


def _without(outline: Outline, dropped: set[int]) -> Outline:
    """Return the outline without some of its lines."""
    kept = []
    place = [0]
    for at, line in enumerate(outline.lines):
        if at not in dropped:
            kept.append(line)
        place.append(len(kept))
    for node in outline.nodes:
        node.first, node.last = place[node.first], place[node.last]
    return Outline(kept, outline.nodes)

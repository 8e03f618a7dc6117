"""Lines of a page → rows of numbers, on which the line model is trained and which it
judges.

For every line that may be running text: its own text and words, the names and weight of
the elements around it, its neighbours, and its distance from the title. Vectors are
built column by column, since this is most of a reader's time.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newscrawl.reader.fields.agreement import AGREEMENT, read_agreement
from newscrawl.reader.fields.marks import name_marks
from newscrawl.reader.fields.word_marks import DATE_MARK, MARKS, word_marks
from newscrawl.reader.name_stems import name_stem
from newscrawl.reader.outline import Line, Node
from newscrawl.reader.page import Page

Floats = NDArray[np.floating[Any]]

ANCESTORS = 4
"""Levels of elements above a line that are looked at."""

_TAGS = {
    "p": 0,
    **dict.fromkeys(("div", "span", "section", "article", "center", "body", "main", "blockquote", "pre"), 1),
    **dict.fromkeys(("td", "th", "tr", "table", "tbody"), 2),
    **dict.fromkeys(("li", "ul", "ol", "dd", "dt", "dl"), 3),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), 4),
    **dict.fromkeys(("figcaption", "figure", "caption"), 5),
}
_TAG_COUNT = 7
_LEAST_PROSE = 6
"""Characters beside links from which the stops of a line count."""
_SENTENCE_END = frozenset("。！？!?…”」』）)；;")
_OWN = 10
LEGAL_COLUMN = _OWN
"""The column that counts the words of legal notices."""
_node_of, _link_chars_of = attrgetter("node"), attrgetter("link_chars")
_TAG_ROWS = np.eye(_TAG_COUNT)
_SHIFTS = np.array((-2, -1, 1, 2))
_OUTSIDE = -9
"""The element of a neighbour beyond the ends of the page."""
_NAMES = _OWN + MARKS + 1 + _TAG_COUNT
_NAME_COUNT = 9
_AROUND = _NAMES + _NAME_COUNT
_NEAR = _AROUND + 3 * ANCESTORS + 3
_PLACE = _NEAR + 5 * len(_SHIFTS) + 3
_AGREES = _PLACE + 9
WIDTH = _AGREES + AGREEMENT
COLUMNS = {
    "names": (_NAMES, _NAMES + _NAME_COUNT, 0.3),
    "heading": (_PLACE, _PLACE + 5, 0.15),
    "title": (_AGREES, _AGREES + 3, 0.15),
}
"""Spans of columns that training sets to zero, and on which share of the lines."""


@dataclass(frozen=True, slots=True)
class Features:
    """The lines that may be text (indices into the outline) and a row of numbers for
    each.
    """

    index: NDArray[np.intp]
    rows: Floats
    sizes: Floats
    """Length of every line of the page."""


def read_features(page: Page) -> Features:
    """Measure every line that is not only links."""
    outline = page.outline
    lines, nodes = outline.lines, outline.nodes
    count = len(lines)
    texts = [line.text for line in lines]
    weights = np.zeros((3, count))
    mass, sizes, links = weights
    sizes[:] = np.fromiter(map(len, texts), float, count)
    np.minimum(np.fromiter(map(_link_chars_of, lines), float, count), sizes, out=links)
    plain = sizes - links
    linked = links / np.maximum(sizes, 1)
    candidates = (((plain >= 2) & (linked <= 0.7)) | ((sizes >= 40) & (plain >= 6))).nonzero()[0]
    index: list[int] = candidates.tolist()
    if not index or not nodes:
        return Features(candidates[:0], np.zeros((0, WIDTH)), sizes)

    size, own_plain, own_linked = sizes[candidates], plain[candidates], linked[candidates]
    judged = [lines[i] for i in index]
    judged_texts = [line.text for line in judged]
    own, words, tail_stops = _own_text(judged, judged_texts)
    stops = np.array(tail_stops, float)
    notice = (words[:, 0] > 1) | ((words[:, 0] > 0) & (size < 100))
    # lines that are no candidates have none of it
    own_mass = np.where(((stops >= 1) | (own_plain >= 25)) & (own_linked <= 0.5) & ~notice, own_plain, 0.0)
    mass[candidates] = own_mass
    heading = page.heading
    above, below = (heading.first, heading.last) if heading else (0, 0)
    sums = np.zeros((3, count + 1))
    weights.cumsum(axis=1, out=sums[:, 1:])
    sum_mass, sum_size, _ = sums
    total = sum_mass[-1] + 1

    rows = np.zeros((len(index), WIDTH))
    # the line itself
    rows[:, 0] = np.log1p(size)
    rows[:, 1] = own_linked
    rows[:, 2] = np.minimum(stops / (size / 20 + 1), 3)
    rows[:, 3:_OWN] = own
    rows[:, _OWN : _OWN + MARKS] = words
    long = [text for text in texts if len(text) > 12]
    if len(set(long)) < len(long):
        seen = Counter(long)
        rows[:, _OWN + MARKS] = [seen[text] > 1 for text in judged_texts]
    # its elements
    holders = [line.node for line in judged]
    rows[:, _NAMES - _TAG_COUNT : _NAMES] = _TAG_ROWS.take(
        [_TAGS.get(nodes[at].tag, _TAG_COUNT - 1) for at in holders], 0
    )
    rows[:, _NAMES:_AROUND] = _name_marks(nodes, holders)
    spans = _spans(nodes, holders)
    held = sums.take(spans[:, ANCESTORS:], axis=1) - sums.take(spans[:, :ANCESTORS], axis=1)
    rows[:, _AROUND : _NEAR - 3 : 3] = held[0] / total
    rows[:, _AROUND + 1 : _NEAR - 3 : 3] = held[2] / (held[1] + 1)
    rows[:, _AROUND + 2 : _NEAR - 3 : 3] = np.log1p(spans[:, ANCESTORS:] - spans[:, :ANCESTORS])
    # the elements that hold most of the text
    text_begins = float(sum_mass[below])
    text_below = float(sum_mass[-1]) - text_begins
    if text_below:
        middle = int(sum_mass.searchsorted(text_begins + 0.5 * text_below, "right")) - 1
        for column, (start, end) in enumerate(_main_elements(nodes, lines[middle].node, sum_mass, text_begins)):
            first, last = candidates.searchsorted((start, end))
            rows[first:last, _NEAR - 3 + column] = 1
    # its neighbours
    reach = len(_SHIFTS) // 2
    around = candidates[:, None] + (_SHIFTS + reach)
    beside = np.zeros((count + 2 * reach, 3))
    shown = beside[reach:-reach]
    np.log1p(plain, out=shown[:, 0])
    shown[:, 1] = linked
    shown[candidates, 2] = np.minimum(stops, 4)
    places = np.full((2, count + 2 * reach), _OUTSIDE, np.intp)
    places[0, reach:-reach] = np.fromiter(map(_node_of, lines), np.intp, count)
    places[1, reach:-reach] = [nodes[line.node].parent for line in lines]
    shifts = len(_SHIFTS)
    end = _NEAR + 5 * shifts
    rows[:, _NEAR : _NEAR + 3 * shifts] = beside.take(around, axis=0).reshape(len(index), 3 * shifts)
    same = places.take(around, axis=1) == places.take(candidates + reach, axis=1)[:, :, None]
    rows[:, _NEAR + 3 * shifts : _NEAR + 4 * shifts], rows[:, _NEAR + 4 * shifts : end] = same
    low, high = np.maximum(candidates - 5, 0), np.minimum(candidates + 6, count)
    before, here, behind = sums.take(low, axis=1), sums.take(candidates, axis=1), sums.take(high, axis=1)
    rows[:, end] = np.log1p(here[0] - before[0])
    rows[:, end + 1] = np.log1p(behind[0] - sum_mass[candidates + 1])
    rows[:, end + 2] = (behind[2] - before[2]) / (behind[1] - before[1] + 1)
    # where it stands
    if heading:
        after = candidates >= below
        rows[:, _PLACE] = 1
        rows[:, _PLACE + 1] = after
        rows[:, _PLACE + 2] = np.log1p(np.maximum(np.where(after, candidates - below, above - candidates), 0))
        chars = np.where(after, here[1] - sum_size[below], sum_size[above] - here[1])
        rows[:, _PLACE + 3] = np.log1p(np.maximum(chars, 0))
        rows[:, _PLACE + 4] = ~after & (candidates >= above)
    rows[:, _PLACE + 5] = candidates / count
    rows[:, _PLACE + 6] = here[0] / total
    furniture = np.where((plain < 2) & (sizes > 0), 0.34, 0.0)
    legal, related, tool, editor = words[:, :4].T
    furniture[candidates] = (legal > 0) | ((size < 40) & (related + tool + editor > 0))
    begun = int(sum_mass.searchsorted(text_begins + 0.15 * text_below, "right"))
    furniture[: begun if text_below else 0] = 0
    rows[:, _PLACE + 7] = np.minimum(furniture.cumsum()[candidates], 6)
    rows[:, _PLACE + 8] = _alike_mass(nodes, holders, own_mass.tolist()) / total
    agreement = read_agreement(page, judged_texts, candidates, own_mass > 0, count)
    agreement[:, 4] = np.minimum(((legal + related + tool > 0) & (size < 60)).cumsum(), 40) / 10
    dated = np.where((words[:, DATE_MARK] > 0) & (size < 80), candidates, -60)
    agreement[:, 5] = np.log1p(np.minimum(candidates - np.maximum.accumulate(dated), 60))
    rows[:, _AGREES:] = agreement
    return Features(candidates, rows, sizes)


def _own_text(lines: list[Line], texts: list[str]) -> tuple[Floats, Floats, list[int]]:
    """Return the columns of each line's own words: columns 3 to 9, the marks, and the
    number of stops, where there is text beside links.
    """
    own: list[float] = []
    stops = []
    for line in lines:
        text = line.text
        tail = text[-1]
        head = text[:80]
        latin = head.encode("ascii", "ignore")
        ascii_count = len(latin)
        digits = ascii_count - len(latin.translate(None, b"0123456789"))
        full = text.count("。")
        own += (
            tail in _SENTENCE_END,
            tail == "：" or tail == ":",
            full > 0,
            line.strong,
            min(len(line.images), 2) if line.images else 0,
            digits / len(head),
            ascii_count / len(head),
        )
        if len(text) - line.link_chars >= _LEAST_PROSE:
            count = text.count
            stops.append(full + count("，") + count("、") + count("：") + count("；") + count("？"))
        else:
            stops.append(0)
    return np.array(own, float).reshape(len(lines), _OWN - 3), word_marks(texts), stops


def _name_marks(nodes: list[Node], holders: list[int]) -> list[tuple[float, ...]]:
    """Return for each line the marks of its element's name, and those of the names
    above (nearer ones count more).
    """
    marks: dict[int, tuple[float, ...]] = {-1: (0.0,) * _NAME_COUNT}
    for holder in holders:
        path = []
        at = holder
        while at not in marks:
            path.append(at)
            at = nodes[at].parent
        above = marks[at]
        for at in reversed(path):
            _, own_text, own_furniture, own_body, own_caption, text, furniture, body, caption = above
            above = marks[at] = (
                *name_marks(nodes[at].name),
                own_text + 0.75 * text,
                own_furniture + 0.75 * furniture,
                own_body + 0.75 * body,
                own_caption + 0.75 * caption,
            )
    return [marks[at] for at in holders]


def _spans(nodes: list[Node], holders: list[int]) -> NDArray[np.intp]:
    """Return for each line where the elements around it begin, and where they end: its
    own and those above it; above the root stands the root.
    """
    known: dict[int, tuple[int, ...]] = {}
    spans: list[int] = []
    for holder in holders:
        span = known.get(holder)
        if span is None:
            one = nodes[holder]
            two = one if one.parent < 0 else nodes[one.parent]
            three = two if two.parent < 0 else nodes[two.parent]
            four = three if three.parent < 0 else nodes[three.parent]
            span = (one.first, two.first, three.first, four.first, one.last, two.last, three.last, four.last)
            known[holder] = span
        spans += span
    return np.array(spans).reshape(len(holders), 2 * ANCESTORS)


def _main_elements(nodes: list[Node], at: int, sums: Floats, begins: float) -> list[tuple[int, int]]:
    """Return the innermost elements that hold 55, 75 and 90 % of the text below the
    heading, which `begins` at a sum of text. They are around the line in its middle, of
    which `at` is the element.
    """
    shares = (0.55, 0.75, 0.9)
    found = [(0, nodes[0].last)] * len(shares)
    text = float(sums[-1]) - begins
    level = 0
    while at >= 0 and level < len(shares):
        node = nodes[at]
        held = float(sums[node.last]) - max(float(sums[node.first]), begins)
        while level < len(shares) and held >= shares[level] * text:
            found[level] = (node.first, node.last)
            level += 1
        at = node.parent
    return found


def _alike_mass(nodes: list[Node], holders: list[int], mass: list[float]) -> Floats:
    """Return how much text is in elements marked up like each line's: of its tag and
    name, digits aside.
    """
    kinds: dict[int, tuple[str, str, int]] = {}
    sums: dict[tuple[str, str, int], float] = {}
    keys = []
    for at, weight in zip(holders, mass, strict=True):
        key = kinds.get(at)
        if key is None:
            node = nodes[at]
            stem = name_stem(node.name)
            key = kinds[at] = (node.tag, stem, -1 if len(stem) > 1 else node.parent)
        keys.append(key)
        sums[key] = sums.get(key, 0.0) + weight
    return np.array([sums[key] for key in keys])

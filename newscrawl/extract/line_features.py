"""Lines of a page as numbers: what the line model is trained on, and what it judges.

For every line that may be running text: its own text and words, the names and weight of the elements around it, its
neighbours, and where it stands to the title. Vectors are built column by column, since this is most of a reader's time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newscrawl.extract.marks import WORDS, name_marks
from newscrawl.extract.page import Page

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
_SENTENCE_END = frozenset("。！？!?…”」』）)；;")
_STOPS = str.maketrans(dict.fromkeys("，。、；：！？,", ","))


_NAMES = 11 + len(WORDS) + _TAG_COUNT
_PLACE = _NAMES + 9 + 3 * ANCESTORS + 3 + 20 + 3
COLUMNS = {"names": (_NAMES, _NAMES + 9), "heading": (_PLACE, _PLACE + 5)}
"""Spans of columns that training blots out on a share of the lines."""


@dataclass(frozen=True, slots=True)
class Features:
    """The lines that may be text (indices into the outline) and a row of numbers for each."""

    index: NDArray[np.intp]
    rows: Floats
    sizes: Floats
    """Length of every line of the page."""


def read_features(page: Page) -> Features:
    """Measure every line that is not link alone."""
    outline = page.outline
    lines, nodes = outline.lines, outline.nodes
    count = len(lines)
    texts = [line.text for line in lines]
    sizes = np.fromiter(map(len, texts), float, count)
    links: Floats = np.minimum(np.fromiter((line.link_chars for line in lines), float, count), sizes)
    plain = sizes - links
    holder = np.fromiter((line.node for line in lines), np.intp, count)
    linked = links / np.maximum(sizes, 1)
    candidates = np.flatnonzero(((plain >= 2) & (linked <= 0.7)) | ((sizes >= 40) & (plain >= 6)))
    if not len(candidates) or not nodes:
        return Features(candidates[:0], np.zeros((0, 0)), sizes)
    index: list[int] = candidates.tolist()

    stops = np.zeros(count)
    for i in index:
        if plain[i] >= 6:
            stops[i] = texts[i].translate(_STOPS).count(",")
    words = _word_marks([texts[i] for i in index])
    legal = np.zeros(count)
    legal[candidates] = words[:, 0]
    mass = np.where(((stops >= 1) | (plain >= 25)) & (linked <= 0.5) & (legal == 0), plain, 0.0)

    heading = page.heading
    above, below = (heading.first, heading.last) if heading else (0, 0)
    mass_below = mass.copy()
    mass_below[:below] = 0

    sum_mass = _running(mass)
    sum_size, sum_link = _running(sizes), _running(links)
    total = sum_mass[-1] + 1

    first = np.fromiter((node.first for node in nodes), np.intp, len(nodes))
    last = np.fromiter((node.last for node in nodes), np.intp, len(nodes))
    parent = np.fromiter((node.parent for node in nodes), np.intp, len(nodes))

    columns: list[Floats] = []
    add = columns.append
    size = sizes[candidates]
    # the line itself
    tails = [texts[i][-1] for i in index]
    head = [texts[i][:80] for i in index]
    add(np.log1p(size))
    add(linked[candidates])
    add(np.minimum(stops[candidates] / (size / 20 + 1), 3))
    add(_flags(tail in _SENTENCE_END for tail in tails))
    add(_flags(tail in "：:" for tail in tails))
    add(_flags("。" in texts[i] for i in index))
    add(_flags(lines[i].strong for i in index))
    add(np.fromiter((min(len(lines[i].images), 2) for i in index), float, len(index)))
    add(np.fromiter((_share_of_digits(text) for text in head), float, len(index)))
    add(np.fromiter((len(text.encode("utf-8", "replace")) / len(text) for text in head), float, len(index)))
    columns.extend(words.T)
    seen: dict[str, int] = {}
    for text in texts:
        if len(text) > 12:
            seen[text] = seen.get(text, 0) + 1
    add(_flags(seen.get(texts[i], 0) > 1 for i in index))
    # its elements
    node = holder[candidates]
    tags = np.fromiter((_TAGS.get(nodes[k].tag, 6) for k in node.tolist()), np.intp, len(index))
    columns.extend(np.eye(_TAG_COUNT, dtype=float)[tags].T)
    columns.extend(_names(page, node.tolist()).T)
    up = node
    for _ in range(ANCESTORS):
        a, b = first[up], last[up]
        weight = sum_mass[b] - sum_mass[a]
        chars = sum_size[b] - sum_size[a]
        add(weight / total)
        add((sum_link[b] - sum_link[a]) / (chars + 1))
        add(np.log1p(b - a))
        up = np.where(parent[up] >= 0, parent[up], up)
    # the elements that hold most of the text
    below_sum = _running(mass_below)
    held = below_sum[last] - below_sum[first]
    for share in (0.55, 0.75, 0.9):
        chain = np.flatnonzero(held >= share * below_sum[-1])
        inner = chain[-1] if len(chain) and below_sum[-1] else 0
        add(((candidates >= first[inner]) & (candidates < last[inner])).astype(float))
    # its neighbours
    log_plain = np.log1p(plain)
    capped_stops = np.minimum(stops, 4)
    for shift in (-2, -1, 1, 2):
        at = np.clip(candidates + shift, 0, count - 1)
        inside = ((candidates + shift >= 0) & (candidates + shift < count)).astype(float)
        add(log_plain[at] * inside)
        add(linked[at] * inside)
        add((holder[at] == node) * inside)
        add((parent[holder[at]] == parent[node]) * inside)
        add(capped_stops[at] * inside)
    low, high = np.maximum(candidates - 5, 0), np.minimum(candidates + 6, count)
    add(np.log1p(sum_mass[candidates] - sum_mass[low]))
    add(np.log1p(sum_mass[high] - sum_mass[candidates + 1]))
    add((sum_link[high] - sum_link[low]) / (sum_size[high] - sum_size[low] + 1))
    # where it stands
    known = 1.0 if heading else 0.0
    after = (candidates >= below).astype(float)
    add(np.full(len(index), known))
    add(known * after)
    distance = np.where(after > 0, candidates - below, above - candidates)
    add(known * np.log1p(np.maximum(distance, 0)))
    chars = np.where(after > 0, sum_size[candidates] - sum_size[below], sum_size[above] - sum_size[candidates])
    add(known * np.log1p(np.maximum(chars, 0)))
    add(known * ((candidates >= above) & (candidates < below)))
    add(candidates / count)
    add(sum_mass[candidates] / total)
    furniture = np.zeros(count)
    short = size < 40
    furniture[candidates] = (words[:, 0] > 0) | (short & ((words[:, 1] > 0) | (words[:, 2] > 0) | (words[:, 3] > 0)))
    furniture += np.where((plain < 2) & (sizes > 0), 0.34, 0.0)
    furniture[:below] = 0
    add(np.minimum(np.cumsum(furniture)[candidates], 6))
    return Features(candidates, np.column_stack(columns), sizes)


def _running(values: Floats) -> Floats:
    sums = np.empty(len(values) + 1)
    sums[0] = 0
    np.cumsum(values, out=sums[1:])
    return sums


def _flags(values: Iterable[bool]) -> Floats:
    return np.fromiter(values, float)


def _share_of_digits(text: str) -> float:
    return sum(map(text.count, "0123456789")) / len(text)


def _word_marks(texts: list[str]) -> Floats:
    """Which marks each text bears; of a long one only its ends are read, where marks stand."""
    ends = [text if len(text) <= 72 else f"{text[:44]} {text[-26:]}" for text in texts]
    joined = "\n".join(ends)
    starts = [0]
    for text in ends[:-1]:
        starts.append(starts[-1] + len(text) + 1)
    marks = np.zeros((len(texts), len(WORDS)))
    for column, pattern in enumerate(WORDS):
        for match in pattern.finditer(joined):
            marks[bisect_right(starts, match.start()) - 1, column] += 1
    return np.minimum(marks, 2)


def _names(page: Page, holders: list[int]) -> Floats:
    """Marks of each line's own element's names, and how many elements above it bear each."""
    nodes = page.outline.nodes
    own: dict[int, tuple[float, ...]] = {}
    known: dict[int, tuple[float, ...]] = {}

    def marks(at: int) -> tuple[float, ...]:
        found = own.get(at)
        if found is None:
            found = own[at] = name_marks(nodes[at].name)
        return found

    rows = []
    for at in holders:
        row = known.get(at)
        if row is None:
            sums = [0.0, 0.0, 0.0, 0.0]
            up = nodes[at].parent
            for _ in range(ANCESTORS):
                if up < 0:
                    break
                _, text, furniture, body, caption = marks(up)
                sums[0] += text
                sums[1] += furniture
                sums[2] += body
                sums[3] += caption
                up = nodes[up].parent
            row = known[at] = (*marks(at), *(min(value, 2.0) for value in sums))
        rows.append(row)
    return np.array(rows)

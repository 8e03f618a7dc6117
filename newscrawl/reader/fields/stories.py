"""A stretch of lines with several headlines in it → the story that the page is about.

Below an article, above or beside it stand other stories, and all of them read like
text. What is the page's own is decided by its words: those of the title, of the
description and of the story itself; and by how the parts are set.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from operator import add

import numpy as np

from newscrawl.reader.fields.agreement import description_of, title_of
from newscrawl.reader.fields.best_stretch import Floats
from newscrawl.reader.fields.marks import RELATED, TOOL, heads_others, leads_away
from newscrawl.reader.heading import TITLE_NAME, Heading
from newscrawl.reader.outline import Outline
from newscrawl.reader.page import Page

SIGNS = 19
"""Numbers by which a part is judged."""
MOST_PARTS = 300
"""Parts of a stretch that are compared; a page of more is taken as it is."""
STRANGE = 0.25
"""Probability of being of the page's story below which a part ends it."""
_HEADLESS = 0.2
"""The same, of a part without a headline, which says less of where a story begins."""
_STRANGE_BEYOND = 0.4
"""The same, of all parts on that side together."""
_TITLE, _DESCRIPTION = 0.25, 0.4
"""Shares of title and description that the page's own part must have."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LONGEST_HEAD = 60
_FEW = 120
"""Characters of words whose pairs are looked for in a text one by one."""
_SENTENCE_END = frozenset("。！？；，…")


class Words:
    """The pairs of characters that a page says of itself."""

    def __init__(self, page: Page) -> None:
        self._page = page

    @property
    def heading(self) -> Heading | None:
        return self._page.heading

    @cached_property
    def title(self) -> set[int]:
        return pairs_of(title_of(self._page))

    @cached_property
    def description(self) -> set[int]:
        return pairs_of(description_of(self._page))

    def agree(self, said: StoryText, least: float = 1.0) -> bool:
        """Return whether a text is of the page's story: it has enough of the title or
        of the description. The title is looked for first: it is short, and mostly
        enough.
        """
        if said.share(title_of(self._page)) >= _TITLE * least:
            return True
        return said.share(description_of(self._page)) >= _DESCRIPTION * least


class StoryText:
    """A text and its pairs of characters."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.text = "".join(texts)

    @cached_property
    def pairs(self) -> set[int]:
        return pairs_of(self.text)

    def share(self, words: str) -> float:
        """Return the share of the pairs of some words that the text has. Few are looked
        for one by one, which is less work than to know all pairs of the text.
        """
        if "pairs" in vars(self) or len(words) > _FEW:
            return share_of(pairs_of(words), self.pairs)
        pairs = set(map(add, words, words[1:]))
        return sum(map(self.text.__contains__, pairs)) / (len(pairs) + 2)


@dataclass
class StoryPart:
    """Lines `first` to `last` - 1: a headline and what stands below it."""

    outline: Outline
    first: int
    last: int
    lines: list[int]
    """Its lines of text."""
    headed: bool = True
    """Whether it begins with a headline."""

    @property
    def strange(self) -> float:
        """Probability of being of the page's story below which it ends it."""
        return STRANGE if self.headed else _HEADLESS

    @cached_property
    def said(self) -> StoryText:
        return StoryText([self.outline.lines[at].text for at in self.lines])

    @property
    def pairs(self) -> set[int]:
        return self.said.pairs


def pairs_of(text: str) -> set[int]:
    """Return the pairs of neighbouring characters of a text, each as the number that
    their codes make together: those at even and at odd places.

    >>> len(pairs_of("福州福州")), pairs_of("福州") <= pairs_of("在福州市"), pairs_of("福")
    (2, True, set())
    """
    codes = memoryview(text.encode("utf-32-le", "surrogatepass"))
    even, odd = codes[: len(text) // 2 * 8], codes[4 : 4 + (len(text) - 1) // 2 * 8]
    return {*even.cast("Q"), *odd.cast("Q")}


def split_stories(outline: Outline, first: int, last: int, kept: Collection[int]) -> list[StoryPart]:
    """Split a stretch at the headlines in it, and where an element with text of its own
    begins: a story may have no headline. The first part may have neither."""
    starts = {at: _is_head(outline, at) for at in range(first + 1, last)}
    heads = [at for at, headed in starts.items() if headed or (at in kept and _is_box(outline, at))]
    parts = []
    for start, end in pairwise([first, *heads, last]):
        headed = starts.get(start, False)
        lines = [at for at in range(start + headed, end) if at in kept]
        if lines:
            parts.append(StoryPart(outline, start, end, lines, headed))
    return parts


def _is_head(outline: Outline, at: int) -> bool:
    line = outline.lines[at]
    text = line.text
    if not 3 <= len(text) <= _LONGEST_HEAD or text[-1] in _SENTENCE_END or leads_away(text, line.link_chars):
        return False
    if line.strong or line.link_chars * 2 > len(text):
        return True
    node = outline.nodes[line.node]
    return node.tag in _HEADINGS or TITLE_NAME.search(node.name) is not None


def _is_box(outline: Outline, at: int) -> bool:
    """Return whether a line begins an element with text of its own."""
    inner = outline.lines[at].node
    node = outline.nodes[inner]
    if node.first != at:
        return False
    if node.tag == "p" or node.last - node.first < 2:
        if node.parent < 0:
            return False
        above = outline.nodes[node.parent]
        return above.first == at and above.tag != "body"
    return True


def own_part(page: Page, words: Words, parts: list[StoryPart]) -> StoryPart:
    """Return the part that says most of what the title and the description do; the one
    below the heading is likelier.
    """
    heading = page.heading
    first = next((part for part in parts if heading is not None and part.lines[0] >= heading.first), None)

    def said(part: StoryPart) -> float:
        described = share_of(words.description, part.pairs) if words.description else 0.0
        return 2 * share_of(words.title, part.pairs) + 2 * described + 0.5 * (part is first)

    return max(parts, key=said)


def own_story(
    page: Page,
    words: Words,
    stretch: tuple[int, int],
    kept: Collection[int],
    odds: Mapping[int, float],
    weights: Floats,
) -> tuple[int, int]:
    """Return the lines of a stretch that are the page's own story: all, where no part
    is certainly another.
    """
    first, last = stretch
    parts = split_stories(page.outline, first, last, kept)
    if not 2 <= len(parts) <= MOST_PARTS:
        return first, last
    own = own_part(page, words, parts)
    place = parts.index(own)
    if words.agree(own.said):
        likely = [likeness(words, own, part, odds, weights) for part in parts]
    else:
        likely = [float(not _under_label(own, part)) for part in parts]
    for at in range(place + 1, len(parts)):
        if likely[at] < parts[at].strange and _mean(likely[at:]) < _STRANGE_BEYOND:
            last = parts[at].first
            break
    for at in range(place - 1, -1, -1):
        if likely[at] < parts[at].strange and _mean(likely[: at + 1]) < _STRANGE_BEYOND:
            first = parts[at].last
            break
    return first, last


def likeness(words: Words, own: StoryPart, part: StoryPart, odds: Mapping[int, float], weights: Floats) -> float:
    """Return how likely a part is of the page's story, 0 to 1."""
    if part is own:
        return 1.0
    if _under_label(own, part):
        return 0.0
    return float(1 / (1 + np.exp(-(np.dot(part_signs(words, own, part, odds), weights[:-1]) + weights[-1]))))


DATED = re.compile(r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}")
_DATE_WITHIN = 4
"""Lines below the headline of another article in which its date stands."""


def _above(part: StoryPart, outline: Outline) -> Iterator[int]:
    """Yield the elements around the first line of a part."""
    at = outline.lines[part.first].node
    while at >= 0:
        yield at
        at = outline.nodes[at].parent


def _under_label(own: StoryPart, part: StoryPart) -> bool:
    """Return whether a part stands in a box with the label of other stories over it, or
    in another `<article>` with a headline and a date of its own."""
    lines, nodes = part.outline.lines, part.outline.nodes
    box = nodes[lines[part.first].node]
    while not box.first <= own.first < box.last:
        if box.tag == "article" and box.first == part.first and nodes[lines[part.first].node].tag in _HEADINGS:
            dated = any(DATED.search(line.text) for line in lines[part.first + 1 : part.first + _DATE_WITHIN])
            return dated and any(nodes[up].tag == "article" for up in _above(own, part.outline))
        if heads_others(lines[box.first].text):
            return True
        if box.parent < 0:
            return False
        box = nodes[box.parent]
    return False


def part_signs(words: Words, own: StoryPart, part: StoryPart, odds: Mapping[int, float]) -> list[float]:
    """Measure how a part differs from the page's own."""
    outline = part.outline
    head = outline.lines[part.first]
    shown = pairs_of(head.text)
    boxed, alike = _box(own, part)
    return [
        share_of(words.title, part.pairs),
        share_of(words.title, own.pairs),
        share_of(words.description, part.pairs),
        share_of(words.description, own.pairs),
        float(bool(words.description)),
        len(part.pairs & own.pairs) / (len(part.pairs) + 4),
        len((shown & words.title) | (shown & own.pairs)) / (len(head.text) + 2),
        float(head.link_chars * 2 > len(head.text)),
        min(len(head.text), 30) / 10,
        float(outline.nodes[head.node].tag in _HEADINGS),
        float(head.strong),
        float(RELATED.search(head.text) is not None or TOOL.search(head.text) is not None),
        float(boxed),
        float(alike),
        math.log1p(len(part.said.text)),
        math.log1p(len(own.said.text)),
        _mean([odds.get(at, 0.0) for at in part.lines]),
        float(words.heading is not None and part.last <= words.heading.first <= own.first),
        float(part.pairs.isdisjoint(words.title) and part.pairs.isdisjoint(words.description))
        * min(len(part.pairs), 100)
        / 100,
    ]


def _box(own: StoryPart, part: StoryPart) -> tuple[bool, bool]:
    """Return whether a part stands in an element of its own beside that of the page's,
    and whether the two are set alike.
    """
    lines, nodes = part.outline.lines, part.outline.nodes
    mine, other = lines[own.lines[-1 if own.first < part.first else 0]].node, lines[part.first].node
    above: dict[int, int] = {}
    below = -1
    while mine >= 0:
        above[mine] = below
        below, mine = mine, nodes[mine].parent
    child = -1
    while other >= 0 and other not in above:
        child, other = other, nodes[other].parent
    if child < 0:
        return False, True
    beside = above.get(other, -1)
    alike = beside >= 0 and (nodes[beside].tag, nodes[beside].name) == (nodes[child].tag, nodes[child].name)
    return nodes[child].first <= part.first and part.lines[-1] < nodes[child].last, alike


def share_of(of: set[int], found: set[int]) -> float:
    """Return the share of some pairs that are found."""
    return len(of & found) / (len(of) + 2)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)

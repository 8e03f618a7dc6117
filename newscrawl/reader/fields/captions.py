"""A line beside a picture → whether it is the caption of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from functools import cached_property

from newscrawl.reader.fields.marks import PHOTO, PHOTO_LEAD, name_marks
from newscrawl.reader.name_stems import name_stem
from newscrawl.reader.outline import Line, Outline

_SENTENCE = re.compile("[，。！？；]")


class Styles:
    """How the lines of a text are set; counted where a picture asks for it."""

    def __init__(self, outline: Outline, kept: Collection[int]) -> None:
        self._outline = outline
        self._kept = kept

    @cached_property
    def usual(self) -> Counter[tuple[str, str, bool]]:
        return Counter(_style_of(self._outline, self._outline.lines[i]) for i in self._kept)


def is_caption(line: Line, outline: Outline, at: int, pictured: int, styles: Styles) -> bool:
    """Return whether a line is words under a picture: by the element's name, by words
    such as 摄 and 图为, or by its place.

    A short line under a picture is a caption only if it is set otherwise than the
    paragraphs: those stand there too.
    """
    text = line.text
    node = outline.nodes[line.node]
    if len(text) > 160:
        return False
    if node.tag == "figcaption" or name_marks(node.name)[4]:
        return True
    near = 0 <= at - pictured <= 2
    if PHOTO_LEAD.match(text):
        return near or len(text) < 80
    if PHOTO.search(text):
        return len(text) <= 30 or (near and (len(text) <= 45 or "。" not in text[:-1]))
    if not near or len(text) > 40 or _SENTENCE.search(text[:-1]):
        return False
    look = _style_of(outline, line)
    return (look[2] and len(text) <= 32) or styles.usual[look] * 4 < styles.usual.total()


def _style_of(outline: Outline, line: Line) -> tuple[str, str, bool]:
    """Return how a line is set, which is alike for paragraphs and different for
    captions.
    """
    node = outline.nodes[line.node]
    return node.tag, name_stem(node.name), _is_centred(outline, line)


def _is_centred(outline: Outline, line: Line) -> bool:
    index = line.node
    for _ in range(3):
        if index < 0:
            return False
        element = outline.nodes[index].element
        if element.tag == "center" or (element.get("align") or "").lower() == "center":
            return True
        if "center" in (element.get("style") or "").lower():
            return True
        index = outline.nodes[index].parent
    return False

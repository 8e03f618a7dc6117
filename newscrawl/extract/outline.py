"""The page as lines of text: what a reader sees between two line breaks, with what it needs to be judged by.

One walk over the tree gives every reader the same lines: text, how much of it is link, which block element holds it.
Scripts, styles, forms' controls and comments are not text. What a line means is left to the readers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

SKIPPED = frozenset(
    (
        *("script", "style", "noscript", "template", "head", "select", "option", "textarea", "button", "svg", "math"),
        *("object", "embed", "iframe", "applet", "audio", "video", "map"),
    )
)
INLINE = frozenset(
    (
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i"),
        *("img", "ins", "kbd", "label", "mark", "nobr", "o:p", "q", "rp", "rt", "ruby", "s", "samp", "small", "span"),
        *("st1", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "input", "area", "canvas"),
        *("source", "track", "picture", "param", "basefont"),
    )
)
BREAKS = frozenset(("br", "hr"))

_SPACE = re.compile(r"[\s\u200b\u200e\ufeff]+")


@dataclass(slots=True)
class Node:
    """A block element: its place in the tree and the lines it spans."""

    element: etree._Element
    tag: str
    parent: int
    name: str
    """Its id and class, lower-cased, in one string."""
    depth: int
    first: int
    last: int = -1
    """Lines `first` to `last` - 1 stand in it."""


@dataclass(slots=True)
class Line:
    """A run of text without a line break."""

    text: str
    node: int
    """Index of the innermost block element."""
    link_chars: int
    links: tuple[etree._Element, ...]
    images: tuple[etree._Element, ...]
    strong: bool
    """All of it stands in b, strong, h1-h6 or th."""


@dataclass(slots=True)
class Outline:
    """Lines and block elements of a page, in document order."""

    lines: list[Line]
    nodes: list[Node]


def plain_text(element: etree._Element) -> str:
    """All text of an element on one line, white space collapsed."""
    text = etree.tostring(element, method="text", encoding="unicode", with_tail=False)
    return _SPACE.sub(" ", text).strip()


def read_outline(root: etree._Element) -> Outline:
    """Walk the tree once, without recursion (broken pages nest thousands deep)."""
    lines: list[Line] = []
    nodes: list[Node] = []
    pieces: list[str] = []
    links: list[etree._Element] = []
    images: list[etree._Element] = []
    current = -1
    in_link = 0
    in_strong = 0
    link_chars = 0
    plain_chars = 0

    def flush() -> None:
        nonlocal link_chars, plain_chars
        if pieces:
            text = _SPACE.sub(" ", "".join(pieces)).strip()
            pieces.clear()
        else:
            text = ""
        if text or images:
            lines.append(
                Line(
                    text,
                    current,
                    min(link_chars, len(text)),
                    tuple(links),
                    tuple(images),
                    bool(text) and plain_chars == 0,
                )
            )
        links.clear()
        images.clear()
        link_chars = plain_chars = 0

    def add(text: str) -> None:
        nonlocal link_chars, plain_chars
        pieces.append(text)
        size = len(text.strip())
        if size:
            if in_link:
                link_chars += size
            if not in_strong:
                plain_chars += size

    stack: list[tuple[etree._Element, int]] = [(root, 0)]
    while stack:
        element, state = stack.pop()
        tag = element.tag
        if state == 0:
            if not isinstance(tag, str) or tag in SKIPPED:
                pass
            elif tag in BREAKS:
                flush()
            elif tag in INLINE:
                if tag == "img":
                    images.append(element)
                else:
                    opened = 1
                    if tag == "a":
                        in_link += 1
                        links.append(element)
                        opened = 2
                    elif tag in ("b", "strong"):
                        in_strong += 1
                        opened = 3
                    if element.text:
                        add(element.text)
                    stack.append((element, opened))
                    stack.extend([(child, 0) for child in reversed(element)])
                    continue
            else:
                flush()
                name = f"{element.get('id') or ''} {element.get('class') or ''}".lower()
                depth = nodes[current].depth + 1 if current >= 0 else 0
                nodes.append(Node(element, tag, current, name, depth, len(lines)))
                current = len(nodes) - 1
                if tag[0] == "h" and tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
                    in_strong += 1
                if element.text:
                    add(element.text)
                stack.append((element, 4))
                stack.extend([(child, 0) for child in reversed(element)])
                continue
        elif state == 2:
            in_link -= 1
        elif state == 3:
            in_strong -= 1
        elif state == 4:
            flush()
            node = nodes[current]
            node.last = len(lines)
            current = node.parent
            if tag[0] == "h" and tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
                in_strong -= 1
        if element.tail and current >= 0:
            add(element.tail)
    flush()
    return Outline(lines, nodes)

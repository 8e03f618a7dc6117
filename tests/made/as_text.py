"""A page → text without markup, in the three ways in which archives and converters
leave it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

from lxml import etree, html

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "table",
        "tr",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "br",
        "hr",
        "dl",
        "dt",
        "dd",
        "section",
        "article",
        "header",
        "footer",
        "nav",
        "form",
        "center",
        "blockquote",
        "pre",
        "figure",
        "figcaption",
        "option",
        "title",
        "main",
        "aside",
    ]
)
_UNSEEN = ("script", "style", "noscript", "template")
_MENU_WORD = 12
_WIDTH = 80
_WHITE = re.compile(r"\s+")


def blocks(page: str) -> list[str]:
    """Return the lines of a page, a block element a line; the first is its title."""
    root = html.document_fromstring(page)
    for element in list(root.iter(*_UNSEEN)):
        element.drop_tree()
    parts: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end", "comment")):
        if element.tag in _BLOCKS and event != "comment":
            parts.append("\n")
        text = element.text if event == "start" else element.tail
        parts.append(_WHITE.sub(" ", text or ""))
    return [line.strip() for line in "".join(parts).split("\n") if line.strip()]


def menus(lines: Iterable[str]) -> list[str]:
    """Join runs of short lines, such as menus, to one line each."""
    joined: list[list[str]] = []
    for line in lines:
        if len(line) > _MENU_WORD:
            joined += [[line], []]
        elif joined:
            joined[-1].append(line)
        else:
            joined.append([line])
    return [" ".join(run) for run in joined if run]


def wrapped(lines: Iterable[str]) -> list[str]:
    """Break lines at forty Chinese characters, with an empty line between blocks."""
    broken = []
    for line in lines:
        piece, width = "", 0
        for char in line:
            wide = 2 if unicodedata.east_asian_width(char) in "WF" else 1
            if width + wide > _WIDTH:
                broken.append(piece)
                piece, width = "", 0
            piece, width = piece + char, width + wide
        broken += [piece, ""]
    return broken


WAYS: dict[str, Callable[[str], list[str]]] = {
    "blocks": blocks,
    "menus": lambda page: menus(blocks(page)),
    "wrapped": lambda page: wrapped(blocks(page)),
}

"""Lines of a text → a `Page` without markup, for the readers of `fields/`.

Each line is a paragraph of its own, none has links or names, and a line that heads a
part of the body is bold. Nothing is written as HTML and parsed again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from lxml import etree

from newscrawl.reader.heading import Heading
from newscrawl.reader.lines.text_title import FoundTitle
from newscrawl.reader.outline import Line, Node, Outline
from newscrawl.reader.page import Page


def as_page(
    lines: Sequence[str], title: FoundTitle | None, subheads: Collection[int], url: str, fetched: datetime | None
) -> Page:
    """Return lines as a page; the first one is its `<title>` where the title was read
    by it.

    >>> page = as_page(["福州今日有雨", "本报讯 今日有雨。"], None, (), "http://a.cn/1.html", None)
    >>> [line.text for line in page.outline.lines], page.heading
    (['福州今日有雨', '本报讯 今日有雨。'], None)
    """
    body, paragraph = Node(_BODY, "body", -1, 0), Node(_PARAGRAPH, "p", 0, 0)
    body.last = len(lines)
    outline = Outline([Line(text, 1, 0, (), (), at in subheads) for at, text in enumerate(lines)], [body, paragraph])
    heading = None
    if title is not None and title.line is not None:
        heading = Heading(title.text, title.line, title.line + 1, title.evidence)
    known = title is not None and (title.line == 0 or title.evidence.endswith("in the first line"))
    return TextPage(outline, heading, lines[0] if known else None, url, fetched)


class TextPage(Page):
    """A page that has lines and no markup, and so states nothing about itself."""

    def __init__(
        self, outline: Outline, heading: Heading | None, title_text: str | None, url: str, fetched: datetime | None
    ) -> None:
        super().__init__(_ROOT, "", b"", url, fetched)
        self.__dict__.update(outline=outline, heading=heading, title_text=title_text, **_NOTHING)

    def mentions(self, word: bytes) -> bool:
        """Return False: it has no source that could have a word."""
        return False


_ROOT = etree.Element("html")
_BODY, _PARAGRAPH = etree.SubElement(_ROOT, "body"), etree.Element("p")
_NOTHING: dict[str, Any] = {
    "head": {name: [] for name in ("meta", "link", "base", "title", "script")},
    "meta": {},
    "jsonld": (),
    "founder": {},
    "state": None,
    "states": [],
}
"""What a page without markup states about itself."""

"""The body of an article: which element holds it, and its paragraphs, subheads, captions, pictures and attachments.

`find_body` chooses the element by the text itself; `read_blocks` reads elements that a site's layout has chosen. Credit
and source lines are taken out of the blocks and kept in `head_lines` and `tail_lines` for `credits`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml import etree

from newscrawl.extract.outline import Line, Outline, plain_text, read_outline
from newscrawl.extract.page import Page
from newscrawl.items import Attachment, Block, Image

_STOPS = re.compile("[，。！？；：、]")
_DOCUMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|csv|wps|ofd)(?:[?#]|$)", re.I)
_CREDIT_LINE = re.compile(
    r"^[\s\[【(（]*(?:责任编辑|責任編輯|编辑|編輯|责编|責編|来源|來源|稿源|文章来源|校对|审核|值班编辑|初审|复审|终审|一审|二审|三审)\s*[:：/][^。]{0,60}$"
)


@dataclass(frozen=True, slots=True)
class Body:
    """What an article's container holds, in reading order."""

    blocks: tuple[Block, ...]
    images: tuple[Image, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    head_lines: tuple[str, ...] = ()
    """Credit, source and date lines taken out above and inside the text."""
    tail_lines: tuple[str, ...] = ()
    """The same below the last paragraph."""
    element: etree._Element | None = None
    """The container; None where the blocks have none in common."""

    @property
    def text(self) -> str:
        """Paragraphs and subheads, one a line."""
        return "\n".join(block.text for block in self.blocks if block.kind in ("p", "subhead"))


def find_body(page: Page) -> Body | None:
    """Find and read the body of a page of unknown make; None where no element holds running text."""
    outline = page.outline
    scores: dict[int, float] = {}
    for line in outline.lines:
        size = len(line.text) - line.link_chars
        if size < 10 or line.link_chars > size:
            continue
        weight = size * (1.0 + min(len(_STOPS.findall(line.text)), 10))
        index, share = line.node, 1.0
        while index >= 0 and share > 0.05:
            scores[index] = scores.get(index, 0.0) + weight * share
            share *= 0.6
            index = outline.nodes[index].parent
    if not scores:
        return None
    best = max(scores, key=lambda index: scores[index])
    node = outline.nodes[best]
    body = _read(outline.lines[node.first : node.last], outline, page, None, node.element)
    return body if body.blocks else None


def read_blocks(elements: Iterable[etree._Element], page: Page, title: str | None = None) -> Body:
    """Read the elements a layout has chosen; a line equal to `title` above the text is left out.

    An element inside another of the given ones is read once.
    """
    chosen = list(elements)
    lines: list[Line] = []
    inner = {id(descendant) for element in chosen for descendant in element.iterdescendants()}
    outline = Outline([], [])
    for element in chosen:
        if id(element) in inner:
            continue
        outline = read_outline(element)
        lines.extend(outline.lines)
    return _read(lines, outline, page, title, chosen[0] if len(chosen) == 1 else None)


def _read(
    lines: Sequence[Line], outline: Outline, page: Page, title: str | None, element: etree._Element | None
) -> Body:
    blocks: list[Block] = []
    images: list[Image] = []
    attachments: list[Attachment] = []
    credits: list[tuple[int, str]] = []
    for line in lines:
        for image in line.images:
            url = page.absolute(image.get("src") or image.get("data-src"))
            if url:
                images.append(Image(url))
        for link in line.links:
            url = page.absolute(link.get("href"))
            if url and _DOCUMENT.search(url):
                attachments.append(Attachment(url, plain_text(link) or None))
        if not line.text or line.text == title:
            continue
        if _CREDIT_LINE.match(line.text):
            credits.append((len(blocks), line.text))
        elif line.link_chars * 2 <= len(line.text):
            subhead = line.strong and len(line.text) < 40 and not line.text.endswith(("。", "，"))
            blocks.append(Block("subhead" if subhead else "p", line.text))
    return Body(
        tuple(blocks),
        tuple(images),
        tuple(attachments),
        tuple(text for place, text in credits if place < len(blocks)),
        tuple(text for place, text in credits if place >= len(blocks)),
        element,
    )

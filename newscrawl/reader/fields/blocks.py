"""A stretch of lines → blocks: paragraphs, subheads, captions and tables, with
pictures, attachments and credit lines.

The lines of the text are chosen before, by `body_lines` or by a site's layout.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from lxml import etree

from newscrawl.items import Attachment, Block, Image
from newscrawl.late_patterns import late
from newscrawl.reader.fields.bylines import LONGEST_CREDIT
from newscrawl.reader.fields.captions import Styles, is_caption
from newscrawl.reader.fields.closing_credits import is_credit, sentences_end
from newscrawl.reader.fields.marks import BACK, LEGAL, NOTICE, PHOTO, PHOTO_LEAD, any_of, name_marks
from newscrawl.reader.fields.opening_info import is_info, lone_tags, sentences_begin
from newscrawl.reader.fields.role_words import has_role
from newscrawl.reader.heading import fold_title
from newscrawl.reader.outline import Line, Outline, plain_text
from newscrawl.reader.page import Page

_DOCUMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|csv|wps|ofd)(?:[?#]|$)", re.I)
_PICTURE_SOURCES = ("data-original", "data-src", "data-lazy-src", "data-echo", "data-actualsrc", "zoomfile", "original")
_DECORATION = (
    *("blank", "spacer", "loading", "placeholder", "grey.gif", "gray.gif", "transparent", "icon", "logo", "qrcode"),
    *("erweima", "ewm", "share", "/dot", "arrow", "btn_", "button", "avatar", "emot", "smil", "/ads", "/ad_", "/ad/"),
    ".svg",
)
"""What the addresses of decoration hold, in lower case. A pattern of them that ignores
case takes thirty times as long."""
_PHOTO_NEWS = 100
"""Characters of text below which the captions are the news."""
_NOTICE_LEAD = re.compile(
    r"[\s•·*※（(\[【]*(?:特别)?(?:声明|聲明|版权|版權|免责|免責|凡|本文|本[网站]|以上|注|作者|©|Copyright|未经|未經|转载|投资"
    r"|[^。，]{0,30}(?:专稿|专稿件|独家稿件|原创作品)[，,。：: ])"
)
_FOREIGN = late("[^\u3400-\u9fff]*$")
"""A text without a Chinese character: below a notice, its translation."""
_OPERATOR = re.compile(r"(?:主[办辦管]|承[办辦]|协办|技术支持|网站(?:标识码|维护|管理))(?:单位|單位)?\s?[:：]")
_OPERATORS = frozenset("主承协技网")
_NOTICE_LABEL = re.compile(
    r"[\s•·*※（(\[【]*(?:特别|免责|版权|郑重|重要)?(?:声明|聲明|提示)[:：]?[\s）)\]】]*$|(?:跟帖|跟贴|评论|发言|留言)(?:规则|须知|守则)[:：]?$"
)
_LABEL_WORD = any_of("声明 聲明 提示 规则 须知 守则")
_SUBHEAD_NAME = re.compile(r"sub-?_?(?:title|head|tit)|subhead|xiaobiaoti")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_NEVER_TWICE = 60
"""Characters of a last paragraph that stands in no article twice, as refrains do; a
page shows it again by accident."""
MOST_CREDITS = 1000
"""Short lines with a role that may be credits; the further ones of a page are text."""


@dataclass(frozen=True, slots=True)
class Body:
    """The content of an article's container, in reading order."""

    blocks: tuple[Block, ...]
    images: tuple[Image, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    head_lines: tuple[str, ...] = ()
    """Credit, source and date lines taken out above and inside the text."""
    tail_lines: tuple[str, ...] = ()
    """The same below the last paragraph."""
    element: etree._Element | None = None
    """The container; None where the lines have none in common."""
    first: int | None = None
    """First line of the text in the page's outline; None where the lines are not the
    outline's."""
    last: int | None = None
    """The line after the last."""
    certainty: float = 1.0
    """Certainty of the line model about these lines, 0 to 1; 1 where a layout chose
    them."""

    @property
    def text(self) -> str:
        """Paragraphs and subheads, one a line."""
        return "\n".join(block.text for block in self.blocks if block.kind in ("p", "subhead"))


def make_body(
    page: Page,
    outline: Outline,
    first: int,
    last: int,
    kept: Collection[int],
    title: str | None,
    tables: Mapping[int, tuple[int, str]],
    notices: Collection[int] | None = None,
) -> Body:
    """Make the body from lines `first` to `last` - 1, of which those in `kept` are
    text; `notices` are legal ones, where they are known.
    """
    lines = outline.lines
    wanted = fold_title(title) if title else ""
    if notices is None:
        notices = {i for i in range(first, last) if is_notice(lines[i].text)}
    last = _before_notice(lines, first, last, kept, notices)
    first, last = _with_pictures(outline, first, last)
    styles = Styles(outline, kept)
    bold = sum(len(lines[i].text) for i in kept if lines[i].strong) * 2 > sum(len(lines[i].text) for i in kept)
    blocks: list[Block] = []
    images: list[Image] = []
    attachments: list[Attachment] = []
    credits: list[tuple[int, str]] = []
    tags = lone_tags([line.text for line in lines[first:last]])
    many_lines, with_role = last - first > MOST_CREDITS, 0
    pictured = -9
    uncaptioned: list[int] = []
    i = first
    while i < last:
        line = lines[i]
        for image in line.images:
            url = _picture(image, page)
            if url:
                uncaptioned = [] if pictured < i - 1 else uncaptioned
                uncaptioned.append(len(images))
                images.append(Image(url))
                pictured = i
        for link in line.links:
            target = link.get("href") or ""
            if _DOCUMENT.search(target) and (url := page.absolute(target)):
                attachments.append(Attachment(url, plain_text(link) or None))
        if i in tables and tables[i][0] <= last:
            end, text = tables[i]
            blocks.append(Block("table", text))
            i = end
            continue
        text = BACK.sub("", line.text) if line.links else line.text
        # folding takes out white space, which is less than half of a line
        repeated = len(text) <= 2 * len(wanted) and (
            not blocks or (len(blocks) == 1 and len(blocks[0].text) < _PHOTO_NEWS)
        )
        if text and not (repeated and fold_title(text) == wanted) and not (i - first == tags and not blocks):
            if many_lines and len(text) <= LONGEST_CREDIT:
                with_role += has_role(text)
            if with_role <= MOST_CREDITS and (is_credit(text) or is_info(text)):
                credits.append((len(blocks), text))
            elif is_caption(line, outline, i, pictured, styles):
                blocks.append(Block("caption", text))
                for at in uncaptioned:
                    images[at] = Image(images[at].url, text)
                uncaptioned = []
            elif i in kept and i not in notices:
                blocks.append(Block("subhead" if not bold and _is_subhead(line, outline) else "p", text))
        i += 1
    if len(blocks) > 2 and len(blocks[-1].text) >= _NEVER_TWICE and blocks.count(blocks[-1]) == 2:
        blocks.pop()
    if blocks and blocks[0].kind == "p" and (begin := sentences_begin(blocks[0].text)):
        credits.insert(0, (0, blocks[0].text[:begin].strip()))
        blocks[0] = Block("p", blocks[0].text[begin:])
    if blocks and blocks[-1].kind == "p" and (end := sentences_end(blocks[-1].text)) < len(blocks[-1].text):
        credits.append((len(blocks), blocks[-1].text[end:].strip()))
        blocks[-1] = Block("p", blocks[-1].text[:end])
    if (words := sum(len(block.text) for block in blocks if block.kind in ("p", "table"))) < _PHOTO_NEWS:
        blocks = [
            Block("p", b.text) if b.kind == "caption" and (not words or ("。" in b.text and len(b.text) > 14)) else b
            for b in blocks
        ]
    if not any(block.kind in ("p", "subhead") for block in blocks):  # the rows are the text
        blocks = [each for block in blocks for each in (_rows(block) if block.kind == "table" else [block])]
    return Body(
        tuple(blocks),
        tuple(images),
        tuple(attachments),
        tuple(text for place, text in credits if place < len(blocks)),
        tuple(text for place, text in credits if place >= len(blocks)),
        _container(outline, sorted(kept)),
        first,
        last,
    )


def _rows(table: Block) -> list[Block]:
    return [Block("p", row.replace("\t", " ")) for row in table.text.split("\n")]


def with_glued_edges(outline: Outline, kept: Collection[int]) -> list[int]:
    """Return the lines of a text, in order, and those right above and below it that are
    paragraphs, too, and look like none for what is glued to them.
    """
    lines, nodes = outline.lines, outline.nodes
    found = set(kept)
    for at, near in ((min(kept) - 1, min(kept)), (max(kept) + 1, max(kept))):
        if not 0 <= at < len(lines) or nodes[lines[at].node].parent != nodes[lines[near].node].parent:
            continue
        text = lines[at].text
        glued = 0 < sentences_end(text, bracketed=True) < len(text) if at > near else sentences_begin(text) > 0
        if glued and not lines[at].link_chars:
            found.add(at)
    return sorted(found)


def _before_notice(
    lines: Sequence[Line], first: int, last: int, kept: Collection[int], notices: Collection[int]
) -> int:
    """Return where the text ends: before a notice with no longer paragraph below it;
    contact lines belong to the notice.
    """
    for at in range(first + 1, last):
        text = lines[at].text
        if at not in notices and not is_notice_label(text):
            continue
        below = (lines[i].text for i in range(at + 1, last) if i in kept and i not in notices)
        if not any(len(text) > 60 and not _FOREIGN.match(text) for text in below):
            return at
    return last


def is_notice(text: str) -> bool:
    """Return whether a text is a legal notice: several of its phrases, or one in a
    short line that begins as notices do.

    >>> is_notice("声明：凡注明为其他媒体来源的信息，均为转载，并不代表本网赞同其观点。")
    True
    >>> is_notice("法院认为，被告未经授权使用该图片，构成侵权。")
    False
    """
    if not NOTICE.search(text):
        return False
    found = len(NOTICE.findall(text))
    return found > 1 or (found == 1 and len(text) < 70 and _NOTICE_LEAD.match(text) is not None)


def names_operator(texts: Sequence[str], at: int) -> bool:
    """Return whether a line names those who run the site, as its footer does: one of
    the next three is a legal line.

    >>> names_operator(["主办：闽侯县人民政府", "闽ICP备05000000号"], 0)
    True
    >>> names_operator(["主办：县文旅局", "时间：3月10日"], 0)
    False
    """
    operator = texts[at][:1] in _OPERATORS and _OPERATOR.match(texts[at]) is not None
    return operator and any(LEGAL.search(text) for text in texts[at + 1 : at + 4])


def find_notices(texts: Sequence[str]) -> list[bool]:
    """Return which lines are legal notices or head one.

    >>> find_notices(["免责声明：", "法院认为，被告未经授权使用该图片，构成侵权。", "未经授权许可，不得转载或使用。"])
    [True, False, True]
    """
    joined = "\n".join(texts)
    found = [text[:1] in _OPERATORS and names_operator(texts, at) for at, text in enumerate(texts)]
    starts = [0, *accumulate(len(text) + 1 for text in texts)]
    for match in _LABEL_WORD.finditer(joined):
        at = bisect_right(starts, match.start()) - 1
        found[at] = found[at] or is_notice_label(texts[at])
    for match in NOTICE.finditer(joined):
        # a match may run on into the next line, and hide the one that stands there
        last = bisect_right(starts, max(match.end() - 1, match.start())) - 1
        for at in range(bisect_right(starts, match.start()) - 1, min(last + 1, len(texts))):
            found[at] = found[at] or is_notice(texts[at])
    return found


def is_notice_label(text: str) -> bool:
    """Return whether a text is the heading of a legal notice.

    >>> is_notice_label("免责声明："), is_notice_label("外交部发表声明称")
    (True, False)
    """
    return len(text) < 16 and _NOTICE_LABEL.match(text) is not None


def _is_subhead(line: Line, outline: Outline) -> bool:
    text = line.text
    if len(text) > 42 or text[-1] in "。，；、,;":
        return False
    node = outline.nodes[line.node]
    return line.strong or node.tag in _HEADINGS or _SUBHEAD_NAME.search(node.name) is not None


def _with_pictures(outline: Outline, first: int, last: int) -> tuple[int, int]:
    """Extend the text by pictures with their captions right above and below it, in the
    element that holds it.
    """
    if first >= last:
        return first, last
    lines, nodes = outline.lines, outline.nodes
    for step in (-1, 1):
        edge = first if step < 0 else last - 1
        home = nodes[lines[edge].node].parent
        at = edge + step
        while 0 <= at < len(lines) and abs(at - edge) <= 3:
            line = lines[at]
            holder = nodes[line.node]
            inside = home in (holder.parent, line.node) or (holder.parent >= 0 and nodes[holder.parent].parent == home)
            if not inside or line.link_chars or len(line.text) > 80:
                break
            if line.images and not line.text:
                edge = at if step < 0 else _caption_end(outline, at)
                at = edge
            at += step
        if step < 0:
            first = min(first, edge)
        else:
            last = max(last, edge + 1)
    return first, last


def _caption_end(outline: Outline, at: int) -> int:
    """Return the line behind the caption that follows a picture, or behind the picture
    itself.
    """
    below = outline.lines[at + 1] if at + 1 < len(outline.lines) else None
    if below is None or not below.text or below.link_chars or len(below.text) > 80:
        return at
    named = name_marks(outline.nodes[below.node].name)[4] or outline.nodes[below.node].tag == "figcaption"
    return at + 1 if named or PHOTO.search(below.text) or PHOTO_LEAD.match(below.text) else at


def _picture(image: etree._Element, page: Page) -> str | None:
    """Return the address of a picture that is more than decoration; lazy loading keeps
    it in another attribute.
    """
    source = next((image.get(name) for name in _PICTURE_SOURCES if image.get(name)), None) or image.get("src") or ""
    if not source or source.startswith("data:"):
        return None
    lowered = source.lower()
    if any(word in lowered for word in _DECORATION):
        return None
    for side in ("width", "height"):
        value = (image.get(side) or "").rstrip("px")
        if value.isdigit() and int(value) < 60:
            return None
    return page.absolute(source)


def _container(outline: Outline, kept: Sequence[int]) -> etree._Element | None:
    """Return the innermost element that holds all kept lines."""
    if not kept:
        return None
    first, last = kept[0], kept[-1]
    index = outline.lines[first].node
    while index >= 0:
        node = outline.nodes[index]
        if node.first <= first and last < node.last:
            return node.element
        index = node.parent
    return None

"""A tree → its lines of text: what a person sees between two line breaks, with the
facts to judge it by.

One walk over the tree makes the lines for every reader: text, how much of it is link,
which block element holds it. Scripts, styles, forms' controls and comments are not
text. The meaning of a line is left to the readers.
"""

from __future__ import annotations

import re
from itertools import chain

from lxml import etree

from newscrawl.controls import without_invisible

_SKIP, _INLINE, _FACT, _LINK, _STRONG, _IMAGE, _BREAK, _BLOCK, _HEADING, _CARD = range(10)
_LINKS = frozenset((_LINK, _CARD))
_BOLD = frozenset((_STRONG, _HEADING))
_KINDS: dict[object, int] = {
    **dict.fromkeys(
        ("script", "style", "noscript", "template", "head", "title", "select", "option", "textarea"), _SKIP
    ),
    **dict.fromkeys(("button", "svg", "math", "object", "embed", "iframe", "applet", "audio", "video", "map"), _SKIP),
    **dict.fromkeys(("abbr", "acronym", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em"), _INLINE),
    **dict.fromkeys(("font", "i", "ins", "kbd", "label", "mark", "nobr", "o:p", "q", "rp", "rt", "ruby"), _INLINE),
    **dict.fromkeys(("s", "samp", "small", "span", "st1", "strike", "sub", "sup", "time", "tt", "u", "var"), _INLINE),
    **dict.fromkeys(("wbr", "input", "area", "canvas", "source", "track", "picture", "param", "basefont"), _INLINE),
    **dict.fromkeys(("link", "meta", "base"), _FACT),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _HEADING),
    "a": _LINK,
    "b": _STRONG,
    "strong": _STRONG,
    "img": _IMAGE,
    "br": _BREAK,
    "hr": _BREAK,
}
"""How an element takes part in lines; one that is not named starts a line of its
own."""


HEAD = ("meta", "link", "base", "title", "script")
"""Elements that say something of the page; broken pages have them anywhere."""
_WIDE = "[\u3000-\u312f\u3400-\u9fff\uf900-\ufaff\uff01-\uff60\u2018-\u201d]"
_BROKEN = re.compile(rf"(?<={_WIDE})[ \t\r]*\n\s*(?={_WIDE})")
_PROSE = 12
"""Characters in front of a break from which it is one of a paragraph; what is shorter
may be a part of a byline."""
_PARAGRAPH = 30
"""Characters of a text from which its sentences are prose: a break in front of which
there is little is one of them, too."""
_STOP = re.compile("，.*。|。.*，", re.S)
_LABEL = re.compile(r"[\u4e00-\u9fff ]{1,8}[:：]|[（(【\[]")
_new = object.__new__
"""Makes an object without a call of `__init__`, which takes longer than to set its
fields."""
_LABELLED = re.compile(r"[:：][^。，；：:]{0,24}\Z")


class Node:
    """A block element: its place in the tree and the lines (`first` to `last` - 1) that
    stand in it.
    """

    __slots__ = ("_name", "element", "first", "last", "parent", "tag")

    def __init__(self, element: etree._Element, tag: str, parent: int, first: int) -> None:
        self.element = element
        self.tag = tag
        self.parent = parent
        self.first = first
        self.last = first
        self._name: str | None = None

    @property
    def name(self) -> str:
        """Its id and class, lower-cased, in one string; one blank where it has
        neither.
        """
        name = self._name
        if name is None:
            get = self.element.get
            name = self._name = f"{get('id', '')} {get('class', '')}".lower()
        return name


class Line:
    """A run of text without a line break, or pictures alone (then `text` is empty)."""

    __slots__ = ("images", "link_chars", "links", "node", "strong", "text")

    def __init__(
        self,
        text: str,
        node: int,
        link_chars: int,
        links: tuple[etree._Element, ...],
        images: tuple[etree._Element, ...],
        strong: bool,
    ) -> None:
        self.text = text
        self.node = node
        """Index of the innermost block element."""
        self.link_chars = link_chars
        """How many of its characters are words of links."""
        self.links = links
        self.images = images
        self.strong = strong
        """Whether all of it is in b, strong or a heading."""


class Outline:
    """Lines and block elements of a page, in document order."""

    __slots__ = ("head", "lines", "nodes")

    def __init__(
        self, lines: list[Line], nodes: list[Node], head: dict[str, list[etree._Element]] | None = None
    ) -> None:
        self.lines = lines
        self.nodes = nodes
        self.head = head
        """The elements of `HEAD` by tag, where a walk met them."""


def plain_text(element: etree._Element) -> str:
    """Return all text of an element on one line, white space collapsed."""
    if not len(element):
        return " ".join((element.text or "").split())
    text = etree.tostring(element, method="text", encoding="unicode", with_tail=False)
    return " ".join(text.split())


def join_broken(text: str) -> str:
    """Take out the line breaks of the source between two Chinese characters of a
    sentence, where CSS makes nothing of them (CSS Text 3, 4.1.3); between Latin words
    they are blanks, and between short parts such as those of a byline they separate.

    >>> join_broken("昨日上午福州市鼓楼区两家省\\n   立医院的医生为居民测量血压")
    '昨日上午福州市鼓楼区两家省立医院的医生为居民测量血压'
    >>> join_broken("医生为居民\\n测量血压，市民可以在家门口看专家门诊，还能当场预约住院。")
    '医生为居民测量血压，市民可以在家门口看专家门诊，还能当场预约住院。'
    >>> join_broken("来源：福州晚报\\n作者：林晓芳")
    '来源：福州晚报\\n作者：林晓芳'
    """
    if "\n" not in text:
        return text
    joined: list[str] = []
    least = 1 if len(text) >= _PARAGRAPH and _STOP.search(text) else _PROSE
    at = begin = 0
    for match in _BROKEN.finditer(text):
        start, end = match.span()
        before = text[begin:start]
        prose = len(before.strip()) >= least and not _LABELLED.search(before) and not _LABEL.match(text, end)
        joined += (text[at:start], "" if prose else text[start:end])
        at = begin = end
    return "".join([*joined, text[at:]])


def _is_card(link: etree._Element) -> bool:
    """Return whether a link holds elements that start lines of their own, as the cards
    of modern listings do.
    """
    for child in link:  # noqa: SIM110
        if _KINDS.get(child.tag, _BLOCK) >= _BLOCK:
            return True
    return False


def _unlink(lines: list[Line]) -> None:
    """Count the lines inside one link as text where they are an article: someone forgot
    to close an `<a>`.
    """
    if sum(line.link_chars for line in lines) > 300:
        for line in lines:
            line.link_chars = 0


def _end_line(
    lines: list[Line],
    node: int,
    pieces: list[str],
    links: list[etree._Element],
    images: list[etree._Element],
    link_chars: int,
    strong: bool,
) -> None:
    """Append the line that was gathered, and begin the next; the links of a line
    without text belong to the next one.
    """
    text = pieces[0] if len(pieces) == 1 else "".join(pieces)
    if not text.isprintable():
        text = " ".join(join_broken(text).split())
        if not text.isprintable():
            text = without_invisible(text)
    elif " " in text:  # the only white space that is printable
        text = " ".join(text.split())
    pieces.clear()
    if text or images:
        line = _new(Line)
        line.text = text
        line.node = node
        line.link_chars = link_chars
        line.links = tuple(links)
        line.images = tuple(images)
        line.strong = strong
        lines.append(line)
        links.clear()
        images.clear()


def read_outline(root: etree._Element) -> Outline:
    """Read the lines in one walk over the tree, without recursion (broken pages nest
    thousands deep).

    White space is collapsed, ideographic spaces with it, and what cannot be seen
    (zero-width characters) is left out.

    Elements come in document order: if the parent of one is not the innermost open
    element, that one has ended. An event for each start and end would cost more.
    """
    lines: list[Line] = []
    nodes: list[Node] = []
    pieces: list[str] = []
    links: list[etree._Element] = []
    images: list[etree._Element] = []
    head: dict[str, list[etree._Element]] = {tag: [] for tag in HEAD}
    current = -1
    in_link = in_strong = link_chars = plain_chars = opened = 0
    kind_of = _KINDS.get
    above = root.getparent()
    inner, kind = above, _BLOCK  # the innermost open element
    outer: list[tuple[etree._Element | None, int]] = []
    found: str | None = None  # the text behind the tag that was read last
    for element in chain(root.iter("*"), (None,)):
        parent = above if element is None else element.getparent()
        while True:
            if found:
                if not found.isspace():
                    pieces.append(found)
                    if in_link:
                        link_chars += len(found.strip())
                    if not in_strong:
                        plain_chars += 1
                elif pieces:
                    pieces.append(" ")
            if inner is parent or inner is None:
                break
            found = inner.tail
            if kind >= _BLOCK:
                if pieces or images:
                    _end_line(lines, current, pieces, links, images, link_chars, plain_chars == 0)
                    link_chars = plain_chars = 0
                node = nodes[current]
                node.last = len(lines)
                current = node.parent
            if kind != _BLOCK:
                if kind in _LINKS:
                    in_link -= 1
                    if len(lines) - opened > 2:
                        _unlink(lines[opened:])
                elif kind in _BOLD:
                    in_strong -= 1
            inner, kind = outer.pop()
            if kind == _SKIP:
                found = None
        if element is None:
            break
        outer.append((inner, kind))
        inner, found = element, None
        tag = element.tag
        if kind == _SKIP:
            if tag in head:
                head[tag].append(element)
            continue
        kind = kind_of(tag, _BLOCK)
        if kind == _LINK:
            kind = _INLINE if not element.get("href") else _CARD if len(element) and _is_card(element) else _LINK
        if current < 0 and _INLINE <= kind <= _STRONG:
            kind = _BLOCK  # the root holds lines whatever it is: some texts stand in one <font>
        if kind >= _BREAK:
            if pieces or images:
                _end_line(lines, current, pieces, links, images, link_chars, plain_chars == 0)
                link_chars = plain_chars = 0
            if kind == _BREAK:
                continue
            node = _new(Node)
            node.element = element
            node.tag = tag
            node.parent = current
            node.first = len(lines)
            node._name = None
            current = len(nodes)
            nodes.append(node)
        if kind != _BLOCK:
            if kind in _LINKS:
                links.append(element)
                in_link += 1
                opened = len(lines)
            elif kind in _BOLD:
                in_strong += 1
            elif kind == _IMAGE:
                images.append(element)
                continue
            elif kind == _SKIP:
                if tag in head:
                    head[tag].append(element)
                continue
            elif kind == _FACT:
                head[tag].append(element)
        found = element.text
    return Outline(lines, nodes, head)

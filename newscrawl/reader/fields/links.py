"""A listing page of unknown make → the entries of its main list, with title and date.

A list is a run of items of one make, each with one link to an article. The main list of
a page has the most words, addresses shaped like articles', items with dates, and no
name of a side box. Items of the same make in neighbouring blocks (every fifth item in a
new `<ul>`) belong to it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from newscrawl.reader.fields.addresses import article_shaped
from newscrawl.reader.fields.marks import name_stem
from newscrawl.reader.fields.times import Time, find_times
from newscrawl.reader.outline import Line, Node, Outline, plain_text
from newscrawl.reader.page import Page

__all__ = ["Link", "article_shaped", "find_entries"]

_PINNED = re.compile(r"置顶|置頂|\[顶\]|【顶】|\[頂\]|固顶")
_PINNED_LEAD = re.compile(r"^\s*[\[【(（]?\s*(?:置顶|置頂|固顶|(?<=[\[【])[顶頂])\s*[\]】)）]?\s*")
_SIDE = re.compile(
    r"side|right|\bhot|rank|paihang|recom|tuijian|relat|nav|menu|foot|top\b|head|banner|crumb|\bad|tag|friend|share|login|search|link"
    r"|toolbar|bottom|phb|remen|dianji|focus|slide|scroll|pic|photo|video"
)
_MAIN = re.compile(r"list|news|main|left|content|article|lie|liebiao|ul_|con\b|body|feed|data|stream|item")
_NO_TITLE = re.compile(
    r"(?:更多|more|详细|查看|阅读|首页|上一?页|下一?页|尾页|末页|返回|评论|\d+|\[?\d+\]?|[>»<«\s]+|登录|注册|收藏|分享|关于我们|联系我们|版权声明|网站地图|.{0,6}热线|.{0,3}\d{1,3}条?)$",
    re.I,
)


_LAYOUT_NAMES = frozenset(
    ("clearfix", "cf", "clear", "fl", "fr", "left", "right", "box", "row", "col", "w", "mt", "mb")
)


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of a listing."""

    url: str
    title: str
    date_text: str | None = None
    """The date as shown beside the entry."""
    date: Time | None = None
    pinned: bool = False
    """Marked 置顶, so that its place does not show its age."""


@dataclass(slots=True)
class _Item:
    """An address of the page, the best words for it, and the element that holds no
    other address.
    """

    url: str
    title: str
    node: int
    first_line: int
    shaped: bool
    top: int = -1
    """The highest element that holds no other item."""


@dataclass(slots=True)
class _List:
    """Items of one make."""

    items: list[_Item] = field(default_factory=list)
    score: float = 0.0


def find_entries(page: Page) -> list[Link]:
    """Find the entries of the main list in page order, each address once; empty where
    the page has no list.
    """
    outline = page.outline
    items = _items(page)
    if not items:
        return []
    _find_tops(items, outline)
    lists = _group(items, outline)
    for group in lists:
        group.score = _score(group, outline, page)
    best = max(lists, key=lambda group: group.score)
    if best.score <= 0:
        return []
    chosen = [best, *(group for group in lists if group is not best and _belongs(group, best, outline))]
    entries = _without_strangers([item for group in chosen for item in group.items])
    entries.sort(key=lambda item: item.first_line)
    return [_entry(item, page) for item in entries]


def _without_strangers(entries: list[_Item]) -> list[_Item]:
    """Remove the few that lead to other domains than nearly all: advertisements set
    like entries.
    """
    hosts = Counter(_domain(item.url) for item in entries)
    usual, count = hosts.most_common(1)[0]
    return [item for item in entries if _domain(item.url) == usual] if count >= 0.85 * len(entries) else entries


def _domain(url: str) -> str:
    """Return the registered name in an address, roughly: two labels, three below
    `com.cn` and its like.
    """
    labels = url.partition("://")[2].partition("/")[0].partition(":")[0].lower().split(".")
    second = len(labels) > 2 and labels[-2] in ("com", "net", "org", "gov", "edu", "ac") and len(labels[-1]) == 2
    return ".".join(labels[-3 if second else -2 :])


def _items(page: Page) -> list[_Item]:
    """Return the addresses with words that could be a headline."""
    outline = page.outline
    own = page.url.partition("#")[0]
    found: dict[str, _Item] = {}
    for index, line in enumerate(outline.lines):
        for link in line.links:
            url = page.absolute(link.get("href"))
            if url is None:
                continue
            url = url.partition("#")[0]
            title = _title(link, line)
            if url == own or _NO_TITLE.match(title):
                continue
            known = found.get(url)
            if known is None:
                found[url] = _Item(url, title, line.node, index, article_shaped(url))
            elif len(known.title) < 4 <= len(title) or (
                index - known.first_line <= 6 and len(title) > len(known.title) < 12
            ):
                known.title, known.node = title, line.node
    items = [item for item in found.values() if len(item.title) >= (4 if item.shaped else 6)]
    shaped = [item for item in items if item.shaped and len(item.title) >= 6]
    # links beside the entries (authors, channels) separate items from one another;
    # where articles are recognised by their address, only they count
    return [item for item in items if item.shaped] if len(shaped) >= 3 else items


def _title(link: etree._Element, line: Line) -> str:
    """Return the words of a link; its `title` where the shown words are cut short; of a
    whole card, its heading.
    """
    words = plain_text(link)
    if len(words) > len(line.text):
        heading = next(link.iter("h1", "h2", "h3", "h4", "h5", "h6", "strong", "b"), None)
        words = plain_text(heading) if heading is not None else line.text or words
    stated = " ".join((link.get("title") or "").split())
    if not words:
        image = next(link.iter("img"), None)
        words = " ".join((image.get("alt") or "").split()) if image is not None else ""
    cut = words.rstrip(".…· ")
    if stated and (not words or (len(stated) > len(words) and (stated.startswith(cut) or words != cut))):
        return stated
    return words


def _find_tops(items: list[_Item], outline: Outline) -> None:
    """Find each item's own element: the highest that holds no other item."""
    nodes = outline.nodes
    counts = [0] * len(nodes)
    for item in items:
        up = item.node
        while up >= 0:
            counts[up] += 1
            up = nodes[up].parent
    for item in items:
        top = item.node
        while nodes[top].parent >= 0 and counts[nodes[top].parent] == counts[top] == 1:
            top = nodes[top].parent
        item.top = top


def _make(node: Node) -> tuple[str, str]:
    return node.tag, name_stem(node.name)


def _group(items: list[_Item], outline: Outline) -> list[_List]:
    """Group items whose elements stand in containers of one make, at one depth."""
    nodes = outline.nodes
    groups: dict[tuple[object, ...], _List] = {}
    for item in items:
        top = nodes[item.top]
        holder = top if item.top == item.node and _shares_element(item, items) else None
        container = top if holder is not None else nodes[top.parent] if top.parent >= 0 else top
        above = nodes[container.parent] if container.parent >= 0 else container
        depth = 0
        up = container.parent
        while up >= 0:
            depth, up = depth + 1, nodes[up].parent
        key = (_make(container), _make(above), depth, top.tag)
        groups.setdefault(key, _List()).items.append(item)
    return list(groups.values())


def _shares_element(item: _Item, items: list[_Item]) -> bool:
    """Return whether several items are in one element, separated by line breaks
    only.
    """
    return sum(other.node == item.node for other in items) > 1


def _names_above(outline: Outline, index: int, levels: int) -> Iterable[str]:
    for _ in range(levels):
        if index < 0:
            return
        yield outline.nodes[index].name
        index = outline.nodes[index].parent


def _score(group: _List, outline: Outline, page: Page) -> float:
    """Return how much a list looks like the main one."""
    shaped = sum(item.shaped for item in group.items) / len(group.items)
    words = sum(min(len(item.title), 30) for item in group.items if len(item.title) >= 6 or item.shaped)
    dated = sum(_date_of(item, page) is not None for item in group.items[:8]) / min(len(group.items), 8)
    names = list(_names_above(outline, group.items[0].top, 6))
    side = sum(_SIDE.search(name) is not None for name in names)
    main = sum(_MAIN.search(name) is not None for name in names)
    long = sum(len(item.title) >= 10 for item in group.items) / len(group.items)
    score = words * (0.15 + shaped) * (0.3 + long) * (1 + 3 * dated)
    return score * 0.4 ** min(side, 3) * 1.15 ** min(main, 3)


def _belongs(group: _List, best: _List, outline: Outline) -> bool:
    """Return whether a smaller list is part of the main one: in its container, or in
    one with a class in common.
    """
    if not all(item.shaped for item in group.items):
        return False
    nodes = outline.nodes
    parents = {nodes[item.top].parent for item in best.items}
    if all(nodes[item.top].parent in parents for item in group.items):
        return True
    own, main = (nodes[nodes[of.items[0].top].parent] for of in (group, best))
    common = set(name_stem(own.name).split()) & set(name_stem(main.name).split()) - _LAYOUT_NAMES
    sides = [
        sum(_SIDE.search(name) is not None for name in _names_above(outline, of.items[0].top, 6))
        for of in (group, best)
    ]
    return own.tag == main.tag and bool(common) and sides[0] <= sides[1]


def _lines_of(item: _Item, outline: Outline) -> list[Line]:
    node = outline.nodes[item.top]
    if node.last - node.first <= 14:
        return outline.lines[node.first : node.last]
    return outline.lines[item.first_line : item.first_line + 3]


def _date_of(item: _Item, page: Page) -> tuple[str, Time] | None:
    """Return the date beside an entry, outside its title."""
    outline = page.outline
    node = outline.nodes[item.top]
    shared = node.last - node.first > 14 or item.top == item.node
    lines = [outline.lines[item.first_line]] if shared else _lines_of(item, outline)
    best: tuple[int, str, Time] | None = None
    for line in lines:
        text = line.text.replace(item.title, " ").strip()
        if len(text) > 300:
            continue
        for written in find_times(text, near=page.fetched):
            size = written.end - written.start
            # a date alone in its line, or with a year, is the entry's; one in a summary
            # is that of the event
            sure = (size >= 0.6 * len(text)) * 4 + (size >= 8) * 2 + (written.time.precision == "minute")
            if best is None or sure > best[0]:
                best = (sure, text[written.start : written.end].strip(), written.time)
    return best[1:] if best else None


def _entry(item: _Item, page: Page) -> Link:
    found = _date_of(item, page)
    pinned = any(_PINNED.search(line.text) for line in _lines_of(item, page.outline)[:4])
    title = _PINNED_LEAD.sub("", item.title)
    return Link(item.url, title, found[0] if found else None, found[1] if found else None, pinned)

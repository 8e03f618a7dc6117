"""A listing page of unknown make → the entries of its main list, with title and date.

A list is a run of items of one make, each with one link to an article. The main list of
a page has the most words, addresses shaped like articles', items with dates, no name of
a side box, and the page's pager and trail (`list_evidence`). Items of the same make in
neighbouring blocks (every fifth item in a new `<ul>`) belong to it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from newscrawl.reader.fields.addresses import article_shaped
from newscrawl.reader.fields.list_dates import Dated, date_around, date_of, day_headings
from newscrawl.reader.fields.list_evidence import has_date, is_paged, standing
from newscrawl.reader.fields.list_items import Item, find_items, find_tops
from newscrawl.reader.fields.times import Time
from newscrawl.reader.name_stems import name_stem
from newscrawl.reader.outline import Line, Node, Outline
from newscrawl.reader.page import Page

__all__ = ["Link", "article_shaped", "find_entries"]

_PINNED = re.compile(r"置顶|置頂|\[顶\]|【顶】|\[頂\]|固顶")
_PINNED_WITHIN = 1000  # characters of a line: one of thousands of links is that of each of them
_PINNED_LEAD = re.compile(r"^\s*[\[【(（]?\s*(?:置顶|置頂|固顶|(?<=[\[【])[顶頂])\s*[\]】)）]?\s*")
_SIDE = re.compile(
    r"side|right|\bhot|rank|paihang|recom|tuijian|relat|nav|menu|foot|top\b|head|banner|crumb|\bad|tag|friend|share|login|search|link"
    r"|toolbar|bottom|phb|remen|dianji|focus|slide|scroll|pic|photo|video"
)
_MAIN = re.compile(r"list|news|main|left|content|article|lie|liebiao|ul_|con\b|body|feed|data|stream|item")
_MANY = 0.75
"""Power of the number of words in a list: many short boxes set alike are no main list
because they are many."""
_BOXED = 0.3
"""Score of a list beside that of a box with a part of its entries."""
_SEVERAL = 5
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
class _List:
    """Items of one make."""

    items: list[Item] = field(default_factory=list)
    score: float = 0.0


def find_entries(page: Page) -> list[Link]:
    """Find the entries of the main list in page order, each address once; empty where
    the page has no list.

    The newest entries stand in a ticker or hot box above the main list, too: a repeated
    address counts where the main list has it.
    """
    outline = page.outline
    items, left = find_items(page)
    lists = _lists_of(items, page)
    if not lists or lists[0].score <= 0:
        return []
    best = lists[0]
    if left and _is_beside(best, page):
        others = _lists_of(find_items(page, of_any_shape=True)[0], page)
        if others[0].score > best.score and _is_shown_as_main(others[0], page):
            lists, best, left = others, others[0], []
    urls = {item.url for item in best.items}
    best = max(
        (group for group in lists if _holds(group, urls, best.score)), key=lambda group: group.score, default=best
    )
    chosen = [best, *(group for group in lists if group is not best and _belongs(group, best, outline))]
    if left and (set_alike := _set_alike(left, best, page)):
        chosen.append(_List(set_alike))
    entries = _without_strangers(_once(chosen, page))
    ordered = sorted(entries, key=lambda item: item.first_line)
    dates = [date_of(item, page) for item in ordered]
    if None in dates and not all(item.alone for item in ordered):
        own = [replace(item) for item in ordered]
        find_tops(own, outline)
        dates = [date or date_around(item, page) for item, date in zip(own, dates, strict=True)]
    days = day_headings(ordered, page) if None in dates else {}
    return [_entry(item, dates[at] or days.get(at), page) for at, item in enumerate(ordered)]


def _set_alike(left: list[Item], best: _List, page: Page) -> list[Item]:
    """Return places whose addresses are not shaped like articles', but which are set
    as the entries of the main list are, in the same element, each with a date.
    """
    outline, nodes = page.outline, page.outline.nodes
    makes = {(nodes[item.top].parent, nodes[item.top].tag) for item in best.items if item.alone and not item.shares}
    parents = {parent for parent, _tag in makes} - {-1}
    inside = [place for place in left if any(_above(place.node, up, outline) in parents for up in range(1, 5))]
    if not inside:
        return []
    find_tops([*map(replace, best.items), *inside], outline)
    return [
        place
        for place in inside
        if place.alone and (nodes[place.top].parent, nodes[place.top].tag) in makes and has_date(place, page)
    ]


def _lists_of(items: list[Item], page: Page) -> list[_List]:
    """Return the lists that items form, the best one first."""
    lists = _group(items, page.outline)
    for group in lists:
        group.score = _score(group, page.outline, page)
    return sorted(lists, key=lambda group: -group.score)


def _is_beside(group: _List, page: Page) -> bool:
    """Return whether a list is named as a side box and has no dates: the main list may
    have addresses of another shape."""
    names = _names_above(page.outline, group.items[0].top, 6)
    return any(map(_SIDE.search, names)) and not any(has_date(item, page) for item in group.items[:8])


def _is_shown_as_main(group: _List, page: Page) -> bool:
    """Return whether a list of several entries has dates, or a pager behind it."""
    if len(group.items) < _SEVERAL:
        return False
    dated = sum(has_date(item, page) for item in group.items[:8])
    return dated * 2 > min(len(group.items), 8) or is_paged(group.items, page)


def _once(chosen: list[_List], page: Page) -> list[Item]:
    """Keep each address once: where the main list has it, with a date, among most
    others."""
    nodes = page.outline.nodes
    places: dict[str, list[tuple[int, Item]]] = {}
    for rank, group in enumerate(chosen):
        for item in group.items:
            places.setdefault(item.url, []).append((-min(rank, 1), item))
    beside = Counter(nodes[item.top].parent for group in chosen for item in group.items)

    def worth(place: tuple[int, Item]) -> tuple[int, bool, int]:
        rank, item = place
        return rank, date_of(item, page) is not None, beside[nodes[item.top].parent]

    return [(found[0] if len(found) == 1 else max(found, key=worth))[1] for found in places.values()]


def _without_strangers(entries: list[Item]) -> list[Item]:
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


def _make(node: Node) -> tuple[str, str]:
    return node.tag, name_stem(node.name)


def _group(items: list[Item], outline: Outline) -> list[_List]:
    """Group items whose elements stand in containers of one make, at one depth.

    The only entry of a day is alone in its `<ul>`, so that its element reaches higher
    than those of the others, whose `<ul>` stands beside it: they are one list.
    """
    groups: dict[tuple[object, ...], _List] = {}
    for item in items:
        groups.setdefault(_kind_of(item, item.top, outline), _List()).items.append(item)
    homes: dict[tuple[int, int], set[int]] = {}
    for group in list(groups.values()):
        for item in group.items:
            if (other := _one_level_down(item, groups, homes, outline)) is not None and other is not group:
                more, fewer = (group, other) if len(group.items) >= len(other.items) else (other, group)
                more.items.extend(fewer.items)
                groups = {kind: more if list_ is fewer else list_ for kind, list_ in groups.items()}
                break
    return list({id(group): group for group in groups.values()}.values())


def _one_level_down(
    item: Item, groups: dict[tuple[object, ...], _List], homes: dict[tuple[int, int], set[int]], outline: Outline
) -> _List | None:
    """Return the group that an item would be in if its element were not alone, where
    the elements around that group stand beside the item's.

    `homes` keeps the elements that hold those around each group, by how far up.
    """
    nodes = outline.nodes
    levels = []
    at = item.node
    while at != item.top and not item.shares:
        levels.append(at)
        at = nodes[at].parent
    for height, up in enumerate(reversed(levels), 1):
        group = groups.get(_kind_of(item, up, outline))
        if group is None:
            continue
        key = (id(group), height)
        if key not in homes:
            homes[key] = {_above(other.top, height + 1, outline) for other in group.items}
        if nodes[item.top].parent in homes[key] - {-1}:
            return group
    return None


def _above(index: int, levels: int, outline: Outline) -> int:
    """Return the element so many levels above another; -1 where there is none."""
    while levels and index >= 0:
        levels, index = levels - 1, outline.nodes[index].parent
    return index


def _kind_of(item: Item, index: int, outline: Outline) -> tuple[object, ...]:
    """Return the make of an item's element and of those around it."""
    nodes = outline.nodes
    top = nodes[index]
    inside = index == item.node and item.shares
    container = top if inside else nodes[top.parent] if top.parent >= 0 else top
    above = nodes[container.parent] if container.parent >= 0 else container
    depth = 0
    up = container.parent
    while up >= 0:
        depth, up = depth + 1, nodes[up].parent
    return _make(container), _make(above), depth, top.tag


def _names_above(outline: Outline, index: int, levels: int) -> Iterable[str]:
    for _ in range(levels):
        if index < 0:
            return
        yield outline.nodes[index].name
        index = outline.nodes[index].parent


def _score(group: _List, outline: Outline, page: Page) -> float:
    """Return how much a list looks like the main one."""
    shaped = sum(item.shaped for item in group.items) / len(group.items)
    once = {item.url: item for item in group.items}.values()
    words = sum(min(len(item.title), 30) for item in once if len(item.title) >= 6 or item.shaped)
    dated = sum(has_date(item, page) for item in group.items[:8]) / min(len(group.items), 8)
    names = list(_names_above(outline, group.items[0].top, 6))
    side = sum(_SIDE.search(name) is not None for name in names)
    main = sum(_MAIN.search(name) is not None for name in names)
    long = sum(len(item.title) >= 10 for item in group.items) / len(group.items)
    score = math.pow(words, _MANY) * (0.15 + shaped) * (0.3 + long) * (1 + 3 * dated) * standing(group.items, page)
    return score * 0.4 ** min(side, 3) * 1.15 ** min(main, 3)


def _holds(group: _List, urls: set[str], score: float) -> bool:
    """Return whether a list has all entries of the best one and further ones: a box
    shows the newest of it.
    """
    found = {item.url for item in group.items}
    return len(found) > len(urls) and urls <= found and group.score > _BOXED * score


def _repeats_itself(group: _List) -> bool:
    """Return whether most items say the same: badges beside the names of authors."""
    return len({item.title for item in group.items}) * 2 < len(group.items)


def _belongs(group: _List, best: _List, outline: Outline) -> bool:
    """Return whether a smaller list is part of the main one: in its container, or in
    one with a class in common.
    """
    if not all(item.shaped for item in group.items) or _repeats_itself(group):
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


def _lines_of(item: Item, outline: Outline) -> list[Line]:
    node = outline.nodes[item.top]
    if node.last - node.first <= 14:
        return outline.lines[node.first : node.last]
    return outline.lines[item.first_line : item.first_line + 3]


def _entry(item: Item, date: Dated | None, page: Page) -> Link:
    pinned = any(_PINNED.search(line.text, 0, _PINNED_WITHIN) for line in _lines_of(item, page.outline)[:4])
    title = _PINNED_LEAD.sub("", item.title)
    return Link(item.url, title, date[0] if date else None, date[1] if date else None, pinned)

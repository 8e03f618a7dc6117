"""The items of a listing → their dates: beside the title, in the link, day over month
in a box, or the day above a group of entries.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import islice, pairwise

from newscrawl.reader.fields.boxed_dates import unboxed
from newscrawl.reader.fields.list_items import Item, is_date_line
from newscrawl.reader.fields.stamps import stamp_time
from newscrawl.reader.fields.times import Time, find_times, parse_time
from newscrawl.reader.outline import Line, Outline, plain_text
from newscrawl.reader.page import Page

Dated = tuple[str, Time]
"""A date as shown, and as a time."""

_HAS_YEAR = re.compile("(?:19|20)\\d\\d")
_COUNTS = "评论|評論|阅读|閱讀|浏览|点击|点赞|来源|回复|跟帖|收藏|分享"
_IN_PROSE = re.compile(f"[日号天晨晚时點点分半前刚]\\s?(?!{_COUNTS})[\u4e00-\u9fff，、]")
"""The end of a day without its year, with a sentence behind it."""
_LABEL = re.compile(
    r"(发布|發布|公开|公開|更新|发表|發表)?(?:成文|生成|签发|印发|生效|施行|实施|实行|废止|失效|截止|有效|修订)?(?:日期|时间|時間|日)\s*[:：]?\s*$"
)
"""What stands before a date: that of the page, or (without a group) another's."""
_MOST_LINES = 14
"""Lines of the element of an item that are read as its own."""
_SHORTEST_ITEM = 6
"""Characters of a link that may be an item; shorter ones are columns."""
_MOST_ITEMS = 200
"""Items of one line whose parts are told apart."""
_LONGEST = 300
"""Characters beside the title of a line that may hold the date of an item."""


def date_of(item: Item, page: Page) -> Dated | None:
    """Return the date beside an item, outside its title."""
    best: tuple[int, str, Time] | None = None
    longest = _LONGEST + max(len(item.title), len(item.words))
    near = lines_near(item, page.outline)
    # A line of thousands of links is near each of them.
    lines = [line for line in near if len(line.text) <= longest]
    parts = [line.text for line in lines]
    if item.shares and len(near) == 1 and len(near[0].links) <= _MOST_ITEMS:
        parts = [_own_part(near[0], item, page)]
    for at, part in enumerate(parts):
        text = without_title(part, item)
        if len(text) > _LONGEST:
            continue
        for written in find_times(text, near=page.fetched):
            size = written.end - written.start
            # a date alone in its line, or with a year, is the entry's; one in a summary
            # is that of the event
            sure = (size >= 0.6 * len(text)) * 4 + (size >= 8) * 2 + (written.time.precision == "minute")
            yearless = not _HAS_YEAR.match(text, written.start)
            if sure < 4 and yearless and _IN_PROSE.match(text, written.end - 1):
                continue
            label = len(parts) > 1 and _LABEL.search(text[: written.start] or _head_of_cell(lines[at], page.outline))
            if label:
                sure += 8 if label[1] else -8
            if best is None or sure > best[0]:
                best = (sure, text[written.start : written.end].strip(), written.time)
    if best is not None and best[0] >= 4:
        return best[1:]
    return boxed(item, lines, page) or (best[1:] if best else _in_element(item, page))


def date_around(item: Item, page: Page) -> Dated | None:
    """Return the date in the first line around an item that is a date, and no part of
    other links: it may stand below links to what belongs to the entry (解读).
    """
    for line in lines_near(item, page.outline):
        if not line.link_chars and is_date_line(line.text) and (time := parse_time(line.text, near=page.fetched)):
            return line.text, time
    return None


def _head_of_cell(line: Line, outline: Outline) -> str:
    """Return the head of the column that a line is in; "" where it is in no table."""
    cell = outline.nodes[line.node].element
    row = cell.getparent()
    if cell.tag != "td" or row is None:
        return ""
    table = next(row.iterancestors("table"), None)
    first = next(table.iter("tr"), None) if table is not None else None
    at = row.index(cell)
    return plain_text(first[at]) if first is not None and first is not row and at < len(first) else ""


def _own_part(line: Line, item: Item, page: Page) -> str:
    """Return the part of a line of several items that is one's: its link and what
    follows up to the next, or what stands before it where the line begins with a date.
    """
    starts, at = [], 0
    for link in line.links:
        if len(words := plain_text(link)) >= _SHORTEST_ITEM and (place := line.text.find(words, at)) >= 0:
            starts.append((place, at := place + len(words), (page.absolute(link.get("href")) or "").partition("#")[0]))
    own = next((n for n, (_, _, url) in enumerate(starts) if url == item.url), None)
    if own is None or len(starts) < 2:
        return line.text
    begin, end, _ = starts[own]
    if parse_time(line.text[: starts[0][0]]) is not None:
        return line.text[starts[own - 1][1] if own else 0 : end]
    return line.text[begin : starts[own + 1][0] if own + 1 < len(starts) else None]


def without_title(text: str, item: Item) -> str:
    """Return a line without the title of its item; the date that stands in the link
    stays."""
    if item.title in text:
        title = item.title
    elif item.title in item.words and item.words in text:
        return text
    else:
        title = item.words if not is_date_line(item.words) else ""
    return text.replace(title, " ", 1).strip() if title else text


def lines_near(item: Item, outline: Outline) -> Sequence[Line]:
    own = _own_lines(item, outline)
    return outline.lines[own.start : own.stop]


def boxed(item: Item, lines: Sequence[Line], page: Page) -> Dated | None:
    """Return the date of a box that has day and month in lines or elements of their
    own."""
    parts = [text for line in lines if (text := without_title(line.text, item)) and len(text) <= 16]
    for size in (1, 2, 3):
        for at in range(len(parts) - size + 1):
            text = " ".join(parts[at : at + size])
            if (date := unboxed(text)) and (time := parse_time(date, near=page.fetched)):
                return text, time
    return None


def _in_element(item: Item, page: Page) -> Dated | None:
    """Return the date that an element of the item holds alone, where it stands glued to
    other words (`<span>海峡网</span><span>11-18</span>`), or in full in an attribute.
    """
    node = page.outline.nodes[item.top]
    if not item.alone or node.last - node.first > _MOST_LINES:
        return None
    for element in islice(node.element.iter("time", "span", "em", "i", "small", "b", "p"), 30):
        stated = stamp_time(element.get("data-time") or element.get("data-timestamp"), near=page.fetched)
        if stated is not None:
            return stated.value.isoformat(), stated
        for text in (element.get("datetime"), element.get("title"), None if len(element) else element.text):
            if text and is_date_line(text := text.strip()) and (time := parse_time(text, near=page.fetched)):
                return text, time
    return None


def day_headings(items: Sequence[Item], page: Page) -> dict[int, Dated]:
    """Return, by place in `items`, the day above the group that an item stands in, or
    right below a lone item.

    The days are lines of one make outside the items. A single one must be a heading or
    the list's own element: above the list, the clock of the page may stand.
    """
    outline = page.outline
    if not items:
        return {}
    first, last = items[0].first_line, items[-1].first_line
    taken = {index for item in items for index in _own_lines(item, outline) if index >= item.first_line}
    makes: dict[tuple[str, str, int], list[tuple[int, Dated]]] = {}
    for index in range(max(0, first - 4), min(last + 4, len(outline.lines))):
        line = outline.lines[index]
        if index in taken or line.link_chars or not is_date_line(line.text):
            continue
        time = parse_time(line.text, near=page.fetched)
        if time is not None:
            node = outline.nodes[line.node]
            make = (node.tag, node.name, _depth(outline, line.node))
            makes.setdefault(make, []).append((index, (line.text, time)))
    for (tag, _, _), days in sorted(makes.items(), key=lambda each: -len(each[1])):
        inside = any(first < index for index, _ in days)
        if not inside and tag not in ("h1", "h2", "h3", "h4", "h5", "h6", "dt", "th", "li"):
            continue
        if found := _given(items, days):
            return found
    return {}


def _given(items: Sequence[Item], days: Sequence[tuple[int, Dated]]) -> dict[int, Dated]:
    """Return the day above each item; where the first day stands below an item, the one
    right below each.
    """
    if days[0][0] < items[0].first_line:
        at = [index for index, _ in days]
        found = {place: days[bisect_left(at, item.first_line) - 1][1] for place, item in enumerate(items)}
        used = {id(day) for day in found.values()}
        return found if len(used) * 3 >= len(days) * 2 else {}
    bounds = [item.first_line for item in items]
    at = [index for index, _ in days]
    after = [bisect_right(at, start) for start in bounds]
    if after[-1] >= len(days) or any(below - above != 1 for above, below in pairwise(after)):
        return {}
    return {place: days[index][1] for place, index in enumerate(after)}


def _own_lines(item: Item, outline: Outline) -> range:
    node = outline.nodes[item.top]
    if not item.alone or node.last - node.first > _MOST_LINES:
        return range(item.first_line, item.first_line + 1)
    return range(node.first, node.last)


def _depth(outline: Outline, index: int) -> int:
    depth = 0
    while index >= 0:
        depth, index = depth + 1, outline.nodes[index].parent
    return depth

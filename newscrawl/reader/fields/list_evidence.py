"""A list of links → signs that it is the one a listing page is for.

Beside the main list stand columns of others that may be longer. The main list has dates
and leads, the page's pager and trail stand at it, its addresses are of the page's own
folder; the others have heads such as 排行 and 推荐.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise
from urllib.parse import urlsplit

from newscrawl.reader.fields.list_dates import boxed, lines_near, without_title
from newscrawl.reader.fields.list_items import ANY_DAY, Item
from newscrawl.reader.fields.times import find_times
from newscrawl.reader.outline import Outline
from newscrawl.reader.page import Page

_PAGER = re.compile(r"下一?[页頁]|后一?页|後一?頁|尾[页頁]|末[页頁]|加载更多|查看更多|(?:^|\s)[>»](?:\s|$)|next", re.I)
_PAGER_WITHIN = 4
"""Lines behind a list in which its pager stands."""
_TRAIL = re.compile(r"(?:位置|當前|所在|首[页頁])[^。]{0,12}[:：>＞»›/]|(?:>|＞|»|›)")
_SIDE_HEAD = re.compile(
    r"热|熱|排行|排名|推荐|推薦|专题|專題|[图圖]片|[图圖]集|视频|視頻|影音|精彩|猜你|相关|相關|点击|點擊|关注|關注|广告|廣告|友情|标签|標籤"
    r"|精选|精選|焦点|焦點|看点|专栏|專欄|直播|活动|活動"
)
_FEW = 3
"""Items below which what stands around them says nothing."""
_LONGEST = 400
"""Characters of a line that is of one entry."""
_PART = 16
"""Characters of a part of a date, at most."""
_LEAD = 24
"""Characters of an entry beside its title and date that are a lead."""


def has_date(item: Item, page: Page) -> bool:
    """Return whether a date stands beside an item, be its year known or not."""
    lines = lines_near(item, page.outline)[:8]
    parts = 0
    for line in lines:
        text = without_title(line.text, item) if len(line.text) <= _LONGEST else ""
        dated = len(text) <= 60 and any(char.isdigit() for char in text)
        if dated and next(iter(find_times(text, near=page.fetched or ANY_DAY)), None) is not None:
            return True
        parts += dated and len(text) <= _PART
    return parts > 1 and boxed(item, lines, page) is not None


def standing(items: Sequence[Item], page: Page) -> float:
    """Return by how much the place of a list and what stands at it speak for it."""
    outline = page.outline
    parents = {outline.nodes[item.top].parent for item in items}
    starts = sorted(outline.nodes[at].first for at in parents if at >= 0)
    aside = sum(_SIDE_HEAD.search(_head(outline, start)) is not None for start in starts) / max(len(starts), 1)
    if len(items) < _FEW:
        return math.pow(0.25, aside)  # an advertisement above the pager of an empty list
    leads = sum(_has_lead(item, outline) for item in items[:8]) / min(len(items), 8)
    paged = is_paged(items, page)
    first = min(item.first_line for item in items)
    trail = any(
        len(line.text) < 60 and line.links and _TRAIL.search(line.text)
        for line in outline.lines[max(first - 3, 0) : first]
    )
    folder = _folder(page.url)
    own = sum(_folder(item.url).startswith(folder) for item in items) / len(items) if folder else 0.0
    return math.pow(0.25, aside) * (1 + 1.5 * leads) * (2.5 if paged else 1) * (1.5 if trail else 1) * (1 + own)


def is_paged(items: Sequence[Item], page: Page) -> bool:
    """Return whether a pager stands behind the items."""
    last = max(item.first_line for item in items)
    behind = page.outline.lines[last + 1 : last + 1 + _lines_of_entry(items) + _PAGER_WITHIN]
    return any(len(line.text) < 200 and _PAGER.search(line.text) for line in behind)


def _head(outline: Outline, start: int) -> str:
    """Return the short line right above a list or at its beginning, which names it."""
    for at in range(start, max(start - 3, -1), -1):
        line = outline.lines[at] if at < len(outline.lines) else None
        if line is not None and 2 <= len(line.text) <= 12:
            return line.text
    return ""


def _has_lead(item: Item, outline: Outline) -> bool:
    lines = lines_near(item, outline)
    return any(_LEAD <= len(line.text) - line.link_chars <= _LONGEST and item.title not in line.text for line in lines)


def _lines_of_entry(items: Sequence[Item]) -> int:
    """Return how many lines an entry has, at most."""
    firsts = sorted(item.first_line for item in items)
    return min((b - a for a, b in pairwise(firsts) if b > a), default=1)


def _folder(url: str) -> str:
    """Return host and first folder of an address; empty where it has no folder.

    >>> _folder("http://www.example.cn/yw/202011/1.html"), _folder("http://www.example.cn/1.html")
    ('www.example.cn/yw/', '')
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    folder, slash, _ = parts.path.lstrip("/").partition("/")
    return f"{parts.netloc}/{folder}/" if slash else ""

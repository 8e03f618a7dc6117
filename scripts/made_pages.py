"""Measuring pages → pages on which a short article stands among other long texts.

Feeds below an article, columns of other stories beside it, comment rules, several
articles in one markup: too few real pages are so to learn from, and on those a reader
that takes the longest text is wrong. Made of a page: its text may be cut to a few
paragraphs, and texts of other pages are inserted before, behind or at the end of it.
Pages are made by a seed, so that a training can be repeated.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from html import escape
from random import Random
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from newscrawl.reader.outline import Outline
from newscrawl.reader.page import Page

Truth = dict[str, Any]

HOUSE_TEXTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "评论公约",
        (
            "为维护评论区的秩序，请您在发表评论前仔细阅读本公约，发表评论即表示您同意遵守以下各项约定。",
            "请勿发布违反法律法规、侵犯他人权益的内容，管理员有权不经通知删除，并暂停有关账号的发言资格。",
            "评论只代表网友个人的看法，与本站立场无关，因评论引起的纠纷由发表者自行承担责任。",
        ),
    ),
    (
        "关于我们",
        (
            "本站由报业集团主办，二十年来以本地新闻为主，兼及文化、教育、健康和生活服务，日均访问量超过百万。",
            "采编队伍遍布全市各区县，设有要闻、民生、视频、数据四个中心，作品多次获得省级新闻奖项。",
            "我们欢迎读者提供线索、提出批评，编辑部每天二十四小时有人值守，收到后会尽快答复。",
        ),
    ),
    (
        "下载客户端",
        (
            "打开客户端，可以第一时间看到身边的新闻，还能查公交、交水费、预约挂号，办事少跑一趟路。",
            "新用户注册即送一个月的会员资格，可以免费阅读十年来的数字报，收听全部有声专栏。",
        ),
    ),
    (
        "投稿须知",
        (
            "来稿请写明真实姓名、地址和联络方式，一经采用即付稿酬，三个月内未接到通知的可以自行处理。",
            "文字以一千字为宜，图片请附说明，并保证内容真实、没有抄袭，由此引起的责任由作者承担。",
        ),
    ),
)
"""Texts of a site about itself: title and paragraphs."""
_NAMES = ("", "item", "news", "con", "box", "text", "article", "m_txt", "list", "txt-body", "feed", "c1", "entry")


def made_page(
    page: Page, labels: Sequence[str], truth: Truth, donors: Sequence[Truth], rng: Random
) -> tuple[str, Truth]:
    """Return the text of a page made of one, and its truth; `labels` are of the lines
    of `page` ("B" is body).
    """
    root, outline = page.root, page.outline
    body = [at for at, label in enumerate(labels) if label == "B"]
    container = _common(outline, body)
    paths = {at: _path(root, outline.nodes[outline.lines[at].node].element) for at in body}
    place = _path(root, container)
    tree = copy.deepcopy(root)
    kept = len(body)
    if rng.random() < 0.4 and len({tuple(path) for path in paths.values()}) == len(body) > 2:
        kept = rng.choice((2, 2, 3, 4, 5))
        for element in [_at(tree, paths[at]) for at in body[kept:]]:
            if element is not None and (parent := element.getparent()) is not None:
                parent.remove(element)
    texts = [outline.lines[at].text for at in body[:kept]]
    held = _at(tree, place)
    assert held is not None
    block = _block(held, [_story(donors, rng) for _ in range(rng.choice((1, 2, 3, 5)))], rng)
    _insert(held, block, rng)
    return lxml_html.tostring(tree, encoding="unicode"), {**truth, "body": texts}


def _story(donors: Sequence[Truth], rng: Random) -> tuple[str, list[str]]:
    if rng.random() < 0.15:
        title, paragraphs = rng.choice(HOUSE_TEXTS)
        return title, list(paragraphs)
    donor = rng.choice(donors)
    return donor["title"], donor["body"][: rng.choice((1, 2, 3, 5))]


def _block(held: etree._Element, stories: Sequence[tuple[str, list[str]]], rng: Random) -> etree._Element:
    """Return an element with stories, all in one markup."""
    name, make, headed = rng.choice(_NAMES), rng.randrange(6), rng.random() < 0.8
    if rng.random() < 0.15:  # as the text itself
        name = held.get("class") or name
    parts = []
    for number, (title, paragraphs) in enumerate(stories):
        head = f"<a href='/news/202003/{number}.shtml'>{escape(title)}</a>" if rng.random() < 0.5 else escape(title)
        head = f"<{'h3' if make % 2 else 'h2'}>{head}</{'h3' if make % 2 else 'h2'}>" if headed else ""
        mark = "<p>{}</p>" if make < 4 else "{}<br><br>"
        parts.append(f"<div class='{name}'>{head}{''.join(mark.format(escape(text)) for text in paragraphs)}</div>")
    inside = "".join(f"<li>{part}</li>" for part in parts) if make == 1 else "".join(parts)
    wrapped = {1: f"<ul>{inside}</ul>", 2: f"<table><tr><td>{inside}</td></tr></table>"}.get(make, inside)
    return lxml_html.fragment_fromstring(f"<div class='{rng.choice(_NAMES)}'>{wrapped}</div>")


def _insert(held: etree._Element, block: etree._Element, rng: Random) -> None:
    """Put a block at the end of an element, or before or behind it or one of those
    around it.
    """
    level, before = rng.randrange(-1, 4), rng.random() < 0.3
    if level < 0 and held.tag not in ("p", "table", "tr", "tbody", "ul"):
        held.append(block)
        return
    for _ in range(max(level, 0)):
        parent = held.getparent()
        if parent is None or parent.tag in ("body", "html"):
            break
        held = parent
    parent = held.getparent()
    if parent is None or held.tag in ("td", "tr", "tbody", "li", "body"):
        held.append(block)
    elif before:
        held.addprevious(block)
    else:
        tail, held.tail = held.tail, None
        held.addnext(block)
        block.tail = tail


def _common(outline: Outline, lines: Sequence[int]) -> etree._Element:
    """Return the innermost element that holds all the lines."""
    at = outline.lines[lines[0]].node
    while (
        outline.nodes[at].parent >= 0 and not outline.nodes[at].first <= lines[0] <= lines[-1] < outline.nodes[at].last
    ):
        at = outline.nodes[at].parent
    return outline.nodes[at].element


def _path(root: etree._Element, element: etree._Element) -> list[int]:
    """Return the place of an element: the number of each child on the way to it."""
    path: list[int] = []
    while element is not root and (parent := element.getparent()) is not None:
        path.append(parent.index(element))
        element = parent
    return path[::-1]


def _at(root: etree._Element, path: Sequence[int]) -> etree._Element | None:
    for number in path:
        if number >= len(root):
            return None
        root = root[number]
    return root

"""The source of a text is read however it is written, and what is no source is left
alone: words of menus, other labels, sister papers in menus and footers.
"""

from __future__ import annotations

import pytest

from newscrawl.reader.documents import TextDocument, read_documents
from tests.reader.lines.copies import PARAGRAPHS

TITLE = "连江养殖户走向深海 三季度产量增长"
DATE = "2020-11-18 09:30"
MENU = ("首页", "新闻", "财经", "体育", "娱乐")
FOOT = ("关于我们 | 联系我们 | 网站地图", "版权所有 某某网 闽ICP备15000000号")
Case = tuple[tuple[str, ...], tuple[str, ...], str | None]

HEADS: list[Case] = [
    ((line,), (), source)
    for line, source in (
        ("2020-11-18 09:30来源：福建日报作者：林晓芳", "福建日报"),
        ("2020年11月18日 09:30 稿源：福建日报", "福建日报"),
        ("福建日报 · 2020-11-18 · 阅读 1023", "福建日报"),
        ("2020-11-18 09:30|福建日报|林晓芳|评论 0", "福建日报"),
        ("2020/11/18 09:30  来源/福建日报  责编/陈静", "福建日报"),
        ("[2020-11-18 09:30] [来源：福建日报] [字号：大 中 小]", "福建日报"),
        ("Source: 福建日报 2020-11-18 09:30", "福建日报"),
        ("信息来源：连江县融媒体中心 发布时间：2020-11-18 浏览次数：102", "连江县融媒体中心"),
        ("2020年11月18日09:30 福建日报 林晓芳 我要评论(3)", "福建日报"),
        ("2020-11-18 09:30:12 | 来源： 新华网 | 作者： 林晓芳", "新华网"),
        ("聯合報 記者林曉芳／台北即時報導", "聯合報"),
        ("福州晚报 2020年11月18日 星期三 第A03版：要闻", "福州晚报"),
        ("2020-11-18 09:30 来　源：福州晚报", "福州晚报"),
        ("2020-11-18 09:30 来源∣福州晚报", "福州晚报"),
        ("2020-11-18 09:30 原创：福州晚报", "福州晚报"),
        (DATE, None),
        ("2020-11-18 09:30 字号：大 中 小", None),
        ("2020-11-18 09:30 来源： 作者： 点击：102", None),
        ("2020-11-18 09:30 来源：本站", None),
        ("2020-11-18 09:30 来源：网络整理", None),
        ("2020-11-18 09:30 转载请注明来源：海峡网", None),
        ("林晓芳 2020-11-18 09:30", None),
    )
]
TAILS: list[Case] = [
    ((DATE,), (line,), source)
    for line, source in (
        ("（福建日报记者 林晓芳 通讯员 陈大海）", "福建日报"),
        ("（福建日报）", "福建日报"),
        ("（据《福建日报》）", "福建日报"),
        ("(福州晚报 林晓芳)", "福州晚报"),
        ("（原载《福州晚报》2020年11月18日）", "福州晚报"),
        ("（摘自《福建日报》）", "福建日报"),
        ("转自：微信公众号“福州晚报”", "福州晚报"),
        ("本文转载自福建日报，版权归原作者所有", "福建日报"),
        ("*本文来源：福州晚报（记者 林晓芳），版权归原作者所有。", "福州晚报"),
        ("来源：福州晚报（ID：fzwb）", "福州晚报"),
        ("▌来源：福州晚报", "福州晚报"),
        ("来源丨福建日报", "福建日报"),
        ("素材来源：福州晚报", "福州晚报"),
        ("文/图 福建日报记者 林晓芳", "福建日报"),
        ("供稿单位：县海洋与渔业局 审核：陈静", "县海洋与渔业局"),
        ("图片来源：视觉中国", None),
        ("数据来源：县统计局", None),
        ("综合福建日报、福州晚报报道", None),
        ("主办：福州晚报社", None),
        ("福州日报 | 福州晚报 | 海峡网", None),
        ("微信扫一扫 福州晚报客户端下载", None),
    )
]


@pytest.mark.parametrize("shape", ["a line each", "one line"])
def test_a_source_is_read_above_and_below_the_text_and_no_menu_is_one(shape: str) -> None:
    menu = MENU if shape == "a line each" else (" ".join(MENU),)
    cases = [(menu, *case) for case in HEADS + TAILS]
    cases += [
        (("首页", name), (DATE,), (), None) for name in ("数字报", "福州晚报", "科技频道", "新闻网", "媒体发布", "论坛")
    ]
    texts = [
        (f"{TITLE}_福州新闻_海峡网", *menu, TITLE, *head, *PARAGRAPHS, *tail, *FOOT) for menu, head, tail, _ in cases
    ]
    assert _sources(texts) == [source for *_, source in cases]


@pytest.mark.parametrize(
    "opening", ["福建日报讯 （记者 林晓芳）", "新福建客户端11月18日讯（记者 林晓芳）", "据福建日报报道，"]
)
def test_the_dateline_names_the_source_where_nothing_else_does(opening: str) -> None:
    text = (f"{TITLE}_海峡网", *MENU, TITLE, DATE, opening + PARAGRAPHS[0], *PARAGRAPHS[1:], *FOOT)
    source = {"福": "福建日报", "新": "新福建客户端"}.get(opening[0])
    assert _sources([text]) == [source], "who is cited is no source"


def _sources(texts: list[tuple[str, ...]]) -> list[str | None]:
    documents = [TextDocument("\n".join(text), "http://www.example.com/1.html") for text in texts]
    return [reading.article.source for reading in read_documents(documents)]  # type: ignore[union-attr]

"""Texts without sentences are texts: lists of names, verses, prices, rows of a table; what stands beside them is not."""

from __future__ import annotations

import pytest

from newscrawl import read_article
from tests.reader.short_texts import LEAD, NAMES, TAIL, VERSES

PRICES = ("大白菜 3.5元/斤", "空心菜 4.0元/斤", "五花肉 18.8元/斤", "带鱼 32.0元/斤", "鸡蛋 5.2元/斤")
STEPS = ("一、带上身份证", "二、到窗口取号", "三、等待审核通知", "四、缴纳费用", "五、领取证件", "六、带走材料")
WRAPS = {
    "paragraphs": lambda lines: "".join(f"<p>　　{line}</p>" for line in lines),
    "breaks": "<br>\n　　".join,
    "items": lambda lines: f"<ol>{''.join(f'<li>{line}</li>' for line in lines)}</ol>",
    "rows": lambda lines: f"<table>{''.join(f'<tr><td>{line}</td></tr>' for line in lines)}</table>",
}


def page(body: str, below: str = "") -> bytes:
    nav = "".join(
        f'<li><a href="/{n}/">{name}</a></li>'
        for n, name in enumerate(["新闻", "福州", "社会", "财经", "教育", "视频", "专题"])
    )
    return (
        f'<html><head><meta charset="utf-8"><title>老街的黄昏-福州新闻网</title></head><body><ul class="nav">{nav}</ul>'
        '<div>当前位置：<a href="/">首页</a> > <a href="/n/">新闻</a> > 正文</div><div class="main"><h1>老街的黄昏</h1>'
        '<div class="info">2020-11-18 09:30 来源：福州晚报</div>'
        f'<div class="con">{body}{below}</div><div>责任编辑：林小红</div></div><div class="r"><h3>相关新闻</h3><ul>'
        '<li><a href="/1.shtml">福州地铁六号线开始空载试运行</a></li><li><a href="/2.shtml">闽江公园南园改造完成</a></li></ul></div>'
        '<div class="foot">关于我们 | 联系我们<br>Copyright © 2020 福州新闻网 版权所有</div></body></html>'
    ).encode()


def text_of(data: bytes) -> list[str]:
    article = read_article(data, "http://news.fznews.com.cn/2020/1118/1.shtml")
    assert article is not None
    return article.text.split("\n")


@pytest.mark.parametrize("wrap", WRAPS)
@pytest.mark.parametrize("lines", [NAMES, VERSES, PRICES, STEPS], ids=["names", "verses", "prices", "steps"])
@pytest.mark.parametrize("sentences", [(), (LEAD,), (TAIL,)], ids=["alone", "below a lead", "above a last sentence"])
def test_short_lines_are_text_alone_and_beside_sentences(
    wrap: str, lines: tuple[str, ...], sentences: tuple[str, ...]
) -> None:
    whole = (*sentences, *lines) if sentences != (TAIL,) else (*lines, TAIL)
    assert text_of(page(WRAPS[wrap](whole))) == list(whole)


@pytest.mark.parametrize(
    "below",
    [
        "<p>扫一扫，关注福州新闻网</p>",
        "<p>分享到：</p><p>微信</p><p>微博</p><p>复制</p>",
        "<p>网友评论：</p><p>榕城小李</p><p>写得好</p><p>想起小时候</p><p>顶</p>",
        "<p>推荐阅读</p><p>老街里的裁缝</p><p>巷口的豆腐摊</p><p>桥边的花</p><p>河上的船</p>",
        "<p>联系电话：0591-80000000</p><p>地址：五一路1号</p><p>邮编：350000</p>",
        '<p><a href="/3.shtml">老街里的裁缝</a></p><p><a href="/4.shtml">巷口的豆腐摊</a></p><p><a href="/5.shtml">桥边的花</a></p>',
    ],
    ids=["prompt", "buttons", "comments", "other stories", "contacts", "links"],
)
def test_what_is_none_of_the_text_stays_outside(below: str) -> None:
    assert text_of(page(WRAPS["paragraphs"]((LEAD, TAIL)), below)) == [LEAD, TAIL]


def test_without_a_date_a_page_of_short_lines_is_no_article() -> None:
    data = page(WRAPS["paragraphs"](NAMES)).replace("2020-11-18 09:30 来源：福州晚报".encode(), b"")
    assert not getattr(read_article(data, "http://news.fznews.com.cn/names/"), "text", "")


def test_a_page_of_nothing_but_a_table_has_its_rows_for_text() -> None:
    rows = [
        ("姓名", "单位"),
        ("陈建国", "市图书馆"),
        ("林小红", "鼓楼区教育局"),
        ("黄文斌", "仓山区税务局"),
        ("张海燕", "市博物馆"),
    ]
    table = "".join(f"<tr><td>{one}</td><td>{other}</td></tr>" for one, other in rows)
    assert text_of(page(f"<table>{table}</table>")) == [f"{one} {other}" for one, other in rows]


def test_a_table_between_paragraphs_is_none_of_the_text() -> None:
    table = "".join(
        f"<tr><td>{one}</td><td>{other}</td></tr>"
        for one, other in (("项目", "数值"), ("浊度", "0.2"), ("余氯", "0.5"))
    )
    article = read_article(
        page(f"<p>{LEAD}</p><table>{table}</table><p>{TAIL}</p>"), "http://news.fznews.com.cn/1.shtml"
    )
    assert [block.kind for block in article.body] == ["p", "table", "p"]


@pytest.mark.parametrize(
    "inset",
    [
        "<div class=ad>广告</div>",
        "<div class=rel>相关阅读：<a href=/9.htm>文旅融合打造古城夜游新名片</a></div>",
        "<div class=app>打开福州新闻客户端，阅读体验更佳</div>",
    ],
    ids=["advertisement", "other story", "prompt"],
)
def test_a_list_goes_on_behind_an_inset(inset: str) -> None:
    body = WRAPS["paragraphs"](NAMES[:2]) + inset + WRAPS["paragraphs"](NAMES[2:])
    assert text_of(page(body)) == list(NAMES)


def test_a_list_goes_before_a_sentence_of_another_story() -> None:
    beside = (
        "<div class=side><h4>推荐</h4><p>据介绍，今年花期遇上好天气，优果率五成，订单排到了年底。</p></div>".encode()
    )
    data = page(WRAPS["paragraphs"](NAMES)).replace(b'<div class="foot">', beside + b'<div class="foot">')
    assert text_of(data) == list(NAMES)

"""A text of names, verses or prices is read whole between the date of its page and its credits, buttons are not."""

from __future__ import annotations

import pytest

from newscrawl import read_document
from tests.reader.short_texts import LEAD, NAMES, TAIL, VERSES

SCORES = ("鼓楼队 3：1 台江队", "仓山队 0：0 晋安队", "马尾队 2：2 长乐队", "福清队 1：0 闽侯队", "连江队 4：1 罗源队")
CELLS = ("项目", "数值", "结论", "酸碱度", "7.2", "合格", "浊度", "—", "合格", "余氯", "0.5", "合格")
OTHER = "据介绍，此次活动由市总工会主办，共有来自全市各行各业的一千二百余名职工参加。"
ABOVE = [
    *(
        "老街的黄昏-福州新闻网",
        "首页",
        "新闻",
        "福州",
        "社会",
        "财经",
        "教育",
        "当前位置：首页 > 新闻 > 正文",
        "老街的黄昏",
    ),
    "2020-11-18 09:30 来源：福州晚报",
]
BELOW = [
    "相关新闻",
    "福州地铁六号线开始空载试运行",
    "闽江公园南园改造完成重新开放",
    "关于我们 | 联系我们",
    "版权所有 福州新闻网",
]


def text_of(*lines: str, credit: str = "责任编辑：林小红") -> list[str]:
    found = read_document(
        "\n".join([*ABOVE, *lines, credit, *BELOW]), url="http://news.fznews.com.cn/2020/1118/1.shtml"
    )
    return found.text.split("\n")


@pytest.mark.parametrize("lines", [NAMES, VERSES, SCORES, (LEAD, *CELLS)], ids=["names", "verses", "scores", "cells"])
@pytest.mark.parametrize("above", [(), (OTHER,)], ids=["", "lead"])
@pytest.mark.parametrize("below", [(), (TAIL,)], ids=["", "last sentence"])
def test_lines_between_date_and_credits_are_text(
    lines: tuple[str, ...], above: tuple[str, ...], below: tuple[str, ...]
) -> None:
    assert text_of(*above, *lines, *below) == [*above, *lines, *below]


@pytest.mark.parametrize(
    "buttons",
    [("字大", "字小", "分享至手机"), ("超大", "大", "标准", "小", "关注"), ("分享到：", "微信", "微博", "复制")],
    ids=["letters", "sizes", "share"],
)
def test_buttons_below_the_date_are_none(buttons: tuple[str, ...]) -> None:
    assert text_of(*buttons, LEAD, TAIL) == [LEAD, TAIL]


@pytest.mark.parametrize("lines", [NAMES, VERSES, SCORES], ids=["names", "verses", "scores"])
def test_without_credits_the_label_of_other_stories_ends_a_list(lines: tuple[str, ...]) -> None:
    assert text_of(*lines, credit="相关新闻") == list(lines)
    assert text_of(LEAD, *lines, TAIL, credit="相关新闻") == [LEAD, *lines, TAIL]


def test_without_credits_nothing_says_where_the_lines_end() -> None:
    below = (
        "福州地铁六号线开始空载试运行",
        "闽江公园南园改造完成重新开放",
        "今年首批保障房下月摇号",
        "市图书馆延长开放时间",
    )
    assert text_of(LEAD, TAIL, *below, credit="热点排行") == [LEAD, TAIL]


def test_the_date_may_stand_below_a_bar_of_buttons() -> None:
    buttons = ("收藏本页", "我要打印", "发给朋友", "我要纠错", "我要评论", "分享本文", "关注我们", "下载客户端")
    lines = [*ABOVE[:-1], *buttons, ABOVE[-1], *NAMES, TAIL, "责任编辑：林小红", *BELOW]
    found = read_document("\n".join(lines), url="http://news.fznews.com.cn/2020/1118/1.shtml")
    assert found.text.split("\n") == [*NAMES, TAIL]

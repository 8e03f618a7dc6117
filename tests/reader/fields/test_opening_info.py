"""What stands before the first sentence in one line costs no paragraph, and is read."""

from __future__ import annotations

import pytest

from newscrawl import read_article, read_document
from newscrawl.items import Article
from newscrawl.reader.fields.opening_info import is_info, sentences_begin

TITLE = "区长督查春灌工作"
PARAGRAPHS = [
    "3月5日，区长带队深入祥谦、尚干等镇，实地督查春季灌溉和水毁渠道修复工作。",
    "在祥谦镇泵站，区长一行详细了解机组检修、渠道清淤和放水时间，要求倒排工期、挂图作战，确保清明前全线通水。",
    "在尚干镇农资供应站，督查组查看了化肥、种子和农膜储备情况，叮嘱市场监管部门严查假冒农资。",
]
URL = "http://www.minhou.example-gov.cn/xw/202103/t20210305_1631234.htm"
SOURCE = "闽侯县融媒体中心"


@pytest.mark.parametrize(
    ("begin", "source", "minute"),
    [
        (f"2021-03-05 17:20 来源：{SOURCE} ", SOURCE, "17:20"),
        (f"时间：2021-03-05 17:20:11 作者：林晓芳 来源：{SOURCE} ", SOURCE, "17:20"),
        (f"2021-03-05 17:20 通訊員：林曉芳 責編：陳立文 來源：{SOURCE} ", SOURCE, "17:20"),
        (f"来源：{SOURCE}   ", SOURCE, None),
        (f"2021年03月05日17:20  来源：{SOURCE}  【字体：大 中 小】 ", SOURCE, "17:20"),
        ("【字体：大 中 小】 ", None, None),
    ],
)
def test_of_a_page_and_of_a_text(begin: str, source: str | None, minute: str | None) -> None:
    head = [f"{TITLE}_闽侯要闻_闽侯县人民政府", "首页", "要闻", "当前位置：首页 > 政务动态 > 闽侯要闻", TITLE]
    lines = [begin + PARAGRAPHS[0], *PARAGRAPHS[1:]]
    foot = ["版权所有：闽侯县人民政府办公室", "联系电话：0591-22060000 闽ICP备05000000号"]
    page = (
        f"<title>{head[0]}</title><div class=nav><a href=/>首页</a> <a href=/a/>要闻</a></div><h1>{TITLE}</h1>"
        f"<div class=content>{''.join(f'<p>{line}</p>' for line in lines)}</div><div>{'<br>'.join(foot)}</div>"
    )
    for read in (read_article(page.encode(), URL), read_document("\n".join([*head, *lines, *foot]).encode(), url=URL)):
        assert isinstance(read, Article)
        assert (read.text or "").splitlines() == PARAGRAPHS
        assert (read.source, (read.published or "")[:10]) == (source, "2021-03-05")
        assert minute is None or minute in (read.published or "")


@pytest.mark.parametrize(
    "line",
    [
        "2021年3月5日 县委召开春灌工作会议，部署水毁渠道修复，各镇主要负责同志参加。",
        "来源：县水利局副局长林建国说，今年春灌用水总量比去年多两成，各镇要早作准备。",
        "作者：一个普通的、在渠边住了四十年的老农，他把每一年的水位都记在了本子上。",
        "时间：2021-03-05 17:20 来源：闽侯县融媒体中心 地点：县水利局三楼会议室，请各镇分管领导准时参加。",
        "记者：这项工程何时完工？县长：清明前一定完工，请大家放心，也请大家监督我们。",
        "来源：闽侯县融媒体中心",
        "",
    ],
)
def test_a_line_that_only_seems_to_begin_so_is_whole(line: str) -> None:
    assert sentences_begin(line) == 0


def test_counters_and_sizes_of_letters_are_no_text() -> None:
    assert all(
        map(
            is_info,
            (
                "浏览次数：66",
                "点击：1,204",
                "阅读：1.2万 ",
                "【字体：大 中 小】",
                "发布日期：2021-03-05 来源：闽侯县融媒体中心",
            ),
        )
    )
    assert not any(map(is_info, ("（作者：林晓芳）", "阅读：让孩子走得更远", "2021年3月5日", "")))


def test_a_day_beside_an_outlet_is_no_line_of_the_text_but_its_day() -> None:
    text = "<br><br>".join(
        f"　　11月14日，鼓楼区第{number}家社区食堂开张，街坊们一早就排起了队。" for number in "一二三四"
    )
    page = (
        "<html><head><title>社区食堂又开四家</title></head><body><table><tr><td><font color=red>闽南新闻网</font></td></tr></table>"
        "<table><tr><td align=center><b><font size=4>社区食堂又开四家</font></b></td></tr>"
        f"<tr><td align=center>2023-01-20　福州晚报</td></tr><tr><td class=f14>{text}</td></tr></table></body></html>"
    )
    article = read_article(page.encode(), "http://www.mnw.example/old/12.htm")
    assert (article.published[:10], article.source) == ("2023-01-20", "福州晚报")
    assert article.text.startswith("11月14日")

"""What stands behind the last sentence in one line costs no sentence, and its names are read."""

from __future__ import annotations

import pytest

from newscrawl import read_article, read_document
from newscrawl.items import Article
from newscrawl.reader.fields.body import read_blocks
from newscrawl.reader.fields.closing_credits import sentences_end
from newscrawl.reader.page import Page

TITLE = "区长督查春灌工作"
PARAGRAPHS = (
    "3月5日，区长带队深入祥谦、尚干等镇，实地督查春季灌溉和水毁渠道修复工作。",
    "在祥谦镇泵站，区长一行详细了解机组检修、渠道清淤和放水时间，要求倒排工期、挂图作战，确保清明前全线通水。",
    "在尚干镇农资供应站，督查组查看了化肥、种子和农膜储备情况，叮嘱市场监管部门严查假冒农资。",
)
LAST = "区农业农村局、水利局主要负责同志参加督查。"
URL = "http://www.minhou.example-gov.cn/xw/202103/t20210305_1631234.htm"
KEEPS = ("（记者：林晓芳 通讯员：陈立文）", "（记者 林晓芳）", "（编辑：黄海燕）", "（林晓芳 陈立文）")
ENDS = [
    ("（记者：林晓芳 通讯员：陈立文） 编辑：黄海燕 来源：闽侯县融媒体中心", {"林晓芳", "陈立文", "黄海燕", "闽侯县融媒体中心"}),
    ("（记者 林晓芳）责任编辑：黄海燕", {"林晓芳", "黄海燕"}),
    (" 来源：闽侯县融媒体中心", {"闽侯县融媒体中心"}),
    (" 记者 林晓芳 文/图", {"林晓芳"}),
    (" [责任编辑：黄海燕]", {"黄海燕"}),
    ("（编辑：黄海燕）", {"黄海燕"}),
    ("编辑：黄海燕 审核：林建国 监制：陈立文", {"黄海燕"}),
    (" 作者：林晓芳 来源：闽侯县融媒体中心 编辑：黄海燕", {"林晓芳", "闽侯县融媒体中心", "黄海燕"}),
    ("图/文：林晓芳 陈立文", {"林晓芳", "陈立文"}),
    ("   闽侯县融媒体中心记者 林晓芳 通讯员 陈立文", {"林晓芳", "陈立文"}),
    (" 責任編輯：林曉芳 校對：陳立文", {"林曉芳"}),
    (" 通訊員：林曉芳", {"林曉芳"}),
    (" 【打印】 【关闭】", set()),
    (" 分享到：", set()),
]  # fmt: skip


def names(article: Article) -> set[str]:
    people = (article.reporters, article.correspondents, article.authors, article.editors)
    return {name for group in people for name in group} | ({article.source} if article.source else set())


@pytest.mark.parametrize(("end", "named"), ENDS)
def test_of_a_page_and_of_a_text(end: str, named: set[str]) -> None:
    head = [
        f"{TITLE}_闽侯要闻_闽侯县人民政府",
        "首页",
        "要闻",
        "当前位置：首页 > 政务动态 > 闽侯要闻",
        TITLE,
        "时间：2021-03-05 17:20",
    ]
    lines = [*PARAGRAPHS, LAST + end]
    foot = ["主办：闽侯县人民政府办公室 承办：闽侯县大数据中心", "联系电话：0591-22060000 闽ICP备05000000号"]
    page = (
        f"<title>{head[0]}</title><div class=nav><a href=/>首页</a> <a href=/a/>要闻</a></div><h1>{TITLE}</h1>"
        f"<div>{head[-1]}</div><div class=content>{''.join(f'<p>{line}</p>' for line in lines)}</div>"
        f"<div class=foot>{'<br>'.join(foot)}</div>"
    )
    kept = next((each for each in KEEPS if end.startswith(each)), "")
    for read in (read_article(page.encode(), URL), read_document("\n".join([*head, *lines, *foot]).encode(), url=URL)):
        assert isinstance(read, Article)
        assert (read.text or "").splitlines() == [*PARAGRAPHS, LAST + kept]
        assert names(read) == named


@pytest.mark.parametrize(
    "line",
    [
        "记者：这项工程何时完工？",
        "“来源：水利局。”他指着标签说",
        "福州晚报记者 林晓芳",
        "编辑：黄海燕",
        "【返回顶部】 【关闭窗口】 【打印本页】",
        "5月19日，水库开闸。 本报记者 林晓芳 摄",
        "他问：审核：要多久",
        "完工了。作者：一个普通的、在渠边住了四十年的老农",
        "",
    ],
)
def test_a_line_that_only_seems_to_end_so_is_whole(line: str) -> None:
    assert sentences_end(line, bracketed=True) == len(line)


def test_a_layout_is_trusted_and_gets_no_line_from_beside_its_element() -> None:
    beside = "<div>以上内容由通讯员供稿，经本台编辑整理后刊发。责任编辑：黄海燕</div>"
    text = f"<div class=zw>{PARAGRAPHS[0]}<br>{PARAGRAPHS[1]}</div>"
    page = Page.parse(f"<html><body><div>{text}{beside}</div></body></html>", URL)
    body = read_blocks(page.root.xpath("//div[@class='zw']"), page)
    assert [block.text for block in body.blocks] == [*PARAGRAPHS[:2]]

"""Short lines that go on with a text by their form are of the text; lists of other stories are not."""

from __future__ import annotations

import pytest

from newscrawl import Article, read_document
from newscrawl.reader.lines.numbered_lines import numbered_end

HEAD = ["首页", "要闻", "时政", "社会", "当前位置：首页 > 政务信息 > 今日闽侯"]
INFO = "2021-03-10 17:20 来源：闽侯县融媒体中心"
FOOT = [
    "相关新闻",
    "全市经济运行稳中向好 一季度增速居全省第三",
    "文旅融合打造古城夜游新名片",
    "版权所有 闽侯网 闽ICP备05000000号",
]
TEXTS = {
    "县2021年第一批家庭农场名单公示": [
        "根据家庭农场认定办法，经审核，拟认定下列三家为家庭农场，现予公示，公示期7天。",
        "1.祥谦镇桃源家庭农场",
        "2.尚干镇绿野家庭农场",
        "3.鸿尾乡云上家庭农场",
        "公示期间如有异议，请向县农业农村局反映。联系电话：0591-22060000",
    ],
    "关于陈立文等同志任免职的通知": [
        "经研究，决定：",
        "任命陈立文同志为县农业农村局副局长；",
        "任命林晓芳同志为县水利局总工程师（试用期一年）；",
        "免去黄海燕同志县文体旅游局副局长职务。",
    ],
    "直播：第七届桃花节开幕式": [
        "【09:00】开幕式现场已经坐满，主持人登台。",
        "【09:12】县领导致辞，宣布桃花节开幕。",
        "【09:30】非遗传承人展示竹编技艺，台下掌声不断。",
        "【10:05】三千名游客进入桃园赏花。",
    ],
    "关于开展春季农机安全检查的通知": [
        "各镇人民政府，县直有关单位：",
        "为切实做好春季农机安全生产工作，经研究，决定在全县开展农机安全检查。现将有关事项通知如下：",
        "一、检查时间",
        "2021年3月10日至4月10日。",
        "二、检查内容",
        "（一）拖拉机、联合收割机登记和年检情况；",
        "（二）驾驶操作人员持证情况。",
        "附件：1.农机安全检查表",
        "2.农机隐患整改台账",
        "闽侯县农业农村局",
        "2021年3月8日",
    ],
}


@pytest.mark.parametrize("title", TEXTS)
def test_the_lines_of_a_list_an_order_a_report_and_a_notice(title: str) -> None:
    lines = [f"{title}_今日闽侯_闽侯网", *HEAD, title, INFO, *TEXTS[title], *FOOT]
    article = read_document("\n".join(lines), "http://www.example-mh.cn/xw/202103/t20210310_1631234.htm")
    assert isinstance(article, Article)
    assert [block.text for block in article.body] == TEXTS[title]


@pytest.mark.parametrize(
    "below",
    [
        ["1.全市经济运行稳中向好", "2.三条公交线路优化调整"],
        ["1", "2", "3"],
        ["【推荐】桃花节今日开幕", "10:05"],
        ["一周热门", "1、桃花节开幕"],
    ],
)
def test_numbers_below_a_text_that_announces_none_are_of_other_things(below: list[str]) -> None:
    assert numbered_end(["水库今日开闸，全线通水。", *below], [0]) == 1


def test_a_numbering_goes_on_only_in_order() -> None:
    lines = ["一、检查时间", "3月10日起。", "二、检查内容", "农机登记情况。", "五、热门文章"]
    assert numbered_end(lines, [0, 1, 2, 3]) == 4

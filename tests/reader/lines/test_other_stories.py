"""What a page shows of other stories beside and in an article is no text of it, with markup and without."""

from __future__ import annotations

import pytest

from newscrawl import Article, read_article, read_document

URL = "http://www.example-md.cn/yw/202305/t20230512_1234.htm"
TITLE = "老旧小区加装电梯提速 今年计划再装二百部"
PARAGRAPHS = [
    "本报讯（记者 林晓芳）记者从市住建局获悉，今年全市计划在老旧小区加装电梯二百部，比去年增加三成。",
    "在鼓楼区水部街道闽都花园，三号楼的加装电梯本周投入使用，居民林阿婆乘电梯下楼买菜，只用了不到一分钟。",
    "有关负责人表示，今年起实行“一站式”审批，从申请到开工的时间由三个月压缩到四十天。",
    "根据新办法，每部电梯最高可获得二十万元补助，管线迁改费用由相关单位承担一半。",
]
CARDS = [
    ("古城夜游成新名片", "古城区每晚七点亮灯，市民和游客可以沿着石板路一路走到江边看灯光秀。", "闽东新闻网 05-10"),
    ("公交线路优化", "运营时间延长到晚上十点半，沿线新增六个站点。", "闽东新闻网 05-11"),
]
COMMENTS = ["支持！希望早点落实，老百姓盼了很多年了。", "政策是好政策，关键还是要看执行，希望有关部门加强监督。"]
BESIDE = {
    "cards": [part for card in CARDS for part in card],
    "cards, the short lines of which are joined": [
        CARDS[0][0],
        CARDS[0][1],
        f"{CARDS[0][2]} {CARDS[1][0]}",
        CARDS[1][1],
        CARDS[1][2],
    ],
    "comments": [
        "最新评论",
        *(part for text in COMMENTS for part in ("网友8823", "2023-05-13 10:01", text, "回复赞(1)")),
    ],
    "prompt of an app": ["打开闽东新闻客户端，阅读体验更佳", "立即打开"],
}
INSETS = [
    "相关阅读：文旅融合打造古城夜游新名片",
    "点击查看：福州新盘一季度成交排行榜单",
    "您的浏览器不支持HTML5视频播放",
]
HEAD = ["首页", "要闻", TITLE, "2023-05-12 来源：福州日报"]
FOOT = "地址：福州市鼓楼区东街100号　邮编：350001　电话：0591-12345678"


def body_of_text(lines: list[str]) -> list[str]:
    article = read_document("\n".join([f"{TITLE}-闽东新闻网", *HEAD, *lines, FOOT]), URL)
    assert isinstance(article, Article)
    return [block.text for block in article.body]


def body_of_page(middle: str, below: str = "") -> list[str]:
    page = (
        f"<meta charset=utf-8><title>{TITLE}-闽东新闻网</title><div><a href=/>首页</a> <a href=/yw/>要闻</a></div>"
        f"<h1>{TITLE}</h1><div>{HEAD[-1]}</div><div class=content>{middle}</div>{below}<div>{FOOT}</div>"
    )
    article = read_article(page.encode(), url=URL)
    assert isinstance(article, Article)
    return [block.text for block in article.body]


@pytest.mark.parametrize("below", BESIDE.values(), ids=BESIDE)
def test_below_a_text(below: list[str]) -> None:
    assert body_of_text([*PARAGRAPHS, *below]) == PARAGRAPHS


@pytest.mark.parametrize("inset", INSETS)
@pytest.mark.parametrize("behind", [1, 2, 3])
def test_between_its_paragraphs_and_the_text_goes_on(inset: str, behind: int) -> None:
    assert body_of_text([*PARAGRAPHS[:behind], inset, *PARAGRAPHS[behind:]]) == PARAGRAPHS
    label, _, story = inset.partition("：")
    shown = f"<p>{label}：<a href=/r/9.htm>{story}</a></p>" if story else f"<p>{inset}</p>"
    above, below = ("".join(f"<p>{text}</p>" for text in part) for part in (PARAGRAPHS[:behind], PARAGRAPHS[behind:]))
    assert body_of_page(above + shown + below) == PARAGRAPHS


def test_the_story_that_a_label_names_is_no_text_where_it_follows() -> None:
    other = "文旅融合打造的古城夜游新名片昨晚亮相，古城区每晚七点亮灯，市民和游客可以走到江边看灯光秀。"
    assert body_of_text([*PARAGRAPHS, INSETS[0], other]) == PARAGRAPHS

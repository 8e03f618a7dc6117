"""Texts of layouts that no model was made from: the text, and no title that is none."""

from __future__ import annotations

import pytest

from newscrawl import Article, read_document
from newscrawl.reader import documents
from tests.reader.lines.layouts import LaidOut, laid_out

NOT_YET = {
    "script of a broadcast": "names alone below a text are credits, as on the first page",
    "column with a signature at its end": "names alone below a text are credits, as on the first page",
}
TEXTS = laid_out()


def found(text: LaidOut) -> Article:
    article = read_document("\n".join(text.lines), "http://www.example.com/1.html")
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_a_text_of_another_layout_is_read_exactly(text: LaidOut, request: pytest.FixtureRequest) -> None:
    if text.name in NOT_YET:
        request.applymarker(pytest.mark.xfail(reason=NOT_YET[text.name], strict=True))
    assert [block.text for block in found(text).body] == [" ".join(line.split()) for line in text.body]


def test_titles_of_other_layouts_are_read_or_left_open_but_seldom_wrong() -> None:
    titles = [(found(text).title, text.title) for text in TEXTS]
    assert len(titles) == 42
    assert sum(read == stated for read, stated in titles) >= 32
    assert sum(read is not None and read != stated for read, stated in titles) <= 1


@pytest.mark.parametrize("portion", [20_000, 90])
def test_a_text_is_read_alike_alone_and_among_others(portion: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "_LINES_AT_ONCE", portion)
    url = "http://www.example.com/1.html"
    texts = ["\n".join(text.lines) for text in TEXTS]
    texts[3:3] = ["", "福州今日有雨"]  # nothing, and no article
    together = documents.read_documents([documents.TextDocument(text, url) for text in texts])
    assert together == [documents.read_document(text, url) for text in texts]


def test_a_short_article_is_taken_before_longer_leads_of_other_stories() -> None:
    warning = (
        "尤溪县气象台4月18日22时30分发布暴雨红色预警信号：未来3小时洋中、梅仙等乡镇雨量将达100毫米以上，请注意防范。"
    )
    leads = [
        "文旅融合打造古城夜游新名片，古城区每晚七点亮灯，市民和游客可以沿着石板路一路走到江边看灯光秀，周末还有南音表演。",
        "三条公交线路今起优化调整，运营时间延长到晚上十点半，沿线新增六个站点，市民可以通过公交小程序查询实时到站信息。",
    ]
    lines = [
        "快讯！尤溪发布暴雨红色预警_闽北网",
        "首页",
        "要闻",
        "快讯！尤溪发布暴雨红色预警",
        "2023-04-18 22:41 闽北发布",
    ]
    article = read_document("\n".join([*lines, warning, "收藏", "热门新闻", *leads]), "http://www.example.com/1.html")
    assert isinstance(article, Article)
    assert article.text == warning


@pytest.mark.parametrize("label", ["热点排行", "推荐阅读", "分享到： 微信 微博 热门资讯排行", "图片新闻 更多"])
def test_summaries_in_a_box_of_other_stories_below_are_no_text(label: str) -> None:
    text = next(text for text in TEXTS if text.name not in NOT_YET)
    titles = ("文旅融合打造古城夜游新名片", "三条公交线路今起优化调整")
    box = [part for title in titles for part in (title, f"{title}，据介绍，相关工作正在有序推进，市民普遍反映良好。")]
    lines = ["首页", "要闻", text.title, "2023-04-18 22:41 闽北发布", *text.body, label, *box]
    article = read_document("\n".join(lines), "http://www.example.com/1.html")
    assert isinstance(article, Article)
    assert [block.text for block in article.body] == list(text.body)


def test_a_headline_that_is_broken_over_lines_is_whole_if_the_first_line_shows_it_so() -> None:
    text = next(text for text in TEXTS if text.name not in NOT_YET and " " not in text.title[:9])
    at = text.lines.index(text.title)
    lines = ["首页", "要闻", text.title[:7], text.title[7:], *text.lines[at + 1 :]]
    for first, title in (
        (f"{text.title}_福州新闻_海峡网", text.title),
        (f"{text.title[:7]}_福州新闻_海峡网", text.title[:7]),
    ):
        article = read_document("\n".join([first, *lines]), "http://www.example.com/1.html")
        assert isinstance(article, Article)
        assert article.title == title

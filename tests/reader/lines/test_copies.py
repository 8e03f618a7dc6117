"""Copies without markup, and often without title, become the article and nothing else,
whatever furniture stands around it.
"""

from __future__ import annotations

import numpy as np
import pytest

from newscrawl import Article, read_document
from newscrawl.catalog import load
from newscrawl.reader.lines.text_title import find_title
from newscrawl.reader.lines.unwrapped import split_lines
from tests.reader.lines.copies import FEET, FURNITURE, HEADS, PARAGRAPHS, SUBHEADS, Shape, write_copy

URL = "http://www.example.com/news/1934417.shtml"
SHAPES = [
    *(Shape(head, foot) for head in HEADS for foot in FEET),
    Shape("trail", "boxes", blank="\n\n"),
    Shape("trail", "turned", blank="\r\n"),
    Shape("trail", "boxes", width=40),
    Shape("menus", "pager", width=40),
    Shape("trail", "boxes", entities=True),
]
SHOWN = {"\n": "", "\n\n": "spaced", "\r\n": "crlf"}


def _name(shape: Shape) -> str:
    return "-".join(filter(None, (shape.head, shape.foot, SHOWN[shape.blank], "wrapped" * bool(shape.width))))


@pytest.mark.parametrize("shape", SHAPES, ids=_name)
def test_a_copy_without_title_is_its_text_and_none_of_the_furniture(shape: Shape) -> None:
    article = read_document(write_copy(shape), URL, catalog=load())
    assert isinstance(article, Article)
    assert [block.text for block in article.body if block.kind == "p"] == list(PARAGRAPHS)
    assert [block.text for block in article.body if block.kind == "subhead"] == list(SUBHEADS.values())
    assert (article.reporters, article.correspondents, article.editors) == (("邱晓芳",), ("林大海",), ("陈小静",))
    assert article.source == "福州晚报", "who signs as a paper's reporter names the paper"
    assert article.title is None, "no button, and not the first words of the text"
    assert "none" in (article.evidence or {})["title"]
    assert not any(words in (article.text or "") for words in FURNITURE)
    if shape.head == "trail":
        assert article.breadcrumbs == ("海峡网", "新闻中心", "福建频道", "福州新闻")
        assert (article.site, article.channel) == ("hxnews", "hxnews/fz")


class _Sure:
    def score(self, rows: object) -> list[float]:
        return [1.0] * len(rows)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "line", ["首頁 新聞 財經 體育 娛樂 房產", "网站首页 > 新闻 > 正文", "福州 厦门 泉州 漳州 莆田 龙岩"]
)
def test_a_menu_on_one_line_is_no_title_however_sure_a_model_is(line: str) -> None:
    lines = [line, "分享", *PARAGRAPHS]
    assert find_title(lines, range(2, len(lines)), np.ones(len(lines)), _Sure(), -1) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("foot", FEET)
def test_the_title_is_the_line_that_the_title_of_the_page_shows(foot: str) -> None:
    title = "连江养殖户走向深海 三季度产量增长"
    text = write_copy(Shape("menus", foot), (f"{title}_福州新闻_海峡网", "海峡网", title, "2020-11-18 09:30"))
    article = read_document(text, URL)
    assert isinstance(article, Article)
    assert (article.title, article.published) == (title, "2020-11-18T09:30:00+08:00")
    assert article.source == "福州晚报", "the site's name in the title line is no source"


def test_the_clock_of_a_page_is_not_its_date_and_a_shared_line_has_its_byline() -> None:
    title = "连江养殖户走向深海"
    head = (f"{title}_福州新闻_海峡网", "香港時間 : 2020年12月3日 (週四) 20:45", "首页 新闻", title, "20:50 2020/11/18")
    text = "\n".join([*head, "◎ 记者林晓芳/采访报导 分享 收藏", *PARAGRAPHS])
    article = read_document(text, URL)
    assert isinstance(article, Article)
    assert (article.published or "")[:10] == "2020-11-18"
    assert article.reporters == ("林晓芳",)


def test_a_text_longer_than_a_book_is_cut_and_says_so() -> None:
    article = read_document((PARAGRAPHS[0] + "\n") * 15_500, URL)
    assert isinstance(article, Article)
    assert "cut" in (article.evidence or {})["body"]


def test_lines_of_other_pages_of_the_host_are_no_text() -> None:
    notice = "本市气象台提醒市民，近期昼夜温差较大，出门请注意添加衣物，谨防感冒，祝您生活愉快。"
    text = "\n".join([*PARAGRAPHS, notice, notice])
    article = read_document(text, URL)
    assert isinstance(article, Article)
    from newscrawl.reader.documents import read_document as read

    reading = read(text, URL, repeated={notice}.__contains__)
    assert "温差" not in (reading.article.text or "")  # type: ignore[union-attr]


def test_a_text_broken_at_a_column_is_joined_and_others_are_left_alone() -> None:
    assert split_lines(write_copy(Shape("none", "boxes", width=40))) == split_lines(write_copy(Shape("none", "boxes")))
    poem = "床前明月光，疑是地上霜。\n举头望明月，低头思故乡。\n" * 4
    assert len(split_lines(poem)) == 8

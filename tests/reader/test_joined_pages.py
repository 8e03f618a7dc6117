"""An article over several pages is followed alike by a crawl and by a reading of saved pages, and joined whole or marked."""

from dataclasses import replace

import pytest

from newscrawl.items import NoArticle
from newscrawl.reader.article import read_page
from newscrawl.reader.joined_pages import MOST_PAGES, ArticlePages
from newscrawl.reader.reading_values import PageReading

FIRST = "http://www.hxnews.com/news/fj/fz/202011/18/1934417.shtml"
PAGE = """<html><head><meta charset="utf-8"><title>福州三坊七巷灯会今晚开启</title></head><body>
<h1>福州三坊七巷灯会今晚开启</h1><div class="content"><p>　　福州晚报讯 三坊七巷灯会今晚开启，三千盏花灯沿南后街次第亮起。</p>
<p>　　主办方介绍，灯会持续到月底，每晚六时亮灯，十时熄灯，市民凭身份证可免费入场。</p></div></body></html>"""


def anywhere(url: str) -> bool:
    return True


def address(number: int) -> str:
    return FIRST.replace(".shtml", f"_{number}.shtml") if number > 1 else FIRST


@pytest.fixture(scope="module")
def page():
    found = read_page(PAGE.encode(), FIRST)
    assert isinstance(found, PageReading)

    def make(number: int, following: int | None = None) -> PageReading:
        article = replace(found.article, text=f"第{number}页")
        return PageReading(article, address(following) if following else None)

    return make


def test_pages_are_followed_to_the_last_and_joined(page):
    pages = ArticlePages(FIRST)
    assert pages.add(page(1, 2), anywhere) == address(2)
    assert pages.add(page(2), anywhere) is None
    article = pages.join()
    assert (article.text, article.pages, article.complete) == ("第1页\n第2页", 2, True)


def test_the_whole_text_behind_a_first_page_stands_once(page):
    """The first page has its beginning and 阅读全文, the second one all of it."""
    pages = ArticlePages(FIRST)
    first, whole = page(1, 2), page(2)
    pages.add(replace(first, article=replace(first.article, text="灯会今晚开启。")), anywhere)
    pages.add(replace(whole, article=replace(whole.article, text="灯会今晚开启。\n三千盏花灯亮起。")), anywhere)
    article = pages.join()
    assert (article.text, article.pages) == ("灯会今晚开启。\n三千盏花灯亮起。", 2)
    assert article.body == whole.article.body


def test_a_pager_that_leads_back_or_to_another_site_ends_the_article(page):
    ring = ArticlePages(FIRST)
    ring.add(page(1, 2), anywhere)
    assert ring.add(page(2, 1), anywhere) is None
    assert ring.join().complete
    away = ArticlePages(FIRST)
    assert away.add(page(1, 2), lambda url: False) is None
    assert away.join().complete


def test_the_first_page_shown_again_behind_the_last_is_not_joined(page):
    pages = ArticlePages(FIRST)
    pages.add(page(1, 2), anywhere)
    assert pages.add(page(1, 3), anywhere) is None
    assert pages.join().text == "第1页"


def test_an_endless_pager_is_cut_and_the_article_marked(page):
    pages = ArticlePages(FIRST)
    number = 1
    while pages.add(page(number, number + 1), anywhere):
        number += 1
    article = pages.join()
    assert (number, article.pages, article.complete) == (MOST_PAGES, MOST_PAGES, False)


def test_an_article_is_marked_where_a_page_is_missing_or_was_cut_short(page):
    pages = ArticlePages(FIRST)
    pages.add(page(1, 2), anywhere)
    assert pages.end_at(NoArticle("empty", ""))
    assert not pages.end_at(NoArticle("gone", "HTTP 404"))
    assert not pages.join(complete=False).complete
    cut = page(2)
    pages.add(replace(cut, article=replace(cut.article, complete=False)), anywhere)
    assert not pages.join().complete


def test_pages_of_a_photo_series_are_joined_though_their_text_is_one():
    sentence = "本报讯 秋日的福州西湖公园层林尽染，游人如织，市民们走出家门，在湖畔赏景拍照。"
    series = """<title>高清图集：西湖公园秋色</title><h1>高清图集：西湖公园秋色</h1><div>2020-11-18 来源：福州晚报</div>
    <div class=content><p><img src=/pic/{0}.jpg></p><p>{1}</p></div>"""
    pages = ArticlePages(FIRST)
    for number in (1, 2, 3, 4, 4):
        more = f"<a href={address(number + 1)}>下一页</a>" if number < 4 else ""
        found = read_page(series.format(number, sentence) + more, address(number))
        assert isinstance(found, PageReading)
        assert pages.add(found, anywhere) == (address(number + 1) if number < 4 else None)
    article = pages.join()
    assert [image.url.rpartition("/")[2] for image in article.images] == ["1.jpg", "2.jpg", "3.jpg", "4.jpg"]
    assert (article.pages, article.complete, article.text) == (4, True, sentence)
    assert [block.text for block in article.body if block.kind == "p"] == [sentence]

"""Articles over several pages: the next one is found, and another article is never taken for it."""

import pytest

from newscrawl.reader.fields.pager import next_page
from newscrawl.reader.page import Page

HERE = "http://news.example.cn/2020/1118/195000.shtml"


def following(markup: str, url: str = HERE) -> str | None:
    return next_page(Page.parse(f"<h1>闽江之心今日开放</h1><p>正文在此，今日开放。</p><div>{markup}</div>", url))


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<a href=195000_2.shtml>下一页</a>", "195000_2.shtml"),
        ("1 <a href=195000_2.shtml>2</a> <a href=195000_3.shtml>3</a>", "195000_2.shtml"),
        ("【1】<a href=195000_2.shtml>【2】</a>", "195000_2.shtml"),
        ("<a href=195000-2.shtml>下一頁 &gt;</a>", "195000-2.shtml"),
        ("<a href=195000_2.shtml>余下全文&gt;&gt;</a>", "195000_2.shtml"),
        ("<a href=195000_all.shtml>阅读全文</a>", "195000_all.shtml"),
        ("<a href=195000_2.shtml>下一页</a> <a href=195000_all.shtml>余下全文</a>", "195000_2.shtml"),
        ("<script>createPageHTML(3, 0, '195000', 'shtml')</script>", "195000_1.shtml"),
        ("1 <a href='javascript:;' onclick=\"location.href='195000_2.shtml'\">下一页</a>", "195000_2.shtml"),
        ("<a href=\"javascript:go('/2020/1118/195000_2.shtml')\">2</a>", "195000_2.shtml"),
        ("共3页 <a href=195000_2.shtml>›</a>", "195000_2.shtml"),
    ],
)
def test_next_page_of_the_same_article(markup: str, expected: str) -> None:
    assert following(markup) == f"http://news.example.cn/2020/1118/{expected}"


@pytest.mark.parametrize(
    "markup",
    [
        "<a href=195001.shtml>下一篇</a>",
        "<a href=195001.shtml>下一页</a>",
        "<a href=195001_2.shtml>下一页</a>",
        "<a href=http://other.example/2020/1118/195000_2.shtml>下一页</a>",
        "<a href=195000_2.shtml>闽江之心昨日开放迎客三万</a>",
        "<a href=javascript:void(0)>下一页</a>",
        "<a href=/fz/2.shtml>下一页</a>",
        "<a href=195000_3.shtml>末页</a>",
    ],
)
def test_other_articles_and_lists_are_no_next_page(markup: str) -> None:
    assert following(markup) is None


def test_last_page_has_none() -> None:
    markup = "<a href=195000.shtml>1</a> <a href=195000_2.shtml>2</a> 3 <a href=195000_2.shtml>上一页</a>"
    assert following(markup, "http://news.example.cn/2020/1118/195000_3.shtml") is None


def test_page_in_the_query() -> None:
    url = "http://a.example.cn/show.php?id=195&page=2"
    assert (
        following("<a href='show.php?id=195&amp;page=3'>下一页</a>", url)
        == "http://a.example.cn/show.php?id=195&page=3"
    )
    assert following("<a href='show.php?id=196&amp;page=3'>下一页</a>", url) is None


def test_id_behind_an_underscore_is_no_page_number() -> None:
    assert (
        following("<a href=t20201118_195001.html>下一页</a>", "http://a.example.cn/202011/t20201118_195000.html")
        is None
    )


def test_name_without_digits_below_a_day_has_pages_and_a_list_there_has_none() -> None:
    day = "http://news.example.cn/2020/1118"
    assert following("<a href=xihu_2.shtml>下一页</a>", f"{day}/xihu.shtml") == f"{day}/xihu_2.shtml"
    assert following("<a href=index_2.shtml>下一页</a>", f"{day}/index.shtml") is None
    assert following("<a href=xihu_2.shtml>下一页</a>", "http://news.example.cn/fz/xihu.shtml") is None

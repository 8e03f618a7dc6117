"""The facts of a document that every reader shares."""

import pytest

from newscrawl import read_article
from newscrawl.reader import page as page_module
from newscrawl.reader.page import Page


def page(html: str, url: str = "http://news.example.cn/2020/1118/1.html") -> Page:
    return Page.parse(html, url)


@pytest.mark.parametrize(
    ("link", "absolute"),
    [
        ("2.html", "http://news.example.cn/2020/1118/2.html"),
        ("/fz/", "http://news.example.cn/fz/"),
        ("//img.example.cn/1.jpg", "http://img.example.cn/1.jpg"),
        ("../1117/9.html", "http://news.example.cn/2020/1117/9.html"),
        ("./202006/t1.html", "http://news.example.cn/2020/1118/202006/t1.html"),
        (" https://a.cn/1 ", "https://a.cn/1"),
        ("?page=2", "http://news.example.cn/2020/1118/1.html?page=2"),
        ("javascript:void(0)", None),
        ("JavaScript:alert(1)", None),
        ("mailto:a@b.cn", None),
        ("#top", None),
        ("", None),
        (None, None),
        ("http://[bad", None),
        ("data:text/html,x", None),
    ],
)
def test_links_are_made_absolute_or_refused(link: str | None, absolute: str | None) -> None:
    assert page("<p>").absolute(link) == absolute


def test_base_is_honoured() -> None:
    found = page("<base href=http://cdn.example.cn/sub/><a href=1.html>x</a>")
    assert found.absolute("1.html") == "http://cdn.example.cn/sub/1.html"
    assert found.absolute("/1.html") == "http://cdn.example.cn/1.html"


def test_metas_by_name_property_and_itemprop() -> None:
    found = page(
        '<meta name=Keywords content=a><meta property="og:title" content=" b  c "><meta itemprop=datePublished content=d>'
    )
    assert found.meta == {"keywords": ("a",), "og:title": ("b c",), "datepublished": ("d",)}


def test_json_ld_is_opened_and_articles_come_first() -> None:
    found = page(
        '<script type="application/ld+json">{"@graph":[{"@type":"WebSite"},{"@type":"NewsArticle","headline":"闽江之心"}]}</script>'
        '<script type="application/ld+json">not json</script>'
    )
    assert found.jsonld[0]["headline"] == "闽江之心"


@pytest.mark.parametrize(
    ("comment", "date"),
    [
        ("<articleid>1</articleid><date>2020-11-18 11:18:16.0</date><author></author>", "2020-11-18 11:18:16.0"),
        ("<founder-date>2020-11-18</founder-date><founder-type>1</founder-type>", "2020-11-18"),
        ("<date>2020-11-18 11:18:16:0</date><nodename>闽江日报</nodename>", "2020-11-18 11:18:16:0"),
    ],
)
def test_founder_facts_in_their_three_dialects(comment: str, date: str) -> None:
    assert page(f"<p>x</p><!--enpproperty {comment}/enpproperty-->").founder["date"] == date


def test_backslashes_of_a_link_are_slashes_up_to_its_query():
    page = Page.parse("<p></p>", "http://www.a.cn/fz/")
    assert page.absolute("\\fz\\202011\\1.html") == "http://www.a.cn/fz/202011/1.html"
    assert page.absolute("..\\xm\\1.html?a=b\\c#d\\e") == "http://www.a.cn/xm/1.html?a=b\\c#d\\e"
    assert page.absolute("http:\\\\b.cn\\1.html") == "http://b.cn/1.html"


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("晋江市英林镇昨日召开乡村振\r\n\t\t兴推进会", "晋江市英林镇昨日召开乡村振兴推进会"),
        ("晋江市英林镇昨日召开大会，\n<b>乡村</b>振兴", "晋江市英林镇昨日召开大会，乡村振兴"),
        ("镇村干部就农房整治逐项认领了，\n污水处理也在其中。", "镇村干部就农房整治逐项认领了，污水处理也在其中。"),
        ("the quick brown fox of Jinjiang\njumps over", "the quick brown fox of Jinjiang jumps over"),
        ("晋江市昨日召开大会，宣布 Wi-Fi\n覆盖全镇", "晋江市昨日召开大会，宣布 Wi-Fi 覆盖全镇"),
        ("2020年11月18日 来源：晋江经济报\n作者：林晓芳", "2020年11月18日 来源：晋江经济报 作者：林晓芳"),
        ("首页\n新闻\n福建", "首页 新闻 福建"),
    ],
)
def test_a_line_break_of_the_source_is_nothing_between_chinese_characters(source: str, line: str) -> None:
    page = Page.parse(f"<html><body><p>{source}</p></body></html>", "http://a.cn/")
    assert [line.text for line in page.outline.lines] == [line]


def test_an_ordinary_article_is_searched_for_words_but_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A word that is asked of every page costs a search of its source, unless it is one of `page_signs.WORDS`."""
    asked: list[bytes] = []
    monkeypatch.setattr(page_module, "mentions", lambda data, word: asked.append(word) or word in data)
    sentence = "昨日上午，福州地铁四号线全线通车，沿线居民前来试乘，车站里人头攒动。"
    html = (
        "<title>福州地铁四号线全线通车_海峡网</title><h1>福州地铁四号线全线通车</h1>"
        f"<div>2020-11-18 09:30 来源：福州晚报</div><div>{'<p>'.join([sentence] * 5)}</div><div>责任编辑：陈静</div>"
    )
    article = read_article(html, "http://news.example.cn/2020/1118/1.html")
    assert (article.title, article.source, asked) == ("福州地铁四号线全线通车", "福州晚报", [])

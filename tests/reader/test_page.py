"""The facts of a document that every reader shares."""

import pytest

from newscrawl.reader.fields.metadata import read_breadcrumbs, read_canonical_url, read_keywords
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


def test_canonical_address() -> None:
    found = read_canonical_url(
        page("<link rel=canonical href=/2020/1118/1.html><meta property=og:url content=http://b.cn/>")
    )
    assert found is not None
    assert (found.value, found.evidence) == ("http://news.example.cn/2020/1118/1.html", "link:canonical")


@pytest.mark.parametrize(
    ("markup", "trail"),
    [
        ("<div>当前位置：<a href=/>海峡网</a> &gt; <a href=/fz/>福州新闻</a> &gt; 正文</div>", ("海峡网", "福州新闻")),
        ("<div><a href=/>首页</a> / <a href=/life/>生活</a></div>", ("首页", "生活")),
        ("<ul><li><a href=/a/>时政</a></li><li><a href=/b/>财经</a></li></ul>", None),
    ],
)
def test_breadcrumbs_stand_above_the_title(markup: str, trail: tuple[str, ...] | None) -> None:
    bar = "<div>" + "".join(f"<a href=/{n}/>频道{n}</a> | " for n in range(12)) + "</div>"
    found = read_breadcrumbs(
        page(f"<title>闽江之心今日开放_海峡网</title>{bar}{markup}<h1>闽江之心今日开放</h1><p>正文</p>")
    )
    assert (found.value if found else None) == trail


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<meta name=keywords content='福州,地铁，开通'>", ("福州", "地铁", "开通")),
        ("<meta name=keywords content='福州 地铁 开通'>", ("福州", "地铁", "开通")),
        ("<meta name=keywords content='福州地铁五号线昨日开通初期运营'>", None),
        ("<p>正文在此。</p><div>标签：<a href=/t/1>福州</a><a href=/t/2>地铁</a></div>", ("福州", "地铁")),
        ("<div>关键词：福州 地铁</div>", ("福州", "地铁")),
    ],
)
def test_keywords(html: str, words: tuple[str, ...] | None) -> None:
    found = read_keywords(page(html))
    assert (found.value if found else None) == words

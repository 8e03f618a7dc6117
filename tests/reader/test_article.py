"""An article page: the layout's rules come first, the generic reader fills what they leave out, and both say so."""

from dataclasses import replace
from datetime import datetime

import pytest

from newscrawl import read_article
from newscrawl.catalog import load
from newscrawl.items import Article, NoArticle
from newscrawl.reader.article import read_page
from newscrawl.reader.joined_pages import join_pages

URL = "http://www.hxnews.com/news/fj/fz/202011/18/1934417.shtml"
PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>福州三坊七巷灯会今晚开启_福州新闻_海峡网</title>
<meta property="og:title" content="福州三坊七巷灯会今晚开启"><meta property="og:release_date" content="2020-11-18 09:32">
{head}</head><body>
<div class="nav"><a href="/">首页</a><a href="/news/">新闻</a></div>
<div class="path">您所在的位置：<a href="/">海峡网</a> &gt; <a href="/news/fj/">福建</a> &gt; <a href="/news/fj/fz/">福州新闻</a></div>
<h1>福州三坊七巷灯会今晚开启</h1><div class="info"><span>2020-11-18 09:32</span> <span>来源：福州晚报</span></div>
<div class="article article_16 article-content fontSizeSmall">{body}</div>
<p class="article-editor">责任编辑：赵睿</p>
<div class="keywords"><a>灯会</a><a>三坊七巷</a></div>
</body></html>"""
BODY = """<p>　　福州晚报讯（记者 林晓芳 通讯员 陈志强）三坊七巷灯会今晚开启，三千盏花灯沿南后街次第亮起。</p>
<p>　　主办方介绍，灯会持续到月底，每晚六时亮灯，十时熄灯，市民凭身份证可免费入场。</p>
<p>　　交警部门提醒，灯会期间南后街周边道路限行，建议搭乘地铁前往，东街口站离会场最近。</p>"""


@pytest.fixture(scope="module")
def hxnews():
    return load().site("hxnews")


def page(body: str = BODY, head: str = "") -> bytes:
    return PAGE.format(body=body, head=head).encode()


def test_every_field_a_layout_gives(hxnews):
    article = read_article(page(), URL, site=hxnews)
    assert isinstance(article, Article)
    assert article.read_by == "layout"
    assert article.title == "福州三坊七巷灯会今晚开启"
    assert article.published == "2020-11-18T09:32:00+08:00"
    assert article.published_precision == "minute"
    assert article.editors == ("赵睿",)
    assert article.keywords == ("灯会", "三坊七巷")
    assert article.source == "福州晚报"
    assert article.is_reprint is True
    assert article.reporters == ("林晓芳",)
    assert article.correspondents == ("陈志强",)
    assert article.site == "hxnews"
    assert article.province == "福建"
    assert article.encoding == "utf-8"
    assert article.script == "zh-Hans"
    assert len([block for block in article.body if block.kind == "p"]) == 3
    assert "责任编辑" not in (article.text or "")
    assert article.evidence is not None
    assert article.evidence["editors"] == "layout: p.article-editor"
    assert article.evidence["body"].startswith("layout: ")


def test_without_its_layout_the_generic_reader_says_the_same(hxnews):
    by_layout = read_article(page(), URL, site=hxnews)
    generic = read_article(page(), URL, site=hxnews.model_copy(update={"layouts": ()}))
    assert isinstance(by_layout, Article)
    assert isinstance(generic, Article)
    assert generic.read_by == "generic"
    for name in ("title", "published", "text", "reporters", "editors", "source"):
        assert getattr(generic, name) == getattr(by_layout, name), name


def test_a_layout_that_does_not_fit_leaves_the_page_to_the_generic_reader(hxnews):
    other = page().replace(b"article-content", b"neirong")
    article = read_article(other, URL, site=hxnews)
    assert isinstance(article, Article)
    assert article.read_by == "generic"
    assert article.text
    assert "三千盏花灯" in article.text


@pytest.mark.parametrize(
    ("declared", "canonical"),
    [
        ("http://www.hxnews.com/news/fj/fz/202011/18/1934417.shtml?from=timeline", URL),
        ("https://m.hxnews.com/news/fj/fz/202011/18/1934417.shtml", URL.replace("www", "m")),
        ("http://evil.example/news/202011/18/1934417.shtml", URL),
        ("http://www.hxnews.com/", URL),
        ("javascript:void(0)", URL),
    ],
)
def test_a_canonical_url_is_believed_only_on_its_own_domain_and_shaped_like_an_article(hxnews, declared, canonical):
    article = read_article(page(head=f'<link rel="canonical" href="{declared}">'), URL, site=hxnews)
    assert isinstance(article, Article)
    assert article.canonical_url == canonical


def test_gbk_bytes_read_the_same(hxnews):
    gbk = page().replace(b'charset="utf-8"', b'charset="gb2312"').decode().encode("gb18030")
    one, other = read_article(page(), URL, site=hxnews), read_article(gbk, URL, site=hxnews)
    assert isinstance(one, Article)
    assert isinstance(other, Article)
    assert other.encoding != "utf-8"
    assert other.text == one.text
    assert other.content_hash == one.content_hash


def test_body_drop_takes_out_elements_and_keeps_the_text_behind_them(hxnews):
    layout = hxnews.layouts[0].model_validate(
        {**hxnews.layouts[0].model_dump(exclude_none=True), "body_drop": "i.share"}
    )
    site = hxnews.model_copy(update={"layouts": (layout,)})
    body = BODY.replace("今晚开启，", "今晚开启，<i class='share'>分享到微博</i>")
    article = read_article(page(body), URL, site=site)
    plain = read_article(page(), URL, site=hxnews)
    assert isinstance(article, Article)
    assert isinstance(plain, Article)
    assert article.text == plain.text


def test_pages_join_into_one_article_in_order(hxnews):
    first = read_page(page(), URL, site=hxnews)
    second = read_page(page("<p>第二页说的是交通。地铁延长运营一小时，公交夜班加密。</p>"), URL, site=hxnews)
    assert not isinstance(first, NoArticle)
    assert not isinstance(second, NoArticle)
    joined = join_pages([first, second])
    assert joined.pages == 2
    assert joined.complete
    assert joined.body == first.article.body + second.article.body
    assert joined.reporters == first.article.reporters
    assert join_pages([first], complete=False) == replace(first.article, complete=False)


def test_the_time_of_fetching_is_kept_and_resolves_years(hxnews):
    fetched = datetime.fromisoformat("2020-11-19T08:00:00+08:00")
    article = read_article(page(), URL, site=hxnews, fetched=fetched)
    assert isinstance(article, Article)
    assert article.fetched == "2020-11-19T08:00:00+08:00"


@pytest.mark.parametrize(
    ("begin", "evidence"),
    [
        (b"%PDF-1.7\n", "a PDF file"),
        (bytes.fromhex("d0cf11e0a1b11ae1"), "a file of Word, Excel or PowerPoint"),
        (b"PK\x03\x04\x14", "a ZIP archive or Office file"),
        (bytes.fromhex("ffd8ffe0"), "a picture"),
        (b"\0\0\0\x20ftypisom", "a video"),
    ],
)
@pytest.mark.parametrize("content_type", ["text/html", None])
def test_a_listed_file_is_no_page_whatever_its_server_calls_it(begin, evidence, content_type):
    """Five in a row were taken for refusals, and the whole site was left alone."""
    found = read_article(begin + bytes(range(256)) * 9, URL, content_type=content_type)
    assert found == NoArticle("document", evidence)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("", "no_text"),
        ("<p>附件：<a href='/f/1.pdf'>关于灯会交通管制的通告.pdf</a></p>", "no_text"),
        (
            "<i id=c>加载中…</i><script>$.getJSON('/api/content?id=7',function(d){$('#c').html(d.text)})</script>",
            "script",
        ),
    ],
)
def test_the_page_of_an_article_without_its_text_is_told_from_a_refusal(body, kind):
    found = read_page(page(body), URL, listed_title="福州三坊七巷灯会今晚开启")
    assert isinstance(found, NoArticle)
    assert found.kind == kind


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        (b"", {"empty", "front"}),
        ("<html><title>404</title><body>您访问的页面不存在</body></html>".encode(), {"soft404"}),
        ("<html><title>访问验证</title><body>请完成安全验证后继续访问</body></html>".encode(), {"verification"}),
        ("<html><title>海峡网</title><body><p>该文章已删除</p></body></html>".encode(), {"withdrawn"}),
    ],
)
def test_what_is_no_article_says_what_it_is(body, kinds):
    found = read_article(body, URL)
    assert isinstance(found, NoArticle)
    assert found.kind in kinds


@pytest.mark.parametrize(
    "body", [b"\x00" * 5000, b"<div>" * 20000, b"\xff\xfe\x00<", "<p>" + "字" * 100_000, "<![CDATA["]
)
def test_no_page_makes_the_reader_fail(body):
    assert isinstance(read_article(body, URL), (Article, NoArticle))

"""Documents of plain text: read like pages of nothing but lines, whatever the text is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl import Article, NoArticle, read_article, read_document
from newscrawl.catalog import load

URL = "http://www.hxnews.com/news/fj/fz/202011/18/1934417.shtml"
DOCUMENT = """您当前的位置：海峡网 > 新闻频道 > 福州新闻
福州地铁今日开通
2020-11-18 09:30 来源：福州晚报
　　本报讯（记者 林晓芳）福州地铁新线今日开通，全长二十八公里，设站二十座。
　　市民可以刷码进站，票价两元起。开通首日客流超过十万人次，沿线商圈人气回升。
返回搜狐，查看更多
"""
ODD = (
    "",
    "\n",
    "\0",
    "\ud800 > 新闻 > 福州新闻\n福州今日有雨",
    " " * 200_000 + "x\n",
    "首页" + "\t" * 200_000 + "> 新闻",
)


@pytest.mark.parametrize("encoding", [None, "utf-8", "gb18030", "utf-16"])
def test_text_and_bytes_are_read_alike_and_cleaned(encoding: str | None) -> None:
    article = read_document(DOCUMENT.encode(encoding) if encoding else DOCUMENT, URL, catalog=load())
    assert isinstance(article, Article)
    assert (article.title, article.published) == ("福州地铁今日开通", "2020-11-18T09:30:00+08:00")
    assert (article.site, article.channel, article.city) == ("hxnews", "hxnews/fz", "福州")
    assert article.body[-1].text.startswith("市民可以刷码进站"), "indent and boilerplate are taken out"
    assert article.content_hash, "what depends on the cleaned text is filled in"
    assert (article.encoding is None) == (encoding is None)


def test_a_copy_that_was_encoded_twice_is_itself_again_as_text_and_as_page() -> None:
    twice = DOCUMENT.encode().decode("latin-1")
    rows = "".join(f"<p>{line}</p>" for line in DOCUMENT.splitlines()[1:])
    page = f"<meta charset=utf-8><title>福州地铁今日开通</title>{rows}".encode().decode("latin-1")
    whole = read_document(DOCUMENT, URL)
    assert isinstance(whole, Article)
    for article in (
        read_document(twice, URL),
        read_document(twice.encode(), URL),
        read_article(page.encode(), url=URL),
    ):
        assert isinstance(article, Article)
        assert (article.title, article.text, article.source) == (whole.title, whole.text, whole.source)
        assert article.repairs


def test_a_damaged_copy_is_repaired_and_counted() -> None:
    damaged = "市農(nóng)業(yè)農(nóng)村局發(fā)展產(chǎn)業(yè)，責(zé)任人每月到村裡走訪，聽取農(nóng)戶的意見。"
    article = read_document(f"市農(nóng)業(yè)局消息\n{damaged}\n{damaged}", URL)
    assert isinstance(article, Article)
    assert article.title == "市農業局消息"
    assert "市農業農村局發展產業，責任人每月到村裡走訪" in (article.text or "")
    assert (article.repairs or {})["pinyin_gloss"] > 4


BODY = """福州地铁新线今日开通，全长二十八公里，设站二十座，市民可以刷码进站。
开通首日客流超过十万人次，沿线商圈人气回升，票价两元起。市民说，从家到单位只要二十分钟。
"""


@pytest.mark.parametrize(
    ("head", "foot", "source"),
    [
        ("2020-11-18 09:30\n来源：\n福州晚报\n字号：大 中 小", "", "福州晚报"),
        ("榕城早知道 昨天 09:30 发布于福建", "", "榕城早知道"),
        ("福州晚报\n昨天 09:30", "", "福州晚报"),
        ("2020-11-18 09:30", "榕城早知道\n微信号 rczzd\n功能介绍 福州生活资讯", "榕城早知道"),
        ("2020-11-18 09:30\n供稿：福州市气象局", "", "福州市气象局"),
        ("社会新闻\n2020-11-18 09:30", "", None),
        ("林晓芳 昨天 09:30", "", None),
    ],
    ids=["label alone", "account", "outlet alone", "profile", "other label", "column", "person"],
)
def test_a_source_is_read_wherever_a_text_names_its_outlet(head: str, foot: str, source: str | None) -> None:
    article = read_document(f"福州地铁今日开通\n{head}\n{BODY}{foot}", "http://www.example.com/a.html")
    assert isinstance(article, Article)
    assert article.source == source


def test_a_dateline_names_the_source_where_nothing_else_does() -> None:
    article = read_document(f"福州地铁今日开通\n2020-11-18 09:30\n台海网11月18日讯 {BODY}", "http://www.example.com/a")
    assert isinstance(article, Article)
    assert (article.source, (article.evidence or {})["source"]) == ("台海网", "dateline")


def test_the_site_of_the_first_line_is_its_publisher_and_no_source() -> None:
    article = read_document(f"福州地铁今日开通_福州新闻_海峡网\n福州地铁今日开通\n2020-11-18 09:30\n{BODY}", URL)
    assert isinstance(article, Article)
    assert (article.title, article.source) == ("福州地铁今日开通", None)
    assert (article.evidence or {})["publisher"] == "first line: 海峡网"


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_no_text_is_an_exception(text: str) -> None:
    for document in (text, text.encode("utf-8", "surrogatepass")):
        read = read_document(document, URL, catalog=load())
        assert isinstance(read, Article | NoArticle)
        "".join(getattr(read, "breadcrumbs", ())).encode()


@settings(max_examples=60, deadline=2000, derandomize=True)
@given(st.text(max_size=300) | st.binary(max_size=300))
def test_any_text_is_an_article_or_the_reason_why_it_is_none(text: str | bytes) -> None:
    assert isinstance(read_document(text, URL), Article | NoArticle)

"""A short notice is archived, and a page that a server sends in an article's place is not, whatever its words are."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import pytest

from newscrawl.catalog.schema import Site
from newscrawl.items import NoArticle
from newscrawl.reader.article import read_page
from newscrawl.reader.reading_values import PageReading
from tests.reader.short_pages import notices, refusals, wordless

URL = "http://www.example.cn/fz/202011/18/1001.shtml"
FETCHED = datetime.fromisoformat("2020-11-18T23:00:00+08:00")
TRANSIENT = {"empty", "shell", "verification", "redirect"}
SEEDS = range(20)


def read(html: str, listed_title: str | None = None) -> PageReading | NoArticle:
    return read_page(html, URL, fetched=FETCHED, listed_title=listed_title)


def test_short_notices_are_articles_with_their_title() -> None:
    lost = []
    for title, text, html in notices():
        reading = read(html)
        if isinstance(reading, NoArticle) or reading.article.title != title or text not in (reading.article.text or ""):
            lost.append((title, reading if isinstance(reading, NoArticle) else reading.article.title, html))
    assert not lost


@pytest.mark.parametrize(
    "html",
    [
        "<h1>停水通知</h1><p>因管道抢修，鼓楼区明日停水。</p>",
        "<title>停水通知</title><h1>停水通知</h1><p>因管道抢修，鼓楼区明日停水。</p>",
        "<h1>停电公告</h1><p>因线路检修，部分区域今晚暂停供电。</p>",
        "<title>福州今晨大雾_福州新闻网</title><p>今晨福州大雾。</p><a href=/fz/2.shtml>下一条</a><a href=/fz/>福州</a>",
        "<h1>闽江晨曦</h1><span>2020-11-18</span><img src=/p/1.jpg><p>闽江晨曦。林海摄</p>",
    ],
)
def test_headline_of_its_text_or_ways_into_the_site_are_enough(html: str) -> None:
    assert isinstance(read(html), PageReading)


def test_pages_without_words_are_no_articles() -> None:
    kinds = Counter(
        (name, reading.kind if isinstance(reading, NoArticle) else "article")
        for seed in SEEDS
        for name, html in wordless(seed)
        for reading in [read(html)]
    )
    assert {kind for _, kind in kinds} <= TRANSIENT
    for name in ("cookie", "cookie by key", "request"):
        assert kinds[name, "verification"] == len(SEEDS), name
    for name in ("refresh", "refresh of odd case", "location", "replace", "assigned"):
        assert kinds[name, "redirect"] == len(SEEDS), name


def test_refusals_of_any_words_are_no_articles() -> None:
    total, articles, kinds = 0, [], set()
    for seed in SEEDS:
        for name, html in refusals(seed):
            total += 1
            reading = read(html)
            if isinstance(reading, PageReading):
                articles.append((name, html))
            else:
                kinds.add(reading.kind)
    assert total >= 300
    assert kinds <= TRANSIENT
    assert len(articles) <= total // 100, articles  # chance lets a headline recur in its sentence


def test_clock_of_a_server_is_no_date_of_news() -> None:
    refusal = "<p>山水云天风雨雪花，草木石火金土。</p><p>{}　10.1.2.3</p>"
    assert isinstance(read(refusal.format("时间：2020-11-18 23:00:07")), NoArticle)
    assert isinstance(read(refusal.format("时间：2020-11-17 08:30")), PageReading)


def test_title_of_the_link_is_evidence_for_a_bare_page() -> None:
    html = "<h1>讣告</h1><p>林伯年先生昨日逝世，享年八十六岁。</p>"
    assert isinstance(read(html), NoArticle)
    assert isinstance(read(html, "讣告：林伯年先生逝世"), PageReading)


@pytest.mark.parametrize("title", ["", "江海湖泊"])
def test_headline_that_its_sentence_repeats_word_for_word_is_no_evidence(title: str) -> None:
    html = f"<title>{title}</title><h2>江海湖泊</h2><p>当前江海湖泊，皆有时令，请稍后。</p><a>返回</a>"
    assert isinstance(read(html), NoArticle)
    assert isinstance(read(html, "江海湖泊皆有时令"), PageReading)


def test_body_that_the_rule_of_a_site_found_needs_no_other_evidence() -> None:
    site = Site.model_validate(
        {
            "id": "a",
            "name": "示例网",
            "home": "http://www.example.cn/",
            "layout": [{"when": "div.zw", "body": "div.zw"}],
        }
    )
    html = "<div class=zw><p>山水云天风雨雪花，草木石火金土。</p></div>"
    assert isinstance(read(html), NoArticle)
    assert isinstance(read_page(html, URL, site=site, fetched=FETCHED), PageReading)

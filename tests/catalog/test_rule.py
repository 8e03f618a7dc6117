"""Rules of site files on pages."""

from __future__ import annotations

import pickle

import pytest
from lxml import html
from pydantic import ValidationError

from newscrawl.catalog.rule import Rule

URL = "http://www.example.cn/news/202011/18/1934417.shtml"
PAGE = html.fromstring(
    """<html><head><meta property="OG:Title" content=" 闽侯青口今日通车 ">
<meta name="keywords" content=""><meta name="Keywords" content="通车,闽侯"></head><body>
<div class="info"><span>2020-11-18   09:30</span><span>来源：福州晚报</span>
<span>责任编辑：<a href="/e">林小宇</a></span></div>
<div id="zoom"><p>昨日<b>上午</b>，桥通车。</p><script>share("分享")</script><!-- 注 --><p></p>
<p>市民<br>纷纷点赞。</p></div>
<div class="page"><a href="1_2.shtml">下一页</a></div></body></html>"""
)


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ({"css": "div.info > span"}, ["2020-11-18 09:30", "来源：福州晚报", "责任编辑：林小宇"]),
        ({"css": "div.info > span", "regex": "来源[:：](.+)"}, ["福州晚报"]),
        ({"css": "div.info a::attr(href)"}, ["/e"]),
        ({"css": "div.info a::text"}, ["林小宇"]),
        ({"css": "div#zoom"}, ["昨日上午，桥通车。 市民 纷纷点赞。"]),
        ({"xpath": "(//span)[1]"}, ["2020-11-18 09:30"]),
        ({"xpath": "string(//span[2])"}, ["来源：福州晚报"]),
        ({"meta": "og:title"}, ["闽侯青口今日通车"]),
        ({"meta": "keywords"}, ["通车,闽侯"]),
        ({"url": r"/(\d{6}/\d{2})/"}, ["202011/18"]),
        ({"url": r"/(\d{6})/(\d{2})/", "regex": r"^\d{4}"}, ["2020"]),
        ({"css": "div.nothing"}, []),
        ({"css": "#zoom p:nth-of-type(2)"}, []),
    ],
)
def test_a_rule_finds_its_values(rule: dict[str, str], values: list[str]) -> None:
    made = Rule(**rule)
    assert made.all(PAGE, URL) == values
    assert made.first(PAGE, URL) == (values[0] if values else None)


def test_a_string_is_css() -> None:
    assert Rule.model_validate("div.info > span") == Rule(css="div.info > span")


def test_elements_are_those_of_the_page_in_order() -> None:
    assert [p.text for p in Rule(css="#zoom p").elements(PAGE)] == ["昨日", None, "市民"]
    assert [a.get("href") for a in Rule(css="a", regex="下一页").elements(PAGE)] == ["1_2.shtml"]
    assert Rule(css="a::text").elements(PAGE) == []


def test_a_rule_within_an_entry_sees_that_entry_only() -> None:
    """A listing's rules run on each entry: a link of the entry before must not be found again."""
    info = PAGE.cssselect("div.info")[0]
    assert Rule(css="a").elements(info) == info.cssselect("a")
    assert not Rule(css="div.page a").matches(info)


def test_an_empty_element_still_tells_the_layout() -> None:
    assert Rule(css="#zoom p:nth-of-type(2)").matches(PAGE)
    assert Rule(meta="og:title").matches(PAGE)
    assert not Rule(meta="og:title", regex="泉州").matches(PAGE)


@pytest.mark.parametrize(
    "rule",
    [{}, {"css": "a", "xpath": "//a"}, {"regex": "a"}, {"css": " "}, 5, ["a"], {"css": "a", "after": "："}, {"css": 1}],
)
def test_a_rule_is_exactly_one_thing(rule: object) -> None:
    with pytest.raises(ValidationError):
        Rule.model_validate(rule)


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ({"css": "div >> p"}, "broken CSS"),
        ({"css": "div::attr("}, "broken CSS"),
        ({"css": "a::before"}, "broken CSS"),
        ({"xpath": "//div["}, "broken XPath"),
        ({"xpath": "//div[undefined(.)]"}, "broken XPath"),
        ({"xpath": "undefined()"}, "broken XPath"),
        ({"xpath": "$x"}, "broken XPath"),
        ({"xpath": "//p[re:test(., 'a')]"}, "broken XPath"),
        ({"xpath": "count(//a)"}, "number"),
        ({"xpath": "//comment()[1]"}, "comments"),
        ({"css": "a", "regex": "(["}, "missing"),
        ({"url": "(?=a)b"}, "invalid"),
    ],
)
def test_a_broken_rule_is_found_before_a_crawl(rule: dict[str, str], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Rule(**rule).check()


@pytest.mark.parametrize("rule", [{"css": "p::text"}, {"meta": "a"}, {"url": "a"}, {"xpath": "string(//p)"}])
def test_a_body_must_be_elements(rule: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="elements"):
        Rule(**rule).check(elements=True)


def test_rules_travel_to_other_processes() -> None:
    rule = Rule(css="#zoom")
    rule.first(PAGE, URL)
    assert pickle.loads(pickle.dumps(rule)).first(PAGE, URL) == rule.first(PAGE, URL)

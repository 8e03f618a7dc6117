"""A selector that is read without XPath selects what XPath would."""

from __future__ import annotations

import pytest
from lxml import etree, html
from parsel.csstranslator import css2xpath

from newscrawl.catalog.rule import Rule
from newscrawl.catalog.simple_css import simple_css

PAGE = html.fromstring(
    """<div class="time" id="time"><p class=" time\tlarge ">一</p><p class="times">二</p><P CLASS="Time">三</P>
    <a class="next
    page" href="/2.html">四</a><a class="next" href="">五</a><a class="next">六</a><td class="">七</td>
    <span id="time">八<b id=" time ">九</b></span><p class="a time-b">十</p>
    <div class="list" data-type="福州"><a href="/3.html">甲</a><div class="list"><a class="next">乙</a><p><a>丙</a></p></div>
    <a href="/4.html">丁</a></div><p data-type="a福州"><a class="next">戊</a></p></div>"""
)


@pytest.mark.parametrize(
    "css",
    [
        *("p", "div", "b", ".time", "p.time", "p.Time", "div.time", ".time-b", ".next", ".page", "#time", "#Time"),
        *("span#time", "b#time", "a.next::attr(href)", "a::attr(href)", "p::attr(class)"),
        *("div.list > a", ".list > div > a", "#time > p", "div.none > a", "span#time > b#time", "p.time > p"),
        *("#time > div > a.next", ".list > a::attr(href)", "[data-type='福州']", 'div[data-type="福州"] > a'),
        "[class='']",
    ],
)
def test_it_agrees_with_xpath(css):
    select = simple_css(css)
    assert select is not None
    assert select(PAGE) == etree.XPath(css2xpath(css), smart_strings=False)(PAGE)
    for inner in PAGE.iter("p", "span", "div"):
        assert select(inner) == etree.XPath(css2xpath(css), smart_strings=False)(inner)


@pytest.mark.parametrize(
    "css",
    [
        *("", "*", "div p", "div > a", "div.list>p", "p.a.b", "div > ", "> p", "div > p, a", "a[href=/]"),
        *("a[href^='/']", "p::text", "p:first-child", "a[href]", "p, a"),
    ],
)
def test_others_are_left_to_xpath(css):
    assert simple_css(css) is None


def test_a_rule_is_read_by_it():
    assert Rule(css="p.time").all(PAGE, "http://a.cn/") == ["一"]
    assert Rule(css="a.next::attr(href)").first(PAGE, "http://a.cn/") == "/2.html"
    assert Rule(css="div.none").first(PAGE, "http://a.cn/") is None

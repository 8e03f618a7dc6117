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
    <span id="time">八<b id=" time ">九</b></span><p class="a time-b">十</p></div>"""
)


@pytest.mark.parametrize(
    "css",
    [
        *("p", "div", "b", ".time", "p.time", "p.Time", "div.time", ".time-b", ".next", ".page", "#time", "#Time"),
        *("span#time", "b#time", "a.next::attr(href)", "a::attr(href)", "p::attr(class)"),
    ],
)
def test_it_agrees_with_xpath(css):
    select = simple_css(css)
    assert select is not None
    assert select(PAGE) == etree.XPath(css2xpath(css), smart_strings=False)(PAGE)
    for inner in PAGE.iter("p", "span"):
        assert select(inner) == etree.XPath(css2xpath(css), smart_strings=False)(inner)


@pytest.mark.parametrize("css", ["", "div p", "div > p", "p.a.b", "p::text", "p:first-child", "a[href]", "p, a", "*"])
def test_others_are_left_to_xpath(css):
    assert simple_css(css) is None


def test_a_rule_is_read_by_it():
    assert Rule(css="p.time").all(PAGE, "http://a.cn/") == ["一"]
    assert Rule(css="a.next::attr(href)").first(PAGE, "http://a.cn/") == "/2.html"
    assert Rule(css="div.none").first(PAGE, "http://a.cn/") is None

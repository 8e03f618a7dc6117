"""Addresses of listing pages that a site counts."""

from __future__ import annotations

import pytest

from newscrawl.catalog.page_urls import PageUrls


@pytest.mark.parametrize(
    ("template", "first", "channel", "second"),
    [
        ("{folder}{page}.shtml", 2, "http://a.cn/news/fz/", "http://a.cn/news/fz/2.shtml"),
        ("{folder}index-{page}.html", 2, "http://a.cn/news/fz", "http://a.cn/news/fz/index-2.html"),
        ("{folder}index_{page}.html", 1, "http://a.cn/xw/index.html", "http://a.cn/xw/index_1.html"),
        ("{stem}_{page}.htm", 2, "http://a.cn/gb/node_538.htm", "http://a.cn/gb/node_538_2.htm"),
        ("{channel}&page={page}", 2, "http://a.cn/list.php?id=7", "http://a.cn/list.php?id=7&page=2"),
        ("{folder}{page}.htm", 2, "http://a.cn", "http://a.cn/2.htm"),
    ],
)
def test_counted_pages_go_on(template: str, first: int, channel: str, second: str) -> None:
    pages = PageUrls(url=template, first=first)
    assert pages.after(channel, channel) == second
    assert pages.number(second, channel) == first
    third = pages.after(second, channel)
    assert third is not None
    assert pages.number(third, channel) == first + 1
    assert pages.after("http://a.cn/else/9.shtml", channel) is None


def test_counted_pages_end() -> None:
    pages = PageUrls(url="{folder}{page}.shtml", first=2, last=3)
    assert pages.after("http://a.cn/fz/2.shtml", "http://a.cn/fz/") == "http://a.cn/fz/3.shtml"
    assert pages.after("http://a.cn/fz/3.shtml", "http://a.cn/fz/") is None

"""Hostile and broken pages come back quickly, with None or a best effort, from every reader."""

import time
from collections.abc import Callable

import pytest

from newscrawl.reader.fields.body import find_body
from newscrawl.reader.fields.credits import read_credits
from newscrawl.reader.fields.dates import read_modified, read_published
from newscrawl.reader.fields.links import find_entries
from newscrawl.reader.fields.metadata import read_breadcrumbs, read_canonical_url, read_keywords
from newscrawl.reader.fields.next_listing import next_listing
from newscrawl.reader.fields.page_kind import page_kind
from newscrawl.reader.fields.pager import next_page
from newscrawl.reader.fields.title import read_title
from newscrawl.reader.page import Page

SENTENCE = "福州今日晴，气温二十度，记者从市气象台获悉。"

PAGES: dict[str, Callable[[], str]] = {
    "nothing": lambda: "",
    "nuls": lambda: "\0" * 1000 + SENTENCE,
    "nested divs": lambda: "<div>" * 10_000 + f"<p>{SENTENCE}</p>",
    "nested spans": lambda: "<span>" * 100_000 + SENTENCE,
    "nested tables": lambda: "<table><tr><td>" * 3_000 + SENTENCE,
    "many paragraphs": lambda: f"<p>{SENTENCE}</p>" * 8_000,
    "many links": lambda: "".join(f"<li><a href=/2020/1118/{n}.html>{SENTENCE}</a></li>" for n in range(5_000)),
    "many page numbers": lambda: "".join(f"<a href=1_{n}.html>{n}</a> " for n in range(10_000)),
    "digits": lambda: "<p>" + "1" * 500_000,
    "dates": lambda: "<p>" + "2020-11-18 09:30 " * 20_000,
    "brackets": lambda: "<p>" + "（记者" * 30_000,
    "labels": lambda: "<p>" + "来源：作者：" * 20_000,
    "one surname": lambda: "<h1>福州</h1><p>记者" + "李" * 60 + "</p><p>（" + "王" * 60 + "摄）</p>",
    "cells": lambda: "<table>" + "<tr><td>1<td>2</tr>" * 10_000,
    "paging script": lambda: "<script>" + "createPageHTML(" * 50_000 + "</script>",
    "comments": lambda: "<!--" * 100_000,
    "facts without end": lambda: "<!--enpproperty" + "<a>" * 100_000,
    "json-ld without end": lambda: '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
    "title of parts": lambda: "<title>" + "福州_" * 50_000 + "</title><h1>福州今日晴好</h1>",
    "unclosed attribute": lambda: '<a href="' * 100_000,
    "less-than": lambda: "<" * 1_000_000,
    "xml declaration": lambda: f'<?xml version="1.0" encoding="gb2312"?><html><p>{SENTENCE}</p></html>',
    "lone surrogate": lambda: f"<p>{SENTENCE}\ud800</p>",
    "bad addresses": lambda: "<base href='http://[::1'><a href='http://[bad/1.html'>福州今日晴好气温二十</a>" * 50,
}


def read_everything(page: Page) -> None:
    body = find_body(page)
    page_kind(page, body)
    read_title(page, body)
    read_published(page, body)
    read_modified(page, body)
    read_credits(page, body)
    read_canonical_url(page)
    read_breadcrumbs(page)
    read_keywords(page)
    next_page(page)
    find_entries(page)
    next_listing(page)


@pytest.mark.parametrize("name", PAGES)
def test_every_reader_returns_quickly(name: str) -> None:
    html = PAGES[name]()
    start = time.process_time()
    read_everything(Page.parse(html, "http://news.example.cn/2020/1118/1.html"))
    assert time.process_time() - start < 5


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["<p>", "<br>", "<a href=x>", '<i class="x', "福", " "])
def test_fifty_megabytes_of_one_thing(piece: str) -> None:
    html = piece * (50_000_000 // len(piece.encode()))
    start = time.process_time()
    read_everything(Page.parse(html, "http://news.example.cn/2020/1118/1.html"))
    assert time.process_time() - start < 20


@pytest.mark.parametrize("url", ["", "not an address", "http://[::1", "file:///etc/passwd", "http://a.cn:99999999/"])
def test_odd_addresses_do_no_harm(url: str) -> None:
    read_everything(
        Page.parse(f"<title>福州今日晴好</title><h1>福州今日晴好</h1><a href=2.html>下一页</a><p>{SENTENCE}</p>", url)
    )

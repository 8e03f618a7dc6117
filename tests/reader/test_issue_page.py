"""A page of a newspaper's issue gives its articles and pages, whatever stands beside them."""

from __future__ import annotations

from datetime import date

import pytest

from newscrawl.catalog.eras import Era
from newscrawl.catalog.schema import IssueRule
from newscrawl.reader.issue_page import read_issue_page, read_label, read_period
from newscrawl.walks.issue_values import PageLabel

DAY = date(2020, 11, 18)
CLASSIC = Era(
    issue="http://szb.example.cn/rcrb/html/{date:%Y-%m/%d}/node_1.htm",
    rule=IssueRule(pages=r"/node_\w+\.htm", articles=r"/content_\w+\.htm"),
)
URL = CLASSIC.issue_url(DAY)


def read(body: str, era: Era = CLASSIC, url: str = URL) -> tuple[list[tuple[str, str | None]], dict[str, PageLabel]]:
    page = read_issue_page(f"<html><body>{body}</body></html>", url, era, DAY)
    return [(entry.url.rpartition("/")[2], entry.title) for entry in page.entries], {
        link.rpartition("/")[2]: label for link, label in page.pages.items()
    }


def test_an_article_of_picture_and_list_is_one_with_the_words_of_the_list() -> None:
    body = """<map><area shape=polygon href="content_7.htm"></map>
    <a href="./content_7.htm">福州地铁5号线开工</a><a href="content_7.htm#more">详细</a>"""
    assert read(body) == ([("content_7.htm", "福州地铁5号线开工")], {})


def test_in_a_list_of_the_whole_issue_each_article_has_the_page_that_it_stands_below() -> None:
    """Each page of such a paper shows it: the page that is read first is not that of all."""
    body = """<div><h3><a href="node_1.htm">第01版：要闻</a></h3><ul><li><a href="content_1.htm">福州地铁5号线开工</a></li></ul>
    <h3><a href="node_2.htm">第02版：民生</a></h3><ul><li><a href="content_2.htm">闽江水位上涨</a></li></ul></div>
    <map><area href="content_2.htm"></map><a href="content_9.htm">本版说明</a>"""
    entries = read_issue_page(body, URL, CLASSIC, DAY).entries
    assert [(entry.title, entry.page, entry.page_name) for entry in entries[:2]] == [
        ("福州地铁5号线开工", "01", "要闻"),
        ("闽江水位上涨", "02", "民生"),
    ]
    one = """<h3><a href="node_1.htm">第01版：要闻</a></h3><a href="content_1.htm">福州地铁5号线开工</a>"""
    assert [entry.page for entry in read_issue_page(one, URL, CLASSIC, DAY).entries] == [None]


def test_links_are_fetched_as_they_stand() -> None:
    body = """<a href="https://szb.example.cn/rcrb/html/2020-11/18/node_2.htm?v=1">02版</a>
    <a href="http://szb.example.cn/rcrb/html/2020-11/18/node_2.htm?v=1">要闻</a>
    <a href="https://szb.example.cn/rcrb/html/2020-11/18/content_7.htm?div=-1">开工</a>"""
    page = read_issue_page(body, URL, CLASSIC, DAY)
    base = "https://szb.example.cn/rcrb/html/2020-11/18/"
    assert page.pages == {f"{base}node_2.htm?v=1": PageLabel("02", "要闻")}
    assert [entry.url for entry in page.entries] == [f"{base}content_7.htm?div=-1"]


@pytest.mark.parametrize(
    ("body", "articles"),
    [
        ('<area href="content_7.htm?div=-1"><a href="content_7.htm">开工</a>', [("content_7.htm", "开工")]),
        (
            '<a href="content_7.htm">开工</a><area href="content_7.htm?from=map&p=3" alt="">',
            [("content_7.htm", "开工")],
        ),
        (
            '<area href="content_7.htm?x=1" title="福州地铁5号线开工"><a href="content_7.htm">福州地铁</a>',
            [("content_7.htm", "福州地铁5号线开工")],
        ),
        (
            '<area href="content_7.htm?x=1"><area href="content_7.htm?x=2"><a href="content_7.htm">开工</a>',
            [("content_7.htm", "开工")],
        ),
        (
            '<a href="content_7.htm?id=1">地铁开工</a><a href="content_7.htm?id=2">闽江水位上涨</a>',
            [("content_7.htm?id=1", "地铁开工"), ("content_7.htm?id=2", "闽江水位上涨")],
        ),
        (
            '<a href="content_7.htm">地铁开工</a><a href="content_7.htm?id=2">闽江水位上涨</a>',
            [("content_7.htm", "地铁开工"), ("content_7.htm?id=2", "闽江水位上涨")],
        ),
    ],
)
def test_an_article_is_not_listed_twice_by_its_parameters(body: str, articles: list[tuple[str, str]]) -> None:
    assert read(body)[0] == articles


def test_a_page_is_not_listed_twice_by_its_parameters() -> None:
    body = '<a href="content_1.htm">新闻</a><a href="node_2.htm?div=1">02版</a><a href="node_2.htm">要闻</a>'
    assert read(body)[1] == {"node_2.htm": PageLabel("02", "要闻")}


@pytest.mark.parametrize(
    "way", ['<meta http-equiv="refresh" content="0; url={}">', "<script>location.href='{}'</script>"]
)
def test_a_first_page_that_leads_on_is_followed_within_its_day(way: str) -> None:
    url = "http://szb.example.cn/rcrb/html/2020-11/18/"
    page = read_issue_page(f"<html><head>{way.format('node_A01.htm')}</head></html>", url, CLASSIC, DAY)
    assert list(page.pages) == [f"{url}node_A01.htm"]
    page = read_issue_page(f"<html><head>{way.format('../19/node_1.htm')}</head></html>", url, CLASSIC, DAY)
    assert (page.pages, page.kind) == ({}, "other_day")


def test_other_days_other_papers_and_other_sites_are_left_alone() -> None:
    body = """<a href="../17/content_6.htm">昨天</a><a href="../../2020-12/18/node_1.htm">下一期</a>
    <a href="/other/html/2020-11/18/photo_1.htm">图片</a><a href="javascript:void(0)">关闭</a><a href="mailto:a@b.cn">信</a>
    <a href="http://[broken/html/2020-11/18/content_1.htm">坏</a><a href="node_2.htm">第02版：要闻</a>"""
    assert read(body) == ([], {"node_2.htm": PageLabel("02", "要闻")})


def test_another_day_in_place_of_an_issue_is_known_for_one() -> None:
    body = '<a href="../20/node_1.htm">第01版：要闻</a><a href="../20/content_1.htm">新闻一则</a>'
    assert read_issue_page(body, URL, CLASSIC, DAY).kind == "other_day"
    assert read_issue_page(body + '<a href="node_2.htm">2</a>', URL, CLASSIC, DAY).kind == "page"


def test_dates_that_run_on_are_no_dates() -> None:
    era = Era(
        issue="http://mag.example.cn/rb/{date:%Y}/{date:%Y%m%d}/{date:%Y%m%d}_001/{date:%Y%m%d}_001.html",
        rule=IssueRule(pages=r"/\d{8}_(\w+)/\d{8}_\w{3}\.html", articles=r"/\d{8}_\w{3}_\d+\.htm"),
    )
    url = era.issue_url(DAY)
    assert url == "http://mag.example.cn/rb/2020/20201118/20201118_001/20201118_001.html"
    assert era.page_in(url) == "001"
    body = '<area href="20201118_001_5.htm"><a href="../20201118_002/20201118_002.html">2版</a><a href="../../20201119/20201119_001/20201119_001_1.htm">x</a>'
    assert read(body, era, url) == ([("20201118_001_5.htm", None)], {"20201118_002.html": PageLabel("2", None)})


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("第A01版：要闻", ("A01", "要闻")),
        ("第０１版：头版", ("01", "头版")),
        ("02版 福州新闻", ("02", "福州新闻")),
        ("A3·时评", ("A3", "时评")),
        ("[第4版] 广告", ("4", "广告")),
        ("第12版", ("12", None)),
        ("要闻", (None, "要闻")),
        ("3月18日", (None, "3月18日")),
        ("12:30 直播", (None, "12:30 直播")),
        ("下一版", (None, None)),
        ("版面导航", (None, None)),
        ("PDF", (None, None)),
        ("3", (None, None)),
        ("", (None, None)),
        ("福州地铁5号线今日开工，预计2025年建成，全长22.4公里，沿线设站17座，其中换乘站8座", (None, None)),
    ],
)
def test_what_pages_are_called(words: str, label: tuple[str | None, str | None]) -> None:
    assert tuple(read_label(words)) == label


def test_a_heading_names_a_page_that_nothing_links_to() -> None:
    page = read_issue_page("<div>第03版：城事</div><a href='content_1.htm'>新闻一则</a>", URL, CLASSIC, DAY)
    assert page.own == PageLabel("03", "城事")


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"<html>", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", b"\x00" * 99]
)
def test_what_is_no_list_of_issues_gives_none(body: bytes) -> None:
    assert read_period(body) == {}


def test_a_list_of_issues_with_odd_rows() -> None:
    body = b"""<?xml version="1.0" encoding="gb2312"?><period_list>
    <period><period_date>2020-11-18</period_date><front_page>node_2.htm</front_page></period>
    <period><period_date>2020/11/19 00:00:00</period_date><front_page></front_page></period>
    <period><period_date>soon</period_date><front_page>node_9.htm</front_page></period></period_list>"""
    assert read_period(body) == {date(2020, 11, 18): "node_2.htm", date(2020, 11, 19): None}


@pytest.mark.parametrize("length", range(60, 260, 13))
def test_a_list_of_issues_that_was_cut_says_nothing(length: int) -> None:
    """A day of its tail seemed to have no issue."""
    rows = "".join(f"<period><period_date>2020-11-{day:02}</period_date></period>" for day in range(1, 31))
    whole = f"<list:periods xmlns:list='x'>{rows}</list:periods>\n".encode()
    assert len(read_period(whole)) == 30
    assert read_period(whole[:length]) == {}


@pytest.mark.parametrize("body", ["", "<html>", "<a href='", "<a>" * 5000, "<html><body>404 页面不存在</body></html>"])
def test_broken_pages_show_nothing(body: str) -> None:
    page = read_issue_page(body, URL, CLASSIC, DAY)
    assert (page.entries, page.pages) == ((), {})
    assert page.kind != "page"

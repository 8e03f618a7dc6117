"""What an answer says of a day of a newspaper: only another day's page or a front page says that it has no issue."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse

from newscrawl.catalog.eras import Era
from newscrawl.catalog.papers import Edition, Paper
from newscrawl.catalog.schema import IssueRule
from newscrawl.net.unpacking import CUT, UNSURE
from newscrawl.spiders.newspaper_pages import read_answer
from newscrawl.walks.issue_walk import PageAnswer

DAY = date(2020, 11, 18)
RULE = IssueRule(pages=r"/(?:node|b)_\w+\.html?", articles=r"/c_\d+\.html?")
ERA = Era(issue="http://szb.example.cn/rb/html/{date:%Y-%m/%d}/node_1.htm", rule=RULE)
OLD = Era(issue="http://szb.example.cn/old/{date:%Y%m%d}/b_1.html", rule=RULE)
EDITION = Edition(id="main", eras=(ERA, OLD))
SITE = Paper(id="rcrb", name="榕城日报", editions=(EDITION,)).site
URL = ERA.issue_url(DAY)
LISTED = "".join(
    f'<p><a href="/news/{n}.html">福州今日开通第{n}条公交线路 沿线居民出行更便利</a></p>' for n in range(20)
)
WORK = "<h1>系统升级中</h1><p>服务暂停，请稍候片刻。</p>"
LOGIN = '<form><input name="u"><input type="password" name="p"></form>'
ISSUE = '<a href="/rb/html/2020-11/18/c_1.htm">福州地铁今日开通</a><a href="/rb/html/2020-11/18/node_2.htm">第02版：城事</a>'


def answer(body: str, final: str = URL, *flags: str, status: int = 200) -> PageAnswer:
    request = Request(URL, meta={"fetched": datetime(2020, 11, 18, 4, tzinfo=UTC)})
    page = f"<html><head><title>榕城日报</title></head><body>{body}</body></html>".encode()
    headers = {"Content-Type": "text/html; charset=utf-8"}
    response = HtmlResponse(final, status, headers, page, list(flags), request)
    return read_answer(response, URL, era=ERA, eras=EDITION.eras, day=DAY, site=SITE)


@pytest.mark.parametrize(
    ("final", "body"),
    [
        ("http://szb.example.cn/", LISTED),
        ("http://www.example.cn/index.shtml", LISTED),
        ("http://szb.example.cn/rb/", LISTED),
        ("http://szb.example.cn/rb/html/default.htm", LISTED),
        ("http://szb.example.cn/rb/html/2020-11/17/node_1.htm", ISSUE.replace("/18/", "/17/")),
        ("http://szb.example.cn/old/20201116/b_1.html", LISTED),
        ("http://szb.example.cn/rb/newest.htm", ISSUE.replace("/18/", "/19/")),
        ("http://szb.example.cn/missing.htm", "<h1>您访问的页面不存在</h1>"),
        ("http://szb.example.cn/", '<meta http-equiv="refresh" content="0;url=/rb/html/2020-11/19/node_1.htm">'),
    ],
)
def test_a_redirect_that_says_that_there_is_no_issue(final: str, body: str) -> None:
    found = answer(body, final)
    assert found.gone, (found.reason, found.page and found.page.kind)
    assert not answer(body, final, CUT).gone, "a page that was cut says nothing"
    assert not answer(body, final, UNSURE).gone


@pytest.mark.parametrize(
    ("final", "body"),
    [
        ("http://szb.example.cn/weihu.html", WORK),
        ("http://szb.example.cn/notice/2020/upgrade.htm", LISTED),
        ("http://szb.example.cn/", WORK),
        ("http://szb.example.cn/rb/index.html", "<script>var a=1;</script>"),
        ("http://szb.example.cn/user/login?back=%2Frb", LOGIN),
        ("http://szb.example.cn/", LOGIN),
        ("http://szb.example.cn/check", "<h1>安全验证</h1><p>请完成滑动验证</p>"),
        ("http://portal.example.net/", LISTED),
        ("http://10.0.0.1/index.html", LISTED),
        ("http://szb.example.cn/wb/", LISTED),
    ],
)
def test_a_redirect_that_says_nothing_of_the_day(final: str, body: str) -> None:
    """The site was under repair for an hour: its days came out as days without an issue."""
    found = answer(body, final)
    assert (found.gone, found.failure) == (False, "redirected")


def test_a_front_that_leads_to_another_page_of_its_day_is_that_page() -> None:
    final = "http://szb.example.cn/rb/html/2020-11/18/node_A01.htm"
    found = answer(ISSUE, final)
    assert found.page is not None
    assert (len(found.page.entries), found.final, found.gone, found.failure) == (1, final, False, None)


@pytest.mark.parametrize(("status", "gone"), [(404, True), (410, True), (403, False), (500, False), (302, False)])
def test_what_a_status_says(status: int, gone: bool) -> None:
    found = answer(LISTED, "http://szb.example.cn/elsewhere", status=status)
    assert (found.gone, found.page) == (gone, None)

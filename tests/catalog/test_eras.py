"""What an address says of the day of its issue, and the addresses that are made for a day: a wrong one loses issues."""

from __future__ import annotations

from datetime import date

import pytest
from scrapy import Request

from newscrawl.catalog.eras import Era
from newscrawl.catalog.papers import Edition, Paper
from newscrawl.catalog.schema import IssueRule

DAY = date(2020, 11, 8)
RULE = IssueRule(pages=r"/(?:node|b)_?\w+\.s?html?", articles=r"/c\w*\d+\.s?html?")


@pytest.mark.parametrize(
    ("form", "own", "others"),
    [
        ("{date:%Y}/{date:%m}/{date:%d}", "2020/11/08", ["2020/12/08", "2019/11/08", "2020/11/18"]),
        ("{date:%Y-%m}/{date:%d}", "2020-11/08", ["2020-11/09", "2020-10/08"]),
        ("{date:%Y}n/{date:%m}y/{date:%d}r", "2020n/11y/08r", ["2020n/11y/09r", "2018n/11y/08r"]),
        (
            "{date:%Y}年/{date:%-m}月{date:%-d}日",
            "2020%E5%B9%B4/11%E6%9C%888%E6%97%A5",
            ["2020%E5%B9%B4/1%E6%9C%888%E6%97%A5"],
        ),
        ("{date:%Y}/{date:%Y%m%d}/b{date:%d}", "2020/20201108/b08", ["2020/20201109/b09"]),
        ("{date:%y}-{date:%j}/{date:%d}", "20-313/08", ["20-314/09", "19-313/09"]),
    ],
)
def test_a_date_in_several_fields_is_one_date(form: str, own: str, others: list[str]) -> None:
    """The issue of another month was read as the day's, where only the day of the month was compared."""
    era = Era(issue=f"http://szb.example.cn/rb/{form}/node_1.shtml", rule=RULE)
    assert era.issue_url(DAY) == f"http://szb.example.cn/rb/{own}/node_1.shtml"
    article = f"http://szb.example.cn/rb/{own}/c_77.shtml"
    assert (era.of_day(article, DAY), era.shows(article, DAY), era.day_in(article)) == (True, True, DAY)
    for other in others:
        article = f"http://szb.example.cn/rb/{other}/c_77.shtml"
        assert not era.of_day(article, DAY), other
        assert era.day_in(article) != DAY


def test_a_date_in_the_parameters_of_an_address() -> None:
    era = Era(issue="http://szb.example.cn/p.shtml?y={date:%Y}&m={date:%m}&d={date:%d}", rule=RULE)
    assert era.shows("http://szb.example.cn/p.shtml?y=2020&m=11&d=08&id=4", DAY)
    assert not era.of_day("http://szb.example.cn/p.shtml?y=2020&m=10&d=08&id=4", DAY)
    assert era.of_day("http://szb.example.cn/about.shtml", DAY), "it shows no date"


@pytest.mark.parametrize("shown", ["2020-02/30", "2020-13/01", "0000-01/01"])
def test_numbers_that_are_no_day(shown: str) -> None:
    era = Era(issue="http://szb.example.cn/html/{date:%Y-%m/%d}/node_1.htm", rule=RULE)
    assert era.day_in(f"http://szb.example.cn/html/{shown}/node_2.htm") is None


def test_addresses_are_made_as_they_are_sent() -> None:
    """A list or a front page whose name is Chinese was asked for without end: its answer came under another address."""
    rule = IssueRule(pages="/x", articles="/y", first=("首页", "第1版"), period="../期刊/目录.xml")
    era = Era(issue="http://szb.example.cn/html/{date:%Y-%m/%d}/封面.htm", rule=rule)
    for url in (*era.front_urls(DAY), era.period_url(DAY)):
        assert url is not None
        assert Request(url).url == url
    assert len(era.front_urls(DAY)) == 3


@pytest.mark.parametrize(
    ("url", "owned"),
    [
        ("http://paper.example.cn/html/2020-11/08/c_1.htm", True),
        ("https://www.paper.example.cn/html/2020-11/08/c_1.htm", True),
        ("http://old.example.cn/c_1.htm", True),
        ("http://wb.paper.example.cn/html/2020-11/08/c_1.htm", False),
        ("http://m.old.example.cn/html/2020-11/08/c_1.htm", False),
        ("http://example.cn/html/2020-11/08/c_1.htm", False),
        ("http:///html/2020-11/08/c_1.htm", False),
    ],
)
def test_another_papers_subdomain_is_not_owned(url: str, owned: bool) -> None:
    """The evening paper on a subdomain of the morning paper's host came out as the morning paper's."""
    era = Era(issue="http://paper.example.cn/html/{date:%Y-%m/%d}/node_1.htm", rule=RULE)
    paper = Paper(
        id="rcrb", name="榕城日报", other_hosts=("old.example.cn",), editions=(Edition(id="main", eras=(era,)),)
    )
    assert paper.site.owns(url) is owned
    assert paper.site.is_article(url) is owned

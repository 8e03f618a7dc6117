"""Titles without the names of site and channel."""

import pytest

from newscrawl.reader.heading import strip_site
from newscrawl.reader.page import Page


def heading(page: str) -> str | None:
    found = Page.parse(page, "http://www.example.cn/1.html").heading
    return found.text if found else None


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("闽江之心今日开放_福州新闻_海峡网", "闽江之心今日开放"),
        ("闽江之心今日开放-福州新闻网", "闽江之心今日开放"),
        ("闽江之心今日开放--时政--人民网", "闽江之心今日开放"),
        ("闽江之心今日开放 | 生活 | 即時 | 聯合新聞網", "闽江之心今日开放"),
        ("闽江之心今日开放 - 海峡网", "闽江之心今日开放"),
        ("海峡网 - 闽江之心今日开放", "闽江之心今日开放"),
        ("闽江之心今日开放", "闽江之心今日开放"),
        ("2020-2021赛季CBA今晚开赛", "2020-2021赛季CBA今晚开赛"),
        ("“质升量稳”动能增强——前4个月外贸观察_新华网", "“质升量稳”动能增强——前4个月外贸观察"),
        ("福州—厦门高铁开通_海峡网", "福州—厦门高铁开通"),
        ("中国网", "中国网"),
    ],
)
def test_names_of_site_and_channel_are_taken_off(stated: str, title: str) -> None:
    assert strip_site(stated) == title


def test_headline_broken_in_two_lines_is_one() -> None:
    page = "<title>古厝修缮如旧向游客开放 老街办起民宿书店_永泰新闻网</title><div>{}</div><p>正文。</p>"
    found = heading(page.format("<div class=bt>古厝修缮如旧向游客开放</div><div class=bt>老街办起民宿书店</div>"))
    assert found == "古厝修缮如旧向游客开放 老街办起民宿书店"


def test_name_of_the_site_in_the_place_of_a_headline_is_none() -> None:
    assert heading("<title>永泰县人民政府门户网站</title><h1>永泰县人民政府门户网站</h1><p>正文。</p>") is None

"""Expressions of site files against text from strangers."""

from __future__ import annotations

import time

import pytest

from newscrawl.catalog.patterns import LONGEST, PatternError, compile_pattern

HANGING = [
    r"(a+)+$",
    r"(a|aa)+$",
    r"(.*)*x",
    r"(\w+\s?)*：",
    r"(a|b|ab)*c",
    r"(?:x+x+)+y",
    r"(.*?,){11}P",
    r"(\d{1,20}){20}x",
    r"(a?){30}a{30}",
    r"((a{2,3}){2,3}){2,8}x",
    r"a*a*a*a*a*b",
    r"\s*\s*\s*\s*x",
    r"(?i)([a-z]+|[A-Z]+)+1",
]
USEFUL = {
    r"/\d{6}/\d{2}/\d+\.shtml$": "http://www.hxnews.com/news/fj/fz/202006/23/1907292.shtml",
    r"/(\w+/){2,3}\d{4}-\d{2}-\d{2}/\d+(_\d+)?\.html": "http://a.cn/news/fujian/yghx/2013-04-04/1047358_2.html",
    r"/news/[\w/]+/\d{6}/\d{2}/\d+\.shtml": "http://a.cn/news/fj/mn/xm/202006/23/1907292.shtml",
    r"https?://[\w.-]+\.fjsen\.com/(wap/)?\d{4}-\d{2}/\d{2}/content_\d+\.htm": "http://x.fjsen.com/2022-10/09/content_3.htm",
    r"来源[:：](.*?)编辑[:：](.*?)字体": "来源：福州晚报 编辑：林小宇 字体",
    r"^\s*(.*?)\s*$": " 福州新闻 ",
    r"(?:作者|记者)[:：]\s*(\S+)": "本报记者：林晓芳",
}


@pytest.mark.parametrize("text", HANGING)
def test_no_expression_hangs_on_any_text(text: str) -> None:
    pattern = compile_pattern(text)
    started = time.process_time()
    for hostile in ("a" * LONGEST, "a1，" * (LONGEST // 3), " \t" * (LONGEST // 2)):
        pattern.find(hostile)
    assert time.process_time() - started < 5, "a backtracking search would need centuries"


@pytest.mark.parametrize(("text", "found"), USEFUL.items())
def test_expressions_that_sites_need_are_allowed(text: str, found: str) -> None:
    assert compile_pattern(text).fits(found)


@pytest.mark.parametrize("text", ["([", "*a", "(?P<n", r"(?<=a)b", r"a(?!b)", "[z-a]", r"(a)\1", "(" * 3000])
def test_a_broken_expression_is_one_error(text: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(text)


def test_what_is_found_is_the_group_that_took_part() -> None:
    pattern = compile_pattern(r"来源[:：](\S+)|稿源[:：](\S+)")
    assert pattern.find("稿源：闽侯县融媒体中心 编辑：林小宇") == "闽侯县融媒体中心"
    assert pattern.find("编辑：林小宇") is None


def test_a_very_long_address_fits_nothing() -> None:
    pattern = compile_pattern(r"/news/[\w/]+/\d+\.shtml$")
    assert not pattern.fits("http://a.cn/news/" + "a/" * LONGEST + "1.shtml")

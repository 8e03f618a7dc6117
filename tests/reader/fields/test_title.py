"""Titles: the shown headline, without the site's name, whichever way the page tells it."""

from newscrawl.reader.fields.body import find_body
from newscrawl.reader.fields.title import Title, read_title
from newscrawl.reader.page import Page

TEXT = "".join(
    f"<p>{text}</p>"
    for text in (
        "福州地铁五号线昨日开通初期运营，首日客流超过十二万人次，沿线居民出行时间大为缩短。",
        "据市轨道交通部门介绍，全线设二十座车站，连接仓山与金山两个片区，早晚高峰加密班次。",
    )
)


def title_of(head: str, shown: str) -> tuple[Title, str]:
    page = Page.parse(
        f"<html><head>{head}</head><body><ul><li><a href=/>首页</a><li><a href=/fz/>福州新闻</a></ul>{shown}"
        f"<div>2020-11-18 09:30 来源：福州晚报</div><div class=c>{TEXT}</div></body></html>",
        "http://news.example.cn/a/1.html",
    )
    found = read_title(page, find_body(page))
    assert found is not None
    return found.value, found.evidence


def test_shown_headline_is_preferred_to_what_the_head_makes_of_it() -> None:
    title, evidence = title_of(
        "<title>“闽江之心”开放-首日迎客三万_海峡网</title>", "<div class=bt>“闽江之心”开放——首日迎客三万</div>"
    )
    assert (title.title, evidence) == ("“闽江之心”开放——首日迎客三万", "div")


def test_channel_name_in_the_navigation_is_no_headline() -> None:
    assert (
        title_of("<title>闽江之心今日开放_福州新闻</title>", "<h2>闽江之心今日开放</h2>")[0].title == "闽江之心今日开放"
    )


def test_headline_broken_over_two_lines() -> None:
    title, _ = title_of(
        "<title>闽江之心今日开放首日迎客三万_海峡网</title>", "<h1>闽江之心今日开放<br>首日迎客三万</h1>"
    )
    assert title.title == "闽江之心今日开放 首日迎客三万"


def test_headline_edited_after_the_head_was_made() -> None:
    title, _ = title_of("<title>福州9部门确保节前工资无拖欠_海峡网</title>", "<h3>福州十部门：确保节前工资无拖欠</h3>")
    assert title.title == "福州十部门：确保节前工资无拖欠"


def test_headline_where_the_head_knows_only_the_site() -> None:
    title, evidence = title_of(
        "<title>某某广播公司全球资讯网</title>", "<div>您的位置：首页 &gt; 新闻</div><div>节前食品抽检合格率提高</div>"
    )
    assert (title.title, evidence) == ("节前食品抽检合格率提高", "line above date")


def test_meta_where_nothing_is_shown() -> None:
    title, evidence = title_of('<title>海峡网</title><meta property="og:title" content="闽江之心今日开放-海峡网">', "")
    assert (title.title, evidence) == ("闽江之心今日开放", "meta:og:title")


def test_kicker_and_subtitle_beside_the_headline() -> None:
    title, _ = title_of(
        "<title>闽江之心今日开放_海峡网</title>",
        "<h3 class=pre>两江四岸提升再添新景</h3><h1>闽江之心今日开放</h1><h4 class=sub>——首日迎客三万人次</h4>",
    )
    assert (title.kicker, title.subtitle) == ("两江四岸提升再添新景", "——首日迎客三万人次")


def test_founder_facts_name_kicker_and_subtitle() -> None:
    title, _ = title_of(
        "<title>闽江之心今日开放_东南网</title>"
        "<!--enpproperty <articleid>1</articleid><title>闽江之心今日开放</title><introtitle>两江四岸</introtitle>"
        "<subtitle>首日迎客三万</subtitle>/enpproperty-->",
        "<h1>闽江之心今日开放</h1>",
    )
    assert title == Title("闽江之心今日开放", "两江四岸", "首日迎客三万")


def test_original_title_of_a_reprint() -> None:
    page = Page.parse(
        f"<title>闽江之心今日开放_海峡网</title><h1>闽江之心今日开放</h1><div>2020-11-18</div><div><p>原标题：闽江之心揭开面纱</p>{TEXT}</div>",
        "http://news.example.cn/a/1.html",
    )
    body = find_body(page)
    assert body is not None
    found = read_title(page, body)
    assert found is not None
    assert found.value.original_title == "闽江之心揭开面纱"
    assert "原标题" not in body.text


def test_page_without_anything_has_no_title() -> None:
    assert read_title(Page.parse("<p>", "http://a.cn/"), None) is None

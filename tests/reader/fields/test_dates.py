"""Dates: every written form in tests/cases/dates.json, and which of a page's dates is the one of publication."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from newscrawl import Article, read_article
from newscrawl.china_time import CHINA
from newscrawl.reader.fields.addresses import date_in_url
from newscrawl.reader.fields.body import find_body
from newscrawl.reader.fields.dates import read_modified, read_published
from newscrawl.reader.page import Page

CASES = Path(__file__).parents[2] / "cases"
ADDRESSES = json.loads((CASES / "addresses.json").read_text(encoding="utf-8"))
TEXT = "".join(
    f"<p>{text}</p>"
    for text in (
        "福州地铁五号线昨日开通初期运营，首日客流超过十二万人次，沿线居民出行时间大为缩短。",
        "据市轨道交通部门介绍，全线设二十座车站，连接仓山与金山两个片区，早晚高峰加密班次。",
        "不少市民特意赶来体验，有的还带着孩子合影留念，车厢里一片欢声笑语。",
    )
)


def page(head: str, *, metas: str = "", url: str = "http://news.example.cn/a/1.html", tail: str = "") -> Page:
    title = "福州地铁五号线昨日开通"
    return Page.parse(
        f"<html><head><title>{title}_某某网</title>{metas}</head><body><div>首页 今天是2021年3月4日 星期四</div>"
        f"<h1>{title}</h1><div class=info>{head}</div><div class=content>{TEXT}</div>{tail}"
        "<div class=foot>Copyright © 2008-2024 某某网 版权所有 备案日期2015-03-02</div></body></html>",
        url,
    )


def read(found: Page) -> str | None:
    published = read_published(found, find_body(found))
    return published.value.value.isoformat() if published else None


@pytest.mark.parametrize(("url", "day"), ADDRESSES["dated"])
def test_reads_the_day_in_an_address(url: str, day: str | None) -> None:
    time = date_in_url(url)
    assert (time.value.date().isoformat() if time else None) == day


def test_takes_the_date_beside_the_headline_and_no_clock_or_footer() -> None:
    assert read(page("2020年11月18日 09:30 来源：福州晚报")) == "2020-11-18T09:30:00+08:00"


def test_has_no_date_where_only_clock_and_footer_show_one() -> None:
    assert read(page("来源：福州晚报")) is None


def test_meta_alone_is_enough() -> None:
    found = page("", metas='<meta name="publishdate" content="2020-11-18">')
    published = read_published(found, find_body(found))
    assert published is not None
    assert (published.value.value.date().isoformat(), published.value.precision) == ("2020-11-18", "day")
    assert published.evidence == "meta:publishdate"


def test_shown_time_completes_a_meta_that_knows_the_day_only() -> None:
    metas = '<meta name="publishdate" content="2020-11-18">'
    assert read(page("发布时间：2020-11-18 09:30", metas=metas)) == "2020-11-18T09:30:00+08:00"


def test_two_sources_outvote_a_third_and_the_conflict_is_told() -> None:
    found = page(
        "2020-11-18 09:30",
        metas='<meta name="publishdate" content="2020-11-25">',
        url="http://news.example.cn/2020/1118/1.html",
    )
    published = read_published(found, find_body(found))
    assert published is not None
    assert published.value.value.isoformat() == "2020-11-18T09:30:00+08:00"
    assert "meta:publishdate says 2020-11-25" in published.evidence


def test_change_is_not_publication() -> None:
    found = page("发布时间：2020-11-18 09:30 最后更新：2020-11-19 10:00")
    body = find_body(found)
    published, modified = read_published(found, body), read_modified(found, body)
    assert published is not None
    assert published.value.value.day == 18
    assert modified is not None
    assert modified.value.value.isoformat() == "2020-11-19T10:00:00+08:00"


def test_utc_in_json_ld_is_moved_to_the_publishers_zone() -> None:
    script = (
        '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2020-11-17T23:10:00Z"}</script>'
    )
    assert read(page("", metas=script)) == "2020-11-18T07:10:00+08:00"


def test_address_is_the_floor() -> None:
    found = page("", url="http://news.example.cn/2020/1118/1.html")
    published = read_published(found, find_body(found))
    assert published is not None
    assert (published.value.precision, published.evidence) == ("day", "url")


def test_dates_of_related_articles_are_not_taken() -> None:
    related = "<h3>相关新闻</h3><ul>" + "".join(
        f"<li><a href='/a/{n}.html'>某区老旧小区改造完成第{n}批</a> 2019-01-0{n}</li>" for n in range(1, 7)
    )
    assert read(page("来源：福州晚报", tail=related + "</ul>")) is None


def test_a_page_is_not_published_after_it_was_fetched() -> None:
    found = Page.parse(
        f"<title>福州地铁五号线昨日开通</title><h1>福州地铁五号线昨日开通</h1><div>2030-01-01 08:00</div><div>{TEXT}</div>",
        "http://news.example.cn/2020/1118/1.html",
        fetched=datetime(2020, 11, 20, tzinfo=CHINA),
    )
    published = read_published(found, find_body(found))
    assert published is not None
    assert published.value.value.date().isoformat() == "2020-11-18"


def test_missing_year_is_told_by_the_time_of_fetching() -> None:
    found = Page.parse(
        f"<title>福州地铁五号线昨日开通</title><h1>福州地铁五号线昨日开通</h1><div>12-30 08:15</div><div>{TEXT}</div>",
        "http://news.example.cn/a/1.html",
        fetched=datetime(2021, 1, 2, tzinfo=CHINA),
    )
    assert read(found) == "2020-12-30T08:15:00+08:00"


@pytest.mark.parametrize("none", ["1970-01-01 08:00:00", "1970-01-01", "0001-01-01 00:00", "2099-12-31", "2020-13-01"])
def test_no_date_written_as_one_is_none_beside_the_headline_and_in_markup(none: str) -> None:
    metas = f"<meta name=pubdate content='{none}'>"
    dated = page(f"发布时间：{none}", metas=metas, url="http://news.example.cn/2020/1118/1.html")
    dated.fetched = datetime(2020, 11, 20, tzinfo=CHINA)
    assert read(dated) == "2020-11-18T00:00:00+08:00"
    bare = page(f"发布时间：{none}", metas=metas)
    bare.fetched = datetime(2020, 11, 20, tzinfo=CHINA)
    assert read(bare) is None


@pytest.mark.parametrize(
    "script",
    [
        'var ct = "1605663000";',
        "var createTime = '2020-11-18 09:30';",
        "d.ct = xml ? getXmlValue('ct.DATA') : '1605663000';",
    ],
)
def test_a_wechat_article_has_its_time_in_a_script(script: str) -> None:
    """Its element for the time is empty until a browser has run the script."""
    words = "福州市鼓楼区昨日举办社区义诊活动，来自省立医院的医生为居民测量血压、讲解用药常识。"
    source = f"""<h1 id="activity-name">义诊进社区</h1><em id="publish_time"></em><div id="js_content">
    <p>{words}</p><p>{words[::-1]}</p></div><script>{script}</script>"""
    article = read_article(source, "https://mp.weixin.qq.com/s/abc", fetched=datetime(2020, 11, 20, tzinfo=CHINA))
    assert isinstance(article, Article)
    assert article.published == "2020-11-18T09:30:00+08:00"


GENERATED = (
    '<meta name="PubDate" content="2021-03-02 16:20:11"><meta name="others" content="页面生成时间 2021-03-02 16:20:11">'
)


def test_the_time_at_which_a_page_was_made_is_no_time_of_publication() -> None:
    address = '<meta name="Url" content="http://news.example.cn/10462/2020/11/18/1024.shtml">'
    assert read(page("2020年11月18日 09时30分", metas=GENERATED)) == "2020-11-18T09:30:00+08:00"
    assert read(page("", metas=GENERATED + address)) == "2020-11-18T00:00:00+08:00"
    assert read(page("", metas=GENERATED)) == "2021-03-02T16:20:00+08:00", "the only one there is"


def test_of_two_times_on_a_day_the_shown_one_counts() -> None:
    saved = '<meta property="article:published_time" content="2020-11-18T11:02:00+08:00">'
    assert read(page("2020-11-18 09:30 来源：福州晚报", metas=saved)) == "2020-11-18T09:30:00+08:00"


def test_a_day_is_completed_by_the_one_time_of_that_day_that_the_page_shows() -> None:
    elder = "<div class=zzzq><p>2020年11月18日 09时30分</p></div>"
    rest = "".join(f"<p>相关链接第{number}条</p>" for number in "一二三四五六七八九十")
    assert read(page("2020-11-18", tail=rest + elder)) == "2020-11-18T09:30:00+08:00"
    comments = "<p>2020-11-18 12:07</p><p>2020-11-18 13:40</p>"
    assert read(page("2020-11-18", tail=rest + comments)) == "2020-11-18T00:00:00+08:00"


@pytest.mark.parametrize("info", ["责任编辑：林榕 2020-11-18 09:30", "编辑 林榕 2020-11-18 09:30"])
def test_a_date_behind_an_editor_is_not_one_of_a_change(info: str) -> None:
    assert read(page(info)) == "2020-11-18T09:30:00+08:00"


@pytest.mark.parametrize(
    "info",
    [
        "日期：2020-11-18 时间：09:30",
        "2020-11-18 来源：福州晚报 09:30",
        "<p>2020-11-18</p><p>09:30</p>",
        "<p>09:30</p><p>2020-11-18</p>",
        "<b>2020-11-18</b><b>09:30</b>",
        "<b>2020</b><b>11/18</b> <b>09:30:12</b>",
        "时间:20-11-18 09:30",
    ],
)
def test_a_clock_belongs_to_the_only_day_beside_it(info: str) -> None:
    assert read(page(info)) == "2020-11-18T09:30:00+08:00"


def test_of_several_clocks_none_belongs_to_a_day() -> None:
    assert read(page("2020-11-18 营业时间 09:30 至 17:30")) == "2020-11-18T00:00:00+08:00"


@pytest.mark.parametrize(
    "box",
    [
        "<div class=day>18</div><div class=ym>2020-11</div>",
        "<em>18</em><span>2020.11</span>",
        "<p>11-18</p><p>2020</p>",
        "<div>2020</div><div>11/18</div>",
        "18<br>2020年11月",
    ],
)
def test_a_day_above_its_month_or_year_is_a_date(box: str) -> None:
    assert read(page(f"<div class=date>{box}</div><p>来源：福州晚报</p>")) == "2020-11-18T00:00:00+08:00"


@pytest.mark.parametrize(
    "line",
    [
        "成文日期：2020-11-10　发布日期：2020-11-18",
        "开始时间：2020-11-10 结束时间：2020-11-30 发布时间：2020-11-18",
        "公示时间：2020-11-19至2020-11-25 发布时间：2020-11-18",
    ],
)
def test_the_day_that_is_called_publication_counts_before_those_of_a_document(line: str) -> None:
    assert read(page(line)) == "2020-11-18T00:00:00+08:00"
    assert read(page("成文日期：2020-11-10")) == "2020-11-10T00:00:00+08:00"

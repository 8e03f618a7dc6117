"""A listing page: what is an entry and what is not, and where the next page is."""

import json
from datetime import datetime
from html import escape

import pytest

from newscrawl import read_listing
from newscrawl.catalog import load
from newscrawl.reader import listing as listing_reader

CHANNEL = "http://www.hxnews.com/news/fj/fz/"
FETCHED = datetime.fromisoformat("2020-11-18T12:00:00+08:00")
ENTRY = '<li><div><h3><a href="{section}">福州</a><a href="{link}">{title}</a></h3><p>{lead}<span>{date}</span></p></div></li>'


def entry(link: str, title: str, date: str = "2020-11-18 09:30", lead: str = "记者从市交通局获悉") -> str:
    return ENTRY.format(section=CHANNEL, link=link, title=title, date=date, lead=lead)


def listing(*entries: str, after: str = "") -> str:
    box = (
        "<div class='hot'><ul><li><a href='/news/gn/202011/17/1900000.shtml'>热点排行第一条新闻标题</a></li></ul></div>"
    )
    return f"<html><body><ul class='newlistbox'>{''.join(entries)}</ul>{after}{box}</body></html>"


@pytest.fixture(scope="module")
def hxnews():
    return load().site("hxnews")


def test_entries_in_order_with_title_date_and_pin(hxnews):
    page = listing(
        entry("/news/fj/fz/202011/10/1930000.shtml", "置顶：福州马拉松报名指南", "2020-11-10", lead="置顶"),
        entry("/news/fj/fz/202011/18/1934417.shtml", "福州三坊七巷灯会今晚开启"),
    )
    found = read_listing(page, CHANNEL, site=hxnews, fetched=FETCHED)
    assert [item.url.rsplit("/", 1)[1] for item in found.entries] == ["1930000.shtml", "1934417.shtml"]
    assert [item.pinned for item in found.entries] == [True, False]
    assert found.entries[0].date == "2020-11-10"
    assert found.entries[1].date == "2020-11-18T09:30:00+08:00"
    assert found.entries[1].title == "福州三坊七巷灯会今晚开启"


@pytest.mark.parametrize(
    "link",
    [
        "http://other.example/news/202011/18/1.shtml",
        "file:///etc/passwd",
        "javascript:void(0)",
        "mailto:news@hxnews.com",
        "http://127.0.0.1/news/202011/18/1.shtml",
        "http://2130706433/news/202011/18/1.shtml",
        "/news/fj/fz/",
        "/zt/2020/lianghui/",
        "",
    ],
)
def test_links_that_are_off_site_or_no_articles_are_no_entries(hxnews, link):
    page = listing(
        entry("/news/fj/fz/202011/18/1934417.shtml", "福州三坊七巷灯会今晚开启"), entry(link, "别处的新闻标题")
    )
    assert len(read_listing(page, CHANNEL, site=hxnews).entries) == 1


def test_a_link_given_twice_is_one_entry(hxnews):
    one = "/news/fj/fz/202011/18/1934417.shtml"
    page = listing(entry(one, "福州三坊七巷灯会今晚开启"), entry(f"https://www.hxnews.com{one}#top", "同一篇"))
    assert len(read_listing(page, CHANNEL, site=hxnews).entries) == 1


@pytest.mark.parametrize(
    ("url", "following"), [(CHANNEL, CHANNEL + "2.shtml"), (CHANNEL + "2.shtml", CHANNEL + "3.shtml")]
)
def test_the_next_page_by_counting(hxnews, url, following):
    page = listing(entry("/news/fj/fz/202011/18/1934417.shtml", "福州三坊七巷灯会今晚开启"))
    assert read_listing(page, url, site=hxnews).next_url == following


def test_without_rules_the_generic_reader_finds_list_and_next_page():
    entries = "".join(
        f"<li><a href='/news/202011/18/{n}.html'>福州第{n}条新闻标题说的是天气</a><span>2020-11-18</span></li>"
        for n in range(100000, 100012)
    )
    page = f"<html><body><div class='list'><ul>{entries}</ul></div><div><a href='/news/index_2.html'>下一页</a></div></body></html>"
    found = read_listing(page, "http://www.example.cn/news/", fetched=FETCHED)
    assert len(found.entries) == 12
    assert found.entries[0].date == "2020-11-18"
    assert found.next_url == "http://www.example.cn/news/index_2.html"


def test_a_page_without_entries_says_what_it_is(hxnews):
    found = read_listing("<html><title>访问验证</title><body>请完成安全验证</body></html>", CHANNEL, site=hxnews)
    assert (found.entries, found.kind) == ((), "verification")


def test_titles_of_links_have_no_controls_and_the_page_says_that_they_had(hxnews):
    page = listing(entry("/news/fj/fz/202011/18/1934417.shtml", "福州\x9f31m灯会\ufdd0今晚开启"))
    found = read_listing(page, CHANNEL, site=hxnews, fetched=FETCHED)
    assert [item.title for item in found.entries] == ["福州31m灯会今晚开启"]
    assert found.evidence["title"] == "without U+009F U+FDD0"


def test_a_page_that_was_led_elsewhere_is_counted_by_the_address_that_was_asked_for() -> None:
    """Its own address is no page of the channel: counted from it, the page would lead to itself, and end the listing."""
    site = load().site("hxnews")
    html = "".join(f'<li><h3><a href="/news/202011/18/{n}.shtml">福州新闻第{n}条</a></h3></li>' for n in range(9))
    asked = "http://www.hxnews.com/news/fj/fz/2.shtml"
    found = listing_reader.read_listing(f'<ul class="newlistbox">{html}</ul>', f"{asked}?t=81", site=site, asked=asked)
    assert found.next_url == "http://www.hxnews.com/news/fj/fz/3.shtml"


NAVIGATION = "".join(f'<a href="/news/{name}/">{name}</a> ' for name in ("gn", "gj", "sh", "ty", "cj", "fj"))


@pytest.mark.parametrize(("menu", "kind"), [(NAVIGATION, "empty"), ('<a href="/">首页</a>', "shell")])
def test_a_page_of_the_site_without_entries_may_be_the_end_and_a_bare_notice_may_not(menu: str, kind: str) -> None:
    """No word list knows every 「没有了」; but a firewall's page has no menu of the site."""
    page = f"<html><body><div class=nav>{menu}</div><div><p>您要看的东西飞到火星去了，稍后带您回家</p><form><input name=q></form></div></body></html>"
    found = read_listing(page, "http://www.hxnews.com/news/gn/41.shtml")
    assert (found.entries, found.kind) == ((), kind)


ROWS = [(f"/fz/202611/t202611{18 - n}_10{n}.html", f"福州新闻第{n}条说的是天气", f"2026-11-{18 - n}") for n in range(6)]
LINKS = "".join(f"<li><a href={url}>{title}</a><span>{day}</span></li>" for url, title, day in ROWS)
OBJECTS = [{"title": title, "linkUrl": url, "daytime": day} for url, title, day in ROWS]


@pytest.mark.parametrize(
    "script",
    [
        "".join(f'<script>a[{n}] = new Array("{u}", "{t}", "{d}");</script>' for n, (u, t, d) in enumerate(ROWS)),
        "".join(f"<script>list.push({{title:'{t}', url:'{u}', time:'{d}'}});</script>" for u, t, d in ROWS),
        "<script>"
        + "".join(f'url[{n}]="{u}";tit[{n}]="{t}";day[{n}]="{d}";' for n, (u, t, d) in enumerate(ROWS))
        + "</script>",
        f"<script>var data = {json.dumps(ROWS, ensure_ascii=False)};</script>",
        f"<script>var data = {json.dumps([{'name': '要闻', 'items': OBJECTS}], ensure_ascii=False)};</script>",
        f"<textarea id=data>{LINKS}</textarea>",
        f"<textarea id=data>{escape(LINKS)}</textarea>",
        f"<script type=text/html id=data>{LINKS}</script>",
        f"<template>{LINKS}</template>",
    ],
)
def test_a_list_that_stands_in_a_script_or_aside_is_read(script: str) -> None:
    """The columns of the page are no list, though they are all that is shown."""
    columns = "".join(f"<a href=/lm{n}/>城市建设专题栏目{n}</a>" for n in range(4))
    page = f"<html><body><div class=nav>{NAVIGATION}{columns}</div><div id=list></div>{script}</body></html>"
    found = read_listing(page, "http://www.hxnews.com/fz/", fetched=FETCHED.replace(year=2027))
    assert [(item.url.removeprefix("http://www.hxnews.com"), item.title, item.date) for item in found.entries] == ROWS


@pytest.mark.parametrize(
    "answer",
    [
        json.dumps({"data": [{"name": "要闻", "articles": OBJECTS[:2]}, {"name": "民生", "articles": OBJECTS[2:]}]}),
        json.dumps({"data": {"2026-11-18": OBJECTS[:1], "2026-11-17": OBJECTS[1:]}}),
        json.dumps({**{str(n): item for n, item in enumerate(OBJECTS)}, "total": 6}),
        json.dumps({"rows": [{"bt": title, "wjlj": url, "fbrq": day} for url, title, day in ROWS]}),
        json.dumps({"rows": ROWS}),
        json.dumps([{"标题": title, "链接": url, "发布时间": day} for url, title, day in ROWS]),
        json.dumps({"hits": {"hits": [{"_id": item["title"][:2], "_source": item} for item in OBJECTS]}}),
        json.dumps(
            {
                "data": [
                    {"type": "福州新闻频道", "author": {"name": title}, "news": {"content": item}}
                    for item, (_, title, _) in zip(OBJECTS, ROWS, strict=True)
                ]
            }
        ),
        json.dumps({"docs": [{**item, "title": [item["title"]]} for item in OBJECTS]}),
        json.dumps(
            {"docs": [{**item, "title": item["title"][:6] + "…", "fullTitle": item["title"]} for item in OBJECTS]}
        ),
        json.dumps({"list": [{"bt": f"<a href='{url}'>{title}</a>", "sj": day} for url, title, day in ROWS]}),
        json.dumps({"code": 0, "data": json.dumps(OBJECTS)}),
        f"{{\"py\": '###', docs: {json.dumps(OBJECTS)},}}",
        f"var news = {json.dumps(OBJECTS)}; var total = 6;",
    ],
)
def test_a_list_in_an_answer_of_any_shape_is_read(answer: str) -> None:
    found = read_listing(answer, "http://www.hxnews.com/api/list", fetched=FETCHED.replace(year=2027))
    assert [(item.url.removeprefix("http://www.hxnews.com"), item.title, item.date) for item in found.entries] == ROWS


@pytest.mark.parametrize(
    ("words", "page", "kind"),
    [("没有更多了", "?page=9", "past_end"), ("暂无相关内容", "list_5.html", "past_end"), ("没有更多了", "", "empty")],
)
def test_a_further_page_that_says_there_is_no_more_stands_behind_the_end(words: str, page: str, kind: str) -> None:
    """A pager that always leads on made the first days of such a channel incomplete; a first page says so when it is broken."""
    body = f"<title>本地新闻</title><ul></ul><p>{words}</p><a href=?page=10>下一页</a>"
    listing = read_listing(body.encode(), f"http://www.example.cn/fz/{page}")
    assert (listing.entries, listing.kind) == ((), kind)

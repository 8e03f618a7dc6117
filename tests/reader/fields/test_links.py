"""Listings: the main list and nothing beside it, its dates and pins, and the page that follows."""

from datetime import datetime

import pytest

from newscrawl.china_time import CHINA
from newscrawl.reader.fields.links import find_entries
from newscrawl.reader.page import Page

TITLES = (
    "闽侯今年新增三所公办幼儿园",
    "长乐机场二期航站楼完成主体施工",
    "永泰李梅迎来丰收季果农忙采摘",
    "鼓楼区老旧小区改造提前完成",
    "连江开渔首日渔船满载而归",
    "福清核电今年发电量创新高",
    "罗源湾滨海新城配套再升级",
    "平潭两岸市集人气旺",
)
NAVIGATION = "<ul class=nav>" + "".join(f"<li><a href=/c{n}/>福州要闻频道{n}</a></li>" for n in range(12)) + "</ul>"
SIDE = "<div class=right><h3>热点排行</h3><ul class=hot>{}</ul></div>".format(
    "".join(f"<li><a href=/2020/0101/{n}.html>热门：{title}引发热议</a></li>" for n, title in enumerate(TITLES))
)


def page(listing: str, *, url: str = "http://news.example.cn/fz/", more: str = "", head: str = "") -> Page:
    return Page.parse(
        f"<html><head><title>福州新闻_某某网</title>{head}</head><body>{NAVIGATION}<div class=left>{listing}{more}</div>{SIDE}</body></html>",
        url,
        fetched=datetime(2020, 11, 20, 10, tzinfo=CHINA),
    )


def items(template: str, count: int = 8) -> str:
    return "".join(
        template.format(n=n, title=title, day=f"2020-11-{18 - n:02}", short=f"11-{18 - n:02}")
        for n, title in enumerate(TITLES[:count])
    )


MARKUPS = {
    "ul": "<ul class=newslist>{}</ul>",
    "span": "<ul>{}</ul>",
    "table": "<table>{}</table>",
    "br": "<div class=list>{}</div>",
    "cards": "<div class=list>{}</div>",
    "card links": "<div class=list>{}</div>",
    "dl": "<dl>{}</dl>",
}
ITEMS = {
    "ul": "<li><a href=/2020/1118/{n}00.html>{title}</a><span>{day}</span></li>",
    "span": "<li><span>[{short}]</span><a href='/fz/202011/t202011{n}8_100{n}.html' title='{title}'>{title}</a></li>",
    "table": "<tr><td>·<a href=content_100{n}.htm>{title}</a></td><td>{day} 09:30</td></tr>",
    "br": "·<a href=/2020/1118/{n}00.html>{title}</a> ({day})<br>",
    "cards": "<div class=item><a href=/2020/1118/{n}00.html><img src=/p/{n}.jpg></a><h3><a href=/2020/1118/{n}00.html>{title}</a></h3>"
    "<p>11月1日，记者从有关部门了解到，相关工作正在有序推进。<a href=/2020/1118/{n}00.html>[详细]</a></p><i>{day}</i></div>",
    "card links": "<a class=card href=/2020/1118/{n}00.html><h4>{title}</h4><p>记者从有关部门了解到，相关工作正在推进。</p><em>{day}</em></a>",
    "dl": "<dt><a href=/2020/1118/{n}00.html>{title}</a></dt><dd>{day}</dd>",
}


# one link with a date in running text is no list by its markup
LENGTHS = [(markup, n) for markup in MARKUPS for n in (1, 3, 8) if n > 1 or markup not in ("br", "dl")]


@pytest.mark.parametrize(("markup", "count"), LENGTHS)
def test_main_list_is_found_in_any_markup_and_length(markup: str, count: int) -> None:
    entries = find_entries(page(MARKUPS[markup].format(items(ITEMS[markup], count))))
    assert [entry.title for entry in entries] == list(TITLES[:count])


@pytest.mark.parametrize("markup", ["ul", "span", "table", "br", "cards", "card links"])
def test_each_entry_has_its_own_date(markup: str) -> None:
    entries = find_entries(page(MARKUPS[markup].format(items(ITEMS[markup]))))
    assert [entry.date.value.day if entry.date else None for entry in entries] == [18 - n for n in range(8)]


def test_list_parted_every_few_items_is_one() -> None:
    first, second = (
        items(ITEMS["ul"], 4),
        "".join(ITEMS["ul"].format(n=n, title=TITLES[n], day="2020-11-01", short="") for n in range(4, 8)),
    )
    entries = find_entries(page(f"<ul class=newslist>{first}</ul><ul class=newslist>{second}</ul>"))
    assert len(entries) == 8


def test_pinned_entries_are_marked_and_cleaned() -> None:
    pinned = "<li><font color=red>[置顶]</font><a href=/2019/0101/9.html>关于征集新闻线索的公告请看这里</a><span>2019-01-01</span></li>"
    marked = "<li><a href=/2019/0102/8.html>【置顶】市民服务热线汇总请收藏</a><span>2019-01-02</span></li>"
    entries = find_entries(page(f"<ul class=newslist>{pinned}{marked}{items(ITEMS['ul'])}</ul>"))
    assert [entry.pinned for entry in entries] == [True, True, *[False] * 8]
    assert entries[1].title == "市民服务热线汇总请收藏"


def test_title_cut_short_is_completed_from_its_attribute() -> None:
    listing = (
        "<ul>"
        + "".join(
            f"<li><a href=/2020/1118/{n}00.html title='{title}的最新进展'>{title[:6]}...</a></li>"
            for n, title in enumerate(TITLES)
        )
        + "</ul>"
    )
    assert find_entries(page(listing))[0].title == f"{TITLES[0]}的最新进展"


def test_advertisement_among_the_entries_is_left_out() -> None:
    ad = "<li><a href=http://ad.example/2020/1118/1.html>江景美宅恭迎品鉴火热预约中</a></li>"
    listing = f"<ul class=newslist>{items(ITEMS['ul'], 4)}{ad}</ul>" + f"<ul class=newslist>{items(ITEMS['ul'])}</ul>"
    assert all("ad.example" not in entry.url for entry in find_entries(page(listing)))


def test_page_without_a_list_has_no_entries() -> None:
    assert find_entries(Page.parse("<p>404 页面不存在</p>", "http://a.cn/")) == []

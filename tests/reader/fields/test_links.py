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


BOXES = {
    "ticker": "<div class=ticker>{}</div>",
    "menu": "<div class=nav><ul class=sub_menu>{}</ul></div>",
    "slider": "<div class=focus><ul>{}</ul></div>",
    "box of the list's make": "<div class=left><ul class=newslist>{}</ul></div>",
    "headlines": "<div class=top>{}</div>",
}
BOXED = {
    "ticker": "<a href=/2020/1118/{n}00.html>{title}</a>",
    "menu": "<li><a href=/2020/1118/{n}00.html>{title}</a></li>",
    "slider": "<li><a href=/2020/1118/{n}00.html><img src=/p/{n}.jpg alt={title}></a></li>",
    "box of the list's make": "<li><a href=/2020/1118/{n}00.html>{title}</a></li>",
    "headlines": "<h3><a href=/2020/1118/{n}00.html>{title}</a></h3><p>记者从有关部门了解到，相关工作正在推进。</p>",
}


@pytest.mark.parametrize("count", [1, 3, 5])
@pytest.mark.parametrize("markup", ["ul", "br", "cards", "card links", "dl"])
@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("above", [True, False])
def test_newest_entries_that_stand_in_a_box_too_are_not_lost(box: str, markup: str, count: int, above: bool) -> None:
    repeated = BOXES[box].format(items(BOXED[box], count))
    main = MARKUPS[markup].format(items(ITEMS[markup]))
    entries = find_entries(page(repeated + main if above else main + repeated))
    assert [entry.title for entry in entries] == list(TITLES)
    if markup != "dl":
        assert [entry.date.value.day if entry.date else None for entry in entries] == [18 - n for n in range(8)]


DAYS = {
    "h3": ("<h3>{day}</h3><ul>{items}</ul>", "<li><a href=/2020/1118/{n}00.html>{title}</a></li>"),
    "wrapped": (
        "<div class=day><div class=d>{day} 星期三</div><ul>{items}</ul></div>",
        "<li><a href=/2020/1118/{n}00.html>{title}</a></li>",
    ),
    "dl": ("<dl><dt>{day}</dt>{items}</dl>", "<dd><a href=/2020/1118/{n}00.html>{title}</a></dd>"),
    "one list": ("<li class=d>{day}</li>{items}", "<li><a href=/2020/1118/{n}00.html>{title}</a></li>"),
    "short": ("<p><b>11月{number}日</b></p><ul>{items}</ul>", "<li><a href=/2020/1118/{n}00.html>{title}</a></li>"),
}


@pytest.mark.parametrize("sizes", [(1,) * 8, (2, 1, 3, 1, 1), (5, 1, 2), (7, 1), (1, 7), (4, 4)])
@pytest.mark.parametrize("markup", DAYS)
def test_entries_below_a_day_are_all_read_and_have_its_date(markup: str, sizes: tuple[int, ...]) -> None:
    group, one = DAYS[markup]
    parts, expected, at = [], [], 0
    for number, size in enumerate(sizes):
        lines = "".join(one.format(n=n, title=TITLES[n]) for n in range(at, at + size))
        parts.append(group.format(day=f"2020-11-{18 - number:02}", number=18 - number, items=lines))
        expected += [18 - number] * size
        at += size
    entries = find_entries(page(f"<div class=list>{''.join(parts)}</div>"))
    assert [entry.title for entry in entries] == list(TITLES)
    assert [entry.date.value.day if entry.date else None for entry in entries] == expected


def test_clock_of_the_page_is_no_date_of_its_entries() -> None:
    listing = "".join(f"<li><a href=/2020/1118/{n}00.html>{title}</a></li>" for n, title in enumerate(TITLES))
    entries = find_entries(page(f"<div class=clock>2020年11月20日 星期五</div><ul class=newslist>{listing}</ul>"))
    assert [entry.date for entry in entries] == [None] * 8


def test_date_below_each_title_is_its_own_and_not_the_next_one_s() -> None:
    listing = "".join(
        f"<h3><a href=/2020/1118/{n}00.html>{title}</a></h3><p class=t>2020-11-{18 - n:02}</p>"
        for n, title in enumerate(TITLES)
    )
    entries = find_entries(page(f"<div class=list>{listing}</div>"))
    assert [entry.date.value.day if entry.date else None for entry in entries] == [18 - n for n in range(8)]


@pytest.mark.parametrize(
    "entry",
    [
        "<li><a href=/2020/1118/{n}00.html><span>{title}</span><em>{day}</em></a></li>",
        "<li><a href=/2020/1118/{n}00.html><em>{day}</em>{title}</a></li>",
        "<li><a href=/2020/1118/{n}00.html>{title} {day}</a></li>",
        "<li><a href=/2020/1118/{n}00.html><p>发布时间：{day} 09:30</p><div><span>{title}</span></div></a></li>",
        "<li><a href=/2020/1118/{n}00.html title={title}>{title}</a><p>{day}</p></li>",
        "<li><div><b>{number}</b><i>2020-11</i></div><a href=/2020/1118/{n}00.html>{title}</a></li>",
        "<li><div><p>{number}</p><p>2020.11</p></div><h4><a href=/2020/1118/{n}00.html>{title}</a></h4></li>",
        "<li><div><p>11-{number}</p><p>2020</p></div><h4><a href=/2020/1118/{n}00.html>{title}</a></h4></li>",
    ],
)
def test_date_is_found_in_the_link_or_its_box_and_is_no_part_of_the_title(entry: str) -> None:
    listing = "".join(
        entry.format(n=n, title=title, day=f"2020-11-{18 - n:02}", number=f"{18 - n:02}")
        for n, title in enumerate(TITLES)
    )
    entries = find_entries(page(f"<ul class=newslist>{listing}</ul>"))
    assert [entry.title for entry in entries] == list(TITLES)
    assert [entry.date.value.day if entry.date else None for entry in entries] == [18 - n for n in range(8)]


def test_days_of_any_year_stand_above_their_groups() -> None:
    """A fixed day, by which dates are known, once made those of later years no dates."""
    groups = "".join(
        f"<h3>{year}年9月{day}日</h3><ul><li><a href=/{year}/09{day}/{n}.html>{TITLES[n]}</a></li></ul>"
        for n, (year, day) in enumerate([(2019, 18), (2026, 17), (2026, 16), (2031, 15)])
    )
    html = f"<div class=list>{groups}</div>"
    found = find_entries(Page.parse(html, "http://news.example.cn/fz/", fetched=datetime(2032, 1, 1, tzinfo=CHINA)))
    assert [link.date and link.date.value.date().isoformat() for link in found] == [
        "2019-09-18",
        "2026-09-17",
        "2026-09-16",
        "2031-09-15",
    ]


def test_date_below_the_links_that_belong_to_an_entry_is_its_own() -> None:
    related = "<div class=popbox><h3>相关解读</h3><ul><li><a href=/jd/2020/11/{n}1.html>专家谈{title}的背景</a></li></ul></div>"
    rows = "<li><a href=/fz/2020/11/{n}00.html>{title}</a>" + related + "<span>{day}</span></li>"
    found = find_entries(page(f"<ul class=newslist>{items(rows, 6)}</ul>"))
    assert [(link.title, link.date_text) for link in found] == [
        (title, f"2020-11-{18 - n}") for n, title in enumerate(TITLES[:6])
    ]


def test_box_with_the_day_counts_more_than_a_day_in_the_lead() -> None:
    rows = (
        "<li><div><div>{n}8</div><div>2020-10</div></div><a href=/fz/2020/10/{n}00.html>{title}</a>"
        "<p>9月1日下午，市里召开专题会议研究部署下一阶段工作。</p></li>"
    )
    found = find_entries(page(f"<ul class=newslist>{items(rows, 3)}</ul>"))
    assert [link.date and link.date.value.day for link in found] == [8, 18, 28]


@pytest.mark.parametrize(
    "box",
    [
        "<h3>{n}8</h3><span>/ 2020-10</span>",
        "<div>2020-10</div><p>{n}8</p>",
        "<b>{n}8</b>/10月",
        "<b>{n}8</b><span>Oct 2020</span>",
        "<b>{n}8</b><span>2020-Oct</span>",
        "<b>10-{n}8</b><span>2020</span>",
        "<time data-time=160{n}972800>03:25</time>",
    ],
)
def test_parts_of_a_date_stand_in_boxes_in_any_order(box: str) -> None:
    rows = "<li><a href=/fz/2020/10/{n}00.html><div class=d>" + box + "</div><p>{title}</p></a></li>"
    found = find_entries(page(f"<ul class=newslist>{items(rows, 3)}</ul>"))
    assert [link.title for link in found] == list(TITLES[:3])
    days = [link.date and link.date.value.date().isoformat() for link in found]
    assert days in (["2020-10-08", "2020-10-18", "2020-10-28"], ["2020-09-25", "2020-10-06", "2020-10-18"])


@pytest.mark.parametrize(
    "listing",
    [
        "<table><tr><th>标题</th><th>成文日期</th><th>发布日期</th></tr>"
        + items("<tr><td><a href=/gk/{n}000.shtml>{title}</a></td><td>2020-09-01</td><td>{day}</td></tr>")
        + "</table>",
        "<ul>"
        + items(
            "<li><a href=/gk/{n}00.shtml>{title}</a><p>成文日期：2020年9月1日</p><p>发布日期：{day}</p><p>有效期：2025年9月1日</p></li>"
        )
        + "</ul>",
    ],
)
def test_of_several_dates_the_one_called_that_of_publication_counts(listing: str) -> None:
    assert [link.date_text for link in find_entries(page(listing))] == [f"2020-11-{18 - n}" for n in range(8)]


def test_entries_of_one_line_with_the_same_words_have_their_own_dates() -> None:
    found = find_entries(page(f"<p>{items('<a href=/tq/{n}00.html>今日天气预报</a> [{day}] ')}</p>"))
    assert [link.date_text for link in found] == [f"2020-11-{18 - n}" for n in range(8)]


@pytest.mark.parametrize("label", ["<em>[时政]</em>", "<span class=tag>政策法规</span>", "<i class=lm>【图】</i>"])
def test_column_in_an_element_of_its_own_is_no_part_of_the_title(label: str) -> None:
    rows = "<li><a href=/fz/2020/10/{n}00.html>" + label + "{title}</a><span>{day}</span></li>"
    assert [link.title for link in find_entries(page(f"<ul class=newslist>{items(rows)}</ul>"))] == list(TITLES)


def test_hash_tag_and_name_in_a_title_stay() -> None:
    rows = "<li><a href=/fz/2020/10/{n}00.html><em class=tag>#福州#</em>{title}</a><span>{day}</span></li>"
    found = find_entries(page(f"<ul class=newslist>{items(rows)}</ul>"))
    assert [link.title for link in found] == [f"#福州#{title}" for title in TITLES]


@pytest.mark.parametrize("day", ["<span>{day}</span>", ""])
@pytest.mark.parametrize("link", ["/s/abc{n}", "/files/{n}.pdf", "/newsDetail/1{n}", "/新闻/标题{n}.html"])
def test_main_list_is_found_though_only_the_side_box_has_addresses_of_articles(link: str, day: str) -> None:
    rows = items(f"<li><a href={link}>{{title}}</a>{day}</li>")
    found = find_entries(page(f"<ul class=newslist>{rows}</ul><div><a href=2.html>下一页</a></div>"))
    assert [entry.title for entry in found] == list(TITLES)


def test_number_of_the_site_s_licence_is_no_entry() -> None:
    foot = "<a href=https://beian.example.cn/>闽ICP备05000001号</a> <a href=/ga>闽公网安备 35010202000123号</a>"
    assert find_entries(Page.parse(f"<body>{foot}</body>", "http://news.example.cn/fz/")) == []


def test_headline_that_ends_with_a_day_keeps_it() -> None:
    titles = [f"福州疫情通报 截至2020年11月{n}日" for n in range(11, 18)]
    listing = "".join(f"<li><a href=/2020/1118/{n}00.html>{title}</a></li>" for n, title in enumerate(titles))
    assert [entry.title for entry in find_entries(page(f"<ul>{listing}</ul>"))] == titles


def test_numbers_of_comments_and_badges_of_authors_are_no_entries() -> None:
    listing = "".join(
        f"<li><h3><a href=/2020/1118/{n}00.html>{title}</a></h3><a href=http://bbs.example.cn/c/10{n}000.html>{n}28 跟贴{n}28</a>"
        f"<div class=by><a href=/u/p/90000{n % 3}.html title=认证优秀作者>认证优秀作者</a></div></li>"
        for n, title in enumerate(TITLES)
    )
    entries = find_entries(page(f"<ul class=newslist>{listing}</ul>"))
    assert [entry.title for entry in entries] == list(TITLES)


BESIDE = "<div class=r>{}</div>".format(
    "".join(
        f"<div class=box><h3>{head}</h3><ul>"
        + "".join(f"<li><a href=/ph/202010/{n}{at}.html>{title}回顾之{n}</a></li>" for at, title in enumerate(TITLES))
        + "</ul></div>"
        for n, head in enumerate(("24小时热点", "图片新闻", "专题"))
    )
)
"""Side columns with four times the links of the main list."""


@pytest.mark.parametrize(
    "listing",
    [
        "<div class=c1>{}</div>".format(items("<p>·<a href=/fz/{n}00.html>{title}</a> {short}</p>", 5)),
        "<div class=c1>{}</div><div class=pg>1 <a href=?p=2>2</a> <a href=?p=2>下一页</a></div>".format(
            items("<p><a href=/n/{n}00.html>{title}</a></p>", 6)
        ),
        "<div class=c1>{}</div>".format(
            items(
                "<div><h3><a href=/n/{n}00.html>{title}</a></h3><p>市民普遍欢迎这项措施，期待早日在更多街区见到成效。</p></div>",
                5,
            )
        ),
    ],
    ids=["dates", "pager", "leads"],
)
def test_main_list_is_found_beside_columns_of_more_links(listing: str) -> None:
    before, behind = page(BESIDE + listing), page(listing + BESIDE)
    assert [[link.title for link in find_entries(each)] for each in (before, behind)] == [
        list(TITLES[: listing.count("00.html")])
    ] * 2


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


@pytest.mark.parametrize(
    "odd", ["/n/fuzhou-ditie.html", "/zt/ditie/", "/n/a b 100.html", "http://h5.example.cn/ditie/"]
)
def test_an_entry_set_as_the_others_is_one_whatever_its_address(odd: str) -> None:
    """A list of numbered pages has a page with a name, a topic or a blank among them: it was left out, and nothing said so."""
    entries = "".join(
        f"<li><a href='{href}'>福州地铁{n}号线今日开通运营</a><span>2026-11-{n}</span></li>"
        for n, href in (
            (20, "/n/4120.html"),
            (19, odd),
            (18, "/n/4118.html"),
            (17, "/n/4117.html"),
            (16, "/n/4116.html"),
        )
    )
    beside = "<p><a href='/zt/wenming/'>创建全国文明典范城市</a></p><li><a href='/zt/lianghui/'>聚焦福州两会专题报道</a></li>"
    page = Page.parse(f"<div><ul class=list>{entries}</ul>{beside}</div>", "http://www.example.cn/n/")
    assert [link.date_text for link in find_entries(page)] == [f"2026-11-{n}" for n in (20, 19, 18, 17, 16)]


def test_entries_of_a_young_site_have_small_numbers() -> None:
    """The box of what is read most has articles with three digits, the list those with one."""
    entries = "".join(
        f"<li><a href=/xw/{n + 3}.html><strong>{title}</strong><p>11-{n + 1:02}</p></a></li>"
        for n, title in enumerate(TITLES)
    )
    box = "".join(f"<li><a href=/xw/{n}.html>热门{title}</a></li>" for n, title in enumerate(TITLES, 120))
    found = find_entries(
        Page.parse(
            f"<div class=left><ul>{entries}</ul></div><div class=rank><ul>{box}</ul></div>", "http://www.example.cn/xw/"
        )
    )
    assert [entry.title for entry in found] == list(TITLES)


def test_title_that_stands_in_a_link_twice_is_read_once() -> None:
    entries = "".join(
        f"<li><a href=/n/2020/1118/{n}00.html><span class=pc>{title}</span><span class=phone>{title[:8]}...</span>"
        f"<span class=badge>置顶</span><span>2020-11-{18 - n}</span></a></li>"
        for n, title in enumerate(TITLES)
    )
    found = find_entries(page(f"<ul>{entries}</ul>"))
    assert [entry.title for entry in found] == list(TITLES)
    assert found[0].pinned


@pytest.mark.parametrize("bullet", ["·", "• ", "● ", "▪"])
def test_bullet_is_no_part_of_a_title(bullet: str) -> None:
    entries = "".join(f"<li><a href=/n/2020/1118/{n}00.html>{bullet}{title}</a></li>" for n, title in enumerate(TITLES))
    assert find_entries(page(f"<ul>{entries}</ul>"))[0].title == TITLES[0]


@pytest.mark.parametrize("behind", ["评论(3)", "阅读 120", "浏览：12"])
def test_days_ago_before_a_count_are_a_date(behind: str) -> None:
    entries = "".join(
        f"<div class=card><a href=/n/2020/1118/{n}00.html><h4>{title}</h4></a><div><span>闽江新闻</span> <span>3天前</span> "
        f"<span>{behind}</span></div></div>"
        for n, title in enumerate(TITLES)
    )
    assert {entry.date_text for entry in find_entries(page(f"<div>{entries}</div>"))} != {None}

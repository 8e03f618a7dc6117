"""Listings whose entries are no links: read where an address stands, told where none does."""

from __future__ import annotations

import pytest

from newscrawl.reader.listing import UNADDRESSED, read_listing

URL = "http://www.hxnews.com/news/gn/"
TITLES = [f"{place}地铁延伸线今日开通试运营" for place in ("福州", "厦门", "泉州", "漳州", "莆田", "宁德")]
HOT = '<div class="hot"><ul><li><a href="/news/gn/202011/17/9.shtml">热点排行第一条</a></li></ul></div>'

ROWS = {
    "location.href": """<li onclick="location.href='{path}'"><span>{title}</span><em>2020-11-18</em></li>""",
    "window.open": """<li><a href="javascript:;" onclick="window.open('{path}','_blank')">{title}</a> 2020-11-18</li>""",
    "a function": """<li><a onclick='toDetail("{path}")'>{title}</a><i>2020-11-18</i></li>""",
    "data-url": """<li class="item" data-url="{path}"><h3>{title}</h3><p>2020-11-18</p></li>""",
    "data-href on a div": """<div class="news-item" data-href="http://www.hxnews.com{path}"><p>{title}</p><p>2020-11-18</p></div>""",
    "a void link": """<li><a href="#" data-link="{path}">{title}</a><span>2020-11-18</span></li>""",
    "javascript": """<li><a href="javascript:openNews('{path}')">{title}</a><span>2020-11-18</span></li>""",
    "a row of a table": """<tr data-to="{path}"><td>{title}</td><td>2020-11-18</td></tr>""",
}
NUMBERED = {
    "data-id": """<div class="card" data-id="{n}"><p>{title}</p><p>2020-11-18</p></div>""",
    "a call": """<li onclick="detail({n})">{title} 2020-11-18</li>""",
    "a void link": """<li><a href="javascript:void(0)" data-news-id="84{n}">{title}</a></li>""",
    "a script's address": """<li><a href="javascript:show('84{n}', 2)">{title}</a></li>""",
}


def page(row: str) -> str:
    rows = "".join(
        row.format(path=f"/news/gn/202011/18/{n}.shtml", title=title, n=n) for n, title in enumerate(TITLES, 1934410)
    )
    held = f"<table>{rows}</table>" if row.startswith("<tr") else f'<div class="list">{rows}</div>'
    return f"<html><body>{held}{HOT}</body></html>"


@pytest.mark.parametrize("case", ROWS)
def test_an_address_is_read_where_it_stands(case: str) -> None:
    listing = read_listing(page(ROWS[case]), URL)
    assert [(entry.title, entry.date) for entry in listing.entries] == [(title, "2020-11-18") for title in TITLES]
    assert listing.entries[0].url == "http://www.hxnews.com/news/gn/202011/18/1934410.shtml"


@pytest.mark.parametrize("case", NUMBERED)
def test_a_list_without_addresses_is_told_though_a_hot_box_has_links(case: str) -> None:
    listing = read_listing(page(NUMBERED[case]), URL)
    assert (listing.entries, listing.kind) == ((), UNADDRESSED)


def test_pictures_and_buttons_with_addresses_make_no_entries() -> None:
    """Lazy pictures, share buttons and a list of links with numbers change nothing."""
    rows = "".join(
        f'<li data-id="{n}"><a href="/news/gn/202011/18/{n}.shtml" onclick="count({n})">{title}</a>'
        f'<img data-src="/pic/202011/18/{n}.jpg"><span data-url="/share?id={n}">分享</span> 2020-11-18</li>'
        for n, title in enumerate(TITLES, 1934410)
    )
    listing = read_listing(f"<ul>{rows}</ul>", URL)
    assert [entry.title for entry in listing.entries] == TITLES

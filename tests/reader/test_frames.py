"""Lists behind frames, in XML datastores, and entries whose link is an attribute."""

from __future__ import annotations

import json

import pytest

from newscrawl import read_listing
from newscrawl.catalog.schema import Site
from newscrawl.reader.article import read_page
from newscrawl.reader.frames import main_frame
from newscrawl.reader.page import Page

URL = "http://www.minhou.example/news/"
TITLES = [f"闽侯县第{n}届茶叶节今日开幕" for n in range(12)]


@pytest.mark.parametrize(
    ("frames", "main"),
    [
        ('<frameset rows="80,*"><frame src="top.htm"><frame src="list.htm"></frameset>', "list.htm"),
        ('<frameset cols="80%,20%"><frame src="list.htm"><frame src="side.htm"></frameset>', "list.htm"),
        (
            '<frameset rows="90,*,30"><frame src="a.htm"><frameset cols="150,*"><frame src="b.htm"><frame src="list.htm">'
            '</frameset><frame src="c.htm"></frameset>',
            "list.htm",
        ),
        (
            '<frameset rows="*,*"><frame name="top" src="a.htm"><frame name="main" src="list.htm"></frameset>',
            "list.htm",
        ),
        ('<frameset rows="x,,"><frame src="list.htm">', "list.htm"),
        (
            '<body><iframe width=1 height=1 src="count.htm"></iframe><iframe width="100%" src="list.htm"></iframe>',
            "list.htm",
        ),
        ("<frameset><frame><frame src=''></frameset>", None),
        ("<p>frame</p>", None),
    ],
)
def test_the_largest_frame_is_the_page(frames: str, main: str | None) -> None:
    found = main_frame(Page.parse(f"<html>{frames}</html>", URL))
    assert (found.value if found else None) == (main and URL + main)
    if main:
        listing = read_listing(f"<html><title>闽侯</title>{frames}</html>", URL)
        assert (listing.kind, listing.target) == ("redirect", URL + main)


def records(tag: str = "li") -> str:
    row = (
        "<record><![CDATA[<{0}><a href='/art/2026/11/18/art_60096_{1}.html'>{2}</a><b>2026-11-18</b></{0}>]]></record>"
    )
    return "".join(row.format(tag, 3000 + n, title) for n, title in enumerate(TITLES))


GROUP = (
    '<nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=1&webid=1&path=/&columnid=6"></a>]]></nextgroup>'
)


@pytest.mark.parametrize(
    "page",
    [
        f"<html><body><div class='default_pgContainer'></div><script type='text/xml'><datastore>{GROUP}"
        f"<recordset>{records()}</recordset></datastore></script></body></html>",
        f'<?xml version="1.0" encoding="utf-8"?>\n<datastore>{GROUP}<recordset>{records()}</recordset></datastore>',
        f"<datastore>{GROUP}<recordset>{records('tr')}",
    ],
)
def test_records_of_a_datastore_are_entries(page: str) -> None:
    listing = read_listing(page, URL)
    assert [entry.title for entry in listing.entries] == TITLES
    assert listing.entries[0].date == "2026-11-18"
    assert (
        listing.next_url == "http://www.minhou.example/module/web/jpage/dataproxy.jsp?page=1&webid=1&path=/&columnid=6"
    )
    assert listing.pager == "counted", "nothing shows that there is another group"


def site(listing: dict[str, object]) -> Site:
    return Site.model_validate({"id": "minhou", "name": "闽侯网", "home": URL, "listing": listing})


@pytest.mark.parametrize(
    ("entry", "rules"),
    [
        ("<li data-url='/news/{n}.html'><b>{title}</b></li>", {"link": "::attr(data-url)"}),
        (
            "<li><span onclick=\"go('/news/{n}.html', 1)\">{title}</span></li>",
            {"link": {"css": "span::attr(onclick)", "regex": r"'([^']+)'"}, "title": "span"},
        ),
        (
            "<li onclick='show({n})'>{title}</li>",
            {"link": {"css": "::attr(onclick)", "regex": r"\((\d+)\)"}, "address": "/news/{link}.html"},
        ),
        ("<li><h3><a href='/news/{n}.html'>{title}</a></h3></li>", {"link": "h3 a"}),
    ],
)
def test_the_link_of_an_entry_may_be_any_attribute(entry: str, rules: dict[str, object]) -> None:
    rows = "".join(entry.format(n=3000 + n, title=title) for n, title in enumerate(TITLES))
    found = read_listing(f"<ul class='l'>{rows}</ul>", URL, site=site({"entries": "ul.l > li", **rules}))
    assert [entry.url for entry in found.entries] == [
        f"http://www.minhou.example/news/{3000 + n}.html" for n in range(12)
    ]
    assert [entry.title for entry in found.entries] == TITLES


def test_an_article_in_a_frame_leads_to_it() -> None:
    reading = read_page('<html><frameset rows="80,*"><frame src="t.htm"><frame src="7.htm"></frameset></html>', URL)
    assert getattr(reading, "target", None) == URL + "7.htm"


def test_a_page_of_blocks_names_its_columns() -> None:
    blocks = "".join(
        f"<div class='blk'><h2>{name}</h2><a class='more' href='/{name}/'>更多&gt;&gt;</a><ul>"
        + "".join(f"<li><a href='/2026-11/18/content_{n}{k}.htm'>{name}第{k}条新闻今日发布</a></li>" for k in range(6))
        + "</ul></div>"
        for n, name in enumerate(("bd", "sh"))
    )
    found = read_listing(f"<html><body>{blocks}</body></html>", "http://www.minhou.example/")
    assert len(found.entries) == 12
    assert (found.evidence or {})["columns"] == "http://www.minhou.example/bd/ http://www.minhou.example/sh/"


def test_markup_in_json_is_a_list() -> None:
    rows = "".join(f"<li><a href='/news/{3000 + n}.html'>{title}</a></li>" for n, title in enumerate(TITLES))
    found = read_listing(json.dumps({"code": 0, "html": rows}), URL, site=site({"html": "html"}))
    assert [entry.title for entry in found.entries] == TITLES
    for answer in ({"code": 1}, {"html": None}, {"html": [1]}, []):
        assert read_listing(json.dumps(answer), URL, site=site({"html": "html"})).kind == "no_field: html"
    assert read_listing("<html><body>访问验证</body></html>", URL, site=site({"html": "html"})).entries == ()

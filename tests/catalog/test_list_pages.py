"""Lists that are asked for by a template: what is sent for each page, and which page comes after it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from newscrawl.catalog.list_pages import ListRequest
from newscrawl.catalog.schema import Channel, Site
from newscrawl.reader.listing import read_listing

HOME = "https://www.paper.example/"
API = "https://api.paper.example/list"
TODAY = date(2026, 11, 18)


def site(asked: dict[str, Any], api: dict[str, Any] | None = None, **more: Any) -> Site:
    api = {"items": "data.list", "url": "/news_{id}.html", "title": "name", "date": "time", **(api or {})}
    channel = {"site": "paper", "id": "c", "url": f"{HOME}channel/25950", "values": {"node": "25950"}}
    data = {"id": "paper", "name": "澎湃", "home": HOME, "channel": [channel]}
    return Site.model_validate({**data, "listing": {"api": api, "request": asked}, **more})


def rule(found: Site) -> tuple[ListRequest, Channel]:
    request = found.listing.request
    assert request is not None
    return request, found.channels[0]


def items(*numbers: int, **beside: Any) -> str:
    found = [{"id": n, "name": f"福州地铁{n}号线今日开通", "time": 1794000000 - n * 60} for n in numbers]
    return json.dumps({"data": {"list": found, **beside}}, ensure_ascii=False)


def after(found: Site, address: str, answer: str) -> str | None:
    return read_listing(answer, API, site=found, asked=address, channel=found.channels[0]).next_url


def test_pages_of_a_post_list_are_known_by_what_is_sent() -> None:
    paper = site({"url": API, "json": {"channelId": "{node}", "pageNum": "{page}", "pageSize": 12}})
    request, channel = rule(paper)
    first = request.first_page(channel.url, channel.values, TODAY)
    assert first == f"{API}#page=1"
    asked = request.request(first, channel.url, channel.values)
    assert (asked.url, asked.method) == (API, "POST")
    assert json.loads(asked.body) == {"channelId": "25950", "pageNum": 1, "pageSize": 12}
    assert dict(asked.headers) == {"Content-Type": "application/json"}
    assert after(paper, first, items(9, 8, 7)) == f"{API}#page=2"


def test_forms_text_headers_and_cookies_are_filled_in() -> None:
    paper = site(
        {"url": API, "form": {"columnid": 7, "page": "{page}"}, "headers": {"Referer": "{channel}"}},
        request={"headers": {"siteId": "35"}, "cookies": {"city": "fz"}},
    )
    request, channel = rule(paper)
    asked = request.request(f"{API}#page=3", channel.url, channel.values, paper.request)
    assert asked.body == b"columnid=7&page=3"
    assert dict(asked.headers) == {
        "siteId": "35",
        "Content-Type": "application/x-www-form-urlencoded",
        "Referer": f"{HOME}channel/25950",
    }
    assert asked.cookies == (("city", "fz"),)


def test_graphql_keeps_the_braces_of_its_query() -> None:
    query = "query list($page: Int) { posts(page: $page) { id title } }"
    request, channel = rule(site({"url": API, "json": {"query": query, "variables": {"page": "{page}"}}}))
    body = json.loads(request.request(f"{API}#page=2", channel.url, channel.values).body)
    assert body == {"query": query, "variables": {"page": 2}}


@pytest.mark.parametrize(
    ("request_", "api", "pages"),
    [
        ({"url": f"{API}?page={{page}}&p={{page}}"}, {}, ["?page=1&p=1", "?page=2&p=2"]),
        ({"url": f"{API}/{{node}}/{{page}}.json", "first": 0}, {}, ["/25950/0.json", "/25950/1.json"]),
        ({"url": f"{API}?start={{offset}}&n=20", "step": 20}, {}, ["?start=0&n=20", "?start=20&n=20"]),
        (
            {"url": f"{API}?s={{offset}}&e={{end}}", "first": 1, "step": 15},
            {},
            ["?s=1&e=15", "?s=16&e=30"],
        ),
        ({"url": f"{API}?last={{last.id}}"}, {}, ["?last=", "?last=7"]),
        ({"url": f"{API}?last={{last.id}}", "start": "0"}, {}, ["?last=0", "?last=7"]),
        ({"url": f"{API}?c={{cursor}}"}, {"next": "data.more"}, ["?c=", "?c=a%2Bb%3D"]),
        ({"url": API, "form": {"c": "{cursor}", "p": "{page}"}}, {"next": "data.more"}, ["#c", "#c2"]),
        ({"url": f"{API}/{{date:%Y-%m-%d}}.json"}, {}, ["/2026-11-18.json", "/2026-11-17.json"]),
        ({"url": API, "json": {"day": "{date:%Y%m%d}"}}, {}, ["#date=2026-11-18", "#date=2026-11-17"]),
    ],
)
def test_the_page_after(request_: dict[str, Any], api: dict[str, Any], pages: list[str]) -> None:
    paper = site(request_, api)
    request, channel = rule(paper)
    pages = [{"#c": "#cursor=&page=1", "#c2": "#cursor=a%2Bb%3D&page=2"}.get(page, page) for page in pages]
    assert request.first_page(channel.url, channel.values, TODAY) == API + pages[0]
    assert after(paper, API + pages[0], items(9, 8, 7, more="a+b=")) == API + pages[1]


def test_a_cursor_that_is_empty_is_the_end() -> None:
    paper = site({"url": f"{API}?c={{cursor}}"}, {"next": "data.more"})
    listing = read_listing(items(9, 8, more=""), API, site=paper, asked=f"{API}?c=x", channel=paper.channels[0])
    assert (listing.next_url, listing.pager) == (None, "last")


def test_a_total_in_the_answer_counts_for_pages_that_only_the_body_names() -> None:
    paper = site({"url": API, "json": {"pageNum": "{page}", "pageSize": 2}})
    asked = {"asked": f"{API}#page=3", "channel": paper.channels[0]}
    assert read_listing(items(9, 8, pages=3), API, site=paper, **asked).pager == "last"  # type: ignore[arg-type]
    assert read_listing(items(9, 8, pages=4), API, site=paper, **asked).pager == "next"  # type: ignore[arg-type]


def test_entries_of_a_days_page_have_its_date() -> None:
    paper = site({"url": f"{API}/{{date:%Y-%m-%d}}.json"}, {"date": "nothing"})
    found = read_listing(items(9), API, site=paper, asked=f"{API}/2026-11-18.json", channel=paper.channels[0])
    assert [entry.date for entry in found.entries] == ["2026-11-18"]


def test_articles_behind_a_hash_are_entries_of_their_own() -> None:
    paper = site({"url": API}, {"url": HOME + "#/article?id={id}"})
    found = read_listing(items(9, 8), API, site=paper, channel=paper.channels[0])
    assert [entry.url for entry in found.entries] == [f"{HOME}#/article?id=9", f"{HOME}#/article?id=8"]
    assert len({entry.id for entry in found.entries}) == 2


WRONG = [None, 7, "x", [], [None, 3, "x", [], {}], {"list": None}, {"list": {}}, {"list": "x"}]


@pytest.mark.parametrize(
    "answer", [*WRONG, *({"data": each} for each in WRONG), *({"data": {"list": each}} for each in WRONG)]
)
def test_an_answer_of_another_type_is_a_page_without_entries(answer: Any) -> None:
    paper = site({"url": f"{API}?c={{cursor}}&l={{last.id}}"}, {"next": "data.more", "title": "join(',', name)"})
    found = read_listing(json.dumps(answer), API, site=paper, asked=f"{API}?c=&l=", channel=paper.channels[0])
    assert found.entries == ()


@pytest.mark.parametrize("value", [None, True, 0.5, [], {}, [1], {"a": 1}, "", 10**400])
@pytest.mark.parametrize("name", ["id", "name", "time"])
def test_an_item_of_another_type_is_refused_alone(name: str, value: Any) -> None:
    paper = site({"url": f"{API}?l={{last.id}}"})
    good = {"id": 9, "name": "福州地铁今日开通", "time": 1794000000}
    answer = json.dumps({"data": {"list": [good, {**good, "id": 8, name: value}]}})
    found = read_listing(answer, API, site=paper, asked=f"{API}?l=", channel=paper.channels[0])
    assert found.entries[0].title == "福州地铁今日开通"
    assert len(found.entries) + found.refused == 2

"""An API's empty answer in the middle of a list is no end where its own numbers say otherwise, and its last page is known
by them."""

import json
from typing import Any

import pytest

from newscrawl import read_listing
from newscrawl.catalog.schema import Site
from newscrawl.items import Listing
from newscrawl.reader.api_totals import stated_end

FIRST = "http://www.example.cn/api/list?page=1&size=20"
THIRD = FIRST.replace("page=1", "page=3")
ITEMS = [{"url": f"/fz/202011/18/{1000 + n}.html", "title": f"福州新闻第{n}条今日发布"} for n in range(20)]


@pytest.mark.parametrize(
    "facts",
    [
        {"total": 100},
        {"totalCount": "100", "pageSize": 20},
        {"page": {"total_pages": 5}},
        {"pageInfo": {"pages": 5, "current": 3}},
        {"has_more": True},
        {"hasNext": 1},
        {"isLastPage": False},
        {"data": {"pager": {"record_count": 100}}},
    ],
)
def test_more_is_stated_though_the_list_is_empty(facts: dict[str, Any]) -> None:
    assert stated_end({"list": [], **facts}, [], THIRD, FIRST) == "more"
    assert stated_end({"list": ITEMS, **facts}, ITEMS, THIRD, FIRST) == "more"


@pytest.mark.parametrize(
    "facts",
    [
        {"total": 60},
        {"total": 41, "limit": 20},
        {"totalPages": 3},
        {"hasMore": False},
        {"has_next": "0"},
        {"is_end": 1},
        {"data": {"page": 3, "pageCount": 3}},
    ],
)
def test_the_last_page_is_stated(facts: dict[str, Any]) -> None:
    assert stated_end({"list": ITEMS, **facts}, ITEMS, THIRD, FIRST) == "last"
    assert stated_end({"list": [], **facts}, [], THIRD.replace("page=3", "page=4"), FIRST) == "last"


@pytest.mark.parametrize("facts", [{}, {"code": 200, "msg": "ok"}, {"total": 0}, {"total": None}, {"count": "many"}])
def test_nothing_is_stated(facts: dict[str, Any]) -> None:
    assert stated_end({"list": ITEMS, **facts}, ITEMS, THIRD, FIRST) is None


def test_pages_counted_from_0_and_offsets() -> None:
    first = "http://www.example.cn/api?page=0"
    assert stated_end({"total": 40, "size": 20}, ITEMS, first.replace("0", "1"), first) == "last"
    assert stated_end({"total": 60, "size": 20}, ITEMS, first.replace("0", "1"), first) == "more"
    assert stated_end({"total": 60}, [], "http://www.example.cn/api?offset=40", "http://www.example.cn/api") == "more"
    assert (
        stated_end({"total": 60}, ITEMS, "http://www.example.cn/api?offset=40", "http://www.example.cn/api") == "last"
    )


def listed(answer: dict[str, Any], url: str = THIRD, **rule: Any) -> Listing:
    api = {"items": "data.list", "url": "url", "title": "title", **rule.pop("api", {})}
    site = Site.model_validate(
        {"id": "example", "name": "示例网", "home": "http://www.example.cn/", "listing": {"api": api, **rule}}
    )
    return read_listing(json.dumps({"data": answer}).encode(), url, site=site)


def test_an_empty_page_in_the_middle_is_missing_and_not_the_end() -> None:
    assert listed({"list": [], "total": 100}, api={"next": "data.next"}).pager == "next"
    assert listed({"list": [], "total": 40}, api={"next": "data.next"}).pager == "last"
    assert listed({"list": []}, api={"next": "data.next"}).pager == "none"


def test_a_field_for_the_next_page_that_is_gone_does_not_say_that_the_list_ends() -> None:
    rule = {"next": "data.next"}
    assert listed({"list": ITEMS, "next": "/api/list?page=4"}, api=rule).pager == "next"
    assert listed({"list": ITEMS, "next": None}, api=rule).pager == "last"
    assert listed({"list": ITEMS, "next": ""}, api=rule).pager == "last"
    assert listed({"list": ITEMS, "nextPage": "/api/list?page=4"}, api=rule).pager == "none"
    assert listed({"list": ITEMS, "has_more": 1}, api=rule).pager == "unreadable"


def test_a_channel_of_the_first_answer_alone_has_no_pager_to_read() -> None:
    assert listed({"list": ITEMS, "total": 100}).pager == "none"

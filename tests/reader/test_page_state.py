"""State in scripts: the forms in which pages carry their content as data, and pages made to exhaust the reader."""

import time
from typing import Any

import pytest

from newscrawl.reader.page_state import MOST_OBJECTS, State, objects, read_states

FORMS: list[tuple[str, list[tuple[str, Any]]]] = [
    (
        '<script>window.__INITIAL_STATE__={"a":{"title":"福州地铁"}};(function(){var s;}());</script>',
        [("__INITIAL_STATE__", {"a": {"title": "福州地铁"}})],
    ),
    (
        "<script>window['DATA'] = {title: '福州地铁', /* 来源 */ media: '海峡网', tags: ['地铁',], n: undefined,}</script>",
        [("DATA", {"title": "福州地铁", "media": "海峡网", "tags": ["地铁"], "n": None})],
    ),
    (
        '<script id="__NEXT_DATA__" type="application/json">{"props":{"title":"福州地铁"}}</script>',
        [("__NEXT_DATA__", {"props": {"title": "福州地铁"}})],
    ),
    (
        '<SCRIPT TYPE=application/ld+json>\n<!-- {"headline": "福州\n地铁"} --></SCRIPT>',
        [("ld+json", {"headline": "福州\n地铁"})],
    ),
    (
        '<script>window.__NUXT__=(function(a,b){return {data:[{title:a,hot:b}],error:null}}("福州地铁",!0));</script>',
        [("__NUXT__", {"data": [{"title": "福州地铁", "hot": True}], "error": None})],
    ),
    (
        '<script type="application/json" id="__NUXT_DATA__">[["Reactive",1],{"title":2,"tags":3,"at":5},"福州地铁",[4],"地铁",["Date","2020-11-18T01:30:00Z"]]</script>',
        [("__NUXT_DATA__", {"title": "福州地铁", "tags": ["地铁"], "at": "2020-11-18T01:30:00Z"})],
    ),
    (
        '<script>var ct = "1605663000";\nvar nickname = htmlDecode("海峡&amp;网");var empty = "" || "";</script>',
        [("ct", "1605663000"), ("nickname", "海峡&网")],
    ),
    (r"<script>window.data = JSON.parse('{\"title\":\"\u798f\u5dde\"}')</script>", [("data", {"title": "福州"})]),
    (
        "<script>window.cgi = {ct: '1605663000' * 1, nick: JsDecode('海峡网'), link: '' || 'a', sum: 'a' + 'b'};</script>",
        [("cgi", {"ct": "1605663000", "nick": "海峡网", "link": "a", "sum": "ab"})],
    ),
    (
        '<script>self.__next_f.push([1,"3:{\\"title\\":\\"福州"])\nself.__next_f.push([1,"地铁\\"}\\n"])</script>',
        [("__next_f:3", {"title": "福州地铁"})],
    ),
    (
        '<script>var broken = {title: "福州, media: 1;\nvar whole = {title: "福州地铁"}</script>',
        [("whole", {"title": "福州地铁"})],
    ),
    ("<script>var i = 1; if (a == 'x') { b = {c: 1} }</script>", []),
]


@pytest.mark.parametrize(("page", "wanted"), FORMS)
def test_state_is_read_in_each_form(page: str, wanted: list[tuple[str, Any]]) -> None:
    assert read_states(page) == [State(name, value) for name, value in wanted]


HOSTILE = {
    "lists without end": "<script>var abc=" + "[" * 400_000,
    "objects without end": "<script>var abc=" + "{a:" * 100_000,
    "a list in each list": "<script>" + "var abc=['x'," * 10_000,
    "comments without end": "<script>var abc={" + "/*" * 200_000,
    "texts without end": "<script>var abc={" + "`$" * 200_000,
    "functions without end": "<script>" + "var abc=(function(" * 5_000,
    "a number of a million digits": "<script>var abc={a:" + "9" * 1_000_000 + "}</script>",
    "scripts without end": "<script>" * 100_000,
    "shared parts": "<script type=application/json id=__NUXT_DATA__>["
    + ",".join(f"[{n},{n}]" for n in range(1, 9_000))
    + ",1]",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_costs_little_time(name: str) -> None:
    start = time.process_time()
    for state in read_states(HOSTILE[name]):
        assert sum(1 for _ in objects(state.value)) <= MOST_OBJECTS
    assert time.process_time() - start < 3


def test_halves_of_characters_do_not_reach_the_archive() -> None:
    for page in (
        r"<script>var data = {a: '\ud83d\ude00', b: '\ud83d'}</script>",
        r'<script>var data = {"a": "\ud83d\ude00", "b": "\ud83d"}</script>',
    ):
        ((_, value),) = read_states(page)
        assert value == {"a": "😀", "b": "?"}

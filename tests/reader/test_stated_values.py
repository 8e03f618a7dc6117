"""Articles whose text stands in JSON: in an answer, in the state of a page's scripts, in the items of a list."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newscrawl.catalog.request_rule import SentHeaders
from newscrawl.catalog.schema import Site
from newscrawl.items import Article, NoArticle
from newscrawl.reader.article import read_page
from newscrawl.reader.listing import read_listing
from newscrawl.reader.reading_values import PageReading

URL = "https://www.watch.example/news/detail?id=7"
TEXT = [
    "本报讯（记者 林晓芳）福州地铁五号线今日开通，全长二十八公里。",
    "首日客流超出预期，市民反响热烈，沿线商户表示期待。",
]
DETAIL = {
    "title": "福州地铁<b>五号线</b>开通",
    "detail": "".join(f"<p>　　{each}</p>" for each in TEXT) + "<p>责任编辑：陈思源</p>",
    "time": 1605663000000,
    "source": "来源：福州晚报",
    "people": ["林晓芳", "王建国"],
}
RULES = {
    "title": {"json": "title"},
    "body": {"json": "detail"},
    "published": {"json": "time"},
    "source": {"json": "source"},
    "reporters": {"json": "people"},
}


def site(layout: dict[str, Any], **more: Any) -> Site:
    return Site.model_validate(
        {"id": "watch", "name": "观察", "home": "https://www.watch.example/", "layout": [layout], **more}
    )


def article(body: str, found: Site) -> Article:
    reading = read_page(body, URL, site=found)
    assert isinstance(reading, PageReading), reading
    return reading.article


def check(found: Article) -> None:
    assert found.url == URL
    assert found.title == "福州地铁五号线开通"
    assert found.text == "\n".join(TEXT)
    assert found.published == "2020-11-18T09:30:00+08:00"
    assert (found.source, found.reporters, found.editors) == ("福州晚报", ("林晓芳", "王建国"), ("陈思源",))


PAGE = "<html><head><title>观察</title></head><body><div id='app'></div><script>{}</script></body></html>"


@pytest.mark.parametrize("shown", [lambda text: text, lambda text: f"cb({text});", lambda text: "\ufeff\n" + text])
def test_an_answer_is_read_by_its_layout(shown: Any) -> None:
    body = shown(json.dumps({"object": DETAIL}))  # with every character escaped, as many servers send it
    check(article(body, site({"at": "object", **RULES})))


@pytest.mark.parametrize(
    ("script", "at"),
    [
        ("window.__INITIAL_STATE__={};", "page.object"),
        ("window.__INITIAL_STATE__={};", "__INITIAL_STATE__.page.object"),
        ("var newsData = {};", "newsData.page.object"),
    ],
)
def test_state_in_a_script_is_read_by_its_layout(script: str, at: str) -> None:
    state = json.dumps({"page": {"object": DETAIL}}, ensure_ascii=False).replace("</", "<\\/")
    check(article(PAGE.format(script.replace("{}", state)), site({"at": at, **RULES})))


def test_state_and_markup_may_be_mixed() -> None:
    state = json.dumps({"object": DETAIL}, ensure_ascii=False).replace("</", "<\\/")
    page = PAGE.format(f"var d = {state};").replace(
        "<title>观察", '<meta name="t" content="福州地铁五号线开通"><title>观察'
    )
    check(article(page, site({"at": "d.object", **RULES, "title": {"meta": "t"}})))


def test_plain_text_escaped_markup_and_lists_are_bodies_too() -> None:
    for body in (
        "\n\n".join(TEXT),
        "".join(f"&lt;p&gt;{each}&lt;/p&gt;" for each in TEXT),
        [f"<p>{each}</p>" for each in TEXT],
        f"<div><p>{TEXT[0]}</p></div></div><p>{TEXT[1]}</p>",
    ):
        found = article(json.dumps({**DETAIL, "detail": body}), site({**RULES}))
        assert found.text == "\n".join(TEXT), body


@pytest.mark.parametrize("value", [None, True, 7, 0.5, [], {}, [None, {}, [[]]], {"a": 1}, "", "9" * 400])
@pytest.mark.parametrize("name", [*DETAIL])
def test_a_value_of_another_type_is_no_value(name: str, value: Any) -> None:
    reading = read_page(json.dumps({"object": {**DETAIL, name: value}}), URL, site=site({"at": "object", **RULES}))
    if name == "detail" and value != "9" * 400:
        assert isinstance(reading, NoArticle)
    else:
        assert isinstance(reading, PageReading)
        assert name == "detail" or reading.article.text == "\n".join(TEXT)


@pytest.mark.parametrize("answer", ["null", "[]", "{}", '"x"', '{"object": null}', '{"object": [1]}', '{"code": 404}'])
def test_an_answer_without_a_text_is_no_article(answer: str) -> None:
    assert isinstance(read_page(answer, URL, site=site({"at": "object", **RULES})), NoArticle)


def test_json_without_a_rule_is_never_an_article_of_raw_json() -> None:
    other = {**DETAIL, "title": "另一条新闻的标题在这里"}
    for answer in (
        json.dumps([DETAIL, other], ensure_ascii=False),
        '{"code": 200, "data": {"name": "福州"}}',
        "cb([1, 2])",
    ):
        reading = read_page(answer, URL)
        assert isinstance(reading, NoArticle)
        held = "data" if TEXT[0] in answer else "shell"
        assert (reading.kind, read_listing(answer, URL).kind) == (held, held)
    reading = read_page(json.dumps({"object": {**DETAIL, "publishTime": DETAIL["time"]}}, ensure_ascii=False), URL)
    assert isinstance(reading, PageReading), "one object with a title and a text is read like state in a page"
    assert (reading.article.title, reading.article.text) == ("福州地铁五号线开通", "\n".join(TEXT))
    assert reading.article.published == "2020-11-18T09:30:00+08:00"


def test_a_page_that_a_script_fills_says_so() -> None:
    page = '<html><head><title>观察</title></head><body><div id="app" v-cloak><h1>{{title}}</h1></div><script src="/a.js"></script>'
    reading = read_page(page, URL)
    assert isinstance(reading, NoArticle)
    assert (reading.kind, reading.evidence) == ("script", "#app is empty")
    assert read_listing(page, URL).kind == "script"


def test_a_text_is_asked_for_at_another_address() -> None:
    rules = {
        "url": [r"/detail\?id=(?P<id>\d+)", r"#/article/(?P<id>\w+)"],
        "request": {"url": "https://api.watch.example/d?id={id}&from={address}", "headers": {"siteId": "35"}},
    }
    watch = site({"at": "object", **RULES}, article=rules)
    asked = watch.article.asked(URL, SentHeaders())
    assert asked.url.startswith("https://api.watch.example/d?id=7&from=https%3A%2F%2Fwww.watch.example")
    assert dict(asked.headers) == {"siteId": "35"}
    assert "id=a9&" in watch.article.asked("https://www.watch.example/#/article/a9", SentHeaders()).url
    assert watch.article.asked("https://www.watch.example/zt/", SentHeaders()).url == "https://www.watch.example/zt/"
    stem = site({**RULES}, article={"request": {"url": "{stem}.json"}})
    assert stem.article.asked("https://a.cn/a/9.html", SentHeaders()).url == "https://a.cn/a/9.json"


def test_the_list_of_a_page_may_stand_in_its_state() -> None:
    items = [{"id": n, "title": f"福州地铁{n}号线今日开通"} for n in range(1, 8)]
    page = PAGE.format("window.__DATA__ = " + json.dumps({"list": {"data": items}}) + ";")
    watch = site({**RULES}, listing={"api": {"items": "list.data", "url": "/news/detail?id={id}", "title": "title"}})
    found = read_listing(page, "https://www.watch.example/news/", site=watch)
    assert [entry.title for entry in found.entries] == [item["title"] for item in items]


def test_items_with_the_whole_article_are_kept_by_entry() -> None:
    rules = {"items": "@", "url": "/news/detail?id={id}", "title": "title", "whole": True}
    watch = site({**RULES}, listing={"api": rules})
    found = read_listing(json.dumps([{"id": 7, **DETAIL}]), "https://www.watch.example/api", site=watch)
    (entry,) = found.entries
    check(article(json.dumps(found.records[entry.id]), watch))

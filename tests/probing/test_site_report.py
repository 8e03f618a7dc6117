"""What a person attaches to an issue: which rule misses and how the page is built, and not a word of it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

import pytest
from scrapy.http import HtmlResponse

from newscrawl.catalog.schema import Site
from newscrawl.probing.drift import judge
from newscrawl.probing.fetch import ProbedPage, Visit, shown_headers
from newscrawl.probing.markup_shape import json_shape
from newscrawl.probing.site_report import markdown, safe_url, values_of
from newscrawl.probing.views import view
from tests.crawling import FAMILY_RULES
from tests.probing.pages import Page, article_pages, first_page
from tests.probing.test_drift import site_of
from tests.simsite import SimSite

RULES = tomllib.loads(FAMILY_RULES["hxnews"])
WORDS = re.compile(r"[\u4e00-\u9fff]{5,}")


@pytest.fixture(scope="module")
def sim() -> SimSite:
    return SimSite(seed=4, articles=20, listings=2)


def probed(page: Page, **more: Any) -> ProbedPage:
    return ProbedPage(page.final_url, page.final_url, 200, page.content_type, page.body, page.fetched, **more)


def report(sim: SimSite, site: Site) -> dict[str, Any]:
    visit = Visit(first_page(sim).final_url, site, first=probed(first_page(sim), headers={"Server": "nginx"}))
    visit.samples += [probed(each) for each in article_pages(sim, (0, 5))]
    seen = [view(each, site, listing=False) for each in visit.samples]
    assert visit.first is not None
    facts = judge(site, "sim/fz", view(visit.first, site, listing=True), seen)
    return values_of(visit, "sim/fz", facts, (), "drift" if facts.drifted else "ok")


def rules_of(found: Mapping[str, Any], role: str) -> dict[str, str]:
    return next(page["rules"] for page in found["pages"] if page["role"] == role)


def test_the_rule_that_misses_and_the_markup_of_today_are_shown(sim: SimSite) -> None:
    moved = FAMILY_RULES["hxnews"].replace("div.article-content", "div.story").replace("ul.newlistbox", "ul.oldbox")
    found = report(sim, site_of(sim, tomllib.loads(moved)))
    assert found["verdict"] == "drift"
    assert "entries: ul.oldbox > li" in rules_of(found, "listing")
    assert rules_of(found, "listing")["entries: ul.oldbox > li"] == "0 elements"
    assert rules_of(found, "article")["layout 1"] == "not taken"
    assert rules_of(found, "article")["layout 1, body: div.story"] == "0 values"
    listing, article, alike = found["pages"]
    assert any("ul.newlistbox" in line for line in listing["shape"])
    assert any("div.article-content" in line or ".article-content" in line for line in article["shape"])
    assert "shape" not in alike, "the second article is built as the first"
    assert listing["headers"] == {"Server": "nginx"}


@pytest.mark.parametrize("form", [json.dumps, markdown])
def test_no_text_of_a_page_is_in_it(sim: SimSite, form: Any) -> None:
    found = report(sim, site_of(sim, RULES))
    text = form({"made": "2020-11-18", "versions": {"newscrawl": "0.1"}, "sites": [found]})
    text = text if form is markdown else json.dumps(json.loads(text), ensure_ascii=False)
    words = {
        word for page in (first_page(sim), *article_pages(sim, (0, 5))) for word in WORDS.findall(page.body.decode())
    }
    assert len(words) > 100
    assert not [word for word in words if word in text]


def test_a_site_that_is_as_it_should_be_shows_rules_that_hit(sim: SimSite) -> None:
    found = report(sim, site_of(sim, RULES))
    assert (found["verdict"], found["drifts"]) == ("ok", [])
    assert rules_of(found, "article")["layout 1"] == "fits, and is taken"
    assert found["fields"]["title"].startswith("2 of 2 (layout: ")


def test_cookies_and_tokens_stay_at_home() -> None:
    headers = {"Set-Cookie": "SESSION=geheim", "Server": "nginx", "X-Auth": "geheim", "ETag": '"geheim"'}
    assert shown_headers(HtmlResponse("http://a.cn/", headers=headers)) == {"Server": "nginx"}
    assert safe_url("http://u:geheim@a.cn/list;jsessionid=geheim?page=2&sid=7&x=AAAABBBBCCCCDDDD") == (
        "http://a.cn/list;…?page=2&sid=…&x=…"
    )


def test_a_page_that_did_not_come_is_told_with_its_reason(sim: SimSite) -> None:
    site = site_of(sim, RULES)
    gone = ProbedPage("http://a.cn/?token=geheim", "http://a.cn/", None, None, b"", first_page(sim).fetched, "timeout")
    facts = judge(site, "sim/fz", None, [])
    found = values_of(Visit(gone.url, site, first=gone), "sim/fz", facts, (f"{gone.url}: timeout",), "unfetched")
    assert found["unfetched"] == ["http://a.cn/?token=…: timeout"]
    text = markdown({"made": "2020-11-18", "versions": {}, "sites": [found]})
    assert "- failure: `timeout`" in text
    assert "geheim" not in text


def test_a_json_answer_has_a_shape_of_names_and_types() -> None:
    lines = json_shape('{"code": 0, "data": [{"title": "福州地铁五号线", "tags": ["a"]}], "x y": null}')
    assert lines == [
        "code: number",
        "data: array of 1",
        "data[].title: string of 7",
        "data[].tags: array of 1",
        "…: null",
    ]
    assert json_shape("<html>") is None

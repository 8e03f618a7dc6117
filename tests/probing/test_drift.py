"""What `scrapy checksites` says of a site: what it finds wrong must be told, and nothing else must be."""

from __future__ import annotations

from typing import Any

import pytest

from newscrawl.catalog.schema import Site
from newscrawl.probing.drift import Facts, judge
from newscrawl.probing.views import view
from tests.probing.pages import first_page, page
from tests.simsite import SimSite

RULES: dict[str, Any] = {
    "listing": {"entries": "ul.newlistbox > li", "link": "h3 a:last-of-type"},
    "article": {"url": r"/\d{6}/\d{2}/\d+\.shtml$"},
    "layout": [{"body": "div.article-content", "title": "div.article-content ~ h1, h1", "published": "span.time"}],
}


def site_of(sim: SimSite, rules: dict[str, Any], **expect: Any) -> Site:
    base = f"http://{sim.family.host}"
    channel = {"site": "sim", "id": "fz", "name": "福州新闻", "url": base + sim.channels[0].path}
    return Site.model_validate(
        {"id": "sim", "name": "海峡网", "home": base, "channel": [channel], "expect": expect, **rules}
    )


def look(sim: SimSite, rules: dict[str, Any] | None = None, **expect: Any) -> Facts:
    """Judge the main channel of a simulated site and its two newest articles."""
    site = site_of(sim, RULES if rules is None else rules, **expect)
    listing = view(first_page(sim), site, listing=True)
    articles = [article for article in sim.articles if article.kind == "news"][:2]
    samples = [view(page(sim, article.path), site, listing=False) for article in articles]
    return judge(site, "sim/fz", listing, samples)


def findings(facts: Facts) -> set[tuple[str, str]]:
    return {(drift.weight, drift.what) for drift in facts.drifts}


def test_a_healthy_site_has_nothing_to_say():
    facts = look(SimSite(articles=20, listings=2), entries=8, dated=True, charset="utf-8", fill={"title": 1.0})
    assert facts.drifts == ()
    assert (len(facts.articles), facts.charsets) == (2, ("utf-8",))


def test_a_ranking_box_is_not_taken_for_the_list_of_a_site_that_shows_dates():
    emptied = SimSite(articles=20, listings=2, listing_empty=(1,))
    assert ("drift", "dates") in findings(look(emptied, {}, entries=8, dated=True))
    assert ("doubt", "dates") in findings(look(emptied, {})), "where the file says nothing, it is a doubt"


def test_entries_whose_rule_finds_nothing_are_missed():
    assert findings(look(SimSite(articles=20, listings=2, listing_empty=(1,)))) == {("drift", "entries")}


def test_too_few_entries_are_missed():
    assert findings(look(SimSite(articles=20, listings=2), entries=12)) == {("drift", "entries")}


def test_a_redesign_is_noticed_though_the_generic_reader_still_reads_every_field():
    facts = look(SimSite(articles=20, listings=2, template=3))
    assert ("drift", "layout") in findings(facts)
    assert all(article.title and article.text for article in facts.articles)


def test_a_rule_that_finds_nothing_any_more_is_named_though_another_reader_stood_in():
    rules = {**RULES, "layout": [{"body": "div.article-content", "title": "h1", "published": "span.pubtime"}]}
    (drift,) = look(SimSite(articles=20, listings=2), rules).drifts
    assert (drift.weight, drift.what) == ("drift", "rule")
    assert "published" in drift.evidence


@pytest.mark.parametrize("charset", ["gbk", "utf-8"])
def test_the_charset_is_compared(charset: str):
    facts = look(SimSite(articles=20, listings=2, charset=charset), charset="utf-8")
    assert findings(facts) == (set() if charset == "utf-8" else {("drift", "charset")})


def test_listed_pages_that_are_no_articles_are_counted():
    sim = SimSite(articles=20, listings=2, soft404=20)
    facts = look(sim)
    assert ("drift", "articles") in findings(facts)
    assert set(facts.others) == {"soft404"}

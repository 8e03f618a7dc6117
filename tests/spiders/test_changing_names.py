"""A site that writes sessions into its links is named with the remedy, not fetched anew in silence for ever."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import pytest

from newscrawl.catalog.schema import Site
from newscrawl.items import Duplicate
from newscrawl.reader.listing import read_listing
from newscrawl.spiders.changing_names import MANY, ChangingNames, differing_names

BASE = "http://www.a.cn/show.aspx?id="


@pytest.mark.parametrize("count", [MANY, MANY - 1])
def test_what_copies_differ_in_is_named_once_there_are_many(count: int, caplog: pytest.LogCaptureFixture) -> None:
    urls = {f"new{n}": f"{BASE}{n}&rnd=0.8{n}" for n in range(count)} | {
        f"old{n}": f"{BASE}{n}&rnd=1" for n in range(9)
    }
    ledger: Any = SimpleNamespace(article=lambda id: SimpleNamespace(url=urls[id]))
    names = ChangingNames(ledger)
    for n in range(count):
        names.item_scraped(Duplicate(id=f"new{n}", url=urls[f"new{n}"], channel="a/sz", of=f"old{n}", relation="equal"))
    with caplog.at_level(logging.WARNING):
        names.report()
    assert ('`[article] ignore = ["rnd"]`' in caplog.text) == (count >= MANY)


@pytest.mark.parametrize(
    "other", [f"{BASE}8&rnd=1", "http://www.a.cn/view.aspx?id=7&rnd=1", "http://b.cn/show.aspx?id=7&rnd=1"]
)
def test_another_article_is_no_address_of_this_one(other: str) -> None:
    assert "rnd" not in differing_names(f"{BASE}7&rnd=1", other)


def test_what_a_site_ignores_is_taken_out_of_what_its_listing_shows() -> None:
    channel = {"id": "sz", "site": "a", "url": "http://www.a.cn/list"}
    site = Site.model_validate(
        {"id": "a", "name": "示例网", "home": "http://www.a.cn/", "channel": [channel], "article": {"ignore": "rnd"}}
    )
    rows = "".join(
        f"<li><a href='/show.aspx?id=410{n}&rnd=0.{n}7'>福州地铁{n}号线今日开通运营</a><span>2026-11-1{n}</span></li>"
        for n in range(6)
    )
    listing = read_listing(f"<ul class=list>{rows}</ul>".encode(), channel["url"], site=site, channel=site.channels[0])
    assert [entry.url for entry in listing.entries] == [f"{BASE}410{n}" for n in range(6)]
    assert listing.entries[0].date == "2026-11-10"

"""The shipped catalog: every file of it, rule by rule, and what it costs to open."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from newscrawl.catalog import Catalog, load, select
from newscrawl.catalog.problems import broken_rules
from newscrawl.catalog.provinces import PROVINCES

README = Path(__file__).parents[2] / "README.md"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


@pytest.mark.parametrize("site_id", load().ids)
def test_a_site_loads_and_all_its_rules_compile(catalog: Catalog, site_id: str) -> None:
    site = catalog.site(site_id)
    catalog.check(site)
    assert site.evidence, "nobody must take an old rule for a checked one"
    assert all(site.owns(channel.url) for channel in site.channels)


def test_families_compile(catalog: Catalog) -> None:
    for family in catalog.families():
        assert list(broken_rules(family)) == [], family.id
        assert family.marks or family.issue, family.id


def test_no_listing_is_walked_twice(catalog: Catalog) -> None:
    """Two sites with one channel would fetch and archive everything twice."""
    urls = Counter(
        (urlsplit(channel.url).netloc + urlsplit(channel.url).path).rstrip("/") + "?" + urlsplit(channel.url).query
        for site in catalog.sites()
        for channel in site.channels
    )
    assert [url for url, count in urls.items() if count > 1] == []


def test_a_channel_url_leads_to_its_own_site(catalog: Catalog) -> None:
    for selected in select(catalog, "*", check=False):
        found = catalog.site_of(selected.channel.url)
        assert found is not None, selected.channel.key
        assert found.id == selected.site.id, selected.channel.key


def test_names_in_either_script_select_the_same() -> None:
    keys = {
        tuple(s.channel.key for s in select(load(), name))
        for name in ("hxnews/fz", "hxnews/福州新闻", "hxnews/福州新聞")
    }
    assert keys == {("hxnews/fz",)}


def test_the_whole_catalog_opens_no_file_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """`scrapy channels` waits for it; many sites share a family."""
    opened: list[Path] = []
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: opened.append(path) or read(path))
    catalog = load()
    assert len(list(catalog.sites())) == len(catalog.ids)
    assert len(opened) >= len(catalog.ids)
    assert len(opened) == len(set(opened))


@pytest.mark.parametrize(
    ("site_id", "url", "expected"),
    [
        ("hxnews", "http://www.hxnews.com/news/fj/fz/202006/23/1907292.shtml", True),
        ("hxnews", "http://www.hxnews.com/news/fj/fz/202006/23/1907292_2.shtml", False),
        ("hxnews", "http://www.hxnews.com/news/fj/fz/2.shtml", False),
        ("hxnews", "http://www.elsewhere.com/news/fj/fz/202006/23/1907292.shtml", False),
        ("fjsen", "http://fjnews.fjsen.com/2022-10/09/content_31149826.htm", True),
        ("fjsen", "http://fjnews.fjsen.com/2022-10/09/content_31149826_2.htm", False),
        ("fjsen", "http://news.fjsen.com/node_2141_2.htm", False),
        ("taihainet", "http://www.taihainet.com/news/fujian/yghx/2013-04-04/1047358.html", True),
        ("taihainet", "http://www.taihainet.com/news/fujian/yghx/2013-04-04/1047358_2.html", False),
        ("mnw", "http://www.mnw.cn/quanzhou/news/2242018.html", True),
        ("mnw", "http://www.mnw.cn/news/shehui/index-2.html", False),
        ("fznews", "https://news.fznews.com.cn/dsxw/20221121/6y25W4F8M6.shtml", True),
        ("fznews", "https://news.fznews.com.cn/jsxx/2014-9-27/2014927SNzXMBR4JJ104351_2.shtml", False),
        ("xmnn", "https://news.xmnn.cn/fjxw/202608/t20260816_445282.html", True),
        ("xmnn", "https://news.xmnn.cn/fjxw/index_2.html", False),
        ("qzwb", "http://www.qzwb.com/gb/content/2015-10/28/content_5219051.htm", True),
        ("qzwb", "http://www.qzwb.com/gb/node/node_538_2.htm", False),
    ],
)
def test_articles_are_told_from_lists_and_further_pages(
    catalog: Catalog, site_id: str, url: str, expected: bool
) -> None:
    assert catalog.site(site_id).is_article(url) is expected


def test_the_catalog_covers_the_regions(catalog: Catalog) -> None:
    assert len(catalog.ids) >= 165
    assert len(select(catalog, "*", check=False)) >= 1_250
    assert len({site.province for site in catalog.sites()}) == 34


@pytest.mark.parametrize(
    "url", ["", "http://", "http://[", "http://www.hxnews.com:99999/a", "javascript:void(0)", "//a", "\0"]
)
def test_links_of_any_kind_are_only_refused(catalog: Catalog, url: str) -> None:
    site = catalog.site("hxnews")
    assert site.is_article(url) is False
    assert site.channel_of(url) is None
    assert catalog.site_of(url) in (None, site)


def test_an_installed_package_has_its_data() -> None:
    package = Path(str(__import__("newscrawl.catalog", fromlist=["x"]).__file__)).parent
    assert (package / "sites/fujian/hxnews.toml").is_file()
    assert (package / "families/founder.toml").is_file()
    assert (package / "newspapers/fujian.toml").is_file()


FACTS = Path(__file__).resolve().parents[3] / "shared/data/sites/sites.jsonl"


@pytest.mark.skipif(not FACTS.is_file(), reason="the facts that the catalog was built from are not on this machine")
def test_no_site_refuses_an_article_that_was_seen_there(catalog: Catalog) -> None:
    """A pattern of a site or its family that is too narrow silently loses all other articles."""
    refused = []
    for line in FACTS.read_text(encoding="utf-8").splitlines():
        example = json.loads(line)["article"].get("url_example") or ""
        first_page = re.sub(r"_2(?=\.s?html$)", "", example)
        site = catalog.site_of(first_page)
        if site is not None and site.is_article(first_page) is False:
            refused.append((site.id, first_page))
    assert refused == []


def test_the_catalog_is_as_large_as_the_readme_says(catalog: Catalog) -> None:
    words = " ".join(README.read_text(encoding="utf-8").split())
    told = re.search(r"has ([\d,]+) channels of (\d+) sites in every province and (\d+) digital newspapers", words)
    assert told is not None
    assert int(told[3]) == len(catalog.papers.ids)
    sites = list(catalog.sites())
    assert (int(told[1].replace(",", "")), int(told[2])) == (sum(len(site.channels) for site in sites), len(sites))
    assert {site.province for site in sites} >= set(PROVINCES.values())

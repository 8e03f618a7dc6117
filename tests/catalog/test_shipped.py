"""The shipped catalog: every file of it, rule by rule, and what it costs to open."""

from __future__ import annotations

import importlib.util
import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from newscrawl.catalog import Catalog, load, select
from newscrawl.catalog.problems import broken_rules
from newscrawl.catalog.provinces import PROVINCES
from newscrawl.reader.listing import read_listing

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
        f"{urlsplit(channel.url).netloc}{urlsplit(channel.url).path}".rstrip("/")
        + f"?{urlsplit(channel.url).query} {channel.values or ''}"
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
    assert len(catalog.ids) >= 220
    assert len(select(catalog, "*", check=False)) >= 1_600
    assert len({site.province for site in catalog.sites() if site.province}) == 34


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


CURRENT = {
    "nen": "https://liaoning.nen.com.cn/network/lnnews/2023/12/05/586651035934660109.shtml",
    "hinews": "https://www.hinews.cn/page?n=2816953&m=1&s=1044",
    "bjd": "https://news.bjd.com.cn/2026/09/24/11972837.shtml",
    "southcn": "https://news.southcn.com/node_ac2b0b62a4/24a27e6c7a.shtml",
    "cnhubei": "https://www.cnhubei.com/content/2026-06/08/content_20022377.html",
    "cqnews": "https://www.cqnews.net/1/detail/1234567890123456/web/content_1234567890123456.html",
    "anhuinews": "https://www.anhuinews.com/xw/202506/t20250625_8581781.html",
    "thecover": "https://www.thecover.cn/news/pkGxb4dKuoeH90qSdq8Jkw==",
    "fjsen": "https://news.fjsen.com/2026-10/12/content_32247360_0.htm",
    "fj_chinanews": "https://www.fj.chinanews.com.cn/news/2026/587350.html",
    "cjn": "https://3g.cjn.cn/Detail/?id=5523929&typeid=0",
    "zjol": "https://zj.zjol.com.cn/news.html?id=1638755",
    "jfdaily": "https://www.jfdaily.com/news/detail?id=1050123",
}
"""Addresses that sites use now and their files once refused."""


@pytest.mark.parametrize("site_id", CURRENT)
def test_a_site_takes_the_addresses_that_it_uses_now(catalog: Catalog, site_id: str) -> None:
    assert catalog.site(site_id).is_article(CURRENT[site_id]) is True


LISTED = [
    (
        "thepaper/shishi",
        {"data": {"list": [{"contId": "30112233", "name": "地铁六号线开通", "pubTimeLong": 1789000000000}]}},
        "https://m.thepaper.cn/detail/30112233",
    ),
    (
        "hinews/haikou",
        {
            "data": {
                "list": [
                    {
                        "moduleNewsDataBO": {
                            "contentNewsBO": {
                                "id": 7,
                                "title": "骑楼老街修缮完工",
                                "publishTime": "2026-07-01 08:00:00",
                                "siteLayoutModuleArticleStyleId": 1044,
                            }
                        }
                    }
                ]
            }
        },
        "https://www.hinews.cn/page?n=7&m=1&s=1044",
    ),
    (
        "eastday/sh",
        {"data": {"list": [{"url": "https://j.eastday.com/p/1", "title": "滨江步道延伸两公里", "time": "2026-09-01"}]}},
        "https://j.eastday.com/p/1",
    ),
    (
        "dahecube/yugu",
        {"data": {"items": [{"recid": 5, "title": "粮食企业扩产", "pubtime": "2026-09-01 10:00:00"}]}},
        "https://www.dahecube.com/article.html?artid=5",
    ),
    (
        "xkb_web/guangzhou",
        {
            "data": [
                {"contentUrl": "https://www.xkb.com.cn/a/1.json", "listTitle": "早茶文化节开幕"},
                {"contentUrl": None},
            ]
        },
        "https://www.xkb.com.cn/a/1.json",
    ),
    (
        "mirrormedia/political",
        {
            "data": {
                "posts": [{"slug": "20260901edi001", "title": "議會今日開議", "publishedDate": "2026-09-01T02:00:00Z"}]
            }
        },
        "https://www.mirrormedia.mg/story/20260901edi001",
    ),
]
"""A channel, an answer of ours in the shape of its list, and the one address in it."""


@pytest.mark.parametrize(("key", "answer", "url"), LISTED, ids=[key for key, _answer, _url in LISTED])
def test_a_list_by_json_is_read(catalog: Catalog, key: str, answer: object, url: str) -> None:
    [(site, channel)] = select(catalog, key)
    rule = site.listing_of(channel).request
    assert rule is not None
    first = rule.first_page(channel.url, channel.values, date(2026, 11, 18))
    asked = rule.request(first, channel.url, channel.values, site.request)
    assert site.owns(asked.url)
    assert "{" not in asked.url
    found = read_listing(json.dumps(answer), asked.url, site=site, asked=first, channel=channel)
    assert [entry.url for entry in found.entries] == [url]


def test_a_date_of_the_evidence_stands_for_all_its_parts(catalog: Catalog) -> None:
    mixed = catalog.site("bjd")
    assert (mixed.verified.listing, mixed.verified.address) == ("2020-12", "2026-09")
    whole = catalog.site("thepaper").verified
    assert whole.listing == whole.address == whole.layout == whole.newest == "2026-09"


def test_the_page_of_sources_is_that_of_the_files(catalog: Catalog) -> None:
    """`python scripts/write_sources.py > docs/sources.md` writes it anew."""
    script = README.parent / "scripts/write_sources.py"
    spec = importlib.util.spec_from_file_location("write_sources", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (README.parent / "docs/sources.md").read_text(encoding="utf-8") == module.page(catalog, {})
    checked = module.page(catalog, {"hxnews/fz": ("drift", "2026-11-18")})
    assert "| drift 2026-11-18 |" in checked

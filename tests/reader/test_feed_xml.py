"""Feeds, sitemaps and list APIs: they are read as listings, hostile ones do no harm, and none passes for a whole channel."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from newscrawl.catalog.problems import explain
from newscrawl.catalog.schema import Site
from newscrawl.items import Entry
from newscrawl.ledger import Cursor, Extent, WalkState
from newscrawl.reader.listing import read_listing
from newscrawl.walks.listing_values import Broken, ListingPage, Next, Stop
from newscrawl.walks.listing_walk import ListingWalk
from tests.crawling import crawl, write_site
from tests.probing.pages import page
from tests.simsite import Server, SimSite
from tests.simsite.replies import BILLION_LAUGHS

HOME = "http://www.hxnews.com"
API = {"items": "data.list", "url": "link", "title": "name", "date": "time"}


def site(**more: object) -> Site:
    return Site.model_validate({"id": "hx", "name": "海峡网", "home": f"{HOME}/", "channel": [], **more})


@pytest.fixture(scope="module")
def sim() -> SimSite:
    return SimSite(articles=30, listings=3)


def test_a_feed_is_read_in_its_own_charset(sim: SimSite):
    kept = page(sim, "/rss.xml")
    listing = read_listing(kept.body, kept.final_url, content_type="text/xml")
    assert (listing.kind, listing.next_url, listing.encoding) == ("feed", None, "gb18030")
    newest = sim.articles[:12]
    assert [entry.url for entry in listing.entries] == [HOME + article.path for article in newest]
    assert [entry.title for entry in listing.entries] == [article.listed_title for article in newest]
    assert listing.entries[0].date == newest[0].published.isoformat()


def test_a_packed_news_sitemap_gives_titles_dates_and_only_articles(sim: SimSite):
    kept = page(sim, "/news.xml.gz")
    listing = read_listing(kept.body, kept.final_url, content_type="application/gzip")
    assert (listing.kind, len(listing.entries), listing.refused) == ("sitemap", 30, 1)
    assert listing.entries[0].title == sim.articles[0].title


def test_a_list_api_is_a_listing_with_pages_and_an_end(sim: SimSite):
    channel = {"site": "hx", "id": "fz", "url": f"{HOME}/api/fz/1.json"}
    rules = {"api": API, "next_url": {"url": "{folder}{page}.json", "first": 2}}
    hx = site(channel=[{**channel, "listing": rules}])
    seen: list[str] = []
    url: str | None = channel["url"]
    while url:
        listing = read_listing(page(sim, url.removeprefix(HOME)).body, url, site=hx)
        seen += [entry.url.removeprefix(HOME) for entry in listing.entries]
        url = listing.next_url
    assert seen == [article.path for article in sim.articles]
    assert listing.kind == "past_end"
    first = read_listing(page(sim, "/api/fz/1.json").body, channel["url"], site=hx).entries[0]
    assert (first.title, first.date) == (sim.articles[0].listed_title, sim.articles[0].published.isoformat())


def test_a_verification_page_in_place_of_a_list_is_known_for_one():
    hx = site(channel=[{"site": "hx", "id": "fz", "url": f"{HOME}/api", "listing": {"api": API}}])
    listing = read_listing("<title>访问验证</title><p>请输入验证码</p>".encode(), f"{HOME}/api", site=hx)
    assert (listing.entries, listing.kind) == ((), "verification")


@pytest.mark.parametrize(
    "body",
    [
        BILLION_LAUGHS.encode(),
        BILLION_LAUGHS.replace("urlset", "rss").encode(),
        b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><urlset><url><loc>http://a.cn/&x;</loc></url></urlset>',
        gzip.compress(b"<urlset>" + b" " * 60_000_000),
        b"<urlset><url><loc>http://[/</loc></url>",
        b"<rss><channel><item><link>",
    ],
    ids=["entities", "entities in a feed", "a file of ours", "a bomb", "no address", "cut short"],
)
def test_hostile_xml_gives_no_entries_and_takes_no_time(body: bytes):
    assert read_listing(body, f"{HOME}/sitemap.xml").entries == ()


@pytest.mark.parametrize(
    "index", ["<sitemapindex/>", "<sitemapindex><sitemap><loc>", "<sitemapindex><sitemap/></sitemapindex>"]
)
def test_an_index_that_leads_nowhere_is_no_listing(index: str):
    listing = read_listing(index.encode(), f"{HOME}/sitemap.xml")
    assert (listing.kind, listing.entries, listing.next_url) == ("sitemap_index", (), None)


def walk() -> ListingWalk:
    return ListingWalk(WalkState(1, "hx/feed", Extent(), Cursor(), False))


def test_a_feed_grounds_no_more_than_its_page():
    entries = (Entry("1", "http://a.cn/1.html"),)
    step = walk().read(ListingPage(f"{HOME}/rss.xml", 200, entries, (), None, "feed"))
    assert step == Stop("max_pages", Extent(max_pages=1))


def test_an_empty_list_may_be_the_end_behind_a_good_page_and_breaks_a_walk_in_front():
    entries = (Entry("1", "http://a.cn/1.html"),)
    down = walk()
    down.read(ListingPage("http://a.cn/api/1", 200, entries, (), "http://a.cn/api/2", pager="counted"))
    assert down.read(ListingPage("http://a.cn/api/2", 200, (), (), None, "past_end")) == Next("http://a.cn/api/3")
    step = down.read(ListingPage("http://a.cn/api/3", 200, (), (), None, "past_end"))
    assert step == Broken("end_unconfirmed", "http://a.cn/api/2"), "looked at again on another day"
    first = walk().read(ListingPage("http://a.cn/api/1", 200, (), (), None, "past_end"))
    assert first == Broken("no_entries", "http://a.cn/api/1")


def test_discover_makes_channels_and_names_what_is_wrong():
    hx = site(discover={"feeds": f"{HOME}/rss.xml", "sitemaps": [f"{HOME}/a.xml", f"{HOME}/b.xml"]})
    assert [channel.key for channel in hx.channels] == ["hx/feed", "hx/sitemap", "hx/sitemap-2"]
    with pytest.raises(ValueError, match="not an http") as wrong:
        site(discover={"feeds": ["rss.xml"]})
    assert any("discover" in line for line in explain(wrong.value, Site))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="broken JMESPath"):
        site(listing={"api": {**API, "items": "data["}})


@pytest.mark.slow
def test_what_is_announced_is_archived_once_and_the_account_adds_up(tmp_path: Path, simsite: Callable[..., Server]):
    server = simsite(articles=30, listings=3)
    told = f'[discover]\nfeeds = "{server.url}/rss.xml"\nsitemaps = ["{server.url}/sitemap.xml"]\n'
    api = f'\n[[channel]]\nid = "api"\nurl = "{server.url}/api/fz/1.json"\n'
    api += '[channel.listing]\nnext_url = { url = "{folder}{page}.json", first = 2 }\n'
    api += '[channel.listing.api]\nitems = "data.list"\nurl = "link"\ntitle = "name"\ndate = "time"\n'
    write_site(tmp_path / "catalog", server.sites[0], server.url, rules=told)
    file = tmp_path / "catalog/sites/fujian/sim.toml"
    file.write_text(file.read_text(encoding="utf-8") + api, encoding="utf-8")
    done = crawl(tmp_path, "channels=sim/feed,sim/sitemap,sim/api", "since=all")
    assert done.code == 0, done.err
    lines = done.lines()
    assert sorted(line["url"].removeprefix(server.url) for line in lines) == sorted(
        a.path for a in server.sites[0].articles
    )
    server.reset()
    again = crawl(tmp_path, "channels=sim/feed,sim/sitemap,sim/api")
    assert again.code == 0, again.err
    assert [path for path in server.paths() if path.endswith(".shtml")] == [], "nothing is fetched twice"

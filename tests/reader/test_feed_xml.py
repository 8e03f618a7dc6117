"""Feeds, sitemaps and list APIs: they are read as listings, hostile ones do no harm, and none passes for a whole channel."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from newscrawl.catalog.problems import explain
from newscrawl.catalog.schema import Site
from newscrawl.items import Entry, Listing, Pager
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


@pytest.mark.parametrize("pager", ["counted", "next"])
def test_an_empty_list_may_be_the_end_behind_a_good_page_and_breaks_a_walk_in_front(pager: Pager):
    """Also where the pager leads on behind the last page: what it leads to says that there is no more."""
    entries = (Entry("1", "http://a.cn/1.html"),)
    down = walk()
    down.read(ListingPage("http://a.cn/api/1", 200, entries, (), "http://a.cn/api/2", pager=pager))
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


def rss(items: str) -> bytes:
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()


@pytest.mark.parametrize(
    ("item", "title", "url"),
    [
        (
            "<title>&lt;b&gt;福州&lt;/b&gt;地铁&amp;nbsp;开通</title><link>/a?id=7&p=2</link>",
            "福州地铁 开通",
            "/a?id=7&p=2",
        ),
        (
            "<title><![CDATA[<font color=red>福州</font> A&B]]></title><link><![CDATA[/a?x=1&amp;y=2]]></link>",
            "福州 A&B",
            "/a?x=1&y=2",
        ),
        (
            "<title>&ldquo;福州&rdquo;&nbsp;开通&middot;</title><link>\n  /fz/7.shtml\n</link>",
            "“福州” 开通·",
            "/fz/7.shtml",
        ),
        ("<title>气温&lt;5℃ &lt;通知&gt;</title><link>\\fz\\7.shtml</link>", "气温<5℃ <通知>", "/fz/7.shtml"),
        ("<title>福州</title><guid>http://www.hxnews.com/fz/7.shtml</guid>", "福州", "/fz/7.shtml"),
        (
            '<title>福州</title><link xmlns="http://www.w3.org/2005/Atom" rel="self" href="/no"/><link>/7</link>',
            "福州",
            "/7",
        ),
    ],
)
def test_an_item_has_the_words_and_the_address_a_reader_sees(item: str, title: str, url: str) -> None:
    [entry] = read_listing(rss(f"<item>{item}</item>"), f"{HOME}/rss.xml").entries
    assert (entry.title, entry.url) == (title, HOME + url)


LOC = f"<loc>{HOME}/fz/202011/18/1907.shtml?a=1&amp;copy=2</loc>"


@pytest.mark.parametrize(
    "text",
    [
        f'<m:urlset xmlns:m="http://www.sitemaps.org/schemas/sitemap/0.9"><m:url>{LOC.replace("loc>", "m:loc>")}</m:url></m:urlset>',
        f"<m:urlset><m:url>{LOC.replace('loc>', 'm:loc>')}</m:url></m:urlset>",
        f"<urlset><urlset><urlset><url>{LOC}</url></urlset></urlset></urlset>",
        f"<urlset><url>{LOC.replace('&amp;', '&')}</url></urlset>",
        f"<urlset><url><i:image xmlns:i='i'><i:loc>/7.jpg</i:loc></i:image>{LOC}</url></urlset>",
        f"\ufeff\ufeff<?xml version='1.0'?>\n<urlset><url>{LOC.replace('loc>', 'loc>' + chr(10), 1)}</url></urlset>",
        f"<f:feed xmlns:f='http://www.w3.org/2005/Atom'><f:entry><f:link href='{LOC[5:-6]}'/></f:entry></f:feed>",
        f"<rdf:RDF xmlns:rdf='r' xmlns='http://purl.org/rss/1.0/'><item><link>{LOC[5:-6]}</link></item></rdf:RDF>",
        f"<RSS><channel><item><link>{LOC[5:-6]}</link></item></channel></RSS>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_prefixes_nesting_and_marks_change_no_address(text: str, encoding: str) -> None:
    listing = read_listing(text.encode(encoding), f"{HOME}/news.xml")
    assert [entry.url for entry in listing.entries] == [f"{HOME}/fz/202011/18/1907.shtml?a=1&copy=2"]


def test_a_sitemap_packed_in_parts_is_whole_and_a_cut_one_is_none() -> None:
    """Half a sitemap that passed for a whole one would hide the newest articles."""
    halves = f"<urlset><url>{LOC}</url>".encode(), f"<url>{LOC.replace('1907', '1908')}</url></urlset>".encode()
    packed = b"\0\0".join(map(gzip.compress, halves))
    for body in (packed, gzip.compress(packed), packed + b"\0" * 512):
        assert len(read_listing(body, f"{HOME}/news.xml.gz").entries) == 2
    for cut in range(20, len(packed)):
        if (
            not len(gzip.compress(halves[0])) <= cut <= len(gzip.compress(halves[0])) + 2
        ):  # the end of a part, and zeros
            assert not read_listing(packed[:cut], f"{HOME}/news.xml.gz").entries


def listed(answer: str, **rule: str) -> Listing:
    api = {"items": "data.list", "url": "url", "title": "title", "date": "time", **rule}
    channel = {"site": "hx", "id": "fz", "url": f"{HOME}/api/fz/1.json", "listing": {"api": api}}
    return read_listing(answer.encode(), channel["url"], site=site(channel=[channel]))


@pytest.mark.parametrize(
    "wrapped",
    [
        *("cb(@);", "/**/ typeof cb === 'function' && cb(@);", "try{cb(@);}catch(e){}", "var news = @;", "@\n\n"),
        *(")]}',\n@", "while(1);@", "\ufeff\ufeff@", "jQuery11_(@)", "window.news=@;"),
    ],
)
def test_an_answer_in_a_callback_or_a_variable_is_read(wrapped: str) -> None:
    answer = '{"data": {"list": [{"url": "/fz/7.shtml", "title": "<em>地铁</em>&nbsp;开通\t", "time": "Nov 18, 2020 9:30:00 AM"}]}}'
    [entry] = listed(wrapped.replace("@", answer)).entries
    assert (entry.url, entry.title, entry.date) == (f"{HOME}/fz/7.shtml", "地铁 开通", "2020-11-18T09:30:00+08:00")


@pytest.mark.parametrize(
    "odd", ["7", "null", "true", '["/a"]', '{"a": 1}', '""', '"/news/{{id}}.html"', '"http://[::1/a"', "1" * 5000]
)
def test_an_item_without_an_address_is_refused_and_hides_no_other(odd: str) -> None:
    listing = listed('{"data": {"list": [{"url": @}, {"url": "/fz/7.shtml"}, "text", 1, null]}}'.replace("@", odd))
    assert ([entry.url for entry in listing.entries], listing.refused) == ([f"{HOME}/fz/7.shtml"], 4)


@pytest.mark.parametrize(
    ("rule", "place"),
    [
        ({"items": "sort_by(data.list, &time)"}, "sort_by(data.list, &time)"),
        ({"items": "data.list[::0]"}, "data.list[::0]"),
        ({"url": "join('-', time)"}, "data.list[].join('-', time)"),
        ({"url": "contains(title, `1`)"}, "data.list[].contains(title, `1`)"),
        ({"url": "/news/{time}.html"}, "data.list[]./news/{time}.html"),
    ],
)
def test_a_rule_on_values_of_another_type_breaks_the_page_by_its_place(rule: dict[str, str], place: str) -> None:
    listing = listed(
        '{"data": {"list": [{"url": "/a", "title": "福州", "time": {}}, {"title": "福州", "time": []}]}}', **rule
    )
    assert (listing.kind, listing.entries) == (f"no_field: {place}", ())


@pytest.mark.parametrize("following", ["7", '{"page": 2}', '"http://[x"', '["/2"]'])
def test_a_next_page_that_is_no_address_is_no_end(following: str) -> None:
    listing = listed('{"next": @, "data": {"list": [{"url": "/fz/7.shtml"}]}}'.replace("@", following), next="next")
    assert (listing.next_url, listing.pager, len(listing.entries)) == (None, "unreadable", 1)


def test_every_brace_of_an_address_is_filled() -> None:
    answer = '{"data": {"list": [{"id": 7.0, "no": "a/b=="}]}}'
    [entry] = listed(answer, url="http://www.hxnews.com/news{id}x{no}.html?c={id}").entries
    assert entry.url == f"{HOME}/news7xa/b==.html?c=7"
    for url in ("/news/{{id}}.html", "/news/${id}", "/news/{id", "/news/{}.html", "/news/{id}}.html"):
        with pytest.raises(ValueError, match=r"brace|JMESPath"):
            listed(answer, url=url)


def test_articles_of_a_site_of_one_page_are_several() -> None:
    """Their addresses differ behind the # only; folded into one, all but the first are lost."""
    listing = listed(
        '{"data": {"list": [{"url": "/#/news/7"}, {"url": "/#/news/8"}, {"url": "/a.html#top"}, {"url": "/a.html"}]}}'
    )
    assert [entry.url.removeprefix(HOME) for entry in listing.entries] == ["/#/news/7", "/#/news/8", "/a.html#top"]


NAMED = [
    ("/fz/202609/t20260919_7.shtml", "福州地铁今日开通", "2026-09-19"),
    ("/fz/202609/t20260918_8.shtml", "秋粮收购工作部署", "2026-09-18"),
]
NAMED.append(("/fz/202609/t20260917_9.shtml", "山区公路改造完工", "2026-09-17"))


@pytest.mark.parametrize(
    ("around", "item"),
    [
        ("<root><list>@</list></root>", "<news><title>{1}</title><url>{0}</url><time>{2}</time></news>"),
        ("<data>@</data>", '<row id="7" title="{1}" url="{0}" date="{2}"/>'),
        (
            "<document><webSite>www.hxnews.com</webSite>@</document>",
            "<item><title>{1}</title><link>{0}</link><text>正文</text><pubDate>{2} 10:00:00</pubDate></item>",
        ),
        (
            "<urlset>@</urlset>",
            "<url><loc>{0}</loc><lastmod>{2}</lastmod><data><display><title>{1}</title></display></data></url>",
        ),
    ],
)
def test_lists_in_xml_of_any_make(around: str, item: str) -> None:
    items = "".join(item.format(HOME + url, *rest) for url, *rest in NAMED)
    body = '<?xml version="1.0" encoding="gb2312"?>' + around.replace("@", items)
    listing = read_listing(body.encode("gb18030"), f"{HOME}/list.xml")
    found = [(entry.url.removeprefix(HOME), entry.title, str(entry.date)[:10]) for entry in listing.entries]
    assert found == NAMED


def test_a_sitemap_of_lines() -> None:
    listing = read_listing("".join(f"{HOME}{url}\r\n" for url, *_ in NAMED).encode(), f"{HOME}/sitemap.txt")
    assert (listing.kind, [entry.url for entry in listing.entries]) == ("sitemap", [HOME + url for url, *_ in NAMED])

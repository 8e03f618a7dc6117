"""Catalog folders: what loads, what replaces what, and the one line that says what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.catalog import Catalog, CatalogError, load, select

SITE = """
name = "闽侯网"
home = "http://www.minhou.com/"
"""
CHANNEL = """
[[channel]]
id = "yw"
name = "要闻"
url = "http://www.minhou.com/yw/"
"""

API = '[listing]\napi = { items = "data", url = "url" }\n'


def folder(tmp_path: Path, **files: str) -> Path:
    """Make a folder of a user's own; `fujian__minhou` is `sites/fujian/minhou.toml`, `families__own` a family."""
    for name, text in {"fujian__minhou": SITE + CHANNEL, **files}.items():
        place, _, stem = name.partition("__")
        path = tmp_path / ("families" if place == "families" else f"sites/{place}") / f"{stem}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def refusal(tmp_path: Path, **files: str) -> str:
    """Give what loading and checking every site of a folder complains of."""
    catalog = Catalog([folder(tmp_path, **files)])
    with pytest.raises(CatalogError) as caught:
        any(catalog.check(site) for site in catalog.sites())
    return str(caught.value).replace(str(tmp_path), "~")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (SITE + "[[channel]", "broken TOML: Expected ']]' at the end of an array declaration (at line 4, column 10)"),
        ('name = "闽\n' + SITE, "broken TOML"),
        (SITE + 'name = "又"', "broken TOML: Cannot overwrite a value"),
        ('home = "http://a.example/"', "name: missing"),
        (SITE + "deley = 2", "deley: unknown key; did you mean delay?"),
        (SITE + 'delay = "2s"', "delay: input should be a valid number"),
        (SITE + "delay = -1", "delay: input should be greater than or equal to 0"),
        (SITE + 'id = "x"', "id: the file name says it; remove the key"),
        (SITE + 'province = "福建"', "province: the folder says it; remove the key"),
        (SITE + 'family = "fonder"', "family: unknown family 'fonder'"),
        (SITE + 'timezone = "Asia/Fuzhou"', "unknown timezone 'Asia/Fuzhou'"),
        (SITE + 'verified = "last year"', "verified: a year, month or day"),
        (SITE + '[listing]\nentires = "li"', "listing.entires: unknown key; did you mean entries?"),
        (SITE + '[listing]\nentries = "li["', "listing.entries: broken CSS 'li['"),
        (SITE + '[listing]\nentries = "a::attr(href)"', "listing.entries: must select elements"),
        (SITE + "[listing]\nnext_url = { first = 2 }", "listing.next_url.url: missing"),
        (SITE + '[listing]\nnext_url = { url = "{chanel}{page}.html" }', "listing.next_url: url needs {page}"),
        (SITE + '[listing]\nnext_url = { css = "a.next", first = 2 }', "listing.next_url.first: unknown key"),
        (SITE + "[article]\nurl = '(?=1)2'", "article.url: '(?=1)2': invalid perl operator: (?="),
        (SITE + "[article]\nurl = ['a', '(']", "article.url: '(': missing ): ("),
        (SITE + "drop = ['分享.*', '[']", "drop: '[': missing ]: ["),
        (
            SITE + '[[layout]]\ntitle = "h1"\n[[layout]]\ntitel = "h1"',
            "layout[2].titel: unknown key; did you mean title",
        ),
        (SITE + '[[layout]]\nbody = { xpath = "//div[" }', "layout[1].body: broken XPath '//div['"),
        (SITE + '[[layout]]\nbody = { css = "a", meta = "b" }', "layout[1].body: a rule is exactly one of"),
        (
            SITE + '[[layout]]\nbody = { css = "a", regexp = "b" }',
            "layout[1].body.regexp: unknown key; did you mean regex?",
        ),
        (SITE + '[[layout]]\nsource = { css = "a", regex = "(" }', "layout[1].source: missing )"),
        (SITE + "[[layout]]\nbody = 5", "layout[1].body: a rule is a string (CSS)"),
        (SITE + "[[layout]]\nwhen = { url = '/2020/' }", "layout[1]: when must look at the page, not at its address"),
        (SITE + "[expect]\nfill = { title = 1.2 }", "expect.fill.title: input should be less than or equal to 1"),
        (SITE + "[expect]\nfil = { title = 1 }", "expect.fil: unknown key; did you mean fill?"),
        (SITE + "[expect]\nfill = { titel = 1 }", "expect.fill: no field 'titel' in a line; did you mean title"),
        (SITE + CHANNEL + CHANNEL, "channels 1 and 2 have the same id 'yw'"),
        (SITE + CHANNEL + CHANNEL.replace('"yw"', '"yw2"'), "channels 1 and 2 have the same url"),
        (SITE + CHANNEL.replace("http://", ""), "channel[1].url: not an http(s) URL"),
        (SITE + CHANNEL.replace("http://", "file:///"), "channel[1].url: not an http(s) URL"),
        (SITE + CHANNEL.replace('"yw"', '"../yw"'), "channel[1].id: string should match pattern"),
        (SITE + CHANNEL + 'site = "x"', "channel[1].site: the file name says it; remove the key"),
        (
            SITE + CHANNEL + '[channel.listing]\nentry = "li"',
            "channel[1].listing.entry: unknown key; did you mean entries?",
        ),
        (SITE + API + 'request = { url = "/api" }', "listing.request: url '/api' must begin with http(s)://"),
        (
            SITE + API + 'request = { json = { page = "{pgae}" } }' + CHANNEL,
            "channel[1].listing.request: unknown variable {pgae}; there are page, offset, end, date",
        ),
        (
            SITE + API + 'request = { json = { node = "{node}" } }' + CHANNEL,
            "channel[1].listing.request: unknown variable {node}; there are page, offset",
        ),
        (SITE + API + "request = { json = {}, form = {} }", "listing.request: a request has one body"),
        (SITE + API + 'request = { method = "GET", body = "x" }', "listing.request: a GET has no body"),
        (SITE + API + 'request = { methd = "POST" }', "listing.request.methd: unknown key; did you mean method?"),
        (SITE + API + 'request = { url = "http://a.cn/{date}.json" }', "listing.request: {date} needs month and day"),
        (SITE + API + 'request = { url = "http://a.cn/?s={offset}" }', "listing.request: {offset} needs step"),
        (
            SITE + API + 'request = { url = "http://a.cn/?c={cursor}" }',
            "listing: request has {cursor}, and no api.next",
        ),
        (SITE + API + 'request = { url = "http://a.cn/?l={last.a-b}" }', "listing.request: broken JMESPath 'a-b'"),
        (
            SITE + '[listing]\nrequest = { url = "http://a.cn/?l={last.id}" }',
            "listing: request has {last.id}, and no api finds the items",
        ),
        (
            SITE + API + 'request = { url = "http://a.cn/{page}" }\nnext_url = { url = "{folder}{page}.json" }',
            "listing: request turns the pages by {page}; next_url does, too",
        ),
        (SITE + '[request]\nheaders = { "User-Agent" = "x" }', "request.headers: User-Agent is written by the crawl"),
        (SITE + '[request]\nheaders = { "a b" = "x" }', "request.headers: 'a b' is no name of a header"),
        (SITE + '[request]\ncookies = { a = "x;y" }', "request.cookies: 'a' is no cookie"),
        (SITE + CHANNEL + "values = { page = 1 }", "channel[1]: values: page is a variable already"),
        (
            SITE + '[listing]\napi = { items = "data", url = "replcae(id)" }',
            "listing.api.url: broken JMESPath 'replcae(id)': unknown function replcae()",
        ),
        (
            SITE + '[listing]\napi = { items = "data", url = "id", title = "join(name)" }',
            "listing.api.title: broken JMESPath 'join(name)': join() takes 2 values",
        ),
        (SITE + '[[layout]]\ntitle = { json = "a..b" }', "layout[1].title: broken JMESPath 'a..b'"),
        (SITE + '[[layout]]\nat = "lenght(a)"', "layout[1].at: broken JMESPath 'lenght(a)': unknown function lenght()"),
        (
            SITE + "[article]\nurl = '/detail/(?P<id>[0-9]+)'\nrequest = { url = 'http://a.cn/?id={nid}' }",
            "article: unknown variable {nid}; there are address, origin, folder, stem, id",
        ),
        (SITE + CHANNEL + '[channel.listing]\nentries = "li:nope"', "channel[1].listing.entries: broken CSS 'li:nope'"),
    ],
)
def test_a_faulty_file_is_one_line_with_file_key_and_reason(tmp_path: Path, text: str, complaint: str) -> None:
    said = refusal(tmp_path, fujian__minhou=text)
    assert said.startswith("~/sites/fujian/minhou.toml: " + complaint)
    assert "\n" not in said


def test_each_fault_has_its_line(tmp_path: Path) -> None:
    said = refusal(tmp_path, fujian__minhou=SITE + 'deley = 1\n[listing]\nentires = "li"')
    assert sorted(line.partition(".toml: ")[2].partition(":")[0] for line in said.splitlines()) == [
        "deley",
        "listing.entires",
    ]


def test_a_fault_of_a_family_names_the_familys_file(tmp_path: Path) -> None:
    site = SITE + 'family = "own"'
    broken = 'name = "自用"\n[[layout]]\nbody = "div["'
    assert refusal(tmp_path, fujian__minhou=site, families__own=broken).startswith(
        "~/families/own.toml: layout[1].body: "
    )
    misspelt = 'name = "自用"\nfamily = "other"'
    said = refusal(tmp_path, fujian__minhou=site, families__own=misspelt)
    assert said == "~/families/own.toml: family: unknown key"


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = folder(tmp_path) / "sites/fujian/minhou.toml"
    path.write_bytes('name = "闽侯网"'.encode("gb18030"))
    with pytest.raises(CatalogError, match=r"minhou\.toml: not UTF-8 \(byte 8\)"):
        Catalog([tmp_path]).site("minhou")
    path.write_bytes(b"\xef\xbb\xbf" + (SITE + CHANNEL).encode())
    assert Catalog([tmp_path]).site("minhou").name == "闽侯网"


def test_folders_that_are_no_catalog(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="no such folder"):
        load([tmp_path / "nowhere"])
    with pytest.raises(CatalogError, match="has neither sites/"):
        load([tmp_path])
    with pytest.raises(CatalogError, match="fujain: unknown province; did you mean fujian"):
        load([folder(tmp_path / "a", fujain__x=SITE)])
    with pytest.raises(CatalogError, match=r"guangdong/minhou.toml: the site is already in .*fujian/minhou.toml"):
        load([folder(tmp_path / "b", guangdong__minhou=SITE)])
    (tmp_path / "c/sites").mkdir(parents=True)
    (tmp_path / "c/sites/minhou.toml").write_text(SITE)
    with pytest.raises(CatalogError, match="lies in no province's folder"):
        load([tmp_path / "c"])


def test_a_broken_file_of_another_site_does_not_stop_a_crawl(tmp_path: Path) -> None:
    catalog = load([folder(tmp_path, fujian__broken="name = ")])
    assert catalog.site("minhou").channels[0].key == "minhou/yw"


def test_a_users_site_replaces_the_shipped_one(tmp_path: Path) -> None:
    own = folder(tmp_path, guangdong__hxnews=SITE.replace("闽侯网", "我的海峡网") + CHANNEL)
    catalog = load([own])
    assert (catalog.site("hxnews").name, catalog.site("hxnews").province) == ("我的海峡网", "广东")
    assert catalog.ids.count("hxnews") == 1
    assert catalog.site("fjsen").name == "东南网"


def test_a_site_inherits_rule_by_rule(tmp_path: Path) -> None:
    family = """
name = "自用"
drop = "分享到.*"
[listing]
entries = "ul.list > li"
date = "span.date"
[article]
url = '/content_\\d+\\.htm$'
[[layout]]
body = "div.family"
"""
    site = (
        SITE
        + 'family = "own"\ndrop = ["点击查看.*"]\n[listing]\nentries = "div.own"\n[[layout]]\nbody = "div.site"\n'
        + CHANNEL
        + '[channel.listing]\ndate = "em"\n'
        + CHANNEL.replace("yw", "fz")
    )
    made = Catalog([folder(tmp_path, fujian__minhou=site, families__own=family)]).site("minhou")
    assert made.listing.entries is not None
    assert made.listing.entries.css == "div.own"
    assert made.listing.date is not None
    assert made.listing.date.css == "span.date"
    assert [layout.body.css for layout in made.layouts if layout.body] == ["div.site", "div.family"]
    assert made.drop == ("点击查看.*", "分享到.*")
    assert made.is_article("http://www.minhou.com/a/content_12.htm")
    first, second = made.channels
    assert made.listing_of(second) is made.listing
    own = made.listing_of(first)
    assert own.entries == made.listing.entries
    assert own.date is not None
    assert own.date.css == "em"


def test_the_registered_domain_is_the_key_of_politeness(tmp_path: Path) -> None:
    made = Catalog([folder(tmp_path, fujian__shared=SITE + 'politeness = "hxnews.com"')])
    assert made.site("minhou").politeness == "minhou.com"
    assert made.site("shared").politeness == "hxnews.com"


SHARED = {
    "fujian__paper": 'name = "海西晨报"\nhome = "https://epaper.portal.cn/hxcb/"',
    "fujian__other": 'name = "厦门日报"\nhome = "https://epaper.portal.cn/xmrb/"',
    "fujian__portal": 'name = "厦门网"\nhome = "https://www.portal.cn/"',
    "fujian__station": 'name = "福建频道"\nhome = "http://fj.agency.cn/"',
}


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("http://www.portal.cn/a.htm", "portal"),
        ("http://News.Portal.CN:80/a.htm", "portal"),
        ("https://epaper.portal.cn/hxcb/html/2023-03/04/content_1.htm", "paper"),
        ("http://epaper.portal.cn/xmrb/20191020/1.htm", "other"),
        ("http://fj.agency.cn/news/1.html", "station"),
        ("http://www.agency.cn/news/1.html", None),
        ("http://notportal.cn/", None),
        ("http://portal.cn.evil.test/", None),
        ("http://[broken", None),
        ("mailto:a@portal.cn", None),
    ],
)
def test_an_address_belongs_to_the_nearest_site(tmp_path: Path, url: str, site: str | None) -> None:
    found = Catalog([folder(tmp_path, **SHARED)]).site_of(url)
    assert (found.id if found else None) == site


def test_a_listing_page_knows_its_channel() -> None:
    site = load().site("hxnews")
    keys = {
        "http://www.hxnews.com/news/fj/fz/": "hxnews/fz",
        "http://www.hxnews.com/news/fj/fz/17.shtml": "hxnews/fz",
        "https://www.hxnews.com/news/fj/mn/xm/2.shtml": "hxnews/xm",
        "http://www.hxnews.com/news/fj/mn/2.shtml": "hxnews/mn",
    }
    for url, key in keys.items():
        channel = site.channel_of(url)
        assert channel is not None, url
        assert channel.key == key
    assert site.channel_of("http://www.hxnews.com/news/fj/fz/202006/23/1907292.shtml") is None


def test_one_site_is_read_without_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scheduler starts a process for each channel: one site must not wait for hundreds of files."""
    opened: list[Path] = []
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: opened.append(path) or read(path))
    (found,) = select(load(), "hxnews/fz")
    assert found.channel.key == "hxnews/fz"
    assert [path.name for path in opened if path.parent.name != "families"] == ["hxnews.toml"]

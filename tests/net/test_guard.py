"""A page may link anywhere; nothing but the public web, and what the user named, is ever asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy.exceptions import UsageError

from newscrawl.net.guard import AddressGuard
from tests.crawling import crawl, write_site
from tests.net.fetching import Run, fetch
from tests.net.wire import Wire, page, wire
from tests.simsite import SimSite, serve
from tests.spiders.launching import Launcher, balance, wanted

REFUSED = ("ForbiddenAddressError", "ResolverError")
PRIVATE = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::", "::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    "2001:0:7f00:1::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1", "not an address",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_no_private_address_is_public(address: str) -> None:
    assert AddressGuard().refusal("www.hxnews.com", 80, address)


@pytest.mark.parametrize("address", ["59.110.0.1", "::ffff:8.8.8.8", "240e:1::1", "64:ff9b::808:808", "172.32.0.1"])
def test_public_addresses_are_public(address: str) -> None:
    assert AddressGuard().refusal("www.hxnews.com", 80, address) is None


def test_an_exception_covers_what_it_names_and_nothing_else() -> None:
    guard = AddressGuard.read(["news.intern:8080", "10.1.0.0/16", "[::1]:8000", "fc00::5", "127.0.0.1:80"])
    allowed = [
        ("NEWS.intern.", 8080, "192.168.0.9"),
        ("anything.cn", 1, "10.1.2.3"),
        ("anything.cn", 1, "::ffff:10.1.2.3"),
        ("[::1]", 8000, "::1"),
        ("fc00::5", 99, "fc00::5"),
        ("127.0.0.1", 80, "127.0.0.1"),
        ("127.0.0.1", 0, "127.0.0.1"),
    ]
    forbidden = [
        ("news.intern", 8081, "192.168.0.9"),
        ("old-news.intern", 8080, "192.168.0.9"),
        ("anything.cn", 1, "10.2.2.3"),
        ("[::1]", 8001, "::1"),
        ("127.0.0.1", 81, "127.0.0.1"),
        ("127.0.0.2", 80, "127.0.0.2"),
    ]
    assert [guard.refusal(*each) for each in allowed] == [None] * len(allowed)
    assert all(guard.refusal(*each) for each in forbidden)


@pytest.mark.parametrize("entry", ["http://127.0.0.1", "a b", "host:99999", "*", "10.0.0.0/99", ""])
def test_a_mistyped_exception_is_an_error_that_names_it(entry: str) -> None:
    with pytest.raises(UsageError, match="NEWSCRAWL_ALLOW_HOSTS"):
        AddressGuard.read([entry])


def links(inner: Wire, inner6: Wire, front: Wire) -> dict[str, str]:
    """Every way in that a page can write, by what it is."""
    port = inner.port
    hosts = ("127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "0", "localhost", "127。0。0。1")
    forms = {host: f"http://{host}:{port}/" for host in hosts}
    return {
        **forms,
        "name": f"http://evil.example.cn:{port}/",
        "idn": f"http://内网.example.cn:{port}/",
        "redirect": f"{front.url}/away",
        "https": f"https://127.0.0.1:{port}/",
        "ipv6": f"{inner6.url}/",
    }


@pytest.fixture(scope="module", params=["resolver and connection", "connection alone"])
def refused(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Run, dict[str, str], Wire]:
    """All ways in, tried with the resolver installed, and without it as in somebody's own script."""
    resolver = "newscrawl.net.guard.GuardedResolver"
    if request.param == "connection alone":
        resolver = "scrapy.resolver.CachingHostnameResolver"
    with wire({"/": page(b"secret")}) as inner, wire({"/": page(b"secret")}, host="::1") as inner6:
        with wire({"/away": page(b"", b"Location: http://127.0.0.1:%d/" % inner.port, status=b"302 Found")}) as front:
            ways = links(inner, inner6, front)
            idn = "内网.example.cn"
            names = dict.fromkeys(("evil.example.cn", idn, idn.encode("idna").decode()), "127.0.0.1")
            more = ["file:///etc/passwd", "ftp://127.0.0.1/x", "data:text/html,x"]
            if request.param == "resolver and connection":
                ways["mapped"] = f"http://[::ffff:127.0.0.1]:{inner.port}/"
                ways["metadata"] = "http://169.254.169.254/latest/meta-data/"
            run = fetch(
                tmp_path_factory.mktemp("data"),
                *ways.values(),
                *more,
                hosts=names,
                NEWSCRAWL_ALLOW_HOSTS=f"127.0.0.1:{front.port}",
                TWISTED_DNS_RESOLVER=resolver,
            )
        assert inner6.asked == []
    return run, ways, inner


def test_every_way_to_a_private_server_is_refused_before_a_byte_is_sent(
    refused: tuple[Run, dict[str, str], Wire],
) -> None:
    run, ways, inner = refused
    names = {"name": "ResolverError", "idn": "ResolverError"}
    wrong = {
        name: run[url].error for name, url in ways.items() if run[url].error != names.get(name, "ForbiddenAddressError")
    }
    assert wrong == {}
    assert (inner.asked, inner.stray) == ([], b"")
    if "mapped" in ways:  # with the resolver there is not even a connection
        assert inner.connections == 0


def test_the_error_names_the_address_that_was_asked_for_and_the_one_it_leads_to(
    refused: tuple[Run, dict[str, str], Wire],
) -> None:
    run, ways, inner = refused
    message = run[ways["name"]].message
    assert f"http://evil.example.cn:{inner.port}/" in message
    assert "127.0.0.1" in message
    assert "NEWSCRAWL_ALLOW_HOSTS" in message


def test_a_refusal_is_not_tried_again(refused: tuple[Run, dict[str, str], Wire]) -> None:
    run, _, _ = refused
    assert all("retry_times" not in each.meta for each in run.fetched if each.error in REFUSED)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/x", "data:text/html,x"])
def test_only_http_and_https_are_known(refused: tuple[Run, dict[str, str], Wire], url: str) -> None:
    assert refused[0][url].error == "NotSupported"


def test_one_false_answer_of_a_resolver_costs_no_article_and_is_told_once(launcher: Launcher) -> None:
    """A captive portal answers for every name with an address of its own."""
    site = SimSite(seed=99, articles=8, listings=1)
    truth, lie = ({"tests.net.fetching:mislead": [{"www.moni.example": to}]} for to in ("127.0.0.1", "10.9.9.9"))
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, f"http://www.moni.example:{server.port}")
        first = crawl(launcher.tmp, "channels=sim/*", before=truth, CLOSESPIDER_ITEMCOUNT=1, CONCURRENT_REQUESTS=1)
        misled = crawl(launcher.tmp, "channels=sim/*", before=lie, NEWSCRAWL_NOW="2020-11-19T12:00:00+08:00")
        assert balance(misled)["pending/resolver"] == balance(first)["pending"] > 0
        assert misled.err.count("cannot be right") == 1
        run = crawl(launcher.tmp, "channels=sim/*", before=truth, NEWSCRAWL_NOW="2020-11-21T12:00:00+08:00")
        assert {line["url"].partition(f":{server.port}")[2] for line in run.lines()} == set(wanted(site))
    assert run.code == 0


def test_a_name_that_the_user_allowed_is_fetched_and_a_proxy_only_if_allowed(tmp_path: Path) -> None:
    with wire({"/": page(b"ours"), "http://www.hxnews.com/": page(b"through the proxy")}) as server:
        url = f"http://news.intern:{server.port}/"
        proxied = {"url": "http://www.hxnews.com/", "meta": {"proxy": f"http://news.intern:{server.port}"}}
        elsewhere = {"url": "http://www.fjsen.com/", "meta": {"proxy": "http://10.0.0.7:3128"}}
        through = {"url": "http://169.254.169.254/", "meta": {"proxy": f"http://127.0.0.1:{server.port}"}}
        run = fetch(
            tmp_path,
            url,
            elsewhere,
            through,
            {**proxied, "meta": {"proxy": f"http://127.0.0.1:{server.port}"}},
            hosts={"news.intern": "127.0.0.1"},
            NEWSCRAWL_ALLOW_HOSTS=f"news.intern, 127.0.0.1:{server.port}",
        )
    assert run[url].answer["status"] == 200
    assert run["http://www.hxnews.com/"].answer["size"] == len(b"through the proxy")
    assert run["http://www.fjsen.com/"].error == "ProxyError"
    assert run["http://169.254.169.254/"].error == "ForbiddenAddressError"
    assert "10.0.0.7" in run["http://www.fjsen.com/"].message

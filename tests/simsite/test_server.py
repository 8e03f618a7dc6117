"""What the simulated site does over HTTP: every fault as asked for, bans, broken listings, hosts, its own process."""

import gzip
import http.client
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from parsel import Selector

from tests.simsite import Article, Replies, Server, SimSite, serve

BASE = "http://news.test"
FAULTS: dict[str, Any] = {
    "missing": 1, "broken": 1, "flaky": 1, "flaky_times": 2, "soft404": 1, "moved": 1, "to_front": 1, "to_channel": 1,
    "to_private": 1, "slow": 1, "slow_seconds": 0.05, "truncated": 1, "dropped": 1, "verify": 1, "stub": 1, "huge": 1,
    "huge_bytes": 3_000_000, "bomb": 1, "bomb_bytes": 4000, "mislabeled": 1,
}  # fmt: skip


def get(server: Server, path: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    connection = http.client.HTTPConnection(server.host, server.port, timeout=10)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    answer = response.status, response.read(), {name.lower(): value for name, value in response.getheaders()}
    connection.close()
    return answer


def with_fault(site: SimSite, fault: str) -> Article:
    return next(article for article in site.articles if article.fault == fault)


def test_faults_are_answered_as_asked():
    site = SimSite(11, 30, 2, **FAULTS)
    with serve(site) as server:
        paths = {article.fault: article.path for article in site.articles if article.fault}
        assert get(server, paths["missing"])[0] == get(server, "/nowhere.shtml")[0] == 404
        assert [get(server, paths["broken"])[0] for _ in range(3)] == [500, 500, 500]
        assert [get(server, paths["flaky"])[0] for _ in range(3)] == [500, 500, 200]
        status, body, _ = get(server, paths["soft404"])
        assert (status, "您访问的页面不存在" in body.decode()) == (200, True)
        status, _, headers = get(server, paths["moved"])
        assert (status, headers["location"]) == (301, server.url + str(with_fault(site, "moved").moved_to))
        assert get(server, headers["location"].removeprefix(server.url))[0] == 200
        assert get(server, paths["to_front"])[2]["location"] == server.url + "/"
        assert not get(server, paths["to_private"])[2]["location"].startswith(server.url)
        assert "访问验证" in get(server, paths["verify"])[1].decode()
        assert "<video" in get(server, paths["stub"])[1].decode()
        before = len(server.requests)
        assert get(server, paths["slow"])[0] == 200
        assert server.requests[before].path == paths["slow"]
        with pytest.raises(http.client.IncompleteRead):
            get(server, paths["truncated"])
        with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
            get(server, paths["dropped"])
        assert len(get(server, paths["huge"])[1]) > 2_900_000
        _, body, headers = get(server, paths["bomb"])
        assert headers["content-encoding"] == "gzip"
        assert len(gzip.decompress(body)) == 4000 > 50 * len(body)
        assert "版权所有" in get(server, paths["mislabeled"])[1].decode("gbk")


def test_bans_begin_and_end_and_say_when_to_come_back(simsite: Callable[..., Server]):
    server = simsite(articles=20, ban_after=3, ban_status=429, ban_times=2, retry_after=30)
    answers = [get(server, "/news/fj/fz/") for _ in range(6)]
    assert [status for status, _, _ in answers] == [200, 200, 200, 429, 429, 200]
    assert answers[3][2]["retry-after"] == "30"
    assert get(server, "/robots.txt")[0] == 200
    polite = simsite(articles=20, ban_after=0, ban_status=200)
    assert "访问验证" in get(polite, "/news/fj/fz/")[1].decode()


def test_listings_fail_as_asked(simsite: Callable[..., Server]):
    server = simsite(
        articles=40, listings=4, listing_500=(3,), listing_500_times=1, listing_empty=(2,), listing_loop=True
    )
    assert [get(server, "/news/fj/fz/3.shtml")[0] for _ in range(2)] == [500, 200]
    empty = Selector(get(server, "/news/fj/fz/2.shtml")[1].decode())
    assert not [
        url for url in empty.css("ul.newlistbox a::attr(href)").getall() if "/2020" in url and "/zt/" not in url
    ]
    last = Selector(get(server, "/news/fj/fz/4.shtml")[1].decode())
    assert last.css("div.pagebar a.next::attr(href)").get() == "/news/fj/fz/4.shtml"
    assert get(server, "/news/fj/fz/5.shtml")[0] == 404
    for family, path in (
        ("hxnews", "/news/fj/fz/77.shtml"),
        ("trs", "/xmxw/index_76.html"),
        ("founder", "/node_305144_77.htm"),
    ):
        endless = Replies(SimSite(1, 20, 2, family=family, listing_endless=True), BASE).reply(path)
        assert endless.status == 200
        assert "77" in endless.body.decode()


def test_robots_sitemap_and_hostile_links(simsite: Callable[..., Server]):
    server = simsite(articles=20, hostile=True, crawl_delay=2.5, evil_sitemap=True)
    assert b"Crawl-delay: 2.5" in get(server, "/robots.txt")[1]
    assert b"<!ENTITY j" in get(server, "/sitemap.xml")[1]
    site = server.sites[0]
    for path in ("/news/fj/fz/", site.articles[0].path):
        html = get(server, path)[1].decode()
        links = [server.url.replace("127.0.0.1", host) for host in ("2130706433", "[::ffff:127.0.0.1]", "0x7f.1")]
        assert all(
            f'href="{link}/' in html for link in (*links, "file://", "http://169.254.169.254", "http://10.0.0.1")
        )
    assert get(server, site.canaries[0])[0] == 200
    assert get(simsite(articles=5, robots=None), "/robots.txt")[0] == 404


def test_unchanged_pages_are_not_sent_again(simsite: Callable[..., Server]):
    server = simsite(articles=10, etags=True)
    path = server.sites[0].articles[0].path
    tag = get(server, path)[2]["etag"]
    assert get(server, path, **{"If-None-Match": tag})[:2] == (304, b"")
    server.sites[0].advance(days=0, change_template=True)
    assert get(server, path, **{"If-None-Match": tag})[0] == 200


def test_one_server_is_several_hosts_and_a_proxy():
    here, there = SimSite(1, 10, 1), SimSite(2, 10, 1, family="trs")
    with serve(here, there) as server:
        assert "厦门网" in get(server, "/xmxw/", Host="news.xmnn.cn")[1].decode()
        html = get(server, "http://www.hxnews.com/news/fj/fz/")[1].decode()
        assert 'href="http://www.hxnews.com/news/fj/fz/2020' in html
        assert [request.status for request in server.requests] == [200, 200]
        assert server.requests[0].time <= server.requests[1].time
        server.reset()
        assert server.paths() == []


def test_it_runs_as_a_process_of_its_own():
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-m", "tests.simsite", "--articles", "5", "--listings", "1", "missing=1"]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout
            host, _, port = process.stdout.readline().strip().removeprefix("http://").partition(":")
            connection = http.client.HTTPConnection(host, int(port), timeout=10)
            connection.request("GET", "/news/fj/fz/")
            assert connection.getresponse().status == 200
            connection.close()
            process.terminate()
            assert process.wait(timeout=10) == 0
        finally:
            process.kill()  # leaving the block waits for it, however long

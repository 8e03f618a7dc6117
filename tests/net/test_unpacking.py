"""Transfers that end early inside intact framing: no half article is archived as a whole one, no listing loses its
tail."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta

import brotli
import pytest
import zstandard

from newscrawl.net.unpacking import has_end
from tests.crawling import FAMILY_RULES, NOW, write_site
from tests.simsite import Replies, Reply, SimSite, serve
from tests.spiders.launching import Launcher, archived, balance, on_request, wanted

HTML = (("Content-Type", "text/html; charset=utf-8"),)


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


PACK: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "members": ("gzip", lambda body: gzip.compress(body[:500]) + gzip.compress(body[500:])),
    "deflate": ("deflate", zlib.compress),
    "raw deflate": ("deflate", raw_deflate),
    "br": ("br", brotli.compress),
    "zstd": ("zstd", zstandard.ZstdCompressor().compress),
}
PAGE = (
    "<html><body>" + "".join(f"<p>福州地铁{n}号线开通，全长{n * 7}公里。</p>" for n in range(90)) + "</body></html>"
).encode()


@pytest.mark.parametrize("how", PACK)
def test_a_stream_has_its_end_mark_only_as_a_whole(how: str) -> None:
    coding, pack = PACK[how]
    packed = pack(PAGE)
    assert has_end(packed, coding.encode())
    first = len(gzip.compress(PAGE[:500])) if how == "members" else 0
    for length in range(2, len(packed), 7):
        assert has_end(packed[:length], coding.encode()) is (length == first), length


def head(*lines: str) -> bytes:
    return "\r\n".join(("HTTP/1.1 200 OK", "Content-Type: text/html; charset=utf-8", *lines, "", "")).encode()


def transfer(how: str, page: bytes, share: float) -> Reply:
    """Return a page as sent in some way, or a part of it."""
    if how in PACK:
        coding, pack = PACK[how]
        packed = pack(page)
        return Reply(200, packed[: int(len(packed) * share)], (*HTML, ("Content-Encoding", coding)))
    part = page[: int(len(page) * share)]
    if how == "chunked":
        end = b"0\r\n\r\n" if share == 1 else b""
        return Reply(200, raw=head("Transfer-Encoding: chunked") + b"%x\r\n%b\r\n%b" % (len(part), part, end))
    if how == "compressed until the connection ends":
        packed = gzip.compress(page)
        return Reply(200, raw=head("Content-Encoding: gzip", "Connection: close") + packed[: int(len(packed) * share)])
    return Reply(200, raw=head("Connection: close") + part)


WAYS = (*PACK, "chunked", "compressed until the connection ends", "until the connection ends")


def later(days: float) -> str:
    return (datetime.fromisoformat(NOW) + timedelta(days=days)).isoformat()


def test_articles_that_are_cut_are_fetched_again_and_archived_whole(launcher: Launcher) -> None:
    site = SimSite(seed=95, articles=2 * len(WAYS), listings=1)
    victims = {article.path: how for article, how in zip(site.articles[::2], WAYS, strict=True)}
    share = 0.6

    def answer(path: str) -> Reply | None:
        return transfer(victims[path], pages[path], share) if path in victims else None

    with serve(site) as server, on_request(server, answer):
        write_site(launcher.tmp / "catalog", site, server.url)
        pages = {path: Replies(site, server.url).reply(path).body for path in victims}
        first = launcher.crawl("channels=sim/*", RETRY_TIMES=0)
        assert (first.code, balance(first).get("pending/dataloss")) == (3, len(WAYS)), balance(first)
        assert not victims.keys() & archived(first, server).keys()
        share = 1
        run = launcher.crawl("channels=sim/*", NEWSCRAWL_NOW=later(1))
    assert (run.code, archived(run, server)) == (0, wanted(site))
    assert all(line["complete"] for line in run.lines())


def test_an_article_that_is_always_cut_goes_incomplete_at_last(launcher: Launcher) -> None:
    site = SimSite(seed=96, articles=4, listings=1)
    victim = site.articles[2]
    patch = {"newscrawl.ledger.backoff:MAX_ATTEMPTS": 2}
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        page = Replies(site, server.url).reply(victim.path).body
        with on_request(server, lambda path: transfer("gzip", page, 0.8) if path == victim.path else None):
            first = launcher.crawl("channels=sim/*", patch=patch)
            assert balance(first)["pending/dataloss"] == 1
            run = launcher.crawl("channels=sim/*", patch=patch, NEWSCRAWL_NOW=later(1))
    assert (run.code, archived(run, server)) == (0, wanted(site))
    assert [line["url"].removeprefix(server.url) for line in run.lines() if not line["complete"]] == [victim.path]


def test_of_a_page_without_any_end_nobody_says_that_it_is_whole(launcher: Launcher) -> None:
    """No length, no end of the document: it may be the site's habit, or a cut."""
    site = SimSite(seed=97, articles=4, listings=1)
    victim = site.articles[2]
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        page = Replies(site, server.url).reply(victim.path).body
        body = page[page.index(b"<body") : page.rindex(b"</body")]
        with on_request(server, lambda path: Reply(200, raw=head() + body) if path == victim.path else None):
            run = launcher.crawl("channels=sim/*")
    assert [line["complete"] for line in run.lines() if line["url"].endswith(victim.path)] == [False]


@pytest.mark.parametrize("how", ["gzip", "br", "until the connection ends"])
def test_a_listing_page_that_is_cut_ends_no_walk_and_loses_nothing_below(launcher: Launcher, how: str) -> None:
    site = SimSite(seed=98, articles=100, listings=10)
    rules = FAMILY_RULES["hxnews"].replace('{ url = "{folder}{page}.shtml", first = 2 }', '"a.next"')
    path = site.family.listing_page(site.channels[0].path, 6)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url, rules=rules)
        page = Replies(site, server.url).reply(path).body
        with on_request(server, lambda asked: transfer(how, page, 0.6) if asked == path else None):
            first = launcher.crawl("channels=sim/*", "since=all")
        assert first.code in (3, 4)
        assert 50 <= len(first.lines()) < 60
        run = launcher.crawl("channels=sim/*", "since=all", NEWSCRAWL_NOW=later(1))
    assert archived(run, server) == wanted(site)

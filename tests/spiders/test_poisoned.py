"""Links and rows that are no address, and answers that cannot be read: they end nothing but themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from newscrawl.items import Entry
from newscrawl.ledger import Cursor, Extent
from newscrawl.ledger.sqlite import SqliteLedger
from newscrawl.urls import article_id
from tests.crawling import FAMILY_RULES, NOW, write_site
from tests.simsite import Reply, Server, SimSite, serve
from tests.spiders.launching import Launcher, archived, balance, on_request, wanted

LATER = "2020-11-19T23:00:00+08:00"
POISON = (
    "http://127.0.0.1:99999/news/fj/fz/202011/18/1.shtml",
    "http://127.0.0.1:８０/news/fj/fz/202011/18/2.shtml",
    "http://127.0.0.1:80:80/news/fj/fz/202011/18/3.shtml",
    "http://[::1/news/fj/fz/202011/18/4.shtml",
    "http://127.0.0.1:-1/news/fj/fz/202011/18/5.shtml",
)


def changed(server: Server, path: str, old: str, new: str) -> Callable[[str], Reply | None]:
    """Return an act for `on_request`: what this path answers, with some markup replaced once."""
    answer = server.answer

    def act(asked: str) -> Reply | None:
        if asked != path:
            return None
        reply = answer("GET", path, {"host": f"{server.host}:{server.port}"})
        assert old.encode() in reply.body
        return replace(reply, body=reply.body.replace(old.encode(), new.encode(), 1))

    return act


def test_poisoned_links_in_a_listing_stop_neither_this_run_nor_later_ones(launcher: Launcher) -> None:
    site = SimSite(seed=60, articles=12, listings=2)
    items = "".join(f'<li><h3><a href="{url}">福州地铁新线开通</a></h3><span>2020-11-18</span></li>' for url in POISON)
    front = site.channels[0].path
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        with on_request(server, changed(server, front, '<ul class="newlistbox">', f'<ul class="newlistbox">{items}')):
            first = launcher.crawl("channels=sim/*")
        assert (first.code, archived(first, server)) == (0, wanted(site)), first.err[-2000:]
        again = launcher.crawl("channels=sim/*", NEWSCRAWL_NOW=LATER)
    assert again.code == 0
    assert set(balance(again)) == {"exported"}


def enter_rows(data: Path, site: SimSite, server: Server, urls: tuple[str, ...]) -> None:
    """Enter rows as a release did that took these links for entries."""
    data.mkdir(parents=True)
    ledger = SqliteLedger.open(data / "ledger.sqlite")
    try:
        now = datetime.fromisoformat(NOW)
        run = ledger.begin_run("channel", {}, now)
        walk = ledger.open_walk(run, f"sim/{site.channels[0].id}", "sim", Extent(max_pages=1), None)
        entries = [Entry(article_id(url), url, "福州地铁新线开通", "2020-11-18") for url in urls]
        ledger.enter(run, walk.id, entries, Cursor(), now)
        ledger.close_walk(walk.id, "max_pages", Extent(max_pages=1), now)
        ledger.end_run(run, now, 0, {})
    finally:
        ledger.close()


def test_a_row_that_cannot_become_a_request_has_failed_and_all_others_are_fetched(launcher: Launcher) -> None:
    site = SimSite(seed=61, articles=10, listings=1)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        enter_rows(launcher.tmp / "data", site, server, POISON)
        run = launcher.crawl("channels=sim/*")
        assert (run.code, archived(run, server)) == (0, wanted(site)), run.err[-2000:]
    assert balance(run)["failed/bad_url"] == len(POISON)
    assert "cannot be requested" in run.err


def test_a_further_page_without_an_address_leaves_the_article_incomplete(launcher: Launcher) -> None:
    site = SimSite(seed=62, articles=6, listings=1)
    victim = site.articles[2].path
    link = '<a class="following" href="http://127.0.0.1:99999/news/fj/fz/202011/18/1_2.shtml">下一页</a></body>'
    rules = FAMILY_RULES["hxnews"].replace("[[layout]]", '[[layout]]\nnext_page = "a.following::attr(href)"')
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url, rules=rules)
        with on_request(server, changed(server, victim, "</body>", link)):
            run = launcher.crawl("channels=sim/*")
        assert (run.code, archived(run, server)) == (0, wanted(site)), run.err[-2000:]
    assert [line["url"].removeprefix(server.url) for line in run.lines() if not line["complete"]] == [victim]


def test_a_next_page_without_an_address_bounds_the_walk_and_ends_no_run(launcher: Launcher) -> None:
    site = SimSite(seed=63, articles=20, listings=2)
    rules = """
[listing]
entries = "ul.newlistbox > li"
link = "h3 a:last-of-type"
next_url = "a.broken"
"""
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url, rules=rules)
        link = '<a class="broken" href="http://127.0.0.1:99999/news/fj/fz/2.shtml">下一页</a></body>'
        with on_request(server, changed(server, site.channels[0].path, "</body>", link)):
            run = launcher.crawl("channels=sim/*")
    assert "the next page" in run.err
    assert "Traceback" not in run.err
    assert len(run.lines()) == 10


@pytest.mark.parametrize("what", ["article", "listing"])
def test_a_page_that_the_reader_fails_on_is_left_for_later_and_all_others_are_read(
    launcher: Launcher, what: str
) -> None:
    """No page is known that does this; the next release may have a fault."""
    site = SimSite(seed=64, articles=12, listings=2)
    place = {
        "article": "newscrawl.reader.article:read_page",
        "listing": "newscrawl.reader.listing:read_listing",
    }
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        run = launcher.crawl("channels=sim/*", patch={place[what]: None})
        assert run.code in (3, 4)
        assert "cannot be read" in run.err
        mended = launcher.crawl("channels=sim/*", NEWSCRAWL_NOW=LATER)
        assert (mended.code, archived(mended, server)) == (0, wanted(site))

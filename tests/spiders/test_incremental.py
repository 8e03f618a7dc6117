"""Only what is new, and nothing missed: the stop rule over several runs of a site that changes and fails."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from tests.crawling import ROOT, Crawl, command, crawl, read_lines, write_site
from tests.simsite import Server, SimSite, serve

LATER = "2020-11-21T23:00:00+08:00"
K = 3


def paths_of(run: Crawl, base: str) -> Counter[str]:
    return Counter(line["url"].removeprefix(base) for line in run.lines())


def wanted(site: SimSite) -> Counter[str]:
    return Counter(a.moved_to or a.path for a in site.articles if a.outcome == "exported")


def requests(server: Server, site: SimSite) -> tuple[list[str], list[str]]:
    """Listing and article requests since the last reset."""
    articles = {path for a in site.articles for path in a.paths}
    asked = [path for path in server.paths() if path != "/robots.txt"]
    return [path for path in asked if path not in articles], [path for path in asked if path in articles]


def test_an_unchanged_channel_costs_k_listings_and_no_article(tmp_path: Path):
    site = SimSite(seed=41, articles=60, listings=6, pinned=2, redated=1)
    with serve(site) as server:
        write_site(tmp_path / "catalog", site, server.url)
        assert crawl(tmp_path, "channels=sim/*", "since=all").code == 0
        server.reset()
        run = crawl(tmp_path, "channels=sim/*")
        listings, articles = requests(server, site)
    assert run.code == 0
    assert len(listings) <= K + 1
    assert articles == []
    assert paths_of(run, server.url) == wanted(site)


def test_days_missed_with_pins_redates_and_a_broken_listing_leave_no_hole(tmp_path: Path):
    site = SimSite(seed=42, articles=60, listings=6, pinned=2, listing_500=(3,))
    with serve(site) as server:
        write_site(tmp_path / "catalog", site, server.url)
        first = crawl(tmp_path, "channels=sim/*", "since=all")
        assert first.code == 3
        assert "http_500" in first.err
        site.heal()
        site.turn(listing_500=())
        site.advance(days=3, new=20, redate=3, pin=1)
        server.reset()
        run = crawl(tmp_path, "channels=sim/*", "since=all", NEWSCRAWL_NOW=LATER)
        listings, _articles = requests(server, site)
    assert run.code == 0
    assert paths_of(run, server.url) == wanted(site)
    assert len(listings) <= 8 + K + 1
    assert max(Counter(requests(server, site)[1]).values()) == 1


def test_max_pages_first_hides_nothing_from_a_full_walk(tmp_path: Path):
    site = SimSite(seed=43, articles=80, listings=8)
    with serve(site) as server:
        write_site(tmp_path / "catalog", site, server.url)
        assert len(crawl(tmp_path, "channels=sim/*", "max_pages=5").lines()) == 50
        run = crawl(tmp_path, "channels=sim/*", "since=all")
    assert paths_of(run, server.url) == wanted(site)


def test_the_first_walk_is_bounded_and_later_ones_stop_by_themselves(tmp_path: Path):
    site = SimSite(seed=44, articles=60, listings=6, days=24.0)
    with serve(site) as server:
        write_site(tmp_path / "catalog", site, server.url)
        first = crawl(tmp_path, "channels=sim/*", NEWSCRAWL_FIRST_WALK=8)
        recent = {a.path for a in site.articles if a.published.date().isoformat() >= "2020-11-10"}
        assert set(paths_of(first, server.url)) == recent
        site.advance(days=1, new=4)
        server.reset()
        again = crawl(tmp_path, "channels=sim/*", NEWSCRAWL_NOW="2020-11-19T23:00:00+08:00", NEWSCRAWL_FIRST_WALK=8)
        listings, articles = requests(server, site)
    assert len(again.lines()) == len(recent) + 4
    assert len(articles) == 4
    assert len(listings) <= 1 + K + 1


def test_a_back_fill_killed_on_page_15_goes_on_there(tmp_path: Path):
    site = SimSite(seed=45, articles=200, listings=20)
    with serve(site) as server:
        write_site(tmp_path / "catalog", site, server.url)
        line = command(tmp_path, "-a", "channels=sim/*", "-a", "since=all", CONCURRENT_REQUESTS=1)
        page15 = site.family.listing_page(site.channels[0].path, 15)
        process = subprocess.Popen(line, cwd=ROOT, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 90
        while page15 not in server.paths() and time.monotonic() < deadline:
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
        server.reset()
        run = crawl(tmp_path, "channels=sim/*", "since=all")
        listings, _articles = requests(server, site)
    assert run.code == 0
    assert paths_of(run, server.url) == wanted(site)
    deep = [
        path for path in listings if path in {site.family.listing_page(site.channels[0].path, n) for n in range(5, 13)}
    ]
    assert deep == [], "pages walked before the kill were walked again"


def test_a_transient_failure_is_retried_by_later_runs_and_a_final_one_is_not(tmp_path: Path):
    site = SimSite(seed=46, articles=30, listings=2, flaky=2, flaky_times=3, missing=1, broken=1)
    with serve(site) as server:
        write_site(tmp_path / "catalog", site, server.url)
        first = crawl(tmp_path, "channels=sim/*", "since=all")
        assert first.code == 3
        assert "failed/http_404 1" in first.err
        assert "pending/http_500 3" in first.err
        soon = crawl(tmp_path, "channels=sim/*")
        assert soon.code == 0, "their time has not come"
        missing = next(a for a in site.articles if a.fault == "missing")
        asked = server.paths().count(missing.path)
        later = crawl(tmp_path, "channels=sim/*", NEWSCRAWL_NOW=LATER)
        assert server.paths().count(missing.path) == asked
    flaky = {a.path for a in site.articles if a.fault == "flaky"}
    assert flaky <= set(paths_of(later, server.url))
    assert later.code == 3, "the broken one still fails"


def test_followers_of_several_runs_add_up_to_the_record(tmp_path: Path):
    site = SimSite(seed=47, articles=20, listings=2)
    feed = tmp_path / "all.jsonl"
    with serve(site) as server:
        write_site(tmp_path / "catalog", site, server.url)
        crawl(tmp_path, "channels=sim/*", "since=all", "-o", str(feed))
        site.advance(days=1, new=5)
        run = crawl(tmp_path, "channels=sim/*", "-o", str(feed), NEWSCRAWL_NOW=LATER)
    assert sorted(map(str, read_lines(feed))) == sorted(map(str, run.lines()))
    assert len(run.lines()) == 25


def test_a_lost_ledger_is_told_and_rebuilt_instead_of_everything_fetched_again(tmp_path: Path):
    site = SimSite(seed=48, articles=20, listings=2)
    with serve(site) as server:
        write_site(tmp_path / "catalog", site, server.url)
        crawl(tmp_path, "channels=sim/*", "since=all")
        for path in (tmp_path / "data").glob("ledger.sqlite*"):
            path.unlink()
        refused = crawl(tmp_path, "channels=sim/*", "since=all")
        assert refused.code == 2
        assert "scrapy ledger rebuild" in refused.err
        line = [sys.executable, "-m", "scrapy", "ledger", "rebuild", "-s", f"NEWSCRAWL_DATA={tmp_path / 'data'}"]
        subprocess.run(line, cwd=ROOT, check=True, capture_output=True)
        server.reset()
        run = crawl(tmp_path, "channels=sim/*", "since=all")
        _listings, articles = requests(server, site)
    assert run.code == 0
    assert articles == []
    assert len(run.lines()) == 20

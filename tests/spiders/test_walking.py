"""Only what is new, and nothing missed: the stop rule over several runs of a site that changes and fails."""

from __future__ import annotations

import shutil
import signal
from collections import Counter
from pathlib import Path

import pytest

from tests.crawling import FAMILY_RULES, Crawl, read_lines, write_site
from tests.simsite import Replies, Reply, Server, SimSite, serve
from tests.spiders.launching import Launcher, Running, archived, asked, balance, on_request, wanted

pytestmark = pytest.mark.slow

K = 3
"""NEWSCRAWL_KNOWN_PAGES."""
LATER = "2020-11-21T23:00:00+08:00"
UNDATED = FAMILY_RULES["hxnews"].replace("[article]", 'date = "span.no-date-here"\n[article]')
"""The site's rules, but that nothing in its listings is taken for a date."""


def listing(site: SimSite, number: int) -> str:
    return site.family.listing_page(site.channels[0].path, number)


def assert_whole(run: Crawl, server: Server, site: SimSite) -> None:
    assert run.code == 0, run.err[-2000:]
    assert archived(run, server) == wanted(site)


def test_an_unchanged_channel_costs_k_listings_and_no_article(launcher: Launcher) -> None:
    site = SimSite(seed=41, articles=60, listings=6, pinned=2, redated=1)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        launcher.crawl("channels=sim/*")
        server.reset()
        run = launcher.crawl("channels=sim/*")
        listings, articles = asked(server, site)
    assert len(listings) <= K + 1
    assert articles == []
    assert_whole(run, server, site)


@pytest.mark.parametrize("bound", ["since=all", "channels=sim/*"], ids=["all", "incremental"])
def test_days_missed_with_pins_redates_and_a_broken_listing_leave_no_hole(launcher: Launcher, bound: str) -> None:
    site = SimSite(seed=42, articles=100, listings=10, pinned=2, redated=2, listing_500=(3,))
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        first = launcher.crawl("channels=sim/*", bound)
        assert first.code == 3
        assert "walk broken" in first.err
        read = 2
        site.heal()
        site.advance(days=3, new=14, redate=3, pin=1)
        server.reset()
        run = launcher.crawl("channels=sim/*", bound, NEWSCRAWL_NOW=LATER)
        listings, articles = asked(server, site)
    assert_whole(run, server, site)
    assert max(Counter(articles).values()) == 1
    new_pages = site.listing_count(site.channels[0]) - read
    # the page behind the last, which is not there, is how this site's listing tells its end
    assert (
        len([path for path in listings if path != listing(site, site.listing_count(site.channels[0]) + 1)])
        <= new_pages + K + 1
    )


def test_the_run_after_the_broken_one_stops_as_soon_as_any(launcher: Launcher) -> None:
    """Once mended, a channel costs no more than one that never broke."""
    site = SimSite(seed=42, articles=60, listings=6, listing_500=(3,))
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        launcher.crawl("channels=sim/*")
        site.heal()
        launcher.crawl("channels=sim/*")
        site.advance(days=1, new=4)
        server.reset()
        run = launcher.crawl("channels=sim/*", NEWSCRAWL_NOW=LATER)
        listings, articles = asked(server, site)
    assert_whole(run, server, site)
    assert (len(listings), len(articles)) == (1 + K, 4)


def test_max_pages_first_hides_nothing_from_a_full_walk(launcher: Launcher) -> None:
    site = SimSite(seed=43, articles=80, listings=8)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        first = launcher.crawl("channels=sim/*", "max_pages=5")
        assert (first.code, len(first.lines())) == (0, 50)
        server.reset()
        run = launcher.crawl("channels=sim/*", "since=all")
        assert len(asked(server, site)[1]) == 30
    assert_whole(run, server, site)


def test_max_pages_hides_nothing_from_the_first_scheduled_walk_either(launcher: Launcher) -> None:
    site = SimSite(seed=43, articles=80, listings=8)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        launcher.crawl("channels=sim/*", "max_pages=5")
        run = launcher.crawl("channels=sim/*")
    assert_whole(run, server, site)


def test_the_first_walk_is_bounded_and_later_ones_stop_by_themselves(launcher: Launcher) -> None:
    site = SimSite(seed=44, articles=60, listings=6, days=24.0)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        first = launcher.crawl("channels=sim/*", NEWSCRAWL_FIRST_WALK=8)
        recent = {a.path for a in site.articles if a.published.date().isoformat() >= "2020-11-10"}
        assert set(archived(first, server)) == recent
        site.advance(days=1, new=4)
        server.reset()
        again = launcher.crawl("channels=sim/*", NEWSCRAWL_NOW=LATER, NEWSCRAWL_FIRST_WALK=8)
        listings, articles = asked(server, site)
    assert len(again.lines()) == len(recent) + 4
    assert len(articles) == 4
    assert len(listings) <= 1 + K + 1


def test_a_back_fill_killed_on_page_15_goes_on_there(launcher: Launcher) -> None:
    site = SimSite(seed=45, articles=100, listings=20)
    crawls: list[Running] = []

    def kill(path: str) -> Reply | None:
        if path == listing(site, 15):
            crawls[0].send(signal.SIGKILL)
        return None

    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        with on_request(server, kill):
            crawls.append(launcher.start("channels=sim/*", "since=all"))
            assert launcher.wait(crawls[0]).code == -signal.SIGKILL
        before = Counter(asked(server, site)[1])
        server.reset()
        run = launcher.crawl("channels=sim/*", "since=all")
        listings, articles = asked(server, site)
    assert_whole(run, server, site)
    deep = {listing(site, number) for number in range(K + 2, 13)}
    assert not deep & set(listings), "pages walked before the kill were walked again"
    twice = (before & Counter(articles)).total()
    assert twice <= 50, "more than one group was fetched again"


def test_scheduled_runs_go_on_while_a_back_fill_lies_interrupted(launcher: Launcher) -> None:
    """Years back stopped half-way: the hourly run neither walks them nor takes their ground for its own end."""
    site = SimSite(seed=45, articles=100, listings=20, listing_500=(15,))
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        launcher.crawl("channels=sim/*", NEWSCRAWL_FIRST_WALK=5)
        assert launcher.crawl("channels=sim/*", "since=all").code == 3
        site.advance(days=1, new=3)
        server.reset()
        hourly = launcher.crawl("channels=sim/*", NEWSCRAWL_NOW=LATER)
        listings, articles = asked(server, site)
        assert (hourly.code, len(articles)) == (0, 3)
        assert len(listings) <= 1 + K + 1
        site.heal()
        run = launcher.crawl("channels=sim/*", "since=all", NEWSCRAWL_NOW=LATER)
    assert_whole(run, server, site)


def test_a_back_fill_of_some_days_has_these_days_and_hides_none(launcher: Launcher) -> None:
    site = SimSite(seed=48, articles=60, listings=6, pinned=1)
    day = lambda article: article.published.date().isoformat()  # noqa: E731
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        part = launcher.crawl("channels=sim/*", "since=2020-11-05", "until=2020-11-12")
        assert part.code == 0
        assert set(archived(part, server)) == {a.path for a in site.articles if "2020-11-05" <= day(a) <= "2020-11-12"}
        newer = launcher.crawl("channels=sim/*", NEWSCRAWL_FIRST_WALK=13)
        assert set(archived(newer, server)) == {a.path for a in site.articles if day(a) >= "2020-11-05"}
        run = launcher.crawl("channels=sim/*", "since=all")
    assert_whole(run, server, site)


# Listings without dates -----------------------------------------------------------------------------------------------


def test_without_dates_in_listings_the_articles_say_when_the_first_walk_is_deep_enough(launcher: Launcher) -> None:
    site = SimSite(seed=49, articles=150, listings=30, days=60.0, pinned=1)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url, rules=UNDATED)
        first = launcher.crawl("channels=sim/*", NEWSCRAWL_FIRST_WALK=10)
        listings, _articles = asked(server, site)
        count = len(first.lines())
        assert first.code == 0
        recent = {a.path for a in site.articles if a.published.date().isoformat() >= "2020-11-08"}
        assert recent <= set(archived(first, server))
        assert len(listings) <= len(recent) // 5 + 1 + 4
        site.advance(days=1, new=3)
        server.reset()
        again = launcher.crawl("channels=sim/*", NEWSCRAWL_NOW=LATER, NEWSCRAWL_FIRST_WALK=10)
        listings, articles = asked(server, site)
    assert len(articles) == 3
    assert len(listings) <= 1 + K + 1
    assert len(again.lines()) == count + 3


def test_without_dates_in_listings_bounds_are_kept_and_what_lay_outside_is_not_lost(launcher: Launcher) -> None:
    """What was fetched to learn its date waits for a run that wants it, and is not fetched again by one that does not."""
    site = SimSite(seed=50, articles=60, listings=12)
    bounds = ("since=2020-11-05", "until=2020-11-12")
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url, rules=UNDATED)
        part = launcher.crawl("channels=sim/*", *bounds)
        inside = {a.path for a in site.articles if "2020-11-05" <= a.published.date().isoformat() <= "2020-11-12"}
        assert part.code == 0
        assert set(archived(part, server)) == inside
        assert balance(part)["pending/outside_dates"] > 0
        assert len(asked(server, site)[0]) < 12
        server.reset()
        again = launcher.crawl("channels=sim/*", *bounds)
        assert again.code == 0
        assert asked(server, site)[1] == []
        run = launcher.crawl("channels=sim/*", "since=all")
    assert_whole(run, server, site)


# Failures over runs ---------------------------------------------------------------------------------------------------


def test_a_transient_failure_is_retried_by_later_runs_before_anything_new(launcher: Launcher) -> None:
    site = SimSite(seed=46, articles=30, listings=2, flaky=2, flaky_times=3, missing=1, truncated=1)
    missing = next(a.path for a in site.articles if a.fault == "missing")
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        first = launcher.crawl("channels=sim/*")
        assert first.code == 3
        counted = balance(first)
        assert (counted["pending/http_404"], counted["pending/http_500"], counted["pending/dataloss"]) == (1, 2, 1)
        server.requests.clear()
        soon = launcher.crawl("channels=sim/*")
        assert soon.code == 0, "their time has not come"
        assert asked(server, site)[1] == []
        server.requests.clear()
        later = launcher.crawl("channels=sim/*", NEWSCRAWL_NOW=LATER, CONCURRENT_REQUESTS=1)
    flaky = {a.path for a in site.articles if a.fault == "flaky"}
    assert flaky <= set(archived(later, server))
    assert later.code == 3, "the truncated one still fails"
    assert missing in server.paths(), "it may have been listed before it was there"
    assert set(server.paths()[1:3]) <= {*flaky, *(a.path for a in site.articles if a.fault)}, "what is pending is first"


def test_an_article_fails_for_good_after_its_last_attempt_and_is_told_once(launcher: Launcher) -> None:
    site = SimSite(seed=51, articles=6, listings=1, broken=1)
    patch = {"newscrawl.ledger.backoff:MAX_ATTEMPTS": 3}
    codes = []
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        for hour in ("10:00", "10:29", "10:31", "11:32", "23:00"):
            now = f"2020-11-19T{hour}:00+08:00"
            run = launcher.crawl("channels=sim/*", patch=patch, NEWSCRAWL_NOW=now, RETRY_TIMES=0)
            codes.append((run.code, "1 article is given up" in run.err))
        broken = next(a.path for a in site.articles if a.fault == "broken")
        assert server.paths().count(broken) == 3
    assert codes == [(3, False), (0, False), (3, False), (4, True), (0, False)], "the last attempt is an alarm, once"


def test_redirects_without_end_are_a_failure_that_may_pass(launcher: Launcher) -> None:
    """A server that sends everybody round in a circle, as for want of a cookie, may be mended tomorrow."""
    site = SimSite(seed=52, articles=6, listings=1)
    victim = site.articles[2].path
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        circle = lambda path: Reply(302, b"", (("Location", victim),)) if path == victim else None  # noqa: E731
        with on_request(server, circle):
            first = launcher.crawl("channels=sim/*")
        assert (first.code, balance(first)["pending/redirect_loop"]) == (3, 1)
        run = launcher.crawl("channels=sim/*", NEWSCRAWL_NOW=LATER)
    assert_whole(run, server, site)


def test_a_robots_txt_that_cannot_be_had_costs_no_attempt(launcher: Launcher) -> None:
    site = SimSite(seed=53, articles=6, listings=1, robots_status=200)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        first = launcher.crawl("channels=sim/*", "max_pages=1", CLOSESPIDER_ITEMCOUNT=2, CONCURRENT_REQUESTS=1)
        shutil.rmtree(first.data / "robots")  # its rules would hold
        site.turn(robots_status=503)
        refused = launcher.crawl("channels=sim/*")
        assert refused.code == 3
        assert balance(refused)["pending/robots_unreachable"] > 0
        site.turn(robots_status=200)
        run = launcher.crawl("channels=sim/*")
    assert_whole(run, server, site)


# What must not pass in silence ----------------------------------------------------------------------------------------


def test_requests_that_somebody_drops_silently_make_a_run_incomplete(launcher: Launcher) -> None:
    site = SimSite(seed=54, articles=12, listings=2)
    extension = {"newscrawl.settings:SPIDER_MIDDLEWARES": {"tests.spiders.dropping.DropArticles": 1}}
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        run = launcher.crawl("channels=sim/*", patch=extension)
        assert run.code == 3
        assert "12 articles were taken up, and neither an outcome nor a cause came of them" in run.err
        assert_whole(launcher.crawl("channels=sim/*"), server, site)


def test_a_listing_that_somebody_drops_silently_makes_a_run_incomplete(launcher: Launcher) -> None:
    site = SimSite(seed=55, articles=12, listings=2)
    extension = {"newscrawl.settings:SPIDER_MIDDLEWARES": {"tests.spiders.dropping.DropListings": 1}}
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        run = launcher.crawl("channels=sim/*", patch=extension)
        assert run.code == 3
        assert "sim/fz: a listing was asked for, and neither an answer nor a failure came" in run.err
        assert_whole(launcher.crawl("channels=sim/*"), server, site)


@pytest.mark.parametrize("page", [1, 2])
def test_a_listing_that_leads_to_the_front_page_is_no_listing(launcher: Launcher, page: int) -> None:
    """A dissolved channel redirects to the front page, whose articles are none of the channel's."""
    site = SimSite(seed=56, articles=12, listings=2)
    rules = FAMILY_RULES["hxnews"].replace('{ url = "{folder}{page}.shtml", first = 2 }', '"a.next"')
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url, rules=rules)
        aside = lambda path: Reply(302, b"", (("Location", "/"),)) if path == listing(site, page) else None  # noqa: E731
        with on_request(server, aside):
            run = launcher.crawl("channels=sim/*")
        assert run.code == (4 if page == 1 else 3), "a channel that is gone is an alarm"
        assert "redirected" in run.err
        assert len(run.lines()) == 6 * (page - 1)
        assert_whole(launcher.crawl("channels=sim/*"), server, site)


@pytest.mark.parametrize("cut", [True, False], ids=["cut", "whole"])
def test_a_listing_of_which_nothing_shows_an_end_is_asked_for_again(launcher: Launcher, cut: bool) -> None:
    """The site writes no end tag, and ends its bodies with the connection: a page cut short looks as whole as any."""
    site = SimSite(seed=57, articles=24, listings=2)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        pages = {path: Replies(site, server.url).reply(path) for path in (listing(site, 1), listing(site, 2))}
        times: Counter[str] = Counter()

        def endless(path: str) -> Reply | None:
            if path not in pages:
                return None
            times[path] += 1
            body = pages[path].body.replace(b"</body>", b"").replace(b"</html>", b"").rstrip()
            if cut and times[path] == 1:
                body = body[: body.index(b"/20", body.index(b"/20") + 900)]  # in the middle of the list
            head = b"".join(f"{name}: {value}\r\n".encode() for name, value in pages[path].headers)
            return Reply(200, raw=b"HTTP/1.1 200 OK\r\n" + head + b"Connection: close\r\n\r\n" + body)

        with on_request(server, endless):
            run = launcher.crawl("channels=sim/*")
        assert times == dict.fromkeys(pages, 2) if not cut else times[listing(site, 1)] == 2
        assert run.code == (3 if cut else 0), run.err[-2000:]
        if not cut:
            assert archived(run, server) == wanted(site)
        assert_whole(launcher.crawl("channels=sim/*"), server, site)


def test_followers_of_several_runs_add_up_to_the_record(launcher: Launcher, tmp_path: Path) -> None:
    site = SimSite(seed=47, articles=20, listings=2)
    feed = tmp_path / "all.jsonl"
    with serve(site) as server:
        write_site(tmp_path / "catalog", site, server.url)
        launcher.crawl("channels=sim/*", "-o", str(feed))
        site.advance(days=1, new=5)
        run = launcher.crawl("channels=sim/*", "-o", str(feed), NEWSCRAWL_NOW=LATER)
    assert sorted(map(str, read_lines(feed))) == sorted(map(str, run.lines()))
    assert len(run.lines()) == 25

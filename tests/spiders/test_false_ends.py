"""Listings whose end was believed wrongly, and feeds that ran over: nothing is lost in silence, and there is a way back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from email.utils import format_datetime

import pytest

from newscrawl.items import Article
from tests.crawling import FAMILY_RULES, Crawl, write_site
from tests.processes import scrapy
from tests.simsite import Reply, Server, SimSite, serve
from tests.spiders.launching import Launcher, archived, asked, on_request, wanted

pytestmark = pytest.mark.slow

BEGIN = datetime.fromisoformat("2020-11-18T23:00:00+08:00")
K = 3
"""NEWSCRAWL_KNOWN_PAGES."""


def on_day(launcher: Launcher, day: float, *args: str, code: int = 0, **settings: object) -> Crawl:
    """A crawl so many days after the first, which must end with this code."""
    now = (BEGIN + timedelta(days=day)).isoformat()
    run = launcher.crawl("channels=sim/*", *args, NEWSCRAWL_NOW=now, **settings)
    assert run.code == code, run.err[-3000:]
    return run


def without_pages_from(site: SimSite, first: int, status: int = 404) -> object:
    """Answer with an error in place of all deeper pages."""
    last = site.listing_count(site.channels[0]) + 3
    gone = {site.family.listing_page(site.channels[0].path, number) for number in range(first, last)}
    return lambda path: Reply(status) if path in gone else None


def since(site: SimSite, day: date) -> set[str]:
    return {article.path for article in site.articles if article.published.date() >= day}


def test_since_all_repairs_an_end_that_was_believed_wrongly(launcher: Launcher) -> None:
    """A server that lost all deeper pages for two days is believed; whoever sees it has a command that mends it."""
    site = SimSite(seed=81, articles=100, listings=20)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        with on_request(server, without_pages_from(site, 6)):  # type: ignore[arg-type]
            on_day(launcher, 0, "since=all")
            false = on_day(launcher, 1.5, "since=all")
        assert "walk ends (last_page)" in false.err, "the story needs a false end"
        assert len(archived(false, server)) == 25

        site.advance(days=2, new=3)
        server.reset()
        scheduled = on_day(launcher, 2)
        assert len(archived(scheduled, server)) == 28, "what lies below is hidden from the schedule"
        assert len(asked(server, site)[0]) <= 1 + K + 1

        repaired = on_day(launcher, 2.1, "since=all")
        assert archived(repaired, server) == wanted(site)

        site.advance(days=1, new=2)
        server.reset()
        later = on_day(launcher, 3)
        listings, articles = asked(server, site)
    assert archived(later, server) == wanted(site)
    assert (len(articles), len(listings) <= 1 + K) == (2, True)


def test_a_repair_goes_on_where_it_was_though_the_schedule_ran_meanwhile(launcher: Launcher) -> None:
    site = SimSite(seed=82, articles=100, listings=20)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        with on_request(server, without_pages_from(site, 6)):  # type: ignore[arg-type]
            on_day(launcher, 0, "since=all")
            on_day(launcher, 1.5, "since=all")
        with on_request(server, without_pages_from(site, 14, status=500)):  # type: ignore[arg-type]
            on_day(launcher, 2, "since=all", code=3)
        site.advance(days=2, new=3)
        on_day(launcher, 2.1)
        server.reset()
        repaired = on_day(launcher, 2.2, "since=all")
        listings = asked(server, site)[0]
    assert archived(repaired, server) == wanted(site)
    assert site.family.listing_page(site.channels[0].path, 10) not in listings, "it began at the top again"


@pytest.mark.parametrize("days_of_trouble", [1, 2, 4])
def test_no_false_end_widens_what_the_schedule_crawls(launcher: Launcher, days_of_trouble: int) -> None:
    """The first walk goes back twenty days, and what is older is never fetched, though page 4 was missing for a while."""
    site = SimSite(seed=83, articles=100, listings=20, days=50.0)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        with on_request(server, without_pages_from(site, 4)):  # type: ignore[arg-type]
            for day in range(days_of_trouble):
                on_day(launcher, day, NEWSCRAWL_FIRST_WALK=20)
        for day in range(days_of_trouble, days_of_trouble + 3):
            site.advance(days=1, new=3)
            run = on_day(launcher, day, NEWSCRAWL_FIRST_WALK=20)
        found = set(archived(run, server))
    assert found <= since(site, BEGIN.date() - timedelta(days=20)), "an article below the first walk was fetched"
    if days_of_trouble == 1:  # longer, and the end is believed
        assert found == since(site, BEGIN.date() - timedelta(days=20))


def feed(articles: list[Article], server: Server) -> Reply:
    items = "".join(
        f"<item><title>{each.listed_title}</title><link>{server.url}{each.path}</link>"
        f"<pubDate>{format_datetime(each.published)}</pubDate></item>"
        for each in articles
    )
    body = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>福州新闻</title>{items}</channel></rss>'
    return Reply(200, body.encode(), (("Content-Type", "application/rss+xml"),))


def test_a_feed_that_shows_no_known_entry_is_told_from_the_first_day_and_alarms_on_the_third(
    launcher: Launcher,
) -> None:
    """It shows ten entries, and fourteen appear in a day: four are lost to a crawl that comes once a day."""
    site = SimSite(seed=84, articles=20, listings=2)
    with serve(site) as server:
        path = launcher.tmp / "catalog/sites/fujian/sim.toml"
        path.parent.mkdir(parents=True)
        rules = FAMILY_RULES["hxnews"]
        head = f'name = "模拟网"\nhome = "{server.url}/"\ndelay = 0.0\n'
        path.write_text(f'{head}{rules}\n[discover]\nfeeds = ["{server.url}/rss.xml"]\n', encoding="utf-8")

        def answer(path: str) -> Reply | None:
            return feed(site.articles[:10], server) if path == "/rss.xml" else None  # type: ignore[arg-type]

        def audited() -> str:
            where = (
                "-s",
                f"NEWSCRAWL_DATA={launcher.tmp / 'data'}",
                "-s",
                f"NEWSCRAWL_CATALOG={launcher.tmp / 'catalog'}",
            )
            return scrapy("audit", *where).stdout

        with on_request(server, answer):
            on_day(launcher, 0)
            site.advance(days=1, new=4)
            on_day(launcher, 1)
            assert "depth unknown" not in audited(), "a feed that shows known entries has missed nothing"
            codes, told = [], []
            for day in (2, 3, 4):
                site.advance(days=1, new=14)
                now = (BEGIN + timedelta(days=day)).isoformat()
                run = launcher.crawl("channels=sim/*", NEWSCRAWL_NOW=now)
                codes.append(run.code)
                told.append("depth unknown (overrun" in audited())
    assert told == [True, True, True], "audit says so at once"
    assert codes == [0, 0, 4]
    assert "alarm" in run.err
    assert "more new than the page shows" in run.err

"""A clock that went back: nothing is crawled by it, since articles would lose their dates."""

from __future__ import annotations

from pathlib import Path

from tests.crawling import crawl, write_site
from tests.simsite import SimSite, serve


def test_a_clock_behind_the_last_run_is_refused_in_one_line(tmp_path: Path) -> None:
    with serve(SimSite(articles=6, listings=1)) as server:
        write_site(tmp_path / "catalog", server.sites[0], server.url)
        assert crawl(tmp_path, "channels=sim/*", NEWSCRAWL_NOW="2020-11-18T23:00:00+08:00").code == 0
        server.sites[0].advance(days=1, new=2)
        before = len(server.paths())
        early = crawl(tmp_path, "channels=sim/*", NEWSCRAWL_NOW="2002-03-04T09:00:00+08:00")
        assert early.code == 1
        assert "the clock says 2002-03-04 09:00, but run 1 of this ledger was at 2020-11-18 23:" in early.err
        assert "Traceback" not in early.err
        assert len(server.paths()) == before
        a_little = crawl(tmp_path, "channels=sim/*", NEWSCRAWL_NOW="2020-11-18T08:00:00+08:00")
        assert a_little.code == 4, "articles dated ahead of the clock are an alarm"
        assert len(a_little.lines()) == 8
        assert all(line["published"] for line in a_little.lines())


def test_a_run_whose_clock_was_ahead_bars_the_archive_no_longer_than_one_wants(tmp_path: Path) -> None:
    with serve(SimSite(articles=6, listings=1)) as server:
        write_site(tmp_path / "catalog", server.sites[0], server.url)
        assert crawl(tmp_path, "channels=sim/*", NEWSCRAWL_NOW="2031-01-01T00:00:00+08:00").code in (0, 4)
        assert crawl(tmp_path, "channels=sim/*").code == 1
        assert crawl(tmp_path, "channels=sim/*", NEWSCRAWL_CLOCK="trust").code in (0, 4)
        assert crawl(tmp_path, "channels=sim/*").code in (0, 4)

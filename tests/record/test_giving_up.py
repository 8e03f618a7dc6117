"""What comes in an article's place for a while loses no article, and what comes for ever ends: told, and asked no more."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests.crawling import NOW, Crawl, write_site
from tests.hostile.refusals import KINDS, refusal
from tests.rounds import rounds
from tests.simsite import Reply, SimSite, serve
from tests.spiders.launching import Launcher, archived, balance, on_request, wanted

BEGIN = datetime.fromisoformat(NOW)
HTML = (("Content-Type", "text/html; charset=utf-8"),)


def day(number: float) -> str:
    return (BEGIN + timedelta(days=number)).isoformat()


def given_up(run: Crawl) -> int:
    return run.err.count("given up: ")


Answer = Callable[[str], Reply | None]


@pytest.mark.parametrize("kind", KINDS)
def test_a_bad_day_of_refusal_pages_costs_no_article_and_archives_no_page_of_them(
    launcher: Launcher, kind: str
) -> None:
    """Pages known by structure alone: their words are chance."""
    site = SimSite(seed=80, articles=12, listings=1)
    paths = {article.path for article in site.articles}

    def answer(path: str) -> Reply | None:
        page = refusal(kind, f"{kind}-7", path, BEGIN)
        return Reply(page.status, page.body, HTML) if path in paths else None

    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        with on_request(server, answer):
            bad = launcher.crawl("channels=sim/*")
        assert (len(bad.lines()), len(bad.lines("duplicates"))) == (0, 0)
        assert bad.code in (3, 4)
        assert balance(bad)["pending"] == 12
        run = launcher.crawl("channels=sim/*", NEWSCRAWL_NOW=day(1))
    assert (run.code, archived(run, server)) == (0, wanted(site)), run.err[-2000:]


def test_a_page_that_is_missing_when_it_is_listed_is_archived_once_it_is_there(launcher: Launcher) -> None:
    site = SimSite(seed=81, articles=12, listings=1)
    late = site.articles[3].path
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        with on_request(server, lambda path: Reply(404, b"<h1>404 Not Found</h1>") if path == late else None):
            first = launcher.crawl("channels=sim/*")
            again = launcher.crawl("channels=sim/*", NEWSCRAWL_NOW=day(0.05))
        assert (first.code, again.code) == (0, 0), "one dead link is no failure of a run"
        assert balance(again)["pending/http_404"] == 1
        run = launcher.crawl("channels=sim/*", NEWSCRAWL_NOW=day(1))
    assert (run.code, archived(run, server)) == (0, wanted(site))


def test_an_answer_is_believed_after_three_days_and_four_attempts_told_once_and_asked_no_more(
    launcher: Launcher,
) -> None:
    reasons = {
        "failed/http_404": Reply(404, b"<h1>404 Not Found</h1>"),
        "failed/http_410": Reply(410),
        "failed/http_400": Reply(400, b"Bad Request"),
        "rejected/redirected": Reply(302, b"", (("Location", "/"),)),
        "rejected/empty": Reply(200, b"", HTML),
    }
    site = SimSite(seed=82, articles=16, listings=1)
    replies = {site.articles[2 + number].path: reply for number, reply in enumerate(reasons.values())}
    told, asked = [], Counter[str]()

    def answer(path: str) -> Reply | None:
        asked[path] += 1
        return replies.get(path)

    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        with on_request(server, answer):
            for number in (0, 0.3, 1, 2, 3, 4, 5):
                run = launcher.crawl("channels=sim/*", NEWSCRAWL_NOW=day(number), RETRY_TIMES=0)
                told.append(given_up(run))
        assert told == [0, 0, 0, 0, 5, 0, 0]
        assert {path: asked[path] for path in replies} == dict.fromkeys(replies, 5)
    counted = balance(run)
    assert {reason: counted.get(reason) for reason in reasons} == dict.fromkeys(reasons, 1)
    assert archived(run, server) == {path: 1 for path in wanted(site) if path not in replies}


def test_pages_that_never_are_articles_keep_no_site_from_being_read(launcher: Launcher) -> None:
    """More of them than it takes for a site to count as refusing us, and they wait before all others."""
    site = SimSite(seed=83, articles=10, listings=1)
    shells = {article.path for article in site.articles[-6:]}
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        with on_request(server, lambda path: Reply(200, b"<html></html>", HTML) if path in shells else None):
            for number in range(0, 14, rounds(2, 1)):
                site.advance(days=rounds(2, 1), new=rounds(4, 2))
                run = launcher.crawl("channels=sim/*", NEWSCRAWL_NOW=day(number + 1), RETRY_TIMES=0)
            assert archived(run, server) == {path: 1 for path in wanted(site) if path not in shells}
    assert "pending" not in balance(run), balance(run)


@pytest.mark.slow
def test_nothing_is_pending_for_ever(launcher: Launcher) -> None:
    """Sixty days, with a run on every third (in an ordeal: each), on sites that never mend: every article has an outcome."""
    cut = gzip.compress(b"<html><body>" + "福州".encode() * 900)[:200]
    replies = {
        1: Reply(404),
        2: Reply(500),
        3: Reply(403),
        4: Reply(200, b"", HTML),
        5: Reply(200, dropped=True),
        6: Reply(405, b"<h1>405</h1>"),
        7: Reply(302, b"", (("Location", "/"),)),
        8: Reply(200, cut, (*HTML, ("Content-Encoding", "gzip"))),
        9: Reply(200, b"<html><body>x</body></html>", HTML, declared=900),
        10: Reply(304),
        11: Reply(418),
        12: Reply(200, "<html><title>404 页面不存在</title><h1>您访问的页面不存在</h1></html>".encode(), HTML),
        13: Reply(200, "<html><title>安全验证</title><p>请拖动滑块完成验证</p></html>".encode(), HTML),
        14: Reply(200, b"<html><script>location.reload()</script></html>", HTML),
        15: Reply(200, b"\x1f\x8b\x08broken", (*HTML, ("Content-Encoding", "gzip"))),
    }
    ill = SimSite(seed=84, articles=20, listings=1)
    banning = SimSite(seed=85, articles=8, listings=1)
    closed = SimSite(seed=86, articles=8, listings=1)
    troubles = {ill.articles[number].path: reply for number, reply in replies.items()}
    banned = {article.path for article in banning.articles}
    told = 0
    with serve(ill) as one, serve(banning) as two, serve(closed) as three:
        for id, site, server in (("ill", ill, one), ("banning", banning, two), ("closed", closed, three)):
            write_site(launcher.tmp / "catalog", site, server.url, id=id, head=f'politeness = "{id}"')
        first = launcher.crawl("channels=closed/*", "max_pages=1", CLOSESPIDER_ITEMCOUNT=1, CONCURRENT_REQUESTS=1)
        assert balance(first)["pending"] > 0
        closed.turn(robots_status=503)
        loop = {"Location": ill.articles[18].path}
        troubles[ill.articles[18].path] = Reply(302, b"", tuple(loop.items()))
        with on_request(one, troubles.get), on_request(two, lambda path: Reply(403) if path in banned else None):
            for number in range(0, 60, rounds(3, 1)):
                run = launcher.crawl(
                    "channels=ill/*,banning/*,closed/*", NEWSCRAWL_NOW=day(number + 0.5), RETRY_TIMES=0
                )
                told += given_up(run)
                if "pending" not in balance(run):
                    break
    counted = balance(run)
    assert "pending" not in counted, counted
    assert told == counted["rejected"] + counted["failed"]

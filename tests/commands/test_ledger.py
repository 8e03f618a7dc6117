"""`scrapy ledger retry`: what was given up is asked for again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crawling import write_site
from tests.processes import scrapy
from tests.simsite import Reply, SimSite, serve
from tests.spiders.launching import Launcher, archived, balance, on_request, wanted

HTML = (("Content-Type", "text/html; charset=utf-8"),)


def retry(tmp: Path, *words: str) -> tuple[int, str, str]:
    given = ("-s", f"NEWSCRAWL_DATA={tmp / 'data'}", "-s", f"NEWSCRAWL_CATALOG={tmp / 'catalog'}")
    done = scrapy("ledger", "retry", *words, *given)
    return done.returncode, done.stdout, done.stderr


def test_articles_that_were_given_up_are_archived_after_all(launcher: Launcher) -> None:
    site = SimSite(seed=101, articles=8, listings=1)
    one, two = site.articles[2].path, site.articles[5].path
    troubles = {one: Reply(404), two: Reply(200, b"", HTML)}
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        with on_request(server, troubles.get):
            for day in range(18, 23):
                run = launcher.crawl("channels=sim/*", NEWSCRAWL_NOW=f"2020-11-{day}T23:00:00+08:00")
        assert balance(run)["failed/http_404"] == 1
        assert balance(run)["rejected"] == 1
        code, out, err = retry(launcher.tmp, "--outcome", "failed", "--since", "2020-11-20", "--channel", "sim/*")
        assert (code, err) == (0, "")
        assert out.splitlines()[0].split() == ["1", "failed/http_404"]
        code, out, _err = retry(launcher.tmp)
        assert "1 article is pending again" in out
        mended = launcher.crawl("channels=sim/*", NEWSCRAWL_NOW="2020-11-23T23:00:00+08:00")
        assert (mended.code, archived(mended, server)) == (0, wanted(site))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--outcome", "exported"), "invalid choice"),
        (("--since", "yesterday"), "is no date"),
        (("--channel", "nowhere/*"), "nowhere/*"),
        ((), "there is no ledger"),
    ],
)
def test_a_wrong_retry_is_one_line(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    (tmp_path / "catalog" / "sites").mkdir(parents=True)
    if words:
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "ledger.sqlite").touch()
    code, out, err = retry(tmp_path, *words)
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1


def test_the_options_of_retry_belong_to_nothing_else(tmp_path: Path) -> None:
    done = scrapy("ledger", "rebuild", "--reason", "empty", "-s", f"NEWSCRAWL_DATA={tmp_path}")
    assert done.returncode == 2
    assert "--reason belongs to scrapy ledger retry" in done.stderr

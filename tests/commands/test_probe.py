"""`scrapy probe` and `scrapy checksites` as typed: what they print, and the codes that a scheduler goes by."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from scrapy.cmdline import execute

from tests.crawling import NOW, ROOT
from tests.processes import scrapy
from tests.simsite import Server
from tests.simsite.paper import SimPaper, serve_paper, write_paper

SAMPLE = ("-s", "NEWSCRAWL_REPLAY=newscrawl/sample/hxnews.warc.gz", "-s", "NEWSCRAWL_DATA=no-archive")
"""The archive of a checkout, if there is one, keeps no verdicts of tests."""


def live(tmp: Path, *args: str) -> CompletedProcess[str]:
    """Run a command against sites on loopback, whose files lie in `tmp/catalog`."""
    own = {"NEWSCRAWL_DATA": str(tmp / "data"), "NEWSCRAWL_ALLOW_HOSTS": "127.0.0.1", "NEWSCRAWL_NOW": NOW}
    settings = {**own, "DOWNLOAD_DELAY": "0", "RETRY_TIMES": "0"}
    if (tmp / "catalog").exists():
        settings["NEWSCRAWL_CATALOG"] = str(tmp / "catalog")
    return scrapy(*args, *(part for name, value in settings.items() for part in ("-s", f"{name}={value}")))


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["probe"], "scrapy probe: name one http(s) address"),
        (["probe", "www.hxnews.com"], "scrapy probe: name one http(s) address"),
        (["probe", "http://a.cn/", "--fast"], "scrapy probe: unknown option --fast"),
        (["newsite", "hx"], "scrapy newsite: give the site an id, and the address"),
        (["newsite", "HX", "http://a.cn/"], "scrapy newsite: 'HX' is no id of a site"),
        (["newsite", "hxnews", "http://a.cn/"], "scrapy newsite: the catalog has a site hxnews already"),
        (["newsite", "hx", "http://a.cn/", "--province", "fujan"], "unknown province 'fujan'; did you mean fujian"),
        (["checksites", "hxnews/fx"], "scrapy checksites: site hxnews has no channel 'fx'"),
        (["checksites", "hxnews/fz", "-s", "NEWSCRAWL_REPLAY=no.warc.gz"], "no WARC file no.warc.gz"),
    ],
)
def test_what_is_wrong_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys, args: list[str], said: str):
    monkeypatch.chdir(ROOT)
    with pytest.raises(SystemExit) as ended:
        execute(["scrapy", *args])
    err = capsys.readouterr().err
    assert ended.value.code == 2
    assert said in err
    assert err.count("\n") == 1


@pytest.mark.slow
def test_a_listing_and_an_article_are_shown_with_their_evidence():
    listing = scrapy("probe", "http://www.hxnews.com/news/fj/fz/", *SAMPLE)
    assert listing.returncode == 0, listing.stderr
    assert "listing of site hxnews" in listing.stdout
    assert "rule: ul.newlistbox > li" in listing.stdout
    article = scrapy("probe", "http://www.hxnews.com/news/fj/fz/202011/18/2300296.shtml", "--json", *SAMPLE)
    seen = json.loads(article.stdout)
    assert seen["is"] == "article"
    assert seen["article"]["evidence"]["title"].startswith("layout: meta")


@pytest.mark.slow
def test_what_was_never_captured_is_code_3_and_named():
    missing = "http://www.hxnews.com/news/fj/fj/"
    done = scrapy("probe", missing, *SAMPLE)
    assert (done.returncode, done.stderr) == (3, f"scrapy probe: {missing} could not be fetched: not_captured\n")
    assert scrapy("checksites", "hxnews/fj", *SAMPLE).returncode == 3


@pytest.mark.slow
def test_a_site_of_no_catalog_is_read_by_the_generic_readers(tmp_path: Path, simsite: Callable[..., Server]):
    server = simsite(articles=20, listings=2, family="plain")
    done = live(tmp_path, "probe", server.url + server.sites[0].channels[0].path)
    assert done.returncode == 0, done.stderr
    assert "generic: main list" in done.stdout
    assert server.sites[0].articles[0].path in done.stdout
    assert server.paths()[0] == "/robots.txt"
    assert len(server.requests) == 2, "one page was asked for, and nothing else"


def test_a_page_of_a_newspaper_shows_its_pages_and_articles(tmp_path: Path):
    paper = SimPaper(days=3)
    with serve_paper(paper) as server:
        write_paper(tmp_path, server)
        url = f"{server.url}/pc/layout/202011/18/{paper.front(paper.today)}"
        shown = live(tmp_path, "probe", url)
        told = live(tmp_path, "probe", url, "--json")
    assert shown.returncode == told.returncode == 0, shown.stderr
    assert "rcrb/main, issue of 2020-11-18; calls itself A01 要闻" in shown.stdout
    assert "福州新闻" in shown.stdout
    seen = json.loads(told.stdout)
    assert (seen["is"], seen["day"], len(seen["page"]["pages"]), len(seen["page"]["entries"])) == (
        "issue",
        "2020-11-18",
        2,
        2,
    )

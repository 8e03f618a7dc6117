"""The channel spider against a simulated site: what a user gets, and what is never fetched."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import ExitStack
from dataclasses import fields
from itertools import product
from pathlib import Path

import jsonschema
import pytest

from newscrawl.items import Article, json_schema
from tests.crawling import Crawl, crawl, read_lines, write_site
from tests.simsite import Server, SimSite, serve

TRUTH = ("title", "published", "source", "reporters", "correspondents", "photographers", "editors")


def by_path(run: Crawl) -> dict[str, dict]:
    return {line["url"].partition("://")[2].partition("/")[2]: line for line in run.lines()}


class Everything:
    """One crawl of a site with many troubles, shared by the tests that look at it."""

    def __init__(self, tmp: Path) -> None:
        self.site = SimSite(
            seed=5, articles=60, listings=4, channels=2, shared=3, multipage=3, pinned=1, redated=1,
            missing=1, soft404=1, moved=1, to_front=1, to_channel=1, to_private=1, broken=1, flaky=1,
            truncated=1, dropped=1, verify=1, hostile=True, unlisted=12, weather=3, lottery=2,
        )  # fmt: skip
        with serve(self.site) as server:
            write_site(tmp / "catalog", self.site, server.url)
            self.feed = tmp / "one.jsonl"
            self.run = crawl(tmp, "channels=sim/*", "since=all", "-o", str(self.feed))
            self.paths = Counter(server.paths())
            self.base = server.url


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Everything:
    return Everything(tmp_path_factory.mktemp("everything"))


def test_every_article_that_can_be_had_has_exactly_one_line(everything: Everything):
    got = Counter(line["url"].removeprefix(everything.base) for line in everything.run.lines())
    expected = {a.moved_to or a.path for a in everything.site.articles if a.outcome == "exported"}
    assert set(got) == expected
    assert set(got.values()) == {1}


def test_the_follower_has_the_same_lines_as_the_record(everything: Everything):
    key = lambda line: line["id"]  # noqa: E731
    assert sorted(read_lines(everything.feed), key=key) == sorted(everything.run.lines(), key=key)


def test_lines_keep_to_the_schema_and_the_order_of_fields(everything: Everything):
    validator = jsonschema.Draft202012Validator(json_schema(Article))
    for line in everything.run.lines():
        validator.validate(line)
        assert list(line) == [field.name for field in fields(Article)]


def test_the_fields_are_the_truth(everything: Everything):
    lines = by_path(everything.run)
    for article in everything.site.articles:
        line = lines.get((article.moved_to or article.path)[1:])
        if line is None:
            continue
        assert line["title"] == article.title
        assert line["published"][:16] == article.published.isoformat()[:16]
        assert line["editors"] == list(article.editors)
        assert line["channel"] in [f"sim/{channel}" for channel in article.channels]
        assert line["province"] == "福建"
        assert line["listed_title"] == article.listed_title


def test_pages_of_one_article_are_one_line(everything: Everything):
    lines = by_path(everything.run)
    several = [a for a in everything.site.articles if a.pages > 1 and a.outcome == "exported"]
    assert several
    for article in several:
        line = lines[article.path[1:]]
        assert (line["pages"], line["complete"]) == (article.pages, True)
        assert line["text"] == "\n".join(article.paragraphs)


def test_what_must_not_be_fetched_was_not(everything: Everything):
    asked = set(everything.paths)
    assert not asked & set(everything.site.canaries)
    assert not asked & {article.path for article in everything.site.unlisted}
    assert not any("passwd" in path for path in asked)


def test_no_page_is_fetched_twice_in_a_run_but_for_retries(everything: Everything):
    faulty = {a.path for a in everything.site.articles if a.fault in ("broken", "flaky", "truncated", "dropped")}
    again = {path for path, count in everything.paths.items() if count > 1}
    assert again <= faulty | {"/"} | {channel.path for channel in everything.site.channels}


def test_a_run_with_articles_it_could_not_have_is_incomplete(everything: Everything):
    assert everything.run.code == 3
    assert "articles could not be fetched for now" in everything.run.err


@pytest.fixture
def plain(tmp_path: Path):
    site = SimSite(seed=6, articles=40, listings=4)
    with serve(site) as server:
        write_site(tmp_path / "catalog", site, server.url)
        yield site, server, tmp_path


@pytest.mark.slow
def test_the_second_run_asks_for_listings_only_and_stops_by_itself(plain: tuple[SimSite, Server, Path]):
    _site, server, tmp = plain
    assert crawl(tmp, "channels=sim/*", "since=all").code == 0
    server.reset()
    again = crawl(tmp, "channels=sim/*")
    assert again.code == 0
    assert len(again.lines()) == 40
    assert len([path for path in server.paths() if path != "/robots.txt"]) <= 4


def test_bounds_are_kept(plain: tuple[SimSite, Server, Path]):
    site, server, tmp = plain
    run = crawl(tmp, "channels=sim/*", "since=2020-11-05", "until=2020-11-12")
    expected = {a.path for a in site.articles if "2020-11-05" <= a.published.date().isoformat() <= "2020-11-12"}
    assert {line["url"].removeprefix(server.url) for line in run.lines()} == expected
    assert {path for path in server.paths() if path in {a.path for a in site.articles}} == expected
    newer = sum(a.published.date().isoformat() > "2020-11-12" for a in site.articles)
    assert re.search(rf"^left out: sim/fz: \d+ older than 2020-11-05, {newer} newer than 2020-11-12$", run.err, re.M)


@pytest.mark.slow
def test_max_pages_is_kept_and_a_full_walk_later_misses_nothing(plain: tuple[SimSite, Server, Path]):
    _site, server, tmp = plain
    first = crawl(tmp, "channels=sim/*", "max_pages=2")
    assert first.code == 0
    assert len(first.lines()) == 20
    assert len(crawl(tmp, "channels=sim/*", "since=all").lines()) == 40
    assert max(Counter(path for path in server.paths() if "/20" in path).values()) == 1


@pytest.mark.slow
def test_a_name_selects_channels_in_either_script(plain: tuple[SimSite, Server, Path]):
    site, _server, tmp = plain
    name = site.channels[0].name
    lines = [crawl(tmp, f"channels={select}", "since=all", data=data).lines() for select, data in
             [("sim/fz", "a"), (f"sim/{name}", "b"), ("sim/福州新聞", "c")]]  # fmt: skip
    keep = lambda line: {k: v for k, v in line.items() if k not in ("fetched", "warc")}  # noqa: E731
    runs = [sorted(map(str, map(keep, some))) for some in lines]
    assert runs[0] == runs[1] == runs[2]
    assert len(runs[0]) == 40


FAMILIES, CHARSETS = ("trs", "founder", "plain"), ("utf-8", "gbk")


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[tuple[str, str], Server], Crawl]:
    """Sites of every other make and charset, all in one crawl."""
    tmp = tmp_path_factory.mktemp("others")
    with ExitStack() as stack:
        servers = {}
        for family, charset in product(FAMILIES, CHARSETS):
            site = SimSite(seed=8, articles=30, listings=3, family=family, charset=charset)
            servers[family, charset] = stack.enter_context(serve(site))
            write_site(tmp / "catalog", site, servers[family, charset].url, rules="", id=f"{family}-{charset}")
        channels = ",".join(f"{family}-{charset}/*" for family, charset in servers)
        # the texts of these sites are the same
        run = crawl(tmp, f"channels={channels}", "since=all", NEWSCRAWL_DUPLICATES="off")
    assert run.code == 0, run.err
    return servers, run


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("charset", CHARSETS)
def test_sites_of_other_make_are_crawled_without_any_rule(
    others: tuple[dict[tuple[str, str], Server], Crawl], family: str, charset: str
):
    servers, run = others
    server = servers[family, charset]
    (site,) = server.sites
    lines = {
        line["url"].removeprefix(server.url): line for line in run.lines() if line["site"] == f"{family}-{charset}"
    }
    assert set(lines) == {article.path for article in site.articles}
    for article in site.articles:
        assert lines[article.path]["title"] == article.title
        assert lines[article.path]["published"][:10] == article.published.date().isoformat()


@pytest.mark.slow
def test_a_listing_that_links_to_itself_for_ever_ends(tmp_path: Path):
    site = SimSite(seed=9, articles=20, listings=2, listing_loop=True)
    with serve(site) as server:
        write_site(tmp_path / "catalog", site, server.url, rules="")
        run = crawl(tmp_path, "channels=sim/*", "since=all")
        assert len(run.lines()) == 20
        assert len(server.paths()) < 40


@pytest.mark.slow
def test_huge_pages_and_bombs_cost_one_outcome_each(tmp_path: Path):
    site = SimSite(seed=10, articles=12, listings=1, huge=1, bomb=1)
    with serve(site) as server:
        write_site(tmp_path / "catalog", site, server.url)
        run = crawl(tmp_path, "channels=sim/*", "since=all")
    assert len(run.lines()) == 10
    assert "2 × the page is too large (too_large)" in run.err


@pytest.mark.slow
def test_titles_and_urls_with_path_separators_make_no_files(tmp_path: Path):
    site = SimSite(seed=11, articles=20, listings=1, odd_titles=6)
    with serve(site) as server:
        write_site(tmp_path / "catalog", site, server.url)
        run = crawl(tmp_path, "channels=sim/*", "since=all")
    assert len(run.lines()) >= 19
    made = {path.relative_to(run.data).parts[0] for path in run.data.rglob("*") if path.is_file()}
    assert made <= {
        "articles",
        "robots",
        "warc",
        "ledger.sqlite",
        "ledger.sqlite-wal",
        "ledger.sqlite-shm",
        "ledger.locks",
    }


@pytest.mark.slow
def test_a_site_that_refuses_is_left_alone_and_loses_nothing(tmp_path: Path):
    site = SimSite(seed=12, articles=40, listings=2, ban_after=10)
    with serve(site) as server:
        write_site(tmp_path / "catalog", site, server.url)
        run = crawl(tmp_path, "channels=sim/*", "since=all", CONCURRENT_REQUESTS_PER_DOMAIN=1)
        assert run.code == 3
        assert "(blocked)" in run.err
        assert len(server.requests) < 30
        server.reset()
        crawl(tmp_path, "channels=sim/*", "since=all")
        assert len(server.requests) == 0

"""Looking again: what a site edits becomes a revision, what it withdraws a tombstone, and nothing else becomes a line."""

from __future__ import annotations

from collections import Counter
from typing import Any

import jsonschema
import pytest

from newscrawl.items import Tombstone, json_schema
from newscrawl.reader.reading_values import READER_VERSION
from tests.crawling import Crawl, write_site
from tests.simsite import Replies, Reply, SimSite, serve
from tests.spiders.launching import Launcher, balance, on_request

pytestmark = pytest.mark.slow

NEXT_DAY = "2020-11-19T23:00:00+08:00"
LATER = "2020-11-21T23:00:00+08:00"
HOW_GONE = {"404": "gone", "notice": "deleted", "front": "redirected"}
VERSION = "newscrawl.reader.article:READER_VERSION"
ERROR = Reply(500, b"<h1>Internal Server Error</h1>")


def kinds(run: Crawl) -> Counter[object]:
    return Counter("withdrawn" if "withdrawn" in line else line["revision"] for line in run.lines())


def revisions(run: Crawl) -> dict[str, dict[str, Any]]:
    return {line["url"]: line for line in run.lines() if line["revision"] > 1 and "withdrawn" not in line}


def test_edits_and_withdrawals_are_told_once_and_a_new_template_not_at_all(launcher: Launcher) -> None:
    site = SimSite(seed=51, articles=24, listings=2)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        launcher.crawl("channels=sim/*")
        for how in HOW_GONE:
            site.advance(days=0, withdraw=2, withdraw_how=how)
        change = site.advance(days=1, edit=5, change_template=True)
        feed = launcher.tmp / "new.jsonl"
        run = launcher.crawl("channels=sim/*", "revisit=30d", "-o", str(feed), NEWSCRAWL_NOW=NEXT_DAY)
        assert run.code == 0, run.err
        assert kinds(run) == {1: 24, 2: 5, "withdrawn": 6}
        assert len(feed.read_text(encoding="utf-8").splitlines()) == 11
        again = launcher.crawl("channels=sim/*", "revisit=30d", NEWSCRAWL_NOW=LATER)
        assert again.lines() == run.lines()
    edited = {server.url + site.article(number).path: site.article(number) for number in change.edited}
    assert set(revisions(run)) == set(edited)
    for url, line in revisions(run).items():
        assert set(line["text"].split("\n")) >= set(edited[url].paragraphs)
        assert line["diff"].startswith("@@")
    gone = [line for line in run.lines() if "withdrawn" in line]
    said = {line["url"].removeprefix(server.url): line["withdrawn"] for line in gone}
    assert said == {each.path: HOW_GONE[each.withdrawn] for each in site.articles if each.withdrawn}
    for line in gone:
        jsonschema.Draft202012Validator(json_schema(Tombstone)).validate(line)


def test_a_page_that_comes_back_is_a_revision_and_one_that_is_softly_gone_a_tombstone(launcher: Launcher) -> None:
    site = SimSite(seed=52, articles=6, listings=1)
    path = site.articles[3].path
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        launcher.crawl("channels=sim/*")
        gone = Replies(site, server.url).reply("/no/such/page.shtml")
        soft = Reply(200, gone.body, gone.headers)
        with on_request(server, lambda asked: soft if asked == path else None):
            run = launcher.crawl("channels=sim/*", "revisit=30d", NEWSCRAWL_NOW=NEXT_DAY)
            assert kinds(run) == {1: 6, "withdrawn": 1}
        run = launcher.crawl("channels=sim/*", "revisit=30d", NEWSCRAWL_NOW=LATER)
        assert kinds(run) == {1: 6, "withdrawn": 1, 3: 1}
        assert kinds(launcher.crawl("channels=sim/*", "revisit=30d", NEWSCRAWL_NOW=LATER)) == kinds(run)


def test_looking_again_at_a_site_that_knows_etags_fetches_no_text(launcher: Launcher) -> None:
    site = SimSite(seed=53, articles=12, listings=1, etags=True)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        launcher.crawl("channels=sim/*")
        server.reset()
        run = launcher.crawl("channels=sim/*", "revisit=30d", NEWSCRAWL_NOW=NEXT_DAY)
        assert (run.code, kinds(run)) == (0, {1: 12})
        assert Counter(request.status for request in server.requests)[304] == 12
        site.advance(days=1, edit=1)
        run = launcher.crawl("channels=sim/*", "revisit=30d", NEWSCRAWL_NOW=LATER)
        assert kinds(run) == {1: 12, 2: 1}


def test_an_unchanged_page_is_not_kept_a_second_time(launcher: Launcher) -> None:
    """A site that knows no conditions sends everything again; the archive keeps a reference to the bytes it has."""
    site = SimSite(seed=53, articles=12, listings=1)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        launcher.crawl("channels=sim/*")
        run = launcher.crawl("channels=sim/*", "revisit=30d", NEWSCRAWL_NOW=NEXT_DAY)
    first, second = sorted((run.data / "warc/sim").glob("articles-*.warc.gz"))
    assert second.stat().st_size < first.stat().st_size / 4


# Readers --------------------------------------------------------------------------------------------------------------


def test_a_new_reader_is_no_edit_by_the_site(launcher: Launcher) -> None:
    site = SimSite(seed=54, articles=10, listings=1)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        launcher.crawl("channels=sim/*")
        for _ in range(2):
            run = launcher.crawl(
                "channels=sim/*", "revisit=30d", patch={VERSION: READER_VERSION + 1}, NEWSCRAWL_NOW=NEXT_DAY
            )
            assert (run.code, kinds(run)) == (0, {1: 10})
        site.advance(days=1, edit=1)
        run = launcher.crawl("channels=sim/*", "revisit=30d", patch={VERSION: READER_VERSION + 1}, NEWSCRAWL_NOW=LATER)
        assert kinds(run) == {1: 10, 2: 1}


@pytest.mark.parametrize("warc", [True, False], ids=["captured", "not captured"])
def test_a_new_reader_that_reads_more_hides_no_edit_that_the_capture_can_tell(launcher: Launcher, warc: bool) -> None:
    """A new version, new rules that drop a paragraph everywhere, and one article that was edited at the same time."""
    site = SimSite(seed=55, articles=10, listings=1)
    closing = {article.paragraphs[-1] for article in site.articles}
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        launcher.crawl("channels=sim/*", NEWSCRAWL_WARC=warc)
        site.advance(days=1, edit=1)
        drop = "drop = [" + ", ".join(f"'^{text[:6]}'" for text in closing) + "]"
        write_site(launcher.tmp / "catalog", site, server.url, head=drop)
        version = {VERSION: READER_VERSION + 1}
        run = launcher.crawl(
            "channels=sim/*", "revisit=30d", patch=version, NEWSCRAWL_NOW=NEXT_DAY, NEWSCRAWL_WARC=warc
        )
        assert kinds(run) == ({1: 10, 2: 1} if warc else {1: 10})
        again = launcher.crawl("channels=sim/*", "revisit=30d", patch=version, NEWSCRAWL_NOW=LATER, NEWSCRAWL_WARC=warc)
        assert again.lines() == run.lines()


def test_new_rules_of_a_site_are_no_edit_by_the_site(launcher: Launcher) -> None:
    """Rules have no version: what they change is told from an edit by reading the kept page again."""
    site = SimSite(seed=56, articles=8, listings=1)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        launcher.crawl("channels=sim/*")
        words = {article.paragraphs[0][:5] for article in site.articles}
        write_site(launcher.tmp / "catalog", site, server.url, head=f"drop = {[f'^{word}' for word in words]}")
        for _ in range(2):
            run = launcher.crawl("channels=sim/*", "revisit=30d", NEWSCRAWL_NOW=NEXT_DAY)
            assert kinds(run) == {1: 8}


# Several pages --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("fault", "reason", "code"), [(ERROR, "http_500", 3), (Reply(404), "http_404", 0)])
def test_an_article_of_which_a_page_fails_goes_without_it_at_last_and_is_completed_later(
    launcher: Launcher, fault: Reply, reason: str, code: int
) -> None:
    site = SimSite(seed=57, articles=6, listings=1, multipage=1)
    article = next(a for a in site.articles if a.pages > 1)
    attempts = {"newscrawl.ledger.backoff:MAX_ATTEMPTS": 2}
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        with on_request(server, lambda path: fault if path == article.paths[-1] else None):
            first = launcher.crawl("channels=sim/*", patch=attempts)
            assert (first.code, balance(first)[f"pending/page_{reason}"]) == (code, 1)
            second = launcher.crawl("channels=sim/*", patch=attempts, NEWSCRAWL_NOW=NEXT_DAY)
            assert second.code == 0
            line = next(line for line in second.lines() if line["url"] == server.url + article.path)
            assert (line["complete"], line["pages"]) == (False, article.pages - 1)
            still = launcher.crawl("channels=sim/*", "revisit=30d", NEWSCRAWL_NOW=NEXT_DAY)
            assert kinds(still) == {1: 6}
        run = launcher.crawl("channels=sim/*", "revisit=30d", NEWSCRAWL_NOW=LATER)
        (revision,) = revisions(run).values()
        assert (revision["complete"], revision["pages"], revision["revision"]) == (True, article.pages, 2)
        assert revision["text"] == "\n".join(article.paragraphs)
        with on_request(server, lambda path: ERROR if path == article.paths[-1] else None):
            again = launcher.crawl("channels=sim/*", "revisit=30d", NEWSCRAWL_NOW=LATER)
        assert kinds(again) == kinds(run), "half an article was taken for an edited one"


def test_a_further_page_that_is_late_is_waited_for(launcher: Launcher) -> None:
    site = SimSite(seed=60, articles=6, listings=1, multipage=1)
    article = next(a for a in site.articles if a.pages > 1)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        with on_request(server, lambda path: Reply(404) if path == article.paths[-1] else None):
            first = launcher.crawl("channels=sim/*")
        assert (first.code, len(first.lines())) == (0, 5), "half of it would be archived for good"
        second = launcher.crawl("channels=sim/*", NEWSCRAWL_NOW=NEXT_DAY)
    line = next(line for line in second.lines() if line["url"] == server.url + article.path)
    assert (line["complete"], line["pages"]) == (True, article.pages)


@pytest.mark.parametrize("behind", ["the first page again", "the front page"])
def test_what_stands_behind_the_last_page_is_no_part_of_an_article(launcher: Launcher, behind: str) -> None:
    """Pagers that link to one page too many: the site shows the first page there, or leads to its front page."""
    site = SimSite(seed=58, articles=4, listings=1, multipage=1)
    article = next(a for a in site.articles if a.pages > 1)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        first = Replies(site, server.url).reply(article.path)
        other = first if behind == "the first page again" else Reply(302, b"", (("Location", "/"),))
        with on_request(server, lambda path: other if path == article.paths[1] else None):
            run = launcher.crawl("channels=sim/*", patch={"newscrawl.ledger.backoff:MAX_ATTEMPTS": 1})
    line = next(line for line in run.lines() if line["url"] == server.url + article.path)
    shown = "\n".join(block.text for block in article.page_blocks(1) if block.kind in ("p", "subhead"))
    assert line["text"] == shown
    assert line["complete"] is (behind == "the first page again")


def test_an_address_that_leads_to_another_article_says_nothing_of_the_first(launcher: Launcher) -> None:
    site = SimSite(seed=59, articles=6, listings=1)
    gone, stays = site.articles[1].path, site.articles[4].path
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        first = launcher.crawl("channels=sim/*")
        lines = first.lines()
        moved = Reply(301, b"", (("Location", stays),))
        with on_request(server, lambda path: moved if path == gone else None):
            run = launcher.crawl("channels=sim/*", "revisit=30d", NEWSCRAWL_NOW=NEXT_DAY)
    assert run.lines() == lines

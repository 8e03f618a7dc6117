"""The archive spider: saved pages become lines, into an archive of their own, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crawling import ROOT, crawl
from tests.simsite import Replies, SimSite

BASE = "http://www.hxnews.com"
SHARED = ROOT.parent / "shared/data/articles"


@pytest.fixture
def saved(tmp_path: Path) -> tuple[SimSite, Path]:
    """Pages of a simulated 海峡网, as a browser saves them."""
    site = SimSite(seed=21, articles=12, listings=1)
    replies = Replies(site, BASE)
    folder = tmp_path / "saved"
    folder.mkdir()
    for article in site.articles:
        url = BASE + article.path
        note = f"<!-- saved from url=({len(url):04d}){url} -->\n".encode()
        (folder / f"{article.number}.html").write_bytes(note + replies.reply(article.path).body)
    return site, folder


def test_saved_pages_are_read_by_the_layout_of_their_site(saved: tuple[SimSite, Path], tmp_path: Path):
    site, folder = saved
    run = crawl(tmp_path, f"files={folder}/*.html", spider="archive")
    assert run.code == 0, run.err
    lines = {line["url"]: line for line in run.lines()}
    assert set(lines) == {BASE + article.path for article in site.articles}
    for article in site.articles:
        line = lines[BASE + article.path]
        assert (line["title"], line["read_by"], line["site"]) == (article.title, "layout", "hxnews")
        assert line["fetched"]


def test_reading_again_adds_nothing(saved: tuple[SimSite, Path], tmp_path: Path):
    _site, folder = saved
    first = crawl(tmp_path, f"files={folder}/*.html", spider="archive")
    (folder / "junk.html").write_bytes(b"\x00\xff<html><title>404 Not Found</title>")
    again = crawl(tmp_path, f"files={folder}/*.html", spider="archive")
    assert again.code == 0
    assert again.lines() == first.lines()
    assert "rejected" in again.err


def test_a_file_that_cannot_be_read_is_named_and_the_rest_is_read(saved: tuple[SimSite, Path], tmp_path: Path):
    _site, folder = saved
    (folder / "folder.html").mkdir()
    run = crawl(tmp_path, f"files={folder}/*.html", spider="archive")
    assert run.code == 3
    assert "folder.html" in run.err
    assert len(run.lines()) == 12


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason="the real pages (../shared/data/articles) are not here")
def test_real_pages_by_others_go_through_the_whole_chain(tmp_path: Path):
    run = crawl(tmp_path, f"files={SHARED}/wd_*.html", spider="archive", NEWSCRAWL_DUPLICATES="off")
    assert run.code == 0, run.err
    pages = len(list(SHARED.glob("wd_*.html")))
    assert len(run.lines()) > 0.9 * pages

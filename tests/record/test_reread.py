"""A kept capture, read again: it says what its line says, so that a better reader alone makes no revision."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from scrapy.utils.test import get_crawler

from newscrawl.catalog import load
from newscrawl.record.reread import reread
from newscrawl.warc.kept import read_kept
from tests.crawling import crawl, write_site
from tests.simsite import Server


@pytest.mark.slow
def test_kept_captures_read_again_say_what_their_lines_say(tmp_path: Path, simsite: Callable[..., Server]) -> None:
    server = simsite(articles=12, listings=2, multipage=1, charset="gbk")
    write_site(tmp_path / "catalog", server.sites[0], server.url)
    done = crawl(tmp_path, "channels=sim/*", "since=all")
    assert done.code == 0, done.err
    crawler = get_crawler()
    site = load([tmp_path / "catalog"]).site("sim")
    compared = 0
    for line in done.lines():
        baseline = reread(line, done.data, crawler, site)
        if line["pages"] > 1:
            assert baseline is None
        else:
            assert baseline is not None
            assert (baseline.content_hash, baseline.title) == (line["content_hash"], line["title"])
            compared += 1
    assert compared == 11


def test_a_capture_that_is_gone_or_damaged_tells_nothing(tmp_path: Path) -> None:
    place = {"file": "gone.warc.gz", "offset": 0, "digest": "sha1:"}
    assert read_kept(tmp_path, place) is None
    (tmp_path / "torn.warc.gz").write_bytes(b"\x1f\x8b\x08\x00torn")
    torn = {**place, "file": "torn.warc.gz"}
    assert read_kept(tmp_path, torn) is None
    assert read_kept(tmp_path, {**torn, "offset": 5}) is None
    assert read_kept(tmp_path, {**torn, "offset": 5000}) is None
    line = {"url": "http://www.hxnews.com/1.shtml", "warc": torn, "fetched": None}
    assert reread(line, tmp_path, get_crawler(), None) is None
    assert reread({**line, "warc": None}, tmp_path, get_crawler(), None) is None

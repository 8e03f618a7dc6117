"""A crawl replayed from its captures gives its lines byte for byte, their order aside, with no server to ask."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.crawling import Crawl, crawl, write_site
from tests.rounds import mixed
from tests.simsite import SimSite, serve

pytestmark = pytest.mark.slow

KNOBS = {
    "multipage": 3, "missing": 2, "soft404": 2, "moved": 3, "to_front": 1, "to_channel": 1, "flaky": 2, "truncated": 1,
    "dropped": 1, "reprint": 5, "cut": 3, "damaged": 2, "merge": 1, "weather": 4, "lottery": 3, "stub": 1, "broken": 1,
}  # fmt: skip


def raw(run: Crawl) -> dict[str, list[bytes]]:
    """The record's lines as they stand on disk, sorted."""
    return {
        kind: sorted(
            line for path in (run.data / kind).rglob("*.jsonl") for line in path.read_bytes().splitlines(keepends=True)
        )
        for kind in ("articles", "duplicates")
    }


@pytest.mark.parametrize(("family", "charset"), mixed(["hxnews", "trs"], ["gbk", "utf-8"]))
def test_every_knob_on(tmp_path: Path, family: str, charset: str) -> None:
    with serve(SimSite(seed=5, articles=70, listings=4, charset=charset, family=family, **KNOBS)) as server:
        site = server.sites[0]
        write_site(tmp_path / "catalog", site, server.url)
        live = crawl(tmp_path, "channels=sim/*", "since=all")
        (live.data / "warc").rename(tmp_path / "captures-1")
        shutil.copytree(live.data, tmp_path / "state")
        first = raw(live)
        site.advance(days=1, new=4, edit=5, withdraw=3, reprint=2)
        revisited = crawl(tmp_path, "channels=sim/*", "since=all", "revisit=60d")
        (live.data / "warc").rename(tmp_path / "captures-2")
    assert live.code == 3, live.err  # some of the knobs leave articles pending
    assert revisited.code == 0, revisited.err
    second = raw(revisited)
    assert len(first["articles"]) > 40
    assert len(first["duplicates"]) > 5
    assert any(b'"withdrawn"' in line for line in second["articles"])
    assert any(b'"revision": 2' in line and b'"diff": "' in line for line in second["articles"])

    captures = f"{tmp_path}/captures-1/**/*.warc.gz"
    again = crawl(tmp_path, "channels=sim/*", "since=all", data="again", NEWSCRAWL_REPLAY=captures)
    assert again.code == 3, again.err
    assert raw(again) == first
    assert not (again.data / "warc").exists()

    captures = f"{tmp_path}/captures-2/**/*.warc.gz"
    words = ("channels=sim/*", "since=all", "revisit=60d")
    again = crawl(
        tmp_path, *words, data="state", NEWSCRAWL_REPLAY=captures, NEWSCRAWL_LEDGER=tmp_path / "state/ledger.sqlite"
    )
    assert again.code == 0, again.err
    assert raw(again) == second

"""Looking again: what a site edits becomes a revision, what it withdraws a tombstone, and nothing else becomes a line."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import jsonschema
import pytest

from newscrawl.items import Tombstone, json_schema
from tests.crawling import Crawl, crawl, write_site
from tests.simsite import SimSite, serve

NEXT_DAY = "2020-11-19T23:00:00+08:00"


def kinds(run: Crawl) -> Counter[object]:
    return Counter("withdrawn" if "withdrawn" in line else line["revision"] for line in run.lines())


@pytest.mark.parametrize("how", ["404", "notice", "front"])
def test_edits_and_withdrawals_are_told_once_and_a_new_template_not_at_all(tmp_path: Path, how: str):
    site = SimSite(seed=51, articles=30, listings=2)
    with serve(site) as server:
        write_site(tmp_path / "catalog", site, server.url)
        crawl(tmp_path, "channels=sim/*", "since=all")
        change = site.advance(days=1, edit=5, withdraw=2, withdraw_how=how, change_template=True)
        run = crawl(tmp_path, "channels=sim/*", "revisit=60d", NEWSCRAWL_NOW=NEXT_DAY)
        assert run.code == 0, run.err
        assert kinds(run) == {1: 30, 2: 5, "withdrawn": 2}
        again = crawl(tmp_path, "channels=sim/*", "revisit=60d", NEWSCRAWL_NOW=NEXT_DAY)
        assert again.lines() == run.lines()
    edited = {site.article(number).path for number in change.edited}
    assert {
        line["url"].removeprefix(server.url) for line in run.lines() if line["revision"] == 2 and "diff" in line
    } == edited
    for line in run.lines():
        if "withdrawn" in line:
            jsonschema.Draft202012Validator(json_schema(Tombstone)).validate(line)
        elif line["revision"] == 2:
            assert line["diff"].startswith("@@")


def test_looking_again_at_an_unchanged_site_that_knows_etags_is_cheap(tmp_path: Path):
    site = SimSite(seed=52, articles=12, listings=1, etags=True)
    with serve(site) as server:
        write_site(tmp_path / "catalog", site, server.url)
        first = crawl(tmp_path, "channels=sim/*", "since=all")
        server.reset()
        again = crawl(tmp_path, "channels=sim/*", "revisit=60d", NEWSCRAWL_NOW=NEXT_DAY)
        assert again.lines() == first.lines()
        assert Counter(request.status for request in server.requests)[304] == 12

"""Kills crawls, with and without the power cut that loses unsynced bytes: nothing may be lost, double or torn."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from newscrawl.failpoints import OF_A_CRAWL
from newscrawl.items import Duplicate
from newscrawl.urls import article_id
from tests.crawling import start_crawl, write_site
from tests.record.archive import csv_ids, faults, harm, jsonl_ids, record
from tests.record.running import Ended, Toys
from tests.record.toy import Plan
from tests.rounds import ORDEAL, rounds
from tests.simsite import Server

PLAN = {"items": 60, "turn": 33, "rejected": 20}
"""Six groups of ten and more; the month turns in the fourth."""
WANTED = {
    kind: {
        item.id
        for number in range(60)
        if number % 20 != 1 and isinstance(item := Plan(turn=33).item(number), Duplicate) == (kind == "duplicates")
    }
    for kind in ("articles", "duplicates")
}


def crawl(toys: Toys, tmp: Path, **options: object) -> Ended:
    feeds = {tmp / "one.jsonl": {"format": "jsonl"}, tmp / "two.csv": {"format": "csv"}}
    return toys.run(tmp / "data", plan=PLAN, feeds=feeds, **options)


def assert_sound(tmp: Path) -> None:
    data = tmp / "data"
    for kind, wanted in WANTED.items():
        assert not harm(jsonl_ids(record(data, kind)), wanted), kind
    assert not harm(jsonl_ids([tmp / "one.jsonl"]), WANTED["articles"])
    assert not harm(csv_ids(tmp / "two.csv"), WANTED["articles"])
    assert faults(data) == []


DEATHS = [(name, 3 if name.startswith("commit.") else 1) for name in OF_A_CRAWL]
"""Names of places, and how often a crawl comes by before it dies there."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("failpoint", "nth"), [*DEATHS, *((name, 1) for name, nth in DEATHS if nth > 1)] if ORDEAL else DEATHS
)
def test_death_at_every_named_place_loses_doubles_and_tears_nothing(
    toys: Toys, tmp_path: Path, failpoint: str, nth: int
) -> None:
    if failpoint.startswith("recover."):
        assert crawl(toys, tmp_path, failpoint="commit.committed:2", power=True).killed
    first = crawl(toys, tmp_path, failpoint=f"{failpoint}:{nth}", power=True)
    assert first.killed, f"{failpoint} was never reached: {first.err}"
    again = crawl(toys, tmp_path)
    assert again.code == 0, again.err
    assert_sound(tmp_path)


@pytest.mark.slow
def test_deaths_in_a_row_at_random_instants_add_up_to_nothing(toys: Toys, tmp_path: Path) -> None:
    chance = random.Random(20201118)
    kills = folders = 0
    turns = rounds(1, 6)
    while kills < turns and folders < 10 * turns:  # a fast machine may be done before the instant comes
        tmp = tmp_path / str(folders)
        folders += 1
        for _ in range(3):
            toy = toys.start(
                tmp / "data",
                plan={**PLAN, "pause": 0.002},
                feeds={tmp / "one.jsonl": {"format": "jsonl"}, tmp / "two.csv": {"format": "csv"}},
                power=True,
                die_after=chance.uniform(0.02, 0.5),
            )
            kills += toys.wait(toy).killed
        assert crawl(toys, tmp).code == 0
        assert_sound(tmp)
    assert kills >= turns, "hardly any crawl was hit: the instants are wrong"


@pytest.mark.slow
def test_a_whole_crawl_cut_off_again_and_again_brings_everything_home_once(
    tmp_path: Path, simsite: Callable[..., Server]
) -> None:
    server = simsite(articles=50, listings=5, missing=1, multipage=2)
    write_site(tmp_path, server.sites[0], server.url)
    feed = tmp_path / "one.jsonl"
    settings = {
        "NEWSCRAWL_CATALOG": tmp_path,
        "NEWSCRAWL_COMMIT_EVERY": 10,
        "NEWSCRAWL_NOW": "2020-11-30T23:59:59+08:00",
    }
    codes, err = [], ""
    for failpoint in ("commit.written:3", "recover.cut", "commit.settled:2", "close.finished", None):
        run = start_crawl(
            tmp_path, "channels=sim/*", "since=all", "-o", str(feed), env={"NEWSCRAWL_FAILPOINT": failpoint or ""},
            before={"tests.record.power:install": [[str(tmp_path)]]} if failpoint else None, **settings,
        )  # fmt: skip
        err += run.communicate(120)[1]
        codes.append(run.returncode)
    assert codes == [-9, -9, -9, -9, 0], err[-2000:]
    site = server.sites[0]
    wanted = {article_id(server.url + article.path) for article in site.articles if article.outcome == "exported"}
    assert len(wanted) == 49
    assert not harm(jsonl_ids(record(tmp_path / "data")), wanted)
    assert not harm(jsonl_ids([feed]), wanted)
    assert faults(tmp_path / "data") == []

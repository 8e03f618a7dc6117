"""Feeds that follow the record, as a user sees them: `-o`, `-O`, `FEEDS` of every kind."""

from __future__ import annotations

import csv
import gzip
import json
import pickle
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.record.archive import await_file, csv_ids, faults, harm, jsonl_ids, record
from tests.record.running import Toys
from tests.record.toy import Plan

WANTED = Plan(items=20).ids()
JSONL = {"format": "jsonl"}


def test_a_feed_gets_articles_as_they_stand_in_the_record(toys: Toys, tmp_path: Path) -> None:
    toys.run(tmp_path / "data", plan={"items": 20}, feeds={tmp_path / "one.jsonl": JSONL})
    assert (tmp_path / "one.jsonl").read_bytes() == record(tmp_path / "data")[0].read_bytes()


def test_a_feed_gets_duplicates_if_it_asks_for_them(toys: Toys, tmp_path: Path) -> None:
    asked = {"format": "jsonl", "item_classes": ["newscrawl.items.Duplicate"]}
    toys.run(tmp_path / "data", plan={"items": 20}, feeds={tmp_path / "copies.jsonl": asked})
    assert len(jsonl_ids([tmp_path / "copies.jsonl"])) == 2


def test_a_second_run_adds_to_a_feed_and_a_csv_keeps_one_header(toys: Toys, tmp_path: Path) -> None:
    feeds = {tmp_path / "one.jsonl": JSONL, tmp_path / "two.csv": {"format": "csv"}}
    for items in (10, 20):
        assert toys.run(tmp_path / "data", plan={"items": items}, feeds=feeds).code == 0
    assert not harm(jsonl_ids([tmp_path / "one.jsonl"]), WANTED)
    assert not harm(csv_ids(tmp_path / "two.csv"), WANTED)


def test_overwriting_empties_that_feed_alone_and_says_how_to_get_the_rest(toys: Toys, tmp_path: Path) -> None:
    data = tmp_path / "data"
    toys.run(data, plan={"items": 20}, feeds={tmp_path / "one.jsonl": JSONL, tmp_path / "two.jsonl": JSONL})
    again = {tmp_path / "one.jsonl": {"format": "jsonl", "overwrite": True}, tmp_path / "two.jsonl": JSONL}
    done = toys.run(data, plan={"items": 20}, feeds=again)
    assert done.code == 0
    assert f"{tmp_path / 'one.jsonl'}: 0 new, 18 archived; `scrapy feed export` writes them" in done.err
    assert (tmp_path / "one.jsonl").read_bytes() == b""
    assert not harm(jsonl_ids([tmp_path / "two.jsonl"]), WANTED)
    assert not harm(jsonl_ids(record(data)), WANTED)


def test_documents_are_whole_after_a_run_and_untouched_after_a_death(toys: Toys, tmp_path: Path) -> None:
    data = tmp_path / "data"
    packed = {"format": "jsonl", "postprocessing": ["scrapy.extensions.postprocessing.GzipPlugin"]}
    feeds: dict[Path, Any] = {
        tmp_path / "all.json": {"format": "json"},
        tmp_path / "all.xml": {"format": "xml"},
        tmp_path / "all.jsonl.gz": packed,
    }
    assert toys.run(data, plan={"items": 20}, feeds=feeds, failpoint="commit.committed", power=True).killed
    assert toys.run(data, plan={"items": 20}).code == 0
    assert [path.stat().st_size for path in feeds] == [0, 0, 0]
    assert toys.run(data, plan={"items": 40}, feeds=feeds).code == 0
    found = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))
    assert found[0]["images"] == []
    counted = [
        len(found),
        len(ElementTree.parse(tmp_path / "all.xml").getroot()),
        len(gzip.decompress((tmp_path / "all.jsonl.gz").read_bytes()).splitlines()),
    ]
    assert counted == [len(Plan(items=40).ids() - WANTED)] * 3


def test_nothing_is_added_to_a_document(toys: Toys, tmp_path: Path) -> None:
    (tmp_path / "all.json").write_text("[]")
    done = toys.run(tmp_path / "data", feeds={tmp_path / "all.json": {"format": "json"}})
    assert done.code == 2
    assert "whole json document already: overwrite it with -O" in done.err
    assert (tmp_path / "all.json").read_text() == "[]"


@pytest.mark.parametrize("name", ["articles/mine.jsonl", "ledger.sqlite", "ledger.sqlite-wal", "../data/warc/x.jsonl"])
def test_a_feed_inside_the_archive_is_refused(toys: Toys, tmp_path: Path, name: str) -> None:
    done = toys.run(tmp_path / "data", feeds={tmp_path / "data" / name: JSONL})
    assert done.code == 2
    assert "belongs to the archive itself" in done.err


def test_a_feed_that_another_run_writes_is_refused(toys: Toys, tmp_path: Path) -> None:
    mark = tmp_path / "go"
    feeds = {tmp_path / "one.jsonl": JSONL}
    toy = toys.start(tmp_path / "fz", plan={"items": 20, "wait_for": str(mark)}, feeds=feeds)
    await_file(Path(f"{mark}.here"))
    other = toys.run(tmp_path / "xm", feeds={tmp_path / "one.jsonl": {"format": "jsonl", "overwrite": True}})
    assert other.code == 2
    assert "is written by another run" in other.err
    mark.touch()
    assert toys.wait(toy).code == 0
    assert not harm(jsonl_ids([tmp_path / "one.jsonl"]), WANTED)


def test_of_runs_that_begin_a_feed_at_once_one_writes_it_and_the_others_are_refused(toys: Toys, tmp_path: Path) -> None:
    feeds, names = {tmp_path / "one.jsonl": JSONL}, ("fz", "xm", "qz")
    begun = [toys.start(tmp_path / name, plan={"items": 20}, feeds=feeds) for name in names]
    codes = [toys.wait(toy).code for toy in begun]
    assert set(codes) <= {0, 2}
    assert 0 in codes


def test_a_run_that_is_refused_leaves_no_empty_feed(toys: Toys, tmp_path: Path) -> None:
    inside = tmp_path / "data" / "articles" / "two.jsonl"
    assert toys.run(tmp_path / "data", feeds={tmp_path / "one.jsonl": JSONL, inside: JSONL}).code == 2
    assert not (tmp_path / "one.jsonl").exists()


def test_a_feed_in_batches_loses_nothing_to_a_death(toys: Toys, tmp_path: Path) -> None:
    feeds = {tmp_path / "batches" / "%(batch_time)s-%(batch_id)d.jsonl": {"format": "jsonl", "batch_item_count": 7}}
    for failpoint in ("commit.synced:2", "commit.committed", None):
        toys.run(tmp_path / "data", plan={"items": 60}, feeds=feeds, failpoint=failpoint, power=True)
    batches = sorted((tmp_path / "batches").iterdir())
    assert not harm(jsonl_ids(batches), Plan(items=60).ids())
    assert faults(tmp_path / "data") == []


def test_an_empty_feed_leaves_no_file_where_none_is_wanted(toys: Toys, tmp_path: Path) -> None:
    done = toys.run(
        tmp_path / "data", plan={"items": 0}, feeds={tmp_path / "none.jsonl": {**JSONL, "store_empty": False}}
    )
    assert done.code == 0
    assert not (tmp_path / "none.jsonl").exists()


def test_values_that_nest_are_no_python_code_in_csv(toys: Toys, tmp_path: Path) -> None:
    toys.run(tmp_path / "data", plan={"items": 1, "rich": True}, feeds={tmp_path / "one.csv": {"format": "csv"}})
    with (tmp_path / "one.csv").open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    assert row["reporters"] == "林小雨,陈大明"
    assert json.loads(row["images"]) == [{"url": "http://www.toy.example/1.jpg", "caption": "福州西湖"}]
    assert row["kicker"] == ""


@pytest.mark.slow
@pytest.mark.parametrize("format", ["pickle", "marshal", "xml"])
def test_formats_that_know_no_classes_get_plain_values(toys: Toys, tmp_path: Path, format: str) -> None:
    path = tmp_path / f"one.{format}"
    assert toys.run(tmp_path / "data", plan={"items": 1, "rich": True}, feeds={path: {"format": format}}).code == 0
    if format == "pickle":
        assert pickle.loads(path.read_bytes())["reporters"] == ["林小雨", "陈大明"]
    elif format == "xml":
        item = ElementTree.parse(path).getroot()[0]
        assert item.findtext("images/value/caption") == "福州西湖"
        assert item.find("kicker") is None


def test_a_feed_whose_exporter_fails_stops_the_run(toys: Toys, tmp_path: Path) -> None:
    data = tmp_path / "data"
    feeds = {tmp_path / "bad.jsonl": {"format": "failing"}, tmp_path / "one.jsonl": JSONL}
    exporters = {"failing": "tests.record.toy.FailingExporter"}
    details = {"FEED_EXPORTERS": exporters, "NEWSCRAWL_COMMIT_SECONDS": 600}
    done = toys.run(data, plan={"items": 40}, feeds=feeds, **details)
    assert done.code == 3
    assert "Not written: the 15th item is too much" in done.err
    kept = jsonl_ids(record(data))
    assert len(kept) == 9, "what was committed before stays"
    assert jsonl_ids([tmp_path / "one.jsonl"]) == kept
    assert toys.run(data, plan={"items": 40}, feeds={tmp_path / "one.jsonl": JSONL}).code == 0
    assert not harm(jsonl_ids([tmp_path / "one.jsonl"]), Plan(items=40).ids())


def test_a_feed_elsewhere_gets_its_run_once_it_is_archived(toys: Toys, tmp_path: Path) -> None:
    far = f"far://{tmp_path}/far.jsonl"
    assert toys.run(tmp_path / "data", plan={"items": 20}, feeds={far: JSONL}).code == 0
    assert not harm(jsonl_ids([tmp_path / "far.jsonl"]), WANTED)


def test_a_run_that_fails_carries_nothing_elsewhere(toys: Toys, tmp_path: Path) -> None:
    """Articles that were not committed would come again in the next run."""
    far = f"far://{tmp_path}/far.jsonl"
    failed = toys.run(tmp_path / "data", plan={"items": 20}, feeds={far: JSONL, "/dev/full": JSONL})
    assert failed.code == 3
    assert not (tmp_path / "far.jsonl").exists()
    assert f"{far} was not stored; `scrapy feed export` writes it" in failed.err


def test_a_feed_in_batches_elsewhere_carries_only_what_is_archived(toys: Toys, tmp_path: Path) -> None:
    batches = {"format": "jsonl", "batch_item_count": 5}
    feeds = {f"far://{tmp_path}/far-%(batch_id)d.jsonl": batches}
    far: list[str] = []
    for commits in (2, 3, 4):  # a thread carries a batch; it may be slower than one commit
        data = tmp_path / f"data{commits}"
        died = toys.run(data, plan={"items": 20}, feeds=feeds, failpoint=f"commit.settled:{commits}")
        assert died.killed
        if far := jsonl_ids(sorted(tmp_path.glob("far-*.jsonl"))):
            break
    assert toys.run(data, plan={"items": 20}).code == 0
    assert far, "the first batch was carried before the death"
    assert set(far) <= set(jsonl_ids(record(data))[: len(far)])


@pytest.mark.parametrize(
    ("uri", "options", "told"),
    [
        ("absent:///far.jsonl", JSONL, "feed absent:///far.jsonl: absent feeds cannot be stored: missing boto3 library"),
        ("nowhere:///far.jsonl", JSONL, "feed nowhere:///far.jsonl: nothing stores nowhere feeds"),
        ("far:///far.parquet", {"format": "parquet"}, "feed format 'parquet' is unknown; there are csv"),
        ("far:///far.jsonl", {**JSONL, "batch_item_count": 5}, "a feed in batches needs %(batch_time)s or %(batch_id)d"),
    ],
)  # fmt: skip
def test_a_feed_that_cannot_be_is_refused_before_anything_begins(
    toys: Toys, tmp_path: Path, uri: str, options: dict[str, Any], told: str
) -> None:
    refused = toys.run(tmp_path / "data", feeds={tmp_path / "one.jsonl": JSONL, uri: options})
    assert refused.code == 2
    assert told in refused.err

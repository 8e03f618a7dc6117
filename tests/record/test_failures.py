"""A disk, a feed, a pipeline or a ledger that fails: the run stops or says so, and what is committed stays sound."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from tests.record.archive import await_file, faults, harm, jsonl_ids, lines, record, rows
from tests.record.running import Toys
from tests.record.toy import Plan

PLAN = {"items": 40}
WANTED = Plan(items=40).ids()


def test_a_full_disk_under_a_feed_stops_the_run_and_costs_nothing(toys: Toys, tmp_path: Path) -> None:
    data = tmp_path / "data"
    feeds = {"/dev/full": {"format": "jsonl"}, tmp_path / "one.jsonl": {"format": "jsonl"}}
    full = toys.run(data, plan=PLAN, feeds=feeds)
    assert full.code == 3
    assert "/dev/full" in full.err
    assert "No space left" in full.err
    assert "Traceback" not in full.err
    assert jsonl_ids([*record(data), tmp_path / "one.jsonl"]) == []
    assert toys.run(data, plan=PLAN, feeds={tmp_path / "one.jsonl": {"format": "jsonl"}}).code == 0
    assert not harm(jsonl_ids(record(data)), WANTED)
    assert not harm(jsonl_ids([tmp_path / "one.jsonl"]), WANTED)
    assert faults(data) == []


def test_a_full_disk_under_the_record_keeps_every_committed_line(toys: Toys, tmp_path: Path) -> None:
    data = tmp_path / "data"
    feeds = {tmp_path / "one.jsonl": {"format": "jsonl"}}
    plan = {**PLAN, "weight": 700}
    full = toys.run(data, plan=plan, feeds=feeds, largest_file=2_000_000)
    assert full.code == 3
    assert "File too large" in full.err
    kept = jsonl_ids(record(data))
    assert 0 < len(kept) < len(WANTED)
    assert jsonl_ids([tmp_path / "one.jsonl"]) == kept
    assert toys.run(data, plan=plan, feeds=feeds).code == 0
    assert not harm(jsonl_ids(record(data)), WANTED)
    assert not harm(jsonl_ids([tmp_path / "one.jsonl"]), WANTED)
    assert faults(data) == []


def test_an_item_that_breaks_a_pipeline_stays_pending_and_is_told(toys: Toys, tmp_path: Path) -> None:
    data = tmp_path / "data"
    broken = {"tests.record.toy.FailingPipeline": 1}
    done = toys.run(data, plan={"items": 9}, ITEM_PIPELINES=broken)
    assert done.code == 3
    found = rows(data, Plan(items=9))
    assert (found[3].outcome, found[3].reason) == ("pending", "error: ZeroDivisionError")
    assert (found[4].outcome, found[4].reason) == ("rejected", "dropped: not today")
    assert {row.outcome for number, row in found.items() if number not in (3, 4)} == {"exported"}
    assert faults(data) == []
    assert toys.run(data, plan={"items": 9}, NEWSCRAWL_NOW="2020-12-20T12:31:00+08:00").code == 0
    assert len(lines(data)) == 8


def test_a_record_file_changed_under_a_run_stops_it(toys: Toys, tmp_path: Path) -> None:
    data, mark = tmp_path / "data", tmp_path / "go"
    toys.run(data, plan={"items": 5})
    toy = toys.start(data, plan={"items": 40, "duplicates": 0, "wait_for": str(mark), "wait_at": 20})
    await_file(Path(f"{mark}.here"))
    with record(data)[0].open("ab") as file:
        file.write(b"mine\n")
    mark.touch()
    done = toys.wait(toy)
    assert done.code == 3
    assert "was changed by another program" in done.err


def test_a_deleted_lock_stops_the_run_before_two_write(toys: Toys, tmp_path: Path) -> None:
    data, mark = tmp_path / "data", tmp_path / "go"
    toy = toys.start(data, plan={"items": 20, "wait_for": str(mark)})
    await_file(Path(f"{mark}.here"))
    (data / "ledger.locks" / "site-toy.example.lock").unlink()
    mark.touch()
    done = toys.wait(toy)
    assert done.code == 3
    assert "was deleted or replaced while this run held it" in done.err
    assert toys.run(data, plan={"items": 20}).code == 0
    assert len(lines(data)) == 18


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 400])
def test_a_damaged_ledger_is_one_clear_line_and_is_kept(toys: Toys, tmp_path: Path, content: bytes) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "ledger.sqlite").write_bytes(content)
    done = toys.run(data, plan=PLAN)
    assert done.code == 1
    assert "LedgerError: " in done.err
    assert str(data / "ledger.sqlite") in done.err
    assert (data / "ledger.sqlite").read_bytes() == content


def test_a_ledger_held_by_another_program_stops_the_run_and_costs_nothing(toys: Toys, tmp_path: Path) -> None:
    data, mark = tmp_path / "data", tmp_path / "go"
    toy = toys.start(data, plan={"items": 20, "wait_for": str(mark), "wait_at": 15}, busy=0.1)
    await_file(Path(f"{mark}.here"))
    other = sqlite3.connect(data / "ledger.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    mark.touch()
    done = toys.wait(toy)
    other.close()
    assert done.code == 3
    assert "is held by another program" in done.err
    assert toys.run(data, plan={"items": 20}).code == 0
    assert not harm(jsonl_ids(record(data)), Plan(items=20).ids())
    assert faults(data) == []


def test_a_run_that_cannot_begin_says_so_in_one_line(toys: Toys, tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert toys.run(data, plan={"items": 10}).code == 0
    other = sqlite3.connect(data / "ledger.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    feeds = {tmp_path / "one.jsonl": {"format": "jsonl"}}
    done = toys.run(data, plan={"items": 20}, feeds=feeds, busy=0.1)
    other.close()
    assert done.code == 3
    assert "The run cannot begin: the ledger" in done.err
    assert "Traceback" not in done.err
    assert toys.run(data, plan={"items": 20}, feeds=feeds).code == 0
    assert len(lines(data)) == 18


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_one_clear_line(toys: Toys, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o500)
    done = toys.run(data, plan=PLAN)
    assert done.code == 1
    assert str(data) in done.err

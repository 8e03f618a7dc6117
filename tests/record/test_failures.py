"""A disk, a feed or a ledger that fails: the run stops, says so in one line, and what is committed stays sound."""

from __future__ import annotations

from pathlib import Path

from tests.record.archive import faults, harm, jsonl_ids, record
from tests.record.running import Toys
from tests.record.toy import Plan

PLAN = {"items": 40}
WANTED = Plan(items=40).ids()


def test_a_full_disk_under_a_feed_stops_the_run_and_costs_nothing(toys: Toys, tmp_path: Path) -> None:
    data = tmp_path / "data"
    full = toys.run(
        data, plan=PLAN, feeds={"/dev/full": {"format": "jsonl"}, tmp_path / "one.jsonl": {"format": "jsonl"}}
    )
    assert full.code == 3
    assert "/dev/full" in full.err
    assert "No space left" in full.err
    assert "Traceback" not in full.err
    assert jsonl_ids([*record(data), tmp_path / "one.jsonl"]) == []
    assert toys.run(data, plan=PLAN, feeds={tmp_path / "one.jsonl": {"format": "jsonl"}}).code == 0
    assert not harm(jsonl_ids(record(data)), WANTED)
    assert not harm(jsonl_ids([tmp_path / "one.jsonl"]), WANTED)
    assert faults(data) == []

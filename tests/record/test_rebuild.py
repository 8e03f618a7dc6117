"""`scrapy ledger rebuild`: what the lines tell is known again, the old ledger is kept, and nothing is fetched twice."""

from __future__ import annotations

from pathlib import Path
from subprocess import CompletedProcess

import pytest

from newscrawl.ledger.sqlite import SqliteLedger
from tests.processes import scrapy
from tests.record.archive import await_file, faults, harm, jsonl_ids, record, rows
from tests.record.running import Toys
from tests.record.toy import Plan

PLAN = {"items": 40, "turn": 20, "rejected": 20}


def rebuild(data: Path) -> CompletedProcess[str]:
    return scrapy("ledger", "rebuild", "-s", f"NEWSCRAWL_DATA={data}")


def known(data: Path) -> dict[int, tuple[object, ...]]:
    return {
        number: (row.outcome, row.of, row.relation, row.revision, row.content_hash, row.published, row.reader_version)
        for number, row in rows(data, Plan(items=40)).items()
        if row is not None and row.outcome != "rejected"
    }


@pytest.mark.parametrize("loss", ["deleted", "damaged"])
def test_a_lost_ledger_comes_back_and_nothing_is_written_twice(toys: Toys, tmp_path: Path, loss: str) -> None:
    data = tmp_path / "data"
    toys.run(data, plan=PLAN)
    toys.run(data, plan={**PLAN, "gone": 1})
    before, files = known(data), {path: path.read_bytes() for path in record(data)}
    if loss == "deleted":
        (data / "ledger.sqlite").unlink()
    else:
        (data / "ledger.sqlite").write_bytes(b"garbage" * 1000)
    done = rebuild(data)
    assert done.returncode == 0, done.stderr
    assert "34 articles, 0 revisions, 1 withdrawn, 4 duplicates" in done.stdout
    assert "not known any more: what failed, was rejected or pending" in done.stdout
    assert (data / "ledger.sqlite.old-1").exists() == (loss == "damaged")
    assert known(data) == before
    assert faults(data) == []
    assert toys.run(data, plan=PLAN).code == 0
    assert {path: path.read_bytes() for path in record(data)} == files
    assert rows(data, Plan(items=40))[1].outcome == "rejected", "what no line tells is asked again"


def test_addresses_and_texts_have_their_owners_again(toys: Toys, tmp_path: Path) -> None:
    data = tmp_path / "data"
    toys.run(data, plan={"items": 10})
    (data / "ledger.sqlite").unlink()
    rebuild(data)
    first = Plan().item(0)
    ledger = SqliteLedger.open(data / "ledger.sqlite")
    with ledger.transaction():
        pass
    assert ledger.owner(first.url) == first.id
    assert ledger.claim(99, "toy.example", f"{0:016x}", Plan().item(1).id) == first.id
    ledger.close()


def test_a_torn_end_and_a_strange_line_are_told(toys: Toys, tmp_path: Path) -> None:
    data = tmp_path / "data"
    toys.run(data, plan={"items": 10})
    path = record(data)[0]
    size = path.stat().st_size
    with path.open("ab") as file:
        file.write(b'{"no": "line"}\n{"id": "torn')
    done = rebuild(data)
    assert f"cut off a torn last line: {path}" in done.stdout
    assert f"left out, no line of the record: {path}, byte {size}" in done.stdout
    assert path.read_bytes().endswith(b'{"no": "line"}\n')
    assert toys.run(data, plan={"items": 20}).code == 0
    assert not harm([id for id in jsonl_ids(record(data)) if id], Plan(items=20).ids()).lost


def test_a_rebuild_waits_for_no_run(toys: Toys, tmp_path: Path) -> None:
    data, mark = tmp_path / "data", tmp_path / "go"
    toys.run(data, plan={"items": 10})
    toy = toys.start(data, plan={"items": 20, "wait_for": str(mark), "wait_at": 15})
    await_file(Path(f"{mark}.here"))
    done = rebuild(data)
    assert (done.returncode, done.stderr) == (5, "scrapy ledger: held by run-2; let it end, or stop it\n")
    mark.touch()
    assert toys.wait(toy).code == 0

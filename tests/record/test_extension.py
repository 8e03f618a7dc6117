"""The record as a crawl leaves it: where lines stand, what the ledger says of them, and what it refuses."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from newscrawl.items import Article, Duplicate
from tests.record.archive import await_file, faults, lines, record, rows
from tests.record.running import Toys
from tests.record.toy import Plan


def test_every_item_has_a_line_in_its_month_and_an_outcome(toys: Toys, tmp_path: Path) -> None:
    plan = Plan(items=40, turn=25, rejected=20)
    done = toys.run(tmp_path / "data", plan={"items": 40, "turn": 25, "rejected": 20})
    assert done.code == 0
    data = tmp_path / "data"
    assert [path.relative_to(data).as_posix() for path in [*record(data), *record(data, "duplicates")]] == [
        "articles/toy/2020-11.jsonl",
        "articles/toy/2020-12.jsonl",
        "duplicates/toy/2020-11.jsonl",
        "duplicates/toy/2020-12.jsonl",
    ]
    written = {line["id"]: line for line in [*lines(data), *lines(data, "duplicates")]}
    for number, row in rows(data, plan).items():
        item = plan.item(number)
        if number % 20 == 1:
            assert (row.outcome, row.reason) == ("rejected", "listing")
            assert item.id not in written
        elif isinstance(item, Duplicate):
            assert (row.outcome, row.of, row.relation) == ("duplicate", item.of, "equal")
            assert written[item.id]["of"] == item.of
        else:
            assert (row.outcome, row.revision, row.content_hash) == ("exported", 1, item.content_hash)
            assert written[item.id]["text"] == item.text
            assert list(written[item.id]) == list(Article.__slots__)
    assert faults(data) == []


def test_a_line_is_readable_as_it_stands(toys: Toys, tmp_path: Path) -> None:
    toys.run(tmp_path / "data", plan={"items": 1})
    assert "福州新闻第0条".encode() in record(tmp_path / "data")[0].read_bytes()


def test_a_second_run_finds_nothing_new(toys: Toys, tmp_path: Path) -> None:
    for _ in range(2):
        assert toys.run(tmp_path / "data", plan={"items": 30}).code == 0
    assert {line["id"] for line in lines(tmp_path / "data")} == Plan(items=30).ids()
    assert faults(tmp_path / "data") == []


def test_a_withdrawn_page_gets_a_line_after_its_article(toys: Toys, tmp_path: Path) -> None:
    data = tmp_path / "data"
    toys.run(data, plan={"items": 5})
    assert toys.run(data, plan={"items": 5, "gone": 2}).code == 0
    found = [line for line in lines(data) if "withdrawn" in line]
    assert [(line["withdrawn"], line["revision"]) for line in found] == [("gone", 2), ("gone", 2)]
    assert rows(data, Plan(items=5))[0].outcome == "exported"
    assert toys.run(data, plan={"items": 5, "gone": 2}).code == 0
    assert len([line for line in lines(data) if "withdrawn" in line]) == 2
    assert faults(data) == []


def test_a_site_named_by_a_page_never_becomes_a_path(toys: Toys, tmp_path: Path) -> None:
    data = tmp_path / "data"
    toys.run(data, plan={"items": 3, "site": "../../escaped"})
    assert [path.relative_to(data).as_posix() for path in record(data)] == ["articles/_unknown/2020-11.jsonl"]
    assert not list(tmp_path.rglob("*escaped*"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_run_commits_what_it_has_and_says_it_is_incomplete(
    toys: Toys, tmp_path: Path, number: signal.Signals
) -> None:
    data = tmp_path / "data"
    mark = tmp_path / "go"
    toy = toys.start(data, plan={"items": 60, "pause": 0.01, "wait_for": str(mark)})
    await_file(Path(f"{mark}.here"))
    toy.send_signal(number)
    mark.touch()
    done = toys.wait(toy)
    assert done.code == 3
    assert "Closing spider (shutdown)" in done.err
    first = {line["id"] for line in lines(data)}
    assert first
    assert faults(data) == []
    assert toys.run(data, plan={"items": 60}).code == 0
    assert {line["id"] for line in lines(data)} == Plan(items=60).ids()


def test_two_runs_on_two_sites_of_one_archive_work_at_once(toys: Toys, tmp_path: Path) -> None:
    data = tmp_path / "data"
    plans = [{"items": 40, "site": site, "key": f"{site}.example", "pause": 0.003} for site in ("fz", "xm")]
    running = [toys.start(data, plan=plan) for plan in plans]
    assert [toys.wait(toy).code for toy in running] == [0, 0]
    for plan in plans:
        wanted = Plan(**plan).ids()  # type: ignore[arg-type]
        assert {line["id"] for line in lines(data) if line["site"] == plan["site"]} == wanted
    assert faults(data) == []


def test_a_second_run_on_the_same_servers_is_held_or_waits(toys: Toys, tmp_path: Path) -> None:
    data, mark = tmp_path / "data", tmp_path / "go"
    toy = toys.start(data, plan={"items": 20, "wait_for": str(mark)})
    await_file(Path(f"{mark}.here"))
    assert toys.run(data, plan={"items": 20}).code == 5
    patient = toys.start(data, plan={"items": 30, "patience": 60.0})
    mark.touch()
    assert [toys.wait(each).code for each in (toy, patient)] == [0, 0]
    assert sorted(line["id"] for line in lines(data)) == sorted(Plan(items=30).ids())
    assert faults(data) == []


def test_a_run_whose_neighbour_is_alive_leaves_its_files_alone(toys: Toys, tmp_path: Path) -> None:
    data, mark = tmp_path / "data", tmp_path / "go"
    feeds = {tmp_path / "fz.jsonl": {"format": "jsonl"}}
    toy = toys.start(data, plan={"items": 20, "site": "fz", "key": "fz.example", "wait_for": str(mark)}, feeds=feeds)
    await_file(Path(f"{mark}.here"))
    assert toys.run(data, plan={"items": 20, "site": "xm", "key": "xm.example"}).code == 0
    mark.touch()
    assert toys.wait(toy).code == 0
    assert len(lines(data)) == 36
    assert len((tmp_path / "fz.jsonl").read_text().splitlines()) == 18
    assert faults(data) == []

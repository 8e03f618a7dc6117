"""`scrapy feed export`: the record as a feed of any format, whole or not at all."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.processes import scrapy
from tests.record.archive import record
from tests.record.running import Toys


@pytest.fixture(scope="module")
def data(toys: Toys, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of 40 pages in two months, two of them withdrawn."""
    data = tmp_path_factory.mktemp("export") / "data"
    toys.run(data, plan={"items": 40, "turn": 20, "rich": True})
    toys.run(data, plan={"items": 40, "gone": 2})
    return data


def feed(data: Path, *args: str) -> CompletedProcess[str]:
    return scrapy("feed", *args, "-s", f"NEWSCRAWL_DATA={data}")


def test_the_whole_archive_as_it_stands(data: Path, tmp_path: Path) -> None:
    done = feed(data, "export", "-o", str(tmp_path / "all.jsonl"))
    assert (done.returncode, done.stderr) == (0, f"38 lines in {tmp_path / 'all.jsonl'}\n")
    assert (tmp_path / "all.jsonl").read_bytes() == b"".join(path.read_bytes() for path in record(data))
    assert feed(data, "export").stdout == (tmp_path / "all.jsonl").read_text(encoding="utf-8")


def test_packed_csv_of_what_is_still_public(data: Path, tmp_path: Path) -> None:
    done = feed(data, "export", "-o", str(tmp_path / "all.csv.gz"), "--latest")
    assert done.returncode == 0, done.stderr
    with gzip.open(tmp_path / "all.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 34
    assert json.loads(rows[0]["images"])[0]["caption"] == "福州西湖"
    assert list(tmp_path.iterdir()) == [tmp_path / "all.csv.gz"]


def test_what_the_site_took_back_may_be_hidden(data: Path) -> None:
    kept = [json.loads(line) for line in feed(data, "export").stdout.splitlines()]
    gone = {line["id"] for line in kept if "withdrawn" in line}
    done = feed(data, "export", "-s", "NEWSCRAWL_WITHDRAWN=hide")
    hidden = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(gone) == 2
    assert hidden == [line for line in kept if line["id"] not in gone]
    assert "NEWSCRAWL_WITHDRAWN is 'hid'" in feed(data, "export", "-s", "NEWSCRAWL_WITHDRAWN=hid").stderr


def test_days_and_kinds(data: Path, tmp_path: Path) -> None:
    since = feed(data, "export", "--since", "2020-12-01")
    assert {json.loads(line)["fetched"][:7] for line in since.stdout.splitlines()} == {"2020-12"}
    until = [json.loads(line) for line in feed(data, "export", "--until", "2020-11-30").stdout.splitlines()]
    assert len(until) == 20, "a withdrawal goes with its article"
    copies = feed(data, "export", "--duplicates", "--format", "json")
    assert len(json.loads(copies.stdout)) == 4


def test_what_a_run_has_not_committed_is_not_exported(toys: Toys, tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert toys.run(data, plan={"items": 40}, failpoint="commit.synced:3").killed
    lines = feed(data, "export").stdout.splitlines()
    assert len(lines) == 18
    assert len(record(data)[0].read_bytes().splitlines()) > 18


def test_a_disk_without_room_leaves_the_old_file(data: Path, tmp_path: Path) -> None:
    (tmp_path / "all.jsonl").write_text("old")
    assert feed(data, "export", "-o", str(data / "articles" / "x.jsonl")).returncode == 2
    done = feed(data, "export", "-o", str(tmp_path / "missing" / "all.jsonl"))
    assert done.returncode == 1
    assert "could not be written" in done.stderr
    assert (tmp_path / "all.jsonl").read_text() == "old"

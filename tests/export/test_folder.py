"""A folder of parts is one whole export or absent; killed or out of room it is taken up where it was."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from newscrawl.export.folder import FolderError, PartFolder
from newscrawl.items import Article
from tests.export.archives import append, as_tables_have, export, lines_of, ordered, row
from tests.processes import scrapy
from tests.rounds import ORDEAL

DEATHS = ["export.part_written:2", "export.complete:1", "export.exchanging:1"]


def articles(folder: Path) -> list[dict[str, object]]:
    found = [each for path in sorted((folder / "data").iterdir()) for each in pq.read_table(path).to_pylist()]
    return ordered(row(each) for each in found)


def recorded(data: Path, names: list[str]) -> list[dict[str, object]]:
    return ordered(as_tables_have(line, names) for line in lines_of(data))


def parts(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_ino for path in sorted((folder / "data").iterdir())}


@pytest.mark.parametrize("split", ["month", "site", "channel"])
def test_every_line_stands_in_one_part(data: Path, tmp_path: Path, split: str) -> None:
    job = export(data, tmp_path / "d", split=split)
    found = articles(tmp_path / "d")
    assert found == recorded(data, list(found[0]))
    assert job.remarks == []
    assert {path.name for path in (tmp_path / "d").iterdir()} == {"data", "README.md", ".export.json"}
    assert not (tmp_path / ".d.part").exists()


def test_a_withdrawal_goes_with_its_article(data: Path, tmp_path: Path) -> None:
    export(data, tmp_path / "d", split="month")
    withdrawn = {line["id"] for line in lines_of(data) if "withdrawn" in line}
    for path in (tmp_path / "d" / "data").iterdir():
        table = pq.read_table(path, columns=["id", "withdrawn", "published"]).to_pylist()
        ids = {each["id"] for each in table if each["published"]}
        assert {each["id"] for each in table if each["withdrawn"]} <= ids & withdrawn


def test_only_parts_whose_lines_changed_are_written_again(data: Path, tmp_path: Path) -> None:
    export(data, tmp_path / "d", split="site")
    before = parts(tmp_path / "d")
    append(
        data,
        [Article(id="00d9", url="http://u/", canonical_url="u", site="hxnews", fetched="2020-12-01T00:00:00+08:00")],
    )
    job = export(data, tmp_path / "d", split="site")
    after = parts(tmp_path / "d")
    assert [name for name in before if before[name] != after[name]] == ["hxnews.parquet"]
    assert job.remarks == ["3 of 4 files were there already"]
    export(data, tmp_path / "d", split="site", latest=True)
    assert parts(tmp_path / "d")["hxnews.parquet"] != after["hxnews.parquet"]


def test_what_is_gone_from_the_selection_is_gone_from_the_folder(data: Path, tmp_path: Path) -> None:
    export(data, tmp_path / "d", split="site")
    export(data, tmp_path / "d", split="month", channels=frozenset({"hxnews/fz"}))
    assert all(name.startswith("2020-") for name in parts(tmp_path / "d"))
    assert {line["site"] for line in articles(tmp_path / "d")} == {"hxnews"}


def test_files_of_others_are_never_replaced(data: Path, tmp_path: Path) -> None:
    own = tmp_path / "d" / "data" / "mine.parquet"
    own.parent.mkdir(parents=True)
    own.write_bytes(b"mine")
    with pytest.raises(FolderError, match="was made by no export"):
        export(data, tmp_path / "d", split="site")
    assert own.read_bytes() == b"mine"
    own.unlink()
    (tmp_path / "d" / "README.md").write_text("my own words")
    job = export(data, tmp_path / "d", split="site")
    assert (tmp_path / "d" / "README.md").read_text() == "my own words"
    assert job.remarks == [f"{tmp_path / 'd' / 'README.md'} is no data card of an export, and was left as it is"]


def test_two_exports_to_one_folder(data: Path, tmp_path: Path) -> None:
    with PartFolder(tmp_path / "d").held(), pytest.raises(FolderError, match="another export is writing"):
        export(data, tmp_path / "d", split="site")


def test_months_may_be_lines_or_csv_too(data: Path, tmp_path: Path) -> None:
    export(data, tmp_path / "d", split="month", format="jsonl")
    lines = [line for path in (tmp_path / "d" / "data").glob("*.jsonl") for line in path.read_bytes().splitlines()]
    assert ordered(map(json.loads, lines)) == ordered(lines_of(data))


@pytest.mark.parametrize("death", DEATHS if ORDEAL else DEATHS[:1])
@pytest.mark.parametrize("again", [False, True] if ORDEAL else [True])
def test_killed_it_is_never_half_there_and_goes_on(data: Path, tmp_path: Path, death: str, again: bool) -> None:
    if again:
        export(data, tmp_path / "d", split="site", channels=frozenset({"hxnews/fz"}))
    elif death == DEATHS[2]:
        pytest.skip("nothing is exchanged where no folder is")
    words = ("export", "-o", str(tmp_path / "d"), "--split", "site", "-s", f"NEWSCRAWL_DATA={data}")
    assert scrapy(*words, env={"NEWSCRAWL_FAILPOINT": death}).returncode == -9
    if death == DEATHS[2]:
        assert not (tmp_path / "d" / "data").exists()
    else:
        assert sorted((tmp_path / "d").rglob("*.parquet")) == ([tmp_path / "d/data/hxnews.parquet"] if again else [])
    made = {path.stat().st_ino for path in (tmp_path / ".d.part" / "data").iterdir()}
    export(data, tmp_path / "d", split="site")
    found = articles(tmp_path / "d")
    assert found == recorded(data, list(found[0]))
    assert len(made & set(parts(tmp_path / "d").values())) >= len(made) - 1 > 0, "what was made is kept"
    assert not (tmp_path / ".d.part").exists()


@pytest.mark.skipif(not ORDEAL, reason="two processes: the ordeal runs it")
def test_a_disk_without_room_leaves_no_half_a_file(data: Path, tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_bytes(b"old")
    limits = {"tests.processes:limit_files": [20_000]}
    words = ("export", "-s", f"NEWSCRAWL_DATA={data}", "-o")
    done = scrapy(*words, str(tmp_path / "x.parquet"), before=limits)
    assert done.returncode == 1
    assert done.stderr == f"scrapy export: {tmp_path / 'x.parquet'} could not be written: File too large\n"
    assert (tmp_path / "x.parquet").read_bytes() == b"old"
    assert not list(tmp_path.glob(".x.parquet*"))
    done = scrapy(*words, str(tmp_path / "d"), "--split", "site", before=limits)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "File too large; what is complete is kept" in done.stderr
    assert not (tmp_path / "d").exists()


def test_what_a_killed_export_of_one_file_left_is_cleared_away(data: Path, tmp_path: Path) -> None:
    left = tmp_path / ".x.parquet.4711.part"
    left.write_bytes(b"PAR1 half")
    export(data, tmp_path / "x.parquet")
    assert not left.exists()
    assert pq.read_metadata(tmp_path / "x.parquet").num_rows == len(lines_of(data))

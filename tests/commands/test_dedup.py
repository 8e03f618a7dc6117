"""`scrapy dedup` as people use it on files of any tool: what is kept, what is a copy of what, and nothing half done."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from newscrawl.dedup.offline import CHUNK
from tests.dedup.articles import HARVEST, METRO, MUSEUM, NOTICE, cut, framed
from tests.dedup.newsroom import Newsroom
from tests.processes import ROOT, scrapy


def dedup(folder: Path, *args: str, stdin: bytes = b"") -> CompletedProcess[str]:
    """Run the command in a folder of its own; settings are those of the project."""
    env = {"SCRAPY_SETTINGS_MODULE": "newscrawl.settings", "PYTHONPATH": str(ROOT)}
    return scrapy("dedup", *args, cwd=folder, env=env, input=stdin)


def write(path: Path, *articles: dict[str, Any]) -> None:
    path.write_text("".join(json.dumps(article, ensure_ascii=False) + "\n" for article in articles), encoding="utf-8")


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_copies_leave_the_kept_lines_and_say_what_they_copy(tmp_path: Path) -> None:
    write(
        tmp_path / "a.jsonl",
        {"id": "1", "text": METRO, "published": "2020-11-18T08:00:00+08:00"},
        {"id": "2", "text": HARVEST, "extra": {"kept": "as it is"}},
        {"id": "3", "text": framed(METRO), "published": "2020-11-19"},
        {"id": "4", "text": ""},
        {"id": "1", "text": cut(HARVEST, 2)},
        {"id": "6", "text": framed(METRO).replace("及时优化", "适时优化"), "published": "2021-12-01"},
    )
    done = dedup(tmp_path, "a.jsonl")
    assert done.returncode == 0, done.stderr
    lines = (tmp_path / "a.jsonl").read_bytes().splitlines()
    assert (tmp_path / "kept.jsonl").read_bytes().splitlines() == [lines[0], lines[1], lines[3], lines[5]]
    near, contained = read(tmp_path / "duplicates.jsonl")
    assert (near["id"], near["duplicate_of"]["id"], near["duplicate_of"]["relation"]) == ("3", "1", "near")
    assert (contained["duplicate_of"]["id"], contained["duplicate_of"]["relation"]) == ("2", "contained")
    assert "shared" in near["duplicate_of"]["evidence"]
    said = done.stderr
    assert "recurring" in said
    assert "without text" in said
    assert list(tmp_path.glob("*.part")) == []


def test_fields_of_other_tools_compressed_files_and_standard_streams(tmp_path: Path) -> None:
    first = {"url": "u1", "data": {"content": METRO.split("\n"), "date": "2020年11月18日 08:00"}, "host": "a"}
    second = {"url": "u2", "data": {"content": framed(METRO).split("\n"), "date": 1605661800}, "host": "b"}
    with gzip.open(tmp_path / "a.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(first) + "\n\n")
    options = ["--text", "data.content", "--id", "url", "--date", "data.date", "--site", "host"]
    done = dedup(tmp_path, *options, "a.jsonl.gz", "-", "-k", "-", "-d", "d.jsonl", stdin=json.dumps(second).encode())
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == first
    assert read(tmp_path / "d.jsonl")[0]["duplicate_of"]["id"] == "u1"


def test_what_is_no_json_is_kept_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"torn": \n[1, 2]\n"text"\n\xff\xfe\n' + b'{"text": 5}\r\n')
    assert dedup(tmp_path, "a.jsonl").returncode == 0
    assert (tmp_path / "kept.jsonl").read_bytes() == b'{"torn": \n[1, 2]\n"text"\n\xff\xfe\n{"text": 5}\n'


def test_an_index_remembers_earlier_runs(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", {"id": "1", "text": METRO}, {"text": MUSEUM})
    write(tmp_path / "b.jsonl", {"id": "1", "text": HARVEST}, {"id": "9", "text": framed(METRO)}, {"text": MUSEUM})
    assert dedup(tmp_path, "a.jsonl", "--index", "seen.sqlite").returncode == 0
    done = dedup(tmp_path, "b.jsonl", "--index", "seen.sqlite", "--overwrite")
    assert done.returncode == 0, done.stderr
    assert [line["text"] for line in read(tmp_path / "kept.jsonl")] == [HARVEST]
    assert [line["duplicate_of"]["id"] for line in read(tmp_path / "duplicates.jsonl")] == ["1", "a.jsonl:2"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["a.jsonl", "b.jsonl", "kept.jsonl", "duplicates.jsonl", "seen.sqlite"]
    )


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "which files"),
        (["missing.jsonl"], "missing.jsonl is no file"),
        (["a.jsonl", "-k", "a.jsonl"], "a.jsonl is there already"),
        (["a.jsonl", "-k", "x.jsonl", "-d", "x.jsonl"], "a file each"),
        (["a.jsonl", "-j", "0"], "1 or more"),
        (["a.jsonl", "-j", "many"], "many"),
        (["a.jsonl", "--index", "a.jsonl"], "not a database"),
        (["a.jsonl", "-k", "nowhere/kept.jsonl"], "nowhere"),
    ],
)
def test_a_wrong_argument_is_one_clear_line(tmp_path: Path, args: list[str], said: str) -> None:
    write(tmp_path / "a.jsonl", {"id": "1", "text": METRO})
    done = dedup(tmp_path, *args)
    assert done.returncode == 2
    message = done.stderr
    assert message.startswith("scrapy dedup: ")
    assert said in message
    assert message.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]


@pytest.mark.slow
def test_many_processes_give_what_one_gives(tmp_path: Path) -> None:
    room = Newsroom(9)
    texts = [room.vegetables() for _ in range(2 * CHUNK)] + [METRO, framed(METRO), NOTICE]
    write(tmp_path / "a.jsonl", *({"id": number, "text": text} for number, text in enumerate(texts)))
    for jobs in ("1", "3"):
        done = dedup(tmp_path, "a.jsonl", "-j", jobs, "-k", f"k{jobs}", "-d", f"d{jobs}")
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "k1").read_bytes() == (tmp_path / "k3").read_bytes()
    assert (tmp_path / "d1").read_bytes() == (tmp_path / "d3").read_bytes()
    assert len(read(tmp_path / "d1")) == 1


@pytest.mark.parametrize("place", ["kept", "index"])
def test_killed_in_the_middle_it_is_repeated_with_the_same_result(tmp_path: Path, place: str) -> None:
    write(tmp_path / "a.jsonl", {"id": "1", "text": METRO}, {"id": "2", "text": MUSEUM})
    write(tmp_path / "b.jsonl", {"id": "3", "text": framed(METRO)}, {"id": "4", "text": HARVEST})
    before, folder = tmp_path / "before", tmp_path / "killed"
    for where in (before, folder):
        where.mkdir()
        assert dedup(where, "../a.jsonl", "--index", "seen.sqlite", "-k", "ka", "-d", "da").returncode == 0
    line = ("../b.jsonl", "--index", "seen.sqlite", "-k", "kb", "-d", "db")
    env = {"SCRAPY_SETTINGS_MODULE": "newscrawl.settings", "PYTHONPATH": str(ROOT)}
    killed = scrapy("dedup", *line, cwd=folder, env=env | {"NEWSCRAWL_FAILPOINT": f"dedup.{place}"})
    assert killed.returncode == -9
    assert dedup(before, *line).returncode == 0
    again = dedup(folder, *line, "--overwrite")
    assert again.returncode == 0, again.stderr
    for name in ("kb", "db"):
        assert (folder / name).read_bytes() == (before / name).read_bytes()
    assert sorted(path.name for path in folder.iterdir()) == sorted(path.name for path in before.iterdir())

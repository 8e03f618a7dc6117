"""The wheel in an empty folder: `newscrawl demo`, and the first things that a newcomer types."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import subprocess
import zipfile
from pathlib import Path
from subprocess import CompletedProcess

import jsonschema
import pytest

from newscrawl.warc.kept import read_kept
from scripts.wheel import build_wheel, install
from tests import processes
from tests.crawling import ROOT, read_lines

pytestmark = pytest.mark.slow


def scrapy(*args: str, cwd: Path = ROOT) -> CompletedProcess[str]:
    return processes.scrapy(*args, cwd=cwd, env={"SCRAPY_SETTINGS_MODULE": "newscrawl.settings"})


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built of what the Containerfile builds it of."""
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which `pip install` put `newscrawl`."""
    return install(wheel, tmp_path_factory.mktemp("installed") / "venv")


def typed(programs: Path, line: str, cwd: Path) -> CompletedProcess[str]:
    """Run a command line of the installed program, with nothing of the checkout in sight."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("NEWSCRAWL", "SCRAPY", "PYTHON"))}
    env["PATH"] = f"{programs}:{env['PATH']}"
    return subprocess.run(shlex.split(line), cwd=cwd, env=env, capture_output=True, text=True)


@pytest.fixture(scope="module")
def demo(programs: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[CompletedProcess[str], Path]:
    """The demo in an empty folder, as one types it after `pip install`."""
    place = tmp_path_factory.mktemp("anywhere")
    return typed(programs, f"{programs}/newscrawl demo", place), place


def test_the_wheel_holds_every_file_of_the_package(wheel: Path):
    held = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("newscrawl/")}
    files = (path for path in (ROOT / "newscrawl").rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    assert held == {str(path.relative_to(ROOT)) for path in files}


def test_an_archive_begins_as_the_systemd_unit_begins_it(demo, programs: Path, tmp_path: Path):
    """`newscrawl init`, then the unit's own command line, here over the sample."""
    _done, place = demo
    made = typed(programs, f"{programs}/newscrawl init archive --contact archive@example.org", tmp_path)
    assert made.returncode == 0, made.stderr
    unit = (ROOT / "deploy/systemd/newscrawl@.service").read_text(encoding="utf-8")
    line = next(line.removeprefix("ExecStart=") for line in unit.splitlines() if line.startswith("ExecStart="))
    line = line.replace("/opt/newscrawl/bin", str(programs)).replace("%I", "hxnews/fz")
    sample = place / "data/sample/hxnews.warc.gz"
    done = typed(programs, f"{line} -a max_pages=1 -s NEWSCRAWL_REPLAY={sample}", tmp_path / "archive")
    assert done.returncode == 0, done.stderr
    assert len(read_lines(tmp_path / "archive/data/articles/hxnews/2020-11.jsonl")) > 10


def test_the_demo_ends_with_a_summary_and_the_path_of_its_lines(demo):
    done, _place = demo
    assert done.returncode == 0, done.stderr
    said = done.stderr.splitlines()
    assert said[1:5] == [
        "48 new articles and 9 duplicates in 1 channel",
        "  captures are from 2020-11-18 22:00 to 2020-11-18 22:01",
        "  hxnews/fz 福州新闻  48 new, 9 duplicate, 3 pending",
        "  lines in data/demo/articles/hxnews/2020-11.jsonl, data/demo/duplicates/hxnews/2020-11.jsonl, data/demo/fz.jsonl",
    ]
    assert "INFO" not in done.stderr
    assert "INFO: hxnews/fz: walk ends" in (_place / "data/demo/logs/1.log").read_text(encoding="utf-8")
    assert "data/demo/fz.jsonl" in done.stderr
    assert done.stdout == "next: newscrawl articles 地铁 -s NEWSCRAWL_DATA=data/demo\n"


def test_a_demo_that_is_refused_leaves_the_last_one_as_it_is(demo):
    _done, place = demo
    kept = archived(place, "articles")
    for words in (("further",), ("-a", "chanels=hxnews/fz"), ("-s", "NEWSCRAWL_WARC=maybe")):
        assert scrapy("demo", *words, cwd=place).returncode == 2
    assert archived(place, "articles") == kept


def test_the_demo_reads_the_sample_whole(demo):
    _done, place = demo
    lines = read_lines(place / "data/demo/fz.jsonl")
    assert len(lines) > 40
    assert all(line["title"] and line["text"] and line["published"] for line in lines)
    assert any(line["pages"] > 1 for line in lines)
    assert any(line["reporters"] for line in lines)
    copies = read_lines(next((place / "data/demo/duplicates").rglob("*.jsonl")))
    assert {"near", "contains", "contained", "equal"} & {copy["relation"] for copy in copies}
    assert {copy["of"] for copy in copies} <= {line["id"] for line in lines}


def test_the_lines_of_the_sample_are_byte_for_byte_what_they_were(demo):
    """A change of the reader that changes them on purpose brings new digests: look at each line first."""
    _done, place = demo
    former = (ROOT / "tests/commands/sample_lines.sha256").read_text(encoding="utf-8").splitlines()
    assert [digest(line, kind) for kind in ("article", "duplicate") for line in archived(place, kind)] == former
    assert (place / "data/demo/fz.jsonl").read_bytes() == b"".join(archived(place, "article"))


def test_each_line_of_a_replay_leads_to_its_capture(demo, monkeypatch):
    """The sample was named from the working folder; a revisit and a better reader run in any other."""
    _done, place = demo
    monkeypatch.chdir(place.parent)
    for line in map(json.loads, archived(place, "article") + archived(place, "duplicate")):
        assert read_kept(place / "data/demo", line["warc"]) is not None, line["warc"]


def archived(place: Path, kind: str) -> list[bytes]:
    paths = sorted((place / "data/demo" / f"{kind}s").rglob("*.jsonl"))
    return [line for path in paths for line in path.read_bytes().splitlines(keepends=True)]


def digest(line: bytes, kind: str) -> str:
    return f"{hashlib.sha256(line).hexdigest()}  {kind} {json.loads(line)['id']}"


def test_the_demo_keeps_to_the_printed_schema(demo):
    _done, place = demo
    schema = json.loads(scrapy("schema").stdout)
    validator = jsonschema.Draft202012Validator(schema)
    for line in read_lines(place / "data/demo/fz.jsonl"):
        validator.validate(line)


def test_a_replay_takes_its_captures_moment_for_now_and_says_so(demo, tmp_path: Path):
    """The first walk of a channel goes back thirty days from now: years later it would find nothing."""
    _done, place = demo
    sample = place / "data/sample/hxnews.warc.gz"
    words = ("crawl", "channel", "-a", "channels=hxnews/fz", "-s", f"NEWSCRAWL_REPLAY={sample}")
    done = scrapy(*words, "-s", "LOG_LEVEL=ERROR", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("replay of captures from 2020-11-18 22:00 to 2020-11-18 22:0")
    assert len(read_lines(next((tmp_path / "data/articles").rglob("*.jsonl")))) > 40
    again = scrapy(*words, "-s", "LOG_LEVEL=ERROR", "-s", "NEWSCRAWL_NOW=2020-12-10", cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    older = scrapy(*words, "-s", "LOG_LEVEL=ERROR", cwd=tmp_path)
    assert older.returncode == 0, "captures may be older than the archive that they are replayed into"

"""`scrapy demo` and `scrapy schema`: the first things a newcomer types."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from subprocess import CompletedProcess

import jsonschema
import pytest

from tests import processes
from tests.crawling import ROOT, read_lines


def scrapy(*args: str, cwd: Path = ROOT) -> CompletedProcess[str]:
    return processes.scrapy(*args, cwd=cwd, env={"SCRAPY_SETTINGS_MODULE": "newscrawl.settings"})


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[CompletedProcess[str], Path]:
    """The demo in an empty folder, as one types it after `pip install`."""
    place = tmp_path_factory.mktemp("anywhere")
    return scrapy("demo", cwd=place), place


def test_the_demo_ends_with_a_summary_and_the_path_of_its_lines(demo):
    done, _place = demo
    assert done.returncode == 0, done.stderr
    assert "hxnews/fz" in done.stderr
    assert "exported" in done.stderr
    assert "filled:" in done.stderr
    assert "data/demo/fz.jsonl" in done.stdout


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

"""`scrapy diff-parse`: says which fields of which articles today's reader reads otherwise, and writes nothing."""

import json
import shutil
from pathlib import Path

import pytest

from tests.crawling import ROOT, crawl
from tests.processes import scrapy

pytestmark = pytest.mark.slow

SAMPLE = ROOT / "newscrawl/sample/hxnews.warc.gz"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled sample, read into an archive."""
    run = crawl(tmp_path_factory.mktemp("old"), f"files={SAMPLE}", spider="archive")
    assert run.code == 0, run.err
    return run.data


def diff_parse(*args: object) -> tuple[int, str, str]:
    done = scrapy("diff-parse", *args)
    return done.returncode, done.stdout, done.stderr


def test_what_reads_as_before_is_said_to(archive: Path):
    before = {path: path.read_bytes() for path in archive.rglob("*") if path.is_file()}
    code, out, err = diff_parse("--jobs", 1, archive / "articles", SAMPLE)
    assert (code, err) == (0, "")
    assert "60 articles read as before, 0 differ" in out
    assert {path: path.read_bytes() for path in archive.rglob("*") if path.is_file()} == before


def test_differences_are_listed_by_article_and_counted_by_field(archive: Path, tmp_path: Path):
    (old,) = archive.glob("articles/*/*.jsonl")
    lines = [json.loads(line) for line in old.read_text(encoding="utf-8").splitlines()]
    lines[0]["title"], lines[1]["editors"], lines[2]["id"] = "旧题", [], "00000000000000ff"
    changed = tmp_path / "old.jsonl"
    changed.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")

    code, out, _err = diff_parse("--jobs", 1, changed, SAMPLE)
    assert code == 1
    assert f"{lines[0]['url']}  title: 旧题 → " in out
    assert f"{lines[1]['url']}  editors: — → " in out
    assert "57 articles read as before, 2 differ" in out
    assert "1 have no page in the files" in out

    code, out, _err = diff_parse("--jobs", 1, "--json", "--fields", "title", changed, SAMPLE)
    *found, summary = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [(each["field"], each["change"], each["old"]) for each in found] == [("title", "changed", "旧题")]
    assert summary["summary"]["fields"] == {"title": {"changed": 1}}


def test_a_rule_that_loses_a_field_is_found_before_it_ships(archive: Path, tmp_path: Path):
    (shipped,) = ROOT.glob("newscrawl/catalog/sites/fujian/hxnews.toml")
    own = tmp_path / "catalog/sites/fujian/hxnews.toml"
    own.parent.mkdir(parents=True)
    own.write_text(shipped.read_text(encoding="utf-8").replace('body = "', 'body = "div.nowhere '), encoding="utf-8")
    code, out, _err = diff_parse(
        "--jobs", 1, "-s", f"NEWSCRAWL_CATALOG={tmp_path / 'catalog'}", archive / "articles", SAMPLE
    )
    assert code == 1, out
    assert "read_by" in out or "text" in out


@pytest.mark.parametrize("wrong", ["one", "lines", "files", "field", "nothing"])
def test_what_cannot_be_compared_is_one_line(wrong: str, archive: Path, tmp_path: Path):
    junk = tmp_path / "junk.jsonl"
    junk.write_text('{"id": 1}\n')
    shutil.copytree(archive / "articles", tmp_path / "articles")
    args: dict[str, list[object]] = {
        "one": [junk],
        "lines": [junk, SAMPLE],
        "files": [tmp_path / "articles", tmp_path / "none.warc.gz"],
        "field": ["--fields", "titel", tmp_path / "articles", SAMPLE],
        "nothing": [tmp_path / "empty", SAMPLE],
    }
    code, out, err = diff_parse(*args[wrong])
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("scrapy diff-parse: ")

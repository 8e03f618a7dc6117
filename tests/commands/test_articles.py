"""`scrapy articles` as typed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from newscrawl.record.outcome import to_line
from tests import processes
from tests.record.test_search import TEXTS, article


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A record of three articles."""
    path = tmp_path / "articles/hxnews/2020-11.jsonl"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"".join(to_line(article(name)) for name in TEXTS))
    return tmp_path


def scrapy(data: Path, *words: str) -> CompletedProcess[str]:
    return processes.scrapy("articles", *words, "-s", f"NEWSCRAWL_DATA={data}")


def test_the_command_shows_and_exports(data: Path):
    shown = scrapy(data, "地鐵")
    assert shown.stdout == "2020-11-18  hxnews/fz     福州地铁五号线今日开通  http://www.hxnews.com/a1.shtml\n", (
        shown.stderr
    )
    assert shown.stderr == "1 article\n"
    assert scrapy(data, "新闻", "--limit", "1").stderr == "1 of 2 articles, the newest first; --limit N shows more\n"
    none = scrapy(data, "地铁", "没有的词")
    assert (none.returncode, none.stdout, none.stderr) == (0, "", "no article has all of these words\n")
    bounded = scrapy(data, "--since", "2030-01-01")
    assert bounded.stderr == "no article in these channels and days\n"
    done = scrapy(data, "新闻", "-o", str(data / "out.csv"))
    assert done.stderr == f"2 articles in {data / 'out.csv'}\n"
    assert (data / "out.csv").read_text(encoding="utf-8").count("www.hxnews.com") >= 2
    for wrong in (["--since", "soon"], ["-o", "x.xlsx"], ["--limit", "none"], ["--channel", "nowhere/x"]):
        refused = scrapy(data, "福", *wrong)
        assert (refused.returncode, refused.stderr.count("\n")) == (2, 1), refused.stderr


def test_an_older_line_steers_no_terminal(data: Path):
    evil = replace(article("a1"), id="f" * 16, title="\x1b[2J地鐵\x9b31m\u202e新闻", text="地鐵")
    path = next(data.rglob("*.jsonl"))
    path.write_bytes(path.read_bytes() + to_line(evil))
    shown = scrapy(data, "地鐵")
    assert "\\u001b[2J地鐵\\u009b31m\\u202e新闻" in shown.stdout
    assert not set("\x1b\x9b\u202e") & set(shown.stdout + shown.stderr)
    lines = scrapy(data, "地鐵", "-o", "-").stdout.splitlines()
    assert [json.loads(line)["title"] for line in lines if "f" * 16 in line] == [evil.title]

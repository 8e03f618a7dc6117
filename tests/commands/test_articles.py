"""`scrapy articles` as typed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from newscrawl.commands.articles import told
from newscrawl.record.outcome import to_line
from newscrawl.terminal import columns
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
    assert (none.returncode, none.stdout, none.stderr) == (0, "", "no article has all of 地铁 没有的词\n")
    bounded = scrapy(data, "--since", "2030-01-01")
    assert bounded.stderr == "no article of these channels and days\n"
    done = scrapy(data, "新闻", "-o", str(data / "out.csv"))
    assert done.stderr == f"2 articles in {data / 'out.csv'}\n"
    assert (data / "out.csv").read_text(encoding="utf-8").count("www.hxnews.com") >= 2
    some = scrapy(data, "新闻", "限行", "十一月")
    assert some.stdout.endswith("b2.shtml\n            廈門市交警部門通告，海滄大橋十一月起限行。\n"), (
        "a word of the text"
    )
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


def test_hits_are_bold_on_a_terminal_and_the_part_of_the_text_fits_it() -> None:
    long = "本报讯。" * 40 + "海滄大橋十一月起限行。" + "市民可绕行。" * 40
    first, part = told({"url": "http://a", "title": "廈門新聞", "text": long}, ["新闻", "十一月"], 60)
    assert [first.plain[span.start : span.end] for span in first.spans if span.style == "bold"] == ["新聞"]
    assert [part.plain[span.start : span.end] for span in part.spans if span.style == "bold"] == ["十一月"]
    assert columns(part.plain) <= 60
    assert part.plain.strip().startswith("…")
    assert part.plain.endswith("…")


def test_articles_of_one_day_are_shown_by_their_hour(data: Path) -> None:
    path = next(data.rglob("*.jsonl"))
    early, late = (
        replace(
            article("a1"),
            id=f"{hour:>016}",
            url=f"http://www.hxnews.com/{hour}.shtml",
            published=f"2020-11-18T{hour}:00:00+08:00",
        )
        for hour in ("07", "21")
    )
    path.write_bytes(to_line(late) + to_line(early) + path.read_bytes())
    shown = scrapy(data, "地铁").stdout
    assert [word.rpartition("/")[2] for word in shown.split() if word.startswith("http")] == [
        "21.shtml",
        "a1.shtml",
        "07.shtml",
    ]

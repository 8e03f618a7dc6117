"""`scrapy export` as typed: options that do not fit, a missing library, the profile, CSV for spreadsheets."""

from __future__ import annotations

import argparse
import csv
import re
import sys
from pathlib import Path

import pytest

from newscrawl.commands.export_options import add_export_options, read_shape, read_target
from newscrawl.export.columns import MissingExtraError, pyarrow
from newscrawl.export.shape import Shape
from newscrawl.items import Article
from tests.export.archives import append
from tests.processes import scrapy


def read(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_export_options(parser)
    return parser.parse_args(words)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--split month", "name it with -o"),
        ("-o d --split month --card README.md", "--card is for a single file"),
        ("-o d/", "d/ is a folder: say --split month, site or channel"),
        ("-o x.parquet.gz", "Parquet is compressed by itself: leave out .gz"),
        ("-o x.jsonl --bom", "--bom and --lists are for CSV, not for jsonl"),
        ("--card README.md", "--card describes a file"),
        ("--fields id,tittle", "no field 'tittle'; there are id, url, "),
        ("--fields ,", "--fields names no field"),
        ("--fields id --profile plain", "exclude each other"),
        ("--duplicates --script zh-Hans", "duplicates have no text"),
    ],
)
def test_options_that_do_not_fit_are_told(words: str, said: str) -> None:
    opts = read(*words.split())
    with pytest.raises(ValueError, match=re.escape(said)):
        _ = read_shape(opts), read_target(opts, card_only=False)


def test_a_missing_library_is_one_line_that_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "opencc", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'newscrawl\[export\]'"):
        pyarrow()
    with pytest.raises(MissingExtraError, match=r"OpenCC .*pip install 'newscrawl\[export\]'"):
        Shape("articles", script="zh-Hans").shaper()


def test_the_plain_profile_as_csv_for_a_spreadsheet(tmp_path: Path) -> None:
    at = {"canonical_url": "u", "site": "hxnews", "channel": "hxnews/fz", "fetched": "2020-11-18T09:30:00+08:00"}
    append(tmp_path / "data", [
        Article(id="00d0", url="http://www.hxnews.com/1.shtml", title="臺北開會", text="臺北開會。", script="zh-Hant", **at),
        Article(id="00d0", url="http://www.hxnews.com/1.shtml", title="臺北散會", script="zh-Hant", revision=2, **at),
    ])  # fmt: skip
    words = ("export", "--profile", "plain", "--script", "zh-Hans", "--bom", "--lists", "；", "-o", "x.csv")
    done = scrapy(*words, "-s", f"NEWSCRAWL_DATA={tmp_path / 'data'}", cwd=tmp_path, env={"PYTHONPATH": "", "SCRAPY_SETTINGS_MODULE": "newscrawl.settings"})  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "1 line in x.csv\n")
    assert (tmp_path / "x.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert list(row) == ["id", "title", "text", "published", "source", "channel", "url", "original_script"]
    assert (row["title"], row["original_script"]) == ("台北散会", "zh-Hant")
    assert not (tmp_path / "plain").exists(), "Scrapy's own --profile writes a file"


def test_a_crawl_says_how_parquet_is_made(tmp_path: Path) -> None:
    data = f"NEWSCRAWL_DATA={tmp_path / 'data'}"
    done = scrapy("crawl", "channel", "-a", "channels=hxnews/fz", "-o", "new.parquet", "-s", data)
    assert done.returncode == 2
    assert done.stderr == (
        "scrapy crawl: a crawl appends line by line, which Parquet cannot: leave out -o new.parquet, "
        "and after the crawl type: scrapy export --format parquet -o new.parquet\n"
    )

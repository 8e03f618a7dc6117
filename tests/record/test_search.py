"""Searching the record: words of any length, in either script; what was revised, withdrawn or not committed."""

from __future__ import annotations

import json
import os
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from newscrawl.items import Article, Tombstone
from newscrawl.record.outcome import to_line
from newscrawl.record.search import Articles, SearchQuery, index_path, pairs

TEXTS = {
    "a1": ("福州地铁五号线今日开通", "福州新闻网讯，地铁五号线今日开通试运营。\n市民纷纷试乘。", "2020-11-18"),
    "b2": ("廈門新聞：海滄大橋限行", "廈門市交警部門通告，海滄大橋十一月起限行。", "2020-11-17"),
    "c3": ("前三季度GDP增长3.5%", "全市实现生产总值三千亿元。\n福", "2020-11-01"),
}


def article(name: str, **other: object) -> Article:
    title, text, day = TEXTS[name]
    url = f"http://www.hxnews.com/{name}.shtml"
    fields = {
        "title": title,
        "text": text,
        "published": f"{day}T08:00:00+08:00",
        "channel": "hxnews/fz",
        "site": "hxnews",
    }
    return Article(id=f"{name:0>16}", url=url, canonical_url=url, **{**fields, **other})  # type: ignore[arg-type]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "articles/hxnews/2020-11.jsonl"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"".join(to_line(article(name)) for name in TEXTS))
    return tmp_path


def append(data: Path, *items: Article | Tombstone) -> Path:
    path = data / "articles/hxnews/2020-11.jsonl"
    with path.open("ab") as file:
        file.writelines(to_line(item) for item in items)
    return path


def found(data: Path, words: str = "", committed: dict[str, int] | None = None, **query: object) -> list[str]:
    index = Articles(data)
    index.update(committed or {})
    lines = [json.loads(line) for line in index.find(SearchQuery(words, **query))]  # type: ignore[arg-type]
    index.close()
    return [line["id"].lstrip("0") for line in lines]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("福", ["a1", "c3"]),
        ("福州", ["a1"]),
        ("福州新闻", ["a1"]),
        ("福州新聞", ["a1"]),
        ("厦门新闻", ["b2"]),
        ("海沧大桥限行", ["b2"]),
        ("gdp", ["c3"]),
        ("3.5%", ["c3"]),
        ("地铁 试乘", ["a1"]),
        ("地铁 大桥", []),
        ("开通试运营市民", []),  # over the end of a paragraph
        ("新闻", ["a1", "b2"]),
        ("，", []),
        ("", ["a1", "b2", "c3"]),
        ('"福州" OR *', []),
    ],
)
def test_words_are_found_in_either_script(data: Path, words: str, expected: list[str]):
    assert found(data, words) == expected


def test_days_and_channels_bound_what_is_found(data: Path):
    assert found(data, since=date(2020, 11, 17)) == ["a1", "b2"]
    assert found(data, until=date(2020, 11, 17)) == ["b2", "c3"]
    assert found(data, "福", channels=frozenset(["hxnews/xm"])) == []


def test_the_newest_publications_come_first_and_are_counted(data: Path):
    later = article("a1", title="新闻", text="新闻", published="2020-12-01T08:00:00+08:00")
    append(data, replace(later, id=f"{'d4':0>16}"))
    with closing(Articles(data)) as index:
        index.update({})
        first = [json.loads(line)["published"][:10] for line in index.find(SearchQuery("新闻"), 2)]
        assert first == ["2020-12-01", "2020-11-18"]
        assert index.count(SearchQuery("新闻")) == 3
        assert index.count(SearchQuery("新闻", until=date(2020, 11, 30))) == 2
        assert index.count(SearchQuery("，")) == 0


def test_the_index_follows_the_record(data: Path):
    assert found(data, "地铁") == ["a1"]
    append(data, article("a1", title="轻轨今日开通", text="轻轨今日开通试运营。", revision=2))
    assert (found(data, "地铁"), found(data, "轻轨")) == ([], ["a1"])
    gone = {"id": f"{'b2':0>16}", "url": "http://www.hxnews.com/b2.shtml", "withdrawn": "gone", "revision": 2}
    append(data, Tombstone(**gone))  # type: ignore[arg-type]
    assert found(data, "海沧") == []
    path = data / "articles/hxnews/2020-11.jsonl"
    path.write_bytes(to_line(article("b2")))  # another record in its place
    assert found(data) == ["b2"]


def test_what_is_not_committed_is_not_found(data: Path):
    path = data / "articles/hxnews/2020-11.jsonl"
    length = len(to_line(article("a1")))
    assert found(data, committed={str(path): length}) == ["a1"]
    assert found(data) == ["a1", "b2", "c3"]


def test_an_index_of_another_version_is_made_anew(data: Path):
    import sqlite3

    found(data)
    with sqlite3.connect(index_path(data)) as db:
        db.execute("PRAGMA user_version = 99")
    assert found(data, "地铁") == ["a1"]


def test_a_record_of_the_same_length_in_the_others_place_is_noticed(data: Path):
    assert found(data, "地铁") == ["a1"]
    path = data / "articles/hxnews/2020-11.jsonl"
    path.write_bytes(b"".join(to_line(article(name)) for name in reversed(TEXTS)))
    assert found(data) == ["a1", "b2", "c3"]


def test_an_index_that_is_no_database_is_made_anew(data: Path):
    index_path(data).write_bytes(b"no database" * 1000)
    assert found(data, "地铁") == ["a1"]


def test_pairs_know_no_spaces_nor_marks():
    assert pairs("福 州，\n新") == "福州 州 新"


def test_who_may_only_read_an_archive_searches_it_all_the_same(data: Path, monkeypatch: pytest.MonkeyPatch):
    assert found(data, "地铁") == ["a1"]
    before = index_path(data).read_bytes()
    append(data, replace(article("b2"), id=f"{'d4':0>16}", title="地铁延伸至海沧"))
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    assert found(data, "地铁") == ["a1", "d4"]
    assert index_path(data).read_bytes() == before
    index_path(data).unlink()
    assert found(data, "地铁") == ["a1", "d4"]
    assert not index_path(data).exists()

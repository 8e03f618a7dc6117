"""Which of an article's lines is the newest: the one with the highest revision, in whatever file it is.

A ledger that moves from SQLite to PostgreSQL within a month, or back, leaves two files of that month whose names say
nothing of their order.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from newscrawl.ledger.sqlite import SqliteLedger
from newscrawl.record.export import LineFilter, Selection
from newscrawl.record.rebuild import rebuild
from newscrawl.record.search import Articles, SearchQuery
from newscrawl.urls import article_id

FILES = ("2020-11.jsonl", "2020-11.machine-7.jsonl", "2020-11.Zweit.jsonl")
URL = "http://www.hxnews.com/news/2020/11/18/401.shtml"
FIRST = {
    "id": article_id(URL),
    "url": URL,
    "channel": "hxnews/fz",
    "site": "hxnews",
    "title": "海沧大桥今起限行",
    "published": "2020-11-18T09:30:00+08:00",
    "revision": 1,
    "text": "厦门市交警部门通告，海沧大桥今起限行两周，货车绕行翔安隧道。",
}
SECOND = {**FIRST, "revision": 2, "text": "厦门市交警部门更正，海沧大桥明起限行三周，货车绕行海沧隧道。"}
GONE = {"id": FIRST["id"], "url": URL, "channel": "hxnews/fz", "site": "hxnews", "withdrawn": "deleted", "revision": 3}
BACK = {**SECOND, "revision": 4}


def archive(data: Path, lines: Sequence[dict[str, Any]], names: Sequence[str]) -> Path:
    for line, name in zip(lines, names, strict=True):
        path = data / "articles" / "hxnews" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
    return data


def revisions(data: Path, **wanted: Any) -> list[int]:
    return sorted(json.loads(line)["revision"] for line in Selection(data, LineFilter(**wanted)))


def found(data: Path, words: str) -> list[int]:
    with closing(Articles(data)) as articles:
        articles.update({})
        return [json.loads(line)["revision"] for line in articles.find(SearchQuery(words))]


def orders(count: int) -> list[tuple[str, ...]]:
    return list(permutations(FILES, count))


@pytest.mark.parametrize("names", orders(2))
def test_the_revision_is_exported_and_found_not_what_it_corrected(tmp_path: Path, names: tuple[str, ...]) -> None:
    data = archive(tmp_path, [FIRST, SECOND], names)
    assert revisions(data, latest=True) == [2]
    assert (found(data, "更正"), found(data, "两周")) == ([2], [])


@pytest.mark.parametrize("names", orders(3))
def test_a_withdrawn_article_is_neither_exported_nor_found(tmp_path: Path, names: tuple[str, ...]) -> None:
    data = archive(tmp_path, [FIRST, SECOND, GONE], names)
    assert revisions(data, latest=True) == []
    assert revisions(data, hide_withdrawn=True) == []
    assert found(data, "海沧大桥") == []
    assert revisions(data, since=date(2020, 11, 18)) == [1, 2, 3], "a withdrawal goes with its article"
    assert revisions(data, since=date(2020, 11, 19)) == []
    assert revisions(data, until=date(2020, 11, 18), channels=frozenset({"hxnews/nd"})) == []


@pytest.mark.parametrize("names", orders(3))
def test_an_article_that_came_back_is_there_again(tmp_path: Path, names: tuple[str, ...]) -> None:
    data = archive(tmp_path, [FIRST, GONE, BACK], names)
    assert revisions(data, latest=True) == [4]
    assert found(data, "海沧大桥") == [4]


@pytest.mark.parametrize("names", orders(3))
def test_the_index_that_grew_beside_the_record_knows_the_same(tmp_path: Path, names: tuple[str, ...]) -> None:
    for line, name in zip([GONE, FIRST, SECOND], names, strict=True):
        archive(tmp_path, [line], [name])
        assert found(tmp_path, "海沧大桥") == []
    archive(tmp_path, [BACK], names[:1])
    assert found(tmp_path, "海沧大桥") == [4]


@pytest.mark.parametrize("names", orders(2))
def test_a_ledger_made_from_the_record_goes_on_after_the_highest(tmp_path: Path, names: tuple[str, ...]) -> None:
    data = archive(tmp_path, [FIRST, SECOND], names)
    with closing(SqliteLedger.open(tmp_path / "ledger.sqlite")) as ledger:
        rebuild(data, ledger, datetime(2020, 12, 1, tzinfo=UTC))
        row, line = ledger.article(FIRST["id"]), ledger.last_line(FIRST["id"])
        assert row is not None
        assert line is not None
        assert (row.outcome, row.revision, line.revision) == ("exported", 2, 2)
        assert len(list(ledger.each_line())) == 2
        assert ledger.faults() == {}
        ((_keys, text),) = list(ledger.texts().each())
        assert "三周" in text.text()

"""`scrapy duplicates`: an article gathers its reprints, whichever of them is named."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from newscrawl.ledger import Settled
from newscrawl.ledger.sqlite import SqliteLedger
from tests.ledger.contract import Archive, entries, entry, line_of
from tests.processes import scrapy

pytestmark = pytest.mark.slow


def duplicates(data: Path, *words: str) -> CompletedProcess[str]:
    return scrapy("duplicates", *words, "-s", f"NEWSCRAWL_DATA={data}")


def test_reprints_come_first_publication_first(tmp_path: Path) -> None:
    with closing(SqliteLedger.open(tmp_path / "ledger.sqlite")) as ledger:
        archive = Archive(ledger)
        archive.enter(archive.walk(), *entries(1, 2))
        archive.enter(archive.walk(channel="fjsen/fz"), *entries(3, 4))
        days = {1: "2020-11-18T09:00+08:00", 2: "2020-11-17T08:00+08:00", 3: "2020-11-19", 4: None}
        archived = Settled(entry(1).id, "exported", published=days[1], revision=1)
        copies = [
            Settled(entry(n).id, "duplicate", of=entry(of).id, relation=relation, published=days[n])
            for n, of, relation in ((2, 1, "contains"), (3, 1, "near"), (4, 3, "equal"))
        ]
        archive.settle(archived, *copies, lines=[line_of(entry(1))])
    for named in (entry(1).id, entry(4).id, entry(3).url):
        told = duplicates(tmp_path, named, "--json")
        assert told.returncode == 0, told.stderr
        rows = [json.loads(line) for line in told.stdout.splitlines()]
        assert [row["id"] for row in rows] == [entry(n).id for n in (2, 1, 3, 4)]
        assert [row["archived"] for row in rows] == [False, True, False, False]
    shown = duplicates(tmp_path, entry(1).id).stdout.splitlines()
    assert [line[0] for line in shown] == [" ", "*", " ", " "]
    assert "2020-11-17 08:00" in shown[0]
    assert "fjsen/fz" in shown[2]


def test_an_article_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    SqliteLedger.open(tmp_path / "ledger.sqlite").close()
    for words in (("0" * 16,), ("http://a.cn/1.html",), ("not an address",), (), ("a", "b")):
        told = duplicates(tmp_path, *words)
        assert (told.returncode, told.stderr.count("\n")) == (2, 1)
    assert "there is no ledger" in duplicates(tmp_path / "nowhere", "0" * 16).stderr

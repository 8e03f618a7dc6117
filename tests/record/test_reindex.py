"""An index of texts of another version is one line, and is made anew from the record."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from newscrawl.ledger.sqlite import SqliteLedger
from tests.crawling import crawl, write_site
from tests.processes import scrapy
from tests.record.archive import faults
from tests.rounds import ORDEAL
from tests.simsite import SimSite, serve


def keys(data: Path) -> dict[str, set[int]]:
    """The postings of each article's text."""
    with closing(SqliteLedger.open(data / "ledger.sqlite")) as ledger:
        return {known.id: set(keys) for keys, known in ledger.texts().each()}


@pytest.mark.parametrize("version", [2, 7, -1] if ORDEAL else [7])
def test_it_finds_copies_again(tmp_path: Path, version: int) -> None:
    data = tmp_path / "data"
    where = ("-s", f"NEWSCRAWL_DATA={data}")
    with serve(SimSite(articles=20, listings=1, reprint=2)) as server:
        write_site(tmp_path / "catalog", server.sites[0], server.url)
        assert crawl(tmp_path, "channels=sim/*", "since=all").code == 0
        server.sites[0].advance(days=1, new=2, edit=2, withdraw=1)
        assert crawl(tmp_path, "channels=sim/*", "revisit=30d", NEWSCRAWL_NOW="2020-11-20T08:00:00+08:00").code == 0
        before = keys(data)
        for other in (2, -1, version):
            with closing(sqlite3.connect(data / "ledger.sqlite")) as connection, connection:
                connection.execute("UPDATE dedup_state SET version = ?", (other,))
            told = crawl(tmp_path, "channels=sim/*", NEWSCRAWL_NOW="2020-11-20T08:00:00+08:00")
            assert told.code == 1
            assert f"ledger.sqlite: the index of texts has version {other}" in told.err
            assert "scrapy ledger reindex" in told.err
            assert "Traceback" not in told.err
        died = scrapy("ledger", "reindex", *where, env={"NEWSCRAWL_FAILPOINT": "reindex.written"})
        assert died.returncode == -9
        assert crawl(tmp_path, "channels=sim/*", NEWSCRAWL_NOW="2020-11-20T08:00:00+08:00").code == 1, (
            "half an index would let copies pass"
        )
        done = scrapy("ledger", "reindex", *where)
        assert (done.returncode, done.stdout) == (0, f"{data / 'ledger.sqlite'}: {len(before)} texts indexed\n")
        assert keys(data) == before
        assert crawl(tmp_path, "channels=sim/*", NEWSCRAWL_NOW="2020-11-20T08:00:00+08:00").code == 0
        assert faults(data) == []

"""What the reading room asks, on both databases: the rows behind a number, one article, days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from newscrawl.ledger import Ledger
from newscrawl.ledger import sql_reading as reading
from newscrawl.ledger.sqlite import SqliteLedger
from tests.web.archive import id_of, make_archive


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def ledger(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    data: Path = tmp_path_factory.mktemp("archive")
    opened: Ledger
    if request.param == "sqlite":
        make_archive(data)
        opened = SqliteLedger.open(data / "ledger.sqlite", write=False)
    else:
        pytest.importorskip("psycopg", reason="psycopg is not installed (newscrawl[postgres])")
        from newscrawl.ledger.postgres import PostgresLedger

        url = request.getfixturevalue("postgres").fresh()
        make_archive(data, ledger=PostgresLedger.open(url))
        opened = PostgresLedger.open(url, write=False)
    yield opened
    opened.close()


def test_rows_and_days(ledger: Ledger) -> None:
    with ledger.reading() as db:
        every = reading.rows(db, reading.AskedRows(), 100)
        assert len(every) == 9
        for asked, count in (
            (reading.AskedRows(channel="hxnews/fz"), 8), (reading.AskedRows(site="fzwb"), 1), (reading.AskedRows(outcome="failed"), 1),
            (reading.AskedRows(outcome="failed", reason="http_500"), 1), (reading.AskedRows(reason="near"), 1), (reading.AskedRows(run=1), 9),
            (reading.AskedRows(of_channel="hxnews/fz"), 1), (reading.AskedRows(since=date(2020, 11, 19)), 0),
            (reading.AskedRows(channel="hxnews/fz", since=date(2020, 11, 18), until=date(2020, 11, 18)), 4),
        ):  # fmt: skip
            assert len(reading.rows(db, asked, 100)) == count, asked
        assert [row.id for row in reading.rows(db, reading.AskedRows(), 2, 1)] == [row.id for row in every[1:3]]
        assert sum(counts.listed for counts in reading.channel_counts(db, "hxnews/fz").values()) == 8
        assert reading.newest_day(db, date(2020, 12, 31)) == date(2020, 11, 18)
        assert reading.has_days(db, date(2020, 11, 18), date(2020, 11, 18))
        assert not reading.has_days(db, date(2020, 11, 19), date(2020, 12, 18))
        assert reading.counts_by_day(db, date(2020, 11, 18))[0][0] == date(2020, 11, 18)
        (balance,) = reading.balances_of(db, ["hxnews/fz"])
        assert (balance.listed, balance.outcomes["exported"], balance.reasons["failed/http_500"]) == (8, 5, 1)
        assert reading.balance_of_all(db).listed == 9
        assert [row.page for row in reading.page_rows(db, "fzwb/main", date(2020, 11, 18))] == ["A01"]


def test_one_article(ledger: Ledger) -> None:
    with ledger.reading() as db:
        assert [line.revision for line in reading.lines_of(db, id_of(1))] == [1, 2]
        assert [(each.status, each.result) for each in reading.attempts_of(db, id_of(5))] == [(500, "http_500")]
        assert [each.channel for each in reading.listings_of(db, id_of(1))] == ["hxnews/fz"]
        before, behind = reading.neighbours(db, id_of(3))
        assert (before and before.id, behind and behind.id) == (id_of(4), id_of(1))
        assert reading.titles_of(db, [id_of(6)]) == {id_of(6): "还在等的一篇"}
        assert reading.forgotten(db, [id_of(1)]) == set()

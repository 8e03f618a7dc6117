"""The counts that reports read are those of the rows, after any history: rollbacks, kills and `forget` included.

Were they not, `scrapy coverage` would show days that are complete as thin, or hide what is missing.
"""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from newscrawl.items import Entry
from newscrawl.ledger import Attempt, Extent, LedgerError, Settled
from newscrawl.ledger.sql import SqlLedger
from newscrawl.ledger.sqlite import SqliteLedger
from tests.ledger.contract import HOUR, NOW, Archive, entries, entry
from tests.processes import scrapy

Opening = Callable[[], SqlLedger]
CHANNELS = ("hxnews/fz", "hxnews/fj", "fzrb/main")
SHOWN = ("2020-11-17", "2020-11-18", "2020-11-18 09:30", "昨天", None)
PUBLISHED = ("2020-11-16T23:59:59+08:00", "2020-11-17T00:00:00+08:00", "1960-01-01T08:00:00+08:00", None)


class GivenUpError(Exception):
    """The transaction is rolled back here."""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def opening(request: pytest.FixtureRequest, tmp_path: Path) -> Opening:
    if request.param == "sqlite":
        return lambda: SqliteLedger.open(tmp_path / "ledger.sqlite")
    pytest.importorskip("psycopg", reason="psycopg is not installed (newscrawl[postgres])")
    from newscrawl.ledger.postgres import PostgresLedger

    url = request.getfixturevalue("postgres").fresh()
    return lambda: PostgresLedger.open(url)


class History:
    """Random steps of runs on a ledger."""

    def __init__(self, ledger: SqlLedger, seed: int) -> None:
        self.archive = Archive(ledger)
        self.ledger = ledger
        self.random = random.Random(seed)

    def step(self, in_transaction: Callable[[], None] = lambda: None) -> None:
        """Take one step; `in_transaction` is called before each commit of outcomes."""
        steps = (self.list, self.list, self.settle, self.settle, self.settle, self.reopen, self.forget, self.take_up)
        self.random.choice(steps)(in_transaction)

    def list(self, _in_transaction: object) -> None:
        channel = self.random.choice(CHANNELS)
        if self.random.random() < 0.3:
            self.archive.begin()
        walk = self.archive.walk(channel=channel)
        shown = [entry(n, self.random.choice(SHOWN)) for n in self.random.sample(range(40), self.random.randint(1, 8))]
        self.archive.enter(walk, *shown)
        if self.random.random() < 0.3:
            self.ledger.close_walk(walk.id, "last_page", Extent(), NOW)

    def settle(self, in_transaction: Callable[[], None]) -> None:
        settled = [self.outcome(each) for each in self.known(6)]
        with suppress(GivenUpError), self.ledger.transaction():
            self.ledger.settle(self.archive.run, settled)
            in_transaction()
            if self.random.random() < 0.2:
                raise GivenUpError

    def outcome(self, each: Entry) -> Settled:
        published, attempt = self.random.choice(PUBLISHED), Attempt(NOW, 200, "ok")
        return self.random.choice(
            (
                Settled(each.id, "exported", published=published, revision=1, attempt=attempt),
                Settled(each.id, "exported", published=published, revision=2),
                Settled(each.id, "duplicate", of=entry(self.random.randrange(40)).id, relation="near"),
                Settled(each.id, "duplicate", of=entry(self.random.randrange(40)).id, published=published),
                Settled(each.id, "rejected", reason=self.random.choice(("soft404", "shell"))),
                Settled(each.id, "failed", reason="http_404", attempt=attempt),
                Settled(each.id, "pending", reason="timeout", attempt=attempt, next_try=NOW + HOUR),
            )
        )

    def reopen(self, _in_transaction: object) -> None:
        self.ledger.reopen([self.random.choice(("failed", "rejected"))])

    def forget(self, in_transaction: Callable[[], None]) -> None:
        with self.ledger.transaction():
            self.ledger.forget([each.id for each in self.known(2)], ())
            in_transaction()

    def take_up(self, _in_transaction: object) -> None:
        self.archive.begin()
        self.ledger.due(self.archive.run, CHANNELS, NOW + 2 * HOUR)

    def known(self, most: int) -> list[Entry]:
        some = entries(*self.random.sample(range(40), most))
        return [each for each in some if self.ledger.article(each.id)]


def wrong(ledger: SqlLedger, *, deep: bool = True) -> dict[str, int]:
    return {kind: count for kind, count in ledger.faults(deep=deep).items() if kind.startswith("wrong_")}


def answers(ledger: SqlLedger) -> tuple[Any, ...]:
    """What reports read of the counts, in an order of its own."""
    return sorted(ledger.day_counts(), key=repr), ledger.balances("channel"), ledger.balances("all")


@pytest.mark.parametrize("seed", range(4))
def test_counts_stay_those_of_the_rows(opening: Opening, seed: int) -> None:
    with closing(opening()) as ledger:
        history = History(ledger, seed)
        for number in range(60):
            history.step()
            assert wrong(ledger) == {}, f"after step {number}"
        assert all(balance.balanced and balance.listed for balance in ledger.balances("channel"))
        before = answers(ledger)
        ledger.recount()
        assert answers(ledger) == before


@pytest.mark.parametrize("seed", range(3))
def test_a_kill_within_a_commit_leaves_counts_and_rows_of_the_same_moment(opening: Opening, seed: int) -> None:
    with closing(opening()) as ledger:
        ledger.begin_run("channel", {}, NOW)
    for death in range(4):
        child = os.fork()
        if child == 0:
            try:
                run_until_killed(opening, seed * 10 + death, death)
            finally:
                os._exit(1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        with closing(opening()) as ledger:
            assert wrong(ledger) == {}
            assert ledger.balances("channel") != []


def run_until_killed(opening: Opening, seed: int, transactions: int) -> None:
    ledger, left = opening(), [transactions]

    def die() -> None:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    history = History(ledger, seed)
    history.list(None)
    while True:
        history.step(die)


@pytest.fixture
def settled(tmp_path: Path) -> Path:
    """A ledger of six articles of one channel, four of them settled."""
    path = tmp_path / "ledger.sqlite"
    with closing(SqliteLedger.open(path)) as ledger:
        archive = Archive(ledger)
        archive.enter(archive.walk(), *entries(1, 2, 3, 4, 5, 6))
        archive.export(*entries(1, 2))
        archive.settle(Settled(entry(3).id, "failed", reason="http_404"))
        archive.settle(Settled(entry(4).id, "duplicate", of=entry(1).id, relation="equal"))
        assert ledger.faults(deep=False) == ledger.faults() == {}
    return path


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        ("UPDATE article SET outcome = 4, reason = 1 WHERE n = 1", "wrong_outcome_counts"),
        ("DELETE FROM outcome_count WHERE channel = 0 AND outcome = 1", "wrong_outcome_counts"),
        ("DELETE FROM listing WHERE article = 2", "article_never_listed"),
        ("DELETE FROM article WHERE n = 2", "listed_without_article"),
        ("DELETE FROM line WHERE article = 2", "exported_without_line"),
        ("UPDATE article SET reason = NULL WHERE n = 3", "refused_without_reason"),
        ("UPDATE article SET outcome = 9 WHERE n = 3", "unknown_outcome"),
    ],
)
def test_an_audit_finds_a_ledger_that_is_wrong(settled: Path, harm: str, found: str) -> None:
    with closing(SqliteLedger.open(settled)) as ledger:
        ledger.connection.execute(harm)
        assert found in ledger.faults(deep=False)
        assert found in ledger.faults()


def test_a_channel_whose_counts_are_wrong_does_not_balance(settled: Path) -> None:
    with closing(SqliteLedger.open(settled)) as ledger:
        ledger.connection.execute("DELETE FROM outcome_count WHERE channel > 0 AND outcome = 1")
        assert [balance.balanced for balance in ledger.balances("channel")] == [False]


def test_wrong_days_are_found_by_verify_and_counted_anew(settled: Path) -> None:
    where = ("-s", f"NEWSCRAWL_DATA={settled.parent}")
    with closing(SqliteLedger.open(settled)) as ledger:
        ledger.connection.execute("UPDATE day_count SET exported = exported + 1, pending = pending - 1")
        assert ledger.faults(deep=False) == {}
        assert ledger.faults() == {"wrong_day_counts": 1}
    done = scrapy("ledger", "recount", *where)
    assert (done.returncode, done.stderr) == (0, "")
    with closing(SqliteLedger.open(settled)) as ledger:
        assert ledger.faults() == {}


def test_a_forgotten_article_leaves_no_day(settled: Path) -> None:
    with closing(SqliteLedger.open(settled)) as ledger:
        archive = Archive(ledger)
        archive.settle(Settled(entry(5).id, "exported", published="1999-12-20T00:00:00+08:00"))
        day = "SELECT count(*) FROM day_count WHERE published = 730107"
        assert ledger.connection.execute(day).fetchone() == (1,)
        with ledger.transaction():
            ledger.forget([entry(5).id], ())
        assert ledger.connection.execute(day).fetchone() == (0,)


def test_a_rolled_back_group_may_be_settled_again(settled: Path) -> None:
    with closing(SqliteLedger.open(settled)) as ledger:
        archive = Archive(ledger)
        with suppress(LedgerError):
            archive.settle(Settled(entry(5).id, "exported"), Settled(entry(99).id, "exported"))
        archive.settle(Settled(entry(5).id, "rejected", reason="shell"))
        assert wrong(ledger) == {}

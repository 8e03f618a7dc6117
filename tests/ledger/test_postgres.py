"""The ledger in PostgreSQL: the contract, and what can happen between a run and its database."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from newscrawl.ledger import FileState, Ledger, LedgerError
from newscrawl.ledger.locks import LostLockError
from tests.ledger.contract import NOW, Archive, LedgerContract, entries, entry
from tests.postgres import PostgresServer

pytestmark = pytest.mark.slow
pytest.importorskip("psycopg", reason="psycopg is not installed (newscrawl[postgres])")

from newscrawl.ledger.postgres import PostgresLedger  # noqa: E402 (needs psycopg)
from newscrawl.ledger.postgres_locks import PostgresLocks  # noqa: E402


@pytest.fixture
def url(postgres: PostgresServer) -> str:
    return postgres.fresh()


def taken(locks: PostgresLocks, name: str) -> bool:
    """Take a lock as soon as the server has noticed that its holder's connection is gone: a matter of milliseconds."""
    deadline = time.monotonic() + 30
    while not locks.take(name):
        if time.monotonic() > deadline:
            return False
    return True


class TestPostgresLedger(LedgerContract):
    @pytest.fixture
    def ledger(self, url: str) -> Iterator[Ledger]:
        with closing(PostgresLedger.open(url)) as ledger:
            yield ledger


def test_what_was_entered_is_there_for_the_next_to_connect(url: str) -> None:
    with closing(PostgresLedger.open(url)) as ledger:
        archive = Archive(ledger)
        archive.enter(archive.walk(), *entries(1, 2))
        archive.export(entry(1))
    with closing(PostgresLedger.open(url, write=False)) as ledger:
        assert ledger.balances("all")[0].outcomes == {"pending": 1, "exported": 1}
        with pytest.raises(LedgerError, match="nothing was entered"):
            ledger.begin_run("channel", {}, NOW)


def test_a_database_without_a_ledger_is_named_without_its_password(postgres: PostgresServer) -> None:
    with pytest.raises(LedgerError, match="there is no ledger in postgresql://postgres@/postgres"):
        PostgresLedger.open(f"{postgres.fresh()}&password=secret", write=False)


def test_a_server_that_is_not_there_is_one_line() -> None:
    with pytest.raises(LedgerError, match=r"postgresql://archive@127\.0\.0\.1:1/x cannot be reached") as raised:
        PostgresLedger.open("postgresql://archive:secret@127.0.0.1:1/x")
    assert "\n" not in str(raised.value)
    assert "secret" not in str(raised.value)


def test_runs_see_one_anothers_locks_until_the_connection_is_gone(url: str) -> None:
    with closing(PostgresLedger.open(url)) as one, closing(PostgresLedger.open(url)) as other:
        mine, theirs = one.locks(), other.locks()
        with mine.gate():
            assert mine.take("site-hxnews.com")
        with theirs.gate():
            assert not theirs.take("site-hxnews.com")
            assert theirs.alive("site-hxnews.com")
            assert theirs.take("site-fjsen.com")
        one.close()
        assert taken(theirs, "site-hxnews.com")
        theirs.check()
        theirs.drop_all()


def test_who_loses_the_connection_loses_locks_and_can_commit_nothing(url: str) -> None:
    with closing(PostgresLedger.open(url)) as ledger, closing(PostgresLedger.open(url)) as other:
        locks = ledger.locks()
        locks.take("site-hxnews.com")
        archive, texts = Archive(ledger), ledger.texts()
        archive.enter(archive.walk(), entry(1))
        pid = ledger._connection.raw.info.backend_pid
        other._connection.execute("SELECT pg_terminate_backend(?::integer)", (pid,))
        with pytest.raises(LostLockError):
            locks.check()
        with pytest.raises(LedgerError, match="what was committed stands"):
            archive.export(entry(1))
        with pytest.raises(LedgerError, match="what was committed stands"):
            list(texts.each())
        with pytest.raises(LedgerError, match="what was committed stands"):
            texts.known([1])
        assert other.balances("all")[0].outcomes == {"pending": 1}
        assert taken(other.locks(), "site-hxnews.com")


def test_files_belong_to_the_machine_they_are_on(url: str) -> None:
    with closing(PostgresLedger.open(url, "one")) as one, closing(PostgresLedger.open(url, "two")) as two:
        state = FileState("/archive/articles/hxnews/2020-11.one.jsonl", 10, "record", True, 1)
        with one.transaction():
            one.committed([state])
        assert one.open_files() == [state]
        assert two.open_files() == []
        assert (one.committed_length(state.path), two.committed_length(state.path)) == (10, None)


def test_writers_take_turns(url: str) -> None:
    """Two that enter the same new articles at once would otherwise give them the same numbers."""

    def enter(channel: str) -> None:
        with closing(PostgresLedger.open(url)) as ledger:
            archive = Archive(ledger)
            walk = archive.walk(channel=channel)
            for page in range(10):
                archive.enter(walk, *entries(*range(page * 5, page * 5 + 10)))

    PostgresLedger.open(url).close()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(enter, ["hxnews/fz", "hxnews/fj", "fjsen/fz", "fjsen/xm"]))
    with closing(PostgresLedger.open(url, write=False)) as ledger:
        assert ledger.balances("all")[0].listed == 55
        assert {balance.listed for balance in ledger.balances("channel")} == {55}
        assert ledger.faults() == {}

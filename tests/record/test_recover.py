"""Recovery: dead runs' files are cut to what is committed, living runs' are not, and lost lines are not hidden."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newscrawl.ledger import FileState, LedgerError
from newscrawl.ledger.locks import FileLocks
from newscrawl.ledger.sqlite import SqliteLedger
from newscrawl.record.recover import recover, run_lock

AT = datetime(2020, 11, 18, tzinfo=UTC)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    ledger = SqliteLedger.open(tmp_path / "ledger.sqlite")
    yield ledger
    ledger.close()


def left_open(ledger: SqliteLedger, path: Path, length: int, kind: str = "record") -> int:
    run = ledger.begin_run("channel", {}, AT)
    with ledger.transaction():
        ledger.committed([FileState(str(path), length, kind, True, run)])  # type: ignore[arg-type]
    return run


@pytest.mark.parametrize("kind", ["record", "follower", "warc"])
def test_the_uncommitted_end_of_a_dead_runs_file_is_cut(ledger: SqliteLedger, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "2020-11.jsonl"
    path.write_bytes(b"committed\nwritten\nto")
    left_open(ledger, path, 10, kind)
    assert [(each.cut, each.state.length) for each in recover(ledger, FileLocks(tmp_path / "locks"))] == [(10, 10)]
    assert path.read_bytes() == b"committed\n"
    assert ledger.open_files() == []
    assert recover(ledger, FileLocks(tmp_path / "locks")) == []


def test_a_living_runs_file_is_left_alone(ledger: SqliteLedger, tmp_path: Path) -> None:
    path = tmp_path / "2020-11.jsonl"
    path.write_bytes(b"committed\nbeing written")
    living = FileLocks(tmp_path / "locks")
    living.take(run_lock(left_open(ledger, path, 10)))
    assert recover(ledger, FileLocks(tmp_path / "locks")) == []
    assert path.read_bytes() == b"committed\nbeing written"
    assert len(ledger.open_files()) == 1
    living.drop_all()


@pytest.mark.parametrize("content", [b"com", None])
def test_a_record_that_lost_committed_lines_is_an_error(
    ledger: SqliteLedger, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "2020-11.jsonl"
    if content is not None:
        path.write_bytes(content)
    left_open(ledger, path, 10)
    with pytest.raises(LedgerError, match=r"2020-11\.jsonl .*10 .*committed; restore it from a back-up"):
        recover(ledger, FileLocks(tmp_path / "locks"))
    assert len(ledger.open_files()) == 1


@pytest.mark.parametrize("content", [b"new", None])
def test_a_follower_that_its_user_replaced_or_took_away_is_taken_as_it_is(
    ledger: SqliteLedger, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "new.jsonl"
    if content is not None:
        path.write_bytes(content)
    left_open(ledger, path, 10, "follower")
    assert [each.state.length for each in recover(ledger, FileLocks(tmp_path / "locks"))] == [len(content or b"")]
    assert ledger.open_files() == []
    assert path.exists() == (content is not None)


def test_captures_that_were_lost_in_part_are_not_trusted(ledger: SqliteLedger, tmp_path: Path) -> None:
    path = tmp_path / "articles-20201118-0001.warc.gz"
    path.write_bytes(b"torn")
    left_open(ledger, path, 10, "warc")
    recover(ledger, FileLocks(tmp_path / "locks"))
    assert ledger.committed_length(str(path)) == 0

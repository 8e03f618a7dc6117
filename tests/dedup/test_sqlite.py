"""If these fail, a crash leaves an article in the index and not in the feed, or the reverse."""

import random
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from newscrawl.dedup import Index, buckets, last_used, sqlite
from newscrawl.dedup.canonical import canonical_text
from newscrawl.dedup.sqlite import IndexVersionError, SqliteStore
from newscrawl.dedup.store import numbers_of

from .articles import HARVEST, METRO, MUSEUM, NOTICE, framed
from .newsroom import Newsroom

Opened = tuple[sqlite3.Connection, Index]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[], Opened]]:
    """Opens the ledger's database as another process would; all are closed in the end."""
    connections: list[sqlite3.Connection] = []

    def open_index() -> Opened:
        connection = sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connections.append(connection)
        SqliteStore.create(connection)
        return connection, Index(SqliteStore(connection))

    yield open_index
    for connection in connections:
        connection.close()


def commit(connection: sqlite3.Connection, index: Index) -> None:
    connection.execute("BEGIN IMMEDIATE")
    index.write()
    connection.execute("COMMIT")


def test_nothing_is_on_disk_before_the_caller_commits(opened: Callable[[], Opened]) -> None:
    connection, index = opened()
    index.add("metro", METRO)
    assert index.judge("b", METRO).of == "metro"
    assert opened()[1].judge("b", METRO).relation == "new"
    connection.execute("BEGIN")
    index.write()
    assert opened()[1].judge("b", METRO).relation == "new"
    connection.execute("COMMIT")
    assert opened()[1].judge("b", METRO).of == "metro"


def test_writing_outside_a_transaction_is_refused(opened: Callable[[], Opened]) -> None:
    _, index = opened()
    index.add("metro", METRO)
    with pytest.raises(RuntimeError, match="transaction"):
        index.write()
    with pytest.raises(RuntimeError, match="caller"):
        index.commit()


def test_a_rolled_back_write_is_written_with_the_next(opened: Callable[[], Opened]) -> None:
    connection, index = opened()
    index.add("metro", METRO)
    connection.execute("BEGIN")
    index.write()
    connection.execute("ROLLBACK")
    assert index.judge("b", METRO).of == "metro"
    assert opened()[1].judge("b", METRO).relation == "new"
    index.add("harvest", HARVEST)
    commit(connection, index)
    other = opened()[1]
    assert [other.judge("b", text).of for text in (METRO, HARVEST)] == ["metro", "harvest"]
    assert len(other) == len(index) == 2


def test_two_writes_in_one_transaction_stand_and_fall_together(opened: Callable[[], Opened]) -> None:
    connection, index = opened()
    for end in ("ROLLBACK", "COMMIT"):
        connection.execute("BEGIN")
        if end == "ROLLBACK":
            index.add("metro", METRO)
        index.write()
        if end == "ROLLBACK":
            index.add("harvest", HARVEST)
        index.write()
        connection.execute(end)
        assert [index.judge("b", text).of for text in (METRO, HARVEST)] == ["metro", "harvest"]
        assert len(opened()[1]) == (2 if end == "COMMIT" else 0)
    assert connection.execute("SELECT count(*) FROM dedup_text").fetchone() == (2,)


def test_writes_one_after_the_other_without_a_look_between_write_once(opened: Callable[[], Opened]) -> None:
    connection, index = opened()
    index.add("metro", METRO)
    for _ in range(3):
        commit(connection, index)
    assert connection.execute("SELECT count(*) FROM dedup_text").fetchone() == (1,)


def test_two_processes_see_each_other_s_commits_and_never_share_a_number(opened: Callable[[], Opened]) -> None:
    (first, one), (second, two) = opened(), opened()
    one.add("metro", METRO)
    two.add("harvest", HARVEST)
    commit(first, one)
    assert two.judge("b", METRO).of == "metro"
    commit(second, two)
    assert one.judge("b", HARVEST).of == "harvest"
    one.add("museum", MUSEUM)
    two.add("notice", NOTICE)
    commit(second, two)
    commit(first, one)
    for index in (one, two, opened()[1]):
        found = [index.judge("b", framed(text)).of for text in (METRO, HARVEST, MUSEUM, NOTICE)]
        assert found == ["metro", "harvest", "museum", "notice"]
    numbers = first.execute("SELECT count(DISTINCT number), count(*) FROM dedup_text").fetchone()
    assert numbers == (4, 4)


def test_a_removal_that_is_rolled_back_is_done_with_the_next(opened: Callable[[], Opened]) -> None:
    connection, index = opened()
    index.add("metro", METRO)
    commit(connection, index)
    index.remove("metro")
    connection.execute("BEGIN")
    index.write()
    connection.execute("ROLLBACK")
    assert index.judge("b", METRO).relation == "new"
    assert opened()[1].judge("b", METRO).of == "metro"
    commit(connection, index)
    assert opened()[1].judge("b", METRO).relation == "new"


def test_what_another_process_replaced_is_compared_as_it_is_now(opened: Callable[[], Opened]) -> None:
    (connection, index), (other, elsewhere) = opened(), opened()
    index.add("metro", METRO)
    commit(connection, index)
    assert index.judge("b", METRO).of == "metro"  # it is kept for further comparisons
    elsewhere.replace("metro", MUSEUM)
    commit(other, elsewhere)
    assert index.judge("b", METRO).relation == "new"
    assert index.judge("b", MUSEUM).of == "metro"


def test_no_more_texts_are_kept_than_memory_is_meant_for(
    opened: Callable[[], Opened], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(last_used, "CHARACTERS", 2 * max(map(len, (METRO, MUSEUM, HARVEST, NOTICE))))
    connection, index = opened()
    for number, text in enumerate((METRO, MUSEUM, HARVEST, NOTICE)):
        index.add(f"a{number}", text)
    commit(connection, index)
    assert [index.judge("b", text).of for text in (METRO, MUSEUM, HARVEST, NOTICE)] == ["a0", "a1", "a2", "a3"]
    assert 2 <= len(index._store._kept) < 4  # type: ignore[attr-defined]


def test_a_long_text_is_read_again_and_never_kept(opened: Callable[[], Opened]) -> None:
    connection, index = opened()
    report = "".join(random.Random(7).choices(METRO + MUSEUM + HARVEST + NOTICE, k=8000))
    index.add("report", report)
    index.add("metro", METRO)
    commit(connection, index)
    assert index.judge("b", METRO).of == "metro"
    assert index.judge("c", f"{report}本办法自公布之日起施行。").of == "report"
    assert len(index._store._kept) == 1  # type: ignore[attr-defined]


def test_an_index_of_another_version_is_refused(opened: Callable[[], Opened]) -> None:
    connection, _ = opened()
    connection.execute("UPDATE dedup_state SET version = 99")
    with pytest.raises(IndexVersionError, match="99"):
        opened()


def test_a_killed_process_leaves_what_it_committed(opened: Callable[[], Opened], tmp_path: Path) -> None:
    connection, index = opened()
    index.add("metro", METRO)
    commit(connection, index)
    index.add("harvest", HARVEST)
    connection.execute("BEGIN")
    index.write()
    # What a kill leaves is the files as they are: the database and its write-ahead log, no transaction ended.
    copy = tmp_path / "killed.sqlite"
    for suffix in ("", "-wal"):
        copy.with_name(copy.name + suffix).write_bytes((tmp_path / f"ledger.sqlite{suffix}").read_bytes())
    connection.execute("ROLLBACK")
    with Index.open(copy) as after:
        assert after.judge("b", METRO).of == "metro"
        assert after.judge("b", HARVEST).relation == "new"
        assert len(after) == 1


@pytest.fixture
def small_journal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Merges after some fifty articles, into buckets that soon are cut in two."""
    monkeypatch.setattr(sqlite, "JOURNAL", 1500)
    monkeypatch.setattr(buckets, "BUCKET", 8)


@pytest.mark.usefixtures("small_journal")
def test_merging_loses_nothing_whatever_happens_between(opened: Callable[[], Opened]) -> None:
    room = Newsroom(6)
    writers = [room.vegetables, room.obituary, room.pledge]
    texts = {f"a{number}": writers[number % 3]() for number in range(240)}
    connection, index = opened()
    second, other = opened()
    for number, (id, text) in enumerate(texts.items()):
        (other if number % 40 == 39 else index).add(id, text)
        if number % 10 == 9:
            connection.execute("BEGIN")
            index.write()
            if number % 60 == 29:
                connection.execute("ROLLBACK")
            else:
                connection.execute("COMMIT")
        if number % 40 == 39:
            commit(second, other)
    commit(connection, index)
    assert connection.execute("SELECT min(merged) > 0, max(bits) > 0 FROM dedup_part").fetchone() == (1, 1)
    for looked_at in (index, other, opened()[1]):
        assert [looked_at.judge("b", text).of for text in texts.values()] == list(texts)
    rows = connection.execute("SELECT count(*) FROM dedup_journal").fetchone()[0]
    assert rows < 24


@pytest.mark.usefixtures("small_journal")
def test_merging_drops_the_postings_of_what_was_removed(opened: Callable[[], Opened]) -> None:
    room = Newsroom(7)
    connection, index = opened()
    index.add("gone", METRO)
    commit(connection, index)
    number = connection.execute("SELECT number FROM dedup_text").fetchone()[0]
    index.remove("gone")
    for id in range(600):
        index.add(str(id), room.obituary())
        if id % 10 == 9:
            commit(connection, index)
    blobs = [row[0] for row in connection.execute("SELECT postings FROM dedup_bucket")]
    assert number not in numbers_of(np.frombuffer(b"".join(blobs), np.uint64)).tolist()


def test_the_dictionary_is_learnt_and_texts_packed_before_it_stay_readable(opened: Callable[[], Opened]) -> None:
    room = Newsroom(8)
    connection, index = opened()
    index.add("metro", METRO)
    commit(connection, index)
    for id in range(1100):
        index.add(str(id), room.obituary())
    connection.execute("BEGIN")
    index.write()
    connection.execute("ROLLBACK")
    index.add("harvest", HARVEST)
    commit(connection, index)
    assert connection.execute("SELECT count(*) FROM dedup_dictionary").fetchone() == (1,)
    index.add("museum", MUSEUM)
    commit(connection, index)
    for looked_at in (index, opened()[1]):
        found = [looked_at.judge("b", framed(text)).of for text in (METRO, HARVEST, MUSEUM)]
        assert found == ["metro", "harvest", "museum"]


def test_words_that_must_go_leave_the_dictionary_too(
    opened: Callable[[], Opened], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "LEARN_FROM", 60)
    connection, index = opened()
    room = Newsroom(3)
    texts = [make() for _ in range(20) for make in room.families().values()][:80]
    for number, text in enumerate(texts):
        index.add(f"{number}", text)
        if number % 20 == 19:
            commit(connection, index)
    learnt = connection.execute("SELECT data FROM dedup_dictionary").fetchone()[0]
    secret = next(text for text in texts if any(part in learnt for part in sqlite._parts(canonical_text(text))))
    before = {known.id: known.text() for _keys, known in SqliteStore(connection).each()}

    connection.execute("BEGIN IMMEDIATE")
    SqliteStore(connection).unlearn([secret])
    connection.execute("COMMIT")

    assert connection.execute("SELECT count(*) FROM dedup_dictionary").fetchone() == (0,)
    assert {known.id: known.text() for _keys, known in SqliteStore(connection).each()} == before

"""The ledger in SQLite: the contract, and what can happen to its file and to the processes that write it."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from newscrawl.ledger import Cursor, Extent, Ledger, LedgerError, Settled
from newscrawl.ledger.network_disk import refuse_network
from newscrawl.ledger.sql_schema import FIRST, MIGRATIONS
from newscrawl.ledger.sqlite import SqliteLedger
from newscrawl.ledger.sqlite_file import connect
from tests.ledger.contract import HOUR, NOW, Archive, LedgerContract, entries, entry, line_of


class TestSqliteLedger(LedgerContract):
    @pytest.fixture
    def ledger(self, tmp_path: Path) -> Iterator[Ledger]:
        ledger = SqliteLedger.open(tmp_path / "ledger.sqlite")
        yield ledger
        ledger.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "ledger.sqlite"


def filled(path: Path, count: int = 300) -> None:
    with closing(SqliteLedger.open(path)) as ledger:
        archive = Archive(ledger)
        archive.enter(archive.walk(), *entries(*range(count)))
        archive.export(entry(0))


def test_hourly_walks_that_find_nothing_new_leave_nothing_behind(path: Path) -> None:
    """A thousand channels walked every hour make nine million walks a year, of which few list anything."""
    with closing(SqliteLedger.open(path)) as ledger:
        archive = Archive(ledger)
        for hour in range(30):
            walk = archive.walk()
            archive.enter(walk, *entries(1, 2, 3 + hour // 10))
            ledger.close_walk(walk.id, "known", walk.extent, NOW)
            archive.begin()
        rows = [ledger.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("walk", "leg")]
        assert rows == [4, 3], "the three that listed something, and the last"
        assert all(state.known for state in archive.enter(archive.walk(), *entries(1, 2, 3, 4, 5)))


def rows(ledger: SqliteLedger, *tables: str) -> list[int]:
    return [ledger.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]


def test_hourly_walks_of_a_feed_or_front_page_leave_a_row_only_where_an_entry_left_it(path: Path) -> None:
    """Nothing below such a page is ever known, so that each of its walks lists all its entries anew."""
    with closing(SqliteLedger.open(path)) as ledger:
        archive = Archive(ledger)
        for hour in range(30):
            walk = archive.walk()
            archive.enter(walk, *entries(1 + hour // 10, 2 + hour // 10, 3 + hour // 10))
            ledger.close_walk(walk.id, "bounded", Extent(max_pages=1), NOW + hour * HOUR, reason="front")
            archive.begin()
        assert rows(ledger, "walk", "leg") == [3, 3], "two that listed what is gone now, and the last"
        assert all(state.listed for state in archive.enter(archive.walk(), *entries(1, 2, 3, 4, 5)))


def test_hourly_runs_of_a_walk_that_stays_open_leave_nothing_behind(path: Path) -> None:
    with closing(SqliteLedger.open(path)) as ledger:
        archive = Archive(ledger)
        for hour in range(30):
            walk = archive.walk()
            archive.enter(walk, *entries(1, 2))
            ledger.break_walk(walk.id, "http_500", NOW + hour * HOUR, at="http://www.hxnews.com/2.shtml")
            archive.begin()
        assert rows(ledger, "walk", "leg") == [1, 2]


# The file ---------------------------------------------------------------------------------------------------------


def test_what_was_entered_is_there_after_closing_and_opening(path: Path) -> None:
    filled(path)
    with closing(SqliteLedger.open(path)) as ledger:
        assert ledger.balances("all")[0].outcomes == {"pending": 299, "exported": 1}
        assert ledger.last_line(entry(0).id) == line_of(entry(0))
    assert [p.name for p in path.parent.iterdir()] == ["ledger.sqlite"]


@pytest.mark.parametrize("content", [b"", b"no database at all", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_ledger_is_named_and_left_as_it_is(path: Path, content: bytes) -> None:
    """Making a new one in its place would fetch the whole archive a second time, and double every line."""
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(LedgerError, match=r"ledger\.sqlite .*scrapy ledger rebuild"):
        SqliteLedger.open(path)
    assert path.read_bytes() == content


def test_a_ledger_that_was_cut_is_refused(path: Path) -> None:
    filled(path, 3000)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(LedgerError, match="damaged"):
        SqliteLedger.open(path)
    assert path.read_bytes() == whole[: len(whole) // 2]


def test_damage_found_later_is_told_with_the_file(path: Path) -> None:
    filled(path, 3000)
    content = bytearray(path.read_bytes())
    for start in range(8192, len(content), 4096):
        content[start : start + 100] = b"\xee" * 100
    path.write_bytes(content)
    with pytest.raises(LedgerError, match=r"ledger\.sqlite is damaged"), closing(SqliteLedger.open(path)) as ledger:
        ledger.balances("channel")


def test_another_programs_database_is_not_touched(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE bookmarks (url)")
    with pytest.raises(LedgerError, match="no ledger of newscrawl"):
        SqliteLedger.open(path)


def test_a_newer_ledger_is_refused_not_misread(path: Path) -> None:
    filled(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    for write in (True, False):
        with pytest.raises(LedgerError, match="newer newscrawl"):
            SqliteLedger.open(path, write=write)


def test_a_wal_file_without_its_ledger_is_no_reason_for_a_new_one(path: Path) -> None:
    path.parent.mkdir()
    path.with_name("ledger.sqlite-wal").write_bytes(b"the newest part of the account")
    with pytest.raises(LedgerError, match="-wal"):
        SqliteLedger.open(path)
    assert not path.exists()


def test_an_older_ledger_is_brought_up_to_date_step_by_step(path: Path) -> None:
    connect(path, migrations=(FIRST,)).close()
    steps = (FIRST, "ALTER TABLE run ADD COLUMN host TEXT; CREATE TABLE a (b);\n", "CREATE TABLE c (d);\n")
    with closing(connect(path, migrations=steps)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (3,)
        assert connection.execute("SELECT count(*) FROM a, c").fetchone() == (0,)


def test_a_step_that_fails_changes_nothing(path: Path) -> None:
    connect(path, migrations=(FIRST,)).close()
    with pytest.raises(LedgerError):
        connect(path, migrations=(FIRST, "CREATE TABLE a (b);\nCREATE TABLE a (b);\n"))
    with closing(connect(path, migrations=(FIRST,))) as connection:
        assert connection.execute("SELECT name FROM sqlite_master WHERE name = 'a'").fetchall() == []


def test_a_ledger_that_cannot_be_written_is_told_in_one_line() -> None:
    with pytest.raises(LedgerError, match=r"^the ledger /proc/newscrawl/ledger\.sqlite cannot be used: .*$"):
        SqliteLedger.open(Path("/proc/newscrawl/ledger.sqlite"))


def test_looking_at_a_ledger_makes_none_and_writes_none(path: Path) -> None:
    with pytest.raises(LedgerError, match="there is no ledger"):
        SqliteLedger.open(path, write=False)
    assert not path.exists()
    filled(path)
    with closing(SqliteLedger.open(path, write=False)) as ledger:
        assert ledger.balances("all")[0].listed == 300
        with pytest.raises(LedgerError, match="cannot be written"):
            ledger.begin_run("channel", {}, NOW)


def test_a_full_disk_loses_nothing_that_was_entered(path: Path) -> None:
    with closing(SqliteLedger.open(path)) as ledger:
        archive = Archive(ledger)
        walk = archive.walk()
        archive.enter(walk, *entries(*range(100)))
        pages = ledger.connection.execute("PRAGMA page_count").fetchone()[0]
        ledger.connection.execute(f"PRAGMA max_page_count = {pages + 1}")
        with pytest.raises(LedgerError, match="no space left"):
            archive.enter(walk, *entries(*range(100, 3000)), page=2)
        assert ledger.balances("all")[0].listed == 100
        ledger.connection.execute("PRAGMA max_page_count = 1000000")
        archive.enter(walk, *entries(*range(100, 3000)), page=2)


@pytest.mark.parametrize(
    ("kind", "place", "refused"),
    [
        ("nfs4", "/mnt/archive", True),
        ("cifs", "/mnt/archive/fj", True),
        ("9p", "/mnt", True),
        ("fuse.sshfs", "/mnt/archive", True),
        ("ext4", "/mnt/archive", False),
        ("fuseblk", "/mnt/archive", False),
        ("nfs4", "/mnt/arch", False),
        ("nfs4", "/mnt/archive/gd", False),
    ],
)
def test_network_file_systems_are_refused_by_name(kind: str, place: str, refused: bool) -> None:
    table = (
        f"22 1 254:0 / / rw - ext4 /dev/vda rw\n36 22 0:30 / {place} rw,noatime shared:1 - {kind} server:/export rw\n"
    )
    path = Path("/mnt/archive/fj/ledger.sqlite")
    if refused:
        with pytest.raises(LedgerError, match=kind):
            refuse_network(path, table)
    else:
        refuse_network(path, table)


def test_a_local_disk_below_a_network_mount_is_not_refused_and_names_with_spaces_are_read() -> None:
    table = (
        "36 22 0:30 / /mnt rw - nfs4 server:/export rw\n"
        "37 36 8:1 / /mnt/local\\040disk rw - xfs /dev/sdb1 rw\n"
        "a line of another kind\n"
    )
    refuse_network(Path("/mnt/local disk/ledger.sqlite"), table)
    with pytest.raises(LedgerError):
        refuse_network(Path("/mnt/local/ledger.sqlite"), table)


# Transactions and processes ---------------------------------------------------------------------------------------


def test_a_transaction_is_on_disk_when_it_is_left(path: Path) -> None:
    with closing(SqliteLedger.open(path)) as ledger:
        with ledger.transaction():
            assert ledger.connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert ledger.connection.execute("PRAGMA synchronous").fetchone() == (1,)
        assert ledger.connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_tables_beside_the_ledgers_own_commit_with_it(path: Path) -> None:
    with closing(SqliteLedger.open(path)) as ledger:
        archive = Archive(ledger)
        archive.enter(archive.walk(), entry(1))
        ledger.connection.execute("CREATE TABLE posting (gram INTEGER, article INTEGER)")

        def settle_and_fail() -> None:
            with ledger.transaction():
                ledger.connection.execute("INSERT INTO posting VALUES (1, 1)")
                ledger.settle(archive.run, [Settled(entry(1).id, "exported")])
                raise OSError("disk full")

        with pytest.raises(OSError, match="disk full"):
            settle_and_fail()
        assert ledger.connection.execute("SELECT count(*) FROM posting").fetchone() == (0,)


def test_a_transaction_within_a_transaction_is_refused(path: Path) -> None:
    with closing(SqliteLedger.open(path)) as ledger:
        archive = Archive(ledger)
        walk = archive.walk()
        with ledger.transaction(), pytest.raises(LedgerError, match="under way"):
            archive.enter(walk, entry(1))
        archive.enter(walk, entry(1))


def test_a_ledger_held_too_long_is_told(path: Path) -> None:
    filled(path)
    with closing(SqliteLedger.open(path, busy_seconds=0.01)) as ledger, closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerError, match="held by another program"):
            ledger.begin_run("channel", {}, NOW)
        other.rollback()
        ledger.begin_run("channel", {}, NOW)


def test_a_balance_is_of_one_moment_while_a_crawl_goes_on(path: Path) -> None:
    """Listed and outcomes are counted apart: an audit beside a crawl must not find what lies between the two counts."""
    filled(path)
    with closing(SqliteLedger.open(path)) as crawl, closing(SqliteLedger.open(path, write=False)) as audit:
        archive = Archive(crawl)
        walk = archive.walk()
        numbers = iter(range(1000, 2000))

        def meanwhile(statement: str) -> None:
            if statement.startswith("SELECT"):
                archive.enter(walk, entry(next(numbers)))

        audit.connection.set_trace_callback(meanwhile)
        (balance,) = audit.balances("all")
        assert next(numbers) > 1001, "the crawl wrote between the counts"
        assert balance.balanced


PRELUDE = """
import sys
from pathlib import Path
from newscrawl.ledger import *
from newscrawl.ledger.sqlite import SqliteLedger
from newscrawl.ledger.sqlite_file import connect
from tests.ledger.contract import *
ledger = SqliteLedger.open(Path(sys.argv[1]))
archive = Archive(ledger)
def say(text):
    print(text, flush=True)
"""


def process(code: str, path: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PRELUDE + code, str(path), *arguments]
    root = Path(__file__).parents[2]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root)


def kill_after(child: subprocess.Popen[str], said: str) -> None:
    """kill -9 once the child has said so."""
    assert child.stdout is not None
    with child:
        for line in child.stdout:
            if line.strip() == said:
                break
        child.send_signal(signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL


def test_a_process_killed_within_a_transaction_leaves_all_pending(path: Path) -> None:
    code = """
walk = archive.walk()
archive.enter(walk, *entries(*range(50)))
with ledger.transaction():
    ledger.settle(archive.run, [Settled(entry(n).id, "exported") for n in range(50)])
    ledger.lines([line_of(entry(n), n * 100) for n in range(50)])
    ledger.committed([FileState("/archive/articles/hxnews/2020-11.jsonl", 5000, "record", run=archive.run)])
    say("settled")
    sys.stdin.read()
"""
    kill_after(process(code, path), "settled")
    with closing(SqliteLedger.open(path)) as ledger:
        assert ledger.balances("all")[0].outcomes == {"pending": 50}
        assert list(ledger.each_line()) == ledger.open_files() == []


def test_a_process_killed_while_it_lists_loses_no_page_that_its_cursor_passed(path: Path) -> None:
    code = """
walk = archive.walk(Extent())
for page in range(1, 10_000):
    archive.enter(walk, *entries(*range(page * 20, page * 20 + 20)), page=page)
    say(page)
"""
    kill_after(process(code, path), "30")
    with closing(SqliteLedger.open(path)) as ledger:
        state = ledger.open_walk(ledger.begin_run("channel", {}, NOW), "hxnews/fz", "hxnews", Extent(), None)
        assert state.cursor.pages >= 30
        assert ledger.balances("all")[0].listed == state.cursor.pages * 20
        assert ledger.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.slow
def test_many_processes_make_one_ledger_and_write_it_at_once(path: Path) -> None:
    """A site a process: all lines of all are there, and nobody is turned away because another was writing."""
    code = """
me = int(sys.argv[2])
channel = f"site{me}/fz"
walk = archive.walk(Extent(), channel=channel)
for page in range(1, 31):
    shown = entries(*range(me * 10_000 + page * 10, me * 10_000 + page * 10 + 10), 7)
    new = [s.entry for s in archive.enter(walk, *shown, page=page) if s.fetch]
    with ledger.transaction():
        ledger.settle(archive.run, [Settled(e.id, "exported") for e in new])
        ledger.lines([line_of(e, page * 10_000 + n, file=f"articles/site{me}.jsonl") for n, e in enumerate(new)])
"""
    children = [process(code, path, str(number)) for number in range(4)]
    for child in children:
        child.communicate()
        assert child.returncode == 0
    with closing(SqliteLedger.open(path)) as ledger:
        assert ledger.balances("all")[0].outcomes == {"exported": 4 * 300 + 1}
        assert ledger.faults() == {}


def test_a_copy_of_a_ledger_in_use_is_whole(path: Path, tmp_path: Path) -> None:
    """Back-ups are taken with `VACUUM INTO`, while crawls go on."""
    filled(path)
    with closing(SqliteLedger.open(path)) as ledger:
        archive = Archive(ledger)
        archive.enter(archive.walk(), entry(1000))
        with closing(sqlite3.connect(path)) as other:
            other.execute("VACUUM INTO ?", (str(tmp_path / "copy.sqlite"),))
    shutil.rmtree(path.parent)
    with closing(SqliteLedger.open(tmp_path / "copy.sqlite")) as copy:
        assert copy.balances("all")[0].listed == 301
        assert copy.open_walk(copy.begin_run("channel", {}, NOW), "hxnews/fz", "hxnews", None, None).cursor != Cursor()


def test_words_of_a_forgotten_article_are_blotted_out_however_they_are_spaced(tmp_path: Path) -> None:
    with closing(SqliteLedger.open(tmp_path / "ledger.sqlite")) as ledger:
        run = ledger.begin_run("channel", {"channels": "hxnews/fz 福州地铁 四号线　今日开通"}, NOW)
        with ledger.transaction():
            ledger.blot(["福州地铁四号线今日开通"])
        assert [(each.id, each.arguments) for each in ledger.runs(1)] == [(run, {"channels": "hxnews/fz " + "?" * 11})]

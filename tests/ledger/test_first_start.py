"""The very first start of an archive, where the disk is full, files may not grow, or a process dies: no half ledger."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from newscrawl.ledger import LedgerError
from newscrawl.ledger.sqlite import SqliteLedger
from newscrawl.ledger.sqlite_file import draft_of
from tests import processes
from tests.rounds import rounds

OPEN = """
import sys
from contextlib import closing
from pathlib import Path
from newscrawl.ledger import LedgerError
from newscrawl.ledger.sqlite import SqliteLedger
try:
    with closing(SqliteLedger.open(Path(sys.argv[1]))) as ledger:
        ledger.texts()
        print(len(ledger.runs(1)), "runs")
except LedgerError as error:
    print(error)
"""
ON_SMALL_DISKS = f"""
import subprocess, sys
disk, sizes = sys.argv[1], sys.argv[2:]
for size in sizes:
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={{size}}k", "tmpfs", disk], check=True)
    for room in (size, "8192"):
        subprocess.run(["mount", "-o", f"remount,size={{room}}k", disk], check=True)
        told = subprocess.run([sys.executable, "-c", {OPEN!r}, f"{{disk}}/ledger.sqlite"], capture_output=True, text=True)
        print(f"{{size}}|{{room}}|{{told.stdout.strip()}}|{{told.stderr.strip()[-200:]}}")
    subprocess.run(["umount", disk], check=True)
"""

SIZES = (4, 16, 32, 64, 100, 128, 140, 160, 180, 200, 230, 260)
"""Kilobytes between nothing and enough."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "ledger.sqlite"


def test_a_full_disk_at_the_first_start_leaves_a_ledger_that_opens_when_there_is_room(tmp_path: Path) -> None:
    """On disks of all sizes between nothing and enough; each in turn, in a mount of this test alone."""
    if os.getuid() != 0 or not shutil.which("unshare"):
        pytest.skip("a small disk can be mounted by root alone")
    sizes = [str(size) for size in SIZES[:: len(SIZES) // rounds(4, len(SIZES))]]
    command = ["unshare", "-m", sys.executable, "-c", ON_SMALL_DISKS, str(tmp_path), *sizes]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=processes.ROOT)
    if done.returncode:
        pytest.skip(f"this machine mounts no disks: {done.stderr.strip()[-200:]}")
    told = [line.split("|") for line in done.stdout.splitlines()]
    assert len(told) == 2 * len(sizes)
    for size, room, said, wrong in told:
        assert not wrong, wrong
        if room == "8192":
            assert said == "0 runs", f"a disk of {size} kB that was full and has room now: {said}"
        else:
            assert said == "0 runs" or said.startswith("no space left for the ledger"), f"{size} kB: {said}"
    assert told[0][2].startswith("no space left"), "the smallest disk has room for no ledger"


def test_a_limit_on_the_size_of_files_is_told_as_that(tmp_path: Path) -> None:
    for kilobytes in (1, 8, 40, 90, 120):
        path = tmp_path / f"{kilobytes}" / "ledger.sqlite"

        def limit(most: int = kilobytes * 1024) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

        done = subprocess.run(
            [sys.executable, "-c", OPEN, str(path)],
            capture_output=True,
            text=True,
            cwd=processes.ROOT,
            preexec_fn=limit,
        )
        assert done.stderr == ""
        assert done.stdout == "0 runs\n" or f"more than {kilobytes * 1024} bytes (`ulimit -f`)" in done.stdout
        with closing(SqliteLedger.open(path)) as ledger:
            assert ledger.runs(1) == []
    assert sorted(each.name for each in (tmp_path / "1").iterdir()) == ["ledger.sqlite"]


@pytest.mark.parametrize("failpoint", ["make.migrated", "make.named"])
def test_what_a_killed_first_start_left_is_cleared_away_by_the_next(path: Path, failpoint: str) -> None:
    env = {**os.environ, "NEWSCRAWL_FAILPOINT": failpoint}
    died = subprocess.run([sys.executable, "-c", OPEN, str(path)], env=env, cwd=processes.ROOT)
    assert died.returncode == -9
    assert list(path.parent.glob("*.new"))
    SqliteLedger.open(path).close()
    assert sorted(each.name for each in path.parent.iterdir()) == ["ledger.sqlite"]


def test_the_draft_of_a_process_that_lives_is_left_alone(path: Path) -> None:
    SqliteLedger.open(path).close()
    other = path.with_name(f"{path.name}.1.new")
    for mine in (other, draft_of(path), path.with_name("ledger.sqlite.new"), path.with_name("ledger.sqlite.old-1")):
        mine.touch()
    SqliteLedger.open(path).close()
    assert len(list(path.parent.iterdir())) == 5


def test_tables_of_texts_that_cannot_be_made_are_one_line(path: Path) -> None:
    with closing(SqliteLedger.open(path)) as ledger:
        pages = ledger.connection.execute("PRAGMA page_count").fetchone()[0]
        ledger.connection.execute(f"PRAGMA max_page_count = {pages + 1}")
        with pytest.raises(LedgerError, match=r"no space left for the ledger .*ledger\.sqlite"):
            ledger.texts()
        ledger.connection.execute("PRAGMA max_page_count = 1000000")
        assert len(ledger.texts()) == 0


def test_an_index_of_texts_of_another_version_is_one_line_with_the_remedy(path: Path) -> None:
    with closing(SqliteLedger.open(path)) as ledger:
        ledger.texts()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE dedup_state SET version = version + 1")
    with closing(SqliteLedger.open(path)) as ledger, pytest.raises(LedgerError, match=r"ledger\.sqlite: .* reindex"):
        ledger.texts()

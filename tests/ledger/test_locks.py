"""Locks: one holder at a time, none after death or release, and a lost one is noticed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from newscrawl.ledger.locks import FileLocks, LostLockError


def test_one_run_holds_a_site_and_others_other_sites(tmp_path: Path) -> None:
    first, second = FileLocks(tmp_path / "locks"), FileLocks(tmp_path / "locks")
    with first.gate():
        assert first.take("site-hxnews.com")
        assert first.take("site-hxnews.com"), "taking twice is no harm"
    with second.gate():
        assert not second.take("site-hxnews.com")
        assert second.take("site-fjsen.com")
    first.drop_all()
    assert second.take("site-hxnews.com")
    second.drop_all()


def test_a_name_from_a_site_file_stays_in_the_folder(tmp_path: Path) -> None:
    locks = FileLocks(tmp_path / "locks")
    assert locks.take("site-../../福州")
    assert [path.parent for path in tmp_path.rglob("*.lock")] == [tmp_path / "locks"]
    locks.drop_all()


def test_death_releases(tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from newscrawl.ledger.locks import FileLocks\n"
        "FileLocks(Path(sys.argv[1])).take('run-7'); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    locks = FileLocks(tmp_path)
    assert (tmp_path / "run-7.lock").exists()
    assert not locks.alive("run-7")
    assert not locks.alive("run-8")


def test_a_living_run_is_seen(tmp_path: Path) -> None:
    mine, other = FileLocks(tmp_path), FileLocks(tmp_path)
    mine.take("run-7")
    assert mine.alive("run-7")
    assert other.alive("run-7")
    mine.drop("run-7", for_good=True)
    assert not other.alive("run-7")
    assert list(tmp_path.iterdir()) == []


def test_a_lock_whose_file_was_deleted_is_lost(tmp_path: Path) -> None:
    locks = FileLocks(tmp_path)
    locks.take("site-hxnews.com")
    locks.check()
    next(tmp_path.iterdir()).unlink()
    with pytest.raises(LostLockError, match=r"site-hxnews\.com"):
        locks.check()
    locks.drop_all()

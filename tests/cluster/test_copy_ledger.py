"""A ledger moves to PostgreSQL and back, and nothing is fetched again."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newscrawl.cluster.copy_ledger import copy_ledger
from newscrawl.ledger import LedgerError
from newscrawl.ledger.postgres import PostgresLedger
from newscrawl.ledger.sql_schema import tables
from newscrawl.ledger.sqlite import SqliteLedger
from tests.crawling import crawl, write_site
from tests.ledger.test_former import FORMER
from tests.postgres import PostgresServer
from tests.processes import scrapy
from tests.simsite import Server

AT = datetime(2020, 12, 1, tzinfo=UTC)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An archive of six crawls, with texts."""
    with tarfile.open(FORMER / "archive.tar.xz") as packed:
        packed.extractall(tmp_path / "data", filter="data")
    SqliteLedger.open(tmp_path / "data" / "ledger.sqlite").close()
    return tmp_path / "data"


@pytest.mark.slow
def test_a_ledger_moves_to_postgres_and_back(
    tmp_path: Path, simsite: Callable[..., Server], postgres: PostgresServer
) -> None:
    url = postgres.fresh()
    server = simsite(articles=25, listings=2, missing=1, reprint=2)
    write_site(tmp_path / "catalog", server.sites[0], server.url)
    assert crawl(tmp_path, "channels=sim/*", "since=all").code == 0
    there = scrapy("ledger", "copy", str(tmp_path / "data" / "ledger.sqlite"), url)
    assert there.returncode == 0, there.stderr
    assert "25 articles" in there.stdout
    again = crawl(tmp_path, "channels=sim/*", "since=all", data="west", NEWSCRAWL_LEDGER=url, NEWSCRAWL_WORKER="west")
    assert (again.code, again.lines()) == (0, [])
    audit = ("audit", "--verify", "-s", f"NEWSCRAWL_LEDGER={url}", "-s", "NEWSCRAWL_WORKER=east", "-s",
             f"NEWSCRAWL_DATA={tmp_path / 'data'}")  # fmt: skip
    sound = scrapy(*audit)
    assert sound.returncode == 0, sound.stdout
    assert " lines of 1 file read" in sound.stdout, "the lines from before the move are this machine's"
    (file,) = (tmp_path / "data/articles").rglob("*.jsonl")
    file.write_bytes(file.read_bytes().replace(b"title", b"tilte", 1))
    assert scrapy(*audit).returncode == 3
    full = scrapy("ledger", "copy", str(tmp_path / "data" / "ledger.sqlite"), url)
    assert full.returncode == 2
    assert "the target has a ledger already" in full.stderr
    back = scrapy("ledger", "copy", url, str(tmp_path / "back.sqlite"))
    assert back.returncode == 0, back.stderr
    audit = scrapy("audit", "--json", "-s", f"NEWSCRAWL_LEDGER={tmp_path / 'back.sqlite'}")
    assert audit.returncode == 0, audit.stderr
    assert json.loads(audit.stdout)["total"]["listed"] == 25


@pytest.mark.parametrize("failpoint", ["copy.marked", "copy.tables", "copy.texts"])
def test_a_copy_that_was_killed_is_no_ledger_and_is_made_again(
    data: Path, postgres: PostgresServer, failpoint: str
) -> None:
    """Taken for whole it would be audited as sound, and let every copy of its missing texts pass as news."""
    url, source = postgres.fresh(), str(data / "ledger.sqlite")
    assert scrapy("ledger", "copy", source, url, env={"NEWSCRAWL_FAILPOINT": failpoint}).returncode == -9
    told = scrapy("audit", "-s", f"NEWSCRAWL_LEDGER={url}", "-s", f"NEWSCRAWL_DATA={data}")
    assert (told.returncode, told.stdout) == (2, "")
    assert "has half a copy" in told.stderr
    with pytest.raises(LedgerError, match="half a copy"):
        PostgresLedger.open(url)
    again = scrapy("ledger", "copy", source, url)
    assert again.returncode == 0, again.stderr
    with closing(SqliteLedger.open(Path(source), write=False)) as old, closing(PostgresLedger.open(url)) as new:
        for table in tables():
            assert table == "feed" or sorted(old.each_row(table), key=repr) == sorted(new.each_row(table), key=repr)
        assert len(new.texts()) == len(old.texts()) > 0


@pytest.mark.parametrize("failpoint", ["copy.tables", "copy.texts"])
def test_a_copy_into_a_file_has_no_name_before_it_is_whole(data: Path, tmp_path: Path, failpoint: str) -> None:
    source, target = str(data / "ledger.sqlite"), tmp_path / "there" / "ledger.sqlite"
    died = scrapy("ledger", "copy", source, str(target), env={"NEWSCRAWL_FAILPOINT": failpoint})
    assert died.returncode == -9
    assert not target.exists()
    assert scrapy("ledger", "copy", source, str(target)).returncode == 0
    assert [each.name for each in target.parent.iterdir()] == ["ledger.sqlite"]


def test_two_copies_into_one_database_do_not_mix(data: Path, postgres: PostgresServer) -> None:
    url = postgres.fresh()
    with (
        closing(SqliteLedger.open(data / "ledger.sqlite")) as old,
        closing(PostgresLedger.open(url)) as one,
        closing(PostgresLedger.open(url)) as other,
        one.copying(),
        pytest.raises(LedgerError, match="another copy"),
    ):
        copy_ledger(old, other)


def test_a_run_that_begins_at_the_source_meanwhile_spoils_the_copy(data: Path, postgres: PostgresServer) -> None:
    url, path = postgres.fresh(), data / "ledger.sqlite"
    with (
        closing(SqliteLedger.open(path)) as old,
        closing(SqliteLedger.open(path)) as crawl,
        closing(PostgresLedger.open(url)) as new,
    ):
        advance = new.advance_numbers
        new.advance_numbers = lambda: (advance(), crawl.begin_run("channel", {}, AT))[0]  # type: ignore[method-assign]
        with pytest.raises(LedgerError, match="a run began there"):
            copy_ledger(old, new)
    with pytest.raises(LedgerError, match="half a copy"):
        PostgresLedger.open(url, write=False)


def test_a_copy_that_was_killed_before_its_first_row_is_no_empty_ledger(data: Path, postgres: PostgresServer) -> None:
    """A crawl would begin a second archive in it."""
    url = postgres.fresh()
    PostgresLedger.open(url, filling=True).close()  # as a copy does that is killed right then
    with pytest.raises(LedgerError, match="half a copy"):
        PostgresLedger.open(url)
    assert scrapy("ledger", "copy", str(data / "ledger.sqlite"), url).returncode == 0
    PostgresLedger.open(url).close()

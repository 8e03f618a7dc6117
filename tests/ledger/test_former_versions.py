"""An archive of every version that ledgers ever had, in both databases → opens, unchanged or brought up to date.

`former/version-<n>.tar.xz` was made by the last code that wrote ledger version n: a simulated site, crawled whole and
once more a day later, with a dead link, copies, two revisions and a withdrawal. `sqlite/` is a data folder, `postgres/`
the same with a dump of its database, `answers.json` what that code answered. They are never made again; a new version
adds one.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newscrawl.ledger import Cursor, Extent, Ledger
from newscrawl.ledger.postgres import PostgresLedger
from newscrawl.ledger.sql import SqlLedger
from newscrawl.ledger.sql_schema import MIGRATIONS, as_newest, tables
from newscrawl.ledger.sqlite import SqliteLedger
from tests.ledger.test_former import FORMER
from tests.postgres import PostgresServer
from tests.processes import scrapy

VERSIONS = range(1, len(MIGRATIONS) + 1)
LATER = datetime(2020, 12, 1, tzinfo=UTC)


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> int:
    number: int = request.param
    return number


@pytest.fixture
def folder(version: int, tmp_path: Path) -> Path:
    with tarfile.open(FORMER / f"version-{version}.tar.xz") as packed:
        packed.extractall(tmp_path, filter="data")
    return tmp_path


@pytest.fixture
def url(folder: Path, postgres: PostgresServer) -> Iterator[str]:
    """A database with the ledger of that version in its schema `former`."""
    import psycopg

    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute((folder / "postgres/ledger.sql").read_bytes())
        connection.execute("RESET ALL")
        yield f"{postgres.url}&options=-csearch_path%3Dformer"
        connection.execute("DROP SCHEMA former CASCADE")


def answers(ledger: Ledger, data: Path) -> dict[str, Any]:
    found = [
        json.loads(line)["id"]
        for kind in ("articles", "duplicates")
        for path in (data / kind).rglob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    ids = sorted(set(found))
    return {
        "runs": ledger.runs(100),
        "all": ledger.balances("all"),
        "channel": sorted(ledger.balances("channel"), key=repr),
        "faults": ledger.faults(),
        "articles": [ledger.article(id) for id in ids],
        "last_lines": [ledger.last_line(id) for id in ids],
        "lines": sorted(map(plain, ledger.each_line()), key=repr),
        "files": ledger.open_files(),
    }


def plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value if isinstance(value, str | int | float | None) else str(value)


def known_then(found: Any, former: Any) -> Any:
    """Leave out the fields that the former version did not have."""
    if isinstance(former, dict) and isinstance(found, dict):
        return {key: known_then(found.get(key), each) for key, each in former.items()}
    if isinstance(former, list) and isinstance(found, list) and len(former) == len(found):
        return [known_then(one, other) for one, other in zip(found, former, strict=True)]
    return found


def check(ledger: SqlLedger, folder: Path, backend: str) -> None:
    former = json.loads((folder / "answers.json").read_text(encoding="utf-8"))[backend]
    found = plain(answers(ledger, folder / backend))
    assert known_then(found, former) == former
    assert len(former["articles"]) == 27
    assert ledger.walk_troubles() == []
    assert ledger.finals() is not None
    assert ledger.issue_counts() == []
    for table in tables():
        list(ledger.each_row(table))


def check_writing(ledger: SqlLedger) -> None:
    """The archive goes on: a run, a walk that knows what was archived, texts that are judged."""
    run = ledger.begin_run("channel", {}, LATER)
    walk = ledger.open_walk(run, "sim/fz", "sim", Extent(), None)
    ledger.enter(run, walk.id, [], Cursor(), LATER)
    ledger.break_walk(walk.id, "http_502", LATER)
    assert [trouble.reason for trouble in ledger.walk_troubles()] == ["http_502"]
    assert len(list(ledger.texts().each())) == 25


def test_sqlite_is_read_without_being_changed(folder: Path, version: int) -> None:
    path = folder / "sqlite/ledger.sqlite"
    before = hashlib.sha256(path.read_bytes()).digest()
    with closing(SqliteLedger.open(path, write=False)) as ledger:
        check(ledger, folder, "sqlite")
        assert ledger.connection.execute("PRAGMA user_version").fetchone() == (version,)
    where = ("-s", f"NEWSCRAWL_DATA={folder / 'sqlite'}")
    audit = scrapy("audit", "--verify", *where)
    assert audit.returncode == 0, audit.stdout + audit.stderr
    assert scrapy("feed", "export", "--latest", *where).stdout.count("\n") == 24
    assert hashlib.sha256(path.read_bytes()).digest() == before


def test_sqlite_is_brought_up_to_date_by_who_writes(folder: Path) -> None:
    with closing(SqliteLedger.open(folder / "sqlite/ledger.sqlite")) as ledger:
        assert ledger.connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        check(ledger, folder, "sqlite")
        check_writing(ledger)


def test_postgres_is_read_without_being_changed(folder: Path, url: str, version: int) -> None:
    with closing(PostgresLedger.open(url, "east", write=False)) as ledger:
        check(ledger, folder, "postgres")
    where = ("-s", f"NEWSCRAWL_DATA={folder / 'postgres'}", "-s", f"NEWSCRAWL_LEDGER={url}")
    audit = scrapy("audit", "--verify", *where, "-s", "NEWSCRAWL_WORKER=east")
    assert audit.returncode == 0, audit.stdout + audit.stderr
    import psycopg

    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT version FROM ledger_version").fetchone() == (version,)


def test_postgres_is_brought_up_to_date_by_who_writes(folder: Path, url: str) -> None:
    with closing(PostgresLedger.open(url, "east")) as ledger:
        check(ledger, folder, "postgres")
        check_writing(ledger)


@pytest.mark.parametrize("where", ["sqlite", "postgres"])
def test_a_former_ledger_is_copied_as_the_newest(folder: Path, url: str, where: str, tmp_path: Path) -> None:
    source = str(folder / "sqlite/ledger.sqlite") if where == "sqlite" else url
    target = tmp_path / "copy" / "ledger.sqlite"
    done = scrapy("ledger", "copy", source, str(target))
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(target)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    with closing(SqliteLedger.open(target)) as ledger:
        check_writing(ledger)


def test_every_version_has_its_archive() -> None:
    assert sorted(path.name for path in FORMER.glob("version-*")) == [f"version-{each}.tar.xz" for each in VERSIONS]
    assert list(as_newest(len(MIGRATIONS), "main")) == []

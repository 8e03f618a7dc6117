"""A ledger moves to PostgreSQL and back, and nothing is fetched again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crawling import crawl, write_site
from tests.postgres import PostgresServer
from tests.processes import scrapy
from tests.simsite import Server

pytestmark = pytest.mark.slow


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
    assert " lines of 1 files read" in sound.stdout, "the lines from before the move are this machine's"
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

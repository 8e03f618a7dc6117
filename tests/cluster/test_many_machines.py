"""Many machines on one ledger in PostgreSQL: the same archive as on one, whoever dies."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from newscrawl.urls import article_id
from tests.crawling import Crawl, crawl, read_lines, start_crawl, write_site
from tests.postgres import PostgresServer
from tests.processes import scrapy
from tests.simsite import Server, SimSite, serve

pytestmark = pytest.mark.slow


@pytest.fixture
def url(postgres: PostgresServer) -> str:
    return postgres.fresh()


def identities(crawled: Crawl) -> list[tuple[str, ...]]:
    """What a run made of a site, without where and when, nor which of two copies came first."""
    lines = crawled.lines() + crawled.lines("duplicates")
    return sorted(tuple(str(line.get(name)) for name in ("id", "url", "title", "published")) for line in lines)


def test_a_crawl_gives_the_same_archive_on_both_databases(
    tmp_path: Path, simsite: Callable[..., Server], url: str
) -> None:
    server = simsite(articles=30, listings=2, missing=1, reprint=3, multipage=1)
    write_site(tmp_path / "catalog", server.sites[0], server.url)
    shared = {"NEWSCRAWL_LEDGER": url, "NEWSCRAWL_WORKER": "east"}
    one = crawl(tmp_path, "channels=sim/*", "since=all", data="one", NEWSCRAWL_COMMIT_EVERY=7)
    many = crawl(tmp_path, "channels=sim/*", "since=all", data="many", NEWSCRAWL_COMMIT_EVERY=7, **shared)
    assert (one.code, many.code) == (0, 0), many.err
    assert identities(one) == identities(many)
    assert {path.name for path in many.data.rglob("*.jsonl")} == {"2020-11.east.jsonl"}
    audit = scrapy("audit", "--verify", "-s", f"NEWSCRAWL_DATA={many.data}", "-s", f"NEWSCRAWL_LEDGER={url}",
                   "-s", "NEWSCRAWL_WORKER=east")  # fmt: skip
    assert audit.returncode == 0, audit.stdout + audit.stderr
    server.reset()
    again = crawl(tmp_path, "channels=sim/*", "since=all", data="west", NEWSCRAWL_LEDGER=url, NEWSCRAWL_WORKER="west")
    assert again.code == 0, again.err
    assert again.lines() == [], "what one machine has, no other fetches"
    assert not [path for path in server.paths() if path.endswith(".shtml") and "/20" in path]


@pytest.mark.parametrize("failpoint", ["commit.synced:2", "commit.settled:2", "commit.committed:2"])
def test_a_machine_that_dies_is_replaced_by_another(
    tmp_path: Path, simsite: Callable[..., Server], url: str, failpoint: str
) -> None:
    server = simsite(articles=30, listings=2, missing=0)
    write_site(tmp_path / "catalog", server.sites[0], server.url)
    shared = {"NEWSCRAWL_LEDGER": url, "NEWSCRAWL_COMMIT_EVERY": 7}
    words = ("channels=sim/*", "since=all")
    env = {"NEWSCRAWL_FAILPOINT": failpoint}
    dead = crawl(tmp_path, *words, data="east", env=env, NEWSCRAWL_WORKER="east", **shared)
    assert dead.code == -signal.SIGKILL, dead.err
    other = crawl(tmp_path, *words, data="west", NEWSCRAWL_WORKER="west", **shared)
    assert other.code == 0, other.err
    merged = scrapy("feed", "merge", str(tmp_path / "east"), str(tmp_path / "west"), "-o", str(tmp_path / "all.jsonl"),
                    "-s", f"NEWSCRAWL_LEDGER={url}")  # fmt: skip
    assert merged.returncode == 0, merged.stderr
    ids = [line["id"] for line in read_lines(tmp_path / "all.jsonl")]
    wanted = {article_id(server.url + each.path) for each in server.sites[0].articles if each.outcome == "exported"}
    assert sorted(ids) == sorted(wanted)
    back = crawl(tmp_path, *words, data="east", NEWSCRAWL_WORKER="east", **shared)
    assert back.code == 0, back.err
    torn = [path for path in (tmp_path / "east").rglob("*.jsonl") if not path.read_bytes().endswith(b"\n")]
    assert [path for path in torn if path.stat().st_size] == []


def test_two_machines_on_one_site_take_turns(tmp_path: Path, url: str) -> None:
    with serve(SimSite(articles=40, listings=2)) as server:
        write_site(tmp_path / "catalog", server.sites[0], server.url)
        shared = {"NEWSCRAWL_LEDGER": url, "DOWNLOAD_DELAY": 0.02}
        running = [
            start_crawl(tmp_path, "channels=sim/*", "since=all", "wait=1m", data=name, NEWSCRAWL_WORKER=name, **shared)
            for name in ("east", "west")
        ]
        told = [process.communicate(timeout=120)[1] for process in running]
        assert [process.returncode for process in running] == [0, 0], told
        lines = [line for name in ("east", "west") for line in Crawl(0, "", "", tmp_path / name).lines()]
        assert len(lines) == len({line["id"] for line in lines}) == 40


def test_an_article_is_forgotten_there_too(tmp_path: Path, simsite: Callable[..., Server], url: str) -> None:
    server = simsite(articles=12, listings=1, reprint=0)
    write_site(tmp_path / "catalog", server.sites[0], server.url)
    shared = {"NEWSCRAWL_LEDGER": url, "NEWSCRAWL_WORKER": "east"}
    live = crawl(tmp_path, "channels=sim/*", "since=all", **shared)
    assert live.code == 0, live.err
    line = live.lines()[0]
    where = ("-s", f"NEWSCRAWL_DATA={live.data}", "-s", f"NEWSCRAWL_LEDGER={url}", "-s", "NEWSCRAWL_WORKER=east")
    done = scrapy("forget", line["id"], "--reason", "court order", *where)
    assert done.returncode == 0, done.stderr
    assert live.lines()[0]["withdrawn"] == "forgotten"
    assert line["title"] not in json.dumps(live.lines(), ensure_ascii=False)
    audit = scrapy("audit", "--verify", *where)
    assert audit.returncode == 0, audit.stdout


def test_a_crawl_that_lost_its_ledger_asks_for_nothing_more(tmp_path: Path, postgres: PostgresServer, url: str) -> None:
    """What waits in its download slots is not sent: another machine may have the site by then."""
    import psycopg

    with serve(SimSite(articles=60, listings=2)) as server:
        write_site(tmp_path / "catalog", server.sites[0], server.url)
        site = tmp_path / "catalog/sites/fujian/sim.toml"
        site.write_text(site.read_text().replace("delay = 0.0", "delay = 0.25"))
        running = start_crawl(tmp_path, "channels=sim/*", "since=all", NEWSCRAWL_LEDGER=url, NEWSCRAWL_WORKER="east")
        server.await_requests(4, of="/20")
        with psycopg.connect(postgres.url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        asked = len(server.paths())
        told = running.communicate(timeout=60)[1]
        assert running.returncode == 3, told
        assert told.count("Not written: ") == 1
        assert "Traceback" not in told
        assert told.count("cannot be reached, or was lost") + told.count("the locks in") == 2, (
            "in the log, and at the end"
        )
        assert len(server.paths()) - asked <= 6, "four a second, for the second that a look at the locks counts"


def test_a_database_that_is_away_is_no_fault_of_the_program(tmp_path: Path) -> None:
    """Exit code 3, in one line: schedulers try again, nobody is woken."""
    pytest.importorskip("psycopg")
    with serve(SimSite(articles=5, listings=1)) as server:
        write_site(tmp_path / "catalog", server.sites[0], server.url)
        away = f"postgresql://archive:secret@/postgres?host={tmp_path}"
        done = crawl(tmp_path, "channels=sim/*", NEWSCRAWL_LEDGER=away, NEWSCRAWL_WORKER="east")
        (told,) = [line for line in done.err.splitlines() if line.startswith("scrapy crawl:")]
        assert done.code == 3
        assert told.startswith("scrapy crawl: the ledger postgresql://archive@/postgres cannot be reached")
        assert "secret" not in done.err + done.out
        assert server.paths() == []

"""Several runs at once, runs that are stopped, and sites that refuse: no loss, no double, never faster than allowed."""

from __future__ import annotations

import os
import signal
import threading
from collections import Counter
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from threading import Event

import pytest

from newscrawl.ledger.sqlite import SqliteLedger
from tests.crawling import crawl, read_lines, start_crawl, write_site
from tests.processes import Process, until
from tests.simsite import SimSite, serve
from tests.spiders.launching import on_request

pytestmark = pytest.mark.slow

LATER = "2020-11-21T23:00:00+08:00"


def end(process: Process) -> int | None:
    """Wait for the end of a run; gives its exit code."""
    process.communicate(timeout=90)
    return process.returncode


def hold(back: Event | None) -> None:
    """Answer nobody until something has happened."""
    if back:
        assert back.wait(60)


def record(tmp: Path) -> Counter[str]:
    return Counter(line["id"] for path in (tmp / "data/articles").rglob("*.jsonl") for line in read_lines(path))


def test_a_second_run_on_one_site_is_told_that_it_is_held(tmp_path: Path):
    site = SimSite(seed=61, articles=20, listings=2)
    go_on = Event()
    with serve(site) as server, on_request(server, lambda path: hold(go_on if path != "/robots.txt" else None)):
        write_site(tmp_path / "catalog", site, server.url)
        first = start_crawl(tmp_path, "channels=sim/*")
        server.await_requests(1)
        second = crawl(tmp_path, "channels=sim/*")
        waiting = start_crawl(tmp_path, "channels=sim/*", "wait=60s")
        assert second.code == 5
        until(lambda: list(tmp_path.glob("data/ledger.locks/run-3.lock")), lambda: "the last run has not begun")
        go_on.set()
        assert end(first) == 0
        assert end(waiting) == 0
    assert set(record(tmp_path).values()) == {1}
    assert len(record(tmp_path)) == 20
    assert max(Counter(path for path in server.paths() if "/20" in path).values()) == 1


def test_two_sites_of_one_archive_are_crawled_at_once(tmp_path: Path):
    sites = [SimSite(seed=62, articles=20, listings=1), SimSite(seed=63, articles=20, listings=1)]
    with serve(sites[0]) as one, serve(sites[1]) as two:
        write_site(tmp_path / "catalog", sites[0], one.url, id="one", head='politeness = "one"')
        write_site(tmp_path / "catalog", sites[1], two.url, id="two", head='politeness = "two"')
        runs = [start_crawl(tmp_path, f"channels={name}/*", "since=all") for name in ("one", "two")]
        assert [end(run) for run in runs] == [0, 0]
    assert len(record(tmp_path)) == 40
    assert set(record(tmp_path).values()) == {1}


def test_the_rate_is_kept_over_two_hosts_of_one_politeness_key(tmp_path: Path):
    sites = [SimSite(seed=64, articles=8, listings=1), SimSite(seed=65, articles=8, listings=1)]
    with serve(sites[0]) as one, serve(sites[1]) as two:
        for site, server, name in ((sites[0], one, "one"), (sites[1], two, "two")):
            write_site(tmp_path / "catalog", site, server.url, id=name, head='politeness = "both"')
            path = tmp_path / f"catalog/sites/fujian/{name}.toml"
            path.write_text(path.read_text(encoding="utf-8").replace("delay = 0.0", "delay = 0.2"), encoding="utf-8")
        runs = [start_crawl(tmp_path, f"channels={name}/*", "since=all", "wait=60s") for name in ("one", "two")]
        assert [end(run) for run in runs] == [0, 0]
        times = sorted(request.time for server in (one, two) for request in server.requests)
    gaps = [later - earlier for earlier, later in pairwise(times)]
    # a busy machine may deliver one request late and the next in time
    assert min(gaps) > 0.1
    assert sum(gaps) > len(gaps) * 0.18
    assert len(record(tmp_path)) == 16


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_stopped_loses_and_doubles_nothing(tmp_path: Path, how: signal.Signals):
    site = SimSite(seed=66, articles=60, listings=3, latency=0.02)
    with serve(site) as server:
        write_site(tmp_path / "catalog", site, server.url)
        process = start_crawl(tmp_path, "channels=sim/*", "since=all", NEWSCRAWL_COMMIT_EVERY=5)
        server.await_requests(25)
        process.send_signal(how)
        _out, err = process.communicate(timeout=60)
        assert process.returncode == (-9 if how is signal.SIGKILL else 3), err[-500:]
        again = crawl(tmp_path, "channels=sim/*", "since=all")
    assert again.code == 0
    assert len(record(tmp_path)) == 60
    assert set(record(tmp_path).values()) == {1}


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_told_twice_to_stop_is_cut_off_and_says_so(tmp_path: Path, how: signal.Signals):
    """The second signal does not wait for answers: what was under way has no outcome."""
    site = SimSite(seed=66, articles=20, listings=1)
    asked, answered = threading.Event(), threading.Event()

    def late(path: str) -> None:
        if path == site.articles[9].path:
            asked.set()
            answered.wait(60)

    with serve(site) as server:
        write_site(tmp_path / "catalog", site, server.url)
        reading, writing = os.pipe()
        with on_request(server, late), os.fdopen(reading, encoding="utf-8") as log:
            process = start_crawl(tmp_path, "channels=sim/*", "since=all", err=writing)
            os.close(writing)
            assert asked.wait(60)
            process.send_signal(how)
            assert any("shutting down gracefully" in line for line in log)
            process.send_signal(how)
            said = log.read()
            code = process.wait(60)
            answered.set()
        assert code == 3, said[-800:]
        assert "incomplete: the run was cut off" in said
        with closing(SqliteLedger.open(tmp_path / "data" / "ledger.sqlite", write=False)) as ledger:
            assert [run.exit_code for run in ledger.runs(1)] == [3]
        again = crawl(tmp_path, "channels=sim/*", "since=all")
    assert again.code == 0
    assert len(record(tmp_path)) == 20
    assert set(record(tmp_path).values()) == {1}


@pytest.mark.parametrize("status", [403, 429, 200])
def test_a_site_that_refuses_is_left_alone_until_its_time_and_then_brought_home(tmp_path: Path, status: int):
    site = SimSite(seed=67, articles=30, listings=1, ban_after=12, ban_status=status, ban_times=40)
    with serve(site) as server:
        write_site(tmp_path / "catalog", site, server.url)
        first = crawl(tmp_path, "channels=sim/*", "since=all", CONCURRENT_REQUESTS=1)
        assert first.code == 3
        assert "(blocked)" in first.err
        assert len(server.requests) <= 12 + 5 + 2
        asked = len(server.requests)
        crawl(tmp_path, "channels=sim/*")
        assert len(server.requests) == asked, "the site was asked before its rest was over"
        site.turn(ban_after=None)
        last = crawl(tmp_path, "channels=sim/*", "since=all", NEWSCRAWL_NOW=LATER)
    assert last.code == 0, last.err[-800:]
    assert len(record(tmp_path)) == 30
    assert set(record(tmp_path).values()) == {1}

"""`scrapy audit` as typed: what adds up is shown, what does not ends in exit code 3."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from newscrawl.ledger import Attempt, Extent, FileState, LineRef, Settled
from newscrawl.ledger.sqlite import SqliteLedger
from newscrawl.record.recover import run_lock
from tests.ledger.contract import HOUR, NOW, Archive, entries, entry, failed
from tests.processes import scrapy

RECORD = "articles/hxnews/2020-11.jsonl"


@contextmanager
def opened(data: Path) -> Iterator[Archive]:
    with closing(SqliteLedger.open(data / "ledger.sqlite")) as ledger:
        yield Archive(ledger)


def make(data: Path) -> Path:
    """An archive of two runs: every outcome, two channels, two lines of the record."""
    path = data / RECORD
    path.parent.mkdir(parents=True)
    with opened(data) as archive:
        archive.enter(archive.walk(), *entries(1, 2, 3, 4, 5, 6))
        refs, offset = [], 0
        for number in (1, 2):
            line = (json.dumps({"id": entry(number).id, "title": "福州地铁5号线开工"}) + "\n").encode()
            sha256 = hashlib.sha256(line).hexdigest()
            refs.append(LineRef(entry(number).id, 1, RECORD, offset, len(line), sha256))
            with path.open("ab") as file:
                file.write(line)
            offset += len(line)
        archive.settle(
            Settled(entry(1).id, "exported"),
            Settled(entry(2).id, "exported"),
            Settled(entry(3).id, "duplicate", of=entry(1).id, relation="near"),
            Settled(entry(4).id, "rejected", reason="soft404"),
            Settled(entry(5).id, "failed", reason="http_404"),
            failed(entry(6)),
            lines=refs,
        )
        with archive.ledger.transaction():
            archive.ledger.committed([FileState(str(path), offset, "record", open=False, run=archive.run)])
        archive.ledger.end_run(archive.run, NOW + HOUR, 3, {})
        archive.begin()
        archive.enter(archive.walk(channel="hxnews/fj"), *entries(1, 7))
    return data


def audit(data: Path, *args: str) -> CompletedProcess[str]:
    return scrapy("audit", "-s", f"NEWSCRAWL_DATA={data}", *args)


def test_the_balance_by_channel_and_run_with_reasons(tmp_path: Path) -> None:
    done = audit(make(tmp_path), "--verify")
    assert (done.returncode, done.stderr) == (0, "")
    rows = [line.split() for line in done.stdout.splitlines()]
    assert rows[0] == ["channel", "listed", "exported", "duplicate", "rejected", "failed", "pending", "balance"]
    assert rows[1] == ["hxnews/fj", "2", "1", "0", "0", "0", "1", "ok"]
    assert rows[2] == ["hxnews/fz", "6", "2", "1", "1", "1", "1", "ok"]
    assert rows[3] == ["all", "articles", "7", "2", "1", "1", "1", "2", "ok"]
    assert rows[4][:2] == ["1", "listed"]
    for reason in ("duplicate/near", "rejected/soft404", "failed/http_404", "pending/timeout"):
        assert ["1", reason] in rows
    assert "exit 3\n    6 listed = 2 exported + 1 duplicate + 1 rejected + 1 failed + 1 pending" in done.stdout
    assert "2 lines of 1 file read" in done.stdout
    assert done.stdout.splitlines()[-1] == "everything adds up"


def test_broken_walks_and_unknown_depths_are_named_and_add_up_with_a_word(tmp_path: Path) -> None:
    make(tmp_path)
    page = "http://www.hxnews.com/news/fj/fz/"
    with opened(tmp_path) as archive:
        for hour in range(3):
            walk = archive.walk(channel="hxnews/gone")
            archive.ledger.break_walk(walk.id, "no_such_host", NOW + hour * HOUR, at=page)
            archive.ledger.end_run(archive.run, NOW + hour * HOUR, 3, {})
            archive.begin()
        few = Extent(max_pages=1)
        for channel, reason in (("hxnews/a", "front"), ("hxnews/b", "front"), ("hxnews/c", "overrun")):
            walk = archive.walk(channel=channel)
            archive.ledger.close_walk(walk.id, "bounded", few, NOW, pages=1, reason=reason)
        waits = archive.walk(channel="hxnews/d")
        archive.ledger.break_walk(waits.id, "end_unconfirmed", NOW, at=f"{page}9.shtml")
    done = audit(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert f"broken since 2020-11-18 17:00 (3 runs): hxnews/gone: name not found at {page}" in lines
    assert "depth unknown (overrun, 2020-11-18 17:00): hxnews/c: there was more new than the page shows" in lines
    assert any(line.startswith("depth unknown (front)") and line.endswith(": hxnews/a, hxnews/b") for line in lines)
    assert any(line.startswith("waits since 2020-11-18 17:00: hxnews/d: ") for line in lines)
    assert lines[-1] == (
        "the account adds up; 1 walk is broken since 2020-11-18 17:00; the depth of 3 channels is unknown; "
        "1 end of a listing is looked at again"
    )
    told = json.loads(audit(tmp_path, "--json").stdout)
    assert {(each["channel"], each["state"], each["reason"]) for each in told["walks"]} == {
        ("hxnews/gone", "broken", "no_such_host"),
        ("hxnews/a", "bounded", "front"),
        ("hxnews/b", "bounded", "front"),
        ("hxnews/c", "bounded", "overrun"),
        ("hxnews/d", "unconfirmed", "end_unconfirmed"),
    }
    gone = next(each for each in told["walks"] if each["channel"] == "hxnews/gone")
    assert (gone["since"], gone["runs"], gone["cause"]) == ("2020-11-18T17:00:00+08:00", 3, "name not found")
    assert told["verdict"] == lines[-1]
    dead = audit(tmp_path, "--channel", "hxnews/gone")
    assert dead.returncode == 0, "a channel that never listed anything is known all the same"
    assert "name not found" in dead.stdout


def test_back_fills_that_were_interrupted_are_named_with_where_they_stand(tmp_path: Path) -> None:
    """A back-fill that was killed is gone on with by nobody, unless somebody sees it."""
    asked = {"papers": "fzrb", "since": "2018-01-01"}
    with opened(tmp_path) as archive:
        archive.enter(archive.walk(Extent(since=date(2019, 5, 1))), *entries(1, 2), page=1)
        killed = archive.ledger.begin_run("newspaper", asked, NOW)
        under_way = archive.begin()
        archive.enter(archive.walk(Extent(), "hxnews/fj"), *entries(3, 4), page=1)
        locks = archive.ledger.locks()
        with locks.gate():
            locks.take(run_lock(under_way))
        archive.begin()
        archive.walk(channel="hxnews/xm")  # of the schedule: the next run goes on with it
        lines = audit(tmp_path).stdout.splitlines()
        told = json.loads(audit(tmp_path, "--json").stdout)
        locks.drop_all()
        archive.ledger.begin_run("newspaper", asked, NOW)
        both = audit(tmp_path).stdout.splitlines()
    assert [line for line in lines if line.startswith("interrupted")] == [
        "interrupted: hxnews/fz (since=2019-05-01), begun 2020-11-18 17:00, left by run 1 of 2020-11-18 17:00, "
        "after 1 page at http://www.hxnews.com/news/fj/fz/2.shtml",
        f"interrupted: newspaper papers=fzrb since=2018-01-01, left by run {killed} of 2020-11-18 17:00",
    ]
    assert lines[-1] == "the account adds up; 2 back-fills are interrupted"
    assert [each["channel"] for each in told["interrupted"]] == ["hxnews/fz"]
    assert [each["id"] for each in told["interrupted_runs"]] == [killed]
    assert any(line.startswith("interrupted: hxnews/fj (since=all)") for line in both), "its process is dead now, too"
    assert both[-1] == "the account adds up; 3 back-fills are interrupted"


def test_every_run_has_its_exit_code_in_the_time_of_china(tmp_path: Path) -> None:
    """Also a run that listed and fetched nothing, as of a site that is down."""
    with opened(tmp_path) as archive:
        for code in (0, 3, 4):
            archive.ledger.end_run(archive.run, NOW + HOUR, code, {})
            archive.begin()
    lines = audit(tmp_path).stdout.splitlines()
    runs = [line.split() for line in lines if line.startswith("run ")]
    assert [(words[1:4], words[-2:]) for words in runs] == [
        (["4", "2020-11-18", "17:00"], ["not", "ended"]),
        (["3", "2020-11-18", "17:00"], ["exit", "4"]),
        (["2", "2020-11-18", "17:00"], ["exit", "3"]),
        (["1", "2020-11-18", "17:00"], ["exit", "0"]),
    ]
    short = audit(tmp_path, "--runs", "1").stdout.splitlines()
    assert [line for line in short if line.startswith("run ")] == [line for line in lines if line.startswith("run 4")]
    last = "(last 2020-11-18 17:00)"
    assert f"4 runs: 1 exit 0, 1 exit 3 {last}, 1 exit 4 {last}, 1 not ended {last}" in short
    told = json.loads(audit(tmp_path, "--json").stdout)
    assert [(run["started"], run["exit_code"]) for run in told["runs"]] == [
        ("2020-11-18T17:00:00+08:00", code) for code in (None, 4, 3, 0)
    ]


def test_articles_that_were_given_up_are_listed_by_reason_with_their_dates(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        archive.enter(archive.walk(), *entries(1, 2, 3))
        attempts = [Attempt(NOW + days * 24 * HOUR, 200, "empty") for days in (0, 3)]
        archive.settle(
            *(Settled(entry(n).id, "rejected", reason="empty", attempt=attempts[n - 1]) for n in (1, 2)),
            Settled(entry(3).id, "failed", reason="bad_url"),
        )
    out = audit(tmp_path).stdout
    assert "scrapy ledger retry" in out
    assert "rejected/empty: 2, tried last from 2020-11-18 to 2020-11-21" in out
    assert "failed/bad_url: 1, never asked for" in out
    told = json.loads(audit(tmp_path, "--json").stdout)
    assert told["finals"][0]["newest"] == "2020-11-21T17:00:00+08:00"


def test_json_says_the_same(tmp_path: Path) -> None:
    told = json.loads(audit(make(tmp_path), "--json", "--run", "last").stdout)
    assert told["sound"] is True
    assert told["run"]["id"] == 2
    assert told["total"]["listed"] == told["total"]["pending"] == 1
    assert [channel["name"] for channel in told["channels"]] == ["hxnews/fj"]


def test_a_channel_alone(tmp_path: Path) -> None:
    told = json.loads(audit(make(tmp_path), "--json", "--channel", "*/fz").stdout)
    assert [channel["name"] for channel in told["channels"]] == ["hxnews/fz"]
    assert told["channels"][0]["reasons"]["rejected/soft404"] == 1
    assert told["total"] is None


def test_an_article_without_its_line_does_not_add_up(tmp_path: Path) -> None:
    make(tmp_path)
    with opened(tmp_path) as archive:
        archive.enter(archive.walk(), entry(8))
        archive.settle(Settled(entry(8).id, "exported"))
    done = audit(tmp_path)
    assert done.returncode == 3
    assert "contradiction: exported without line: 1" in done.stdout
    assert done.stdout.splitlines()[-1] == "the account does not add up"


def test_a_line_that_is_not_in_the_file_does_not_add_up(tmp_path: Path) -> None:
    make(tmp_path)
    record = tmp_path / RECORD
    record.write_bytes(record.read_bytes()[:-10])
    assert audit(tmp_path).returncode == 0
    done = audit(tmp_path, "--verify")
    assert done.returncode == 3
    assert f"{record}, byte " in done.stdout


@pytest.mark.slow
def test_mistakes_are_one_line_and_exit_code_2(tmp_path: Path) -> None:
    def refused(*args: str) -> str:
        done = audit(tmp_path, *args)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        return done.stderr

    assert "there is no ledger" in refused()
    make(tmp_path)
    assert "no run 9" in refused("--run", "9")
    assert "nowhere" in refused("--channel", "nowhere/xx")
    assert "--rum" in refused("--rum=1")

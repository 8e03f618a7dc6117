"""`scrapy audit` as typed: what adds up is shown, what does not ends in exit code 3."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from newscrawl.ledger import FileState, LineRef, Settled
from newscrawl.ledger.sqlite import SqliteLedger
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
    assert "2 lines of 1 files read" in done.stdout
    assert done.stdout.splitlines()[-1] == "everything adds up"


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

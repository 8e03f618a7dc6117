"""An archive made by an earlier version → opens, audits and answers as it did there.

`former/archive.tar.xz` is the data folder (ledger, articles, duplicates) that six crawls
of the simulated site and newspaper left, made by version 0.1.0 with ledger version 3. It
holds every outcome, walks that closed, broke and died, a site that refused, revisions, a
tombstone, copies across sites, and a newspaper's days, complete, missing and broken.
`former/answers.json` is what that version answered: `answers` below, run with its code.
Neither is ever made again.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import astuple, fields, is_dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from newscrawl.dedup import Index
from newscrawl.items import Entry
from newscrawl.ledger import Cursor, Extent, Ledger
from newscrawl.ledger.day_counts import ListedDays
from newscrawl.ledger.history import Seen
from newscrawl.ledger.sqlite import SqliteLedger
from newscrawl.urls import article_id
from tests.record.archive import lines as record_lines

ROOT = Path(__file__).resolve().parents[2]
FORMER = Path(__file__).parent / "former"
BEFORE = datetime(2020, 11, 1, tzinfo=UTC)
LATER = datetime(2020, 12, 1, tzinfo=UTC)
FIRST, LAST = date(2020, 10, 1), date(2020, 12, 1)
CHANNELS = ("moni/fj", "moni/fz", "rcrb/fuqing", "rcrb/main")


def answers(ledger: Ledger, data: Path) -> dict[str, Any]:
    """Ask a ledger everything; what changes rows comes last."""
    lines = list(ledger.each_line())
    listed = list(ledger.listed(ListedDays(FIRST, FIRST, LAST, 100)))
    ids = sorted({line.id for line in lines} | {article_id(each.url) for each in listed})
    duplicates = record_lines(data, "duplicates")
    asked: dict[str, Any] = {
        "runs": ledger.runs(100),
        "balances": {by: ledger.balances(by) for by in ("all", "channel", "run")},
        "balances_of_runs": [ledger.balances("channel", run) for run in range(1, 7)],
        "faults": ledger.faults(),
        "lines": lines,
        "last_lines": [ledger.last_line(id) for id in ids],
        "articles": [ledger.article(id) for id in ids],
        "duplicates": [ledger.article(copy["id"]) for copy in duplicates],
        "copies": [ledger.copies(copy["of"]) for copy in duplicates],
        "revisitable": ledger.revisitable(CHANNELS, BEFORE),
        "issues": [ledger.issues(channel, FIRST, LAST) for channel in CHANNELS],
        "issue_counts": ledger.issue_counts(),
        "ban": ledger.ban("www.moni.example"),
        "open_files": ledger.open_files(),
        "followers": ledger.followers(),
        "past": [ledger.past(channel, 100, 100) for channel in CHANNELS],
        "alarms": ledger.alarms(BEFORE),
        "news_days": ledger.news_days(CHANNELS, FIRST),
        "day_counts": sorted(map(astuple, ledger.day_counts()), key=repr),
        "looks": ledger.looks(),
        "copied": ledger.copied(),
        "listed": listed,
    }
    urls = [line.get("canonical_url") for line in record_lines(data)]
    asked["owners"] = [(url, ledger.owner(url), ledger.claimants(url)) for url in urls if url]
    asked["texts"] = _copies_of(ledger, data)
    run = ledger.begin_run("channel", {}, LATER)
    asked["due"] = [astuple(each)[:8] for each in ledger.due(run, CHANNELS, LATER)]
    asked["not_due"] = ledger.due(run, CHANNELS, LATER)
    died = ledger.open_walk(run, "moni/fz", "moni", Extent(), None)
    walks = [died, *(ledger.open_walk(run, channel, channel[:4], None, FIRST) for channel in CHANNELS)]
    asked["walks"] = walks
    asked["entries"] = []
    for walk in walks[:3]:
        shown = [
            Entry(article_id(each.url), each.url, each.title, f"{each.day}")
            for each in listed
            if each.channel == walk.channel
        ]
        states = ledger.enter(run, walk.id, shown, Cursor(("http://www.moni.example/",), None, 1), LATER)
        asked["entries"] += [(walk.channel, *astuple(state)[1:6]) for state in states]
    found: dict[str, Any] = json.loads(json.dumps(_plain(asked), ensure_ascii=False))
    return found


def _copies_of(ledger: Ledger, data: Path) -> list[Any]:
    """Judge each archived text again, under another id: it copies itself."""
    texts = Index(ledger.texts())
    return [
        texts.judge("0" * 16, line["text"], published=line["published"], site=line["site"])
        for line in record_lines(data)
        if line.get("text")
    ]


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(astuple(value))
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, str | int | float | None) else str(value)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the archive, which a test may change."""
    with tarfile.open(FORMER / "archive.tar.xz") as packed:
        packed.extractall(tmp_path, filter="data")
    SqliteLedger.open(tmp_path / "ledger.sqlite").close()  # as a crawl does, which brings it up to date
    return tmp_path


@pytest.fixture
def ledger(data: Path) -> Iterator[SqliteLedger]:
    with closing(SqliteLedger.open(data / "ledger.sqlite")) as ledger:
        yield ledger


def scrapy(data: Path, *args: str) -> str:
    """Run a command on the archive; it ends with exit code 0, or the test fails."""
    command = [sys.executable, "-m", "scrapy", *args, "-s", f"NEWSCRAWL_DATA={data}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_answers_as_it_did(ledger: SqliteLedger, data: Path) -> None:
    former = json.loads((FORMER / "answers.json").read_text(encoding="utf-8"))
    found = answers(ledger, data)
    found["walks"] = [walk[: len(former["walks"][0])] for walk in found["walks"]]  # later versions know more of a walk
    later = [field.name for field in fields(Seen)].index("rule_refuses")  # and more of a channel's past
    found["past"] = [[[*seen[:later], *seen[later + 1 :]] for seen in past] for past in found["past"]]
    for each in (former, found):
        each["texts"] = [judged[1] for judged in each["texts"]]  # of which article; how alike is for the judge to say
    for question, answer in former.items():
        assert found[question] == answer, question
    assert found.keys() == former.keys()


def test_its_account_adds_up_with_every_line_read(data: Path) -> None:
    told = json.loads(scrapy(data, "audit", "--verify", "--json"))
    former = json.loads((FORMER / "audit.json").read_text(encoding="utf-8"))
    assert told["sound"] is True
    runs, former_runs = ({run["id"]: in_seconds(run) for run in each.pop("runs")} for each in (told, former))
    assert {id: runs[id] for id in former_runs} == former_runs
    assert {key: told[key] for key in former} | {"ledger": None} == former | {"ledger": None}
    verdict = "the account adds up; 2 walks are broken since 2020-11-22 23:00; 1 issue of a newspaper is broken; 1 back-fill is interrupted"
    assert scrapy(data, "audit").splitlines()[-1] == verdict


def in_seconds(run: dict[str, Any]) -> dict[str, Any]:
    """Return a run with its times as numbers: they were shown in another zone."""
    times = {name: run[name] and datetime.fromisoformat(run[name]).timestamp() for name in ("started", "finished")}
    return {**run, **times}


def test_its_lines_are_exported_as_they_stand(data: Path, tmp_path: Path) -> None:
    feed = tmp_path / "all.jsonl"
    scrapy(data, "feed", "export", "-o", str(feed))
    record = b"".join(path.read_bytes() for path in sorted((data / "articles").rglob("*.jsonl")))
    assert hashlib.sha256(feed.read_bytes()).digest() == hashlib.sha256(record).digest()

"""`scrapy coverage` as typed: one JSON, a line a channel, and a folder that is not ours."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from newscrawl.items import Entry
from newscrawl.ledger import Cursor, Extent
from newscrawl.ledger.sqlite import SqliteLedger
from newscrawl.urls import article_id
from tests.monitor.two_months import DIED, END, GAP, coverage, make_archive


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("archive")
    make_archive(data)
    return data


def test_json_names_the_gap_and_the_dead_channel(archive: Path) -> None:
    done = coverage(archive, "--json")
    assert done.returncode == 0, done.stderr
    shown = json.loads(done.stdout)
    channels = {each["channel"]: each for each in shown["channels"]}
    assert [channels[key]["state"] for key in ("sim/fz", "sim/fj", "sim/xm")] == ["live", "live", "dead"]
    assert channels["sim/fz"]["gaps"] == []
    assert channels["sim/fj"]["gaps"] == [{"first": str(GAP[0]), "last": str(GAP[1]), "days": 5}]
    assert channels["sim/xm"]["since"] == str(DIED)
    assert channels["sim/fz"]["fills"] == {"2020-11": {"articles": 10, "title": 10, "source": 4}}
    assert [each["name"] for each in shown["alarms"]] == ["silent"]
    assert (
        sum(day.get("exported", 0) for day in channels["sim/fz"]["days"].values())
        == channels["sim/fz"]["counts"]["exported"]
    )


@pytest.mark.slow
def test_the_terminal_has_a_line_a_channel_and_names_gaps(archive: Path) -> None:
    done = coverage(archive)
    assert f"gap sim/fj: {GAP[0]} to {GAP[1]}, 5 days" in done.stdout
    assert f"dead since {DIED}" in done.stdout


def test_a_state_is_that_of_today_since_the_first_failure_and_says_why(archive: Path, tmp_path: Path) -> None:
    """An archive that nobody crawled for eighteen months is not live; nor is one whose crawls fail for as long."""
    data = tmp_path / "data"
    shutil.copytree(archive, data)
    later = ("-s", f"NEWSCRAWL_NOW={END + timedelta(days=550)}T23:00:00+08:00")
    then = states(coverage(data, "--json", *later))
    assert [then[key]["state"] for key in ("sim/fz", "sim/fj", "sim/xm")] == ["unwatched", "unwatched", "dead"]
    assert (then["sim/fz"]["since"], then["sim/fz"]["why"]) == (str(END), f"no walk of it ended since {END}")
    with closing(SqliteLedger.open(data / "ledger.sqlite")) as ledger:
        for days in range(1, 551, 61):
            at = datetime(2020, 11, 18, 15, tzinfo=UTC) + timedelta(days=days)
            run = ledger.begin_run("channel", {"channels": "sim/*"}, at)
            walk = ledger.open_walk(run, "sim/fz", "sim", None, None)
            ledger.break_walk(walk.id, ("no_such_host", "timeout")[days % 2], at, at="http://www.hxnews.com/fz/")
            walk = ledger.open_walk(run, "sim/fj", "sim", None, None)
            few, url = Extent(max_pages=1), f"http://www.hxnews.com/fj/{days}.shtml"
            ledger.enter(run, walk.id, [Entry(article_id(url), url)], Cursor(), at)
            ledger.close_walk(walk.id, "bounded", few, at, pages=1, reason="overrun")
    shown = coverage(data, *later).stdout
    assert "broken since 2020-11-19" in shown, "the first failure"
    assert "broken sim/fz: name not found at http://www.hxnews.com/fz/" in shown
    assert "depth unknown sim/fj: there was more new than the page shows (10 times, last 2022-05-22)" in shown
    before = states(coverage(data, "--json", "--until", str(DIED - timedelta(days=2)), *later))
    assert (before["sim/xm"]["state"], before["sim/xm"]["since"]) == ("dead", str(DIED)), "a window does not hide it"


def states(done: CompletedProcess[str]) -> dict[str, Any]:
    return {each["channel"]: each for each in json.loads(done.stdout)["channels"]}


@pytest.mark.slow
def test_a_folder_that_is_no_report_is_left_alone(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = coverage(archive, "--html", str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert (tmp_path / "mine.txt").read_text() == "mine"
    for words in (("--channels", "nosuch/*"), ("--since", "soon"), ("--json", "--html", "x"), ("x",)):
        refused = coverage(archive, *words)
        assert (refused.returncode, refused.stderr.count("\n")) == (2, 1), refused.stderr

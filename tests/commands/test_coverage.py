"""`scrapy coverage` as typed: one JSON, a line a channel, and a folder that is not ours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.monitor.two_months import DIED, GAP, coverage, make_archive


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

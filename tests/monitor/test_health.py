"""How long channels were not walked, and which run ended last."""

from __future__ import annotations

from datetime import datetime, timedelta

from newscrawl.china_time import CHINA
from newscrawl.ledger.day_counts import Look
from newscrawl.ledger.values import RunRow
from newscrawl.monitor.health import health_of, last_ended

NOW = datetime(2020, 11, 18, 22, tzinfo=CHINA)
DAY = timedelta(days=1)


def look(channel: str, age: timedelta | None) -> Look:
    return Look(channel, channel.partition("/")[0], None if age is None else NOW - age, None)


def run(number: int, exit_code: int | None) -> RunRow:
    return RunRow(number, "channel", {}, NOW, None if exit_code is None else NOW, exit_code, None)


def test_the_longest_neglected_come_first_and_the_bound_itself_is_fresh():
    looks = [look("a/b", DAY), look("a/c", None), look("a/d", DAY + timedelta(seconds=1)), look("a/e", 3 * DAY)]
    found = health_of(looks, NOW, DAY)
    assert [(each.channel, each.state) for each in found] == [
        ("a/c", "never"),
        ("a/e", "stale"),
        ("a/d", "stale"),
        ("a/b", "fresh"),
    ]


def test_a_walk_ahead_of_the_clock_is_fresh():
    (found,) = health_of([look("a/b", -DAY)], NOW, DAY)
    assert (found.state, found.age) == ("fresh", timedelta())


def test_a_run_at_work_or_killed_is_not_the_last_that_ended():
    assert last_ended([run(3, None), run(2, 4), run(1, 0)]) == run(2, 4)
    assert last_ended([run(1, None)]) is None

"""Schedules: every channel at its rhythm, none starved, none twice at once; what is wrong in a file is one line."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from scrapy.exceptions import UsageError

from newscrawl.catalog import load
from newscrawl.cluster.schedule import BACK_FILL, look_up, read_schedule

START = datetime(2020, 11, 18, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_a_day_of_two_hundred_channels() -> None:
    """A model of the queue: four hands, a site at a time, the higher priority first, and crawls of one to six minutes."""
    catalog = load()
    names = [channel.key for site in catalog.sites(None) for channel in site.channels[:2]][:200]
    fast, slow = names[:40], names[40:]
    plan = look_up(
        read_schedule(
            f'[[rhythm]]\nchannels = "{",".join(fast)}"\nevery = "30m"\n'
            f'[[rhythm]]\nchannels = "{",".join(slow)}"\nevery = "2h"\nquiet = "01:00-05:00"\n'
            f'[[backfill]]\nchannels = "{names[0]}"\nsince = 2020-01-01\nuntil = 2020-06-30\n'
        ),
        catalog,
    )
    planned: dict[str, datetime] = {}
    waiting: list = []
    running: dict = {}
    begun = defaultdict(list)
    for minute in range(24 * 60):
        now = START + minute * MINUTE
        for lock, (_job, end) in list(running.items()):
            if end <= now:
                del running[lock]
        for job in plan.due(planned, now):
            planned[job.key] = now
            assert set(job.channels) <= {*fast} or not 17 <= now.hour < 21, "01:00 to 05:00 in China"
            if job.key not in {each.key for each in waiting}:
                waiting.append(job)
        for job in sorted(waiting, key=lambda each: -each.priority):
            if len(running) < 12 and job.politeness not in running:
                assert not {*job.channels} & {name for other, _end in running.values() for name in other.channels}
                waiting.remove(job)
                running[job.politeness] = (job, now + (1 + len(job.channel) % 6) * MINUTE)
                for name in job.channels if job.priority == 0 else [job.key]:
                    begun[name].append(now)
    assert set(begun) == {*names, *(job.key for job in plan.once)}, "none starves"
    assert all(len(times) == 1 for key, times in begun.items() if ".." in key)
    rates = Counter(len(begun[name]) for name in slow)
    assert set(rates) <= {11, 12}, "every two hours; of those that come in quiet hours one is made up for"
    assert all(40 <= len(begun[name]) <= 49 for name in fast)


def test_what_was_down_for_a_day_begins_once_and_not_for_every_beat_missed() -> None:
    plan = look_up(read_schedule('[[rhythm]]\nchannels = "hxnews/fz"\nevery = "1h"\n'), load())
    assert [job.channel for job in plan.due({"hxnews/fz": START}, START + timedelta(days=1))] == ["hxnews/fz"]


def test_the_first_rhythm_that_names_a_channel_is_its_own() -> None:
    text = (
        '[[rhythm]]\nchannels = "hxnews/fz"\nevery = "15m"\narguments = { revisit = "7d" }\n'
        '[[rhythm]]\nchannels = "hxnews/*"\nevery = "1h"\n'
    )
    found = look_up(read_schedule(text), load()).beats
    assert len(found) == 2, "one job a rhythm and site"
    beats = {channel: beat for beat in found for channel in beat.job.channels}
    assert beats["hxnews/fz"].rhythm.every == timedelta(minutes=15)
    assert beats["hxnews/fz"].job.arguments == {"revisit": "7d"}
    assert len(beats) == len(load().site("hxnews").channels)


def test_a_site_is_one_job_and_so_it_stays_when_its_channels_change() -> None:
    """One quiet channel as a process of its own costs as much as 200 in one."""
    text = '[[rhythm]]\nchannels = "{}"\nevery = "1h"\n[[rhythm]]\npapers = "fzrb"\nevery = "1h"\n'
    less = look_up(read_schedule(text.format("hxnews/fz,hxnews/xm,fznews/*")), load())
    more = look_up(read_schedule(text.format("hxnews/fz,hxnews/xm,hxnews/pt,fznews/*")), load())
    keys = [beat.job.key for beat in less.beats]
    assert [beat.job.key for beat in more.beats] == keys
    assert len({*keys}) == len(keys) == 3
    assert [beat.job.politeness for beat in less.beats] == ["hxnews.com", "fznews.com.cn", "fznews.com.cn"]
    assert less.beats[0].job.channels == ["hxnews/fz", "hxnews/xm"]
    again = look_up(read_schedule(2 * text.format("hxnews/fz,hxnews/xm") + text.format("hxnews/pt,hxnews/nd")), load())
    assert len({beat.job.key for beat in again.beats}) == len(again.beats) == 3


def test_what_was_planned_channel_by_channel_is_not_due_again_at_once() -> None:
    """A table of an older version knows channels, not sites."""
    plan = look_up(read_schedule('[[rhythm]]\nchannels = "hxnews/fz,hxnews/xm"\nevery = "1h"\n'), load())
    [beat] = plan.beats
    before = beat.next(START)
    soon = before + MINUTE
    assert plan.due({"hxnews/fz": before, "hxnews/xm": before}, soon) == []
    assert plan.due({"hxnews/fz": before}, soon) == [beat.job], "a channel that never was"
    assert plan.due({"hxnews/fz": before, "hxnews/xm": before}, before + timedelta(hours=1)) == [beat.job]


def test_parts_of_a_back_fill_yield_to_what_is_fresh_and_are_planned_once() -> None:
    text = '[[backfill]]\nchannels = "hxnews/fz"\nsince = 2020-10-15\nuntil = 2020-11-10\n'
    plan = look_up(read_schedule(text), load())
    due = plan.due({}, START)
    assert [job.arguments for job in due] == [
        {"since": "2020-11-01", "until": "2020-11-10"},
        {"since": "2020-10-15", "until": "2020-10-31"},
    ]
    assert {job.priority for job in due} == {BACK_FILL}
    assert plan.due({job.key: START for job in due}, START + timedelta(days=400)) == []


def test_newspapers_have_a_rhythm_and_a_past_too() -> None:
    text = (
        '[[rhythm]]\npapers = "fzrb"\nevery = "3h"\n'
        '[[backfill]]\npapers = "福州日报"\nsince = 2020-11-01\nuntil = 2020-11-30\n'
    )
    plan = look_up(read_schedule(text), load())
    due = plan.due({}, START)
    assert [(job.channel, job.spider, job.politeness) for job in due] == 2 * [
        ("fzrb/main", "newspaper", "fznews.com.cn")
    ]
    assert due[1].arguments == {"since": "2020-11-01", "until": "2020-11-30"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[rhythm]\n", "schedule.toml: "),
        ('[[rhythm]]\nchannels = "hxnews/fz"\nevry = "1h"\n', "unknown key; did you mean every?"),
        ('[[rythm]]\nchannels = "hxnews/fz"\n', "rythm: unknown key; did you mean rhythm?"),
        ('[[rhythm]]\nchannels = "hxnews/fz"\nevery = "soon"\n', "every=soon is no span"),
        ('[[rhythm]]\nchannels = "hxnews/fz"\nevery = "5s"\n', "at least a minute"),
        ('[[rhythm]]\nchannels = "hxnews/fz"\nevery = "1h"\nquiet = "at night"\n', "rhythm[1].quiet"),
        ('[[rhythm]]\nevery = "1h"\n', "name channels or papers"),
        ('[[rhythm]]\nchannels = "hxnews/fz"\npapers = "fzrb"\nevery = "1h"\n', "name channels or papers"),
        ('[[backfill]]\nchannels = "hxnews/fz"\nsince = 2021-01-01\nuntil = 2020-01-01\n', "is after until"),
    ],
)
def test_what_is_wrong_is_one_line_that_names_file_and_key(text: str, said: str) -> None:
    with pytest.raises(UsageError) as raised:
        read_schedule(text)
    told = str(raised.value)
    assert told.startswith("schedule.toml: ")
    assert said in told
    assert "\n" not in told


def test_a_channel_that_is_not_there_is_told_with_near_ones() -> None:
    with pytest.raises(UsageError, match="hxnews/fz"):
        look_up(read_schedule('[[rhythm]]\nchannels = "hxnews/fx"\nevery = "1h"\n'), load())

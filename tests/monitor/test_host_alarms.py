"""Alarms about hosts: a trouble that lasts is told once for all channels; what passes is not."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from newscrawl.ledger.walk_troubles import WalkTrouble
from newscrawl.monitor.host_alarms import SameText, StoppedWalk, judge_given_up, judge_texts, judge_walks

NOW = datetime(2020, 11, 18, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOST = "www.hxnews.com"
URL = f"http://{HOST}/news/fj/fz/"


def stopped(reason: str, runs: int = 3, hours: int = 2, channel: str = "hxnews/fz", **changed: object) -> StoppedWalk:
    trouble = WalkTrouble(channel, "broken", reason, URL, NOW - hours * HOUR, NOW, runs)
    return replace(StoppedWalk(trouble, HOST), **changed)


def bounded(reason: str, in_a_row: int) -> StoppedWalk:
    trouble = WalkTrouble("hxnews/fz", "bounded", reason, None, NOW - 2 * HOUR, NOW, in_a_row, in_a_row=in_a_row)
    return StoppedWalk(trouble, HOST)


PLANTED = {
    "a dead domain": ("name_not_found", stopped("no_such_host"), "name not found"),
    "a server that is down": ("unreachable", stopped("refused"), "the connection is refused"),
    "a server that is slow, each run elsewhere": ("unreachable", stopped("timeout", 1, 24), "no answer in time"),
    "a name that is wrong from the start": ("name_not_found", stopped("no_such_host", 1, 0, never_ended=True), "name"),
    "a name that leads to a portal": ("not_public", stopped("resolver"), "not public"),
    "a site whose robots.txt fails": ("robots_unreachable", stopped("robots_unreachable"), "its robots.txt"),
    "a site that forbids its listing": ("robots", stopped("robots"), "its robots.txt forbids"),
    "a site that refuses": ("refused", stopped("http_403"), "answers with status 403"),
    "a site that refused the run before": (
        "refused", stopped("blocked", 1, 0, barred_until=NOW + HOUR), "now until 2020-11-18 18:00",
    ),
    "a server with a fault": ("broken", stopped("http_500"), "answers with status 500"),
    "a missing page": ("broken", stopped("page_missing"), "a page is missing"),
    "a list that is elsewhere now": ("broken", stopped("no_field: data.list"), "no field data.list any more"),
    "an address that is named otherwise": ("broken", stopped("no_field: data.list[].url", 1, 0), "data.list[].url"),
    "a newspaper that is gone": (
        "unreachable", stopped("2 issues broken: 2020-11-18 timeout, 2020-11-17 refused"), "2 issues broken",
    ),
    "a pager in a script": ("pager_unreadable", bounded("pager_unreadable", 1), "no address in it can be read"),
    "a walk without dates": ("dateless", bounded("dateless", 1), "neither the listing nor its articles have dates"),
    "a feed that runs over": ("overrun", bounded("overrun", 3), "more new than the page shows"),
}  # fmt: skip


@pytest.mark.parametrize("case", PLANTED)
def test_a_walk_that_stays_broken_is_an_alarm_with_its_cause_in_words(case: str) -> None:
    name, walk, words = PLANTED[case]
    (alarm,) = judge_walks([walk], NOW)
    assert (alarm.name, alarm.subject) == (name, HOST)
    assert words in alarm.evidence
    assert walk.trouble.channel in alarm.evidence
    assert "\n" not in alarm.evidence


NEVER = {
    "a failure of one hour": stopped("no_such_host", 1, 0),
    "two failures in a row": stopped("http_500", 2, 1),
    "a refusal of one run": stopped("http_403", 1, 0),
    "an end that is looked at again": StoppedWalk(
        WalkTrouble("hxnews/fz", "unconfirmed", "end_unconfirmed", URL, NOW - 48 * HOUR, NOW, 9), HOST
    ),
    "a page without a pager": bounded("front", 30),
    "a feed that ran over once": bounded("overrun", 1),
}


@pytest.mark.parametrize("case", NEVER)
def test_what_passes_is_none(case: str) -> None:
    assert judge_walks([NEVER[case]], NOW) == []


def test_forty_channels_of_a_dead_host_are_one_alarm() -> None:
    walks = [stopped("no_such_host", channel=f"hxnews/c{number:02}") for number in range(40)]
    (alarm,) = judge_walks([*walks, stopped("no_such_host", 1, 0, channel="hxnews/new")], NOW)
    assert alarm.evidence == (
        "name not found, since 2020-11-18 15:00; 40 channels: hxnews/c00, hxnews/c01, hxnews/c02 and 37 more"
    )


def test_two_troubles_of_a_host_are_two_alarms() -> None:
    alarms = judge_walks([stopped("http_500"), stopped("page_missing", channel="hxnews/fj")], NOW)
    assert [(alarm.name, alarm.subject) for alarm in alarms] == [("broken", HOST)] * 2


def same(channels: dict[str, int], *titles: str) -> SameText:
    return SameText(Counter(channels), set(titles), f"{URL}1.shtml")


def test_one_text_under_many_titles_is_an_alarm() -> None:
    alarm = judge_texts([same({"hxnews/fz": 3}, "地铁开通", "西湖灯会", "台风登陆")], 5, HOST)
    assert alarm is not None
    assert (alarm.name, alarm.subject) == ("equal", "hxnews/fz")
    assert f"3 of 5 articles have the same text under other titles, as {URL}1.shtml" in alarm.evidence
    wide = judge_texts([same({"hxnews/fz": 1, "hxnews/fj": 2}, "地铁开通", "西湖灯会", "台风登陆")], 3, HOST)
    assert wide is not None
    assert wide.subject == HOST


def test_one_article_under_many_addresses_is_none() -> None:
    assert judge_texts([same({"hxnews/fz": 9}, "地铁开通")], 9, HOST) is None
    assert judge_texts([same({"hxnews/fz": 3}, "地铁开通", "西湖灯会", "台风登陆")], 20, HOST) is None


def test_articles_that_were_given_up_are_an_alarm_of_their_host() -> None:
    reasons = {"hxnews/fz": {"rejected/empty": 3, "rejected/gallery": 2}, "hxnews/fj": {"failed/http_500": 1}}
    hosts = dict.fromkeys(reasons, HOST)
    (alarm,) = judge_given_up({"empty": 3, "http_500": 1, "withdrawn": 2}, reasons, hosts)
    assert (alarm.name, alarm.subject) == ("given_up", HOST)
    assert "3 the page is empty, 1 answers with status 500; hxnews/fj, hxnews/fz" in alarm.evidence
    assert judge_given_up({}, reasons, hosts) == []
    assert judge_given_up({"withdrawn": 2}, {"hxnews/fz": {"rejected/withdrawn": 2}}, hosts) == []


NO_NETWORK = "no network: none of 3 hosts could be reached (DNS: no name is found)"


def test_a_machine_without_network_is_one_alarm_once_that_lasts_and_blames_no_host() -> None:
    walks = [stopped("no_such_host", runs, channel=channel) for runs, channel in ((2, "hxnews/fz"), (3, "fjsen/fj"))]
    never = [stopped("no_such_host", 1, 0, never_ended=True)]
    assert judge_walks(never, NOW, NO_NETWORK) == [], "the name may be right"
    (alarm,) = judge_walks(walks, NOW, NO_NETWORK)
    assert (alarm.name, alarm.subject) == ("no_network", "this-machine")
    assert alarm.evidence == f"{NO_NETWORK}, since 2020-11-18 15:00"

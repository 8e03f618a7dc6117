"""Alarms: each planted failure raises exactly its own, and what is usual raises none."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from newscrawl.i18n import choose_language, gettext
from newscrawl.ledger.history import Seen
from newscrawl.monitor.advice import ADVICE
from newscrawl.monitor.alarms import ChannelEvidence, judge
from newscrawl.monitor.days import is_day_off
from tests.monitor import test_host_alarms
from tests.processes import ROOT

KEY, URL = "hxnews/fz", "http://www.hxnews.com/news/fj/fz/"
TODAY = date(2020, 11, 18)
ALL = ("title", "text", "published", "source", "editors")


def seen(articles: int = 10, **changed: Any) -> Seen:
    """A healthy run of a channel."""
    usual: dict[str, Any] = {
        "first": "listing", "first_url": URL, "links": 20, "shaped": 20, "articles": articles,
        "lines": articles, "by_layout": articles, "encodings": {"utf-8": articles},
        "filled": dict.fromkeys(ALL, articles), "clock": 0.4,
    }  # fmt: skip
    return Seen(KEY, **{**usual, **changed})


def usual_days(until: date = TODAY, workday: int = 12, day_off: int = 3) -> dict[date, int]:
    days = [until - timedelta(days=n) for n in range(1, 80)]
    return {day: day_off if is_day_off(day) else workday for day in days}


USUAL = ChannelEvidence(
    seen(), [seen() for _ in range(12)], usual_days(), TODAY, {"title": 1.0, "body": 0.99, "published": 0.98}, layouts=True
)  # fmt: skip


def but(**changed: Any) -> ChannelEvidence:
    return replace(USUAL, seen=seen(**changed))


def without(name: str, of: int, have: int) -> dict[str, Any]:
    return {"articles": of, "filled": {**dict.fromkeys(ALL, of), name: have}}


PLANTED = {
    "listing_gone": but(first="http_404", links=0, shaped=0, articles=0),
    "no_links": but(first="empty", links=0, shaped=0, articles=0),
    "no_article_links": but(first="listing", links=0, shaped=0, refused=24, articles=0),
    "url_rule_refuses_all": but(first="listing", links=24, rule_refuses=24),
    "filled_by_script": but(first="script", links=0, shaped=0, articles=0),
    "soft404": but(first="soft404", links=0, shaped=0, articles=0),
    "verification": but(first="verification", links=0, shaped=0, articles=0),
    "redirected": but(first="redirected", links=0, shaped=0, articles=0),
    "rejected": but(articles=1, reasons={"rejected/empty": 9}),
    "layout_unknown": but(by_layout=1),
    "fill_below_expected": but(**without("published", 20, 16)),
    "fill_fell": but(**without("source", 12, 1)),
    "silent": replace(
        USUAL,
        seen=seen(articles=0),
        days={day: n for day, n in usual_days(date(2020, 11, 14)).items() if day < date(2020, 11, 13)},
    ),
    "few": replace(USUAL, days={**usual_days(), **{date(2020, 11, day): 2 for day in (13, 16, 17)}}),
    "many": replace(USUAL, days={**usual_days(), date(2020, 11, 17): 90}),
    "charset_changed": but(encodings={"gb18030": 9, "utf-8": 1}),
    "copies_jumped": but(copies=9),
    "dates_ahead": but(ahead=f"{URL}1.shtml is dated 2021-11-18T09:00:00+08:00"),
    "clock": but(clock=-3600.0),
}
OTHERWISE = {
    "articles without a page": ("soft404", but(articles=1, reasons={"rejected/soft404": 9})),
    "articles that lead home": ("redirected", but(articles=1, reasons={"rejected/redirected": 9})),
    "articles behind a verification page": ("verification", but(articles=1, reasons={"pending/verification": 9})),
    "entries of unknown addresses": ("no_article_links", but(shaped=0)),
    "a list that is JSON without a rule": ("filled_by_script", but(first="data", links=0, shaped=0, articles=0)),
    "articles that a script fills": ("filled_by_script", but(articles=1, reasons={"pending/script": 9})),
    "entries that the site's own rule refuses": (
        "url_rule_refuses_all",
        but(first="listing", links=0, refused=24, rule_refuses=24, articles=0),
    ),
    "an hour's few articles, as in the hours before": (
        "rejected",
        replace(
            but(articles=0, reasons={"rejected/shell": 1}),
            past=[seen(articles=0, reasons={"rejected/shell": 1})] * 2 + [seen()] * 9,
        ),
    ),
    "a field of a first run": ("fill_below_expected", replace(but(**without("title", 9, 5)), past=())),
    "layouts that fit nothing, at the first run": ("layout_unknown", replace(but(by_layout=0), past=())),
}


def test_every_alarm_is_planted_and_says_what_to_do() -> None:
    of_hosts = {name for name, _walk, _words in test_host_alarms.PLANTED.values()} | {
        "equal",
        "no_network",
        "given_up",
        "certificate",
    }
    assert PLANTED.keys() | of_hosts == ADVICE.keys()


@pytest.mark.parametrize(("manual", "language"), [("operations.md", "en"), ("operations.zh-CN.md", "zh")])
def test_every_alarm_stands_in_the_manual(manual: str, language: str) -> None:
    text = (ROOT / "docs" / manual).read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| .*? \| ([^|]+) \|$", text, re.MULTILINE))
    choose_language(language)
    try:
        assert rows == {name: gettext(advice) for name, advice in ADVICE.items()}
    finally:
        choose_language("en")


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_failure_raises_its_alarm_and_no_other(name: str) -> None:
    (alarm,) = judge(PLANTED[name])
    assert (alarm.name, alarm.channel) == (name, KEY)
    assert "\n" not in alarm.evidence


@pytest.mark.parametrize("case", OTHERWISE)
def test_a_failure_of_another_shape_raises_it_too(case: str) -> None:
    name, channel = OTHERWISE[case]
    assert [alarm.name for alarm in judge(channel)] == [name]


NEVER = {
    "a usual run": USUAL,
    "an hour without news": but(articles=0),
    "the first run ever": ChannelEvidence(seen(), (), {}, TODAY, USUAL.expected, layouts=True),
    "a failure of the network, which is exit code 3": but(first="timeout", links=0, shaped=0, articles=0),
    "one page without a date among twenty": but(**without("published", 20, 19)),
    "two of three articles without a source": but(**without("source", 3, 1)),
    "two articles in a new layout": but(articles=2, by_layout=0),
    "a site that refuses, which is exit code 3": but(first="http_403", links=0, shaped=0, articles=0),
    "an hour of reprints": but(lines=2, by_layout=2, copies=4, filled=dict.fromkeys(ALL, 2), encodings={"utf-8": 2}),
    "some articles gone": but(reasons={"rejected/soft404": 2, "failed/http_404": 2}),
    "a few copies": but(copies=4),
    "two pages that are none": but(articles=0, reasons={"rejected/empty": 2}),
    "a channel of pictures": but(articles=0, reasons={"rejected/gallery": 20}),
    "a channel whose pages are often none": replace(
        but(articles=1, reasons={"rejected/shell": 4}), past=[seen(articles=1, reasons={"rejected/shell": 4})] * 9
    ),
    "layouts that never fitted": replace(but(by_layout=0), past=[seen(by_layout=0)] * 5),
    "a mobile page in another charset": but(encodings={"utf-8": 6, "gb18030": 4}),
    "a reporter's field that is filled now and then": but(filled={**dict.fromkeys(ALL, 10), "reporters": 0}),
}


@pytest.mark.parametrize("case", NEVER)
def test_what_is_usual_raises_none(case: str) -> None:
    assert judge(NEVER[case]) == []


def test_a_back_fill_says_nothing_of_the_rhythm() -> None:
    assert judge(replace(PLANTED["silent"], bounded=True)) == []

"""Sixty days of a channel: whatever its pages do for some days, everything is entered afterwards, and walks close."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from newscrawl.ledger import Extent
from newscrawl.walks.ended import QUIET
from tests.rounds import rounds
from tests.walks.channel_model import NOW, START, URL, ChannelModel, crawl, memory_ledger

ENDINGS = ["no_link", "no_pager", "404", "linked_404", "last_again", "first_again", "self_link"]
TROUBLES = ["404", "empty", "cut", "no_pager", "http_500", "timeout", "verification", "redirected", "offsite", "loops"]
ASKED = {"scheduled": None, "all": Extent(), "since": Extent(since=START), "max_pages": Extent(max_pages=30)}
HISTORIES = settings(
    max_examples=rounds(25, 400),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)


def address(page: int) -> str:
    return URL if page == 1 else f"{URL}{page}.shtml"


def troubled(model: ChannelModel, ledger: Any, day: int, failing: dict[int, str], which: str, hours: int = 0) -> Any:
    return crawl(
        model,
        ledger,
        ASKED[which],
        first_since=START,
        now=NOW + timedelta(days=day, hours=hours),
        to_end=which == "all",
        failing={address(page): what for page, what in failing.items()},
    )


def not_entered(model: ChannelModel, ledger: Any) -> list[int]:
    return [item.number for item in model.items if ledger.article(item.id) is None]


def pass_a_day(model: ChannelModel, arriving: int) -> None:
    model.today += 1
    model.arrive(arriving)


PAGES = st.dictionaries(st.integers(1, 12), st.sampled_from(TROUBLES), max_size=3)
TROUBLED_DAYS = st.lists(
    st.tuples(PAGES, st.integers(0, 12), st.sampled_from([0, 0, 0, 1, 30]), st.integers(1, 3)), min_size=1, max_size=9
)


@pytest.mark.slow
@HISTORIES
@given(
    ending=st.sampled_from(ENDINGS),
    dated=st.booleans(),
    size=st.integers(4, 6),
    begin=st.integers(1, 70),
    which=st.sampled_from(list(ASKED)),
    days=TROUBLED_DAYS,
    healthy=st.integers(0, 8),
)
def test_after_days_of_trouble_everything_is_entered_and_the_walk_closes(
    ending: Any, dated: bool, size: int, begin: int, which: str, days: list[Any], healthy: int
) -> None:
    model, ledger = ChannelModel(size, ending, dated), memory_ledger()
    for n in range(begin):
        model.today += n % 4 == 0
        model.arrive(1)
    day = 0
    for failing, arriving, deleted, runs in days:
        for hour in range(runs):
            troubled(model, ledger, day, failing, which, hour)
        pass_a_day(model, arriving)
        for place in range(min(deleted, len(model.items) - 1)):
            model.delete(place * 2)
        day += 1
    ends = []
    while day < 60:
        done = troubled(model, ledger, day, {}, which)
        ends.append(done.reason if done.end == "broken" else done.end)
        pass_a_day(model, healthy if day < 58 else 0)
        day += 1
    event(f"{which} {ending} {ends[-1]}")
    assert not_entered(model, ledger) == []
    closed = {"last_page", "known", "since", "bounded", "max_pages"}
    if which == "all":  # each such walk goes to the end, and confirms it anew
        closed |= QUIET | ({"linked_missing"} if ending == "linked_404" else set())
    assert set(ends[8:]) <= closed, ends
    ledger.close()


@pytest.mark.parametrize("failure", ["http_500", "timeout"])
@pytest.mark.parametrize("from_page", [4, 6])
def test_pages_that_fail_for_ever_bound_their_walk_after_two_weeks_and_the_audit_names_it(
    failure: str, from_page: int
) -> None:
    """Page 6 is behind the last one, page 4 in the middle: from outside both look alike."""
    model, ledger = ChannelModel(5, "404"), memory_ledger()
    for n in range(25):
        model.today += n % 4 == 0
        model.arrive(1)
    failing = dict.fromkeys(range(from_page, from_page + 4), failure)
    ends, named = [], []
    for day in range(60):
        done = troubled(model, ledger, day, failing, "scheduled")
        ends.append(done.end)
        named.append(bool(ledger.walk_troubles()))
        pass_a_day(model, 0)
    at = ends.index("bounded")
    assert set(ends[:at]) == {"broken"}
    assert 11 <= at <= 14
    assert set(ends[at + 1 :]) == {"known"}
    assert all(named), "it is told until somebody asks for the whole listing"
    for hour in range(3):
        crawl(model, ledger, Extent(), to_end=True, now=NOW + timedelta(days=61 + hour))
    assert not_entered(model, ledger) == []
    ledger.close()

"""An unchanged listing costs one request, and nothing that came in below its first page is later than a day."""

from __future__ import annotations

import os
import random
from datetime import timedelta

import pytest

from newscrawl.ledger import Extent
from tests.walks.channel_model import NOW, START, URL, ChannelModel, Item, crawl, memory_ledger

HOUR = timedelta(hours=1)
SEEDS = 400 if os.environ.get("ORDEAL") else 6


def quiet(model: ChannelModel, ledger, hour: int):
    return crawl(model, ledger, now=NOW + hour * HOUR)


def test_an_unchanged_listing_costs_one_request_and_three_once_a_day() -> None:
    model, ledger = ChannelModel(10), memory_ledger()
    model.arrive(100)
    quiet(model, ledger, 0)
    counts = [quiet(model, ledger, hour).requests for hour in range(1, 49)]
    assert [hour for hour, count in enumerate(counts, 1) if count != 1] == [22, 44]
    assert set(counts) == {1, 3}


@pytest.mark.parametrize("change", ["arrive", "delete", "bump", "pin"])
def test_a_first_page_that_changed_is_read_on_from(change: str) -> None:
    model, ledger = ChannelModel(10), memory_ledger()
    model.arrive(100)
    model.today += 1
    quiet(model, ledger, 0)
    quiet(model, ledger, 1)
    {
        "arrive": lambda: model.arrive(1),
        "delete": lambda: model.delete(3),
        "bump": lambda: model.bump(50),
        "pin": lambda: model.pin(60, "unmarked"),
    }[change]()
    assert quiet(model, ledger, 2).requests >= 3
    assert quiet(model, ledger, 3).requests == 1


def test_bounds_of_their_own_and_what_broke_are_walked_in_full() -> None:
    model, ledger = ChannelModel(10), memory_ledger()
    model.arrive(100)
    quiet(model, ledger, 0)
    assert crawl(model, ledger, Extent(), now=NOW + HOUR).requests >= 3
    assert crawl(model, ledger, to_end=True, now=NOW + 2 * HOUR).requests == 10
    quiet(model, ledger, 3)
    model.arrive(1)
    broken = crawl(model, ledger, now=NOW + 4 * HOUR, failing={f"{URL}2.shtml": "http_500"})
    assert broken.end == "broken"
    assert [quiet(model, ledger, hour).requests for hour in (5, 6, 7)] == [3, 3, 1], "a resumed walk compares nothing"


@pytest.mark.parametrize("length", [100, 8])
def test_a_server_that_knows_its_pages_versions_sends_one_a_day(length: int) -> None:
    model, ledger = ChannelModel(10, tags="honest"), memory_ledger()
    model.arrive(length)
    whole = []
    for hour in range(48):
        before = model.unchanged
        quiet(model, ledger, hour)
        whole += [hour] if model.unchanged == before else []
    assert whole == [0, 22, 44], "once a day it is asked without a condition"
    model.arrive(1)
    assert quiet(model, ledger, 48).requests >= min(3, model.length)
    assert len(_ids(ledger)) == length + 1


def test_a_server_that_always_states_the_same_hides_news_once_and_for_a_day_at_most() -> None:
    model, ledger = ChannelModel(10, tags="stuck"), memory_ledger()
    model.arrive(100)
    quiet(model, ledger, 0)
    found = []
    for hour in range(1, 100):
        if hour % 10 == 1:
            model.arrive(1)
        quiet(model, ledger, hour)
        found.append(len(_ids(ledger)) - 100)
    assert found[20:22] == [0, 3], "the daily reading asks without a condition"
    assert found[22:] == [hour // 10 + 1 for hour in range(22, 99)], "and what it is caught at is remembered"


def test_a_version_that_changes_every_time_costs_nothing_more() -> None:
    model, ledger = ChannelModel(10, tags="fresh"), memory_ledger()
    model.arrive(100)
    assert [quiet(model, ledger, hour).requests for hour in range(6)] == [10, 1, 1, 1, 1, 1]
    assert model.unchanged == 0


def test_a_walk_that_covered_less_says_nothing_of_a_wider_one() -> None:
    model, ledger = ChannelModel(10, tags="honest"), memory_ledger()
    for day in range(10):
        model.today = day
        model.arrive(10)
    crawl(model, ledger, now=NOW, first_since=START + timedelta(days=1))
    model.arrive(1)
    crawl(model, ledger, Extent(since=START + timedelta(days=9)), now=NOW + HOUR)
    assert quiet(model, ledger, 2).requests >= 2, "its entries are not known to the schedule's walk"
    assert model.unchanged == 0


@pytest.mark.parametrize("seed", range(SEEDS))
def test_nothing_is_later_than_a_day(seed: int) -> None:
    """Articles arrive on top, or dated back into the pages that a walk reads; some are pinned, unpinned, dated anew,
    deleted. A twin that reads every page of every walk tells what could be found."""
    draw = random.Random(seed)
    model, ledger, twin = (
        ChannelModel(draw.choice([4, 10]), dated=draw.random() < 0.8),
        memory_ledger(),
        memory_ledger(),
    )
    model.tags = draw.choice(["none", "honest", "fresh", "stuck"])
    model.arrive(60)
    found: dict[str, int] = {}
    late, spent, spent_by_twin = 0, 0, 0
    busy = draw.choice([0.02, 0.1, 0.4])
    for hour in range(24 * 5):
        model.today = 1 + hour // 24
        if draw.random() < busy:
            match draw.choice(["arrive", "back", "back", "pin", "unpin", "bump", "delete"]):
                case "arrive":
                    model.arrive(draw.randint(1, 3))
                case "back":
                    _insert(model, draw.randrange(3 * model.size))
                case "pin":
                    model.pin(draw.randrange(len(model.items)), draw.choice(["marked", "unmarked"]))
                case "unpin":
                    model.unpin()
                case "bump":
                    model.bump(draw.randrange(60))
                case "delete":
                    model.delete(draw.randrange(len(model.items)))
        spent_by_twin += crawl(model, twin, now=NOW + hour * timedelta(days=2)).requests
        spent += quiet(model, ledger, hour).requests
        here, there = _ids(ledger), _ids(twin)
        gone = {item.id for item in model.items}
        for id in (there & gone) - here:
            late = max(late, hour - found.setdefault(id, hour))
        assert late < 24, f"hour {hour}"
    assert spent < spent_by_twin


def _insert(model: ChannelModel, place: int) -> None:
    """An article is published behind others, as those are dated."""
    listed = [item for item in model.listed() if item.pinned == "no"]
    above = listed[min(place, len(listed) - 1)]
    for item in model.items:
        item.rank *= 2
    model._count = 2 * model._count + 1
    model.items.append(Item(model._count, above.day, rank=above.rank - 1))


def _ids(ledger) -> set[str]:
    return {row[0] for row in ledger.connection.execute("SELECT id FROM article")}

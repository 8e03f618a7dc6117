"""When a walk stops: never above something that was not entered, and as soon as that is certain."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from newscrawl.items import Entry, Pager
from newscrawl.ledger import Cursor, EntryState, Extent, WalkState
from newscrawl.walks.entry_dates import within
from newscrawl.walks.listing_values import Broken, ListingPage, Next, Stop
from newscrawl.walks.listing_walk import ListingWalk
from tests.rounds import rounds
from tests.walks.channel_model import NOW, START, URL, ChannelModel, crawl, memory_ledger

HISTORIES = settings(
    max_examples=rounds(50, 150),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)


def day(number: int) -> date:
    return START + timedelta(days=number)


def missing(model: ChannelModel, ledger: Any, extent: Extent, numbers: set[int]) -> list[int]:
    """Articles the ledger should have and has not."""
    return [
        item.number
        for item in model.items
        if item.number in numbers
        and within(extent, day(item.day).isoformat() if model.dated else None)
        and ledger.article(item.id) is None
    ]


def channel(count: int, *, size: int = 5, a_day: int = 5, ending: Any = "no_link") -> ChannelModel:
    """A channel of so many articles, so many a day, the newest today."""
    model = ChannelModel(size, ending)
    for n in range(count):
        model.today = n // a_day
        model.arrive(1)
    return model


def at(request: int, what: str) -> Any:
    return lambda n: what if n == request else None


def everything(model: ChannelModel) -> set[int]:
    return {item.number for item in model.items}


# Stopping ---------------------------------------------------------------------------------------------------------


def test_a_second_run_over_an_unchanged_channel_reads_k_pages() -> None:
    model, ledger = channel(100), memory_ledger()
    assert crawl(model, ledger).end == "last_page"
    again = crawl(model, ledger, now=NOW + timedelta(days=1))
    assert (again.end, again.requests) == ("known", 3)


def test_after_a_broken_first_run_three_missed_days_pins_and_re_dated_entries_the_next_run_has_everything() -> None:
    """The history that leaves permanent holes in crawlers which stop at the first known entry."""
    model, ledger = channel(60), memory_ledger()
    model.pin(30, "marked")
    model.pin(40, "unmarked")
    first = crawl(model, ledger, trouble=at(3, "http_500"))
    assert (first.end, first.reason) == ("broken", "http_500")
    for _ in range(3):
        model.today += 1
        model.arrive(5)
    model.bump(20)
    model.bump(30)
    known_before = {item.number for item in model.items if ledger.article(item.id)}
    new_pages = sum(
        any(item.number not in known_before for item in model.listed()[start : start + model.size])
        for start in range(0, len(model.items), model.size)
    )
    done = crawl(model, ledger)
    assert done.end == "last_page"
    assert missing(model, ledger, Extent(), everything(model)) == []
    assert done.requests <= new_pages + 3 + 1


def test_a_walk_of_five_pages_first_hides_nothing_from_a_full_walk_later() -> None:
    model, ledger = channel(100), memory_ledger()
    assert crawl(model, ledger, Extent(max_pages=5)).requests == 5
    assert crawl(model, ledger, Extent()).end == "last_page"
    assert missing(model, ledger, Extent(), everything(model)) == []


def test_a_back_fill_killed_on_page_15_resumes_there() -> None:
    model, ledger = channel(150), memory_ledger()
    assert crawl(model, ledger, Extent(), trouble=at(15, "killed_before")).end == "killed"
    done = crawl(model, ledger, Extent())
    assert (done.end, done.resumed) == ("last_page", True)
    assert done.urls == [URL, page(2), page(3), *(page(n) for n in range(14, 31))]
    assert missing(model, ledger, Extent(), everything(model)) == []


def test_a_resumed_walk_steps_back_where_deletions_moved_the_pages_up() -> None:
    model, ledger = channel(150), memory_ledger()
    crawl(model, ledger, Extent(), trouble=at(15, "killed_before"))
    for _ in range(12):  # more than two pages, above the cursor
        model.delete(20)
    done = crawl(model, ledger, Extent())
    assert done.urls[3:8] == [page(14), page(13), page(12), page(13), page(14)]
    assert missing(model, ledger, Extent(), everything(model)) == []


def test_where_the_listing_shrank_below_its_trail_the_walk_goes_down_page_by_page() -> None:
    model, ledger = channel(150, ending="404"), memory_ledger()
    crawl(model, ledger, Extent(), trouble=at(15, "http_500"))
    for _ in range(130):
        model.delete(0)
    assert crawl(model, ledger, Extent()).reason == "ends_early"  # it went deeper once: not believed at once
    assert crawl(model, ledger, Extent(), now=NOW + timedelta(days=1)).reason == "ends_early"
    done = crawl(model, ledger, Extent(), now=NOW + timedelta(days=3))
    assert (done.end, done.resumed) == ("last_page", True)
    assert missing(model, ledger, Extent(), everything(model)) == []


def test_the_head_of_a_resumed_walk_is_read_down_to_what_it_knows() -> None:
    """A death on the way through the new pages must not let the next run jump over the rest of them."""
    model, ledger = channel(100), memory_ledger()
    crawl(model, ledger, Extent(), trouble=at(10, "http_500"))
    model.arrive(50)
    assert crawl(model, ledger, Extent(), trouble=at(5, "killed_after")).end == "killed"
    assert crawl(model, ledger, Extent()).end == "last_page"
    assert missing(model, ledger, Extent(), everything(model)) == []


@pytest.mark.parametrize("ending", ["no_link", "self_link"])
def test_an_end_that_the_pager_states_is_the_end(ending: Any) -> None:
    model, ledger = channel(50, ending=ending), memory_ledger()
    done = crawl(model, ledger)
    assert (done.end, done.requests) == ("last_page", 10)


@pytest.mark.parametrize(
    ("ending", "reason", "days"),
    [
        ("404", "end_unconfirmed", 1),
        ("no_pager", "end_unconfirmed", 1),
        ("linked_404", "linked_missing", 3),
        ("last_again", "end_unconfirmed", 1),
        ("first_again", "end_unconfirmed", 1),
    ],
)
def test_an_end_that_nothing_states_is_believed_on_another_day(ending: Any, reason: str, days: int) -> None:
    """A page that is missing says nothing of what lies below; one that is still missing tomorrow does."""
    model, ledger = channel(50, ending=ending), memory_ledger()
    first = crawl(model, ledger)
    assert (first.end, first.reason, first.requests) == ("broken", reason, 10 + 2)
    soon = crawl(model, ledger, now=NOW + timedelta(days=days, hours=-18))
    assert (soon.end, soon.reason) == ("broken", reason)
    later = crawl(model, ledger, now=NOW + timedelta(days=days))
    assert (later.end, later.resumed) == ("last_page", True)
    assert crawl(model, ledger, now=NOW + timedelta(days=days + 1)).end == "known"


def test_an_end_that_nothing_states_is_not_asked_for_again_on_its_day() -> None:
    model, ledger = channel(50, ending="404"), memory_ledger()
    crawl(model, ledger)
    soon = crawl(model, ledger, now=NOW + timedelta(hours=1))
    assert (soon.reason, soon.requests) == ("end_unconfirmed", 3)


@pytest.mark.parametrize("trouble", ["404", "empty", "cut", "no_pager"])
@pytest.mark.parametrize("ending", ["no_link", "404", "no_pager", "linked_404"])
@pytest.mark.parametrize("page_number", range(1, 11))
def test_a_page_that_fails_in_any_way_in_each_of_three_runs_hides_nothing(
    trouble: str, ending: Any, page_number: int
) -> None:
    """A page that cannot be read for days must not pass for the end of its listing."""
    model, ledger = channel(50, ending=ending), memory_ledger()
    for days in range(3):
        crawl(model, ledger, now=NOW + timedelta(days=days), failing={page(page_number): trouble})
        model.today += 1
        model.arrive(3)
    for days in range(3, 8):
        crawl(model, ledger, now=NOW + timedelta(days=days))
    assert missing(model, ledger, Extent(), everything(model)) == []


def test_a_page_of_articles_published_at_once_is_not_the_end() -> None:
    """All that the next page shows was seen a moment ago; but what lies below it was not."""
    model, ledger = channel(50), memory_ledger()
    batches = iter([0, 0, model.size])
    done = crawl(model, ledger, meanwhile=lambda: model.arrive(next(batches, 0)))
    assert done.end == "last_page"
    assert missing(model, ledger, Extent(), set(range(1, 51))) == []


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        ("http_500", "http_500"),
        ("timeout", "timeout"),
        ("empty", "page_missing"),
        ("404", "page_missing"),
        ("cut", "cut"),
        ("verification", "verification"),
    ],
)
def test_a_failure_is_never_taken_for_the_end(trouble: str, reason: str) -> None:
    model, ledger = channel(50), memory_ledger()
    done = crawl(model, ledger, trouble=at(4, trouble))
    assert (done.end, done.reason) == ("broken", reason)


def test_a_channel_that_is_not_there_is_broken_not_empty() -> None:
    walk = ListingWalk(WalkState(1, "hxnews/fz", Extent(), Cursor(), resumed=False))
    assert walk.read(ListingPage(URL, 404, (), (), None)) == Broken("http_404", URL)


def test_a_whole_head_of_re_dated_entries_does_not_hide_what_a_broken_walk_left_below() -> None:
    """A site touches pages of old articles; the walk that sees it breaks; the next must not take them for known."""
    model, ledger = channel(100), memory_ledger()
    crawl(model, ledger)
    model.today += 1
    model.arrive(10)
    for _ in range(20):
        model.bump(60)
    assert crawl(model, ledger, Extent(since=day(1)), trouble=at(5, "http_500")).end == "broken"
    assert crawl(model, ledger).end == "known"
    assert missing(model, ledger, Extent(), everything(model)) == []


# Bounds -----------------------------------------------------------------------------------------------------------


def test_since_stops_at_the_first_page_wholly_older() -> None:
    model, ledger = channel(100), memory_ledger()
    done = crawl(model, ledger, Extent(since=day(17)))
    assert (done.end, done.requests) == ("since", 4)
    assert sum(ledger.article(item.id) is not None for item in model.items) == 15


def test_until_enters_nothing_newer_and_goes_on_below() -> None:
    model, ledger = channel(100), memory_ledger()
    done = crawl(model, ledger, Extent(since=day(5), until=day(9)))
    assert done.end == "since"
    assert {item.day for item in model.items if ledger.article(item.id)} == {5, 6, 7, 8, 9}


def test_a_walk_that_left_older_entries_out_on_the_last_page_is_bounded_by_since() -> None:
    """It saw the last page, but a later walk for everything must still read it."""
    model, ledger = channel(18, a_day=2), memory_ledger()
    assert crawl(model, ledger, Extent(since=day(1))).end == "last_page"
    crawl(model, ledger, Extent(), known_pages=1)
    assert missing(model, ledger, Extent(), everything(model)) == []


def test_pinned_and_re_dated_entries_are_neither_news_nor_known() -> None:
    listed = [_state(1, pinned=True), _state(2, redated=True), _state(3, "2020-01-01")]
    newer = [_state(n, "2020-11-18") for n in (4, 5)]
    for rest, step in ((newer, Stop("known", Extent())), ([*newer, _state(6, new=True)], Next(page(2)))):
        walk = ListingWalk(WalkState(1, "hxnews/fz", Extent(), Cursor(), resumed=False), 1)
        assert walk.read(_page(URL, page(2), *listed, *rest)) == step
    walk = ListingWalk(WalkState(1, "hxnews/fz", Extent(), Cursor(), resumed=False), 1)
    assert walk.read(_page(URL, page(2), *listed[:2])) == Next(page(2))


def test_pages_that_say_nothing_do_not_break_a_row_of_known_ones() -> None:
    walk = ListingWalk(WalkState(1, "hxnews/fz", Extent(), Cursor(), resumed=False), 2)
    assert walk.read(_page(URL, page(2), _state(1))) == Next(page(2))
    assert walk.read(_page(page(2), page(3), _state(2, pinned=True))) == Next(page(3))
    assert walk.read(_page(page(3), page(4), _state(3))) == Stop("known", Extent())


# Strange pagers ---------------------------------------------------------------------------------------------------


def test_a_pager_that_leads_back_up_is_told_not_taken_for_the_end() -> None:
    """A misread 上一页: taking it for the last page would hide the whole channel below page 2."""
    walk = ListingWalk(WalkState(1, "hxnews/fz", Extent(), Cursor(), resumed=False))
    assert walk.read(_page(URL, page(2), _state(1, new=True))) == Next(page(2))
    assert walk.read(_page(page(2), URL, _state(2, new=True))) == Broken("pager_loops", page(2))


def test_a_request_beyond_the_end_that_leads_to_the_first_page_is_the_end() -> None:
    walk = ListingWalk(WalkState(1, "hxnews/fz", Extent(), Cursor(), resumed=False))
    walk.read(_page(URL, page(2), _state(1, new=True)))
    walk.read(_page(page(2), page(3), _state(2, new=True)))
    assert walk.read(_page(URL, page(2), _state(1, own=True))) == Broken("end_unconfirmed", page(2))


def test_a_listing_that_goes_round_in_a_circle_ends() -> None:
    walk = ListingWalk(WalkState(1, "hxnews/fz", Extent(), Cursor(), resumed=False))
    steps = [walk.read(_page(page(n), page(n + 1), _state(n % 20, new=n < 20))) for n in range(40)]
    assert Broken("end_unconfirmed", page(19)) in steps
    assert steps.index(Broken("end_unconfirmed", page(19))) < 31


def test_a_listing_without_end_is_broken() -> None:
    walk = ListingWalk(WalkState(1, "hxnews/fz", Extent(), Cursor(), resumed=False))
    for n in range(25_000):
        if isinstance(step := walk.read(_page(page(n), page(n + 1), _state(n, new=True))), Broken):
            break
    assert step == Broken("endless", page(19_999))


def page(number: int) -> str:
    return f"{URL}{number}.shtml"


def _state(
    number: int,
    listed: str | None = None,
    *,
    pinned: bool = False,
    redated: bool = False,
    new: bool = False,
    own: bool = False,
) -> EntryState:
    entry = Entry(f"{number:016x}", f"{URL}{number}.html", "福州新闻", listed, pinned)
    return EntryState(entry, None if new else "exported", not (new or own), own, redated, new)


def _page(url: str, next_url: str | None, *states: EntryState) -> ListingPage:
    pager: Pager = "next" if next_url else "last"
    return ListingPage(url, 200, tuple(state.entry for state in states), states, next_url, pager=pager)


# Histories --------------------------------------------------------------------------------------------------------

SITE_STEPS = st.one_of(
    st.tuples(st.just("arrive"), st.integers(1, 14)),
    st.tuples(st.just("bump"), st.integers(0, 60)),
    st.tuples(st.just("bump_many"), st.integers(2, 20)),
    st.tuples(st.just("pin"), st.integers(0, 40)),
    st.tuples(st.just("pin_unmarked"), st.integers(0, 40)),
    st.tuples(st.just("unpin"), st.just(0)),
    st.tuples(st.just("delete"), st.integers(0, 60)),
    st.tuples(st.just("delete_many"), st.integers(2, 25)),
    st.tuples(st.just("day"), st.integers(1, 3)),
)
MEANWHILE = st.dictionaries(st.integers(1, 12), st.tuples(st.just("bump"), st.integers(0, 40)), max_size=2)
BATCH = st.dictionaries(st.integers(1, 12), st.tuples(st.just("arrive"), st.integers(1, 30)), max_size=1)
"""What may happen between two requests of one run: articles come up again, a batch arrives. Left out are deletions, and
pins that are taken back: in the second between two requests they can hide an entry, and no page shows it."""


def happen(model: ChannelModel, what: str, number: int) -> None:
    match what:
        case "arrive":
            model.arrive(number)
        case "bump":
            model.bump(number)
        case "bump_many":
            for place in range(number):
                model.bump(place * 3)
        case "pin":
            model.pin(number, "marked")
        case "pin_unmarked":
            model.pin(number, "unmarked")
        case "unpin":
            model.unpin()
        case "delete":
            model.delete(number)
        case "delete_many":
            for place in range(number):
                model.delete(place * 2)
        case "day":
            model.today += number


EXTENTS = st.one_of(
    st.none(),
    st.none(),
    st.just(Extent()),
    st.integers(0, 12).map(lambda n: Extent(since=day(n))),
    st.tuples(st.integers(0, 8), st.integers(0, 8)).map(lambda n: Extent(since=day(n[0]), until=day(n[0] + n[1]))),
    st.integers(1, 6).map(lambda n: Extent(max_pages=n)),
    st.tuples(st.integers(0, 8), st.integers(1, 6)).map(lambda n: Extent(since=day(n[0]), max_pages=n[1])),
)
TROUBLES = st.one_of(
    st.none(),
    st.tuples(
        st.integers(1, 14),
        st.sampled_from(
            ["http_500", "timeout", "empty", "404", "cut", "no_pager", "verification", "killed_before", "killed_after"]
        ),
    ),
)
RUNS = st.lists(
    st.tuples(
        st.lists(SITE_STEPS, max_size=4),
        EXTENTS,
        TROUBLES,
        st.tuples(MEANWHILE, BATCH).map(lambda both: both[0] | both[1]),
    ),
    min_size=1,
    max_size=8,
)
MODELS = st.builds(
    ChannelModel,
    size=st.integers(4, 6),
    ending=st.sampled_from(["no_link", "no_pager", "404", "linked_404", "last_again", "first_again", "self_link"]),
    dated=st.sampled_from([True, True, True, False]),
)


@pytest.mark.slow
@HISTORIES
@given(model=MODELS, begin=st.integers(0, 60), first=st.one_of(st.none(), st.integers(0, 5)), runs=RUNS)
def test_nothing_inside_the_bounds_is_missed_once_a_walk_closes(
    model: ChannelModel, begin: int, first: int | None, runs: list[Any]
) -> None:
    ledger = memory_ledger()
    shrunk = False
    model.arrive(1)
    for n in range(begin):
        model.today += n % 4 == 0
        model.arrive(1)
    for steps, asked, trouble, between in runs:
        for what, number in steps:
            happen(model, what, number)
            shrunk |= what in ("delete", "delete_many", "unpin")  # a bound on pages means pages as they were cut then
        there = {item.number for item in model.items}
        front = {item.number for item in model.listed()[: model.size * ((asked and asked.max_pages) or 0)]}
        moved: set[int] = set()
        pages = 0

        def meanwhile(between: dict[int, Any] = between, moved: set[int] = moved) -> None:
            nonlocal pages
            pages += 1
            if pages in between:
                before = {item.number: (item.rank, item.pinned) for item in model.items}
                happen(model, *between[pages])
                moved |= {item.number for item in model.items if before.get(item.number) != (item.rank, item.pinned)}

        def at(request: int, trouble: Any = trouble) -> str | None:
            return trouble[1] if trouble and trouble[0] == request else None

        done = crawl(
            model,
            ledger,
            asked,
            first_since=None if first is None else day(first),
            trouble=at,
            meanwhile=meanwhile,
        )
        event(f"{done.end}{' resumed' if done.resumed else ''}")
        if done.end in ("last_page", "known", "since") and done.extent.max_pages is None:
            assert missing(model, ledger, done.extent, there - moved) == []
        elif done.end in ("max_pages", "known", "since", "last_page") and not (moved or shrunk):
            assert missing(model, ledger, done.extent, front) == []
    ledger.close()


STOPS = st.tuples(st.integers(1, 25), st.sampled_from(["http_500", "killed_before", "killed_after"]))
BACK_FILL_RUNS = st.lists(
    st.tuples(
        st.lists(SITE_STEPS, max_size=3),
        st.one_of(st.none(), STOPS, STOPS, STOPS),
        BATCH,
        st.sampled_from(["deep", "deep", "deep", "hourly"]),
    ),
    min_size=2,
    max_size=12,
)


@pytest.mark.slow
@HISTORIES
@given(
    size=st.integers(4, 5),
    ending=st.sampled_from(["no_link", "404"]),
    runs=BACK_FILL_RUNS,
    length=st.integers(20, 120),
)
def test_a_back_fill_interrupted_again_and_again_misses_nothing(
    size: int, ending: Any, length: int, runs: list[Any]
) -> None:
    model = ChannelModel(size, ending)
    ledger = memory_ledger()
    for n in range(length):
        model.today += n % 8 == 0
        model.arrive(1)
    for steps, trouble, batch, which in [*runs, ((), None, {}, "deep")]:
        for what, number in steps:
            happen(model, what, number)
        there = {item.number for item in model.items}
        requests = iter(range(1, 10_000))

        def meanwhile(batch: dict[int, Any] = batch, requests: Any = requests) -> None:
            happen(model, *batch.get(next(requests), ("", 0)))

        done = crawl(
            model,
            ledger,
            Extent() if which == "deep" else None,
            first_since=day(max(0, model.today - 3)),
            trouble=lambda request, trouble=trouble: trouble[1] if trouble and trouble[0] == request else None,  # type: ignore[misc]
            meanwhile=meanwhile,
        )
        event(f"{which} {done.end}{' resumed' if done.resumed else ''}")
        if done.end in ("last_page", "known", "since"):
            assert missing(model, ledger, done.extent, there) == []
    ledger.close()


@pytest.mark.slow
@HISTORIES
@given(
    model=MODELS,
    length=st.integers(20, 120),
    pauses=st.dictionaries(st.integers(1, 25), st.lists(SITE_STEPS, max_size=3), min_size=1, max_size=5),
    to_end=st.booleans(),
)
def test_a_back_fill_that_lets_others_pass_misses_nothing(
    model: ChannelModel, length: int, pauses: dict[int, Any], to_end: bool
) -> None:
    """Whatever the site publishes, deletes, pins and re-dates meanwhile, and whatever a crawl of the schedule reads."""
    ledger = memory_ledger()
    for n in range(length):
        model.today += n % 8 == 0
        model.arrive(1)
    crawl(model, ledger, first_since=day(max(0, model.today - 3)))
    pages = iter(range(1, 10_000))
    there = {item.number for item in model.items}

    def turn() -> bool:
        steps = pauses.get(next(pages))
        if steps is None:
            return False
        for what, number in steps:
            happen(model, what, number)
        crawl(model, ledger, first_since=day(max(0, model.today - 3)))
        return True

    done = crawl(model, ledger, Extent(), to_end=to_end, turn=turn)
    event(f"{done.end} {done.reason}")
    if done.end in ("last_page", "known") or (done.end, done.reason) == ("broken", "end_unconfirmed"):
        assert missing(model, ledger, done.extent, there & {item.number for item in model.items}) == []
    ledger.close()


QUIET_STEPS = SITE_STEPS.filter(lambda step: step[0] in ("arrive", "bump", "pin", "delete", "day", "bump_many"))


@pytest.mark.slow
@HISTORIES
@given(model=MODELS, begin=st.integers(1, 80), runs=st.lists(st.lists(QUIET_STEPS, max_size=4), max_size=6))
def test_an_hourly_walk_reads_the_new_pages_and_at_most_k_and_one_more(
    model: ChannelModel, begin: int, runs: list[Any]
) -> None:
    ledger = memory_ledger()
    for n in range(begin):
        model.today += n % 4 == 0
        model.arrive(1)
    crawl(model, ledger)
    assert crawl(model, ledger, now=NOW + timedelta(days=3)).end in ("last_page", "known", "bounded")
    for steps in runs:
        before = {item.number: item.day for item in model.items}
        for what, number in steps:
            happen(model, what, number)
        new = [place for place, item in enumerate(model.listed()) if before.get(item.number) != item.day]
        new_pages = len({place // model.size for place in new})
        ends = 2 if model.ending in ("last_again", "first_again") else 0
        assert crawl(model, ledger).requests <= new_pages + 3 + 1 + ends
    ledger.close()

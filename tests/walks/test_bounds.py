"""A walk down to a day ends where dates prove that it is there, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.items import Entry
from newscrawl.ledger import Cursor, EntryState, Extent, WalkState
from newscrawl.walks.listing_values import ListingPage, Next, Step, Stop
from newscrawl.walks.listing_walk import ListingWalk
from tests.rounds import rounds

URL = "http://www.hxnews.com/news/gn/"
TODAY = date(2020, 11, 18)
SINCE = TODAY - timedelta(days=30)
STUCK = [Entry(f"stuck{n}", f"{URL}rules{n}.html", "本网声明", "2016-05-04") for n in range(3)]
"""Old entries that stand at the head of every page, and that nothing marks."""


def walk_down(pages: Sequence[Sequence[Entry]]) -> tuple[Step, int]:
    """Walk down pages of entries that were never listed; return the last step, and the page at which it came."""
    walk = ListingWalk(WalkState(1, "hxnews/gn", Extent(since=SINCE), Cursor(), resumed=False))
    for number, shown in enumerate(pages, 1):
        following = f"{URL}{number + 1}.shtml" if number < len(pages) else None
        states = tuple(EntryState(e, None, False, False, False, True) for e in shown)
        pager = "next" if following else "last"
        address = f"{URL}{number}.shtml"
        step = walk.read(ListingPage(address, 200, tuple(shown), states, following, pager=pager))  # type: ignore[arg-type]
        if not isinstance(step, Next):
            return step, number
    raise AssertionError("the walk goes on below the last page")


def listed(*days: int | None, page: int = 0) -> list[Entry]:
    """Entries dated so many days ago; None: undated."""
    dates = [None if day is None else str(TODAY - timedelta(days=day)) for day in days]
    return [Entry(f"{page}.{n}", f"{URL}{page}{n}.html", "海峡新闻", shown) for n, shown in enumerate(dates)]


@pytest.mark.parametrize(
    "first",
    [
        [400, *[None] * 19],
        [*[None] * 19, 400],
        [400, 401, 402, None, None, None],
        [3000] * 10,
    ],
    ids=["one old entry above undated ones", "one below", "as many old as undated", "a page dated wrongly"],
)
def test_a_page_that_does_not_prove_its_depth_is_not_the_bound(first: list[int | None]) -> None:
    pages = [listed(*first, page=1), listed(*[5] * 10, page=2), listed(*[45] * 10, page=3), listed(50, page=4)]
    assert walk_down(pages)[1] > 2


def test_a_page_whose_dates_go_on_where_the_page_before_ended_is_the_bound() -> None:
    pages = [listed(*range(20, 30), page=1), listed(*range(31, 41), None, page=2), listed(50, page=3)]
    assert walk_down(pages) == (Stop("since", Extent(since=SINCE)), 2)


def test_a_channel_that_has_long_been_quiet_ends_at_its_second_page() -> None:
    pages = [listed(*range(900 * n, 900 * n + 9), page=n) for n in range(1, 5)]
    assert walk_down(pages) == (Stop("since", Extent(since=SINCE)), 2)


def test_old_entries_stuck_at_the_head_of_undated_pages_bear_no_wrong_date_out() -> None:
    pages = [[*STUCK, *listed(*days, page=n)] for n, days in enumerate([[None] * 4, [7000] * 4, [None] * 4], 1)]
    assert walk_down(pages)[1] == 3


@settings(max_examples=rounds(100, 300), deadline=None, derandomize=True, database=None)
@given(data=st.data(), size=st.integers(4, 12), count=st.integers(1, 12), share=st.floats(0, 1), stuck=st.booleans())
def test_nothing_inside_the_bound_stands_below_a_walk_that_ended_there(
    data: st.DataObject, size: int, count: int, share: float, stuck: bool
) -> None:
    """Dates are shown for some entries only, old entries are stuck, and one page may show one wrong date for all."""
    days, pages = 0, []
    wrong = data.draw(st.none() | st.integers(1, count))
    for _ in range(count):
        page = []
        for _ in range(size):
            days += data.draw(st.integers(0, 4))
            page.append(days)
        pages.append(page)
    shown = []
    for number, page in enumerate(pages, 1):
        dated = [day if data.draw(st.floats(0, 1)) < share else None for day in page]
        if number == wrong:
            dated = [7000] * size
        shown.append([*(STUCK if stuck else ()), *listed(*dated, page=number)])
    step, at = walk_down(shown)
    assert isinstance(step, Stop)
    if step.end == "since":
        assert all(day > 30 for page in pages[at:] for day in page)

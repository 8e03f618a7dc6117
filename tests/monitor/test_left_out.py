"""What the bounds of a walk leave out is counted by entry, whichever pages showed it."""

from __future__ import annotations

from datetime import date

from newscrawl.items import Entry
from newscrawl.ledger import Extent
from newscrawl.monitor.left_out import LeftOut


def entry(number: int, day: str | None) -> Entry:
    return Entry(f"{number:016x}", f"http://www.hxnews.com/news/fj/fz/{number}.shtml", date=day)


def test_an_entry_on_two_pages_counts_once_and_one_without_a_date_not_at_all() -> None:
    left_out = LeftOut(Extent(since=date(2020, 11, 1), until=date(2020, 11, 17)))
    left_out.add([entry(1, "2020-11-18T09:00:00+08:00"), entry(2, "2020-11-17"), entry(3, None)])
    left_out.add([entry(4, "2020-10-31"), entry(5, "2020-10-30"), entry(1, "2020-11-18T09:00:00+08:00")])
    assert left_out.counts == {"older": 2, "newer": 1}
    assert str(left_out) == "2 older than 2020-11-01, 1 newer than 2020-11-17"


def test_a_walk_without_bounds_leaves_nothing_out() -> None:
    left_out = LeftOut(Extent())
    left_out.add([entry(1, "1999-01-01")])
    assert (left_out.counts, str(left_out)) == ({}, "")

"""Listings without dates: their articles' dates end a walk, neither too early nor never."""

from __future__ import annotations

from datetime import date

import pytest

from newscrawl.walks.ages import DATELESS_PAGES, Ages

SINCE = date(2020, 11, 1)
OLD, INSIDE = "2020-10-31", "2020-11-01T00:00:00+08:00"


def ages(*pages: list[str | None]) -> Ages:
    """Pages of articles with these dates, each article listed once."""
    found = Ages(SINCE)
    for number, dates in enumerate(pages):
        ids = [f"{number}.{place}" for place in range(len(dates))]
        found.add_page(ids)
        for id, published in zip(ids, dates, strict=True):
            found.learn(id, published)
    return found


@pytest.mark.parametrize(
    ("dates", "passed"),
    [
        ([OLD, OLD, OLD, None], True),
        ([OLD, OLD, None, None], False),
        ([OLD, OLD, OLD, INSIDE], False),
        ([INSIDE, INSIDE, INSIDE], False),
    ],
)
def test_a_page_is_below_the_bound_only_if_half_is_older_and_nothing_is_inside(
    dates: list[str | None], passed: bool
) -> None:
    assert ages([INSIDE, INSIDE], dates).passed is passed


def test_old_news_that_comes_up_again_on_a_later_page_does_not_end_the_walk() -> None:
    found = ages([OLD, OLD, INSIDE, INSIDE])
    found.add_page(["0.0", "0.1", "1.2"])
    found.learn("1.2", INSIDE)
    assert not found.passed


def test_an_article_counts_once_however_often_it_is_read() -> None:
    found = Ages(SINCE)
    found.add_page(["a", "b", "c", "d"])
    for _ in range(3):
        found.learn("a", OLD)
    assert not found.passed


def test_a_channel_whose_articles_have_no_dates_either_ends_without_proof() -> None:
    dateless: list[str | None] = [None, None]
    assert not ages(*[dateless] * (DATELESS_PAGES - 1)).dateless
    assert ages(*[dateless] * DATELESS_PAGES).dateless
    assert not ages(*[dateless] * DATELESS_PAGES).passed
    assert not ages(*[dateless] * DATELESS_PAGES, [INSIDE]).dateless, "one date proves that dates can be read"


def test_a_dated_entry_inside_the_bound_contradicts_its_undated_neighbours() -> None:
    found = Ages(SINCE)
    found.add_page("abcd", inside=1)
    for id in "abcd":
        found.learn(id, OLD)
    assert not found.passed

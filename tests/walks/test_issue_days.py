"""Which days of a newspaper a run walks again: no late issue is lost, none is fetched for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from newscrawl.walks.issue_days import CONFIRMED, ENOUGH, LATE, is_quiet, settled, to_be_walked
from newscrawl.walks.issue_values import (
    ANNOUNCED,
    FEW_PAGES,
    NO_ARTICLES,
    NO_ISSUE,
    REDIRECTED,
    UNSURE,
    Issue,
    IssueOutcome,
)

DAY = date(2020, 11, 18)
NOON = datetime(2020, 11, 18, 4, 0, tzinfo=UTC)  # 12:00 in China
HOUR = timedelta(hours=1)
NEXT = DAY + timedelta(days=1)


def issue(outcome: IssueOutcome, looked: datetime, reason: str | None = None, looks: int = 1) -> Issue:
    return Issue(DAY, outcome, looked, reason, looks=looks)


@pytest.mark.parametrize("outcome", ["complete", "missing"])
def test_an_issue_is_not_walked_twice_in_a_row(outcome: IssueOutcome) -> None:
    assert not to_be_walked(issue(outcome, NOON + HOUR), NOON + 2 * HOUR, None)


def test_a_broken_issue_is_walked_by_every_run() -> None:
    assert to_be_walked(issue("broken", NOON), NOON + timedelta(days=400), DAY)


def test_an_issue_read_while_it_was_still_growing_is_read_once_more() -> None:
    early = issue("complete", NOON - 3 * HOUR)
    assert not to_be_walked(early, NOON - HOUR, None)
    assert to_be_walked(early, NOON, None)
    assert not to_be_walked(issue("complete", NOON), NOON + 9 * HOUR, None)


def test_a_missing_day_is_given_up_late_confirmed_and_before_a_newer_issue() -> None:
    late = NOON + LATE
    confirmed = issue("missing", late, NO_ISSUE, CONFIRMED)
    assert not to_be_walked(confirmed, late + timedelta(days=9), NEXT)
    assert to_be_walked(replace(confirmed, looked=late - 25 * HOUR), late, NEXT), "it may come late"
    assert to_be_walked(replace(confirmed, looks=1), late + timedelta(days=9), NEXT), "one look is no evidence"
    assert to_be_walked(confirmed, late + timedelta(days=9), DAY - timedelta(days=1)), "the paper may have moved"
    assert to_be_walked(confirmed, late + timedelta(days=9), None)


def test_a_gap_of_years_ago_is_looked_at_on_three_days_only() -> None:
    """A back-fill meets a day without an issue: it is asked for on three days, and then never again."""
    now, known, asked = NOON + timedelta(days=900), None, []
    for hour in range(24 * 60):
        moment = now + hour * HOUR
        if to_be_walked(known, moment, NEXT):
            asked.append(moment)
            known = settled(issue("missing", moment, NO_ISSUE), known)
    assert 3 <= len(asked) <= 12
    assert asked[-1] - asked[0] > timedelta(hours=24)


def test_looks_count_days_in_a_row() -> None:
    known = None
    for hours, outcome, looks in (
        (0, "missing", 1),
        (1, "missing", 1),
        (24, "missing", 2),
        (48, "broken", 1),
        (72, "missing", 1),
    ):
        known = settled(issue(outcome, NOON + hours * HOUR, NO_ISSUE), known)  # type: ignore[arg-type]
        assert known.looks == looks, hours


@pytest.mark.parametrize(
    ("pages", "reason", "end", "words"),
    [
        (3, "1 pages gone or empty", "complete", "given up: 1 pages gone or empty"),
        (3, UNSURE, "complete", "given up: unsure"),
        (3, "http_500", "broken", "http_500"),
        (0, REDIRECTED, "missing", "given up: redirected"),
        (0, ANNOUNCED, "missing", "given up: announced_but_gone"),
        (0, "timeout", "broken", "timeout"),
        (0, "no_entries", "broken", "no_entries"),
    ],
)
def test_every_broken_day_has_an_exit_in_sixty_days(pages: int, reason: str, end: IssueOutcome, words: str) -> None:
    """It is asked for by every hourly run of a week, then it is given up, or asked for once a day in silence."""
    known: Issue | None = None
    asked: list[int] = []
    for hour in range(24 * 60):
        now = NOON + hour * HOUR
        if to_be_walked(known, now, NEXT):
            asked.append(hour)
            known = settled(Issue(DAY, "broken", now, reason, pages, 4 * pages), known)
            if hour < 24 * 6:
                assert (known.outcome, is_quiet(known, NEXT)) == ("broken", False)
    assert known is not None
    assert (known.outcome, known.reason) == (end, words)
    assert len(asked) <= 24 * 7 + 1 + (2 if end == "complete" else 80)
    if end == "broken":
        assert known.looks > ENOUGH
        assert is_quiet(known, NEXT)
        assert not is_quiet(known, None), "no later issue: the paper itself may be gone"


def test_an_issue_of_years_ago_is_not_complete_at_once_though_pages_are_gone() -> None:
    """A back-fill met a page that was gone for an hour: its articles were never asked for again."""
    now = NOON + timedelta(days=900)
    lacking = Issue(DAY, "broken", now, "1 pages gone or empty", 3, 12)
    assert settled(lacking, None).outcome == "broken"
    assert to_be_walked(settled(lacking, None), now + HOUR, NEXT)


@pytest.mark.parametrize("reason", [FEW_PAGES, f"2{NO_ARTICLES}"])
def test_an_issue_that_shows_less_than_others_is_looked_at_on_three_days(reason: str) -> None:
    few = issue("complete", NOON + HOUR, reason)
    assert not to_be_walked(few, NOON + 6 * HOUR, NEXT)
    assert to_be_walked(few, NOON + 25 * HOUR, NEXT)
    assert not to_be_walked(replace(few, looks=2), NOON + 72 * HOUR, NEXT)
    assert to_be_walked(replace(few, looks=2), NOON + 74 * HOUR, NEXT)
    assert not to_be_walked(replace(few, looks=CONFIRMED), NOON + 999 * HOUR, NEXT)

"""Which days of a newspaper a run walks again: no late issue is lost, none is fetched for ever."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from newscrawl.walks.issue_days import LATE, to_be_walked
from newscrawl.walks.issue_values import Issue, IssueOutcome

DAY = date(2020, 11, 18)
NOON = datetime(2020, 11, 18, 4, 0, tzinfo=UTC)  # 12:00 in China
HOUR = timedelta(hours=1)


def issue(outcome: IssueOutcome, looked: datetime) -> Issue:
    return Issue(DAY, outcome, looked)


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


def test_a_missing_day_is_given_up_only_late_and_only_before_a_newer_issue() -> None:
    late = NOON + LATE
    assert to_be_walked(issue("missing", late - 9 * HOUR - HOUR * 24), late, DAY + timedelta(days=1))
    assert not to_be_walked(issue("missing", late), late + timedelta(days=9), DAY + timedelta(days=1))
    assert to_be_walked(issue("missing", late), late + timedelta(days=9), DAY - timedelta(days=1))
    assert to_be_walked(issue("missing", late), late + timedelta(days=9), None)

"""When an article is tried again."""

from __future__ import annotations

from datetime import datetime, timedelta

from newscrawl.ledger.backoff import LONGEST_ASKED, MAX_ATTEMPTS, next_try

NOW = datetime.fromisoformat("2020-11-20T18:00:00+08:00")


def test_a_server_that_is_down_over_a_weekend_costs_no_article() -> None:
    """A Friday evening to Monday morning; hourly runs meet each wait up to an hour late."""
    waits = [next_try(attempt, NOW) - NOW for attempt in range(1, MAX_ATTEMPTS)]
    assert sum(waits, timedelta()) > timedelta(hours=63)
    assert waits == sorted(waits)


def test_a_server_that_names_a_time_is_not_asked_before() -> None:
    assert next_try(1, NOW, timedelta(hours=3)) == NOW + timedelta(hours=3)
    assert next_try(5, NOW, timedelta(seconds=1)) == next_try(5, NOW)
    assert next_try(1, NOW, timedelta(days=4000)) == NOW + LONGEST_ASKED
    assert next_try(10_000, NOW) == next_try(9, NOW)

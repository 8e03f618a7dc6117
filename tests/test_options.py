"""A mistyped option must be one clear line, never a crawl that silently does something else."""

from datetime import date, timedelta

import pytest
from scrapy.exceptions import UsageError

from newscrawl.options import check_arguments, read_bounds, read_count, read_moment, read_span

TODAY = date(2020, 11, 18)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (None, None, (None, None)),
        ("all", None, (None, None)),
        ("2020-01-02", "2020-11", (date(2020, 1, 2), date(2020, 11, 1))),
        ("7d", "0d", (date(2020, 11, 11), TODAY)),
    ],
)
def test_bounds_are_read(since, until, expected):
    assert read_bounds(since, until, TODAY) == expected


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("yesterday", None, "since=yesterday is no date"),
        ("2020-02-30", None, "since=2020-02-30 is no date"),
        (None, "18.11.2020", "until=18.11.2020 is no date"),
        ("2020-11-02", "2020-11-01", "since=2020-11-02 is after until=2020-11-01"),
    ],
)
def test_bad_bounds_are_refused_by_name(since, until, said):
    with pytest.raises(UsageError, match=said):
        read_bounds(since, until, TODAY)


@pytest.mark.parametrize("text", ["0", "-1", "five", "1.5", ""])
def test_a_page_bound_below_one_is_refused(text):
    with pytest.raises(UsageError, match="max_pages="):
        read_count("max_pages", text)


def test_a_number_of_processes_that_no_machine_has_is_refused():
    assert read_count("jobs", "1024", 1024) == 1024
    with pytest.raises(UsageError, match="jobs=1025 is too many; it may be 1024 at most"):
        read_count("jobs", "1025", 1024)


def test_spans_and_moments():
    assert read_span("wait", "90s") == timedelta(seconds=90)
    assert read_span("wait", None) is None
    assert read_moment("NEWSCRAWL_NOW", "2020-11-18T09:30:00").isoformat() == "2020-11-18T09:30:00+08:00"
    with pytest.raises(UsageError, match="wait=soon"):
        read_span("wait", "soon")


@pytest.mark.parametrize("text", ["36501d", "999999999999d", "9" * 5000 + "s"])
def test_a_span_that_no_date_can_hold_is_refused(text: str):
    assert read_span("wait", "36500d") == timedelta(days=36_500)
    with pytest.raises(UsageError, match="wait="):
        read_span("wait", text)
    with pytest.raises(UsageError, match="since="):
        read_bounds("99999d", None, TODAY)


def test_an_unknown_argument_is_refused_with_the_known_ones():
    with pytest.raises(UsageError, match="no argument 'chanels'; did you mean channels"):
        check_arguments("channel", ["chanels"], ["channels", "since"])

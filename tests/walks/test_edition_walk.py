"""Days of an edition in order: where an issue is looked for, and when a paper is left."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from newscrawl.catalog.eras import Era
from newscrawl.catalog.papers import Edition
from newscrawl.catalog.schema import IssueRule
from newscrawl.items import Entry
from newscrawl.walks.edition_walk import EditionWalk
from newscrawl.walks.issue_values import Issue, IssuePage, PageLabel
from newscrawl.walks.issue_walk import PageAnswer

DAY = date(2020, 11, 18)
NOW = datetime(2020, 11, 18, 9, 0, tzinfo=UTC)
GOOD = IssuePage((Entry("a", "http://a.cn/html/2020-11/18/content_a.htm", "要闻", DAY.isoformat()),), {}, PageLabel())
RULE = IssueRule(
    pages=r"/node_\w+\.htm", articles=r"/content_\w+\.htm", first=("node_1", "node_A01"), period="../period.xml"
)


def edition(*eras: Era) -> Edition:
    return Edition(id="main", eras=eras or (Era(issue="http://a.cn/html/{date:%Y-%m/%d}/node_1.htm", rule=RULE),))


def days(count: int) -> list[date]:
    return [DAY - timedelta(days=back) for back in range(count)]


def settle(walk: EditionWalk, outcome: str, reason: str | None = None) -> None:
    assert walk.issue is not None
    walk.finish_issue(Issue(walk.issue.day, outcome, NOW, reason))  # type: ignore[arg-type]


def test_lists_of_issues_are_asked_for_until_three_in_a_row_are_none() -> None:
    """One list that failed for a moment kept all others from being asked for."""
    walk = EditionWalk(edition(), days(200), None)
    lists = []
    for listed in ({}, {DAY - timedelta(days=40): "node_7.htm"}, {}, {}, {}):
        while (url := walk.period_to_fetch()) is None:
            walk.begin_issue()
            settle(walk, "complete")
        lists.append(url.split("/")[4])
        walk.add_period(url, listed)
    assert lists == ["2020-11", "2020-10", "2020-09", "2020-08", "2020-07"]
    while not walk.over:
        assert walk.period_to_fetch() is None
        walk.begin_issue()
        settle(walk, "complete")


def test_a_list_whose_answer_comes_under_another_address_is_not_asked_for_without_end() -> None:
    walk = EditionWalk(edition(), days(3), None)
    assert walk.period_to_fetch() is not None
    walk.add_period("http://a.cn/elsewhere.xml", {})
    assert walk.period_to_fetch() is None


@pytest.mark.parametrize(
    "name",
    [
        "javascript:void(0)",
        "mailto:szb@a.cn",
        "tel:1",
        "http:",
        "http://[bad",
        "//",
        "a:b",
        "//b.cn/node_1.htm",
        "\x00",
    ],
)
def test_a_front_page_that_is_no_address_is_looked_for_under_its_usual_names(name: str) -> None:
    walk = EditionWalk(edition(), days(1), None)
    walk.add_period(walk.period_to_fetch() or "", {DAY: name})
    walk.begin_issue()
    assert walk.issue is not None
    asked = [walk.issue.next_url(), walk.issue.next_url()]
    assert asked == ["http://a.cn/html/2020-11/18/node_1.htm", "http://a.cn/html/2020-11/18/node_A01.htm"]
    for url in asked:
        walk.issue.read(PageAnswer(url or "", 404))
    assert walk.issue.issue(NOW).reason == "announced_but_gone"


def test_a_list_of_issues_says_where_first_pages_are_and_which_days_have_none() -> None:
    walk = EditionWalk(edition(), days(3), None)
    walk.add_period("http://a.cn/html/2020-11/period.xml", {DAY: "node_7.htm", DAY - timedelta(days=2): None})
    walk.begin_issue()
    assert walk.issue is not None
    assert walk.issue.next_url() == "http://a.cn/html/2020-11/18/node_7.htm"
    settle(walk, "complete")
    walk.begin_issue()
    assert walk.issue.next_url() is None
    assert walk.issue.issue(NOW).outcome == "missing"


def test_a_list_of_the_newest_issues_says_nothing_of_older_days() -> None:
    walk = EditionWalk(edition(), days(4)[3:], None)
    listed = {DAY: "node_7.htm", DAY - timedelta(days=1): "node_7.htm"}
    walk.add_period("http://a.cn/html/2020-11/period.xml", listed)
    walk.begin_issue()
    assert walk.issue is not None
    assert walk.issue.next_url() == "http://a.cn/html/2020-11/15/node_1.htm"


def test_the_first_page_is_looked_for_under_its_last_name_first() -> None:
    walk = EditionWalk(edition(), days(2), None)
    walk.begin_issue()
    assert walk.issue is not None
    walk.issue.read(PageAnswer(walk.issue.next_url() or "", 404))
    url = walk.issue.next_url() or ""
    walk.issue.read(PageAnswer(url, 200, GOOD))
    assert url.endswith("node_A01.htm")
    settle(walk, "complete")
    walk.begin_issue()
    assert [walk.issue.next_url(), walk.issue.next_url()] == [
        "http://a.cn/html/2020-11/17/node_A01.htm",
        "http://a.cn/html/2020-11/17/node_1.htm",
    ]


def test_where_two_forms_have_a_day_both_are_tried() -> None:
    old = Era(issue="http://old.cn/{date:%Y%m%d}/1.htm", until=DAY, rule=IssueRule(pages="/1.htm", articles="c"))
    new = Era(issue="http://new.cn/{date:%Y%m%d}/1.htm", since=DAY, rule=IssueRule(pages="/1.htm", articles="c"))
    walk = EditionWalk(edition(old, new), days(2), None)
    walk.begin_issue()
    assert walk.issue is not None
    first, second = walk.issue.next_url() or "", walk.issue.next_url() or ""
    assert (walk.era(first), walk.era(second)) == (old, new)
    settle(walk, "missing")
    walk.begin_issue()
    assert [walk.issue.next_url(), walk.issue.next_url()] == ["http://old.cn/20201117/1.htm", None]


def test_a_server_in_trouble_is_left_alone() -> None:
    walk = EditionWalk(edition(), days(9), None)
    for _ in range(3):
        assert not walk.over
        walk.begin_issue()
        settle(walk, "broken", "timeout")
    assert walk.over
    assert walk.shortfalls() == [
        "3 issues broken: 2020-11-18 timeout, 2020-11-17 timeout, 2020-11-16 timeout",
        "left with 6 days to go: 3 broken issues in a row",
    ]


def test_broken_days_keep_no_run_from_the_days_below_them() -> None:
    """Three days are broken for good: the back-fill below them never began."""
    known: dict[date, Issue] = {}
    bad = set(days(6)[2:5])
    for run in range(2):
        now = NOW + timedelta(hours=run)
        walk = EditionWalk(
            edition(), [day for day in days(30) if getattr(known.get(day), "outcome", "") != "complete"], DAY, known
        )
        tried = []
        while not walk.over:
            walk.begin_issue()
            assert walk.issue is not None
            day = walk.issue.day
            tried.append(day)
            outcome = "broken" if day in bad else "complete"
            known[day] = walk.finish_issue(Issue(day, outcome, now, "http_500", 4, 9))  # type: ignore[arg-type]
        assert walk.shortfalls()
    assert tried[-3:] == sorted(bad, reverse=True), "they come last"
    assert {day for day, issue in known.items() if issue.outcome == "complete"} == set(days(30)) - bad


def test_broken_days_take_turns() -> None:
    known = {day: Issue(day, "broken", NOW - timedelta(hours=back)) for back, day in enumerate(days(5), 1)}
    walk = EditionWalk(edition(), days(5), None, known)
    walk.begin_issue()
    assert walk.issue is not None
    assert walk.issue.day == days(5)[-1], "the one that has waited longest"


def test_a_long_gap_before_a_later_issue_is_told() -> None:
    """The addresses of two years were wrong in the catalog: all their days counted as days without an issue."""
    known = {DAY: Issue(DAY, "complete", NOW, None, 8, 60)}
    walk = EditionWalk(edition(), days(40)[1:], DAY, known)
    while not walk.over:
        walk.begin_issue()
        settle(walk, "missing", "no_issue")
    assert walk.shortfalls() == [
        "no issue on 39 days in a row, 2020-10-10 to 2020-11-17; is the address of that time right?"
    ]


@pytest.mark.parametrize("length", [1, 9])
def test_a_pause_for_the_holidays_is_no_such_gap(length: int) -> None:
    known = {day: Issue(day, "complete", NOW, None, 8, 60) for day in (DAY, DAY - timedelta(days=length + 1))}
    walk = EditionWalk(edition(), days(length + 1)[1:], DAY, known)
    while not walk.over:
        walk.begin_issue()
        settle(walk, "missing", "no_issue")
    assert walk.shortfalls() == []


def test_what_is_given_up_is_told_once() -> None:
    before = Issue(DAY, "broken", NOW + timedelta(days=7), "1 pages gone or empty", 7, 50, looks=7)
    walk = EditionWalk(edition(), [DAY], DAY + timedelta(days=9), {DAY: before})
    walk.begin_issue()
    issue = walk.finish_issue(Issue(DAY, "broken", NOW + timedelta(days=8), "1 pages gone or empty", 7, 50))
    assert (issue.outcome, issue.reason) == ("complete", "given up: 1 pages gone or empty")
    assert walk.shortfalls() == ["1 issues given up after days: 2020-11-18 1 pages gone or empty"]


def test_a_host_that_failed_is_asked_last() -> None:
    old = Era(issue="http://old.cn/{date:%Y%m%d}/1.htm", rule=IssueRule(pages="/1.htm", articles="c"))
    new = Era(issue="http://new.cn/{date:%Y%m%d}/1.htm", rule=IssueRule(pages="/1.htm", articles="c"))
    walk = EditionWalk(edition(old, new), days(2), None)
    walk.begin_issue()
    assert walk.issue is not None
    walk.issue.read(PageAnswer(walk.issue.next_url() or "", None, None, "timeout"))
    walk.issue.read(PageAnswer(walk.issue.next_url() or "", 200, GOOD))
    walk.finish_issue(walk.issue.issue(NOW))
    walk.begin_issue()
    assert walk.issue.next_url() == "http://new.cn/20201117/1.htm"


def test_a_page_is_counted_on_within_its_day_only() -> None:
    daily = Era(issue="http://a.cn/{date:%Y-%m-%d}.html", rule=IssueRule(pages=r"/[\d-]+\.html", articles="c"))
    for era, following in ((daily, None), (edition().eras[0], "http://a.cn/html/2020-11/18/node_2.htm")):
        walk = EditionWalk(edition(era), days(1), None)
        walk.begin_issue()
        assert walk.issue is not None
        front = walk.issue.next_url() or ""
        walk.issue.read(PageAnswer(front, 200, GOOD))
        assert walk.issue.next_url() == following


@pytest.mark.parametrize(("newest", "moved"), [(None, True), (DAY - timedelta(days=30), True), (DAY, False)])
def test_missing_days_are_gaps_only_before_an_issue(newest: date | None, moved: bool) -> None:
    walk = EditionWalk(edition(), days(9)[1:], newest)
    while not walk.over:
        walk.begin_issue()
        settle(walk, "missing")
    assert bool(walk.shortfalls()) is moved


def two_hosts() -> EditionWalk:
    """The newest three days stand on a host that is gone, those before on another."""
    rule = IssueRule(pages=r"/\d+\.htm", articles="c")
    new = Era(issue="http://new.cn/{date:%Y%m%d}/1.htm", since=DAY - timedelta(days=4), rule=rule)
    old = Era(issue="http://old.cn/{date:%Y%m%d}/1.htm", until=DAY - timedelta(days=5), rule=rule)
    return EditionWalk(edition(new, old), days(9), None)


def test_a_host_that_may_not_be_asked_leaves_its_own_days_only() -> None:
    """Its robots.txt cannot be had: the days of the paper's former host were left as well."""
    walk = two_hosts()
    walk.begin_issue()
    assert walk.issue is not None
    front = walk.issue.next_url() or ""
    walk.not_sent(front, "robots_unreachable")
    walk.issue.read(PageAnswer(front, None, None, "robots_unreachable"))
    assert walk.leave_issue(walk.issue.issue(NOW))
    walk.begin_issue()
    assert walk.issue is not None
    assert walk.issue.next_url() == "http://old.cn/20201113/1.htm"
    assert walk.shortfalls() == ["left with 5 days to go: robots_unreachable"]


def test_three_broken_issues_leave_the_days_of_their_host_only() -> None:
    walk = two_hosts()
    for _ in range(3):
        walk.begin_issue()
        settle(walk, "broken", "timeout")
    walk.begin_issue()
    assert walk.issue is not None
    assert walk.issue.day == DAY - timedelta(days=5)
    assert "left with 2 days to go: 3 broken issues in a row" in walk.shortfalls()


def test_a_host_that_may_not_be_asked_does_not_keep_the_answer_of_the_other() -> None:
    rule = IssueRule(pages=r"/\d+\.htm", articles="c")
    eras = (Era(issue=f"http://{host}.cn/{{date:%Y%m%d}}/1.htm", rule=rule) for host in ("dead", "live"))
    walk = EditionWalk(edition(*eras), days(2), None)
    walk.begin_issue()
    assert walk.issue is not None
    dead = walk.issue.next_url() or ""
    walk.not_sent(dead, "robots_unreachable")
    walk.issue.read(PageAnswer(dead, None, None, "robots_unreachable"))
    walk.issue.read(PageAnswer(walk.issue.next_url() or "", 404))
    issue = walk.issue.issue(NOW)
    assert not walk.leave_issue(issue), "it is recorded, so that it has an exit"
    assert walk.finish_issue(issue).outcome == "broken"
    assert not walk.over

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
GOOD = IssuePage((Entry("a", "http://a.cn/html/2020-11/18/content_a.htm", date=DAY.isoformat()),), {}, PageLabel())
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


def test_a_month_without_a_list_of_issues_is_the_last_that_is_asked() -> None:
    walk = EditionWalk(edition(), days(30), None)
    assert walk.period_to_fetch() == "http://a.cn/html/2020-11/period.xml"
    walk.add_period("http://a.cn/html/2020-11/period.xml", {})
    assert walk.period_to_fetch() is None


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


@pytest.mark.parametrize(("newest", "moved"), [(None, True), (DAY - timedelta(days=30), True), (DAY, False)])
def test_missing_days_are_gaps_only_before_an_issue(newest: date | None, moved: bool) -> None:
    walk = EditionWalk(edition(), days(9)[1:], newest)
    while not walk.over:
        walk.begin_issue()
        settle(walk, "missing")
    assert bool(walk.shortfalls()) is moved

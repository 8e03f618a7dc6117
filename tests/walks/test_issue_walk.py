"""Walks through an issue and through the days of an edition, without a network."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from newscrawl.catalog.papers import Edition, Era
from newscrawl.catalog.schema import IssueRule
from newscrawl.items import Entry
from newscrawl.walks.edition_walk import EditionWalk
from newscrawl.walks.issue_values import Issue, IssuePage, PageLabel
from newscrawl.walks.issue_walk import MOST_PAGES, IssueWalk, PageAnswer

DAY = date(2020, 11, 18)
NOW = datetime(2020, 11, 18, 9, 0, tzinfo=UTC)
BASE = "http://szb.example.cn/html/2020-11/18"
FRONTS = [f"{BASE}/node_1.htm", f"{BASE}/node_A01.htm", f"{BASE}/node_2.htm"]


def page(*ids: str, to: dict[str, PageLabel] | None = None, own: PageLabel | None = None) -> IssuePage:
    entries = tuple(Entry(id, f"{BASE}/content_{id}.htm", date=DAY.isoformat()) for id in ids)
    return IssuePage(entries, {f"{BASE}/{name}": label for name, label in (to or {}).items()}, own or PageLabel())


EMPTY = IssuePage((), {}, PageLabel(), "empty")
SOFT = IssuePage((), {}, PageLabel(), "soft404")
GOOD = page("a")


def answered(walk: IssueWalk, *answers: IssuePage | int | str) -> list[str]:
    """PageAnswer what is asked for, one after another; gives the addresses."""
    asked = []
    for answer in answers:
        url = walk.next_url()
        assert url is not None
        asked.append(url.removeprefix(f"{BASE}/"))
        if isinstance(answer, IssuePage):
            walk.read(PageAnswer(url, 200, answer))
        else:
            walk.read(PageAnswer(url, answer, None) if isinstance(answer, int) else PageAnswer(url, None, None, answer))
    return asked


def ended(walk: IssueWalk, now: datetime = NOW) -> tuple[str, str | None]:
    assert walk.next_url() is None
    issue = walk.issue(now)
    return issue.outcome, issue.reason


@pytest.mark.parametrize(
    ("answers", "end"),
    [
        ([404, 410, 404], ("missing", "no_issue")),
        ([404, SOFT, 404], ("missing", "no_issue")),
        ([404, "redirected", 404], ("missing", "no_issue")),
        ([404, 503], ("broken", "http_503")),
        (["timeout"], ("broken", "timeout")),
        ([403], ("broken", "http_403")),
        ([404, EMPTY, 404], ("broken", "no_entries")),
        ([404, GOOD], ("complete", None)),
        ([EMPTY, GOOD], ("complete", None)),
        ([page(to={"node_9.htm": PageLabel()}), EMPTY], ("broken", "no_entries")),
        ([page("a", to={"node_9.htm": PageLabel()}), EMPTY], ("broken", "1 pages gone or empty")),
        ([page("a", to={"node_9.htm": PageLabel()}), "timeout"], ("broken", "timeout")),
        ([page("a", to={"node_9.htm": PageLabel()}), 404], ("broken", "1 pages gone or empty")),
    ],
)
def test_what_became_of_an_issue(answers: list[IssuePage | int | str], end: tuple[str, str | None]) -> None:
    walk = IssueWalk(DAY, FRONTS)
    answered(walk, *answers)
    assert ended(walk) == end


def test_pages_that_are_gone_do_not_keep_an_old_issue_open() -> None:
    walk = IssueWalk(DAY, FRONTS)
    answered(walk, page("a", to={"node_9.htm": PageLabel()}), 404)
    assert ended(walk, NOW + timedelta(days=8)) == ("complete", "1 pages gone or empty")


def test_an_announced_issue_that_is_not_there_is_no_gap() -> None:
    walk = IssueWalk(DAY, FRONTS[:1], announced=True)
    answered(walk, 404)
    assert ended(walk) == ("broken", "announced_but_gone")


def test_each_page_is_asked_for_once_and_articles_have_the_page_that_lists_them_first() -> None:
    walk = IssueWalk(DAY, FRONTS)
    nav = {"node_1.htm": PageLabel("A01", "要闻"), "node_2.htm": PageLabel("A02", None)}
    first = walk.read(PageAnswer(walk.next_url() or "", 200, page("a", to=nav)))
    second = walk.read(PageAnswer(walk.next_url() or "", 200, page("a", "b", to=nav, own=PageLabel("2", "城事"))))
    assert [(entry.id, entry.page, entry.page_name) for entry in (*first, *second)] == [
        ("a", "A01", "要闻"),
        ("b", "A02", "城事"),
    ]
    assert ended(walk) == ("complete", None)
    assert (walk.issue(NOW).pages, walk.issue(NOW).entries) == (2, 2)


def test_a_page_nobody_names_has_the_number_of_its_address() -> None:
    walk = IssueWalk(DAY, FRONTS)
    (entry,) = walk.read(PageAnswer(walk.next_url() or "", 200, GOOD), numbered="01")
    assert (entry.page, entry.page_name) == ("01", None)


def test_a_page_full_of_links_that_lead_nowhere_is_a_trap_too() -> None:
    walk = IssueWalk(DAY, FRONTS)
    walk.read(
        PageAnswer(walk.next_url() or "", 200, page("a", to={f"node_{n}x.htm": PageLabel() for n in range(9999)}))
    )
    count = 0
    while (url := walk.next_url()) is not None:
        count += 1
        walk.read(PageAnswer(url, 404))
    assert count < MOST_PAGES
    assert walk.issue(NOW).reason == "endless"


def test_a_server_that_fails_is_asked_for_three_pages_more_at_most() -> None:
    walk = IssueWalk(DAY, FRONTS)
    answered(walk, page("a", to={f"node_{n}x.htm": PageLabel() for n in range(30)}), "timeout", "timeout", "timeout")
    assert ended(walk) == ("broken", "timeout")


def test_a_paper_without_end_is_a_trap() -> None:
    walk = IssueWalk(DAY, FRONTS)
    count = 0
    while (url := walk.next_url()) is not None:
        count += 1
        walk.read(PageAnswer(url, 200, page("a", to={f"node_{count}x.htm": PageLabel()})))
    assert count == MOST_PAGES
    assert walk.issue(NOW).reason == "endless"


# Days -----------------------------------------------------------------------------------------------------------------
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

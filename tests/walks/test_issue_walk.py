"""One issue, page by page: complete only if it was read whole, missing only for sure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from newscrawl.items import Entry
from newscrawl.walks.issue_values import IssuePage, PageLabel
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
    """Answer what is requested, one after another; return the addresses."""
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


def test_a_page_that_was_cut_enters_what_it_shows_and_completes_nothing() -> None:
    """A front that broke off shows one page of many: its issue must be read again."""
    walk = IssueWalk(DAY, FRONTS)
    new = walk.read(PageAnswer(walk.next_url() or "", 200, page("a", to={"node_9.htm": PageLabel()}), cut=True))
    assert [entry.id for entry in new] == ["a"]
    assert answered(walk, page("b")) == ["node_9.htm"]
    assert ended(walk) == ("broken", "dataloss")


@pytest.mark.parametrize("cut", [SOFT, EMPTY, IssuePage((), {}, PageLabel(), "other_day")])
def test_a_front_that_was_cut_is_no_evidence_that_there_is_no_issue(cut: IssuePage) -> None:
    walk = IssueWalk(DAY, FRONTS[:1])
    walk.read(PageAnswer(walk.next_url() or "", 200, cut, cut=True))
    assert ended(walk) == ("broken", "dataloss")


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

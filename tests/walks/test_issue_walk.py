"""One issue, page by page: complete only if it was read whole, missing only for sure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from newscrawl.items import Entry
from newscrawl.walks.issue_values import FEW_PAGES, FRONT_PAGE, NO_ARTICLES, OTHER_DAY, UNSURE, IssuePage, PageLabel
from newscrawl.walks.issue_walk import MOST_PAGES, IssueWalk, PageAnswer, counted_on

DAY = date(2020, 11, 18)
NOW = datetime(2020, 11, 18, 9, 0, tzinfo=UTC)
BASE = "http://szb.example.cn/html/2020-11/18"
FRONTS = [f"{BASE}/node_1.htm", f"{BASE}/node_A01.htm", f"{BASE}/node_2.htm"]


def page(*ids: str, to: dict[str, PageLabel] | None = None, own: PageLabel | None = None) -> IssuePage:
    entries = tuple(Entry(id, f"{BASE}/content_{id}.htm", f"要闻{id}", DAY.isoformat()) for id in ids)
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
        ([404, FRONT_PAGE, 404], ("missing", "no_issue")),
        ([404, OTHER_DAY, 404], ("missing", "no_issue")),
        ([404, "redirected", 404], ("broken", "redirected")),
        (["redirected", 404, GOOD], ("complete", None)),
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


def test_a_page_that_was_cut_enters_what_it_shows_and_completes_nothing() -> None:
    """A front that broke off shows one page of many: its issue must be read again."""
    walk = IssueWalk(DAY, FRONTS)
    new = walk.read(PageAnswer(walk.next_url() or "", 200, page("a", to={"node_9.htm": PageLabel()}), cut=True))
    assert [entry.id for entry in new] == ["a"], "what it shows is entered"
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


def test_a_dead_host_of_one_form_does_not_hide_the_other() -> None:
    """Two forms of an address have the day, and the server of the older one is gone for good."""
    old, new = "http://old.example.cn/20201118/node_1.htm", FRONTS[0]
    walk = IssueWalk(DAY, [old, old.replace("_1", "_A01"), new])
    asked = [walk.next_url()]
    walk.read(PageAnswer(old, None, None, "no_such_host"))
    asked.append(walk.next_url())
    walk.read(PageAnswer(new, 200, GOOD))
    assert asked == [old, new], "one time-out a host is enough"
    assert ended(walk) == ("complete", None)
    assert walk.failed_hosts == {"old.example.cn"}


def test_a_dead_host_is_no_evidence_though_the_other_has_nothing() -> None:
    walk = IssueWalk(DAY, ["http://old.example.cn/20201118/node_1.htm", FRONTS[0]])
    assert walk.next_url()
    walk.read(PageAnswer("http://old.example.cn/20201118/node_1.htm", None, None, "timeout"))
    walk.read(PageAnswer(walk.next_url() or "", 404))
    assert ended(walk) == ("broken", "timeout")


def test_a_page_of_which_nothing_shows_that_it_is_whole_completes_no_issue() -> None:
    walk = IssueWalk(DAY, FRONTS)
    assert walk.read(PageAnswer(walk.next_url() or "", 200, GOOD, unsure=True))
    assert ended(walk) == ("broken", UNSURE)
    walk = IssueWalk(DAY, FRONTS, never_closed=True)
    walk.read(PageAnswer(walk.next_url() or "", 200, GOOD, unsure=True))
    assert ended(walk) == ("complete", UNSURE), "this paper's server never shows it"


@pytest.mark.parametrize("kind", ["empty", "soft404", OTHER_DAY])
def test_nor_is_it_evidence_of_a_day_without_an_issue(kind: str) -> None:
    walk = IssueWalk(DAY, FRONTS[:1])
    walk.read(PageAnswer(walk.next_url() or "", 200, replace(EMPTY, kind=kind), unsure=True))
    assert ended(walk) == ("broken", "dataloss")


def test_a_title_that_a_later_page_shows_is_the_articles() -> None:
    """The picture of page one links to an article that only the list of page two names."""
    walk = IssueWalk(DAY, FRONTS)
    picture = page("a", "b", to={"node_2.htm": PageLabel("A02", "城事")}, own=PageLabel("A01", "头版"))
    bare = replace(picture, entries=(replace(picture.entries[0], title=None), replace(picture.entries[1], title=None)))
    assert walk.read(PageAnswer(walk.next_url() or "", 200, bare)) == []
    (named,) = walk.read(PageAnswer(walk.next_url() or "", 200, page("a", own=PageLabel("A02"))))
    assert (named.id, named.title, named.page, named.page_name) == ("a", "要闻a", "A01", "头版")
    assert walk.next_url() is None
    assert [(entry.id, entry.title) for entry in walk.rest()] == [("b", None)]
    assert walk.rest() == []
    assert walk.issue(NOW).entries == 2


def test_an_article_with_and_without_parameters_is_one() -> None:
    walk = IssueWalk(DAY, FRONTS)
    walk.read(PageAnswer(walk.next_url() or "", 200, page("a", to={"node_2.htm": PageLabel()})))
    twin = Entry("x", f"{BASE}/content_a.htm?from=map", None, DAY.isoformat())
    other = Entry("y", f"{BASE}/content_a.htm?id=4", "另一篇", DAY.isoformat())
    second = IssuePage((twin, other), {}, PageLabel())
    assert [entry.id for entry in walk.read(PageAnswer(walk.next_url() or "", 200, second))] == ["y"]


def test_a_front_that_leads_to_another_name_keeps_the_name_of_its_page() -> None:
    walk = IssueWalk(DAY, FRONTS)
    nav = {"node_A01.htm": PageLabel("A01", "要闻"), "node_A02.htm": PageLabel("A02", "城事")}
    answer = PageAnswer(walk.next_url() or "", 200, page("a", to=nav), final=f"{BASE}/node_A01.htm")
    (entry,) = walk.read(answer, numbered="1")
    assert (entry.page, entry.page_name) == ("A01", "要闻")
    assert answered(walk, page("b")) == ["node_A02.htm"], "the page is not fetched again under its other name"


def test_pages_are_counted_on_where_none_is_linked() -> None:
    """The list of pages was missing: an issue of three pages came out complete with one."""
    walk = IssueWalk(DAY, FRONTS, usual=3, following=counted_on)
    assert answered(walk, page("a"), page("b"), page("c"), 404) == [f"node_{n}.htm" for n in (1, 2, 3, 4)]
    assert ended(walk) == ("complete", None)
    assert walk.issue(NOW).pages == 3


@pytest.mark.parametrize(
    ("usual", "answers", "end"),
    [
        (8, [page("a"), 404], ("complete", FEW_PAGES)),
        (8, [page("a"), SOFT], ("complete", FEW_PAGES)),
        (8, [page("a"), 503], ("broken", "http_503")),
        (None, [page("a"), 404], ("complete", None)),
        (None, [page("a"), "redirected"], ("complete", None)),
        (1, [page("a")], ("complete", None)),
    ],
)
def test_an_issue_of_one_page_is_looked_at_again_where_others_have_several(
    usual: int | None, answers: list[IssuePage | int | str], end: tuple[str, str | None]
) -> None:
    walk = IssueWalk(DAY, FRONTS[:1], usual=usual, following=counted_on)
    answered(walk, *answers)
    assert ended(walk) == end


@pytest.mark.parametrize(
    ("name", "end"),
    [("城事", ("complete", f"1{NO_ARTICLES}")), ("广告", ("complete", None)), (None, ("complete", f"1{NO_ARTICLES}"))],
)
def test_a_page_without_articles_is_looked_at_again_unless_it_is_advertisements(
    name: str | None, end: tuple[str, str | None]
) -> None:
    """A page showed its links and no articles for a day: they were never asked for again."""
    walk = IssueWalk(DAY, FRONTS)
    nav = {"node_1.htm": PageLabel("A01"), "node_2.htm": PageLabel("A02")}
    answered(walk, page("a", to=nav), page(to=nav, own=PageLabel("A02", name)))
    assert ended(walk) == end

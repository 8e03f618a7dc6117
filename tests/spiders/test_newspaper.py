"""A newspaper is archived issue by issue: every article once, with edition and page; gaps are told from failures."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from newscrawl.china_time import CHINA
from newscrawl.ledger.sqlite import SqliteLedger
from newscrawl.walks.issue_values import IssueCounts
from tests import processes
from tests.crawling import Crawl
from tests.simsite.paper import TABLE, PaperServer, Printed, SimPaper, serve_paper, write_paper
from tests.simsite.replies import Reply
from tests.spiders.launching import Launcher, Running, balance, on_request

MISSING = {date(2020, 9, 25), date(2020, 10, 1), date(2020, 10, 2), date(2020, 11, 8), date(2020, 11, 16)}


def crawl(launcher: Launcher, *args: str, **settings: object) -> Crawl:
    return launcher.crawl(*args, spider="newspaper", NEWSCRAWL_PROGRESS=False, **settings)


def scrapy(tmp: Path, *args: str) -> str:
    """What a command prints about the archive."""
    settings = ("-s", f"NEWSCRAWL_DATA={tmp / 'data'}", "-s", f"NEWSCRAWL_CATALOG={tmp / 'catalog'}")
    done = processes.scrapy(*args, *settings)
    done.check_returncode()
    return done.stdout


def counts(run: Crawl) -> dict[str, IssueCounts]:
    ledger = SqliteLedger.open(run.data / "ledger.sqlite", write=False)
    try:
        return {each.channel: each for each in ledger.issue_counts()}
    finally:
        ledger.close()


def front_days(server: PaperServer) -> set[str]:
    """Days of the month whose pages were asked for."""
    return {path.split("/")[-2] for path in server.paths() if "/node_" in path}


@pytest.fixture(scope="module")
def paper() -> SimPaper:
    return SimPaper(missing=set(MISSING))


@pytest.fixture
def server(paper: SimPaper) -> Iterator[PaperServer]:
    paper.broken = {}
    paper.period = False
    with serve_paper(paper) as server:
        yield server


def of_days(paper: SimPaper, since: date, until: date = date(2020, 11, 18)) -> list[Printed]:
    return [each for each in paper.articles if since <= each.day <= until]


def archived(run: Crawl, server: PaperServer) -> Counter[str]:
    return Counter(
        line["url"].removeprefix(server.url) for kind in ("articles", "duplicates") for line in run.lines(kind)
    )


@pytest.mark.slow
def test_sixty_days_of_two_editions_and_eras(launcher: Launcher, server: PaperServer, paper: SimPaper) -> None:
    write_paper(launcher.tmp, server)
    run = crawl(launcher, "papers=rcrb", "since=2020-09-20")
    assert run.code == 0, run.err[-3000:]
    printed = {each.path: each for each in paper.articles}
    assert archived(run, server) == Counter(printed.keys())
    for line in run.lines():
        true = printed[line["url"].removeprefix(server.url)]
        assert (line["title"], line["kicker"], line["subtitle"]) == (
            true.text.title,
            true.text.kicker,
            true.text.subtitle,
        )
        assert line["text"].splitlines()[0] == true.text.paragraphs[0]
        assert (line["page"], line["page_name"]) == (true.page, true.page_name)
        assert line["edition"] == {"main": "城市版", "fuqing": "福清版"}[true.edition]
        assert (line["site"], line["channel"], line["province"]) == ("rcrb", f"rcrb/{true.edition}", "福建")
        assert line["listed_date"] == true.day.isoformat()
        assert line["published"][:10] == true.day.isoformat()
    copies = [line["url"].removeprefix(server.url) for line in run.lines("duplicates")]
    assert len(copies) == sum(each.copy for each in paper.articles)
    balanced = balance(run)
    assert (balanced["exported"], balanced["duplicate"]) == (len(run.lines()), len(copies))
    for found in counts(run).values():
        assert (found.complete, found.missing, found.broken) == (55, 5, 0)
        assert found.asked == 60
        assert (found.first, found.last) == (date(2020, 9, 20), date(2020, 11, 18))
    assert sum(found.entries for found in counts(run).values()) == len(paper.articles)

    audited = scrapy(launcher.tmp, "audit", "--channel", "榕城日报/福清版")
    assert "rcrb/fuqing: 60 days = 55 issues + 5 without; 55 pages, 110 articles" in audited
    assert "rcrb/main" not in audited

    server.reset()
    again = crawl(launcher, "papers=rcrb", "since=2020-09-20")
    assert again.code == 0, again.err[-2000:]
    assert not [path for path in server.paths() if path != "/robots.txt"], "complete issues and old gaps are left alone"


@pytest.mark.slow
def test_a_month_costs_only_its_own_requests(launcher: Launcher, server: PaperServer, paper: SimPaper) -> None:
    write_paper(launcher.tmp, server)
    run = crawl(launcher, "papers=rcrb/main", "since=2020-10-01", "until=2020-10-31")
    assert run.code == 0, run.err[-2000:]
    wanted = [each for each in of_days(paper, date(2020, 10, 1), date(2020, 10, 31)) if each.edition == "main"]
    assert archived(run, server) == Counter(each.path for each in wanted)
    months = {path for path in server.paths() if "2020" in path and not ("2020-10" in path or "202010" in path)}
    assert months == set()
    pages = Counter(path for path in server.paths() if "/node_" in path and server.paper.answer(path).status == 200)
    assert set(pages.values()) == {1}
    assert len(pages) == 2 * 29


@pytest.mark.slow
def test_a_list_of_issues_saves_the_guesses(launcher: Launcher, server: PaperServer, paper: SimPaper) -> None:
    paper.period = True
    write_paper(launcher.tmp, server)
    run = crawl(launcher, "papers=rcrb/main", "since=2020-10-17")
    assert run.code == 0, run.err[-2000:]
    assert [request.path for request in server.requests if request.status == 404] == []
    assert sum(path.endswith("period.xml") for path in server.paths()) == 3, "October has two eras"
    assert counts(run)["rcrb/main"].missing == 2


@pytest.mark.slow
def test_a_failure_is_no_gap_and_is_walked_again(launcher: Launcher, server: PaperServer, paper: SimPaper) -> None:
    write_paper(launcher.tmp, server)
    second = next(
        path for path in paper._pages if "/pc/layout/202011/17/node_02" in path and not path.startswith("/fq")
    )
    fronts = [f"/pc/layout/202011/15/{name}.html" for name in ("node_01", "node_A01")]
    paper.broken = {second: 503, **dict.fromkeys(fronts, 500)}
    run = crawl(launcher, "papers=rcrb/main", "since=2020-11-10")
    assert run.code == 3
    assert "2 issues broken: 2020-11-17 http_503, 2020-11-15 http_500" in run.err
    found = counts(run)["rcrb/main"]
    assert (found.complete, found.missing, found.broken) == (6, 1, 2)
    assert len(run.lines()) == 4 * 6 + 2, "what the broken issue's good page showed is there"

    paper.broken = {}
    server.reset()
    run = crawl(launcher, "papers=rcrb/main", "since=2020-11-10")
    assert run.code == 0, run.err[-2000:]
    assert counts(run)["rcrb/main"].broken == 0
    wanted = [each.path for each in of_days(paper, date(2020, 11, 10)) if each.edition == "main"]
    assert archived(run, server) == Counter(wanted)
    days = front_days(server)
    assert days == {"15", "17"}, "a missing day is asked for again only after some hours"


@pytest.mark.slow
def test_a_late_issue_is_found_some_days_later_and_an_old_gap_is_given_up(
    launcher: Launcher, server: PaperServer
) -> None:
    write_paper(launcher.tmp, server)
    crawl(launcher, "papers=rcrb/main", "since=2020-11-07")
    for day, asked in ((19, {"16", "08"}), (20, {"16", "08"}), (21, {"16"})):
        server.reset()
        now = f"2020-11-{day}T09:00:00+08:00"
        run = crawl(launcher, "papers=rcrb/main", "since=2020-11-07", "until=2020-11-18", NEWSCRAWL_NOW=now)
        assert run.code == 0
        assert front_days(server) == asked, "the 8th is a gap when it was none on three days"


@pytest.mark.slow
def test_an_issue_that_grows_in_the_morning_is_read_once_more(
    launcher: Launcher, server: PaperServer, paper: SimPaper
) -> None:
    write_paper(launcher.tmp, server)
    first = [each for each in of_days(paper, paper.today) if each.edition == "main"]
    front = f"/pc/layout/202011/18/{paper.front(paper.today)}"
    early = f'<a href="../../../con/202011/18/{first[0].path.rpartition("/")[2]}">{first[0].text.title}</a>'.encode()
    with on_request(server, lambda path: Reply(200, early) if path == front else None):
        run = crawl(launcher, "papers=rcrb/main", "since=2020-11-18", NEWSCRAWL_NOW="2020-11-18T06:00:00+08:00")
        assert counts(run)["rcrb/main"].entries == 1
    for hour, pages in ((8, 0), (13, 2), (18, 0)):
        server.reset()
        run = crawl(launcher, "papers=rcrb/main", "since=2020-11-18", NEWSCRAWL_NOW=f"2020-11-18T{hour:02}:00:00+08:00")
        assert run.code == 0, run.err[-2000:]
        assert sum("/node_" in each.path and each.status == 200 for each in server.requests) == pages, hour
    assert archived(run, server) == Counter(each.path for each in first)


@pytest.mark.slow
def test_a_paper_that_is_nowhere_to_be_found_is_told(launcher: Launcher, server: PaperServer) -> None:
    write_paper(launcher.tmp, server, TABLE.replace("/pc/layout/", "/moved/"))
    run = crawl(launcher, "papers=rcrb/main", "since=2020-11-09")
    assert run.code == 3
    assert "none of 10 days has an issue; has the paper moved?" in run.err
    server.reset()
    later = datetime(2020, 11, 18, 23, 0, tzinfo=CHINA) + timedelta(days=30)
    crawl(launcher, "papers=rcrb/main", "since=2020-11-09", "until=2020-11-18", NEWSCRAWL_NOW=later.isoformat())
    assert any("202011/09" in path for path in server.paths()), "its days are not given up: nothing says they are gaps"


def close_delimited(body: bytes) -> bytes:
    """An answer whose end is that of its connection."""
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n" + body


def test_a_front_page_that_broke_off_completes_no_issue(
    launcher: Launcher, server: PaperServer, paper: SimPaper
) -> None:
    """The first answer of a run ends with its connection, and before its list of pages: nothing says that it is whole."""
    write_paper(launcher.tmp, server)
    front = f"/pc/layout/202011/18/{paper.front(paper.today)}"
    whole = paper.answer(front).body
    raw = close_delimited(whole[: whole.index(b'<div id="nav"')])
    with on_request(server, lambda path: Reply(200, raw=raw) if path == front else None):
        run = crawl(launcher, "papers=rcrb/main", "since=2020-11-18")
    assert run.code == 3
    assert "2020-11-18 dataloss" in run.err
    assert len(run.lines()) == 2, "what it showed is archived"
    run = crawl(launcher, "papers=rcrb/main", "since=2020-11-18")
    assert run.code == 0, run.err[-2000:]
    assert archived(run, server) == Counter(each.path for each in of_days(paper, paper.today) if each.edition == "main")


def test_a_day_under_repair_is_no_day_without_an_issue(
    launcher: Launcher, server: PaperServer, paper: SimPaper
) -> None:
    write_paper(launcher.tmp, server)

    def repair(path: str) -> Reply | None:
        if path.startswith("/pc/layout/202011/17/"):
            return Reply(302, headers=(("Location", "/service/notice.html"),))
        return Reply(200, "<h1>系统维护</h1>".encode()) if path.startswith("/service/") else None

    with on_request(server, repair):
        run = crawl(launcher, "papers=rcrb/main", "since=2020-11-17")
    assert run.code == 3
    assert "2020-11-17 redirected" in run.err
    later = "2020-11-28T09:00:00+08:00"
    run = crawl(launcher, "papers=rcrb/main", "since=2020-11-17", "until=2020-11-18", NEWSCRAWL_NOW=later)
    assert run.code == 0, run.err[-2000:]
    assert archived(run, server) == Counter(
        each.path for each in of_days(paper, date(2020, 11, 17)) if each.edition == "main"
    )


def test_a_challenge_that_cookies_answer_is_answered(launcher: Launcher, server: PaperServer, paper: SimPaper) -> None:
    write_paper(launcher.tmp, server)
    answer = server.answer

    def guarded(method: str, target: str, headers: dict[str, str]) -> Reply:
        if "pass=7f" in headers.get("cookie", "") or target == "/robots.txt":
            return answer(method, target, headers)
        body = b"<html><head><script>document.cookie='seen=1';location.reload()</script></head><body></body></html>"
        return Reply(200, body, (("Content-Type", "text/html"), ("Set-Cookie", "pass=7f; Path=/")))

    vars(server)["answer"] = guarded
    run = crawl(launcher, "papers=rcrb/main", "since=2020-11-17")
    assert run.code == 0, run.err[-2000:]
    assert archived(run, server) == Counter(
        each.path for each in of_days(paper, date(2020, 11, 17)) if each.edition == "main"
    )


def test_an_issue_whose_list_of_pages_is_missing_is_counted_on(
    launcher: Launcher, server: PaperServer, paper: SimPaper
) -> None:
    write_paper(launcher.tmp, server)
    front = next(path for path in paper._pages if "/pc/layout/202011/17/" in path and not path.startswith("/fq"))
    whole = paper.answer(front).body
    bare = whole[: whole.index(b'<div id="nav"')] + b"</body></html>"
    with on_request(server, lambda path: Reply(200, bare) if path == front and "node_01" in front else None):
        run = crawl(launcher, "papers=rcrb/main", "since=2020-11-17")
    assert run.code == 0, run.err[-2000:]
    assert archived(run, server) == Counter(
        each.path for each in of_days(paper, date(2020, 11, 17)) if each.edition == "main"
    )


def test_a_dead_host_of_one_form_of_address_does_not_hide_the_other(
    launcher: Launcher, server: PaperServer, paper: SimPaper
) -> None:
    table = """
[rcrb]
name = "榕城日报"
delay = 0.0
family = "founder_paper_new"
eras = [
    {{ issue = "http://127.0.0.1:1/layout/{{date:%Y%m/%d}}/node_01.html" }},
    {{ issue = "{url}/pc/layout/{{date:%Y%m/%d}}/node_01.html" }},
]
"""
    write_paper(launcher.tmp, server, table)
    run = crawl(launcher, "papers=rcrb", "since=2020-11-14", RETRY_ENABLED=False)
    assert counts(run)["rcrb/main"].complete == 4
    assert run.code == 3
    assert "1 issues broken: 2020-11-16 refused" in run.err, "it may have stood there"


def test_a_weekly_is_asked_for_on_its_day_only(launcher: Launcher, server: PaperServer) -> None:
    table = """
[rczk]
name = "榕城周刊"
delay = 0.0
family = "founder_paper_new"
issue = "{url}/pc/layout/{{date:%Y%m/%d}}/node_01.html"
weekdays = [3]
"""
    write_paper(launcher.tmp, server, table)
    run = crawl(launcher, "papers=榕城周刊")
    assert run.code == 0, run.err[-2000:]
    days = front_days(server)
    assert days == {"18", "11", "04", "28", "21"}
    assert run.lines()[0]["edition"] is None


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (
            ["papers=rcrb/main", "since=2027-01-01"],
            "since=2027-01-01: no issue has appeared that late; today is 2020-11-18",
        ),
        (["papers=rcrb/main", "since=all"], "since=all: the catalog does not say when rcrb began; give a date"),
        (["papers=rcrb/evening"], "no newspaper is called 'rcrb/evening'"),
        (["papers=榕城曰报"], "did you mean 榕城日报?"),
        (["papers=rcrb", "max_pages=3"], "spider newspaper has no argument 'max_pages'"),
        ([], "name the papers: -a papers=fzrb (`scrapy papers` lists them)"),
    ],
)
def test_what_is_wrong_is_one_line(launcher: Launcher, server: PaperServer, args: list[str], said: str) -> None:
    write_paper(launcher.tmp, server)
    run = crawl(launcher, *args)
    assert run.code == 2
    assert said in run.err
    assert run.err.count("\n") == 1
    assert server.paths() == []


@pytest.mark.slow
@pytest.mark.parametrize("after", [3, 20, 41])
def test_a_killed_run_loses_and_doubles_nothing(
    launcher: Launcher, server: PaperServer, paper: SimPaper, after: int
) -> None:
    write_paper(launcher.tmp, server)
    settings = {"spider": "newspaper", "NEWSCRAWL_PROGRESS": False, "NEWSCRAWL_COMMIT_EVERY": 3}
    started: list[Running] = []

    def kill(_path: str) -> None:
        if len(server.requests) == after:
            started[0].send(signal.SIGKILL)

    with on_request(server, kill):
        started.append(launcher.start("papers=rcrb/main", "since=2020-11-10", **settings))
        assert launcher.wait(started[0]).code == -signal.SIGKILL
    run = crawl(launcher, "papers=rcrb/main", "since=2020-11-10")
    assert run.code == 0, run.err[-2000:]
    wanted = {each.path: each for each in of_days(paper, date(2020, 11, 10)) if each.edition == "main"}
    assert archived(run, server) == Counter(wanted.keys())
    for line in run.lines():
        true = wanted[line["url"].removeprefix(server.url)]
        assert (line["page"], line["page_name"]) == (true.page, true.page_name), "pending articles keep their page"
    assert balance(run)["exported"] == len(wanted)


@pytest.mark.slow
def test_a_replay_gives_the_same_lines(launcher: Launcher, server: PaperServer) -> None:
    write_paper(launcher.tmp, server)
    run = crawl(launcher, "papers=rcrb", "since=2020-11-14")
    replayed = {"NEWSCRAWL_REPLAY": launcher.tmp / "data" / "warc", "NEWSCRAWL_ALLOW_HOSTS": ""}
    again = crawl(launcher, "papers=rcrb", "since=2020-11-14", data="again", **replayed)
    assert again.code == 0, again.err[-2000:]
    assert sorted(map(str, run.lines())) == sorted(map(str, again.lines()))
    assert counts(again) == counts(run)

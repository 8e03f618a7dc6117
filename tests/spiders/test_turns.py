"""Crawls of the schedule while a back-fill runs: let in between two pages, and nothing is lost, doubled or stuck."""

from __future__ import annotations

import random
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from newscrawl.ledger import Ledger
from newscrawl.ledger.handover import mark, site_lock, yielding
from newscrawl.ledger.sqlite import SqliteLedger
from tests.crawling import Crawl, write_site
from tests.processes import until
from tests.rounds import mixed, rounds
from tests.simsite import Reply, Server, SimSite, serve
from tests.simsite.paper import SimPaper, serve_paper, write_paper
from tests.spiders.launching import Launcher, Running, archived, on_request, wanted

pytestmark = pytest.mark.slow

KEY = "both"
LATER = "2020-11-21T23:00:00+08:00"
BACK_FILL = ("channels=sim/*", "since=all")
LEDGERS = ("sqlite", "postgres")
ENDS = (signal.SIGKILL, signal.SIGTERM)


@dataclass
class Stage:
    """One site, one archive, and the crawls of both kinds."""

    launcher: Launcher
    site: SimSite
    server: Server
    url: str | None
    """PostgreSQL's, or None: the ledger is a file."""

    @property
    def settings(self) -> dict[str, Any]:
        return {"NEWSCRAWL_LEDGER": self.url, "NEWSCRAWL_WORKER": "east"} if self.url else {}

    def start(self, *args: str, **settings: Any) -> Running:
        return self.launcher.start(*args, **self.settings, **settings)

    def fresh(self) -> Running:
        """A crawl of the schedule, after four new articles have come out."""
        self.site.advance(days=1, new=4)
        return self.start("channels=sim/*", NEWSCRAWL_NOW=LATER)

    def wait(self, running: Running) -> Crawl:
        return self.launcher.wait(running)

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        if self.url is None:
            with closing(SqliteLedger.open(self.launcher.tmp / "data/ledger.sqlite", write=False)) as ledger:
                yield ledger
        else:
            from newscrawl.ledger.postgres import PostgresLedger

            with closing(PostgresLedger.open(self.url, write=False)) as other:
                yield other

    def alive(self, name: str) -> bool:
        with self.ledger() as ledger:
            locks = ledger.locks()
            with locks.gate():
                return locks.alive(name)

    def await_waiting(self) -> None:
        until(lambda: self.alive(mark(KEY)), lambda: "no run waits for the site")

    @contextmanager
    def steps(self, *steps: tuple[Callable[[], str], Callable[[], object]]) -> Iterator[None]:
        """One after another: when a page is asked for, act, before it is answered."""
        left = list(steps)

        def on(asked: str) -> Reply | None:
            if left and asked == left[0][0]():
                left.pop(0)[1]()
            return None

        with on_request(self.server, on):
            yield
        assert not left, f"{left[0][0]()} was never asked for"

    def page(self, number: int) -> Callable[[], str]:
        """Address of a listing page."""
        return lambda: self.site.family.listing_page(self.site.channels[0].path, number)

    def news(self, number: int) -> Callable[[], str]:
        """Address of a new article, when it is there: only a fresh crawl knows of it."""
        return lambda: self.site.articles[number].path

    def fetched(self) -> Counter[str]:
        """How often each article was asked for."""
        paths = {article.path for article in self.site.articles}
        return Counter(path for path in self.server.paths() if path in paths)

    def assert_whole(self, run: Crawl) -> None:
        """Every article has one line, all adds up, and no lock is left."""
        assert archived(run, self.server) == wanted(self.site)
        with self.ledger() as ledger:
            (whole,) = ledger.balances("all")
            assert whole.balanced
            assert whole.outcomes.get("pending", 0) == 0
            assert ledger.faults() == {}
            assert ledger.open_files() == []
        for name in (mark(KEY), site_lock(KEY), yielding(KEY)):
            until(lambda name=name: not self.alive(name), lambda name=name: f"{name} is stuck")


@pytest.fixture(params=LEDGERS)
def stage(launcher: Launcher, request: pytest.FixtureRequest) -> Iterator[Stage]:
    url = request.getfixturevalue("postgres").fresh() if request.param == "postgres" else None
    site = SimSite(seed=71, articles=100, listings=20, days=50.0)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url, head=f'politeness = "{KEY}"')
        yield Stage(launcher, site, server, url)


def assert_ended(run: Crawl, code: int = 0) -> None:
    assert run.code == code, run.err[-3000:]


@dataclass
class Fresh:
    """A crawl of the schedule, which a test starts while a back-fill is under way."""

    stage: Stage
    running: Running | None = None

    def come(self) -> None:
        """Start it, and wait until it waits for the site."""
        self.running = self.stage.fresh()
        self.stage.await_waiting()

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        assert self.running is not None
        self.running.send(how)
        self.running.process.wait(60)

    def end(self) -> Crawl:
        until(lambda: self.running is not None, lambda: "it was never started")
        assert self.running is not None
        return self.stage.wait(self.running)


@pytest.fixture
def fresh(stage: Stage) -> Fresh:
    return Fresh(stage)


def test_a_fresh_crawl_is_let_in_between_two_pages_of_a_back_fill(stage: Stage, fresh: Fresh) -> None:
    assert_ended(stage.wait(stage.start("channels=sim/*", NEWSCRAWL_FIRST_WALK=10)))
    with stage.steps((stage.page(8), fresh.come)):
        back_fill = stage.wait(stage.start(*BACK_FILL))
    hourly = fresh.end()
    assert_ended(hourly)
    assert_ended(back_fill)
    assert "another run waits for it" in back_fill.err
    assert max(stage.fetched().values()) == 1, "an article was fetched twice"
    paths = Counter(stage.server.paths())
    assert [paths[stage.page(number)()] for number in range(11, 21)] == [1] * 10, "a page deep down was read again"
    stage.assert_whole(back_fill)
    with stage.ledger() as ledger:
        listed = {balance.name: balance.listed for balance in ledger.balances("run")}
        assert {run.exit_code for run in ledger.runs(9)} == {0}
    assert listed["3"] == 4, "the new articles are the fresh crawl's"
    assert sum(listed.values()) == 104


def test_a_fresh_crawl_that_dies_at_work_leaves_the_site_to_the_back_fill(stage: Stage, fresh: Fresh) -> None:
    with stage.steps((stage.page(8), fresh.come), (stage.news(2), fresh.kill)):
        back_fill = stage.wait(stage.start(*BACK_FILL))
    assert_ended(fresh.end(), -signal.SIGKILL)
    assert_ended(back_fill)
    again = stage.wait(stage.start("channels=sim/*", NEWSCRAWL_NOW=LATER))
    assert_ended(again)
    stage.assert_whole(again)


@pytest.mark.parametrize(("stage", "how"), mixed(LEDGERS, ENDS), indirect=["stage"])
def test_a_fresh_crawl_that_ends_waiting_is_not_waited_for(stage: Stage, fresh: Fresh, how: signal.Signals) -> None:
    def come_and_die() -> None:
        fresh.come()
        fresh.kill(how)

    with stage.steps((stage.page(8), come_and_die)):
        back_fill = stage.wait(stage.start(*BACK_FILL))
    assert_ended(fresh.end(), -how if how is signal.SIGKILL else 3)
    assert_ended(back_fill)
    again = stage.wait(stage.start("channels=sim/*", NEWSCRAWL_NOW=LATER))
    assert_ended(again)
    stage.assert_whole(again)


@pytest.mark.parametrize(("stage", "how"), mixed(LEDGERS, ENDS), indirect=["stage"])
def test_a_back_fill_that_ends_while_it_waits_harms_nobody_and_goes_on_later(
    stage: Stage, fresh: Fresh, how: signal.Signals
) -> None:
    assert_ended(stage.wait(stage.start("channels=sim/*", NEWSCRAWL_FIRST_WALK=10)))
    running: list[Running] = []

    def end() -> None:
        running[0].send(how)
        assert running[0].process.wait(60) == (-how if how is signal.SIGKILL else 3)

    with stage.steps((stage.page(8), fresh.come), (stage.news(2), end)):
        running.append(stage.start(*BACK_FILL))
        assert_ended(fresh.end())
    stage.wait(running[0])
    stage.server.reset()
    again = stage.wait(stage.start(*BACK_FILL, NEWSCRAWL_NOW=LATER))
    assert_ended(again)
    stage.assert_whole(again)
    assert stage.page(5)() not in stage.server.paths(), "it began at the top again"
    assert len(stage.fetched()) <= 65


@pytest.mark.parametrize(("stage", "number"), mixed(LEDGERS, range(rounds(2, 20))), indirect=["stage"])
def test_either_may_die_at_any_request(stage: Stage, fresh: Fresh, number: int) -> None:
    chance = random.Random(number)
    running: list[Running] = []

    def kill() -> None:
        victim = chance.choice([running[0], fresh.running])
        assert victim is not None
        victim.send(signal.SIGKILL)

    dies_at = chance.randrange(len(stage.server.requests) + 40, 100)

    def on(_path: str) -> None:
        count = len(stage.server.requests)
        if count >= 40 and fresh.running is None:
            fresh.running = stage.fresh()
        elif count == dies_at:
            kill()

    with on_request(stage.server, on):
        running.append(stage.start(*BACK_FILL))
        ends = [stage.wait(running[0]).code, fresh.end().code]
    assert sorted(ends) in ([-signal.SIGKILL, 0], [0, 0]), ends
    again = stage.wait(stage.start(*BACK_FILL, NEWSCRAWL_NOW=LATER))
    assert_ended(again)
    stage.assert_whole(again)


def test_articles_that_wait_do_not_keep_a_fresh_crawl_out(stage: Stage, fresh: Fresh) -> None:
    """A back-fill that takes up a hundred pending articles lets others pass before it has them all."""
    articles = {article.path for article in stage.site.articles}
    with on_request(stage.server, lambda path: Reply(500) if path in articles else None):
        assert_ended(stage.wait(stage.start(*BACK_FILL, RETRY_TIMES=0)), 3)
    stage.server.reset()
    with stage.steps((stage.news(20), fresh.come)):
        back_fill = stage.wait(stage.start(*BACK_FILL, NEWSCRAWL_NOW=LATER))
    assert_ended(fresh.end())
    assert_ended(back_fill)
    assert max(stage.fetched().values()) == 1
    stage.assert_whole(back_fill)
    with stage.ledger() as ledger:
        listed = {balance.name: balance.listed for balance in ledger.balances("run")}
    assert listed == {"1": 100, "2": 50, "3": 54}, "the fresh crawl had its turn after fifty"


def test_a_newspaper_s_back_fill_lets_others_pass_between_two_issues(launcher: Launcher) -> None:
    paper = SimPaper()
    settings: dict[str, Any] = {"spider": "newspaper", "NEWSCRAWL_PROGRESS": False, "NEWSCRAWL_FIRST_WALK": 40}
    fresh: list[Running] = []
    ledger = launcher.tmp / "data/ledger.sqlite"

    def waited_for() -> bool:
        with closing(SqliteLedger.open(ledger, write=False)) as opened:
            locks = opened.locks()
            with locks.gate():
                return bool(locks.held("wanted-"))

    with serve_paper(paper) as server:
        write_paper(launcher.tmp, server)

        def come(path: str) -> None:
            if not fresh and "/202011/05/" in path:
                fresh.append(launcher.start("papers=rcrb", **settings))
                until(waited_for, lambda: "no run waits for the paper")

        with on_request(server, come):
            back_fill = launcher.wait(launcher.start("papers=rcrb", "since=2020-10-01", **settings))
        hourly = launcher.wait(fresh[0])
        assert_ended(hourly)
        assert_ended(back_fill)
        assert "another run waits for it" in back_fill.err
        pages = Counter(
            path for path in server.paths() if path != "/robots.txt" and server.paper.answer(path).status == 200
        )
        lines = back_fill.lines() + back_fill.lines("duplicates")
    assert max(pages.values()) == 1, "an issue or an article was read twice"
    since = [each for each in paper.articles if each.day >= date(2020, 10, 1)]
    assert Counter(line["url"].removeprefix(server.url) for line in lines) == Counter(each.path for each in since)

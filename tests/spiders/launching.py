"""Crawls of one test, one after another or at once: start, wait, and what their archive and their server say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.crawling import Crawl, start_crawl
from tests.processes import Process
from tests.simsite import Reply, Server, SimSite


@dataclass(frozen=True)
class Running:
    """A crawl under way."""

    process: Process
    data: Path

    def send(self, number: int) -> None:
        self.process.send_signal(number)


@dataclass(frozen=True)
class Launcher:
    """Starts crawls of the sites written below `tmp/catalog`, each into `tmp/data` unless told otherwise."""

    tmp: Path

    def crawl(self, *args: str, **options: Any) -> Crawl:
        """Run a crawl to its end; `args` as `tests.crawling.crawl` takes them."""
        return self.wait(self.start(*args, **options))

    def start(
        self,
        *args: str,
        data: str = "data",
        patch: dict[str, Any] | None = None,
        limit: int | None = None,
        **options: Any,
    ) -> Running:
        """Start a crawl. `patch` sets `module:name` to other values first; `limit` is the largest file it may write."""
        before: dict[str, Any] = {}
        if patch:
            before["tests.processes:patch"] = [patch]
        if limit is not None:
            before["tests.processes:limit_files"] = [limit]
        return Running(start_crawl(self.tmp, *args, data=data, before=before, **options), self.tmp / data)

    def wait(self, running: Running) -> Crawl:
        """Wait for the end of a crawl; the code is negative where a signal ended it."""
        out, err = running.process.communicate(120)
        code = running.process.wait()
        return Crawl(code, out, err, running.data)


@contextmanager
def on_request(server: Server, act: Callable[[str], Reply | None]) -> Iterator[None]:
    """Call `act` with the path of every request, in the server's thread and before it is answered.

    What it gives is answered instead; while it does not return, nobody is answered.
    """
    answer, before = server.answer, vars(server).get("answer")

    def acting(method: str, target: str, headers: dict[str, str]) -> Reply:
        return act(target) or answer(method, target, headers)

    vars(server)["answer"] = acting
    try:
        yield
    finally:
        vars(server)["answer"] = before
        if before is None:
            del vars(server)["answer"]


def wanted(site: SimSite) -> Counter[str]:
    """The paths of which an archive of the site should have one article each."""
    return Counter(a.moved_to or a.path for a in site.articles if a.outcome == "exported")


def archived(run: Crawl, server: Server) -> Counter[str]:
    """The paths of which it has articles, revisions and tombstones left out."""
    return Counter(line["url"].removeprefix(server.url) for line in run.lines() if line["revision"] == 1)


def asked(server: Server, site: SimSite) -> tuple[list[str], list[str]]:
    """Listing and article requests since the server's last reset."""
    articles = {path for article in site.articles for path in (*article.paths, article.moved_to)}
    paths = [path for path in server.paths() if path != "/robots.txt"]
    return [path for path in paths if path not in articles], [path for path in paths if path in articles]


def balance(run: Crawl) -> dict[str, int]:
    """Outcomes and their reasons over the whole ledger: `exported: 40`, `pending/http_500: 1`."""
    from newscrawl.ledger.sqlite import SqliteLedger

    ledger = SqliteLedger.open(run.data / "ledger.sqlite", write=False)
    try:
        (whole,) = ledger.balances("all")
        assert whole.balanced
        assert ledger.faults() == {}
        return {**whole.outcomes, **whole.reasons}
    finally:
        ledger.close()

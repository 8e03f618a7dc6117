"""Starts `scrapy crawl` in processes of their own, from a helper that has everything imported: a crawl costs its pages.

`python -m tests.spiders.launching` is the helper: for every line it reads it forks, and the child runs Scrapy's command
line as a shell would start it. `Launcher` is the side of the tests: `start`, `wait`, `crawl`, and signals to what runs.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

from tests.crawling import ROOT, Crawl, command, spider_arguments
from tests.simsite import Replies, Reply, Server, SimSite

PRELOADED = (
    *("newscrawl.commands.crawl", "newscrawl.record.followers", "newscrawl.monitor.summary", "newscrawl.net.handler"),
    *(
        "newscrawl.net.robots",
        "newscrawl.net.offsite",
        "newscrawl.net.guard",
        "newscrawl.record.extension",
        "newscrawl.catalog",
    ),
    *("newscrawl.spiders.archive", "newscrawl.spiders.channel", "newscrawl.ledger.sqlite", "scrapy.core.engine"),
    *("scrapy.core.scheduler", "scrapy.dupefilters", "scrapy.logformatter", "scrapy.shell", "scrapy.squeues"),
    *("scrapy.statscollectors", "rich.console", "aiohttp", "twisted.conch.telnet"),
)
WALKED = (
    *("newscrawl.commands", "scrapy.commands", "scrapy.downloadermiddlewares", "scrapy.extensions"),
    "scrapy.spidermiddlewares",
)


class Helper:
    """The process that forks crawls."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.spiders.launching"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
        )  # fmt: skip

    def ask(self, told: dict[str, Any]) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(told, default=str) + "\n")
        return int(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()


@dataclass(frozen=True)
class Running:
    """A crawl under way."""

    pid: int
    data: Path
    err: Path

    def send(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)


class Launcher:
    """Starts crawls of the sites written below `tmp/catalog`, each into `tmp/data` unless told otherwise."""

    def __init__(self, helper: Helper, tmp: Path) -> None:
        self.tmp = tmp
        self._helper = helper
        self._numbers = count(1)

    def crawl(self, *args: str, **options: Any) -> Crawl:
        """Run a crawl to its end; `args` as `tests.crawling.crawl` takes them."""
        return self.wait(self.start(*args, **options))

    def start(
        self, *args: str, spider: str = "channel", data: str = "data", patch: dict[str, Any] | None = None, limit: int | None = None,
        **settings: object,
    ) -> Running:  # fmt: skip
        """Start a crawl. `patch` sets `module:name` to other values first; `limit` is the largest file it may write."""
        err = self.tmp / f"crawl-{next(self._numbers)}.err"
        argv = command(self.tmp, *spider_arguments(args), spider=spider, data=data, **settings)[2:]
        pid = self._helper.ask({"argv": argv, "err": str(err), "patch": patch or {}, "limit": limit})
        return Running(pid, self.tmp / data, err)

    def wait(self, running: Running) -> Crawl:
        """Wait for the end of a crawl; the code is negative where a signal ended it."""
        code = self._helper.ask({"wait": running.pid})
        return Crawl(code, "", running.err.read_text(encoding="utf-8"), running.data)


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


def _warm_up() -> None:
    """Import what a crawl imports, and read one page: models and tables are loaded when first needed."""
    from scrapy.utils.misc import walk_modules

    from newscrawl import read_article
    from newscrawl.urls import registrable_domain

    for name in PRELOADED:
        import_module(name)
    for name in WALKED:
        walk_modules(name)
    registrable_domain("www.hxnews.com")
    site = SimSite(articles=1, listings=1, unlisted=0)
    page = Replies(site, "http://www.hxnews.com").reply(site.articles[0].path).body
    read_article(page, f"http://www.hxnews.com{site.articles[0].path}")
    assert "twisted.internet.reactor" not in sys.modules, "a child could not choose its own"


def _serve() -> None:
    _warm_up()
    while line := sys.stdin.readline():
        told = json.loads(line)
        if "wait" in told:
            _pid, status = os.waitpid(told["wait"], 0)
            print(os.waitstatus_to_exitcode(status), flush=True)
        elif pid := os.fork():
            print(pid, flush=True)
        else:
            _become(told)


def _become(told: dict[str, Any]) -> None:
    """Be the crawl, until the exit of the process."""
    from scrapy.cmdline import execute

    err = os.open(told["err"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(err, 1)
    os.dup2(err, 2)
    for place, value in told["patch"].items():
        module, _, name = place.partition(":")
        setattr(import_module(module), name, value)
    if told["limit"] is not None:
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (told["limit"], told["limit"]))
    execute(told["argv"])


if __name__ == "__main__":
    _serve()

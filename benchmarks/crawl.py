"""Measure the cost of a crawl: CPU and memory per article of newscrawl, whole, against
bare Scrapy that yields only {url}.

`python benchmarks/crawl.py [--articles 1200] [--rounds 3]`. Both crawl the same
simulated site (pages of 27 kB and more) over loopback, in turns; the CPU is the crawler
process's own (user + system). newscrawl runs with the ledger, deduplication and the
record; with capture, without it, and without the layout's rules. Bare Scrapy runs with
its defaults, and with those of `newscrawl.settings` that make Scrapy itself cheaper:
the floor of any crawl here. The cost without start-up is that of the articles beyond
the first twenty, by a crawl of twenty in the same round.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.crawling import command, write_site  # noqa: E402
from tests.simsite import SimSite  # noqa: E402

BARE = """
import scrapy
class Bare(scrapy.Spider):
    name = "bare"
    def __init__(self, url, **kw):
        super().__init__(**kw)
        self.start_urls = [url]
    def parse(self, response):
        for link in response.css("ul.newlistbox > li h3 a:last-of-type"):
            yield response.follow(link, self.article)
        for link in response.css("a.next"):
            yield response.follow(link, self.parse)
        page = int(response.url.rstrip("/").rpartition("/")[2].removesuffix(".shtml")) if "shtml" in response.url else 1
        if page < LISTINGS:
            yield response.follow(f"{self.start_urls[0]}{page + 1}.shtml", self.parse)
    def article(self, response):
        yield {"url": response.url}
"""


LEAN = {
    "CONCURRENT_ITEMS": 1,
    "COOKIES_ENABLED": False,
    "HTTPPROXY_ENABLED": False,
    "METAREFRESH_ENABLED": False,
    "WARN_ON_GENERATOR_RETURN_VALUE": False,
    "TELNETCONSOLE_ENABLED": False,
    "LOG_LEVEL": "INFO",
}
FEW = 20
"""Articles of the crawl that shows what the start costs."""


class Cost(NamedTuple):
    """What one process used."""

    cpu: float
    """Seconds, user and system."""
    memory: float
    """Megabytes resident at most."""
    articles: int


def cost_of(line: list[str], cwd: Path) -> tuple[float, float]:
    """Run a command; return its CPU in seconds, and its peak of memory in MB."""
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(line, cwd=cwd, stdout=subprocess.DEVNULL, stderr=errors)
        memory = _peak_of(process.pid)
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            errors.seek(0)
            said = errors.read().decode("utf-8", "replace")[-3000:]
            sys.exit(f"{' '.join(line)}\nended with {process.returncode}:\n{said}")
    return used.ru_utime + used.ru_stime, memory


def _peak_of(pid: int) -> float:
    """Return the peak of a process's memory in MB, once it has ended.

    `ru_maxrss` would be that of this process if it is the larger one: it outlives `exec`.
    """
    peak, status = 0, Path(f"/proc/{pid}/status")
    while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        if found := re.search(r"VmHWM:\s+(\d+) kB", status.read_text()):
            peak = int(found[1])
        time.sleep(0.05)
    return peak / 1024


class Place:
    """A simulated site that is served, and a folder for what is crawled from it."""

    def __init__(self, folder: Path, articles: int) -> None:
        self.articles, self.listings = articles, max(1, articles // 20)
        self.site = SimSite(seed=7, articles=1, listings=1)  # its channels; the server makes the articles
        self._folder = folder / str(articles)
        self._folder.mkdir()
        self._runs = 0
        size = ["--articles", str(articles), "--listings", str(self.listings), "--seed", "7"]
        line = [sys.executable, "-m", "tests.simsite", "--port", "0", *size]
        self._server = subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self._server.stdout is not None
        self.base = self._server.stdout.readline().split()[-1].rstrip("/")

    def close(self) -> None:
        """Stop serving."""
        self._server.terminate()
        self._server.wait()

    def _new(self) -> Path:
        self._runs += 1
        folder = self._folder / str(self._runs)
        folder.mkdir()
        return folder

    def bare(self, settings: Mapping[str, object]) -> Cost:
        """Crawl with bare Scrapy."""
        folder = self._new()
        (folder / "bare.py").write_text(BARE.replace("LISTINGS", str(self.listings)), encoding="utf-8")
        channel = self.base + self.site.channels[0].path
        options = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
        spider = ["runspider", "bare.py", "-a", f"url={channel}", "-o", "out.jsonl", "-L", "INFO", *options]
        cpu, memory = cost_of([sys.executable, "-m", "scrapy", *spider], folder)
        return Cost(cpu, memory, len((folder / "out.jsonl").read_bytes().splitlines()))

    def ours(self, rules: str | None, *, warc: bool = True) -> Cost:
        """Crawl with newscrawl; without `rules` pages are read by no layout."""
        folder = self._new()
        write_site(folder / "catalog", self.site, self.base, rules=rules)
        line = [sys.executable, *command(folder, "channels=sim/*", "since=all", NEWSCRAWL_WARC=warc)]
        cpu, memory = cost_of(line, ROOT)
        files = (folder / "data/articles").rglob("*.jsonl")
        return Cost(cpu, memory, sum(len(path.read_bytes().splitlines()) for path in files))


CRAWLERS: dict[str, Callable[[Place], Cost]] = {
    "bare Scrapy, defaults": lambda place: place.bare({}),
    "bare Scrapy, our lean settings": lambda place: place.bare(LEAN),
    "newscrawl, layout": lambda place: place.ours(None),
    "newscrawl, layout, no capture": lambda place: place.ours(None, warc=False),
    "newscrawl, generic": lambda place: place.ours(""),
}


def main() -> None:
    """Crawl in turns and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1200)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        many, few = Place(Path(name), options.articles), Place(Path(name), FEW)
        stack.callback(many.close)
        stack.callback(few.close)
        rounds = [
            {crawler: (crawl(many), crawl(few)) for crawler, crawl in CRAWLERS.items()} for _ in range(options.rounds)
        ]
    print(f"{options.articles} articles, {many.listings} listings, {options.rounds} rounds in turns")
    print(f"{'':32}{'ms/article, x bare':>28}{'without start-up':>28}{'start':>9}{'memory':>9}")
    for crawler in CRAWLERS:
        print_crawler(crawler, rounds, options.articles)


def print_crawler(name: str, rounds: list[dict[str, tuple[Cost, Cost]]], articles: int) -> None:
    """Print the medians of one crawler, and between what its ratios to the first lie."""
    for each in rounds:
        if each[name][0].articles != articles:
            print(f"note: {name} gave {each[name][0].articles} of {articles} articles", file=sys.stderr)
    first = next(iter(CRAWLERS))

    def column(of: Callable[[tuple[Cost, Cost]], float]) -> str:
        ratios = [of(each[name]) / of(each[first]) for each in rounds]
        span = f"({min(ratios):.2f}-{max(ratios):.2f})"
        return f"{median(of(each[name]) for each in rounds) * 1000:10.2f}{median(ratios):6.2f}{span:>12}"

    whole = column(lambda costs: costs[0].cpu / articles)
    loop = column(lambda costs: (costs[0].cpu - costs[1].cpu) / (articles - FEW))
    start, memory = median(each[name][1].cpu for each in rounds), median(each[name][0].memory for each in rounds)
    print(f"{name:32}{whole}{loop}{start:7.2f} s{memory:6.0f} MB")


if __name__ == "__main__":
    main()

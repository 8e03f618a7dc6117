"""Measure the cost of a crawl: CPU per article of newscrawl, whole, against bare Scrapy
that yields only {url}.

`python benchmarks/crawl.py [--articles 1500] [--rounds 3]`. Both crawl the same
simulated site (pages of 27 kB and more) over loopback, in turns; the CPU is the crawler
process's own (user + system), start-up included on both sides. newscrawl runs with the
ledger, deduplication and the record; with capture, without it, and without the layout's
rules.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

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


def cpu_of(line: list[str], cwd: Path, env: dict[str, str] | None = None) -> float:
    """Return the CPU seconds of one command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(line, cwd=cwd, env={**os.environ, **(env or {})}, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0,):
        sys.exit(f"{' '.join(line)}\nended with {done.returncode}:\n{done.stderr[-3000:]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Crawl in turns and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1500)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    listings = max(1, options.articles // 20)
    size = ["--articles", str(options.articles), "--listings", str(listings), "--seed", "7"]
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.simsite", "--port", "0", *size], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        base = server.stdout.readline().split()[-1].rstrip("/")
        with tempfile.TemporaryDirectory() as name:
            compare(Path(name), base, options.articles, listings, options.rounds)
    finally:
        server.terminate()
        server.wait()


def compare(folder: Path, base: str, articles: int, listings: int, rounds: int) -> None:
    """Alternate the crawlers over one running site."""
    site = SimSite(seed=7, articles=articles, listings=listings)
    (folder / "bare.py").write_text(BARE.replace("LISTINGS", str(listings)), encoding="utf-8")
    channel = base + site.channels[0].path
    count = iter(range(10_000))

    def bare() -> tuple[float, int]:
        out = folder / f"bare{next(count)}.jsonl"
        line = [sys.executable, "-m", "scrapy", "runspider", "bare.py", "-a", f"url={channel}", "-o", str(out)]
        return cpu_of([*line, "-L", "INFO"], folder), len(out.read_bytes().splitlines())

    def ours(rules: str | None, warc: bool) -> Callable[[], tuple[float, int]]:
        def crawl() -> tuple[float, int]:
            own = folder / f"ours{next(count)}"
            write_site(own / "catalog", site, base, rules=rules)
            line = [sys.executable, *command(own, "channels=sim/*", "since=all", NEWSCRAWL_WARC=warc)]
            cpu = cpu_of(line, ROOT)
            return cpu, sum(len(path.read_bytes().splitlines()) for path in (own / "data/articles").rglob("*.jsonl"))

        return crawl

    crawlers: dict[str, Callable[[], tuple[float, int]]] = {
        "bare Scrapy, defaults": bare,
        "newscrawl, layout": ours(None, warc=True),
        "newscrawl, layout, no capture": ours(None, warc=False),
        "newscrawl, generic": ours("", warc=True),
    }
    figures: dict[str, list[float]] = {name: [] for name in crawlers}
    for _round in range(rounds):
        for name, crawler in crawlers.items():
            cpu, lines = crawler()
            if lines != articles:
                print(f"note: {name} gave {lines} of {articles} articles", file=sys.stderr)
            figures[name].append(cpu / articles * 1000)
    print(f"{articles} articles, {listings} listings, {rounds} rounds in turns; CPU of the crawler process")
    print(f"{'':32}{'ms/article':>12}{'ratio to bare (median of rounds)':>36}")
    first = figures["bare Scrapy, defaults"]
    for name, values in figures.items():
        ratios = [value / base for value, base in zip(values, first, strict=True)]
        print(f"{name:32}{median(values):12.2f}{median(ratios):12.2f}   ({min(ratios):.2f} to {max(ratios):.2f})")
    print(json.dumps({name: [round(v, 3) for v in values] for name, values in figures.items()}))


if __name__ == "__main__":
    main()

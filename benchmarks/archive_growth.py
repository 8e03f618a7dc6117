"""Measure what grows with an archive: CPU an article, memory, bytes on disk.

    python benchmarks/archive_growth.py [PART …] [--large] [--folder FOLDER]

Parts, all unless some are named: `crawls` of 400 and 4,000 articles; `channels`, 200 of
50 sites in one process; `hours`, 20 hourly runs with nothing new; `start` of a run on a
ledger of a million articles; `dedup`, judge and add at 10 thousand and 100 thousand
texts (needs ../shared/data). --large adds 40,000 articles, a ledger of 10 million and a
million texts (hours). Sites are simulated, over loopback; CPU is the crawler process's
own, user and system. Exits with 1 where something grows faster than linearly, or memory
does not stay flat after 4,000 articles.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from crawl import FEW, Place, cost_of  # noqa: E402
from report import fill  # noqa: E402
from synthetic_news import DATA  # noqa: E402

from newscrawl.ledger.sqlite import SqliteLedger  # noqa: E402
from tests.crawling import NOW, command, write_site  # noqa: E402
from tests.simsite import SimSite, serve  # noqa: E402

SITES, CHANNELS, EACH = 50, 4, 8
"""Sites, channels of each, articles of a site."""
HOURS = 20
MOST_MB, FLAT_MB = 200, 12
"""Memory of a long crawl, and how much more one of ten times the articles may take."""
LINEAR = 1.25
"""How many times as much an article may cost in a crawl ten times as large; the machine
is seldom quiet."""


def bytes_of(folder: Path) -> int:
    """Return the size of all files of a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def crawls(folder: Path, large: bool) -> list[str]:
    """Crawl sites of ever more articles into new archives."""
    faults, before = [], (0.0, 0.0)
    with ExitStack() as stack:
        few = Place(folder, FEW)
        stack.callback(few.close)
        start = few.ours(None)
        for articles in (400, 4_000, *((40_000,) if large else ())):
            place = Place(folder, articles)
            stack.callback(place.close)
            cost = place.ours(None)
            each = (cost.cpu - start.cpu) / (cost.articles - start.articles) * 1000
            disk = bytes_of(folder / str(articles) / "1" / "data") / cost.articles
            print(f"{cost.articles:>9,} articles: {each:6.2f} ms CPU each after {start.cpu:.2f} s of start, "
                  f"{cost.memory:4.0f} MB, {disk / 1000:6.1f} kB on disk each", flush=True)  # fmt: skip
            if before[0] and each > before[0] * LINEAR:
                faults.append(f"an article costs {each:.1f} ms of {articles:,}, {before[0]:.1f} of a tenth of them")
            if cost.memory > MOST_MB:
                faults.append(f"a crawl of {articles:,} articles takes {cost.memory:.0f} MB, more than {MOST_MB}")
            if articles > 4_000 and cost.memory > before[1] + FLAT_MB:
                faults.append(f"memory grows from {before[1]:.0f} to {cost.memory:.0f} MB after 4,000 articles")
            before = (each, cost.memory)
    return faults


def channels(folder: Path, _large: bool) -> list[str]:
    """Crawl many sites in one process; and again, with nothing new."""
    with ExitStack() as stack:
        for number in range(SITES):
            site = SimSite(seed=number + 1, articles=EACH, listings=1, channels=CHANNELS)
            server = stack.enter_context(serve(site))
            id = f"site{number}"
            write_site(folder / "catalog", site, server.url, id=id, head=f'politeness = "{id}"\n')
        every = ",".join(f"site{number}/*" for number in range(SITES))
        print(f"{SITES * CHANNELS} channels of {SITES} sites in one process:")
        for name in ("first crawl", "nothing new"):
            line = command(folder, f"channels={every}", "since=all", LOG_LEVEL="ERROR")
            cpu, memory = cost_of([sys.executable, *line], ROOT)
            with_articles = archived(folder / "data")
            print(f"{name:>18}: {cpu:6.1f} s CPU, {cpu / SITES / CHANNELS * 1000:5.1f} ms a channel, {memory:4.0f} MB, "
                  f"{with_articles} articles archived", flush=True)  # fmt: skip
    return [f"{SITES * CHANNELS} channels take {memory:.0f} MB"] if memory > MOST_MB else []


def archived(data: Path) -> int:
    """Return the number of articles of an archive."""
    ledger = SqliteLedger.open(data / "ledger.sqlite", write=False)
    try:
        return ledger.balances("all")[0].listed
    finally:
        ledger.close()


def hours(folder: Path, _large: bool) -> list[str]:
    """Crawl a site once, and then every hour, with nothing new."""
    site, began = SimSite(articles=200, listings=10), datetime.fromisoformat(NOW)
    figures: list[tuple[float, float, int]] = []
    with serve(site) as server:
        write_site(folder / "catalog", site, server.url)
        for hour in range(HOURS + 1):
            at = (began + timedelta(hours=hour)).isoformat()
            line = command(folder, "channels=sim/*", LOG_LEVEL="ERROR", NEWSCRAWL_NOW=at)
            figures.append((*cost_of([sys.executable, *line], ROOT), bytes_of(folder / "data")))
    (first_cpu, first_mb, first_size), (cpu, memory, size) = figures[1], figures[-1]
    grown = (size - first_size) / (HOURS - 1) / 1000
    print(f"{HOURS} hourly runs with nothing new: {first_cpu:.2f} s CPU the first, {cpu:.2f} the last, "
          f"{first_mb:.0f} and {memory:.0f} MB; {grown:.1f} kB on disk a run")  # fmt: skip
    least = [min(each[0] for each in part) for part in (figures[1:6], figures[-5:])]
    return (
        [f"quiet runs cost {least[1]:.2f} s at last, {least[0]:.2f} at first"] if least[1] > least[0] * LINEAR else []
    )


def start(folder: Path, large: bool) -> list[str]:
    """Run with nothing new on a small ledger, and on large ones."""
    site, faults = SimSite(articles=20, listings=1), []
    with serve(site) as server:
        small = 0.0
        for articles in (1_000, 1_000_000, *((10_000_000,) if large else ())):
            place = folder / str(articles)
            (place / "data").mkdir(parents=True)
            fill(place / "data/ledger.sqlite", articles, 200, 5.0)
            write_site(place / "catalog", site, server.url)
            line = [sys.executable, *command(place, "channels=sim/*", LOG_LEVEL="ERROR", NEWSCRAWL_NOW="2020-11-19")]
            cost_of(line, ROOT)
            cpu, memory = min(cost_of(line, ROOT) for _ in range(3))
            size = (place / "data/ledger.sqlite").stat().st_size
            print(f"a ledger of {articles:>10,} articles ({size / 1e6:,.0f} MB): a run with nothing new "
                  f"{cpu:.2f} s CPU, {memory:.0f} MB", flush=True)  # fmt: skip
            if small and cpu > small * LINEAR:
                faults.append(f"a run on {articles:,} articles costs {cpu:.2f} s, on a thousand {small:.2f}")
            small = small or cpu
            (place / "data/ledger.sqlite").unlink()
    return faults


def dedup(folder: Path, large: bool) -> list[str]:
    """Run `dedup_speed.py`."""
    if not DATA.exists():
        print(f"dedup: {DATA} is not there")
        return []
    line = [sys.executable, str(ROOT / "benchmarks/dedup_speed.py"), "--folder", str(folder)]
    done = subprocess.run([*line, *(["--million"] if large else [])], check=False)
    return ["dedup_speed.py failed"] if done.returncode else []


PARTS: dict[str, Callable[[Path, bool], list[str]]] = {
    "crawls": crawls, "channels": channels, "hours": hours, "start": start, "dedup": dedup,
}  # fmt: skip


def main() -> int:
    """Measure the parts asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--large", action="store_true", help="the largest sizes, too")
    parser.add_argument("--folder", type=Path, help="where archives are kept meanwhile; default a temporary folder")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no part {', '.join(sorted(unknown))}")
    faults = []
    for part in options.parts or PARTS:
        with tempfile.TemporaryDirectory(dir=options.folder, prefix="newscrawl-growth-") as name:
            faults += PARTS[part](Path(name), options.large)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

"""Measure what a new reader costs an archive: nothing by itself; `reprocess` and `adopt`
where they are asked for.

`python benchmarks/new_reader.py [--articles 10000]`. A simulated site is crawled whole.
Then the reader gets another version, and each way of using it is measured: a crawl that
finds nothing new, a revisit
of all, `scrapy reprocess` of the captures, `scrapy ledger adopt`, and adopt once more.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from newscrawl.reader.reading_values import READER_VERSION  # noqa: E402
from tests import processes  # noqa: E402
from tests.crawling import command, write_site  # noqa: E402
from tests.record.archive import faults, record  # noqa: E402
from tests.simsite import SimSite, serve  # noqa: E402


def step(name: str, data: Path, words: Sequence[str], *, newer: bool = True) -> None:
    """Run a command, by today's reader or by one of the next version; print what it
    took and left.
    """
    version = {"newscrawl.reader.article:READER_VERSION": READER_VERSION + 1}
    before = {"tests.processes:patch": [version]} if newer else {}
    lines, begun = count(data), time.perf_counter()
    done = processes.run("-m", "scrapy", *words, timeout=3600, before=before)
    seconds = time.perf_counter() - begun
    if done.returncode not in (0, 4):
        sys.exit(f"{name} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    print(f"{name:34}{seconds:8.1f} s   {count(data) - lines:+6d} lines in the archive", flush=True)


def count(data: Path) -> int:
    """Count the lines of the articles."""
    return sum(path.read_bytes().count(b"\n") for path in record(data))


def main() -> None:
    """Make the archive, use the newer reader, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    given = parser.parse_args()
    site = SimSite(seed=7, articles=given.articles, listings=max(1, given.articles // 20))
    with tempfile.TemporaryDirectory(prefix="reader-") as name, serve(site) as server:
        tmp = Path(name)
        data, again = tmp / "data", tmp / "again"
        write_site(tmp / "catalog", site, server.url)
        crawl = command(tmp, "channels=sim/*")[2:]
        settings = ("-s", f"NEWSCRAWL_CATALOG={tmp / 'catalog'}")
        step("crawl all", data, command(tmp, "channels=sim/*", "since=all")[2:], newer=False)
        step("newer reader: crawl", data, crawl)
        step("newer reader: revisit=9999d", data, [*crawl, "-a", "revisit=9999d"])
        step(
            "newer reader: reprocess",
            data,
            ["reprocess", str(data / "warc"), "-s", f"NEWSCRAWL_DATA={again}", *settings],
        )
        adopt = ["ledger", "adopt", str(again), "-s", f"NEWSCRAWL_DATA={data}", *settings]
        step("newer reader: adopt", data, adopt)
        step("newer reader: adopt again", data, adopt)
        print("the account adds up" if not faults(data) else faults(data)[:5])


if __name__ == "__main__":
    main()

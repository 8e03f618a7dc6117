"""Measure the SQLite ledger: rows listed and settled a second, look-ups a second, bytes
a row, start-up.

    .venv/bin/python benchmarks/ledger.py                    # 10 k and 1 M rows, some two minutes
    .venv/bin/python benchmarks/ledger.py --rows 10_000_000  # some half an hour, 5 GB below the temporary folder

Rows are entered as by crawls: listing pages of 20 entries, then groups of 50 outcomes
with their lines, each group one durable transaction. `cold` start-ups and look-ups
begin with the file dropped from the page cache.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newscrawl.items import Entry
from newscrawl.ledger import Attempt, Cursor, Extent, Ledger, LineRef, Settled
from newscrawl.ledger.sqlite import SqliteLedger

PAGE, GROUP, CHANNELS = 20, 50, 200
MEASURED = 40_000
"""Rows that one figure is taken from."""
NOW = datetime(2020, 11, 18, 9, 0, tzinfo=UTC)
GOALS = {"listed/s": 3_000, "settled/s": 3_000, "look-ups/s": 20_000}


def entry(number: int) -> Entry:
    """Return an entry as a listing shows it; its id is as scattered as a hash."""
    id = f"{(number * 0x9E3779B97F4A7C15 + 0x1234567) % (1 << 64):016x}"
    url = f"http://www.hxnews.com/news/fj/fz/202011/18/{1_000_000 + number}.shtml"
    return Entry(id, url, f"福州地铁5号线二期工程第{number}标段今日正式开工建设", "2020-11-18")


def outcome(each: Entry, number: int) -> Settled:
    """Return the outcome of an article: 90 % exported, the rest duplicates and refused
    pages.
    """
    attempt = Attempt(NOW, 200, "ok")
    if number % 20 == 7:
        return Settled(each.id, "duplicate", of=entry(number - 1).id, relation="near", attempt=attempt)
    if number % 20 == 13:
        return Settled(each.id, "rejected", reason="soft404", attempt=attempt)
    published = (NOW - timedelta(minutes=number % 500_000)).isoformat()
    return Settled(
        each.id, "exported", attempt=attempt, content_hash=each.id, published=published, revision=1, reader_version=1
    )


class Filling:
    """A ledger that is being filled."""

    def __init__(self, ledger: Ledger, rows: int = 0) -> None:
        self.ledger = ledger
        self.run = self.ledger.begin_run("channel", {}, NOW)
        self.rows = rows
        self.walks = [
            self.ledger.open_walk(self.run, f"site{n}/fz", f"site{n}", Extent(), None).id for n in range(CHANNELS)
        ]

    def list_new(self, count: int, page: int = PAGE) -> list[int]:
        """Enter so many new entries, a page at a time, channel after channel."""
        numbers = list(range(self.rows, self.rows + count))
        for start in range(0, count, page):
            self.show(numbers[start : start + page])
        self.rows += count
        return numbers

    def show(self, numbers: list[int]) -> None:
        """Enter the listing page that shows these entries."""
        walk = self.walks[numbers[0] // PAGE // 50 % CHANNELS]
        self.ledger.enter(self.run, walk, [entry(number) for number in numbers], Cursor(("u",), "v", 1), NOW)

    def settle(self, numbers: list[int], group: int = GROUP) -> None:
        """Settle entries, a group at a time, with the lines of those exported."""
        for start in range(0, len(numbers), group):
            some = numbers[start : start + group]
            settled = [outcome(entry(number), number) for number in some]
            lines = [
                LineRef(
                    each.id, 1, f"articles/site/{number // 100_000}.jsonl", number % 100_000 * 1500, 1500, "ab" * 32
                )
                for each, number in zip(settled, some, strict=True)
                if each.outcome == "exported"
            ]
            with self.ledger.transaction():
                self.ledger.settle(self.run, settled)
                self.ledger.lines(lines)


def per_second(count: int, work: Callable[[], object]) -> float:
    """Time some work."""
    started = time.perf_counter()
    work()
    return count / (time.perf_counter() - started)


def drop_from_cache(path: Path) -> None:
    """Drop a file from the system's cache, as after a night of other work."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)


def start_up(path: Path) -> float:
    """Return the milliseconds from opening to the first answer."""
    started = time.perf_counter()
    ledger = SqliteLedger.open(path)
    ledger.open_files()
    taken = time.perf_counter() - started
    ledger.close()
    return taken * 1000


def measure(rows: int, folder: Path) -> None:
    """Fill a ledger to so many rows and print what it does there."""
    path = folder / f"ledger-{rows}.sqlite"
    filling = Filling(SqliteLedger.open(path))
    bulk = max(0, rows - 2 * MEASURED)
    while filling.rows < bulk:
        filling.settle(filling.list_new(min(10_000, bulk - filling.rows), page=500), group=5_000)
    count = min(MEASURED, rows // 2)
    new: list[int] = []
    figures = {"listed/s": per_second(count, lambda: new.extend(filling.list_new(count)))}
    figures["settled/s"] = per_second(count, lambda: filling.settle(new))
    filling.settle(filling.list_new(rows - filling.rows))
    filling.ledger.close()
    size = path.stat().st_size
    warm = start_up(path)
    drop_from_cache(path)
    cold = start_up(path)

    drop_from_cache(path)
    filling.ledger = SqliteLedger.open(path)
    pages = [list(range(start, start + PAGE)) for start in range(0, filling.rows - PAGE, PAGE)]
    random.seed(1)
    some = random.sample(pages, min(len(pages), MEASURED // PAGE))
    figures["cold look-ups/s"] = per_second(len(some) * PAGE, lambda: [filling.show(numbers) for numbers in some])
    figures["look-ups/s"] = per_second(len(some) * PAGE, lambda: [filling.show(numbers) for numbers in some])
    ids = [entry(random.randrange(filling.rows)).id for _ in range(MEASURED)]
    figures["article()/s"] = per_second(len(ids), lambda: [filling.ledger.article(id) for id in ids])
    started = time.perf_counter()
    filling.ledger.balances("all", filling.run)
    audit = time.perf_counter() - started
    filling.ledger.close()

    print(f"\n{filling.rows:,} rows: {size / 1e6:,.1f} MB, {size / filling.rows:,.0f} bytes a row")
    for name, figure in figures.items():
        goal = f"   floor {GOALS[name]:,}" if name in GOALS else ""
        print(f"  {name:<18}{figure:>12,.0f}{goal}")
    print(f"  {'start-up':<18}{warm:>9,.1f} ms   cold {cold:,.1f} ms, floor 300 ms")
    print(f"  {'balance of a run':<18}{audit:>9,.2f} s")
    path.unlink()


def main() -> None:
    """Measure at the sizes asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, action="append", help="rows of the ledger; may be given more than once")
    parser.add_argument("--folder", type=Path, help="where to keep the ledgers meanwhile; default a temporary folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder, prefix="newscrawl-ledger-") as folder:
        for rows in options.rows or (10_000, 1_000_000):
            measure(rows, Path(folder))


if __name__ == "__main__":
    sys.exit(main())

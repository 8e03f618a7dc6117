"""Measure how fast the index judges and adds, and its size, at 10 thousand, 100
thousand and a million articles.

`python benchmarks/dedup_speed.py [--million] [--folder /tmp]`. Texts come from
`synthetic_news.py`, made in a second process. At each size a window of articles is
judged and added as a crawl does it: one in four is a copy of an earlier one, what is
new is added, and every hundred articles are committed. The rate is of one core,
verification and commits included, by CPU and by the clock. Start-up and memory are of a
fresh process. In the same run datasketch's LSH, in memory, over the first texts, if it
is installed. Needs ../shared/data; a million articles take 1.3 GB and 15 minutes.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from multiprocessing.queues import Queue
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from synthetic_news import DATA, SyntheticNews  # noqa: E402

from newscrawl.dedup import Index  # noqa: E402

WINDOW = 6000
COPIES = 4  # one article in so many is a copy
GROUP = 100  # articles to a commit
KEPT = 4000  # texts of all that came before, of which copies are made
Item = tuple[str, str, str | None]  # id, text, id of the article it copies
Batch = tuple[bool, list[Item]]  # whether it is to be judged and timed, and the articles

PROBE = """
import sys, time, json
from newscrawl.dedup import Index  # noqa: E402
path, texts = sys.argv[1], json.load(open(sys.argv[2], encoding="utf-8"))
def memory():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]) / 1024
before = memory()
start = time.perf_counter()
with Index.open(path) as index:
    opened = time.perf_counter() - start
    for number, text in enumerate(texts):
        index.judge(f"probe{number}", text)
print(json.dumps([opened, before, memory()]))
"""


def supply(sizes: list[int], out: Queue[Batch | None]) -> None:
    """Make texts: up to each size only new ones, then a window with copies of some of
    all that came before.
    """
    news = SyntheticNews()
    kept: list[tuple[str, str]] = []
    number = 0

    def new(count: int) -> Iterator[Item]:
        nonlocal number
        for text in news.texts(count):
            id = f"{number:016x}"
            if number % max(1, sizes[-1] // KEPT) == 0 or number < KEPT:
                kept.append((id, text))
            number += 1
            yield id, text, None

    for size in sizes:
        while number < size:
            out.put((False, list(new(min(WINDOW, size - number)))))
        sources = kept[:: max(1, len(kept) // (WINDOW // COPIES))][: WINDOW // COPIES]
        items = list(new(WINDOW - len(sources)))
        for place, (id, text) in enumerate(sources):
            items.insert((place + 1) * COPIES - 1, (f"copy{place:05}-{size}", news.copy_of(text), id))
        out.put((True, items))
    out.put(None)


def judge(index: Index, items: list[Item]) -> tuple[int, int, int]:
    """Judge and add a window; return how many copies there were, how many were named
    right, and false ones.
    """
    copies = found = false = 0
    for place, (id, text, source) in enumerate(items, start=1):
        verdict = index.judge(id, text, site="synthetic")
        copies += source is not None
        found += source is not None and verdict.of == source
        false += source is None and verdict.is_copy
        if not verdict.is_copy:
            index.add(id, text, site="synthetic")
        if place % GROUP == 0:
            index.commit()
    index.commit()
    return copies, found, false


def bytes_each(path: Path) -> tuple[float, float, int]:
    """Return the bytes of index and of packed text for one article, and the number of
    articles.
    """
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    count, texts = connection.execute("SELECT count(*), sum(length(text)) FROM dedup_text").fetchone()
    connection.close()
    return (path.stat().st_size - texts) / count, texts / count, count


def probe(path: Path, texts: list[str], folder: Path) -> str:
    """Open the index in a fresh process, judge there, and return how long opening took
    and how much memory it needed.
    """
    file = folder / "probe.json"
    file.write_text(json.dumps(texts), encoding="utf-8")
    line = [sys.executable, "-c", PROBE, str(path), str(file)]
    done = subprocess.run(line, capture_output=True, text=True, check=True, cwd=ROOT)
    opened, before, after = json.loads(done.stdout)
    return f"start-up {opened * 1000:.0f} ms, memory {after:.0f} MB (of which {before:.0f} MB Python and its modules)"


def datasketch_rate(texts: list[str]) -> str:
    """Run datasketch's MinHash LSH over the same texts, in memory and without
    verification.
    """
    if find_spec("datasketch") is None:
        return "datasketch: not installed"
    from datasketch import MinHash, MinHashLSH

    lsh = MinHashLSH(threshold=0.6, num_perm=128)
    start = time.process_time()
    for number, text in enumerate(texts):
        sketch = MinHash(num_perm=128)
        sketch.update_batch([text[at : at + 4].encode() for at in range(len(text) - 3)])
        lsh.query(sketch)
        lsh.insert(str(number), sketch)
    rate = len(texts) / (time.process_time() - start)
    return f"datasketch MinHash LSH, in memory, at {len(texts)} articles, no verification: {rate:,.0f}/s"


def report(index: Index, items: list[Item], path: Path, probes: list[str], folder: Path) -> None:
    """Time one window and print its figures."""
    clock, wall = time.process_time(), time.perf_counter()
    copies, found, false = judge(index, items)
    clock, wall = time.process_time() - clock, time.perf_counter() - wall
    each, text, count = bytes_each(path)
    print(
        f"{count:>9,} articles: judge + add {len(items) / clock:,.0f}/s of CPU, {len(items) / wall:,.0f}/s by the clock"
    )
    print(f"{'':>9}  {found} of {copies} copies named, {false} of {len(items) - copies} new ones taken for copies")
    print(f"{'':>9}  index {each:.0f} bytes each, packed text {text:.0f}; {probe(path, probes, folder)}", flush=True)


def main() -> None:
    """Fill an index and print the figures at each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--million", action="store_true", help="go on to a million articles (about fifteen minutes)")
    parser.add_argument("--folder", type=Path, default=None, help="where the index is written; a temporary folder else")
    arguments = parser.parse_args()
    if not DATA.exists():
        sys.exit(f"{DATA} is not there: the texts are synthesised from its statistics")
    sizes = [10_000, 100_000] + ([1_000_000] if arguments.million else [])
    context = multiprocessing.get_context("spawn")
    queue: Queue[Batch | None] = context.Queue(maxsize=2)
    maker = context.Process(target=supply, args=(sizes, queue), daemon=True)
    maker.start()
    first: list[str] = []
    with tempfile.TemporaryDirectory(dir=arguments.folder) as name:
        folder = Path(name)
        path = folder / "index.sqlite"
        with Index.open(path) as index:
            while (batch := queue.get()) is not None:
                timed, items = batch
                first = first or [text for _, text, _ in items[:2000]]
                if timed:
                    report(index, items, path, first[:500], folder)
                    continue
                for id, text, _ in items:
                    index.add(id, text, site="synthetic")
                index.commit()
    maker.join()
    print(datasketch_rate(first))
    print(f"peak memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()

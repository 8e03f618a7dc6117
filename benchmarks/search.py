"""Measure how fast `scrapy articles` finds words: an index over made-up news, and
queries of one to eight characters.

    python benchmarks/search.py [--articles 100_000]

The texts are those of `synthetic_news.py`, which needs ../shared/data/dedup.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.synthetic_news import DATA, SyntheticNews  # noqa: E402
from newscrawl.items import Article  # noqa: E402
from newscrawl.record.outcome import to_line  # noqa: E402
from newscrawl.record.search import Articles, SearchQuery, index_path  # noqa: E402

FLOOR = 100.0
"""Milliseconds for a query over 100,000 articles."""


def main() -> None:
    """Make a record, index it, search it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, default=100_000)
    options = parser.parse_args()
    if not DATA.exists():
        sys.exit(f"{DATA} is not here")
    chance = random.Random(1)
    with tempfile.TemporaryDirectory(prefix="newscrawl-search-") as name:
        data = Path(name)
        path = data / "articles/sim/2020-11.jsonl"
        path.parent.mkdir(parents=True)
        samples: list[str] = []
        with path.open("wb") as file:
            for number, text in enumerate(SyntheticNews().texts(options.articles)):
                url = f"http://www.hxnews.com/{number}.shtml"
                day = f"2020-{number % 12 + 1:02}-{number % 28 + 1:02}T08:00:00+08:00"
                title = text[:20].replace("\n", "")
                file.write(
                    to_line(
                        Article(id=f"{number:016x}", url=url, canonical_url=url, title=title, text=text, published=day)
                    )
                )
                if number % 1000 == 0:
                    samples.append(text)
        started = time.perf_counter()
        index = Articles(data)
        index.update({})
        seconds = time.perf_counter() - started
        size = index_path(data).stat().st_size
        rate, each = options.articles / seconds, size / options.articles
        print(f"{options.articles:,} articles: {rate:,.0f} indexed/s, {each:,.0f} bytes each")
        print(f"{'characters':>10}{'median ms':>11}{'slowest ms':>12}   the first 20 found; floor {FLOOR:.0f} ms")
        for length in (1, 2, 4, 8):
            taken = []
            for text in samples:
                at = chance.randrange(max(1, len(text) - length))
                started = time.perf_counter()
                list(index.find(SearchQuery(text[at : at + length].replace("\n", "福")), 20))
                taken.append((time.perf_counter() - started) * 1000)
            print(f"{length:10}{median(taken):11.1f}{max(taken):12.1f}")
        index.close()


if __name__ == "__main__":
    main()

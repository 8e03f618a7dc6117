"""Measure how large an archive gets: bytes an article of each part, and for a million
articles.

    python benchmarks/sizes.py [--articles 1000]

Crawls a simulated site (pages of 30 kB and more, a tenth of them copies) twice, the
second with twice the articles, captures and all; searches it once, which makes the
index; writes the coverage report; backs it up. Bytes an article are those that the
larger archive has more, so that what does not grow is left out.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.crawling import NOW, command, write_site  # noqa: E402
from tests.processes import run, scrapy  # noqa: E402
from tests.simsite import SimSite, serve  # noqa: E402

PARTS = {
    "articles": "articles/, JSON lines",
    "duplicates": "duplicates/, JSON lines",
    "warc": "warc/, gzip, articles and listings",
    "ledger.sqlite": "ledger.sqlite with texts and postings of near-duplicates",
    "articles.fts.sqlite": "articles.fts.sqlite, the search index, made by the first search",
    "reports": "the pages of coverage --html",
}
LONGEST = 3600.0
"""Seconds that a crawl may take."""


def main() -> None:
    """Make two archives, and print what the second has more."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, default=1000)
    count = parser.parse_args().articles
    small, large = measured(count), measured(2 * count)
    print(f"{'bytes an article':>18} {'a million':>12}")
    sums = 0.0
    for part in sorted({*small, *large}, key=lambda part: -large[part]):
        each = (large[part] - small[part]) / count
        sums += each
        print(f"{each:18,.0f} {each / 1000:9.1f} GB  {PARTS.get(part, part)}")
    print(f"{sums:18,.0f} {sums / 1000:9.1f} GB  together")


def measured(count: int) -> Counter[str]:
    """Return the bytes of each part of an archive of so many articles."""
    with tempfile.TemporaryDirectory(prefix="newscrawl-sizes-") as name:
        tmp = Path(name)
        site = SimSite(seed=1, articles=count, listings=max(2, count // 20), reprint=count // 10, days=count / 40)
        with serve(site) as server:
            write_site(tmp / "catalog", site, server.url)
            done = run(*command(tmp, "channels=sim/*", "since=all", LOG_LEVEL="ERROR"), timeout=LONGEST)
        if done.returncode:
            sys.exit(f"the crawl ended with {done.returncode}:\n{done.stderr[-2000:]}")
        data = tmp / "data"
        settings = ("-s", f"NEWSCRAWL_DATA={data}", "-s", f"NEWSCRAWL_NOW={NOW}")
        catalog = ("-s", f"NEWSCRAWL_CATALOG={tmp / 'catalog'}")
        for words in (("articles", "福州"), ("coverage", "--html", str(data / "reports"))):
            ended = scrapy(*words, *settings, *catalog)
            if ended.returncode:
                sys.exit(f"{words[0]} ended with {ended.returncode}: {ended.stderr}")
        sizes: Counter[str] = Counter()
        for path in data.rglob("*"):
            if path.is_file():
                sizes[path.relative_to(data).parts[0]] += path.stat().st_size
        return sizes


if __name__ == "__main__":
    main()

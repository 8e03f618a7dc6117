"""Measure the reading room over a large made-up archive: searches, articles, sites' coverage, memory.

    python benchmarks/serve.py [--articles 100_000] [--data DIR]
    python benchmarks/serve.py --articles 1_000_000 --data /tmp/serve-million     # once more: measures what is there

1,000 distinct queries of one to eight characters, drawn from the corpus, each asked once: the first of them find cold
caches of SQLite (those of the system are as they are). Floors, of server time at the 95th percentile: a search 150 ms,
an article 30 ms, a site's coverage 200 ms; memory at most 250 MB. Times are of the process's CPU and of the clock: on a
machine that others use, only the first say anything.

`--data` keeps the archive, or measures one that is there; one whose making was stopped is made anew, but for its
index, which goes on. A million articles take 20 minutes of one core and 14 GB. The texts need ../shared/data/dedup.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import nullcontext
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scrapy.settings import BaseSettings  # noqa: E402

from newscrawl.record.search import index_path  # noqa: E402
from newscrawl.web.application import make_app  # noqa: E402
from newscrawl.web.opening_room import open_room  # noqa: E402

QUERIES, ARTICLES, SITES = 1000, 300, 60
FLOORS = {"search": 150.0, "article": 30.0, "site": 200.0}
MEMORY = 250.0


async def ask(app: Any, path: str) -> tuple[int, bytes]:
    """Return the status and body of an answer."""
    where, _mark, query = path.partition("?")
    scope = {
        "type": "http", "method": "GET", "scheme": "http", "path": where, "raw_path": where.encode(), "root_path": "",
        "query_string": query.encode(), "headers": [(b"host", b"localhost")], "http_version": "1.1",
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "asgi": {"version": "3.0"},
    }  # fmt: skip
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent[0]["status"], b"".join(each.get("body", b"") for each in sent[1:])


def measure(app: Any, name: str, paths: Iterable[str]) -> None:
    """Ask one after the other, and print the times."""
    cpu, clock, refused = [], [], 0
    with asyncio.Runner() as runner:
        for path in paths:
            before, begun = time.process_time(), time.perf_counter()
            status, _body = runner.run(ask(app, path))
            cpu.append((time.process_time() - before) * 1000)
            clock.append((time.perf_counter() - begun) * 1000)
            refused += status != 200
    parts = []
    for word, times in (("CPU", cpu), ("clock", clock)):
        times.sort()
        half, most = times[len(times) // 2], times[int(len(times) * 0.95)]
        parts.append(f"{word} median {half:6.1f}  p95 {most:7.1f}  most {times[-1]:7.1f} ms")
    print(f"{name:10}{len(cpu):6}  {'   '.join(parts)}   floor {FLOORS.get(name, 0):.0f}, {refused} not answered")


def queries(data: Path, chance: random.Random) -> list[str]:
    """Draw distinct words from the texts of the archive."""
    places = sqlite3.connect(index_path(data)).execute(
        'SELECT file, "offset" FROM article WHERE n % (SELECT max(1, max(n) / 700) FROM article) = 0'
    )
    found: dict[str, None] = {}
    for file, offset in places.fetchall():
        with (data / file).open("rb") as record:
            record.seek(offset)
            text = json.loads(record.readline())["text"]
        for length in (1, 2, 3, 4, 6, 8):
            at = chance.randrange(max(1, len(text) - length))
            if (word := text[at : at + length]).strip() == word and "\n" not in word and word.isalnum():
                found[word] = None
    drawn = list(found)
    chance.shuffle(drawn)
    return drawn[:QUERIES]


def main() -> None:
    """Build, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--data", metavar="DIR", type=Path)
    options = parser.parse_args()
    with nullcontext(options.data) if options.data else tempfile.TemporaryDirectory(prefix="newscrawl-room-") as name:
        data = Path(name)
        from benchmarks._reading_room import build

        # in a process of its own: what building takes is no memory of the reading room
        maker = get_context("spawn").Process(target=build, args=(data, options.articles))
        maker.start()
        maker.join()
        if maker.exitcode:
            sys.exit(f"the archive was not made: exit code {maker.exitcode}")
        db = sqlite3.connect(index_path(data))
        count = db.execute("SELECT count(*) FROM article").fetchone()[0]
        ids = [id for (id,) in db.execute("SELECT id FROM article ORDER BY id LIMIT ?", (ARTICLES,))]
        db.close()
        drawn = queries(data, random.Random(1))
        print(f"{count:,} articles in the index, {index_path(data).stat().st_size / 1e9:.1f} GB; {len(drawn)} queries")
        settings = {"NEWSCRAWL_DATA": str(data), "NEWSCRAWL_NOW": "2020-11-18T21:00:00+08:00", "NEWSCRAWL_CATALOG": []}
        app = make_app(open_room(BaseSettings(settings)))
        measure(app, "search", (f"/search?q={quote(word)}" for word in drawn))
        measure(app, "best first", (f"/search?q={quote(word)}&sort=best" for word in drawn[:200]))
        measure(app, "article", (f"/article/{id}" for id in ids))
        measure(app, "site", (f"/site/site{n}" for n in range(SITES)))
        measure(app, "channel", (f"/channel/site{n}/c0" for n in range(SITES)))
        measure(app, "rows", ["/rows?outcome=failed", "/rows?channel=site1/c1", "/rows?outcome=pending&page=3"])
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"memory at most {memory:.0f} MB; floor {MEMORY:.0f}")
        measure(app, "state", ["/state", "/state", "/gaps"])
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"memory with the state of all channels at most {memory:.0f} MB")


if __name__ == "__main__":
    main()

"""Measure the cost of reports of a large archive: seconds and memory of `scrapy coverage
--html`, of its other forms and of `scrapy audit`, whole processes.

    python benchmarks/report.py [--articles 1000000] [--channels 200] [--years 5]

The ledger is made up: articles spread over channels and days, one in ten a duplicate,
one in a hundred failed. Floor: 1 M rows in 20 s and 500 MB. Beside it the one SQL
statement that counts them, below which no report can be. The audit's CPU beside that of
an audit of a thousand articles, which is its start; floor: 1 s more.
"""

from __future__ import annotations

import argparse
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from newscrawl.ledger.sql_counts import recount  # noqa: E402
from newscrawl.ledger.sqlite import SqliteLedger  # noqa: E402

RUN = 500
"""Articles of one run."""
NOW = datetime(2020, 11, 18, 15, tzinfo=UTC)


def fill(path: Path, articles: int, channels: int, years: float) -> None:
    """Make the ledger, in SQL, as crawls would have left it."""
    SqliteLedger.open(path).close()
    with sqlite3.connect(path) as db:
        runs = range(1, articles // RUN + 2)
        at = int(NOW.timestamp()) - 1800
        db.executemany(
            "INSERT INTO run VALUES (?, 'channel', '{}', ?, ?, 0, '{}')",
            [(run, at - (len(runs) - run) * 3600, at - (len(runs) - run) * 3600 + 600) for run in runs],
        )
        db.executemany(
            "INSERT INTO channel (id, name, site, reach) VALUES (?, ?, ?, '')",
            [(n, f"site{n // 4}/c{n % 4}", f"site{n // 4}") for n in range(1, channels + 1)],
        )
        db.executemany(
            "INSERT INTO walk (channel, incremental, cursor, \"end\", finished) VALUES (?, 1, '{}', 'known', ?)",
            [(n, int(NOW.timestamp())) for n in range(1, channels + 1)],
        )
        db.execute("INSERT INTO word VALUES (1, 'articles/site0/2020-11.jsonl'), (2, 'timeout')")
        span, last = int(years * 365 * 86400), int(NOW.timestamp())
        rows = f"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {articles}) "
        db.execute(
            "INSERT INTO article (n, id, url, channel, outcome, reason, published, of, revision) "
            f"{rows} SELECT n, n * 2654435761, 'http://www.site.cn/news/' || n || '.shtml', 1 + n % {channels}, "
            "CASE WHEN n % 100 = 7 THEN 4 WHEN n % 10 = 3 THEN 2 ELSE 1 END, "
            f"CASE WHEN n % 100 = 7 THEN 2 END, {last} - ({articles} - n) * {span} / {articles}, "
            "CASE WHEN n % 10 = 3 THEN (n - 1) * 2654435761 END, 1 FROM c"
        )
        db.execute(
            "INSERT INTO listing (channel, article, leg, title, date, pinned) SELECT channel, n, 1, "
            "'福州地铁五号线今日开工 ' || n, date(published, 'unixepoch'), 0 FROM article"
        )
        db.execute(f"INSERT INTO taken SELECT 1 + n / {RUN}, n, channel FROM article")
        db.execute(
            'INSERT INTO line (article, revision, file, "offset", length, sha256) '
            "SELECT n, 1, 1, n * 3000, 3000, x'00' FROM article WHERE outcome IN (1, 2)"
        )
        recount(db)


def main() -> None:
    """Make, report, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--channels", type=int, default=200)
    parser.add_argument("--years", type=float, default=5.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        data = Path(name)
        fill(data / "ledger.sqlite", options.articles, options.channels, options.years)
        db = sqlite3.connect(data / "ledger.sqlite")
        begun = time.perf_counter()
        count = "SELECT channel, (published + 28800) / 86400, outcome, count(*) FROM article GROUP BY 1, 2, 3"
        groups = len(db.execute(count).fetchall())
        floor = time.perf_counter() - begun
        db.close()
        line = [sys.executable, "-m", "scrapy", "coverage", "-s", f"NEWSCRAWL_DATA={data}"]
        line += ["-s", f"NEWSCRAWL_NOW={NOW.isoformat()}"]
        print(f"{options.articles:,} articles, {options.channels} channels; counting them by day takes {floor:.1f} s")
        for form, words in (("pages", ["--html", str(data / "report")]), ("JSON", ["--json"]), ("terminal", [])):
            begun = time.perf_counter()
            done = subprocess.run([*line, *words], cwd=ROOT, capture_output=True, check=False)
            took = time.perf_counter() - begun
            if done.returncode:
                sys.exit(done.stderr.decode())
            memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            files = [path for path in (data / "report").rglob("*") if path.is_file()] if form == "pages" else []
            size = f", {len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.1f} MB" if files else ""
            print(f"{form:9} {took:6.1f} s ({took / floor:.1f} x), at most {memory:.0f} MB{size}")
        print(f"({groups:,} groups)")
        small = data / "small"
        small.mkdir()
        fill(small / "ledger.sqlite", 1_000, options.channels, options.years)
        start, cpu = (min(audit_cpu(folder) for _ in range(3)) for folder in (small, data))
        print(f"audit     {cpu:6.2f} s CPU, {cpu - start:.2f} more than of a thousand articles")


def audit_cpu(data: Path) -> float:
    """Return the CPU seconds of an audit, which finds nothing wrong."""
    line = [sys.executable, "-m", "scrapy", "audit", "-s", f"NEWSCRAWL_DATA={data}"]
    line += ["-s", f"NEWSCRAWL_NOW={NOW.isoformat()}"]
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(line, cwd=ROOT, stdout=out, stderr=out)
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            out.seek(0)
            sys.exit(out.read().decode()[-3000:])
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()

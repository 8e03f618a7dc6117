"""Export a million lines to Parquet: memory and rate, beside DuckDB's own COPY from the
same JSON lines.

    python benchmarks/export.py [--lines 1000000] [--folder DIR] [--keep]

The record is made first: eight sites, twelve months, the texts of a simulated site in
turn, each line with id, title and times of its own; one line in fifty is a revision,
one in five hundred a withdrawal. Each export is a process of its own: CPU seconds, wall
seconds and largest resident memory are those of that process. DuckDB (left out where it
is not installed) infers the types of all lines, with two threads and its own limit of
memory. Exit code 1 where an export takes more than 300 MB.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from newscrawl.items import Article, Block, Capture, Tombstone  # noqa: E402
from newscrawl.record.outcome import to_line  # noqa: E402
from tests.simsite import SimSite  # noqa: E402

MOST = 300
"""Megabytes that an export may take."""
DUCKDB = """
import sys, duckdb
lines, made = sys.argv[1:]
duckdb.sql("SET preserve_insertion_order = false")
duckdb.sql("SET enable_progress_bar = false")
duckdb.sql(f"COPY (SELECT * FROM read_json('{lines}', format='newline_delimited', union_by_name=true, "
           f"maximum_object_size=4000000)) TO '{made}' (FORMAT parquet, COMPRESSION zstd)")
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="where the record is made (default: a temporary folder)")
    parser.add_argument("--keep", action="store_true", help="keep the folder, and use a record that is there")
    asked = parser.parse_args()
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="newscrawl-export-"))
    data = folder / "data"
    try:
        if not (data / "articles").is_dir():
            make_record(data, asked.lines)
        size = sum(path.stat().st_size for path in data.rglob("*.jsonl"))
        print(f"{asked.lines:,} lines, {size / 1e9:.2f} GB of JSON lines")
        command = [sys.executable, "-m", "newscrawl", "export", "-s", f"NEWSCRAWL_DATA={data}"]
        worst = 0.0
        for name, words in {
            "newscrawl export -o x.parquet": ["-o", str(folder / "x.parquet")],
            "newscrawl export -o x.parquet --latest": ["--latest", "-o", str(folder / "latest.parquet")],
            "newscrawl export -o x.parquet --profile plain": [
                "--profile",
                "plain",
                "-o",
                str(folder / "plain.parquet"),
            ],
            "newscrawl export -o d --split month": ["--split", "month", "-o", str(folder / "d")],
        }.items():
            worst = max(worst, measure(name, [*command, *words], asked.lines, folder))
        try:
            import duckdb  # noqa: F401
        except ImportError:
            print("DuckDB is not installed: pip install duckdb, or make .venv/readers")
        else:
            lines = f"{data}/articles/*/*.jsonl"
            measure(
                "DuckDB COPY",
                [sys.executable, "-c", DUCKDB, lines, str(folder / "duckdb.parquet")],
                asked.lines,
                folder,
            )
        print(f"most memory of an export: {worst:.0f} MB, allowed {MOST}")
        if worst > MOST:
            sys.exit(1)
    finally:
        if not asked.keep:
            shutil.rmtree(folder)


def measure(name: str, command: list[str], lines: int, folder: Path) -> float:
    """Run a command, print what it cost; return its largest resident memory in megabytes."""
    before = time.perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.PIPE, cwd=ROOT)
    assert process.stderr is not None
    errors = process.stderr.read().decode()
    _pid, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - before
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{name}: exit code {process.returncode}\n{errors}")
    cpu, memory = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    print(
        f"{name:46} {lines / cpu:8,.0f} lines/s of CPU {lines / wall:8,.0f} lines/s {cpu:6.0f} s CPU {memory:6.0f} MB",
        flush=True,
    )
    return memory


def make_record(data: Path, lines: int) -> None:
    """Write the lines of a synthetic archive."""
    texts = [list(held.paragraphs) for held in SimSite(seed=1, articles=1000, listings=50).articles]
    files: dict[Path, Any] = {}
    for number in range(lines):
        site, month = f"site{number % 8}", f"2020-{number * 12 // lines + 1:02}"
        path = data / "articles" / site / f"{month}.jsonl"
        if path not in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            files[path] = path.open("wb", buffering=1 << 20)
        files[path].write(line_of(number, site, month, texts[number % len(texts)]))
    for file in files.values():
        file.close()


_LINES: dict[int, str] = {}


def line_of(number: int, site: str, month: str, paragraphs: list[str]) -> bytes:
    """Return a line; the parts that all lines of one text share are made once."""
    revised, withdrawn = number % 50 == 49, number % 500 == 498
    owner = number - 8 if revised or withdrawn else number
    id, at = f"{owner * 0x9E3779B97F4A7C15 % (1 << 64):016x}", f"{month}-{number % 28 + 1:02}T09:30:00+08:00"
    url = f"http://www.{site}.example/news/{month}/{owner}.shtml"
    if withdrawn:
        return to_line(
            Tombstone(id=id, url=url, site=site, channel=f"{site}/fz", withdrawn="gone", revision=2, fetched=at)
        )
    kind = number % 1000
    if kind not in _LINES:
        _LINES[kind] = to_line(_article(kind, paragraphs)).decode()
    line = json.loads(_LINES[kind])
    line |= {
        "id": id,
        "url": url,
        "canonical_url": url,
        "site": site,
        "channel": f"{site}/fz",
        "published": at,
        "fetched": at,
    }
    line |= {"title": f"{paragraphs[0][:18]}{number}", "revision": 2 if revised else 1, "content_hash": id}
    return json.dumps(line, ensure_ascii=False).encode() + b"\n"


def _article(kind: int, paragraphs: list[str]) -> Article:
    text = "\n".join(paragraphs)
    return Article(
        id="0" * 16, url="", canonical_url="", province="福建", city="福州", title="", listed_title=paragraphs[0][:18],
        body=tuple(Block("p", each) for each in paragraphs), text=text, published_precision="minute",
        source=("福州晚报", "福建日报", "新华社")[kind % 3], is_reprint=kind % 3 == 2, reporters=("林小雨",),
        editors=("陈大明",), breadcrumbs=("首页", "福州新闻"), keywords=("福州", "地铁"), script="zh-Hans",
        encoding="gb18030", http_status=200, repairs={"fullwidth": 2} if kind % 20 == 0 else None,
        warc=Capture("warc/x/2020-11.warc.gz", kind, "sha1:B2A6"),
        evidence=dict.fromkeys(("title", "text", "published", "source", "editors"), "layout: div.article-content"),
        read_by="layout", reader_version=4,
    )  # fmt: skip


if __name__ == "__main__":
    main()

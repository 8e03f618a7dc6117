"""Measure the cost of reading a whole archive again: WARC → clean, deduplicated JSONL,
articles per second.

`python benchmarks/reprocess.py [--articles 3000] [--peer-python PATH]`. A simulated
site (pages of 27 kB and more) is crawled once. Its WARC file is then read by
`scrapy reprocess` with one process and with two, by the clock and by the CPU of all its
processes, start-up included, and by trafilatura (extraction alone, in one process)
where the interpreter named has it and fastwarc. The same pages as a WET file are read
by one process beside them. On a machine that has other work only the CPU says
something. Memory is the peak of the largest process.

Two reprocesses of one process each, at once and of archives of their own, share
nothing but the machine: their ratio is what its second core is worth, and the most that
two processes on one archive can reach. The share of the CPU that the process has to
which the others report bounds how many cores can be used.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from lxml import html

ROOT = Path(__file__).resolve().parents[1]
TICKS = os.sysconf("SC_CLK_TCK")
sys.path.insert(0, str(ROOT))

from newscrawl.text.decode import decode  # noqa: E402
from newscrawl.warc.content_coding import page_of  # noqa: E402
from newscrawl.warc.framing import member  # noqa: E402
from newscrawl.warc.framing import record as framed  # noqa: E402
from newscrawl.warc.http_message import read_message  # noqa: E402
from newscrawl.warc.records import WarcFile, WarcRecord  # noqa: E402
from tests.crawling import command, write_site  # noqa: E402
from tests.simsite import SimSite  # noqa: E402

PEER = """
import sys, time
from fastwarc.warc import ArchiveIterator, WarcRecordType
import trafilatura
start, count = time.perf_counter(), 0
for record in ArchiveIterator(open(sys.argv[1], "rb"), record_types=WarcRecordType.response):
    if record.http_headers.status_code == 200 and count < 400:
        trafilatura.bare_extraction(record.reader.read(), url=record.headers["WARC-Target-URI"], with_metadata=True)
        count += 1
print(count / (time.perf_counter() - start))
"""


def main() -> None:
    """Make the archive, read it again, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=3000)
    parser.add_argument(
        "--peer-python", default=sys.executable, help="an interpreter that has trafilatura and fastwarc"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        warcs = capture(folder, options.articles)
        size = sum(path.stat().st_size for path in warcs)
        print(f"{options.articles} articles in {size / 1e6:.0f} MB of WARC; start-up included")
        print(f"{'articles/s':26}{'clock':>12}{'ratio':>8}{'of CPU':>8}{'MB':>8}")
        catalog = folder / "catalog"
        one = reprocess(folder / "again1", catalog, warcs, 1)
        alone = one.by_clock
        show("newscrawl, 1 process", one, one)
        with ThreadPoolExecutor() as threads:
            runs = [threads.submit(reprocess, folder / f"beside{n}", catalog, warcs, 1) for n in (1, 2)]
            beside = [run.result() for run in runs]
        most = 2 * min(run.by_clock for run in beside) / alone
        show("one of two, at once", beside[0], one, f"together {most:.2f}: the most that two cores can do here")
        two = reprocess(folder / "again2", catalog, warcs, 2)
        words = f"{two.by_clock / alone / most:.0%} of the most; {two.share:.0%} of the CPU in the first process"
        show("newscrawl, 2 processes", two, one, words)
        wet = folder / "pages.warc.wet.gz"
        write_wet(warcs, wet)
        markup = reprocess(folder / "html", catalog, warcs, 1)
        text = reprocess(folder / "text", catalog, [wet], 1)
        show("HTML", markup, markup)
        show("the same as WET", text, markup, f"of CPU {text.by_cpu / markup.by_cpu:.2f}")
        done = subprocess.run([options.peer_python, "-c", PEER, warcs[0]], capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"trafilatura: not measured ({done.stderr.strip().splitlines()[-1]})")
        else:
            print(f"{'trafilatura, extraction':26}{float(done.stdout):12.0f}{float(done.stdout) / alone:8.2f}")


def capture(folder: Path, articles: int) -> list[Path]:
    """Crawl a simulated site; return the WARC files of its articles."""
    listings = max(1, articles // 20)
    size = ["--articles", str(articles), "--listings", str(listings), "--seed", "7"]
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.simsite", "--port", "0", *size], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        base = server.stdout.readline().split()[-1].rstrip("/")
        site = SimSite(seed=7, articles=articles, listings=listings)
        write_site(folder / "catalog", site, base)
        line = [sys.executable, *command(folder, "channels=sim/*", "since=all")]
        subprocess.run(line, cwd=ROOT, capture_output=True, check=True)
    finally:
        server.terminate()
        server.wait()
    found = sorted((folder / "data/warc").rglob("*.warc.gz"))
    return [path for path in found if "listing" not in path.as_posix()]


def write_wet(warcs: list[Path], out: Path) -> None:
    """Write the pages of WARC files as a WET file: each block of a page a line."""
    with out.open("wb") as file:
        for path in warcs:
            with closing(WarcFile(path)) as warc:
                for record in warc.records():
                    page = read_message(record.block) if isinstance(record, WarcRecord) else None
                    if page is None or record.kind != "response" or page.status != 200:
                        continue
                    root = html.document_fromstring(decode(page_of(page), page.header(b"content-type")).text)
                    for element in root.xpath("//script | //style"):
                        element.drop_tree()
                    for element in root.iter("p", "div", "li", "br", "h1", "h2", "td", "title", "a"):
                        element.tail = "\n" + (element.tail or "")
                    lines = (" ".join(line.split()) for line in root.text_content().split("\n"))
                    text = "\n".join(line for line in lines if line)
                    fields = [("WARC-Target-URI", record.url), ("WARC-Date", record.fields["warc-date"])]
                    file.write(member(framed("conversion", [*fields, ("Content-Type", "text/plain")], text.encode())))


class Rates(NamedTuple):
    """What one run of `scrapy reprocess` did."""

    by_clock: float
    """Lines a second."""
    by_cpu: float
    """Lines a second of CPU, of all processes."""
    share: float
    """Share of the CPU that the first process had."""
    memory: int
    """Bytes of the largest process."""


def show(name: str, run: Rates, peer: Rates, words: str = "") -> None:
    """Print a line; `peer` is what its ratio is of."""
    ratio, size = run.by_clock / peer.by_clock, run.memory / 1e6
    print(f"{name:26}{run.by_clock:12.0f}{ratio:8.2f}{run.by_cpu:8.0f}{size:8.0f}  {words}".rstrip(), flush=True)


def reprocess(data: Path, catalog: Path, warcs: list[Path], jobs: int) -> Rates:
    """Read the files into a new archive."""
    line = [sys.executable, "-m", "scrapy", "reprocess", "--jobs", str(jobs), *map(str, warcs)]
    settings = {"NEWSCRAWL_DATA": data, "NEWSCRAWL_CATALOG": catalog}
    line += [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    started = time.perf_counter()
    with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        memory, used = 0, dict[int, float]()
        while process.poll() is None:
            largest, seconds_of = family_use(process.pid)
            memory = max(memory, largest)
            used |= seconds_of
            time.sleep(0.2)
        seconds = time.perf_counter() - started
        if process.returncode:
            assert process.stderr is not None
            sys.exit(f"reprocess ended with {process.returncode}:\n{process.stderr.read()[-3000:]}")
    lines = sum(len(path.read_bytes().splitlines()) for path in data.glob("*/*/*.jsonl"))
    whole = sum(used.values())
    return Rates(lines / seconds, lines / whole, used[process.pid] / whole, memory)


def family_use(pid: int) -> tuple[int, dict[int, float]]:
    """Return the peak memory of the largest process among this one and its descendants,
    in bytes, and the CPU seconds of each.
    """
    family, peak, used = {pid}, 0, dict[int, float]()
    for status in sorted(Path("/proc").glob("[0-9]*/status"), key=lambda path: int(path.parent.name)):
        try:
            fields = dict(row.split(":\t", 1) for row in status.read_text().splitlines() if ":\t" in row)
            ticks = (status.parent / "stat").read_text().rpartition(")")[2].split()[11:13]
        except OSError:
            continue
        if int(fields["Pid"]) in family or int(fields["PPid"]) in family:
            family.add(int(fields["Pid"]))
            peak = max(peak, int(fields.get("VmHWM", "0 kB").split()[0]) * 1024)
            used[int(fields["Pid"])] = sum(map(int, ticks)) / TICKS
    return peak, used


if __name__ == "__main__":
    main()

"""Measure the cost of reading a whole archive again: WARC → clean, deduplicated JSONL,
articles per second.

`python benchmarks/reprocess.py [--articles 3000] [--pages FOLDER] [--peer-python PATH]`.
A simulated site (pages of 27 kB and more) is crawled once. Its WARC file is then read
by `scrapy reprocess` with one process and with two, by the clock and by the CPU of all
its processes, start-up included, and by trafilatura (extraction alone, in one process)
where the interpreter named has it and fastwarc. On a machine that has other work only
the CPU says something. Memory is the peak of the largest process.

The same pages as a WET file stand beside the HTML by its site's layout, the cheapest
there is, and without one, since a text has none. Real pages, each once, are read both
ways, too, where FOLDER has them (`shared/data/articles` beside the repository unless
named). Ratios are of documents a second of CPU, with start-up and without it.

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
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT.parent / "shared" / "data" / "articles"
TICKS = os.sysconf("SC_CLK_TCK")
sys.path.insert(0, str(ROOT))

from _saved_files import write_pages, write_texts  # noqa: E402

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
    parser.add_argument("--pages", type=Path, default=PAGES, help="folder of real pages, each with its truth as JSON")
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
        done = subprocess.run([options.peer_python, "-c", PEER, warcs[0]], capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"trafilatura: not measured ({done.stderr.strip().splitlines()[-1]})")
        else:
            print(f"{'trafilatura, extraction':26}{float(done.stdout):12.0f}{float(done.stdout) / alone:8.2f}")
        compare_texts(folder, warcs, options.pages)


def capture(folder: Path, articles: int) -> list[Path]:
    """Crawl a simulated site; return the WARC files of its articles. The catalog
    `unknown` has the site without its layout.
    """
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
        write_site(folder / "unknown", site, base, rules="")
        line = [sys.executable, *command(folder, "channels=sim/*", "since=all")]
        subprocess.run(line, cwd=ROOT, capture_output=True, check=True)
    finally:
        server.terminate()
        server.wait()
    found = sorted((folder / "data/warc").rglob("*.warc.gz"))
    return [path for path in found if "listing" not in path.as_posix()]


def compare_texts(folder: Path, warcs: list[Path], pages: Path) -> None:
    """Read pages and the texts made of them, by one process each, and print the ratios
    of documents a second of CPU.
    """
    unknown, wet, one = folder / "unknown", folder / "pages.warc.wet.gz", folder / "one.warc.wet.gz"
    write_texts(warcs, one, most=1)
    write_texts(warcs, wet)
    start = reprocess(folder / "start", unknown, [one], 1)
    print(f"\ntexts beside pages, 1 process; start-up is {start.cpu:.2f} s of CPU")
    print(f"{'documents/s of CPU':44}{'all':>8}{'ratio':>8}{'no start':>10}{'ratio':>8}")
    text = reprocess(folder / "text", unknown, [wet], 1)
    show_cpu("simulated pages as text", text, start, text)
    for name, catalog in (("read by their site's layout", folder / "catalog"), ("read without a layout", unknown)):
        show_cpu(f"  as HTML {name}", reprocess(folder / name, catalog, warcs, 1), start, text)
    if not any(pages.glob("*.json")):
        print(f"real pages: not measured ({pages} has none; name their folder: --pages)")
        return
    real, real_wet = folder / "real.warc.gz", folder / "real.warc.wet.gz"
    number, size = write_pages(pages, real, real_wet)
    text = reprocess(folder / "real text", unknown, [real_wet], 1)
    show_cpu(f"{number} real pages of {size / 1000:.0f} kB as text", text, start, text)
    show_cpu("  as HTML read without a layout", reprocess(folder / "real", unknown, [real], 1), start, text)


def show_cpu(name: str, run: Rates, start: Rates, text: Rates) -> None:
    """Print a line; its ratios are those of the text to it."""
    rest, text_rest = (each.lines / max(each.cpu - start.cpu, 0.01) for each in (run, text))
    ratios = text.by_cpu / run.by_cpu, text_rest / rest
    print(f"{name:44}{run.by_cpu:8.0f}{ratios[0]:8.2f}{rest:10.0f}{ratios[1]:8.2f}", flush=True)


class Rates(NamedTuple):
    """What one run of `scrapy reprocess` did."""

    lines: int
    by_clock: float
    """Lines a second."""
    cpu: float
    """Seconds of CPU of all processes."""
    share: float
    """Share of the CPU that the first process had."""
    memory: int
    """Bytes of the largest process."""

    @property
    def by_cpu(self) -> float:
        """Lines a second of CPU."""
        return self.lines / self.cpu


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
        ended = False
        while not ended:
            time.sleep(0.2)
            # what has ended keeps its times until somebody waits for it
            ended = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
            largest, seconds_of = family_use(process.pid)
            memory = max(memory, largest)
            used |= seconds_of
        seconds = time.perf_counter() - started
        if process.wait():
            assert process.stderr is not None
            sys.exit(f"reprocess ended with {process.returncode}:\n{process.stderr.read()[-3000:]}")
    lines = sum(len(path.read_bytes().splitlines()) for path in data.glob("*/*/*.jsonl"))
    whole = sum(used.values())
    return Rates(lines, lines / seconds, whole, used[process.pid] / whole, memory)


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

"""CPU of starting: commands, usage errors and a crawl with nothing new, beside `scrapy
version`.

    python benchmarks/start.py [--rounds 7]

Each command is a process of its own, all in turns; printed is the least user and system
time of the rounds (others use the machine, too), and the ratio to `scrapy version`
outside of any project, which is Scrapy's own imports. The crawl walks one channel of a
simulated site over loopback; an earlier crawl has archived its articles.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.crawling import command, write_site  # noqa: E402
from tests.simsite import SimSite, serve  # noqa: E402

SCRAPY = "scrapy version"
COMMANDS = {
    "channels hxnews/fz": 0,
    "channels": 0,
    "papers fzrb": 0,
    "channels --nonsense": 2,
    "crawl channel": 2,
    "crawl channel -a chanels=hxnews/fz": 2,
    "crawl channel -a channels=hxnews/nonsense": 2,
    "crawl channel -a channels=hxnews/fz -a since=yesterday": 2,
    "crawl newspaper -a papers=nonsense": 2,
    "crawl channel -a channels=hxnews/fz -s NEWSCRAWL_NONSENSE=1": 2,
    "crawl nonsense": 2,
    "audit --nonsense": 2,
}
"""Commands and their exit codes."""
QUIET = "crawl, nothing new"


def main() -> None:
    """Run all commands in turns and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, serve(SimSite(articles=40, listings=2)) as server:
        tmp = Path(name)
        write_site(tmp / "catalog", server.sites[0], server.url)
        crawl = command(tmp, "channels=sim/*", NEWSCRAWL_NOW=None)
        cpu_of([*crawl, "-a", "since=all"], ROOT, 0)
        lines: dict[str, tuple[list[str], Path, int]] = {SCRAPY: (["-m", "scrapy", "version"], tmp, 0)}
        for words, code in COMMANDS.items():
            lines[words] = (["-m", "scrapy", *words.split()], ROOT, code)
        lines[QUIET] = (crawl, ROOT, 0)
        taken: dict[str, list[tuple[float, int]]] = {name: [] for name in lines}
        for number in range(options.rounds + 1):
            for name, line in lines.items():
                used = cpu_of(*line)
                if number:  # the first round writes bytecode
                    taken[name].append(used)
    show({name: (min(cpu for cpu, _ in each), max(size for _, size in each)) for name, each in taken.items()})


def cpu_of(words: list[str], cwd: Path, code: int) -> tuple[float, int]:
    """Return the CPU seconds and the largest size, in kB, of one command."""
    line = [sys.executable, *words]
    env = {**os.environ, "NEWSCRAWL_CONFIG": "", "PYTHONDONTWRITEBYTECODE": ""}  # an installation has its bytecode
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(line, cwd=cwd, stdout=out, stderr=out, env=env)
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != code:
            out.seek(0)
            sys.exit(f"{' '.join(words)}\nended with {process.returncode}:\n{out.read().decode()[-3000:]}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def show(taken: dict[str, tuple[float, int]]) -> None:
    """Print a line a command."""
    floor = taken[SCRAPY][0]
    print(f"{time.strftime('%Y-%m-%d')}, Python {sys.version.split()[0]}")
    for name, (cpu, size) in taken.items():
        print(f"{cpu:6.2f} s CPU {cpu / floor:5.2f} x {size / 1024:6.0f} MB  {name}")


if __name__ == "__main__":
    main()

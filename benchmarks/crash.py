"""Measure the cost of a crash: articles lost, doubled and torn, by newscrawl and by
Scrapy's JOBDIR with a plain feed.

`python benchmarks/crash.py [--rounds 50] [--articles 400]`. A simulated site of 20
listings is crawled with two feeds beside the record (`-o one.jsonl -o two.csv`), across
the turn of a month. In each round the crawl is killed one to three times at random
instants, sometimes twice in a row within a moment of its start, then run to its end.
Rounds take turns between `kill -9` and a power cut, in which files lose every byte that
was not fsynced. Then every named failpoint (of commit, opening files, recovery, close)
once, with a power cut; then first starts, `ledger rebuild`, `ledger copy` (also into
PostgreSQL), `feed merge`, offline `dedup` and crawls of a newspaper, killed the same
way and run again. The peer, on the same site: a spider with JOBDIR and a plain
feed, killed and run again the same way.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from _command_deaths import CommandDeaths, newspaper_rounds  # noqa: E402

from newscrawl.failpoints import OF_A_CRAWL  # noqa: E402
from tests import processes  # noqa: E402
from tests.crawling import command, write_site  # noqa: E402
from tests.postgres import programs, server  # noqa: E402
from tests.record.archive import Harm, csv_ids, faults, harm, jsonl_ids, record  # noqa: E402
from tests.simsite import SimSite, serve  # noqa: E402

NOW = "2020-11-30T23:59:59+08:00"
"""Times of receipt run on from here: the month turns one second after the start."""
LISTINGS = 20
BARE = """
import json
import scrapy
class Bare(scrapy.Spider):
    name = "bare"
    def __init__(self, url, **kw):
        super().__init__(**kw)
        self.start_urls = [url]
    def parse(self, response):
        for link in response.css("ul.newlistbox > li h3 a:last-of-type"):
            yield response.follow(link, self.article)
        page = int(response.url.rpartition("/")[2].removesuffix(".shtml")) if "shtml" in response.url else 1
        if page < LISTINGS:
            yield response.follow(f"{self.start_urls[0]}{page + 1}.shtml", self.parse)
    def article(self, response):
        if response.status == 200 and "_" not in response.url:
            yield {"id": response.url}
"""


@dataclass
class Tally:
    """Sums over rounds of one kind."""

    name: str
    rounds: int = 0
    kills: int = 0
    harmed: int = 0
    files: dict[str, Counter[str]] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)

    def add(self, kills: int, harms: dict[str, Harm], others: Sequence[str] = ()) -> None:
        """Add a round."""
        self.rounds += 1
        self.kills += kills
        self.harmed += any(harms.values()) or bool(others)
        self.others += others
        for name, each in harms.items():
            counts = self.files.setdefault(name, Counter())
            counts.update(lost=each.lost, double=each.double, torn=each.torn + each.strange)
            counts["worst"] = max(counts["worst"], each.lost + each.double + each.torn)

    def show(self) -> None:
        """Print the figures."""
        print(f"{self.name}: {self.rounds} rounds, {self.kills} deaths, {self.harmed} rounds harmed")
        for name, counts in self.files.items():
            print(
                f"    {name:<12} lost {counts['lost']:>5}   double {counts['double']:>5}   torn {counts['torn']:>5}"
                f"   worst round {counts['worst']:>4}"
            )
        for other in self.others[:10]:
            print(f"    ledger: {other}")


def execute(
    words: Sequence[str],
    err: Path,
    *,
    cwd: Path = ROOT,
    failpoint: str = "",
    power: Path | None = None,
    die_after: float | None = None,
) -> processes.Process:
    """Start `scrapy <words>`. Below the folder `power`, a death loses what is not fsynced."""
    before = {"tests.record.power:install": [[str(power)], die_after]} if power else {}
    with err.open("ab") as file:
        env = {"NEWSCRAWL_FAILPOINT": failpoint}
        return processes.start("-m", "scrapy", *words, cwd=cwd, env=env, err=file.fileno(), before=before)


class Bench:
    """A site, a catalog, and the result of an undisturbed crawl."""

    def __init__(self, tmp: Path, base: str, site: SimSite) -> None:
        self.tmp, self.base, self.site = tmp, base, site
        write_site(tmp, site, base)
        processes.run("-c", "pass")  # whatever the first process alone pays for
        begun = time.monotonic()
        self.crawl("calm")
        self.seconds = time.monotonic() - begun
        self.wanted = {
            kind: {id for id in jsonl_ids(record(tmp / "calm" / "data", kind)) if id}
            for kind in ("articles", "duplicates")
        }
        months = len(record(tmp / "calm" / "data"))
        print(f"undisturbed: {len(self.wanted['articles'])} articles in {self.seconds:.1f} s, {months} months\n")

    def start(self, name: str, **death: Any) -> processes.Process:
        """Start a crawl into a folder of its own, or again into the same."""
        folder = self.tmp / name
        folder.mkdir(exist_ok=True)
        words = command(
            folder,
            *("channels=sim/*", "since=all", "-o", str(folder / "one.jsonl")),
            *("-o", str(folder / "two.csv")),
            NEWSCRAWL_CATALOG=self.tmp,
            NEWSCRAWL_NOW=NOW,
            CONCURRENT_REQUESTS_PER_DOMAIN=4,
            NEWSCRAWL_COMMIT_SECONDS=1,
        )[2:]
        return execute(words, folder / "err.txt", **death)

    def crawl(self, name: str, **death: Any) -> int:
        """Crawl to the end, or to the death that was asked for."""
        code = self.start(name, **death).wait()
        if code not in (0, -signal.SIGKILL):
            sys.exit(f"the crawl ended with {code}:\n{(self.tmp / name / 'err.txt').read_text()[-3000:]}")
        return code

    def look(self, name: str) -> tuple[dict[str, Harm], list[str]]:
        """Compare what a round left with what it should have left."""
        folder = self.tmp / name
        articles = self.wanted["articles"]
        harms = {
            "record": harm(jsonl_ids(record(folder / "data")), articles),
            "duplicates": harm(jsonl_ids(record(folder / "data", "duplicates")), self.wanted["duplicates"]),
            "one.jsonl": harm(jsonl_ids([folder / "one.jsonl"]), articles),
            "two.csv": harm(csv_ids(folder / "two.csv"), articles),
        }
        return harms, faults(folder / "data")

    def random_round(self, name: str, chance: random.Random, *, power: bool) -> int:
        """Kill at random instants, then run to the end; return the number of deaths."""
        kills = 0
        for _ in range(chance.randint(1, 3)):
            instants = [chance.uniform(0, self.seconds)]
            if chance.random() < 0.3:
                instants.append(chance.uniform(0, 0.15 * self.seconds))
            for instant in instants:
                if power:
                    kills += self.crawl(name, power=self.tmp / name, die_after=instant) != 0
                else:
                    kills += self.kill(self.start(name), instant)
        self.crawl(name)
        return kills

    def kill(self, crawl: processes.Process, after: float) -> bool:
        """Kill a process some time from now; return whether it was still alive."""
        time.sleep(after)
        crawl.kill()
        return crawl.wait() == -signal.SIGKILL

    def bare_round(self, name: str, chance: random.Random) -> tuple[int, Harm]:
        """Do the same with JOBDIR and a plain feed."""
        folder = self.tmp / name
        folder.mkdir()
        (folder / "bare.py").write_text(BARE.replace("LISTINGS", str(LISTINGS)))
        url = f"{self.base}{self.site.channels[0].path}"
        words = [
            *("runspider", "bare.py", "-a", f"url={url}", "-o", "plain.jsonl", "-L", "ERROR"),
            *("-s", f"JOBDIR={folder / 'job'}", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=4", "-s", "DOWNLOAD_DELAY=0"),
        ]
        kills = 0
        for _ in range(chance.randint(1, 3)):
            crawl = execute(words, folder / "err.txt", cwd=folder)
            kills += self.kill(crawl, chance.uniform(0, self.bare_seconds))
        execute(words, folder / "err.txt", cwd=folder).wait()
        return kills, harm(jsonl_ids([folder / "plain.jsonl"]), self.bare_wanted)

    def calm_bare(self) -> None:
        """Return what the peer exports from the site undisturbed, and in what time."""
        self.bare_seconds, self.bare_wanted = 0.0, set[str]()
        begun = time.monotonic()
        self.bare_round("bare-calm", random.Random(0))
        self.bare_seconds = time.monotonic() - begun
        self.bare_wanted = {id for id in jsonl_ids([self.tmp / "bare-calm" / "plain.jsonl"]) if id}


def other_deaths(bench: Bench, rounds: int, chance: random.Random) -> Iterator[Tally]:
    """Kill first starts, commands and crawls of newspapers."""
    first = Tally("first starts, kill -9")
    for round in range(rounds):
        name = f"first-{round}"
        kills = sum(bench.kill(bench.start(name), chance.uniform(0, 0.12 * bench.seconds)) for _ in range(4))
        bench.crawl(name)
        harms, others = bench.look(name)
        left = [f"left: {path.name}" for path in (bench.tmp / name / "data").glob("*.new*")]
        first.add(kills, harms, [*others, *left])
    yield first
    deaths = CommandDeaths(bench.tmp, bench.tmp / "calm" / "data", chance)
    for kind, round_of in (
        ("ledger rebuild", deaths.rebuild),
        ("ledger copy", deaths.copy),
        ("feed merge", deaths.merge),
        ("offline dedup", deaths.dedup),
    ):
        tally = Tally(f"{kind}, kill -9")
        for round in range(rounds):
            tally.add(*round_of(f"{kind.replace(' ', '-')}-{round}"))
        yield tally
    if programs() is not None:
        tally = Tally("ledger copy to PostgreSQL, kill -9")
        with server() as postgres:
            for round in range(rounds):
                tally.add(*deaths.copy_to_postgres(f"pg-{round}", postgres.fresh()))
        yield tally
    tally = Tally("newspaper crawls, kill -9")
    for found in newspaper_rounds(bench.tmp, rounds, chance):
        tally.add(*found)
    yield tally


def main() -> None:
    """Crawl, kill, count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--seed", type=int, default=20201118)
    given = parser.parse_args()
    chance = random.Random(given.seed)
    site = SimSite(articles=given.articles, listings=LISTINGS, missing=4, multipage=6, weather=8)
    with tempfile.TemporaryDirectory(prefix="crash-") as folder, serve(site) as server:
        bench = Bench(Path(folder), server.url, site)
        tallies = [Tally("newscrawl, kill -9"), Tally("newscrawl, power cut"), Tally("newscrawl, every failpoint")]
        for round in range(given.rounds):
            tally = tallies[round % 2]
            kills = bench.random_round(f"round-{round}", chance, power=bool(round % 2))
            tally.add(kills, *bench.look(f"round-{round}"))
        for tally in tallies[:2]:
            tally.show()
        for failpoint in OF_A_CRAWL:
            if failpoint.startswith("recover."):
                bench.crawl(failpoint, failpoint="commit.synced:2", power=bench.tmp / failpoint)
            died = bench.crawl(failpoint, failpoint=failpoint, power=bench.tmp / failpoint) != 0
            bench.crawl(failpoint)
            harms, others = bench.look(failpoint)
            tallies[2].add(died, harms, others if died else [*others, f"{failpoint} was never reached"])
        tallies[2].show()
        for tally in other_deaths(bench, max(2, given.rounds // 5), chance):
            tallies.append(tally)
            tally.show()
        bench.calm_bare()
        bare = Tally("Scrapy, JOBDIR and a plain feed, kill -9")
        for round in range(max(1, given.rounds // 5)):
            kills, found = bench.bare_round(f"bare-{round}", chance)
            bare.add(kills, {"plain.jsonl": found})
        bare.show()
    sys.exit(any(tally.harmed for tally in tallies))


if __name__ == "__main__":
    main()

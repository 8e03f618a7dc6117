"""Kill commands and newspaper crawls at random instants, run them again, and compare
with what an undisturbed run made: the part of `crash.py` beside crawls of listings.
"""

from __future__ import annotations

import random
import shutil
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from newscrawl.ledger import LedgerError
from newscrawl.ledger.sql_schema import tables
from newscrawl.ledger.sqlite import SqliteLedger
from tests import processes
from tests.crawling import command
from tests.record.archive import Harm, faults, harm, jsonl_ids, record
from tests.simsite.paper import SimPaper, serve_paper, write_paper

Found = tuple[int, dict[str, Harm], list[str]]
"""Deaths, what files have too little or too much of, other faults."""


def scrapy(*words: object) -> processes.Process:
    """Start a command."""
    return processes.start("-m", "scrapy", *map(str, words))


def killed(start: Callable[[], processes.Process], seconds: float, chance: random.Random) -> int:
    """Kill a command one to three times on its way; return the number of deaths."""
    deaths = 0
    for _ in range(chance.randint(1, 3)):
        process = start()
        time.sleep(chance.uniform(0, seconds))
        process.kill()
        deaths += process.wait() == -signal.SIGKILL
    return deaths


def finished(process: processes.Process) -> float:
    """Run a command to its end; return the seconds."""
    begun = time.monotonic()
    code = process.wait(600)
    assert code == 0, process.communicate()
    return time.monotonic() - begun


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return the account of a ledger, and the ids of its texts."""
    with closing(SqliteLedger.open(path)) as ledger:
        account = {table: sorted(ledger.each_row(table), key=repr) for table in tables() if table != "feed"}
        return {**account, "text": sorted((text.id,) for _keys, text in ledger.texts().each())}


class CommandDeaths:
    """Commands on the archive of an undisturbed crawl."""

    def __init__(self, tmp: Path, data: Path, chance: random.Random) -> None:
        self.tmp, self.data, self.chance = tmp, data, chance
        self.seconds: dict[str, float] = {}
        self.articles = {id for id in jsonl_ids(record(data)) if id}

    def rebuild(self, name: str) -> Found:
        """Kill `ledger rebuild`; the old ledger or the new one is there, and counts."""
        data = self.tmp / name
        shutil.copytree(self.data, data)

        def start() -> processes.Process:
            return scrapy("ledger", "rebuild", "-s", f"NEWSCRAWL_DATA={data}")

        seconds = self._calm("rebuild", start)
        deaths = killed(start, seconds, self.chance)
        finished(start())
        others = faults(data)
        others += [f"left: {path.name}" for path in data.glob("*.new*")]
        return deaths, {"record": harm(jsonl_ids(record(data)), self.articles)}, others

    def copy(self, name: str) -> Found:
        """Kill `ledger copy`; what it leaves under the name is whole or not there."""
        source, target = self.data / "ledger.sqlite", self.tmp / name / "ledger.sqlite"
        wanted = rows(source)

        def start() -> processes.Process:
            return scrapy("ledger", "copy", source, target)

        seconds = self._calm("copy", lambda: scrapy("ledger", "copy", source, self.tmp / f"{name}-calm.sqlite"))
        deaths, others = killed(start, seconds, self.chance), []
        if target.exists():
            others += [] if rows(target) == wanted else ["a copy that was killed is there, and not whole"]
        else:
            finished(start())
        others += [] if rows(target) == wanted else ["the copy is not what was copied"]
        others += [f"left: {path.name}" for path in target.parent.glob("*.new*")]
        return deaths, {}, others

    def copy_to_postgres(self, name: str, url: str) -> Found:
        """Kill `ledger copy` into PostgreSQL; half a copy is refused, and made again."""
        from newscrawl.ledger.postgres import PostgresLedger

        source = self.data / "ledger.sqlite"

        def start() -> processes.Process:
            return scrapy("ledger", "copy", source, url)

        deaths, others = killed(start, self.seconds.get("copy", 1.0), self.chance), []
        try:
            PostgresLedger.open(url, write=False).close()
        except LedgerError:
            finished(start())
        wanted = rows(source)
        with closing(PostgresLedger.open(url)) as ledger:
            for table in tables():
                if table != "feed" and sorted(ledger.each_row(table), key=repr) != wanted[table]:
                    others.append(f"{table} is not what was copied")
            if sorted((text.id,) for _keys, text in ledger.texts().each()) != wanted["text"]:
                others.append("the texts are not those that were copied")
        return deaths, {}, others

    def merge(self, name: str) -> Found:
        """Kill `feed merge`; its file is whole or not there."""
        out = self.tmp / name / "all.jsonl"
        return self._file("merge", out, ["feed", "merge", self.data, "-o", out, "-s", f"NEWSCRAWL_DATA={self.data}"])

    def dedup(self, name: str) -> Found:
        """Kill offline `dedup`; the lines that it keeps are there whole, or not."""
        out, lines = self.tmp / name / "kept.jsonl", self.tmp / f"{name}-lines.jsonl"
        lines.write_bytes(b"".join(path.read_bytes() for path in record(self.data)))
        twins = self.tmp / name / "twins.jsonl"
        return self._file("dedup", out, ["dedup", lines, "-k", out, "-d", twins, "--overwrite", "-j", "1"])

    def _file(self, kind: str, out: Path, words: Sequence[object]) -> Found:
        out.parent.mkdir(parents=True, exist_ok=True)
        seconds = self._calm(kind, lambda: scrapy(*words))
        wanted = out.read_bytes()
        out.unlink()
        deaths, others = killed(lambda: scrapy(*words), seconds, self.chance), []
        if out.exists() and out.read_bytes() != wanted:
            others.append(f"{out.name} was left half-written")
        finished(scrapy(*words))
        others += [] if out.read_bytes() == wanted else [f"{out.name} is not what an undisturbed run makes"]
        return deaths, {out.name: harm(jsonl_ids([out]), {id for id in self.articles if id.encode() in wanted})}, others

    def _calm(self, kind: str, start: Callable[[], processes.Process]) -> float:
        if kind not in self.seconds or kind in ("merge", "dedup"):
            self.seconds[kind] = finished(start())
        return self.seconds[kind]


def printed(data: Path) -> list[str | None]:
    """Return the ids of all lines of a newspaper: which of two equal texts is the copy
    depends on which was there first."""
    return jsonl_ids(record(data)) + jsonl_ids(record(data, "duplicates"))


def newspaper_rounds(tmp: Path, rounds: int, chance: random.Random) -> list[Found]:
    """Kill crawls of a newspaper at random instants, then run them to the end."""
    found = []
    with serve_paper(SimPaper(days=12)) as server:
        write_paper(tmp, server)

        def start(name: str) -> processes.Process:
            words = command(tmp, "papers=rcrb", "since=2020-11-01", spider="newspaper", data=f"{name}/data")
            return processes.start(*words, "-s", "NEWSCRAWL_PROGRESS=False", "-s", "NEWSCRAWL_COMMIT_EVERY=5")

        begun = time.monotonic()
        start("paper-calm").wait(600)
        seconds = time.monotonic() - begun
        data = tmp / "paper-calm" / "data"
        wanted = set(printed(data))
        assert wanted, "an undisturbed crawl archives the newspaper"
        for number in range(rounds):
            name = f"paper-{number}"
            deaths = killed(lambda name=name: start(name), seconds, chance)  # type: ignore[misc]
            for _ in range(2):  # the second walks what an interrupted issue left broken
                start(name).wait(600)
            data = tmp / name / "data"
            harms = {"newspaper": harm(printed(data), {id for id in wanted if id})}
            found.append((deaths, harms, faults(data)))
    return found

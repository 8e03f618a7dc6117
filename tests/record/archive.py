"""Looks at what crawls left: every line, and whether anything is lost, double or torn."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastwarc.warc import ArchiveIterator

from newscrawl.ledger.sqlite import SqliteLedger
from newscrawl.urls import article_id
from tests.processes import until
from tests.record.toy import Plan


@dataclass(frozen=True)
class Harm:
    """What a file has too little or too much of."""

    lost: int
    double: int
    torn: int
    strange: int = 0

    def __bool__(self) -> bool:
        return any((self.lost, self.double, self.torn, self.strange))


def harm(found: Iterable[str | None], wanted: Iterable[str]) -> Harm:
    """Compare the ids found in a file (None for a torn line) with those wanted."""
    counts = Counter(found)
    torn = counts.pop(None, 0)
    ids = set(wanted)
    return Harm(len(ids - set(counts)), sum(counts.values()) - len(counts), torn, len(set(counts) - ids))


def jsonl_ids(paths: Iterable[Path]) -> list[str | None]:
    """Ids of all lines, None for a torn one."""
    found: list[str | None] = []
    for path in paths:
        for line in path.read_bytes().splitlines(keepends=True):
            try:
                found.append(json.loads(line)["id"] if line.endswith(b"\n") else None)
            except (ValueError, KeyError):
                found.append(None)
    return found


def csv_ids(path: Path) -> list[str | None]:
    """Ids of all rows but the header; None for a row that is not whole."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    width = len(rows[0]) if rows else 0
    whole = path.read_bytes().endswith(b"\n")
    found: list[str | None] = [row[0] if len(row) == width else None for row in rows[1:]]
    return found if whole or not rows else [*found, None]


def record(data: Path, kind: str = "articles") -> list[Path]:
    """Files of the record."""
    return sorted((data / kind).rglob("*.jsonl"))


def lines(data: Path, kind: str = "articles") -> list[dict[str, Any]]:
    """All lines of the record."""
    return [json.loads(line) for path in record(data, kind) for line in path.read_text(encoding="utf-8").splitlines()]


def warc_type(path: Path, offset: int) -> str | None:
    """What kind of record stands at a place of a WARC file; None for none."""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            return str(next(iter(ArchiveIterator(file, parse_http=False))).headers.get("WARC-Type"))
    except (OSError, StopIteration):
        return None


def faults(data: Path) -> list[str]:
    """What is wrong between ledger and record: balance, contradictions, lines that are not where they should be."""
    ledger = SqliteLedger.open(data / "ledger.sqlite", write=False)
    try:
        found = [f"{balance.name} does not balance" for balance in ledger.balances("channel") if not balance.balanced]
        found += [f"{count} {kind}" for kind, count in ledger.faults().items()]
        ends: dict[str, int] = {}
        for ref in ledger.each_line():
            with (data / ref.file).open("rb") as file:
                file.seek(ref.offset)
                line = file.read(ref.length)
            if hashlib.sha256(line).hexdigest() != ref.sha256:
                found.append(f"{ref.file}: no such line at {ref.offset}")
            if ref.offset != ends.get(ref.file, 0):
                found.append(f"{ref.file}: a gap before {ref.offset}")
            ends[ref.file] = ref.offset + ref.length
            place = json.loads(line).get("warc")
            if place and warc_type(data / place["file"], place["offset"]) not in ("response", "revisit"):
                found.append(f"{place['file']}: no response at {place['offset']}")
        for name, end in ends.items():
            if (data / name).stat().st_size != end:
                found.append(f"{name} is longer than its lines")
        found += [f"{state.path} is still open" for state in ledger.open_files()]
    finally:
        ledger.close()
    return found


def await_file(path: Path) -> None:
    until(path.exists, lambda: f"{path.name} never came")


def rows(data: Path, plan: Plan) -> dict[int, Any]:
    ledger = SqliteLedger.open(data / "ledger.sqlite", write=False)
    try:
        return {number: ledger.article(article_id(plan.url(number))) for number in range(plan.items)}
    finally:
        ledger.close()

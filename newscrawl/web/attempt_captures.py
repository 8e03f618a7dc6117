"""An attempt to fetch an article → its captured answer, found in the WARC files of its
days.

The ledger does not know where the answers of failed attempts stand, so the files of the
site are read, those of the day of the attempt first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, timedelta
from pathlib import Path

from scrapy.http import Headers

from newscrawl.ledger import ArticleRow
from newscrawl.ledger.sql_reading import Tried
from newscrawl.urls import normalise
from newscrawl.warc.framing import DamagedWarcError
from newscrawl.warc.http_message import read_message
from newscrawl.warc.kept import KeptPage
from newscrawl.warc.records import WarcFile, WarcRecord
from newscrawl.warc.salvage import Damage
from newscrawl.warc.series import Earlier

NEAR = 3600.0
"""Seconds between an attempt and the time of its capture."""


def find_capture(data: Path, row: ArticleRow, tried: Tried, late: Callable[[], bool]) -> KeptPage | None:
    """Return the captured answer of an attempt; None where none is found in time."""
    url = normalise(row.url)
    best: tuple[float, WarcRecord] | None = None
    for path in candidates(data, row.site, tried):
        for record in _responses(path, late):
            if _same(record.url, url) and record.received is not None:
                apart = abs(record.received / 1e9 - tried.at.timestamp())
                if apart <= NEAR and (best is None or apart < best[0]):
                    best = apart, record
        if best is not None or late():
            break
    return _kept(best[1]) if best else None


def candidates(data: Path, site: str, tried: Tried) -> list[Path]:
    """Return the files in which the answer may stand, those of its day first."""
    day = tried.at.astimezone(UTC).date()
    days = [f"{day + timedelta(days=n):%Y%m%d}" for n in (0, -1, 1)]
    found = sorted((data / "warc" / site).glob("*.warc.gz"), reverse=True)
    return [path for each in days for path in found if f"-{each}-" in path.name]


def _responses(path: Path, late: Callable[[], bool]) -> Iterator[WarcRecord]:
    try:
        with closing(WarcFile(path)) as file:
            for record in file.records():
                if late():
                    return
                if not isinstance(record, Damage) and record.kind == "response":
                    yield record
    except (OSError, DamagedWarcError):
        return


def _same(address: str, url: str) -> bool:
    try:
        return normalise(address) == url
    except ValueError:
        return False


def _kept(record: WarcRecord) -> KeptPage | None:
    message = read_message(record.block)
    if message is None:
        return None
    headers = Headers()
    for name, value in message.headers:
        headers.appendlist(name, value)
    fields = record.fields
    earlier = Earlier(record.url, fields.get("warc-date", ""), fields.get("warc-payload-digest", ""))
    return KeptPage(message.status, headers, message.payload, earlier)

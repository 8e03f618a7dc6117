"""How values of the protocol stand in a database: ids as 64-bit integers, times as seconds, words as numbers."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from functools import lru_cache

from newscrawl.china_time import CHINA
from newscrawl.database import Database
from newscrawl.ledger import Cursor, Extent, OutcomeKind

OUTCOMES: tuple[OutcomeKind, ...] = ("pending", "exported", "duplicate", "rejected", "failed")
"""In the order of their numbers."""
PENDING, EXPORTED, DUPLICATE = 0, 1, 2

_WRAP = 1 << 64


def to_number(id: str) -> int:
    """Give the signed 64-bit integer of 16 hex digits.

    >>> to_number("00000000000000ff"), to_number("ffffffffffffffff")
    (255, -1)
    """
    number = int(id, 16)
    return number - _WRAP if number >= _WRAP >> 1 else number


def to_id(number: int) -> str:
    """Give the 16 hex digits of a signed 64-bit integer.

    >>> to_id(-1)
    'ffffffffffffffff'
    """
    return f"{number % _WRAP:016x}"


def to_seconds(moment: datetime) -> int:
    """Give the whole seconds (UTC) of an aware moment; a naive one is a mistake of the caller."""
    if moment.tzinfo is None:
        raise ValueError(f"a time without a zone: {moment}")
    return int(moment.timestamp())


def to_moment(seconds: int | None) -> datetime | None:
    """Give the aware moment of seconds."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def published_in(published: str | None) -> int | None:
    """Give the seconds of an ISO time; one without a zone is China's.

    >>> published_in("2020-11-18T09:30:00+08:00")
    1605663000
    """
    if published is None:
        return None
    moment = datetime.fromisoformat(published)
    return to_seconds(moment if moment.tzinfo else moment.replace(tzinfo=CHINA))


def published_out(seconds: int | None) -> str | None:
    """Give the ISO time, in China's zone, of seconds.

    >>> published_out(1605663000)
    '2020-11-18T09:30:00+08:00'
    """
    return None if seconds is None else datetime.fromtimestamp(seconds, CHINA).isoformat()


@lru_cache(maxsize=64)
def seconds_of(bounds: Extent) -> tuple[int, int]:
    """Give the first and the last second, in China's zone, of the days that bounds leave.

    >>> seconds_of(Extent(since=date(2020, 11, 18), until=date(2020, 11, 18)))
    (1605628800, 1605715199)
    """
    first = datetime.combine(bounds.since, time(), CHINA) if bounds.since else None
    last = datetime.combine(bounds.until, time(23, 59, 59), CHINA) if bounds.until else None
    return to_seconds(first) if first else -_WRAP >> 1, to_seconds(last) if last else (_WRAP >> 1) - 1


@lru_cache(maxsize=1024)
def to_extent(since: str | None, until: str | None, max_pages: int | None) -> Extent:
    """Give an extent of its columns."""
    return Extent(date.fromisoformat(since) if since else None, max_pages, date.fromisoformat(until) if until else None)


def iso(day: date | None) -> str | None:
    """Give a date as it stands in a column."""
    return None if day is None else day.isoformat()


def cursor_in(cursor: Cursor) -> str:
    """Give a cursor as it stands in its column."""
    return json.dumps(asdict(cursor), ensure_ascii=False, separators=(",", ":"))


def cursor_out(text: str) -> Cursor:
    """Give the cursor of its column."""
    fields = json.loads(text)
    return Cursor(**{**fields, "trail": tuple(fields.get("trail", ()))})


class WordNumbers:
    """Reasons, results and paths, each kept once in the table `word` and referred to by number."""

    def __init__(self, connection: Database) -> None:
        self._connection = connection
        self._numbers: dict[str, int] = {}

    def number(self, text: str | None) -> int | None:
        """Give the number of a word, entering it if it is new; inside a transaction only."""
        if text is None:
            return None
        if text not in self._numbers:
            found = self._connection.execute("SELECT id FROM word WHERE text = ?", (text,)).fetchone()
            if found is None:
                found = self._connection.execute("INSERT INTO word (text) VALUES (?) RETURNING id", (text,)).fetchone()
            self._numbers[text] = found[0]
        return self._numbers[text]

    def known(self, texts: list[str]) -> list[int]:
        """Give the numbers of those words that are in the table."""
        marks = ",".join("?" * len(texts)) or "NULL"
        return [row[0] for row in self._connection.execute(f"SELECT id FROM word WHERE text IN ({marks})", texts)]

    def forget(self) -> None:
        """Forget what was entered in a transaction that was rolled back."""
        self._numbers.clear()

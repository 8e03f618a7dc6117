"""Values of the protocol ↔ columns: ids as 64-bit integers, times as seconds, words as
numbers."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from functools import lru_cache

from newscrawl.china_time import CHINA
from newscrawl.database import Database
from newscrawl.ledger import Cursor, Extent, OutcomeKind, Top
from newscrawl.walks.validators import Validators

OUTCOMES: tuple[OutcomeKind, ...] = ("pending", "exported", "duplicate", "rejected", "failed")
"""In the order of their numbers."""
PENDING, EXPORTED, DUPLICATE = 0, 1, 2

PUBLISHED_FROM = 62_135_596_800 + 8 * 3600
"""Seconds from the year 1 to 1970, in China's time. Numbers of days from there are
never negative, so that `/` rounds down."""

_WRAP = 1 << 64


def to_number(id: str) -> int:
    """Convert 16 hex digits to a signed 64-bit integer.

    >>> to_number("00000000000000ff"), to_number("ffffffffffffffff")
    (255, -1)
    """
    number = int(id, 16)
    return number - _WRAP if number >= _WRAP >> 1 else number


def to_id(number: int) -> str:
    """Convert a signed 64-bit integer to 16 hex digits.

    >>> to_id(-1)
    'ffffffffffffffff'
    """
    return f"{number % _WRAP:016x}"


def to_seconds(moment: datetime) -> int:
    """Convert an aware moment to whole seconds (UTC).

    Raises `ValueError` for a naive moment, a mistake of the caller.
    """
    if moment.tzinfo is None:
        raise ValueError(f"a time without a zone: {moment}")
    return int(moment.timestamp())


def to_moment(seconds: int | None) -> datetime | None:
    """Convert seconds to an aware moment."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def published_in(published: str | None) -> int | None:
    """Convert an ISO time to seconds; a time without a zone is China's.

    >>> published_in("2020-11-18T09:30:00+08:00")
    1605663000
    """
    if published is None:
        return None
    moment = datetime.fromisoformat(published)
    return to_seconds(moment if moment.tzinfo else moment.replace(tzinfo=CHINA))


def published_out(seconds: int | None) -> str | None:
    """Convert seconds to an ISO time in China's zone.

    >>> published_out(1605663000)
    '2020-11-18T09:30:00+08:00'
    """
    return None if seconds is None else datetime.fromtimestamp(seconds, CHINA).isoformat()


@lru_cache(maxsize=64)
def seconds_of(bounds: Extent) -> tuple[int, int]:
    """Return the first and the last second, in China's time, of the days within bounds.

    >>> seconds_of(Extent(since=date(2020, 11, 18), until=date(2020, 11, 18)))
    (1605628800, 1605715199)
    """
    first = datetime.combine(bounds.since, time(), CHINA) if bounds.since else None
    last = datetime.combine(bounds.until, time(23, 59, 59), CHINA) if bounds.until else None
    return to_seconds(first) if first else -_WRAP >> 1, to_seconds(last) if last else (_WRAP >> 1) - 1


@lru_cache(maxsize=1024)
def to_extent(since: str | None, until: str | None, max_pages: int | None) -> Extent:
    """Build an extent from its columns."""
    return Extent(date.fromisoformat(since) if since else None, max_pages, date.fromisoformat(until) if until else None)


def iso(day: date | None) -> str | None:
    """Convert a date to its column."""
    return None if day is None else day.isoformat()


def cursor_in(cursor: Cursor) -> str:
    """Encode a cursor for its column."""
    return json.dumps(asdict(cursor), ensure_ascii=False, separators=(",", ":"))


def cursor_out(text: str) -> Cursor:
    """Decode the cursor of its column."""
    fields = json.loads(text)
    return Cursor(**{**fields, "trail": tuple(fields.get("trail", ()))})


def top_in(top: Top | None) -> str:
    """Encode the first page of a closed walk for the column of its cursor."""
    if top is None:
        return "{}"
    fields: dict[str, object] = {"top": top.page, "read": to_seconds(top.read)}
    if top.validators is not None:
        fields["validators"] = asdict(top.validators)
    if top.misled:
        fields["misled"] = True
    return json.dumps(fields, separators=(",", ":"))


def top_out(text: str) -> Top | None:
    """Decode the first page of a closed walk; None where the column has a cursor, or
    nothing.
    """
    fields = json.loads(text)
    read = to_moment(fields.get("read"))
    if "top" not in fields or read is None:
        return None
    stated = fields.get("validators")
    return Top(fields["top"], read, Validators(**stated) if stated else None, fields.get("misled", False))


class WordNumbers:
    """Reasons, results and paths, each stored once in the table `word` and referred to
    by number."""

    def __init__(self, connection: Database) -> None:
        self._connection = connection
        self._numbers: dict[str, int] = {}

    def number(self, text: str | None) -> int | None:
        """Return the number of a word, adding it if it is new; only inside a
        transaction."""
        if text is None:
            return None
        if text not in self._numbers:
            found = self._connection.execute("SELECT id FROM word WHERE text = ?", (text,)).fetchone()
            if found is None:
                found = self._connection.execute("INSERT INTO word (text) VALUES (?) RETURNING id", (text,)).fetchone()
            self._numbers[text] = found[0]
        return self._numbers[text]

    def known(self, texts: list[str]) -> list[int]:
        """Return the numbers of those words that are in the table."""
        marks = ",".join("?" * len(texts)) or "NULL"
        return [row[0] for row in self._connection.execute(f"SELECT id FROM word WHERE text IN ({marks})", texts)]

    def forget(self) -> None:
        """Clear the cache after a rollback, which may have removed words again."""
        self._numbers.clear()

"""A made-up archive as years of crawls would have left it: record, ledger, search index.

Texts are those of `synthetic_news.py`, which needs ../shared/data/dedup.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from benchmarks.synthetic_news import SyntheticNews
from newscrawl.china_time import CHINA
from newscrawl.items import Article
from newscrawl.ledger.sql_values import to_number
from newscrawl.ledger.sqlite import SqliteLedger
from newscrawl.record.outcome import to_line
from newscrawl.record.search import Articles
from newscrawl.urls import article_id

LAST = datetime(2020, 11, 18, 21, tzinfo=CHINA)
SITES, CHANNELS = 169, 1356
YEARS = 3
COMPLETE = "made"
"""File beside a record and a ledger that were made to their end."""
RUN = 500
"""Articles of one run."""
SOURCES = ("福州晚报", "海峡网", "新华社", "福建日报", "东南网")
PROVINCES = ("福建", "浙江", "江苏", "湖南", "四川", "辽宁", "广东", "陕西")


def build(data: Path, count: int) -> None:
    """Make the archive where it is not there, and bring its index up to date."""
    if not (data / COMPLETE).exists():
        fill(data, count)
    index = Articles(data)
    index.update({})
    index.close()


def fill(data: Path, count: int) -> None:
    """Make record and ledger; what is left of an attempt that was ended goes first."""
    if data.exists():
        shutil.rmtree(data / "articles", ignore_errors=True)
        for file in data.glob("*.sqlite*"):
            file.unlink()
    SqliteLedger.open(data / "ledger.sqlite").close()
    db = sqlite3.connect(data / "ledger.sqlite", isolation_level=None)
    db.execute("PRAGMA synchronous = OFF")
    db.execute("BEGIN")
    _fill(db, data, count)
    db.execute("COMMIT")
    db.close()
    ledger = SqliteLedger.open(data / "ledger.sqlite")
    ledger.recount()
    ledger.close()
    (data / COMPLETE).touch()


def _fill(db: sqlite3.Connection, data: Path, count: int) -> None:
    words = {text: number for number, text in enumerate(("ok", "http_500", "near", "http_404"), 1)}
    db.executemany("INSERT INTO word (id, text) VALUES (?, ?)", [(number, text) for text, number in words.items()])
    names = [f"site{n % SITES}/c{n // SITES}" for n in range(CHANNELS)]
    db.executemany(
        "INSERT INTO channel (id, name, site, reach) VALUES (?, ?, ?, '')",
        [(n + 1, name, name.partition("/")[0]) for n, name in enumerate(names)],
    )
    at = int(LAST.timestamp())
    db.executemany(
        "INSERT INTO walk (channel, incremental, cursor, \"end\", finished) VALUES (?, 1, '{}', 'known', ?)",
        [(n + 1, at) for n in range(CHANNELS)],
    )
    db.executemany(
        "INSERT INTO leg (id, walk, run, joined, used) VALUES (?, ?, 1, 1, 1)", [(n, n) for n in range(1, CHANNELS + 1)]
    )
    runs = count // RUN + 1
    db.executemany(
        "INSERT INTO run VALUES (?, 'channel', '{}', ?, ?, 0, '{}')",
        [(n + 1, at - (runs - n) * 3600, at - (runs - n) * 3600 + 600) for n in range(runs)],
    )
    numbers = {name: n + 1 for n, name in enumerate(names)}
    batch: dict[str, list[tuple[Any, ...]]] = {"article": [], "listing": [], "attempt": [], "line": [], "taken": []}
    record = _Record(data, db)
    for n, article in _articles(count, names):
        id, channel = to_number(article.id), numbers[str(article.channel)]
        published = int(datetime.fromisoformat(str(article.published)).timestamp())
        kind = n % 100
        outcome, reason = (4, words["http_500"]) if kind == 7 else (0, words["http_500"]) if kind == 8 else (1, None)
        batch["article"].append(
            (n, id, article.url, channel, outcome, 1, reason, published, 1 if outcome == 1 else None)
        )
        batch["listing"].append((channel, n, channel, article.title, f"{article.published}"[:10], 0, published))
        batch["attempt"].append((n, 1, 1 + n // RUN, published + 600, 200 if outcome == 1 else 500, words["ok"]))
        batch["taken"].append((1 + n // RUN, n, channel))
        if outcome == 1:
            batch["line"].append(record.write(article, n))
        if len(batch["article"]) >= 5000:
            _put(db, batch)
    _put(db, batch)
    record.close()


def _put(db: sqlite3.Connection, batch: dict[str, list[tuple[Any, ...]]]) -> None:
    columns = {
        "article": "n, id, url, channel, outcome, attempts, reason, published, revision",
        "listing": "channel, article, leg, title, date, pinned, shown",
        "attempt": "article, number, run, at, status, result",
        "line": 'file, "offset", length, article, revision, sha256',
        "taken": "run, article, channel",
    }
    for table, rows in batch.items():
        marks = ", ".join("?" * len(columns[table].split(", ")))
        db.executemany(f"INSERT INTO {table} ({columns[table]}) VALUES ({marks})", rows)
        rows.clear()


def _articles(count: int, names: list[str]) -> Iterator[tuple[int, Article]]:
    """Yield made-up articles in the order of time."""
    chance = random.Random(1)
    span = timedelta(days=365 * YEARS)
    for n, text in enumerate(SyntheticNews().texts(count), 1):
        channel = names[chance.randrange(CHANNELS)]
        site = channel.partition("/")[0]
        published = (LAST - span + span * (n / count)).replace(second=0, microsecond=0)
        url = f"http://www.{site}.cn/{published:%Y%m/%d}/{n}.shtml"
        yield n, Article(
            id=article_id(url), url=url, canonical_url=url, site=site, channel=channel,
            province=PROVINCES[int(site.removeprefix("site")) % len(PROVINCES)],
            title=text[:24].replace("\n", ""), text=text, published=published.isoformat(), published_precision="minute",
            body=tuple({"kind": "p", "text": part} for part in text.split("\n")),  # type: ignore[misc]
            source=chance.choice(SOURCES), reporters=("林晓芳",), fetched=published.isoformat(), http_status=200,
            evidence={"title": "meta:og:title", "text": "generic", "published": "url"}, revision=1,
        )  # fmt: skip


class _Record:
    """The record's files of the month that is being written."""

    def __init__(self, data: Path, db: sqlite3.Connection) -> None:
        self._data, self._db, self._month = data, db, ""
        self._files: dict[str, tuple[IO[bytes], int]] = {}

    def write(self, article: Article, n: int) -> tuple[Any, ...]:
        """Write a line; return its row of the table `line`."""
        site, month = str(article.site), str(article.published)[:7]
        if month != self._month:
            self.close()
            self._month = month
        if site not in self._files:
            name = f"articles/{site}/{month}.jsonl"
            (self._data / name).parent.mkdir(parents=True, exist_ok=True)
            number = self._db.execute("INSERT INTO word (text) VALUES (?) RETURNING id", (name,)).fetchone()[0]
            self._files[site] = (self._data / name).open("ab"), number
        file, number = self._files[site]
        line, offset = to_line(article), file.tell()
        file.write(line)
        return number, offset, len(line), n, 1, hashlib.sha256(line).digest()

    def close(self) -> None:
        """Close the files."""
        for file, _number in self._files.values():
            file.close()
        self._files.clear()

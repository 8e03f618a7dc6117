"""The record's lines → a full-text index in a file of its own, and the articles that
match a query.

It uses SQLite's FTS5 over folded pairs of characters: 福州新闻 is indexed as 福州, 州新, 新闻, 闻.
So queries of one, two and four characters match, in either script (FTS5's own trigrams
match nothing shorter than three). The index holds only what the record says: it is
updated at each use, and rebuilt where it does not fit the record. Who may only read an
archive searches a copy.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xxhash

from newscrawl.record.lines import BrokenLineError, RecordLine, record_files, revision_of
from newscrawl.text.script import compare_key

VERSION = 7
"""Version of tables and folding: an index of another version is rebuilt."""
TAIL = 8192
"""Bytes before the position up to which a file was read; their hash identifies the
file: more than most lines have."""
BATCH = 20_000
"""Lines after which an update is committed: one transaction over a large record would
write a journal several times as large as the index."""
MERGED = 16 << 20
"""Bytes of words that FTS5 collects in memory before it writes them: 16 MB are merged
half as often as the 1 MB that it takes otherwise."""
FILTERS = ("site", "province", "source")
"""Fields of a line that the index keeps beside its words."""
SCHEMA = """
CREATE TABLE file (path TEXT PRIMARY KEY, length INTEGER NOT NULL, tail TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE article (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    file TEXT NOT NULL,
    "offset" INTEGER NOT NULL,
    channel TEXT,
    day TEXT,
    revision INTEGER NOT NULL,
    site TEXT,
    province TEXT,
    source TEXT
);
CREATE INDEX article_day ON article (day, n);
CREATE INDEX article_channel ON article (channel, day, n);
CREATE INDEX article_site ON article (site, day, n);
CREATE INDEX article_source ON article (source, day, n);
CREATE TABLE withdrawn (id TEXT PRIMARY KEY, revision INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE broken (path TEXT NOT NULL, what TEXT NOT NULL);
CREATE VIRTUAL TABLE word USING fts5(title, text, content='', tokenize='ascii', prefix='1');
"""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What to search for."""

    words: str = ""
    """Words separated by spaces, all of which must occur in the title or the text;
    empty matches everything."""
    channels: frozenset[str] | None = None
    since: date | None = None
    until: date | None = None
    sites: frozenset[str] | None = None
    provinces: frozenset[str] | None = None
    sources: frozenset[str] | None = None


def pairs(text: str) -> str:
    """Return the folded pairs of characters of a text, as they are indexed.

    Each paragraph ends with its last character alone.

    >>> pairs("福州新聞")
    '福州 州新 新闻 闻'
    """
    keys = (compare_key(paragraph) for paragraph in text.split("\n"))
    return " ".join(key[at : at + 2] for key in keys for at in range(len(key)))


def match(words: str) -> str | None:
    """Return the FTS5 query for words; None where they have no letter or digit.

    >>> match("福州新闻 福"), match("，")
    ('"福州 州新 新闻" AND "福" *', None)
    """
    keys = [key for word in words.split() if (key := compare_key(word))]
    asked = [
        f'"{key}" *' if len(key) == 1 else '"' + " ".join(key[at : at + 2] for at in range(len(key) - 1)) + '"'
        for key in keys
    ]
    return " AND ".join(asked) or None


def matching(query: SearchQuery) -> tuple[str, list[Any]]:
    """Return the tables and conditions of a query in SQL, and their values."""
    where, values = conditions(query)
    source = "article a"
    if (asked := match(query.words)) is not None:
        source = "word JOIN article a ON a.n = word.rowid"
        where.insert(0, "word MATCH ?")
        values.insert(0, asked)
    elif query.words.strip():
        where.append("0")  # words without a letter or digit are in no article
    return f"{source} WHERE {' AND '.join(where) or '1'}", values


def conditions(query: SearchQuery) -> tuple[list[str], list[Any]]:
    """Return the conditions of a query but for its words, and their values."""
    where, values = list[str](), list[Any]()
    chosen = {
        "channel": query.channels, "site": query.sites, "province": query.provinces, "source": query.sources
    }  # fmt: skip
    for column, names in chosen.items():
        if names is not None:
            where.append(f"a.{column} IN ({','.join('?' * len(names))})")
            values += sorted(names)
    if query.since:
        where.append("a.day >= ?")
        values.append(query.since.isoformat())
    if query.until and query.until < date.max:
        where.append("a.day < ?")
        values.append((query.until + timedelta(days=1)).isoformat())
    return where, values


def index_path(data: Path) -> Path:
    """Return the path of an archive's index."""
    return data / "articles.fts.sqlite"


def drop_index(data: Path, place: Path | None = None) -> None:
    """Delete the index; the next search rebuilds it."""
    path = place or index_path(data)
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


class Articles:
    """The articles of an archive that have a line, by their words."""

    def __init__(self, data: Path, place: Path | None = None) -> None:
        """Open the index of an archive; `place` is another file than the archive's."""
        self._data, self._path = data, place or index_path(data)
        self._edited: dict[str, None] = {}
        try:
            self._open()
        except sqlite3.OperationalError:  # no right to write, no room: that is for the user
            raise
        except sqlite3.DatabaseError:  # no database: it holds nothing that the record does not
            drop_index(data, self._path)
            self._open()

    def _open(self) -> None:
        path = self._path
        if os.access(path.parent, os.W_OK) and (os.access(path, os.W_OK) or not path.exists()):
            self._db = sqlite3.connect(path, isolation_level=None, timeout=60)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
        else:
            self._db = _copy(path)
        if self._db.execute("PRAGMA user_version").fetchone()[0] != VERSION:
            self._make()

    def close(self) -> None:
        """Close the index."""
        self._db.close()

    def update(self, committed: Mapping[str, int]) -> int:
        """Index the lines that the record has gained; return their number.

        `committed` are the committed lengths of open files, as for `read_lines`.
        """
        lines = 0
        while (read := self._update(committed)) >= BATCH:
            lines += read
        return lines + read

    def _update(self, committed: Mapping[str, int]) -> int:
        """Index lines that the record has gained, file by file until there are `BATCH`,
        and commit them; return their number."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            known = {name: (length, tail) for name, length, tail in self._db.execute("SELECT * FROM file")}
            paths = {path.relative_to(self._data).as_posix(): path for path in record_files(self._data, "articles")}
            if any(name not in paths or _tail(paths[name], length) != tail for name, (length, tail) in known.items()):
                self._clear()  # it is another record
                known = {}
            lines = 0
            for name, path in paths.items():
                lines += self._read(name, path, known.get(name, (0, ""))[0], committed.get(str(path)))
                if lines >= BATCH:
                    break
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")
        return lines

    def find(self, query: SearchQuery, limit: int | None = None) -> Iterator[bytes]:
        """Yield the lines of the articles that match a query, those published last
        first."""
        source, values = matching(query)
        rows = self._db.execute(
            f'SELECT a.file, a."offset" FROM {source} ORDER BY a.day DESC, a.n DESC LIMIT ?',
            (*values, -1 if limit is None else limit),
        )
        for name, offset in rows:
            with (self._data / name).open("rb") as file:
                file.seek(offset)
                line = RecordLine(self._data / name, offset, file.readline())
            try:
                line.read_fields()
            except BrokenLineError as error:  # edited since it was indexed
                self._edited[str(error)] = None
            else:
                yield line.data

    def count(self, query: SearchQuery) -> int:
        """Return how many articles match a query."""
        source, values = matching(query)
        return int(self._db.execute(f"SELECT count(*) FROM {source}", values).fetchone()[0])

    def broken(self) -> list[str]:
        """Return what is no line of the record, by file and offset."""
        known = self._db.execute("SELECT what FROM broken ORDER BY path, rowid")
        return list(dict.fromkeys([*(what for (what,) in known), *self._edited]))

    def _make(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        for table in ("file", "article", "withdrawn", "word", "broken"):
            self._db.execute(f"DROP TABLE IF EXISTS {table}")
        for statement in SCHEMA.split(";"):
            self._db.execute(statement)
        self._db.execute("INSERT INTO word (word, rank) VALUES ('hashsize', ?)", (MERGED,))
        self._db.execute(f"PRAGMA user_version = {VERSION}")
        self._db.execute("COMMIT")

    def _clear(self) -> None:
        self._db.execute("DELETE FROM file")
        self._db.execute("DELETE FROM broken")
        self._db.execute("DELETE FROM article")
        self._db.execute("DELETE FROM withdrawn")
        self._db.execute("INSERT INTO word (word) VALUES ('delete-all')")

    def _read(self, name: str, path: Path, start: int, end: int | None) -> int:
        """Read a file on from where it was read to."""
        lines = 0
        with path.open("rb") as file:
            file.seek(start)
            for line in file:
                if not line.endswith(b"\n") or (end is not None and start + len(line) > end):
                    break
                try:
                    self._enter(RecordLine(path, start, line).read_fields(), name, start)
                except BrokenLineError as error:
                    self._db.execute("INSERT INTO broken VALUES (?, ?)", (name, str(error)))
                start += len(line)
                lines += 1
        self._db.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?)", (name, start, _tail(path, start)))
        return lines

    def _enter(self, line: Mapping[str, Any], name: str, offset: int) -> None:
        """Index a line in place of the article's last one, whose words match nothing
        from now on; a line of a lower revision than is known is passed over."""
        id, revision = line["id"], revision_of(line)
        known = "SELECT revision FROM article WHERE id = ? UNION ALL SELECT revision FROM withdrawn WHERE id = ?"
        if any(revision < higher for (higher,) in self._db.execute(known, (id, id))):
            return
        for table in ("article", "withdrawn"):
            self._db.execute(f"DELETE FROM {table} WHERE id = ?", (id,))
        if "withdrawn" in line:
            self._db.execute("INSERT INTO withdrawn VALUES (?, ?)", (id, revision))
            return
        day = (line.get("published") or line.get("listed_date") or line.get("fetched") or "")[:16] or None
        last = self._db.execute("SELECT coalesce(max(id), 0) FROM word_docsize").fetchone()[0]
        n = last + 1
        self._db.execute(
            'INSERT INTO article (n, id, file, "offset", channel, day, revision, site, province, source) '
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (n, id, name, offset, line.get("channel"), day, revision, *(line.get(each) for each in FILTERS)),
        )
        title = "\n".join(filter(None, (line.get("kicker"), line.get("title"), line.get("subtitle"))))
        values = (n, pairs(title), pairs(line.get("text") or ""))
        self._db.execute("INSERT INTO word (rowid, title, text) VALUES (?, ?, ?)", values)


def _copy(path: Path) -> sqlite3.Connection:
    """Return a copy of an index that this user may only read, in a temporary file of
    SQLite's; an empty one where there is none.
    """
    copy = sqlite3.connect("", isolation_level=None)
    if path.exists():
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)) as index:
            index.backup(copy)
    return copy


def _tail(path: Path, length: int) -> str:
    with path.open("rb") as file:
        file.seek(max(0, length - TAIL))
        return xxhash.xxh3_64_hexdigest(file.read(length - file.tell()))

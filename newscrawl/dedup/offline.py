"""Judge the lines of any JSONL files, one after the other, as a crawl would judge its
articles.

Reading a line (JSON, canonical text, fingerprints) needs no index and is done in other
processes. One process judges, since every line is judged against those kept before it.
Lines come out in their order, and no more of them than a few chunks are in memory at a
time.
"""

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from itertools import islice
from typing import Any

from newscrawl.dedup.index import Index
from newscrawl.dedup.prepared import PreparedText, prepare_text
from newscrawl.dedup.verdict import Verdict

CHUNK = 200  # lines that one process reads at a time
AHEAD = 3  # chunks that are read ahead for each process
SEPARATOR = "\t"  # between an article's id and its place in the run, in the index: two lines may say the same id

DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\D{0,2}(0?[1-9]|1[0-2])\D{1,2}(0?[1-9]|[12]\d|3[01])(?!\d)|(?<!\d)(\d{8})(?!\d)"
)
MILLISECONDS = 10**11  # numbers beyond are no seconds but milliseconds


@dataclass(frozen=True, slots=True)
class Fields:
    """Names of a line's fields, with dots for fields of fields."""

    text: str = "text"
    id: str = "id"
    date: str = "published"
    site: str = "site"


@dataclass(frozen=True, slots=True)
class OfflineLine:
    """A line of a file, read."""

    raw: bytes
    """The bytes, without the newline."""
    place: str
    """File and number of the line: its name where it has no id."""
    id: str | None = None
    prepared: PreparedText | None = None
    """None for a line without a text, or that is no JSON object."""
    day: str | None = None
    """Day of publication, ISO 8601."""
    site: str | None = None


def read_line(raw: bytes, place: str, fields: Fields) -> OfflineLine:
    """Read one line.

    A line that is no JSON object with a text has no prepared text; one without an id
    goes by its `url`.

    >>> raw = '{"url": "u1", "data": {"content": ["地铁开通", "全长三十公里"]}}'.encode()
    >>> line = read_line(raw, "a.jsonl:1", Fields(text="data.content"))
    >>> line.id, line.prepared.canonical
    ('u1', '地铁开通全长三十公里')
    >>> read_line(b"{torn", "a.jsonl:2", Fields()).prepared is None
    True
    """
    try:
        article = json.loads(raw)
    except ValueError:  # also bytes that are no UTF-8
        return OfflineLine(raw, place)
    text = _field(article, fields.text)
    if isinstance(text, list):
        text = "\n".join(part for part in text if isinstance(part, str))
    if not isinstance(text, str) or not text.strip():
        return OfflineLine(raw, place)
    id, site = _field(article, fields.id) or _field(article, "url"), _field(article, fields.site)
    return OfflineLine(
        raw,
        place,
        str(id) if isinstance(id, str | int) else None,
        prepare_text(text),
        read_day(_field(article, fields.date)),
        site if isinstance(site, str) else None,
    )


def read_day(value: object) -> str | None:
    """Read a day as other tools write it; None where it is not certain.

    >>> read_day("2020-11-18T09:30:00+08:00"), read_day("2020年1月8日 09:30"), read_day("20201118")
    ('2020-11-18', '2020-01-08', '2020-11-18')
    >>> read_day(1605661800), read_day(1605661800000)
    ('2020-11-18', '2020-11-18')
    >>> read_day("昨天"), read_day(None), read_day("2020-13-45")
    (None, None, None)
    """
    with suppress(ValueError, OverflowError, OSError):
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value / 1000 if value > MILLISECONDS else value, UTC).date().isoformat()
        if isinstance(value, str) and (found := DAY.search(value)):
            year, month, day, packed = found.groups()
            return date.fromisoformat(packed or f"{year}-{month:>02}-{day:>02}").isoformat()
    return None


def read_lines(
    lines: Iterable[tuple[str, bytes]], fields: Fields, executor: Executor | None = None, processes: int = 1
) -> Iterator[OfflineLine]:
    """Read pairs of place and line in their order, in other processes if there is an
    executor.

    Only a few chunks are read ahead.
    """
    rest = iter(lines)
    chunks = iter(lambda: list(islice(rest, CHUNK)), [])
    read = partial(_read_chunk, fields=fields)
    if executor is None:
        for chunk in chunks:
            yield from read(chunk)
        return
    waiting: deque[Future[list[OfflineLine]]] = deque()
    while True:
        for chunk in islice(chunks, processes * AHEAD - len(waiting)):
            waiting.append(executor.submit(read, chunk))
        if not waiting:
            return
        yield from waiting.popleft().result()


def judge_lines(lines: Iterable[OfflineLine], index: Index) -> Iterator[tuple[OfflineLine, Verdict | None]]:
    """Judge lines against the index and add those that are no copies or add more than
    they repeat; None for a line without a text."""
    for number, line in enumerate(lines, start=len(index)):
        if line.prepared is None:
            yield line, None
            continue
        key = f"{line.id or line.place}{SEPARATOR}{number}"
        verdict = index.judge(key, line.prepared, published=line.day, site=line.site)
        if not verdict.is_redundant:
            index.add(key, line.prepared, published=line.day, site=line.site)
        yield line, verdict


def duplicate_line(line: OfflineLine, verdict: Verdict) -> bytes:
    """Return the line of a copy, with `duplicate_of` as in the lines of an archive."""
    article: dict[str, Any] = json.loads(line.raw)
    evidence = verdict.evidence
    if evidence is not None:
        evidence = replace(evidence, also=tuple(map(article_id, evidence.also)))
    article["duplicate_of"] = {
        "id": article_id(verdict.of or ""),
        "relation": verdict.relation,
        "overlap": round(verdict.overlap, 4),
        "evidence": str(evidence),
    }
    return json.dumps(article, ensure_ascii=False).encode("utf-8", "surrogatepass")


def article_id(key: str) -> str:
    """Return the id of an article from its key in the index.

    >>> article_id("u1\\t17")
    'u1'
    """
    return key.rpartition(SEPARATOR)[0]


def _read_chunk(chunk: list[tuple[str, bytes]], fields: Fields) -> list[OfflineLine]:
    return [read_line(raw, place, fields) for place, raw in chunk]


def _field(article: object, path: str) -> object:
    """Follow a dotted name; a field that has a dot in its own name comes first."""
    if isinstance(article, dict) and path in article:
        return article[path]
    for name in path.split("."):
        if not isinstance(article, dict):
            return None
        article = article.get(name)
    return article

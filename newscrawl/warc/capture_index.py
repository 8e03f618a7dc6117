"""WARC files → the captures of each request, in the order in which the answers came.

The files are read through once for an index of places; a capture is read when it is
asked for, and checked against its digest. Captures of other programs are served too.
"""

from __future__ import annotations

import logging
import re
from collections import defaultdict, deque
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urldefrag

from newscrawl.china_time import CHINA
from newscrawl.i18n import _, system_words
from newscrawl.items import Capture
from newscrawl.warc import framing as warc
from newscrawl.warc.file_names import archive_name, name_in_lines
from newscrawl.warc.http_message import Message, read_message, split_head
from newscrawl.warc.records import WarcFile, WarcRecord
from newscrawl.warc.salvage import Damage

Key = tuple[str, str, str]
"""Method, address without fragment, digest of the request's body ("" without one)."""

_BASE32_SHA1 = re.compile(r"sha1:[a-z2-7]{32}", re.IGNORECASE)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CapturedExchange:
    """One captured exchange: where it stands, and what its record's fields state."""

    key: Key
    order: int
    """Time of receipt, nanoseconds since 1970; whole seconds in captures of other
    programs."""
    file: int
    """Number of the file."""
    member: int
    inner: int
    """Its place in the file, as in `WarcRecord`."""
    digest: str | None
    """Payload digest; that of the block for a failure."""
    address: str | None
    """The server's IP address."""
    truncated: str | None
    via: str | None
    """The address asked for first, where redirects led to this one."""
    failure: str | None
    """The exception that a replay raises, for a request that got no answer."""
    revisit: bool
    """Its payload is in another record."""
    not_modified: bool = False
    """It is no page, but a server's word that a page did not change."""


def request_key(method: str, url: str, body: bytes) -> Key:
    """Return the key under which the captures of a request are found.

    >>> request_key("GET", "http://www.hxnews.com/news/fj/fz/#top", b"")
    ('GET', 'http://www.hxnews.com/news/fj/fz/', '')
    """
    return method, urldefrag(url)[0], warc.digest(body) if body else ""


class IndexedFile(NamedTuple):
    """A file, read through."""

    name: str | None
    """Its name in the archive that captured it; None if it was renamed, or is of
    another program."""
    exchanges: list[CapturedExchange]
    damage: str
    """Words for what could not be read; empty for a whole file."""


class CaptureIndex:
    """The captures of some WARC files, by request."""

    def __init__(self, paths: Iterable[Path], data: Path | None = None) -> None:
        """Read the files through; `DamagedWarcError` for one that holds no record.

        `data`: the folder of the archive in whose lines their captures are named.
        """
        self.paths = list(paths)
        self._payloads: dict[str, CapturedExchange] = {}
        self._open: dict[int, WarcFile] = {}
        files = _read_files(self.paths)
        self._names = [file.name or name_in_lines(path, data) for path, file in zip(self.paths, files, strict=True)]
        for file in files:
            if file.damage:
                logger.warning("%s", file.damage)
        found = [exchange for file in files for exchange in file.exchanges]
        found.sort(key=lambda each: (each.order, *_place(each)))
        self._ranks = {_place(each): rank for rank, each in enumerate(found)}
        self._waiting: dict[Key, deque[CapturedExchange]] = defaultdict(deque)
        for each in found:
            self._waiting[each.key].append(each)
            if each.digest and not (each.revisit or each.failure or each.truncated):
                self._payloads.setdefault(each.digest, each)
        self._counts = {key: len(waiting) for key, waiting in self._waiting.items()}

    def __len__(self) -> int:
        return len(self._ranks)

    def take(self, key: Key, via: str | None = None) -> CapturedExchange | None:
        """Return the next capture of a request, earliest first; None after the last.

        Several addresses may redirect to one, and answers overtake each other: `via`
        selects the capture that came about in the same way, where there is one.
        """
        waiting = self._waiting.get(key)
        if not waiting:
            return None
        exchange = next((each for each in waiting if each.via == via), waiting[0])
        waiting.remove(exchange)
        return exchange

    def count(self, key: Key) -> int:
        """Return how often a request was captured."""
        return self._counts.get(key, 0)

    def rank(self, exchange: CapturedExchange) -> int:
        """Return the place of a capture in the order of all answers, counted from 0."""
        return self._ranks[_place(exchange)]

    def place(self, exchange: CapturedExchange) -> Capture:
        """Return the place of a capture as a line states it."""
        return Capture(self._names[exchange.file], exchange.member, exchange.digest or "")

    def read(self, exchange: CapturedExchange) -> Message:
        """Read a response.

        Raise `DamagedWarcError` where the record does not match its digest, or refers
        to a payload that is in none of the files.
        """
        method, url, _body = exchange.key
        where = f"{self.paths[exchange.file]}, offset {exchange.member} ({url})"
        message = read_message(self._record(exchange).block, method)
        if message is None:
            raise warc.DamagedWarcError(_("{where}: not an HTTP response").format(where=where))
        if exchange.revisit:
            earlier = self._payloads.get(exchange.digest or "")
            original = read_message(self._record(earlier).block, method) if earlier else None
            if original is None:
                raise warc.DamagedWarcError(
                    _("{where}: refers to a payload that is in none of the files").format(where=where)
                )
            message = replace(message, body=original.body, payload=original.payload)
        if exchange.digest and _BASE32_SHA1.fullmatch(exchange.digest) and not exchange.truncated:
            # Other programs compute the digest of the payload with its chunk framing.
            digests = (warc.digest(message.payload), warc.digest(message.body))
            if exchange.digest.upper() not in (digest.upper() for digest in digests):
                raise warc.DamagedWarcError(
                    _("{where}: the payload is not the one its digest tells of").format(where=where)
                )
        return message

    def read_failure(self, exchange: CapturedExchange) -> str:
        """Read the message of a request that got no answer."""
        return warc.read_fields(self._record(exchange).block).get("message", "")

    def close(self) -> None:
        """Close the files."""
        while self._open:
            self._open.popitem()[1].close()

    def _record(self, exchange: CapturedExchange) -> WarcRecord:
        path = self.paths[exchange.file]
        try:
            if exchange.file not in self._open:
                self._open[exchange.file] = WarcFile(path)
            record = self._open[exchange.file].record_at(exchange.member, exchange.inner)
        except OSError as error:
            raise warc.DamagedWarcError(f"{path}: {system_words(error)}") from error
        if record is None or record.length > len(record.block):
            raise warc.DamagedWarcError(
                _("{path}, offset {member}: no whole record").format(path=path, member=exchange.member)
            )
        return record


def _place(exchange: CapturedExchange) -> tuple[int, int, int]:
    return exchange.file, exchange.member, exchange.inner


def captured_between(paths: Iterable[Path]) -> tuple[datetime, datetime] | None:
    """Return when the first and the last capture of some files came; None without a
    date.

    Raise `DamagedWarcError` for a file that holds no record.
    """
    orders = [exchange.order for file in _read_files(paths) for exchange in file.exchanges if exchange.order]
    if not orders:
        return None
    first, last = (datetime.fromtimestamp(order // 10**9, CHINA) for order in (min(orders), max(orders)))
    return first, last


def _read_files(paths: Iterable[Path]) -> tuple[IndexedFile, ...]:
    """Read files through, once in a process as long as they stay as they are."""
    try:
        return _read_unchanged(tuple((path, path.stat().st_size, path.stat().st_mtime_ns) for path in paths))
    except OSError as error:
        raise warc.DamagedWarcError(f"{error.filename}: {system_words(error)}") from error


@lru_cache(maxsize=1)
def _read_unchanged(files: tuple[tuple[Path, int, int], ...]) -> tuple[IndexedFile, ...]:
    return tuple(_read_through(path, number) for number, (path, _size, _changed) in enumerate(files))


def _read_through(path: Path, number: int) -> IndexedFile:
    name: str | None = None
    requests: dict[str, tuple[str, str]] = {}
    exchanges: list[CapturedExchange] = []
    identities: list[tuple[str, ...]] = []
    damaged: list[Damage] = []
    count = 0
    try:
        with closing(WarcFile(path)) as file:
            for record in file.records():
                if isinstance(record, Damage):
                    damaged.append(record)
                    continue
                count += 1
                if record.kind == "warcinfo":
                    name = archive_name(record, path) or name
                elif record.kind == "request":
                    requests.update(_unusual_request(record))
                elif exchange := _exchange(record, number):
                    exchanges.append(exchange)
                    identities.append(_identities(record))
    except OSError as error:
        raise warc.DamagedWarcError(f"{path}: {system_words(error)}") from error
    if not count:
        raise warc.DamagedWarcError(_("{path}: holds no WARC records").format(path=path))
    damage = ""
    if damaged:
        where = f"the first at offset {damaged[0].offset} ({damaged[0].what})"
        damage = f"{path} is damaged in {len(damaged)} places, {where}; what is whole is served"
    for place, known in enumerate(identities if requests else ()):
        if request := next((requests[identity] for identity in known if identity in requests), None):
            exchanges[place] = replace(exchanges[place], key=(request[0], exchanges[place].key[1], request[1]))
    return IndexedFile(name, exchanges, damage)


def _exchange(record: WarcRecord, file: int) -> CapturedExchange | None:
    """Return the exchange of a record; None for one that answers no request."""
    if record.kind not in ("response", "revisit", "metadata"):
        return None
    fields = record.fields
    failure = fields.get(warc.FAILURE.lower())
    over_http = fields.get("content-type", "").startswith("application/http")
    if not record.url or not (failure if record.kind == "metadata" else over_http):
        return None
    key = request_key("GET", record.url, b"")
    if failure:
        stated = warc.read_fields(record.block)
        key = (stated.get("method", "GET"), key[1], stated.get("body", ""))
    not_modified = record.kind == "revisit" and fields.get("warc-profile", "").endswith("/server-not-modified")
    return CapturedExchange(
        key=key,
        order=record.received or 0,
        file=file,
        member=record.member,
        inner=record.inner,
        digest=fields.get("warc-block-digest" if failure else "warc-payload-digest"),
        address=fields.get("warc-ip-address"),
        truncated=fields.get("warc-truncated"),
        via=fields.get(warc.VIA.lower()),
        failure=failure,
        revisit=record.kind == "revisit" and not not_modified,
        not_modified=not_modified,
    )


def _unusual_request(record: WarcRecord) -> dict[str, tuple[str, str]]:
    """Return method and body digest of a request other than a plain GET, by record
    id.
    """
    head, body = split_head(record.block)
    method = head.partition(b" ")[0].decode("ascii", "replace")
    if method == "GET" and not body:
        return {}
    return dict.fromkeys(_identities(record), (method, warc.digest(body) if body else ""))


def _identities(record: WarcRecord) -> tuple[str, ...]:
    return record.fields.get("warc-record-id", ""), *record.values("warc-concurrent-to")

"""WARC files → what was captured of each request, in the order in which the answers came.

The files are read through once for an index of places; records are read when they are asked for and checked against
their digests. Serves captures of this project and of others: WARC 1.0 and 1.1, gzip, zstd or plain.
"""

from __future__ import annotations

import logging
import re
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urldefrag

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from newscrawl.items import Capture
from newscrawl.warc import framing as warc
from newscrawl.warc.http_message import Message, read_message, split_head

Key = tuple[str, str, str]
"""Method, address without fragment, digest of the request's body ("" without one)."""

_ANSWERS = WarcRecordType.response | WarcRecordType.revisit | WarcRecordType.metadata
_WANTED = _ANSWERS | WarcRecordType.warcinfo | WarcRecordType.request
_BASE32_SHA1 = re.compile(r"sha1:[a-z2-7]{32}", re.IGNORECASE)
_BLOCK_LIMIT = 1 << 26

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """One captured exchange."""

    key: Key
    order: int
    """Time of receipt, nanoseconds since 1970; of whole seconds in captures of others."""
    file: int
    offset: int
    digest: str | None
    """Payload digest; that of the block for a failure."""
    address: str | None
    truncated: str | None
    via: str | None
    """The address asked for first, where redirects led to this one."""
    failure: str | None
    """The exception to raise, for a request that got no answer."""
    revisit: bool


def request_key(method: str, url: str, body: bytes) -> Key:
    """Give the key under which the captures of a request stand.

    >>> request_key("GET", "http://www.hxnews.com/news/fj/fz/#top", b"")
    ('GET', 'http://www.hxnews.com/news/fj/fz/', '')
    """
    return method, urldefrag(url)[0], warc.digest(body) if body else ""


class Captured:
    """An index over WARC files."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self.paths = list(paths)
        self._names: list[str] = []
        self._payloads: dict[str, tuple[int, int]] = {}
        self._open: dict[int, BinaryIO] = {}
        found: list[Kept] = []
        for number, path in enumerate(self.paths):
            name, here = _scan(path, number)
            self._names.append(name)
            found += here
        found.sort(key=lambda kept: (kept.order, kept.file, kept.offset))
        self._ranks = {(kept.file, kept.offset): rank for rank, kept in enumerate(found)}
        self._waiting: dict[Key, deque[Kept]] = defaultdict(deque)
        for kept in found:
            self._waiting[kept.key].append(kept)
            if kept.digest and not (kept.revisit or kept.failure or kept.truncated):
                self._payloads.setdefault(kept.digest, (kept.file, kept.offset))
        self._counts = {key: len(waiting) for key, waiting in self._waiting.items()}

    def __len__(self) -> int:
        return len(self._ranks)

    def take(self, key: Key, via: str | None = None) -> Kept | None:
        """Give the next capture of a request: the first time it is asked its first, and so on; None after the last.

        Several addresses may redirect to one, and answers overtake each other: each gets its own where that is known.
        """
        waiting = self._waiting.get(key)
        if not waiting:
            return None
        kept = next((kept for kept in waiting if kept.via == via), waiting[0])
        waiting.remove(kept)
        return kept

    def count(self, key: Key) -> int:
        """Tell how often a request was captured."""
        return self._counts.get(key, 0)

    def rank(self, kept: Kept) -> int:
        """Tell the place of a capture in the order of all answers, counted from 0."""
        return self._ranks[kept.file, kept.offset]

    def place(self, kept: Kept) -> Capture:
        """Tell where a capture stands, in the words of the run that made it."""
        return Capture(self._names[kept.file], kept.offset, kept.digest or "")

    def read(self, kept: Kept) -> Message:
        """Read a response; `DamagedWarcError` where the record is not what its digest says, or refers to nothing."""
        method, url, _ = kept.key
        where = f"{self.paths[kept.file]}, offset {kept.offset} ({url})"
        block = self._block(kept.file, kept.offset)
        message = read_message(block, method)
        if message is None:
            raise warc.DamagedWarcError(f"{where}: not an HTTP response")
        if kept.revisit:
            place = self._payloads.get(kept.digest or "")
            original = read_message(self._block(*place), method) if place else None
            if original is None:
                raise warc.DamagedWarcError(f"{where}: refers to a payload that is in none of the files")
            message = replace(message, body=original.body, payload=original.payload)
        if kept.digest and _BASE32_SHA1.fullmatch(kept.digest) and not kept.truncated:
            # Other programs take the digest of the payload with its chunk framing on.
            digests = (warc.digest(message.payload), warc.digest(message.body))
            if kept.digest.upper() not in (digest.upper() for digest in digests):
                raise warc.DamagedWarcError(f"{where}: the payload is not the one its digest tells of")
        return message

    def read_failure(self, kept: Kept) -> str:
        """Read the message of a request that got no answer."""
        return warc.read_fields(self._block(kept.file, kept.offset)).get("message", "")

    def close(self) -> None:
        """Close the files."""
        while self._open:
            self._open.popitem()[1].close()

    def _block(self, file: int, offset: int) -> bytes:
        if file not in self._open:
            self._open[file] = self.paths[file].open("rb")
        self._open[file].seek(offset)
        try:
            record = next(iter(ArchiveIterator(self._open[file], parse_http=False)))
            return _block_of(record)
        except (OSError, StopIteration) as error:
            raise warc.DamagedWarcError(f"{self.paths[file]}, offset {offset}: no whole record ({error})") from error


def _block_of(record: WarcRecord) -> bytes:
    if record.content_length > _BLOCK_LIMIT:
        raise OSError(f"a record of {record.content_length} bytes")
    return record.reader.read()


def _scan(path: Path, number: int) -> tuple[str, list[Kept]]:
    """Read a file through; give its name in the archive and what it kept."""
    name = path.as_posix()
    asked: dict[str, tuple[str, str]] = {}
    kept: list[Kept] = []
    identities: list[tuple[str, ...]] = []
    count = 0
    try:
        for record in ArchiveIterator(str(path), record_types=_WANTED, parse_http=False):
            count += 1
            if record.record_type == WarcRecordType.warcinfo:
                name = _archive_name(path, record) or name
            elif record.record_type == WarcRecordType.request:
                asked.update(_unusual_request(record))
            elif answer := _answer(record, number):
                kept.append(answer)
                identities.append((record.record_id or "", *record.headers.get_multiple("WARC-Concurrent-To")))
    except OSError as error:
        if not count:
            raise warc.DamagedWarcError(f"{path}: not a WARC file ({error})") from error
        logger.warning("%s is damaged after %d records; what follows is not served (%s)", path, count, error)
    if not count:
        raise warc.DamagedWarcError(f"{path}: holds no WARC records")
    for place, known in enumerate(identities if asked else ()):
        if request := next((asked[identity] for identity in known if identity in asked), None):
            kept[place] = replace(kept[place], key=(request[0], kept[place].key[1], request[1]))
    return name, kept


def _answer(record: WarcRecord, file: int) -> Kept | None:
    """Read one record into a place; None for one that answers no request, such as other programs' metadata."""
    headers = record.headers
    url = (headers.get("WARC-Target-URI") or "").strip("<>")
    failure = headers.get(warc.FAILURE)
    over_http = (headers.get("Content-Type") or "").startswith("application/http")
    if not url or not (failure if record.record_type == WarcRecordType.metadata else over_http):
        return None
    key = request_key("GET", url, b"")
    if failure:
        told = warc.read_fields(_block_of(record))
        key = (told.get("method", "GET"), key[1], told.get("body", ""))
    moment = record.record_date
    order = headers.get(warc.ORDER) or ""
    return Kept(
        key=key,
        order=int(order) if order.isdecimal() else int(moment.timestamp()) * 10**9 if moment else 0,
        file=file,
        offset=record.stream_pos,
        digest=headers.get("WARC-Block-Digest" if failure else "WARC-Payload-Digest"),
        address=headers.get("WARC-IP-Address"),
        truncated=headers.get("WARC-Truncated"),
        via=headers.get(warc.VIA),
        failure=failure,
        revisit=record.record_type == WarcRecordType.revisit,
    )


def _unusual_request(record: WarcRecord) -> dict[str, tuple[str, str]]:
    """Give method and body of a request that is no plain GET, under its id and under those of its answers."""
    block = _block_of(record)
    head, body = split_head(block)
    method = head.partition(b" ")[0].decode("ascii", "replace")
    if method == "GET" and not body:
        return {}
    asked = (method, warc.digest(body) if body else "")
    return dict.fromkeys((record.record_id or "", *record.headers.get_multiple("WARC-Concurrent-To")), asked)


def _archive_name(path: Path, record: WarcRecord) -> str | None:
    """Give the name that lines call a file by, if it is the one that was written: it may have been moved since."""
    if record.headers.get("WARC-Filename") != path.name:
        return None
    site = warc.read_fields(_block_of(record)).get("ispartof")
    return f"warc/{site}/{path.name}" if site else None

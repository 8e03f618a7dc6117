"""One capture of the archive, read back: where a line says its page stands → the page, as it was received.

For comparing with what a page says today, and for asking a server whether it changed at all. `captured.py` is for
reading whole files in order.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType
from scrapy.http import Headers

from newscrawl.warc import framing as warc
from newscrawl.warc.http_message import Message, read_message
from newscrawl.warc.series import Earlier

logger = logging.getLogger(__name__)

_PAGES = WarcRecordType.response | WarcRecordType.revisit


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as it was received."""

    status: int
    headers: Headers
    payload: bytes
    """The body, still compressed if the server sent it so."""
    earlier: Earlier
    """What a later capture of the same bytes refers to instead of keeping them again."""


def read_kept(data: Path, place: Mapping[str, Any] | None) -> Kept | None:
    """Read the page that a line's `warc` tells of; None where it is not kept any more, or is not what the line says.

    A page of bytes that were kept before stands there as a reference; those bytes are sought in the same file.
    """
    if not place:
        return None
    path, digest = data / place["file"], place.get("digest") or ""
    try:
        record = next(_records(path, place["offset"]), None)
        message = _message(record)
        if record is None or message is None or record.headers.get("WARC-Payload-Digest") != digest:
            raise warc.DamagedWarcError("another record stands there")
        payload = message.payload
        if record.record_type == WarcRecordType.revisit:
            payload = _first_kept(path, digest)
        if warc.digest(payload) != digest:
            raise warc.DamagedWarcError("the payload is not the one its digest tells of")
    except (OSError, warc.DamagedWarcError) as error:
        logger.info("%s, offset %s cannot be read again: %s", path, place["offset"], error)
        return None
    headers = Headers()
    for name, value in message.headers:
        headers.appendlist(name, value)
    told = Earlier(
        record.headers.get("WARC-Target-URI") or "", record.headers.get("WARC-Date") or "", digest, record.record_id
    )
    return Kept(message.status, headers, payload, told)


def _records(path: Path, offset: int = 0) -> Iterator[WarcRecord]:
    with path.open("rb") as file:
        file.seek(offset)
        yield from ArchiveIterator(file, record_types=_PAGES, parse_http=False)


def _message(record: WarcRecord | None) -> Message | None:
    return read_message(record.reader.read()) if record is not None else None


def _first_kept(path: Path, digest: str) -> bytes:
    for record in _records(path):
        if record.record_type == WarcRecordType.response and record.headers.get("WARC-Payload-Digest") == digest:
            message = _message(record)
            if message is not None:
                return message.payload
    raise warc.DamagedWarcError("the bytes it refers to are in another file")

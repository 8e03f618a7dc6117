"""The place in a line's `warc` → its page, as it was received.

For comparing it with what the page has today, and for asking a server whether it
changed at all. Whole files in order are read by `capture_index`.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scrapy.http import Headers

from newscrawl.warc import framing as warc
from newscrawl.warc.http_message import Message, read_message
from newscrawl.warc.records import WarcFile, WarcRecord
from newscrawl.warc.salvage import Damage
from newscrawl.warc.series import Earlier

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page as it was received."""

    status: int
    headers: Headers
    payload: bytes
    """The body, still compressed if the server sent it so."""
    earlier: Earlier
    """What a later capture of the same bytes refers to."""


def read_kept(data: Path, place: Mapping[str, Any] | None) -> KeptPage | None:
    """Read the page at the place in a line's `warc`.

    Return None where the page is not there any more, or another one is. A page whose
    bytes had been captured before is kept as a reference to them, searched in the same
    file.
    """
    if not place:
        return None
    path, digest = data / place["file"], place.get("digest") or ""
    try:
        with closing(WarcFile(path)) as file:
            record, message, payload = _read(file, place["offset"], digest)
        if warc.digest(payload) != digest:
            raise warc.DamagedWarcError("the payload is not the one its digest tells of")
    except (OSError, warc.DamagedWarcError) as error:
        logger.info("%s, offset %s cannot be read again: %s", path, place["offset"], error)
        return None
    headers = Headers()
    for name, value in message.headers:
        headers.appendlist(name, value)
    fields = record.fields
    earlier = Earlier(record.url, fields.get("warc-date", ""), digest, fields.get("warc-record-id"))
    return KeptPage(message.status, headers, payload, earlier)


def _read(file: WarcFile, offset: int, digest: str) -> tuple[WarcRecord, Message, bytes]:
    record = file.record_at(offset)
    message = _message(record)
    if record is None or message is None or record.fields.get("warc-payload-digest", digest) != digest:
        raise warc.DamagedWarcError("another record stands there")
    return record, message, message.payload if record.kind == "response" else _first_kept(file, digest)


def _message(record: WarcRecord | None) -> Message | None:
    return read_message(record.block) if record is not None and record.kind in ("response", "revisit") else None


def _first_kept(file: WarcFile, digest: str) -> bytes:
    for record in file.records():
        if isinstance(record, Damage) or record.kind != "response":
            continue
        if record.fields.get("warc-payload-digest") == digest and (message := _message(record)):
            return message.payload
    raise warc.DamagedWarcError("the bytes it refers to are in another file")

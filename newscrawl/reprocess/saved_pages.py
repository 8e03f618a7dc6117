"""A WARC record, or a saved file → its page: address, time, bytes, and its origin.

`summarise` reads only the heads of a record, so that a file can be scanned without
unpacking its pages; `unpack_page` unpacks one. Archives store pages as sent, or
unpacked with the headers of compressed ones; both are read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from newscrawl.china_time import CHINA
from newscrawl.items import Capture
from newscrawl.reprocess.mhtml import MHTML, mhtml_page
from newscrawl.urls import normalise
from newscrawl.warc import framing as warc
from newscrawl.warc.content_coding import UnpackError, page_of, unpack
from newscrawl.warc.http_message import read_message, split_head, unchunk
from newscrawl.warc.records import WarcRecord

GONE = frozenset({404, 410})

_HTML = ("text/html", "application/xhtml")
_ADDRESS = (
    re.compile(rb"<!-- saved from url=\(\d+\)(https?://[^\s>]+)"),
    re.compile(rb"<link[^>]{0,200}rel=[\"']?canonical[\"']?[^>]{0,200}href=[\"']?(https?://[^\s\"'>]+)", re.I),
    re.compile(rb"<meta[^>]{0,200}og:url[\"'][^>]{0,200}content=[\"'](https?://[^\s\"'>]+)", re.I),
)


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page to be read."""

    url: str
    """Where it came from, after redirects."""
    asked: str
    """The address requested first: an article's key."""
    body: bytes
    content_type: str | None = None
    fetched: datetime | None = None
    status: int | None = None
    capture: Capture | None = None
    text: bool = False
    """Whether it is plain text, without markup."""
    whole: bool = True
    """False where the program that saved it cut it short."""

    @property
    def gone(self) -> bool:
        """Whether it states that there is no page any more."""
        return self.status in GONE


@dataclass(frozen=True, slots=True)
class RecordSummary:
    """What the heads of a record state of its page."""

    url: str
    asked: str
    status: int
    content_type: str | None
    at: int | None
    """Time of receipt, seconds since 1970."""
    digest: str | None
    """Digest of the payload, as the record states it."""
    text: bool = False
    revisit: bool = False
    """Whether its payload is in an earlier record."""
    whole: bool = True


def summarise(record: WarcRecord) -> RecordSummary | str:
    """Return the summary of a page, or what a record holds: `request`, `http_302`, …"""
    fields = record.fields
    kind, url = record.kind, record.url
    stated = fields.get("content-type", "").lower()
    if kind not in ("response", "revisit", "resource", "conversion"):
        return kind
    try:
        normalise(url)
    except ValueError:
        if not (kind == "conversion" and url.startswith("file:///")):  # a text without an address of its own
            return f"{url.partition(':')[0][:20] or 'no'} address"
    status, content_type = 200, stated or None
    if kind in ("response", "revisit"):
        if stated and not stated.startswith("application/http"):
            return stated
        message = read_message(split_head(record.block)[0])
        if message is None:
            return "no HTTP"
        status = message.status
        content_type = message.header(b"content-type")
    if not (200 <= status < 300 or status in GONE):
        return f"http_{status}"
    text = kind == "conversion"
    mime = (content_type or "").partition(";")[0].strip().lower()
    public = fields.get(warc.ARTICLE.lower())
    if public is None and mime and not (mime.startswith(_HTML) or (text and mime == "text/plain")):
        return mime
    return RecordSummary(
        url=public or url,
        asked=public or fields.get(warc.VIA.lower()) or url,
        status=status,
        content_type=content_type,
        at=None if record.received is None else record.received // 1_000_000_000,
        digest=fields.get("warc-payload-digest"),
        text=text,
        revisit=kind == "revisit",
        whole="warc-truncated" not in fields,
    )


def unpack_page(record: WarcRecord, seen: RecordSummary, file: str, payload_of: WarcRecord | None = None) -> SavedPage:
    """Return the page of a record in a file of that name.

    A revisit's payload is in another record; a line of a corpus is no capture. Raise
    `UnpackError` where there is no page.
    """
    source = payload_of or record
    if source.length > len(source.block):
        raise UnpackError(f"{source.length} bytes are too many for a page")
    over_http = record.kind in ("response", "revisit")
    message = read_message(source.block) if over_http else None
    stored = source.block if message is None else unchunk(message.payload)
    return SavedPage(
        url=seen.url,
        asked=seen.asked,
        body=unpack(stored, "") if message is None else page_of(message),
        content_type=seen.content_type,
        fetched=None if seen.at is None else datetime.fromtimestamp(seen.at, UTC).astimezone(CHINA),
        status=seen.status if over_http else None,
        capture=Capture(file, record.member, seen.digest or warc.digest(stored)) if record.head else None,
        text=seen.text,
        whole=seen.whole,
    )


def saved_page(path: Path) -> SavedPage:
    """Read a file that a browser or a person saved; its time is the file's, unless it
    states one.
    """
    body = path.read_bytes()
    saved = datetime.fromtimestamp(int(path.stat().st_mtime), CHINA)
    suffix = path.suffix.lower()
    if suffix in MHTML and (page := mhtml_page(body)):
        url = page.url or path.absolute().as_uri()
        return SavedPage(url, url, page.body, page.content_type, fetched=page.saved or saved)
    text = suffix == ".txt"
    url = path.absolute().as_uri() if text else saved_address(body, path)
    return SavedPage(url, url, body, fetched=saved, text=text)


def saved_address(body: bytes, path: Path) -> str:
    """Return the address a saved page states, else that of its file.

    >>> saved_address(b"<!-- saved from url=(0014)http://a.cn/1.html -->", Path("/x/1.html"))
    'http://a.cn/1.html'
    >>> saved_address(b"<p>", Path("/x/1.html"))
    'file:///x/1.html'
    """
    head = body[:65536]
    for pattern in _ADDRESS:
        if found := pattern.search(head):
            return found[1].decode("ascii", "replace")
    return path.absolute().as_uri()

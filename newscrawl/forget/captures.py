"""A WARC file → the same file without an article: its records blank, its title gone from other pages.

Every record keeps its place and its length: a gzip member may carry a comment of any length in its head (RFC 1952),
which every reader skips. What lines say of other captures, offsets and all, so stays true. The file is replaced whole.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import dataclass
from pathlib import Path

from newscrawl.forget.splice import splice
from newscrawl.forget.trace import Words
from newscrawl.warc import framing as warc
from newscrawl.warc.content_coding import UnpackError, unpack
from newscrawl.warc.http_message import read_message, split_head

REDACTED = "Newscrawl-Redacted"
"""Field of our own: the payload digest that a record had before a title was taken out of its page."""
_COMMENT = 0x10
_BARE = b"WARC/1.1\r\nWARC-Type: metadata\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
_FRAMING = re.compile(rb"(?im)^(?:content-encoding|transfer-encoding|content-length):[^\n]*\n")


@dataclass(slots=True)
class Purge:
    """What was done to a file."""

    records: int = 0
    """Records that are blank now."""
    redacted: int = 0
    """Pages of others that named the article, and do not any more."""


def purge(path: Path, belongs: Callable[[str], bool], words: Words, digests: MutableMapping[str, str]) -> Purge:
    """Take an article out of a file. `belongs` says whether an address is one of its own.

    `digests` learns what became of the digests of other pages that had to be changed. A listing that names the article
    is taken out whole: it may quote it.
    """
    purge, changes = Purge(), {}
    listings = path.name.startswith("listings-")
    for offset, length, record in records(path):
        changed = _change(record, belongs, words, digests, listings)
        if changed is None:
            continue
        new = fit(changed, length) if changed else None
        purge.redacted += new is not None
        purge.records += new is None
        changes[offset] = new or blank(length)
    splice(path, changes)
    return purge


def records(path: Path) -> Iterator[tuple[int, int, bytes]]:
    """Give each member of a file of ours, a record unpacked: its offset, its length, its bytes.

    Ends where a member is damaged; who must see all of a file compares the end with its size.
    """
    with path.open("rb") as found, path.open("rb") as file:
        for member in warc.members(found):
            file.seek(member.offset)
            length = member.end - member.offset
            yield member.offset, length, zlib.decompress(file.read(length), warc.GZIP)


def _change(
    record: bytes, belongs: Callable[[str], bool], words: Words, digests: MutableMapping[str, str], listings: bool
) -> bytes | None:
    """Give what stands in a record's place: b"" for nothing; None where the record stays."""
    head, block = split_head(record)
    block = block[:-4]
    fields = warc.read_fields(head)
    if fields.get("warc-type") == "warcinfo":
        return None
    if any(url and belongs(url.strip("<>")) for url in (fields.get("warc-target-uri"), fields.get(warc.VIA.lower()))):
        return b""
    old = fields.get("warc-payload-digest", "")
    if before := fields.get(REDACTED.lower()):
        digests[before] = old
    if old in digests:  # a revisit of a page that was changed
        return head.replace(old.encode(), digests[old].encode()) + block + b"\r\n\r\n"
    page = page_in(block)
    if not words.named_in(page):
        return None
    redacted = words.redacted(page)
    if listings or words.named_in(redacted) or read_message(block) is None:
        return b""
    digests[old] = warc.digest(redacted)
    return _record(head, old, digests[old], block, redacted)


def page_in(block: bytes) -> bytes:
    """Give the page in a record's block as far as it can be unpacked, else the block."""
    message = read_message(block)
    if message is None:
        return block
    coding = next((value for name, value in message.headers if name.lower() == b"content-encoding"), b"")
    try:
        return unpack(message.payload, coding.decode("latin-1").lower())
    except UnpackError:
        return block


def _record(head: bytes, old: str, new: str, block: bytes, page: bytes) -> bytes:
    """Write a response again with another page in it, not packed any more."""
    message_head, _body = split_head(block)
    message_head = _FRAMING.sub(b"", message_head)
    status, _, rest = message_head.partition(b"\n")
    block = b"%s\nContent-Length: %d\r\n%s%s" % (status, len(page), rest, page)
    head = head.replace(old.encode(), new.encode())
    head = re.sub(rb"(?im)^warc-block-digest:[^\r\n]*", b"WARC-Block-Digest: " + warc.digest(block).encode(), head)
    head = re.sub(rb"(?im)^content-length:[^\r\n]*", b"Content-Length: %d" % len(block), head)
    first, _, others = head.partition(b"\r\n")
    return b"%s\r\n%s: %s\r\n%s%s\r\n\r\n" % (first, REDACTED.encode(), old.encode(), others, block)


def blank(length: int) -> bytes:
    """Make a member of exactly this length that says only that something was here.

    >>> import zlib
    >>> len(blank(400)), zlib.decompress(blank(400), 31)[:30]
    (400, b'WARC/1.1\\r\\nWARC-Type: metadata\\r')
    """
    block = warc.warc_fields([("newscrawl", "forgotten")])
    record = warc.record("metadata", [("WARC-Record-ID", warc.record_id()), ("Content-Type", warc.FIELDS)], block)
    made = fit(record, length) or fit(_BARE, length)
    if made is None:
        raise warc.DamagedWarcError(f"a member of {length} bytes is too short to be one")
    return made


def fit(record: bytes, length: int) -> bytes | None:
    """Compress a record to a gzip member of exactly this length; None where it does not fit."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9)
    data = squeeze.compress(record) + squeeze.flush()
    left = length - 18 - len(data)
    if left < 0:
        return None
    flag, comment = (_COMMENT, b" " * (left - 1) + b"\0") if left else (0, b"")
    ends = struct.pack("<II", zlib.crc32(record), len(record) & 0xFFFFFFFF)
    return b"\x1f\x8b\x08" + bytes((flag,)) + b"\0\0\0\0\x02\xff" + comment + data + ends

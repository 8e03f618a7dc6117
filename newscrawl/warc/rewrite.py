"""A record of a file → another one in a gzip member of exactly the same length.

So all other places in the file stay true. A gzip member may have a comment of any
length in its header (RFC 1952), which every reader skips; it fills the rest of the
room.
"""

from __future__ import annotations

import re
import struct
import zlib

from newscrawl.warc import framing as warc
from newscrawl.warc.http_message import split_head
from newscrawl.warc.records import WarcRecord

REDACTED = "Newscrawl-Redacted"
"""Field of our own: the payload digest before its page was replaced."""
_COMMENT = 0x10
_BARE = b"WARC/1.1\r\nWARC-Type: metadata\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
_FRAMING = re.compile(rb"(?im)^(?:content-encoding|transfer-encoding|content-length):[^\n]*\n")


def with_digest(record: WarcRecord, old: str, new: str) -> bytes:
    """Return a record with another digest in its fields."""
    return record.head.replace(old.encode(), new.encode()) + record.block + b"\r\n\r\n"


def with_page(record: WarcRecord, page: bytes) -> bytes:
    """Return a response with another page in it, neither compressed nor chunked."""
    message_head, _body = split_head(record.block)
    status, _, rest = _FRAMING.sub(b"", message_head).partition(b"\n")
    block = b"%s\nContent-Length: %d\r\n%s%s" % (status, len(page), rest, page)
    old = record.fields.get("warc-payload-digest", "")
    head = record.head.replace(old.encode(), warc.digest(page).encode())
    head = re.sub(rb"(?im)^warc-block-digest:[^\r\n]*", b"WARC-Block-Digest: " + warc.digest(block).encode(), head)
    head = re.sub(rb"(?im)^content-length:[^\r\n]*", b"Content-Length: %d" % len(block), head)
    first, _, others = head.partition(b"\r\n")
    return b"%s\r\n%s: %s\r\n%s%s\r\n\r\n" % (first, REDACTED.encode(), old.encode(), others, block)


def without_block_digest(record: bytes) -> bytes:
    """Return a record without the digest of its block, which may be left out, where
    there is no room for it."""
    head, blank_line, rest = record.partition(b"\r\n\r\n")
    return re.sub(rb"(?im)^warc-block-digest:[^\n]*\n", b"", head) + blank_line + rest


def blank(length: int) -> bytes:
    """Return a member of exactly this length that states only that something was here.

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
    """Compress a record to a gzip member of this length; None where it is too long."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9)
    data = squeeze.compress(record) + squeeze.flush()
    left = length - 18 - len(data)
    if left < 0:
        return None
    flag, comment = (_COMMENT, b" " * (left - 1) + b"\0") if left else (0, b"")
    ends = struct.pack("<II", zlib.crc32(record), len(record) & 0xFFFFFFFF)
    return b"\x1f\x8b\x08" + bytes((flag,)) + b"\0\0\0\0\x02\xff" + comment + data + ends

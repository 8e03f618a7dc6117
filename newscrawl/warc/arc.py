"""Records of ARC files, the format before WARC → named fields as WARC has them.

A record is a line (address, IP, time, type, length; in version 2 also status, checksum
and place) and then the answer with its HTTP head. The first record is about the file.

https://archive.org/web/researcher/ArcFileFormat.php
"""

from __future__ import annotations

import re

ARC = b"filedesc://"
"""How an ARC file begins: with a record about the file."""
LONGEST = 1 << 14
"""Bytes of a record's line; addresses may be long."""

_LINE = (
    rb"(?P<url>[A-Za-z][A-Za-z0-9+.-]{1,19}:\S[^\r\n]*?) (?P<ip>[0-9A-Fa-f.:]{2,45}) (?P<date>\d{8,14})"
    rb" (?P<type>\S[^\r\n]*?)??(?: (?P<status>\d{3}|-) \S+ \S+ \d+ \S+)? ?(?P<length>(?<= )\d{1,17})\r?\n"
)
_BEGIN = re.compile(_LINE)
_NEXT = re.compile(rb"(?:^|(?<=\n))" + _LINE)


def arc_line(data: bytes) -> bytes | None:
    r"""Return the line by which an ARC record begins; None where none does.

    >>> arc_line(b"http://a.cn/ 1.2.3.4 20080512063000 text/html 5\nHTTP/")
    b'http://a.cn/ 1.2.3.4 20080512063000 text/html 5\n'
    """
    found = _BEGIN.match(data)
    return found[0] if found else None


def find_arc_record(data: bytes) -> int | None:
    """Return the offset in unpacked bytes where a record may begin."""
    found = _NEXT.search(data)
    return found.start() if found else None


def arc_fields(line: bytes) -> dict[str, str]:
    r"""Return the fields of a record's line, named as in WARC; an answer over HTTP is a
    `response`.

    >>> line = b"http://a.cn/1.html 1.2.3.4 20080512063000 text/html 512\n"
    >>> sorted(arc_fields(line).items())[2:]
    [('warc-date', '2008-05-12T06:30:00Z'), ('warc-target-uri', 'http://a.cn/1.html'), ('warc-type', 'response')]
    >>> arc_fields(b"filedesc://fz.arc 0.0.0.0 20080512063000 text/plain 76\n")["warc-type"]
    'warcinfo'
    """
    found = _BEGIN.match(line)
    assert found is not None
    url = found["url"].decode("utf-8", "replace")
    at = found["date"].decode().ljust(14, "0")
    if at[4:8] == "0000":
        at = at[:4] + "0101" + at[8:]
    return {
        "warc-type": "warcinfo" if url.startswith("filedesc:") else "response",
        "warc-target-uri": url.replace(" ", "%20"),
        "warc-date": f"{at[:4]}-{at[4:6]}-{at[6:8]}T{at[8:10]}:{at[10:12]}:{at[12:14]}Z",
        "content-type": (found["type"] or b"").decode("utf-8", "replace"),
        "content-length": found["length"].decode(),
    }


def with_kind(fields: dict[str, str], block: bytes) -> dict[str, str]:
    """Return the fields of a record whose block is known: one without HTTP head, as
    old servers answered, is a `resource` of its stated type.
    """
    if fields["warc-type"] != "response":
        return fields
    if block.startswith(b"HTTP/"):
        return {**fields, "content-type": "application/http;msgtype=response"}
    return {**fields, "warc-type": "resource"}

"""A damaged place of a WARC file → the next member or record that can be read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newscrawl.warc.arc import ARC, arc_line
from newscrawl.warc.members import BEGIN, FILLING, MemberError, Members

_NEXT = re.compile(rb"WARC/1\.[01]\r?\n(?=[A-Za-z-]+:)")
"""How a record begins behind damage: not always at the beginning of a line, where a
killed writer's successor went on."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A place where no record can be read."""

    offset: int
    what: str


def seek_member(members: Members) -> bool:
    """Move to the first member from here on that begins with a record.

    Return False, at the end of the file, where there is none.
    """
    source = members.source
    while _seek_magic(members):
        offset = source.offset
        try:
            head = members.open().read().lstrip(FILLING)
        except MemberError:
            head = b""
        source.move(offset)
        if head.startswith(BEGIN) or arc_line(head):
            return True
        source.more()
        source.drop(1)
    return False


def seek_readable(members: Members) -> bool:
    """Move to the first member from here on that can be unpacked, whatever it holds.

    Return False, at the end of the file, where there is none.
    """
    source = members.source
    while _seek_magic(members):
        offset = source.offset
        try:
            readable = bool(members.open().read())
        except MemberError:
            readable = False
        source.move(offset)
        if readable:
            return True
        source.more()
        source.drop(1)
    return False


def starts_as_arc(members: Members) -> bool:
    """Return whether the member that starts here, or a plain file, begins with a record
    of an ARC file, of version 1 or 2.
    """
    offset = members.source.offset
    try:
        head = members.open().read().lstrip(FILLING)
    except MemberError:
        head = b""
    members.source.move(offset)
    return head.startswith(ARC) or arc_line(head) is not None


def _seek_magic(members: Members) -> bool:
    source = members.source
    while (found := source.data.find(members.magic)) < 0:
        source.drop(max(0, len(source.data) - len(members.magic) + 1))
        if not source.more():
            source.drop(len(source.data))
            return False
    source.drop(found)
    return True


def find_record(data: bytes) -> int | None:
    """Return the offset in unpacked bytes where a record may begin.

    >>> find_record(b"\\0\\0WARC/1.1\\r\\nWARC-Type: response\\r\\n"), find_record(b"a page about WARC/1.1")
    (2, None)
    """
    found = _NEXT.search(data)
    return found.start() if found else None


def wrong_length(stated: str, length: int | None, found: int) -> str:
    """Return what is wrong with a record whose Content-Length is not its length.

    `length` is None where it is not a number.

    >>> wrong_length("90000", 90_000, 512)
    'Content-Length is 90000, but 512 bytes are there'
    """
    if length is None:
        return f"Content-Length is {stated[:40]!r}"
    return f"Content-Length is {length}, but {'more' if length == found else found} bytes are there"

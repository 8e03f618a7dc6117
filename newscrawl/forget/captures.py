"""A WARC file → the same file without an article: blank records, redacted titles.

Every record keeps its place and its length: what lines state of other captures, offsets
included, stays true. The file is replaced as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from newscrawl.forget.own_addresses import OwnAddresses
from newscrawl.forget.splice import splice
from newscrawl.forget.trace import Trace
from newscrawl.warc.content_coding import UnpackError, page_of
from newscrawl.warc.framing import ARTICLE, VIA, DamagedWarcError, digest
from newscrawl.warc.http_message import read_message
from newscrawl.warc.records import WarcFile, WarcRecord
from newscrawl.warc.rewrite import REDACTED, blank, fit, with_digest, with_page, without_block_digest
from newscrawl.warc.salvage import Damage


@dataclass(slots=True)
class Purge:
    """What was done to a file."""

    records: int = 0
    """Records that are blank now."""
    redacted: int = 0
    """Pages of other articles from which the title was removed."""


def purge(path: Path, own: OwnAddresses, trace: Trace, digests: MutableMapping[str, str]) -> Purge:
    """Remove an article from a file; `own` are its addresses.

    `digests` gets the old and new digests of other pages that had to be changed. A
    listing that names the article is blanked as a whole: it may quote it.
    """
    purge, changes = Purge(), {}
    listings = path.name.startswith("listings-")
    for record, length in _members(path):
        if isinstance(record, Damage):
            continue
        changed = _change(record, own, trace, digests, listings)
        if changed is None:
            continue
        new = (fit(changed, length) or fit(without_block_digest(changed), length)) if changed else None
        purge.redacted += new is not None
        purge.records += new is None
        changes[record.member] = new or blank(length)
    splice(path, changes)
    return purge


def searched(path: Path, own: OwnAddresses, trace: Trace) -> Iterator[tuple[int, str]]:
    """Yield offset and words of each record that still has words of the article, or
    that cannot be read."""
    listings = path.name.startswith("listings-")
    for record, _length in _members(path):
        if isinstance(record, Damage) or len(record.block) != record.length:
            yield record.offset if isinstance(record, Damage) else record.member, "damaged, cannot be searched"
            continue
        page = page_in(record.block)
        found = trace.all_in(page) | trace.all_in(record.head) | _short(record, page, own, trace, listings)
        if not found and page is not record.block:
            found = trace.all_in(record.block.partition(b"\r\n\r\n")[0])
        if found:
            yield record.member, min(found)


def _members(path: Path) -> Iterator[tuple[WarcRecord | Damage, int]]:
    """Yield the records of a file of ours, each with its member's length."""
    try:
        file = WarcFile(path)
    except DamagedWarcError as error:
        yield Damage(0, str(error)), 0
        return
    with closing(file):
        for record in file.records():
            yield record, 0 if isinstance(record, Damage) else file.offset - record.member


def _change(
    record: WarcRecord, own: OwnAddresses, trace: Trace, digests: MutableMapping[str, str], listings: bool
) -> bytes | None:
    """Return what replaces a record: b"" for nothing; None where the record stays.

    Equal pages, captured twice, are changed twice: each has a record of its own.
    """
    fields = record.fields
    if record.kind == "warcinfo":
        return None
    if any(url and own.has(url) for url in (record.url, fields.get(VIA.lower()), fields.get(ARTICLE.lower()))):
        return b""
    old = fields.get("warc-payload-digest", "")
    if before := fields.get(REDACTED.lower()):
        digests[before] = old
    page = page_in(record.block)
    short = _short(record, page, own, trace, listings)
    if not (short or trace.all_in(page) or trace.all_in(record.head)):
        # A revisit of a page that was changed, or its headers.
        return with_digest(record, old, digests[old]) if old in digests and record.kind == "revisit" else None
    redacted = trace.redacted(page, short=bool(short))
    named = trace.all_in(redacted) or trace.all_in(record.head) or trace.short_in(redacted) & short
    if listings or named or record.kind != "response" or read_message(record.block) is None:
        return b""
    new = with_page(record, redacted)
    if trace.all_in(new.partition(redacted)[0] if redacted else new):
        return b""
    if old:
        digests[old] = digest(redacted)
    return new


def _short(record: WarcRecord, page: bytes, own: OwnAddresses, trace: Trace, listings: bool) -> set[str]:
    """Return the short titles that a page names the article by: it links to it, or is
    a listing."""
    found = trace.short_in(page)
    return found if found and (listings or own.linked_in(page, record.url)) else set()


def page_in(block: bytes) -> bytes:
    """Return the page in a record's block if it can be unpacked, else the block."""
    message = read_message(block)
    if message is None:
        return block
    try:
        return page_of(message)
    except UnpackError:
        return block

"""A WARC file → the same file without an article: blank records, redacted titles.

Every record keeps its place and its length: what lines state of other captures, offsets
included, stays true. The file is replaced as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from newscrawl.forget.splice import splice
from newscrawl.forget.trace import Trace
from newscrawl.warc.content_coding import UnpackError, page_of
from newscrawl.warc.framing import VIA, DamagedWarcError, digest
from newscrawl.warc.http_message import read_message
from newscrawl.warc.records import WarcFile, WarcRecord
from newscrawl.warc.rewrite import REDACTED, blank, fit, with_digest, with_page
from newscrawl.warc.salvage import Damage


@dataclass(slots=True)
class Purge:
    """What was done to a file."""

    records: int = 0
    """Records that are blank now."""
    redacted: int = 0
    """Pages of other articles from which the title was removed."""


def purge(path: Path, belongs: Callable[[str], bool], trace: Trace, digests: MutableMapping[str, str]) -> Purge:
    """Remove an article from a file; `belongs` returns whether an address is its.

    `digests` gets the old and new digests of other pages that had to be changed. A
    listing that names the article is blanked as a whole: it may quote it.
    """
    purge, changes = Purge(), {}
    listings = path.name.startswith("listings-")
    for record, length in _members(path):
        if isinstance(record, Damage):
            continue
        changed = _change(record, belongs, trace, digests, listings)
        if changed is None:
            continue
        new = fit(changed, length) if changed else None
        purge.redacted += new is not None
        purge.records += new is None
        changes[record.member] = new or blank(length)
    splice(path, changes)
    return purge


def pages(path: Path) -> Iterator[tuple[int, bytes | None]]:
    """Yield offset and page of each record; None for a page that cannot be read."""
    for record, _length in _members(path):
        if isinstance(record, Damage):
            yield record.offset, None
        else:
            yield record.member, page_in(record.block) if len(record.block) == record.length else None


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
    record: WarcRecord, belongs: Callable[[str], bool], trace: Trace, digests: MutableMapping[str, str], listings: bool
) -> bytes | None:
    """Return what replaces a record: b"" for nothing; None where the record stays."""
    fields = record.fields
    if record.kind == "warcinfo":
        return None
    if any(url and belongs(url) for url in (record.url, fields.get(VIA.lower()))):
        return b""
    old = fields.get("warc-payload-digest", "")
    if before := fields.get(REDACTED.lower()):
        digests[before] = old
    if old in digests:  # a revisit of a page that was changed
        return with_digest(record, old, digests[old])
    page = page_in(record.block)
    if not trace.named_in(page):
        return None
    redacted = trace.redacted(page)
    if listings or trace.named_in(redacted) or read_message(record.block) is None:
        return b""
    digests[old] = digest(redacted)
    return with_page(record, redacted)


def page_in(block: bytes) -> bytes:
    """Return the page in a record's block if it can be unpacked, else the block."""
    message = read_message(block)
    if message is None:
        return block
    try:
        return page_of(message)
    except UnpackError:
        return block

"""A part of a WARC file → the places of its pages, and the pages read.

Plain functions of values that can be sent between processes, without ledger and Scrapy.
A fault of one page becomes its `Damage`, never an exception. Results are in the order
of the file.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np
import xxhash
from numpy.typing import NDArray

from newscrawl.ledger.sql_values import to_number
from newscrawl.reader.reading_values import PageReading
from newscrawl.reprocess.choice import Choice
from newscrawl.reprocess.host_lines import CountedLines, LineCounter, LinesByHost, hash_host, repeated_in
from newscrawl.reprocess.opened import cursor_of, open_file
from newscrawl.reprocess.page_results import OpenedPage, PageResult, read_all
from newscrawl.reprocess.saved_pages import RecordSummary, saved_page, summarise, unpack_page
from newscrawl.urls import article_id, identity
from newscrawl.warc.content_coding import UnpackError
from newscrawl.warc.file_names import archive_name
from newscrawl.warc.records import WarcRecord
from newscrawl.warc.salvage import Damage

_PAGE_NUMBER = re.compile(r"(?:[_-](\d{1,3}))?(\.\w+)?$")
"""The page number in an address of a further page, as in
`newscrawl.reader.fields.pager`."""
NO_TIME = -(1 << 62)


class PageLocation(NamedTuple):
    """The place of a page, and what is known of it unread; numbers, for many pages."""

    member: int
    inner: int
    id: int
    """Of the article, if it is one: hash of the address requested first."""
    url: int
    """Hash of its own address."""
    stem: int
    """Hash of the address without a page number; 0 for the address of a folder."""
    number: int
    """Page number in the address, 0 without one."""
    at: int
    """Time of receipt, seconds since 1970, or `NO_TIME`."""
    digest: int
    """Hash of its payload's digest, 0 without one."""
    revisit: int
    """1 where its payload is in another record."""
    whole: int
    """0 where the program that saved it cut it short."""
    host: int = 0
    """Hash of the host of a text, as `host_lines` counts it; 0 for a page."""


Rows = NDArray[np.int64]
"""Page locations, one a row."""


@dataclass(slots=True)
class FilePart:
    """The pages in a part of a file."""

    begin: int
    """Offset of its first member; between the end of the part before and this, the file
    is damaged."""
    end: int
    locations: Rows = field(default_factory=lambda: rows_of(()))
    others: Counter[str] = field(default_factory=Counter)
    """Records that are not read, by what they hold."""
    damaged: list[Damage] = field(default_factory=list)
    name: str | None = None
    """Name of the file in the archive that wrote it."""
    lines: CountedLines | None = None
    """Lines of its texts."""


class PageToRead(NamedTuple):
    """A page to read: its rank in the reading order, and its place."""

    rank: int
    member: int
    inner: int
    payload: tuple[int, int] | None = None
    """Member and inner place of the record with its payload, for a revisit."""


def rows_of(locations: Sequence[PageLocation]) -> Rows:
    """Pack page locations: 88 bytes each."""
    return np.array(locations, np.int64).reshape(-1, len(PageLocation._fields))


def measure(path: Path, choice: Choice) -> tuple[str, int, bool]:
    """Return the digest of a file, its size, and whether parts can be scanned.

    Raise `DamagedWarcError` if it is not one.
    """
    with closing(open_file(path, choice.text_field)) as pages, path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), pages.size, pages.divisible


def hash_of(url: str) -> int:
    """Return the number that stands for an address in page locations."""
    return to_number(article_id(url))


def look(path: Path, start: int, end: int, choice: Choice, exact: bool = False) -> FilePart:
    """Scan a part of a WARC file; `exact` where a member is known to start at `start`.

    Raise `DamagedWarcError` if the file is not one.
    """
    with closing(open_file(path, choice.text_field)) as file:
        begin = start if exact or not file.divisible or start == 0 else file.seek(start)
        part = FilePart(begin, begin)
        if begin >= end:
            return part
        locations: list[PageLocation] = []
        counter = LineCounter()
        for record in file.records(begin, end):
            if isinstance(record, Damage):
                part.damaged.append(record)
            elif location := _look_at(record, path, choice, part):
                if record.kind == "conversion":
                    location = location._replace(host=hash_host(record.url))
                    counter.add(location.host, record.block.decode("utf-8", "replace"))
                locations.append(location)
        part.end = file.offset
        part.locations, part.lines = rows_of(locations), counter.counted()
    return part


def _look_at(record: WarcRecord, path: Path, choice: Choice, part: FilePart) -> PageLocation | None:
    seen = summarise(record)
    if isinstance(seen, str):
        part.others[seen] += 1
        if seen == "warcinfo" and part.name is None:
            part.name = archive_name(record, path)
    elif not choice.wants(seen.url):
        part.others["not wanted"] += 1
    elif choice.too_early(seen.at):
        part.others["outside dates"] += 1
    elif _is_listing(seen.url, choice):
        part.others["listing of a channel"] += 1
    else:
        return _location(record, seen)
    return None


def _location(record: WarcRecord, seen: RecordSummary) -> PageLocation:
    digest = _hash(seen.digest.lower()) if seen.digest else 0
    place = (record.member, record.inner)
    return locate_page(place, seen.asked, seen.url, seen.at, digest, revisit=seen.revisit, whole=seen.whole)


def locate_page(
    place: tuple[int, int],
    asked: str,
    url: str,
    at: int | None,
    digest: int = 0,
    *,
    revisit: bool = False,
    whole: bool = True,
) -> PageLocation:
    """Return the location of a page."""
    url = identity(url)
    path = urlsplit(url).path
    found = _PAGE_NUMBER.search(path)
    number = int(found[1]) if found and found[1] else 0
    stem = 0 if path.endswith("/") else _hash(url.replace(path, _PAGE_NUMBER.sub("", path), 1))
    seconds = NO_TIME if at is None else at
    return PageLocation(*place, hash_of(asked), hash_of(url), stem, number, seconds, digest, revisit, whole)


def _hash(text: str) -> int:
    return to_number(xxhash.xxh3_64_hexdigest(text.encode("utf-8", "surrogatepass")))


def _is_listing(url: str, choice: Choice) -> bool:
    site = choice.catalog.site_of(url)
    if site is None:
        return False
    return urlsplit(url).path in ("", "/") or (site.is_article(url) is not True and site.channel_of(url) is not None)


def read(
    path: Path, name: str, wanted: Sequence[PageToRead], choice: Choice, lines: LinesByHost | None = None
) -> list[PageResult]:
    """Read pages of a WARC file; `name` is its name in lines, `lines` are those that
    pages of a host share.
    """
    repeated = {host: repeated_in(known) for host, known in (lines or {}).items()}
    opened: list[PageResult | OpenedPage] = []
    cursor = cursor_of(path, choice.text_field)
    payloads = {each.payload: cursor.record_at(*each.payload) for each in wanted if each.payload}
    for member, group in groupby(wanted, key=lambda each: each.member):
        places = {each.inner: each for each in group}
        for record in cursor.records(member, list(places)):
            place = places.pop(record.inner)
            payload = payloads[place.payload] if place.payload else None
            shared = repeated.get(hash_host(record.url)) if repeated else None
            opened.append(_open_record(place, record, payload, name, shared))
        opened += [damaged(each, Damage(member, "no record is there any more")) for each in places.values()]
    readings = iter(read_all([each for each in opened if isinstance(each, OpenedPage)], choice))
    done = [next(readings) if isinstance(each, OpenedPage) else each for each in opened]
    return [_saved_in(each, Path(name).name) if each.url.startswith("file:") else each for each in done]


def _open_record(
    place: PageToRead,
    record: WarcRecord,
    payload: WarcRecord | None,
    name: str,
    repeated: Callable[[str], bool] | None,
) -> OpenedPage | PageResult:
    seen = summarise(record)
    if isinstance(seen, str):
        return damaged(place, Damage(record.member, f"{seen} is there now"))
    try:
        return OpenedPage(place.rank, unpack_page(record, seen, name, payload), repeated)
    except UnpackError as error:
        return damaged(place, Damage(record.member, str(error)), seen.url)


def read_files(paths: Sequence[Path], choice: Choice) -> list[PageResult]:
    """Read saved pages, one a file; a file that cannot be read becomes `Damage`."""
    done = []
    for rank, path in enumerate(paths):
        try:
            page = saved_page(path)
        except OSError as error:
            done.append(
                damaged(PageToRead(rank, 0, 0), Damage(0, error.strerror or str(error)), path.absolute().as_uri())
            )
            continue
        done.append(_saved_in(read_all([OpenedPage(rank, page)], choice)[0], path.name))
    return done


def _saved_in(reading: PageResult, name: str) -> PageResult:
    """Return a reading whose evidence says that a file has no other address."""
    if not isinstance(reading.result, PageReading):
        return reading
    article = reading.result.article
    evidence = {**(article.evidence or {}), "url": f"saved in {name}"}
    return replace(reading, result=replace(reading.result, article=replace(article, evidence=evidence)))


def damaged(place: PageToRead, damage: Damage, url: str = "") -> PageResult:
    """Return the result for a page that cannot be read."""
    return PageResult(place.rank, url, url, None, None, None, damage)

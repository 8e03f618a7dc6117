"""A WARC file, or a part of one → what stands in it (`look`), and what today's reader makes of its pages (`read`).

Plain functions of values that can be sent between processes: they know no ledger and no Scrapy, and a fault of one page
ends in its `Damage`, never in an exception. What they give is in the order of the file.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np
import xxhash
from numpy.typing import NDArray

from newscrawl.items import Capture, NoArticle
from newscrawl.ledger.sql_values import to_number
from newscrawl.reader.article import PageReading, read_page
from newscrawl.reader.documents import read_document
from newscrawl.reprocess.choice import Choice
from newscrawl.reprocess.saved_pages import Glance, SavedPage, glance, saved_page, unpack_page
from newscrawl.urls import article_id, identity
from newscrawl.warc.content_coding import UnpackError
from newscrawl.warc.index import archive_name
from newscrawl.warc.records import WarcFile, WarcRecord
from newscrawl.warc.salvage import Damage

_PAGE_NUMBER = re.compile(r"(?:[_-](\d{1,3}))?(\.\w+)?$")
"""Where a further page of an article has its number; so does `extract/pager.py` tell them."""
NO_TIME = -(1 << 62)


class Spot(NamedTuple):
    """Where a page lies, and what must be known of it before it is read; numbers only, a file has many."""

    member: int
    inner: int
    id: int
    """Of the article that it is, if it is one: the hash of the address asked for."""
    url: int
    """Hash of its own address."""
    stem: int
    """Hash of the address without a page number; 0 for the address of a folder."""
    number: int
    """Page number in the address, 0 without one."""
    at: int
    """Seconds since 1970, or `NO_TIME`."""
    digest: int
    """Hash of its payload's digest, 0 where none is told."""
    revisit: int
    """1 where its payload is that of another record."""
    whole: int
    """0 where the program that saved it cut it short."""


Rows = NDArray[np.int64]
"""Spots, one a row."""


@dataclass(slots=True)
class Looked:
    """What stands in a part of a file."""

    begin: int
    """Where its first member starts; where that lies behind the end of the part before, the gap is damaged."""
    end: int
    spots: Rows = field(default_factory=lambda: rows_of(()))
    others: Counter[str] = field(default_factory=Counter)
    """Records that hold no wanted page, by what they are."""
    damaged: list[Damage] = field(default_factory=list)
    name: str | None = None
    """Name of the file in the archive that wrote it."""


class Wanted(NamedTuple):
    """A page to be read."""

    rank: int
    member: int
    inner: int
    payload: tuple[int, int] | None = None
    """Member and inner place of the record that has its payload, for a revisit."""


@dataclass(frozen=True, slots=True)
class Read:
    """What came of a page."""

    rank: int
    asked: str
    url: str
    fetched: datetime | None
    status: int | None
    capture: Capture | None
    result: PageReading | NoArticle | Damage


def rows_of(spots: Sequence[Spot]) -> Rows:
    """Pack spots: 80 bytes each."""
    return np.array(spots, np.int64).reshape(-1, len(Spot._fields))


def measure(path: Path) -> tuple[str, int, bool]:
    """Give the digest by which a WARC file is known again, its size, and whether it can be looked through in parts.

    Raises `DamagedWarcError` if it is none.
    """
    with closing(WarcFile(path)) as warc, path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), warc.size, warc.divisible


def hash_of(url: str) -> int:
    """Give the number by which an address is found in an index."""
    return to_number(article_id(url))


def look(path: Path, start: int, end: int, choice: Choice, exact: bool = False) -> Looked:
    """Look a part of a WARC file through; `exact` where a member is known to start there.

    Raises `DamagedWarcError` if the file is none.
    """
    with closing(WarcFile(path)) as file:
        begin = start if exact or not file.divisible or start == 0 else file.seek(start)
        looked = Looked(begin, begin)
        if begin >= end:
            return looked
        spots: list[Spot] = []
        for record in file.records(begin, end):
            if isinstance(record, Damage):
                looked.damaged.append(record)
            elif spot := _look_at(record, path, choice, looked):
                spots.append(spot)
        looked.end = file.offset
        looked.spots = rows_of(spots)
    return looked


def _look_at(record: WarcRecord, path: Path, choice: Choice, looked: Looked) -> Spot | None:
    seen = glance(record)
    if isinstance(seen, str):
        looked.others[seen] += 1
        if seen == "warcinfo" and looked.name is None:
            looked.name = archive_name(record, path)
    elif not choice.wants(seen.url):
        looked.others["not wanted"] += 1
    elif choice.too_early(seen.at):
        looked.others["outside dates"] += 1
    elif _is_listing(seen.url, choice):
        looked.others["listing of a channel"] += 1
    else:
        return _spot(record, seen)
    return None


def _spot(record: WarcRecord, seen: Glance) -> Spot:
    digest = _hash(seen.digest.lower()) if seen.digest else 0
    place = (record.member, record.inner)
    return spot_at(place, seen.asked, seen.url, seen.at, digest, revisit=seen.revisit, whole=seen.whole)


def spot_at(
    place: tuple[int, int],
    asked: str,
    url: str,
    at: int | None,
    digest: int = 0,
    *,
    revisit: bool = False,
    whole: bool = True,
) -> Spot:
    """Give the spot of a page."""
    url = identity(url)
    path = urlsplit(url).path
    found = _PAGE_NUMBER.search(path)
    number = int(found[1]) if found and found[1] else 0
    stem = 0 if path.endswith("/") else _hash(url.replace(path, _PAGE_NUMBER.sub("", path), 1))
    seconds = NO_TIME if at is None else at
    return Spot(*place, hash_of(asked), hash_of(url), stem, number, seconds, digest, revisit, whole)


def _hash(text: str) -> int:
    return to_number(xxhash.xxh3_64_hexdigest(text.encode("utf-8", "surrogatepass")))


def _is_listing(url: str, choice: Choice) -> bool:
    site = choice.catalog.site_of(url)
    if site is None:
        return False
    return urlsplit(url).path in ("", "/") or (site.is_article(url) is not True and site.channel_of(url) is not None)


def read(path: Path, name: str, wanted: Sequence[Wanted], choice: Choice) -> list[Read]:
    """Read pages of a WARC file; `name` is what lines call the file."""
    done: list[Read] = []
    with closing(WarcFile(path)) as file:
        payloads = {each.payload: file.record_at(*each.payload) for each in wanted if each.payload}
        for member, group in groupby(wanted, key=lambda each: each.member):
            places = {each.inner: each for each in group}
            for record in _records(file, member, places):
                place = places.pop(record.inner)
                payload = payloads[place.payload] if place.payload else None
                done.append(_read_record(place, record, payload, name, choice))
            done += [damaged(each, Damage(member, "no record is there any more")) for each in places.values()]
    return done


def _records(file: WarcFile, member: int, inners: Iterable[int]) -> Iterator[WarcRecord]:
    missing = set(inners)
    for record in file.at(member):
        if isinstance(record, WarcRecord) and record.inner in missing:
            missing.discard(record.inner)
            yield record
        if not missing:
            return


def _read_record(place: Wanted, record: WarcRecord, payload: WarcRecord | None, name: str, choice: Choice) -> Read:
    seen = glance(record)
    if isinstance(seen, str):
        return damaged(place, Damage(record.member, f"{seen} is there now"))
    try:
        page = unpack_page(record, seen, name, payload)
    except UnpackError as error:
        return damaged(place, Damage(record.member, str(error)), seen.url)
    return read_one(place.rank, page, choice)


def read_files(paths: Sequence[Path], choice: Choice) -> list[Read]:
    """Read saved pages, one a file; a file that cannot be read gives `Damage`."""
    done = []
    for rank, path in enumerate(paths):
        try:
            page = saved_page(path)
        except OSError as error:
            done.append(damaged(Wanted(rank, 0, 0), Damage(0, error.strerror or str(error)), path.absolute().as_uri()))
            continue
        reading = read_one(rank, page, choice)
        if isinstance(reading.result, PageReading):
            article = reading.result.article
            evidence = {**(article.evidence or {}), "url": f"saved in {path.name}"}
            reading = replace(reading, result=replace(reading.result, article=replace(article, evidence=evidence)))
        done.append(reading)
    return done


def read_one(rank: int, page: SavedPage, choice: Choice) -> Read:
    """Read a page with the layouts of its site; a fault of the reader is told as damage of the page."""
    result: PageReading | NoArticle | Damage
    site = choice.catalog.site_of(page.url)
    try:
        if page.gone:
            result = NoArticle("gone", f"HTTP {page.status}")
        elif page.text:
            result = read_document(page.body, page.url, site=site, catalog=choice.catalog, fetched=page.fetched)
        else:
            result = read_page(page.body, page.url, content_type=page.content_type, site=site, fetched=page.fetched)
    except Exception as error:
        fault = f"the reader failed: {type(error).__name__}: {error}"
        result = Damage(page.capture.offset if page.capture else 0, fault)
    if isinstance(result, PageReading):
        article = replace(
            result.article,
            id=article_id(page.asked),
            http_status=page.status,
            warc=page.capture,
            complete=page.whole,
        )
        result = replace(result, article=article)
    return Read(rank, page.asked, page.url, page.fetched, page.status, page.capture, result)


def damaged(place: Wanted, damage: Damage, url: str = "") -> Read:
    """Give what came of a page that cannot be read."""
    return Read(place.rank, url, url, None, None, None, damage)

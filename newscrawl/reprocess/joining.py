"""Pages of a file, in the order of its index → articles: those that run over several pages joined, as a crawl does it.

A page is followed to its next page where the file has it. Until that one comes, its article waits. Pure: what is read
is handed in, and every page comes out again in some `Whole`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from newscrawl.items import Article, NoArticle
from newscrawl.reader.article import PageReading, join_pages
from newscrawl.reprocess.read_pages import Read, hash_of
from newscrawl.reprocess.reading_order import Index
from newscrawl.warc.records import Damage

MOST_PAGES = 60
"""Pages of one article that are joined; a pager that goes on for ever is cut here and the article marked."""


@dataclass(frozen=True, slots=True)
class Whole:
    """An article, or what came in its place, with the ranks of all the pages that it was made of."""

    read: Read
    """Its first page."""
    ranks: tuple[int, ...]
    result: Article | NoArticle | Damage


@dataclass(slots=True)
class _Job:
    read: Read
    ranks: list[int]
    readings: list[PageReading] = field(default_factory=list)
    visited: set[int] = field(default_factory=set)


class Joining:
    """The articles of one file that wait for further pages. `taken` are ranks that an earlier run has done with."""

    def __init__(self, index: Index, taken: set[int] | None = None) -> None:
        self._index = index
        self._taken = set(taken or ())
        self._waiting: dict[int, _Job] = {}

    def take(self, read: Read) -> Iterator[Whole]:
        """Take in the next page; gives what is whole with it."""
        job = self._waiting.pop(read.rank, None)
        if job is None:
            if not isinstance(read.result, PageReading):
                yield Whole(read, (read.rank,), read.result)
                return
            job = _Job(read, [])
        job.ranks.append(read.rank)
        job.visited.add(hash_of(read.url))
        if not isinstance(read.result, PageReading):
            # As in a crawl: an empty page behind the last one is no loss, any other is.
            yield self._whole(job, isinstance(read.result, NoArticle) and read.result.kind == "empty")
            return
        text = read.result.article.text
        if any(text == reading.article.text for reading in job.readings):
            yield self._whole(job, complete=True)  # behind the last page some sites show the first one again
            return
        job.readings.append(read.result)
        yield from self._follow(job, read)

    def _follow(self, job: _Job, read: Read) -> Iterator[Whole]:
        assert isinstance(read.result, PageReading)
        following = read.result.next_url
        if following is None or hash_of(following) in job.visited or not _same_site(following, read.url):
            yield self._whole(job, complete=True)
            return
        rank = self._index.next_of(hash_of(following), read.rank, self._taken)
        if rank is None or len(job.readings) >= MOST_PAGES:
            yield self._whole(job, complete=False)
            return
        self._taken.add(rank)
        self._waiting[rank] = job

    def _whole(self, job: _Job, complete: bool) -> Whole:
        whole = complete and all(reading.article.complete for reading in job.readings)
        article = join_pages(job.readings, complete=whole)
        return Whole(job.read, tuple(job.ranks), replace(article, complete=whole))


def _same_site(url: str, other: str) -> bool:
    return (urlsplit(url).hostname or "").removeprefix("www.") == (urlsplit(other).hostname or "").removeprefix("www.")

"""Pages of a file, in the order of its index → articles: those that run over several pages joined, as a crawl does it.

A page is followed to its next page where the file has it. Until that one comes, its article waits. Pure: what is read
is handed in, and every page comes out again in some `Whole`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from newscrawl.items import Article, NoArticle
from newscrawl.reader.article import PageReading
from newscrawl.reader.joined_pages import ArticlePages
from newscrawl.reprocess.read_pages import Read, hash_of
from newscrawl.reprocess.reading_order import Index
from newscrawl.warc.salvage import Damage


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
    pages: ArticlePages


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
            job = _Job(read, [], ArticlePages(read.url))
        job.ranks.append(read.rank)
        if not isinstance(read.result, PageReading):
            yield _whole(job, complete=isinstance(read.result, NoArticle) and job.pages.end_at(read.result))
            return
        following = job.pages.add(read.result, partial(_same_site, read.url))
        if following is None:
            yield _whole(job, complete=True)
            return
        rank = self._index.next_of(hash_of(following), read.rank, self._taken)
        if rank is None:
            yield _whole(job, complete=False)
            return
        self._taken.add(rank)
        self._waiting[rank] = job


def _whole(job: _Job, *, complete: bool) -> Whole:
    return Whole(job.read, tuple(job.ranks), job.pages.join(complete=complete))


def _same_site(url: str, other: str) -> bool:
    return (urlsplit(url).hostname or "").removeprefix("www.") == (urlsplit(other).hostname or "").removeprefix("www.")

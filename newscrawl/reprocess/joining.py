"""Pages of a file, in reading order → articles, joined as in a crawl.

A page is followed to its next page if the file has it; until that one is read, its
article waits. Every page passed in comes out in some `JoinedArticle`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from newscrawl.items import Article, NoArticle
from newscrawl.reader.joined_pages import ArticlePages
from newscrawl.reader.reading_values import PageReading
from newscrawl.reprocess.page_results import PageResult
from newscrawl.reprocess.read_pages import hash_of
from newscrawl.reprocess.reading_order import ReadingOrder
from newscrawl.warc.salvage import Damage


@dataclass(frozen=True, slots=True)
class JoinedArticle:
    """An article, or a page that is not one, with the ranks of its pages."""

    read: PageResult
    """Its first page."""
    ranks: tuple[int, ...]
    result: Article | NoArticle | Damage


@dataclass(slots=True)
class _Job:
    read: PageResult
    ranks: list[int]
    pages: ArticlePages


class PageJoiner:
    """The articles of one file that wait for pages; `taken` are ranks read earlier."""

    def __init__(self, index: ReadingOrder, taken: set[int] | None = None) -> None:
        self._index = index
        self._taken = set(taken or ())
        self._waiting: dict[int, _Job] = {}

    def take(self, read: PageResult) -> Iterator[JoinedArticle]:
        """Add the next page; yield what is complete with it."""
        job = self._waiting.pop(read.rank, None)
        if job is None:
            if not isinstance(read.result, PageReading):
                yield JoinedArticle(read, (read.rank,), read.result)
                return
            job = _Job(read, [], ArticlePages(read.url))
        job.ranks.append(read.rank)
        if not isinstance(read.result, PageReading):
            yield _joined(job, complete=isinstance(read.result, NoArticle) and job.pages.end_at(read.result))
            return
        following = job.pages.add(read.result, partial(_same_site, read.url))
        if following is None:
            yield _joined(job, complete=True)
            return
        rank = self._index.next_of(hash_of(following), read.rank, self._taken)
        if rank is None:
            yield _joined(job, complete=False)
            return
        self._taken.add(rank)
        self._waiting[rank] = job


def _joined(job: _Job, *, complete: bool) -> JoinedArticle:
    return JoinedArticle(job.read, tuple(job.ranks), job.pages.join(complete=complete))


def _same_site(url: str, other: str) -> bool:
    return (urlsplit(url).hostname or "").removeprefix("www.") == (urlsplit(other).hostname or "").removeprefix("www.")

"""Pages taken out of files → their articles.

The texts among some pages are read all at once, which costs little more than half of
reading them one by one. A fault of one page becomes its `Damage`, never an exception.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from newscrawl.items import Capture, NoArticle, changed
from newscrawl.reader.article import read_page
from newscrawl.reader.reading_values import PageReading
from newscrawl.reprocess.choice import Choice
from newscrawl.reprocess.saved_pages import SavedPage
from newscrawl.urls import article_id
from newscrawl.warc.salvage import Damage


@dataclass(frozen=True, slots=True)
class PageResult:
    """The result of reading a page."""

    rank: int
    asked: str
    url: str
    fetched: datetime | None
    status: int | None
    capture: Capture | None
    result: PageReading | NoArticle | Damage


@dataclass(frozen=True, slots=True)
class OpenedPage:
    """A page, and the lines that other texts of its host have."""

    rank: int
    page: SavedPage
    repeated: Callable[[str], bool] | None = None


def read_all(pages: Sequence[OpenedPage], choice: Choice) -> list[PageResult]:
    """Read pages, the texts among them all at once unless one of them is at fault."""
    texts = [each for each in pages if each.page.text and not each.page.gone]
    readings: dict[int, PageReading | NoArticle] = {}
    if len(texts) > 1:
        with suppress(Exception):  # each is read alone then
            readings = dict(zip(map(id, texts), _read_texts(texts, choice), strict=True))
    return [_result(each, readings.get(id(each)) or _read_one(each, choice)) for each in pages]


def _read_texts(texts: Sequence[OpenedPage], choice: Choice) -> list[PageReading | NoArticle]:
    """Read texts. Most files have none: what reads them is imported at the first."""
    from newscrawl.reader.documents import TextDocument, read_documents

    documents = [
        TextDocument(page.body, page.url, choice.catalog.site_of(page.url), page.fetched, each.repeated)
        for each in texts
        for page in (each.page,)
    ]
    return read_documents(documents, choice.catalog)


def _read_one(reading: OpenedPage, choice: Choice) -> PageReading | NoArticle | Damage:
    """Read a page with its site's layouts; a fault of the reader is `Damage`."""
    page = reading.page
    try:
        if page.gone:
            return NoArticle("gone", f"HTTP {page.status}")
        if page.text:
            return _read_texts([reading], choice)[0]
        site = choice.catalog.site_of(page.url)
        return read_page(page.body, page.url, content_type=page.content_type, site=site, fetched=page.fetched)
    except Exception as error:
        fault = f"the reader failed: {type(error).__name__}: {error}"
        return Damage(page.capture.offset if page.capture else 0, fault)


def _result(reading: OpenedPage, result: PageReading | NoArticle | Damage) -> PageResult:
    page = reading.page
    if isinstance(result, PageReading):
        article = changed(
            result.article,
            id=article_id(page.asked),
            http_status=page.status,
            warc=page.capture,
            complete=page.whole,
        )
        result = PageReading(article, result.next_url)
    return PageResult(reading.rank, page.asked, page.url, page.fetched, page.status, page.capture, result)

"""The pages of one article, read one after the other → the address of its next page,
and at last the article.

A crawl and a reading of saved pages follow an article from page to page by the same
rules; where its next page comes from is left to them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from newscrawl.items import Article, Block, NoArticle
from newscrawl.reader.reading_values import NAMES, PageReading
from newscrawl.urls import identity

MOST_PAGES = 60
"""Pages of one article that are followed; a pager that goes on for ever is cut here and
the article marked."""


class ArticlePages:
    """The pages of one article that have been read, first page first."""

    def __init__(self, url: str) -> None:
        """Begin with the address of the first page, which no later page may lead back
        to.
        """
        self._readings: list[PageReading] = []
        self._visited = {identity(url)}
        self._cut = False

    def __len__(self) -> int:
        return len(self._readings)

    def add(self, reading: PageReading, same_site: Callable[[str], bool]) -> str | None:
        """Add a page and return the address of the page that follows; None where the
        article ends.

        Behind the last page some sites show the first one, or the last, again: a page
        that repeats the text and the pictures of another is not added. The pages of a
        photo series have one text and a picture each.
        """
        if any(_repeats(reading.article, earlier.article) for earlier in self._readings):
            return None
        self._readings.append(reading)
        following = reading.next_url
        if following is None or identity(following) in self._visited or not same_site(following):
            return None
        if len(self._readings) >= MOST_PAGES:
            self._cut = True
            return None
        self._visited.add(identity(following))
        return following

    def end_at(self, page: NoArticle) -> bool:
        """Return whether the article is complete where this came in the place of a
        further page.

        An empty page behind the last one is no loss, any other is.
        """
        return page.kind in ("empty", "no_text")

    def join(self, *, complete: bool = True) -> Article:
        """Join the pages; the article is marked where one is missing, was cut short, or
        the pager was cut.
        """
        whole = complete and not self._cut and all(reading.article.complete for reading in self._readings)
        return join_pages(self._readings, complete=whole)


def _repeats(page: Article, earlier: Article) -> bool:
    """Return whether a page has nothing that an earlier one has not."""
    pictures = {image.url for image in page.images} - {image.url for image in earlier.images}
    return page.text == earlier.text and not pictures


def join_pages(readings: Sequence[PageReading], *, complete: bool = True) -> Article:
    """Join the pages of one article, first page first; the first page's fields stand,
    bodies and lists are joined. A text that several pages of a photo series have is
    taken once.
    """
    first = readings[0].article
    if len(readings) == 1 and complete:
        return first
    articles = [reading.article for reading in readings]
    if any(_holds(article, articles[0]) for article in articles[1:]):  # behind 阅读全文 stands the whole text
        articles[0] = replace(articles[0], body=(), text=None)
    merged: dict[str, Any] = {name: _union(getattr(article, name) for article in articles) for name in NAMES}
    repairs: dict[str, int] = {}
    for article in articles:
        for rule, count in (article.repairs or {}).items():
            repairs[rule] = repairs.get(rule, 0) + count
    texts = dict.fromkeys(article.text for article in articles if article.text)
    return replace(
        first,
        body=_joined_bodies(articles),
        text="\n".join(texts) or None,
        images=_union(article.images for article in articles),
        attachments=_union(article.attachments for article in articles),
        repairs=repairs or None,
        pages=len(readings),
        complete=complete,
        **merged,
    )


def _holds(page: Article, earlier: Article) -> bool:
    """Return whether a page has all paragraphs of an earlier one, and more."""
    own, others = ({line for line in (each.text or "").split("\n") if line} for each in (earlier, page))
    return bool(own) and own < others


def _joined_bodies(articles: Sequence[Article]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    texts: set[str | None] = set()
    for article in articles:
        repeated = article.text in texts
        blocks += [block for block in article.body if not repeated or block.kind == "caption"]
        texts.add(article.text)
    return tuple(blocks)


def _union(groups: Any) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(value for group in groups for value in group))

"""What a person finds on a made page, and where a reading differs from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from newscrawl import NoArticle, read_article, read_document, read_listing
from newscrawl.items import Article

from .as_text import WAYS

Fault = tuple[str, Any, Any]
"""A field, what was read, what stands there."""
FETCHED = datetime.fromisoformat("2023-06-02T10:00:00+08:00")


class Truth(Protocol):
    """What stands on a page."""

    @property
    def ways(self) -> tuple[str, ...]:
        """The ways in which the page is read: `page`, and those of `as_text`."""

    def faults(self, case: Case, way: str) -> list[Fault]:
        """Read the page in one way, and return what is read otherwise."""


@dataclass(frozen=True, slots=True)
class Case:
    """A made page."""

    name: str
    """The parts it is made of."""
    page: bytes
    url: str
    truth: Truth
    content_type: str | None = None

    def faults(self, way: str) -> list[Fault]:
        """Return what is read otherwise than it stands there."""
        return self.truth.faults(self, way)


@dataclass(frozen=True, slots=True)
class ArticleTruth:
    """What stands on the page of an article."""

    title: str
    body: tuple[str, ...]
    day: str
    source: str | None = None
    writers: frozenset[str] = frozenset()
    editors: frozenset[str] = frozenset()
    signed: str = ""
    """The line above the text; an outlet in it, or in the first paragraph, may be read as
    the source of a page that states none."""
    captions: tuple[str, ...] = ()
    """Lines that may be read as captions, or be left out."""
    ways: tuple[str, ...] = ("page", *WAYS)

    def faults(self, case: Case, way: str) -> list[Fault]:
        article = _article(case, way)
        if not isinstance(article, Article):
            return [("article", article, self.title)]
        body = [block.text for block in article.body if block.kind != "caption" and block.text not in self.captions]
        found = {
            "title": article.title,
            "day": (article.published or "")[:10],
            "source": article.source,
            "writers": frozenset((*article.reporters, *article.correspondents, *article.authors)),
            "editors": frozenset(article.editors),
        }
        if self.source is None and (article.source or "?") in self.signed + self.body[0]:
            found["source"] = None
        faults = [(name, value, getattr(self, name)) for name, value in found.items() if value != getattr(self, name)]
        if "".join(body) != "".join(self.body):  # hard breaks leave paragraphs joined
            faults.append(("body", _only(body, self.body), _only(self.body, body)))
        return faults


@dataclass(frozen=True, slots=True)
class NoArticleTruth:
    """There is no article on this page."""

    ways: tuple[str, ...] = ("page",)

    def faults(self, case: Case, way: str) -> list[Fault]:
        article = _article(case, way)
        return [("refusal", article.text, None)] if isinstance(article, Article) else []


@dataclass(frozen=True, slots=True)
class ListTruth:
    """What a listing shows: address, title and day of each entry, in order."""

    entries: tuple[tuple[str, str, str | None], ...]
    next_url: str | None = None
    dated: bool = True
    """Whether the days are shown; those of addresses alone need not be read."""
    ways: tuple[str, ...] = ("page",)

    def faults(self, case: Case, way: str) -> list[Fault]:
        listing = read_listing(case.page, case.url, fetched=FETCHED)
        found = [(entry.url, entry.title, (entry.date or "")[:10] or None) for entry in listing.entries]
        if not self.dated and not any(day for _, _, day in found):
            found = [(url, title, day) for (url, title, _), (_, _, day) in zip(found, self.entries, strict=False)]
        faults: list[Fault] = []
        if listing.next_url != self.next_url:
            faults.append(("next page", listing.next_url, self.next_url))
        if found == list(self.entries):
            return faults
        urls, wanted = [entry[0] for entry in found], {entry[0]: entry for entry in self.entries}
        if set(urls) != set(wanted):
            faults.append(("entries", _only(urls, wanted), _only(wanted, urls)))
        for name, place in (("entry title", 1), ("entry day", 2)):
            wrong = [entry for entry in found if entry[0] in wanted and entry[place] != wanted[entry[0]][place]]
            if wrong:
                faults.append((name, [entry[place] for entry in wrong], [wanted[entry[0]][place] for entry in wrong]))
        return faults or [("order", urls, list(wanted))]


def _article(case: Case, way: str) -> Article | NoArticle:
    if way == "page":
        return read_article(case.page, case.url, content_type=case.content_type)
    return read_document("\n".join(WAYS[way](case.page.decode())), case.url)


def _only(ours: Iterable[str], theirs: Iterable[str]) -> list[str]:
    other = set(theirs)
    return [text for text in ours if text not in other]

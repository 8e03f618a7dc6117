"""The addresses of articles → whether an address, or a link in a page, is theirs."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator
from urllib.parse import urljoin, urlsplit

from newscrawl.ledger import Ledger
from newscrawl.reprocess.read_pages import PageLocation, locate_page
from newscrawl.urls import article_id, normalise

_TELLING = re.compile(r"\d{3}|[\w-]{12}")
"""A part of an address that few others have."""
_DELIMITER = re.compile(rb"[\s\"'<>()]|(?:href|src)=")
_LONGEST = 2000


class OwnAddresses:
    """The addresses of the articles: their own, and those of their further pages."""

    def __init__(self, ledger: Ledger, ids: frozenset[str], urls: Collection[str]) -> None:
        self._ledger, self._ids = ledger, ids
        locations = [_location(url) for url in urls]
        self._urls = {location.url for location in locations if location}
        self._stems = {location.stem for location in locations if location and location.stem}
        self._known: dict[str, bool] = {}
        endings = {ending for url in urls if (ending := _ending(url))}
        spelled = {each for ending in endings for each in (ending, html.escape(ending), ending.replace("/", "\\/"))}
        self._endings = [each.encode() for each in sorted(spelled)]

    def has(self, url: str) -> bool:
        """Return whether an address is one of theirs."""
        if url not in self._known:
            self._known[url] = self._has(url)
        return self._known[url]

    def linked_in(self, page: bytes, base: str) -> bool:
        """Return whether a page, or a JSON answer, has a link to one of them."""
        for ending in self._endings:
            for link in _links(page, ending):
                try:
                    if self.has(urljoin(base, link)):
                        return True
                except ValueError:
                    continue
        return False

    def _has(self, url: str) -> bool:
        location = _location(url)
        if location is None:
            return False
        if location.url in self._urls or (location.number and location.stem in self._stems):
            return True
        key = normalise(url)
        return article_id(key) in self._ids or self._ledger.owner(key) in self._ids


def _links(page: bytes, ending: bytes) -> Iterator[str]:
    """Yield the links of a page that end so."""
    end = 0
    while (at := page.find(ending, end)) >= 0:
        end = at + len(ending)
        before = page[max(0, at - _LONGEST) : at]
        start = max((found.end() for found in _DELIMITER.finditer(before)), default=0)
        yield html.unescape((before[start:] + ending).replace(b"\\/", b"/").decode("utf-8", "ignore"))


def _ending(url: str) -> str:
    """Return the shortest end of an address that few others have; "" without one.

    >>> _ending("http://www.hxnews.com/news/fj/202011/18/1932014.shtml")
    '1932014.shtml'
    >>> _ending("http://www.hxnews.com/1118001/index.html"), _ending("http://www.hxnews.com/")
    ('1118001/index.html', '')
    """
    parts = urlsplit(url)
    whole = f"{parts.path}?{parts.query}" if parts.query else parts.path
    names = whole.split("/")
    for count in range(1, len(names)):
        if _TELLING.search(ending := "/".join(names[-count:])):
            return ending
    return ""


def _location(url: str) -> PageLocation | None:
    try:
        return locate_page((0, 0), url, url, None)
    except ValueError:
        return None

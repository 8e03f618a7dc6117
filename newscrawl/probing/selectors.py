"""Pages with known values → selectors that read these values, scored on all pages.

A selector is what a person would write: an id, a class, a tag below one of these. Its
score is the share of pages on which it reads the same as the generic reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from lxml import etree

from newscrawl.catalog.rule import Rule, text_of
from newscrawl.reader.page import Page

T = TypeVar("T")

LONGEST = 120
"""Characters of an element that may hold a title, a time or a name; a longer one is a
whole column."""
LEVELS = 4
"""Ancestors of the wanted element that are tried as its context."""
_NAME = re.compile(r"[A-Za-z_][\w-]*$")
_STATE = re.compile(r"active|current|first|last|odd|even|clearfix|hover|\d{3,}", re.I)
"""Classes and ids that describe how one page looks, not what an element is."""
_BARE = frozenset({"h1", "h2", "article", "main", "time"})
"""Tags that are meaningful without a class."""


@dataclass(frozen=True, slots=True)
class ScoredRule:
    """A rule, and the number of pages on which it reads the right value."""

    rule: Rule
    agreed: int
    asked: int

    @property
    def agrees_everywhere(self) -> bool:
        return 0 < self.asked == self.agreed


@dataclass(frozen=True, slots=True)
class WantedValue(Generic[T]):
    """A page, and the value that a rule should read from it; None for nothing."""

    page: Page
    value: T | None


def best_rule(wanted: Sequence[WantedValue[T]], read: Callable[[str, Page], T | None]) -> ScoredRule | None:
    """Return the rule that reads the right value on most pages.

    Of equals, return the one that reads the least beside the value. `read` parses the
    text that a rule selects, as the article reader does. Rules are tried from the first
    two pages with a value; `<meta>` elements count, too.
    """
    valued = [each for each in wanted if each.value is not None]
    found: dict[str, Rule] = {}
    for each in valued[:2]:
        for rule in _rules_for(each, read):
            found.setdefault(rule.where, rule)
    scored = [(score(rule, wanted, read), _weight(rule, valued)) for rule in found.values()]
    return max(scored, key=lambda pair: (pair[0].agreed, -pair[1]), default=(None, 0))[0]


def score(rule: Rule, wanted: Sequence[WantedValue[T]], read: Callable[[str, Page], T | None]) -> ScoredRule:
    """Return a rule with the number of pages on which it reads the right value."""
    agreed = 0
    for each in wanted:
        text = rule.first(each.page.root, each.page.url)
        agreed += (read(text, each.page) if text else None) == each.value
    return ScoredRule(rule, agreed, len(wanted))


def _rules_for(wanted: WantedValue[T], read: Callable[[str, Page], T | None]) -> Iterator[Rule]:
    page = wanted.page
    for name, values in page.meta.items():
        if read(values[0], page) == wanted.value:
            yield Rule(meta=name)
    for element in page.root.iter(etree.Element):
        text = _short_text(element)
        if text and read(text, page) == wanted.value:
            yield from (Rule(css=selector) for selector in selectors_for(element))


def _short_text(element: etree._Element) -> str | None:
    if element.tag in ("script", "style", "title", "head", "html", "body", "meta", "option"):
        return None
    parts = 0
    for text in element.itertext():
        parts += len(text.strip())
        if parts > LONGEST:
            return None
    return " ".join(text_of(element).split())


def _weight(rule: Rule, wanted: Sequence[WantedValue[Any]]) -> int:
    """Return a penalty for longer texts and longer selectors; context costs most."""
    texts = (rule.first(each.page.root, each.page.url) or "" for each in wanted)
    return sum(map(len, texts)) // len(wanted) * 4 + len(rule.where) + 12 * rule.where.count(" ")


def selectors_for(element: etree._Element) -> list[str]:
    """Return selectors that match an element, the plainest first.

    >>> from lxml import html
    >>> page = html.fromstring('<div class="detail w980"><div id="info"><span class="time">09:30</span></div></div>')
    >>> selectors_for(page.find(".//span"))[:4]
    ['span.time', '#info span.time', '#info > span.time', 'div.detail span.time']
    """
    own = _names(element)
    bare = str(element.tag)
    found = own + ([bare] if bare in _BARE else [])
    above = element.getparent()
    for level in range(LEVELS):
        if above is None or not isinstance(above.tag, str):
            break
        for context in _names(above):
            for name in own[:2] or [bare]:
                found.append(f"{context} {name}")
                if level == 0:
                    found.append(f"{context} > {name}")
        above = above.getparent()
    return list(dict.fromkeys(found))


def _names(element: etree._Element) -> list[str]:
    """Return the selectors made of an element's own id and classes."""
    tag = str(element.tag)
    names = []
    id = (element.get("id") or "").strip()
    if _NAME.match(id) and not _STATE.search(id):
        names.append(f"#{id}")
    classes = [each for each in (element.get("class") or "").split() if _NAME.match(each) and not _STATE.search(each)]
    return names + [f"{tag}.{each}" for each in classes[:4]]


def item_selectors(page: Page, urls: Iterable[str]) -> list[str]:
    """Return selectors for the entries of a listing: elements with one of these links
    each.

    >>> from newscrawl.reader.page import Page
    >>> page = Page.parse('<ul class="list"><li><a href="/1.htm">福州</a></li><li><a href="/2.htm">闽侯</a></li></ul>', "http://a.cn/")
    >>> item_selectors(page, ["http://a.cn/1.htm", "http://a.cn/2.htm"])
    ['ul.list > li']
    """
    wanted = set(urls)
    links = [
        link for link in page.root.iter("a") if (page.absolute(link.get("href")) or "").partition("#")[0] in wanted
    ]
    held: dict[etree._Element, set[str]] = {}
    for link in links:
        url = (page.absolute(link.get("href")) or "").partition("#")[0]
        for element in (link, *link.iterancestors()):
            held.setdefault(element, set()).add(url)
    found: list[str] = []
    for link in links[:6]:
        top = link
        while (above := top.getparent()) is not None and len(held[above]) == 1:
            top = above
        if above is None:
            continue
        found += _item_names(top)
    return list(dict.fromkeys(found))


def _item_names(top: etree._Element) -> Iterator[str]:
    tag = str(top.tag)
    yield from (name for name in _names(top) if not name.startswith("#"))
    for number, above in enumerate(top.iterancestors()):
        for context in _names(above):
            yield f"{context} {tag}" if number else f"{context} > {tag}"
        if number == 2:
            break

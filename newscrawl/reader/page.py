"""Text of a page → `Page`: the tree, and the facts about the whole document that
several readers need.

Decoding and repair come before (`open_page.py`). The tree is of plain `lxml.etree`
elements. Facts (metas, JSON-LD, lines, heading) are computed on first use and kept.
Which fact becomes which field is left to the readers, and so is everything about sites.
The only state that changes is `scope`: `narrow` and `widen` restrict the lines to a
column and back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from lxml import etree

from newscrawl.catalog.simple_css import ByTag
from newscrawl.reader.comment_facts import read_comment_facts
from newscrawl.reader.heading import Heading, find_heading
from newscrawl.reader.json_answers import parse_answer
from newscrawl.reader.limits import MOST_ELEMENTS, may_have_elements, within_limits
from newscrawl.reader.link_base import LinkBase
from newscrawl.reader.linked_data import read_linked_data
from newscrawl.reader.markup import break_preformatted, count_elements, mentions, parse_html
from newscrawl.reader.outline import HEAD, Outline, plain_text, read_outline
from newscrawl.reader.page_state import State, read_states
from newscrawl.reader.state_article import StateArticle, find_state_article, may_have_state
from newscrawl.reader.twins import without_copies
from newscrawl.text.page_signs import WORDS, Sign, Signs, signs_of

T = TypeVar("T", covariant=True)

TITLE_METAS = ("og:title", "articletitle", "twitter:title")
"""Names of metas that hold a title."""
COLUMN_LINKS = 40
"""Links that the column of an article holds at most; tags, sources, pagers and a few
related articles are fewer."""
_TOO_MANY_LINKS = etree.XPath(f"descendant::a[{COLUMN_LINKS + 1}]")
_BREAK = re.compile(r"\s*<br\s*/?>\s*", re.I)
_SPACE = re.compile(r"[\s\u200b\ufeff]+")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value and where it was read (`meta:og:release_date`, `jsonld:datePublished`,
    `text:发布时间`, `url`).
    """

    value: T
    evidence: str


class Page:
    """A parsed page; create it with `Page.parse`."""

    def __init__(
        self,
        root: etree._Element,
        text: str,
        data: bytes,
        url: str,
        fetched: datetime | None,
        signs: Signs = frozenset(),
    ) -> None:
        self.root = root
        self.text = text
        self.data = data
        """The text in UTF-8."""
        self.signs = signs
        """Words and signs in it (`text.page_signs`)."""
        self.url = url
        self.fetched = fetched
        self.limits: tuple[str, ...] = ()
        """Words for what was cut off before the page was parsed."""
        self.too_large: str | None = None
        """Why nothing of the page is read: more elements than `MOST_ELEMENTS`."""
        self.scope = root
        """The part of the page whose lines the readers look at."""
        self.widened = False
        """Whether a column was not enough, and the whole page is read."""
        self.answer: Any = None
        """The value of a page that is no page but JSON; its tree is empty then."""

    @classmethod
    def parse(
        cls,
        text: str,
        url: str,
        *,
        fetched: datetime | None = None,
        data: bytes | None = None,
        signs: Signs | None = None,
    ) -> Page:
        """Parse the text of a page; never fails, and returns quickly whatever the text
        is. `data` is the text in UTF-8, `signs` what is in it, if they are at hand.

        A page of too many elements is empty, and says so. lxml refuses a str with an
        XML declaration and stops at NUL, so it is given UTF-8 bytes without NULs.

        >>> Page.parse('<?xml version="1.0" encoding="gb2312"?><title>福州\\0新闻</title>', "http://a.cn/").title_text
        '福州新闻'
        """
        source = data
        data = text.encode("utf-8", "replace") if data is None else data
        if b"\0" in data:  # in a text it is found much more slowly
            text, data = text.replace("\0", ""), None
        text, data, limits = within_limits(text, data)
        if signs is None or data is not source:
            signs = signs_of(data)
        root = parse_html(data)
        if b"<pre" in signs or Sign.KEEPS_BREAKS in signs:
            break_preformatted(root)
        elements = count_elements(root) if may_have_elements(data, MOST_ELEMENTS // 4) else 0
        if elements > MOST_ELEMENTS:
            root = parse_html(b"")
        page = cls(root, text, data, url, fetched, signs)
        page.limits = limits
        if elements > MOST_ELEMENTS:
            page.too_large = f"{elements} elements, more than {MOST_ELEMENTS}"
        return page

    @classmethod
    def of_answer(cls, text: str, url: str, *, fetched: datetime | None = None) -> Page | None:
        """Return a page without a tree for an answer that is JSON; None for any other
        text.
        """
        begin = text[:400].lstrip("\ufeff \t\r\n") or text.lstrip("\ufeff \t\r\n")
        answer = None if begin[:1] in ("<", "") else parse_answer(text)
        if answer is None:
            return None
        page = cls(parse_html(b""), text, text.encode("utf-8", "replace"), url, fetched)
        page.answer = answer
        return page

    def mentions(self, word: bytes) -> bool:
        """Return whether the source has a word (UTF-8) anywhere, scripts and comments
        included; those of `page_signs.WORDS` are known already.
        """
        return word in self.signs if word in WORDS else mentions(self.data, word)

    def repeats_id(self, name: str) -> bool:
        """Return whether more than one element may have this id, which ought to be of
        one.
        """
        return self.data.count(f'id="{name}"'.encode()) > 1

    def search(self, pattern: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
        """Search the source (UTF-8), scripts and comments included."""
        return pattern.finditer(self.data)

    @cached_property
    def states(self) -> list[Any]:
        """What `json` rules look into: the JSON that the page is, or what its scripts
        hold, all by name and then each alone.
        """
        if self.answer is not None:
            return [self.answer]
        states = [state for state in read_states(self.data) if isinstance(state.value, dict | list)]
        named = {state.name: state.value for state in reversed(states)}
        return [named, *(state.value for state in states)] if named else []

    @cached_property
    def head(self) -> dict[str, list[etree._Element]]:
        """The page's meta, link, base, title and script elements; broken pages have
        them anywhere.
        """
        self.by_tag.look_for(HEAD)
        return {tag: self.by_tag.iter(tag) for tag in HEAD}

    @cached_property
    def by_tag(self) -> ByTag:
        """The tree for the rules of a layout, most of which ask for a tag that others
        ask for, too.
        """
        return ByTag(self.root)

    def forget_tags(self) -> None:
        """Forget where elements stand: the tree has changed."""
        self.by_tag = ByTag(self.root)

    @cached_property
    def base_url(self) -> str:
        """The base of relative links."""
        return self._base.url

    @cached_property
    def _base(self) -> LinkBase:
        return LinkBase.of_page(self.url, self.head["base"])

    def absolute(self, link: str | None) -> str | None:
        """Return the http(s) address of a link on this page; None for script, mail and
        broken links.
        """
        return self._base.absolute(link)

    @cached_property
    def host(self) -> str:
        try:
            return (urlsplit(self.url).hostname or "").lower()
        except ValueError:
            return ""

    @cached_property
    def meta(self) -> dict[str, tuple[str, ...]]:
        """Contents of `<meta>` by lower-cased name, property or itemprop, in page
        order, empty ones left out.
        """
        found: dict[str, list[str]] = {}
        for element in self.head["meta"]:
            key = element.get("name") or element.get("property") or element.get("itemprop")
            content = element.get("content")
            if key and content:
                if not content.isprintable() or "  " in content:
                    content = _SPACE.sub(" ", content)
                content = content.strip()
                if content:
                    found.setdefault(key.strip().lower(), []).append(content)
        return {key: tuple(values) for key, values in found.items()}

    def meta_value(self, *names: str) -> Found[str] | None:
        """Return the first of the named metas that has a content."""
        for name in names:
            values = self.meta.get(name)
            if values:
                return Found(values[0], f"meta:{name}")
        return None

    @cached_property
    def jsonld(self) -> tuple[dict[str, Any], ...]:
        """Objects of the page's JSON-LD, those that name an article first."""
        return read_linked_data(self.head["script"]) if Sign.LINKED_DATA in self.signs else ()

    @cached_property
    def state(self) -> StateArticle | None:
        """What the state in the page's scripts, or JSON in its place, says about its
        article.
        """
        if self.answer is not None:
            return find_state_article([State("json", self.answer)], (), shown=False)
        if not may_have_state(self.data):
            return None
        stated = self.meta_value(*TITLE_METAS)
        titles = (self.heading.text if self.heading else None, stated.value if stated else None, self.title_text)
        return find_state_article(
            read_states(self.data, may_have_state),
            [title for title in titles if title],
            shown=self.heading is not None,
        )

    @cached_property
    def title_text(self) -> str | None:
        """Text of the first `<title>` that has one, white space collapsed."""
        for element in self.head["title"]:
            text = _BREAK.sub(" ", plain_text(element))
            if text:
                return text
        return None

    @cached_property
    def founder(self) -> dict[str, str]:
        """Facts of a Founder `enpproperty` comment by name."""
        return read_comment_facts(self.text) if self.mentions(b"enpproperty") else {}

    @cached_property
    def outline(self) -> Outline:
        """The lines of text of the page's scope in reading order; of a text that stands
        there twice, one copy.
        """
        outline = read_outline(self.scope)
        if self.scope is self.root and outline.head is not None:
            self.__dict__.setdefault("head", outline.head)  # the walk has met all of it
        return without_copies(outline)

    def narrow(self, body: etree._Element) -> None:
        """Restrict the readers to the column around a body that is known by rule: most
        of a page is links to others.

        The column is the largest element around the body that holds no more than
        `COLUMN_LINKS` links; heading, byline and pager stand in it on nearly every
        page.
        """
        scope = body
        while (above := scope.getparent()) is not None and above.tag not in ("body", "html"):
            if _TOO_MANY_LINKS(above):
                break
            scope = above
        self._look_at(scope)

    def widen(self) -> None:
        """Return to the whole page, for good."""
        self.widened = True
        self._look_at(self.root)

    def _look_at(self, scope: etree._Element) -> None:
        self.scope = scope
        for name in ("outline", "heading"):
            self.__dict__.pop(name, None)

    @cached_property
    def heading(self) -> Heading | None:
        """The line of the page that shows its title."""
        stated = self.meta_value(*TITLE_METAS)
        return find_heading(self.outline, self.title_text, _BREAK.sub(" ", stated.value) if stated else None)

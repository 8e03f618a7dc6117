"""A rule of a site's file → what it selects in a page: elements, or texts of one line
each.

A rule is exactly one of `css`, `xpath`, `meta`, `url` and `json`, then at most one
`regex`; a plain string is CSS. What a `json` rule finds is read by the reader, since no
element holds it. There are no conditions: a page that needs another rule is another
layout. Nothing is compiled when a file is read, so that a catalog of hundreds of sites
loads at once; `check` compiles a rule before a crawl relies on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from cssselect import SelectorError
from lxml import etree
from parsel.csstranslator import css2xpath
from pydantic import BaseModel, ConfigDict, Field, model_validator

from newscrawl.catalog.json_paths import check_path
from newscrawl.catalog.patterns import compile_pattern
from newscrawl.catalog.simple_css import ByTag, Select, Tree, simple_css
from newscrawl.i18n import _

MODEL = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)
"""What all models of the catalog share; one is built when the first file needs it."""

# XPath 1.0, section 4, with the node tests that are written like functions, and
# operators that may stand before "(".
_FUNCTION = re.compile(
    "last|position|count|id|local-name|namespace-uri|name|string|concat|starts-with|contains|substring-before|"
    "substring-after|substring|string-length|normalize-space|translate|boolean|not|true|false|lang|number|sum|floor|"
    "ceiling|round|text|node|and|or|div|mod"
)
_CALL = re.compile(r"([\w:-]+)\s*\(")
_LITERAL = re.compile(r"'[^']*'|\"[^\"]*\"")
_GIVES_TEXT = re.compile(r"/(?:@[\w:-]+|text\(\))\s*$|^\s*(?:string|concat|substring\S*|normalize-space|translate)\(")
_KINDS = ("css", "xpath", "meta", "url", "json_path")
_BLOCKS = frozenset({"p", "div", "li", "br", "td", "tr", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6"})
_META_NAMES = ("name", "property", "itemprop")


class Rule(BaseModel):
    """The place of a value: exactly one of `css`, `xpath`, `meta`, `url`, `json`; then
    at most one `regex`.
    """

    model_config = MODEL

    css: str | None = None
    """CSS selector, with `::text` and `::attr(name)` as in Scrapy: `div.time`,
    `a.next::attr(href)`."""
    xpath: str | None = None
    """XPath 1.0, for what CSS cannot express: `(//div[@class="nr"])[2]`."""
    meta: str | None = None
    """Name of a `<meta>`, by name, property or itemprop, whatever its case:
    `og:title`."""
    url: str | None = None
    """Regular expression searched in the page's own address."""
    json_path: str | None = Field(default=None, alias="json")
    """Path (JMESPath) into JSON: the answer itself, or the state that the page's
    scripts hold: `data.detail.title`."""
    regex: str | None = None
    """Searched in each value, which becomes its first group, otherwise the match;
    values without a match are dropped."""

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"css": value}
        if not isinstance(value, (dict, Rule)):
            raise ValueError(_("a rule is a string (CSS), or a table of css, xpath, meta, url or json, and regex"))
        return value

    @model_validator(mode="after")
    def _exactly_one(self) -> Rule:
        given = [kind for kind in _KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            raise ValueError(
                _("a rule is exactly one of css, xpath, meta, url, json; this one has {value}").format(
                    value=" and ".join(kind.removesuffix("_path") for kind in given) or "none"
                )
            )
        if not str(getattr(self, given[0])).strip():
            raise ValueError(_("{given} is empty").format(given=given[0].removesuffix("_path")))
        return self

    @property
    def where(self) -> str:
        """The rule in a few words, for the evidence of an article.

        >>> Rule(meta="og:title").where, Rule(css="div.article-content").where
        ('meta:og:title', 'div.article-content')
        """
        if self.css is not None:
            return self.css
        if self.json_path is not None:
            return f"json:{self.json_path}"
        return f"meta:{self.meta}" if self.meta is not None else "url" if self.url is not None else str(self.xpath)

    def first(self, root: Tree, url: str) -> str | None:
        """Return the first value that is not blank, None if there is none."""
        return next(self._values(root, url), None)

    def all(self, root: Tree, url: str) -> list[str]:
        """Return every value that is not blank, in page order; white space is one
        blank.
        """
        return list(self._values(root, url))

    def elements(self, root: Tree) -> list[etree._Element]:
        """Return the elements that a `css` or `xpath` rule selects, in page order;
        `regex` keeps those in which it is found.
        """
        found = [node for node in self._nodes(root) if isinstance(node, etree._Element)]
        if self.regex is None:
            return found
        pattern = compile_pattern(self.regex)
        return [element for element in found if pattern.find(text_of(element)) is not None]

    def matches(self, root: Tree, url: str = "") -> bool:
        """Return whether the rule selects anything, even an empty element; with
        `regex`, any value that fits.
        """
        if self.url is not None or self.regex is not None:
            return self.first(root, url) is not None
        return bool(self._nodes(root))

    def check(self, *, elements: bool = False) -> None:
        """Compile the rule; raise `ValueError` with the reason if it is broken.

        `elements`: the rule must select elements, as for a body or the entries of a
        listing.
        """
        if self.regex is not None:
            compile_pattern(self.regex)
        if self.url is not None:
            compile_pattern(self.url)
        if self.json_path is not None:
            check_path(self.json_path)
            return
        if elements and (self.meta or self.url or "::" in (self.css or "") or _GIVES_TEXT.search(self.xpath or "")):
            raise ValueError(_("must select elements: css without ::text and ::attr(), or xpath"))
        found = self._nodes(etree.Element("html"))
        if isinstance(found, (bool, float)):
            raise ValueError(_("gives a number or a truth value; select elements or text"))

    def _values(self, root: Tree, url: str) -> Iterator[str]:
        if self.url is not None:
            found = compile_pattern(self.url).find(url)
            texts: list[str | None] = [found]
        else:
            texts = [node if isinstance(node, str) else text_of(node) for node in self._nodes(root)]
        for text in texts:
            value = " ".join(text.split()) if text else ""
            if value and self.regex is not None:
                value = (compile_pattern(self.regex).find(value) or "").strip()
            if value:
                yield value

    def _nodes(self, root: Tree) -> Any:
        if self.meta is not None:
            return list(_metas(root, self.meta.lower()))
        if self.css is not None:
            select = compile_css(self.css)
            if not isinstance(select, etree.XPath):
                return select(root)
        elif self.xpath is not None:
            select = compile_xpath(self.xpath)
        else:
            return []
        found = select(root.root if isinstance(root, ByTag) else root)
        return [found] if isinstance(found, str) else found


def _metas(root: Tree, key: str) -> Iterator[str]:
    """Yield the contents of the metas of a name, which is in lower case."""
    for element in root.iter("meta"):
        named = any((name := element.get(attribute)) and name.lower() == key for attribute in _META_NAMES)
        if named and (content := element.get("content")) is not None:
            yield content


@lru_cache(maxsize=4096)
def compile_css(css: str) -> Select | etree.XPath:
    """Compile a CSS selector, with parsel's `::text` and `::attr()`; raise `ValueError`
    with the reason.
    """
    try:
        return simple_css(css) or compile_xpath(css2xpath(css))
    except SelectorError as error:
        raise ValueError(_("broken CSS {css!r}: {error}").format(css=css, error=error)) from None


@lru_cache(maxsize=4096)
def compile_xpath(xpath: str) -> etree.XPath:
    """Compile an XPath; raise `ValueError` with the reason. EXSLT's `re:` is off: it
    has no limit of length.
    """
    # lxml notices an unknown function only when a page leads it there.
    for name in _CALL.findall(_LITERAL.sub("''", xpath)):
        if name == "comment":
            raise ValueError(
                _("broken XPath {xpath!r}: comments are not in the tree that pages are read from").format(xpath=xpath)
            )
        if not _FUNCTION.fullmatch(name):
            raise ValueError(_("broken XPath {xpath!r}: unknown function {name}()").format(xpath=xpath, name=name))
    try:
        compiled = etree.XPath(xpath, smart_strings=False, regexp=False)
        compiled(etree.Element("html"))
    except etree.XPathError as error:
        raise ValueError(_("broken XPath {xpath!r}: {error}").format(xpath=xpath, error=error)) from None
    return compiled


def text_of(element: etree._Element) -> str:
    """Return the text of an element, without scripts, styles and comments; blocks are
    set apart by a blank.

    >>> from lxml import html
    >>> text_of(html.fromstring("<p>来源：<a>福州晚报</a><script>show()</script><br>作者：林小宇</p>")).split()
    ['来源：福州晚报', '作者：林小宇']
    """
    parts: list[str] = []
    for node in element.iter():
        if isinstance(node.tag, str) and node.tag not in {"script", "style"}:
            if node.tag in _BLOCKS:
                parts.append(" ")
            if node.text:
                parts.append(node.text)
        if node is not element and node.tail:
            if node.tag in _BLOCKS:
                parts.append(" ")
            parts.append(node.tail)
    return "".join(parts)

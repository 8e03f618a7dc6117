"""A listing page whose entries are no links: their addresses stand in `onclick` or
`data-url`, and a script follows them.

An address is read where it stands as text in an attribute, and the entry becomes a link
like any other. Entries of which only a number stands there (`data-id="8412"`) are
counted, so that somebody hears that they cannot be followed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import cast

from lxml import etree

from newscrawl.reader.fields.addresses import article_shaped
from newscrawl.reader.outline import plain_text
from newscrawl.reader.page import Page

LEAST = 5
"""Siblings of one make, without an address, that are a list."""
_WORDS = 8
"""Characters of the shortest words that may be a headline."""
_LONGEST = 400
"""Characters of the longest element that may be one entry."""
_QUOTED = re.compile(r"""['"]([^'"\s<>]{4,400})['"]""")
_VOID = re.compile(r"\s*(?:#.*|javascript:.*)?$", re.I | re.S)
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp|svg|mp[34]|m3u8|js|css|json)\b", re.I)
_MENTIONED = (b"onclick", b"data-", b"javascript:", b"url=", b"link=", b"to=", b"tagname=")
_NUMBERED = (b"onclick", b"data-", b"javascript:")
"""What stands in each entry with a number and no address, in lower case."""
_NAMES = frozenset({"url", "link", "path", "to", "_href", "lhref", "tagname"})
_NUMBER = re.compile(r"[\w-]{0,40}\d[\w-]{0,40}$")
_ID = re.compile(r"data-(?:\w{1,20}-?)?(?:id|key|no|code|guid|aid|nid)$|data-id")
_CALL = re.compile(r"[\w$.]{1,60}\(\s*(?:this\s*,\s*)?['\"]?[\w-]{0,40}\d")


def show_addresses(page: Page) -> None:
    """Make links of elements whose address stands in another attribute than `href`.

    >>> row = '<ul><li onclick="go(\\'/2020/1118/7.html\\')">西湖灯会今晚开启</li></ul>'
    >>> page = Page.parse(row, "http://a.cn/list/")
    >>> show_addresses(page)
    >>> [a.get("href") for a in page.root.iter("a")]
    ['http://a.cn/2020/1118/7.html']
    """
    if not any(map(page.mentions, _MENTIONED)):
        return
    found = [
        (element, url)
        for element in page.root.iter(
            "a", "li", "div", "p", "span", "h2", "h3", "h4", "td", "tr", "dd", "dt", "article"
        )
        if not _leads(element) and (url := _hidden_address(page, element)) is not None
    ]
    for element, url in found:
        if next((a for a in element.iter("a") if a is not element and _leads(a)), None) is not None:
            continue
        if element.tag == "a":
            element.set("href", url)
        elif element.tag != "tr":
            _wrap(element, url)
        elif (cell := max(element.iter("td"), key=lambda cell: len(plain_text(cell)), default=None)) is not None:
            _wrap(cell, url)


def _leads(element: etree._Element) -> bool:
    return element.tag == "a" and not _VOID.match(element.get("href") or "")


def _hidden_address(page: Page, element: etree._Element) -> str | None:
    """Return the address of an article in an element's attributes."""
    for name, value in _attributes(element):
        if name[:2] == "on":
            values = _QUOTED.findall(value)
        elif name[:5] == "data-" or name in _NAMES or (name == "href" and value[:11].lower() == "javascript:"):
            values = [value.strip(), *_QUOTED.findall(value)]
        else:
            continue
        for found in values:
            if ("/" in found or "." in found) and not _FILE.search(found) and " " not in found:
                url = page.absolute(found)
                if url is not None and article_shaped(url):
                    return url
    return None


def _wrap(element: etree._Element, url: str) -> None:
    """Put what an element holds into a link."""
    link = element.makeelement("a", {"href": url})
    link.text, element.text = element.text, None
    for child in list(element):
        link.append(child)
    element.append(link)


def unaddressed(page: Page) -> int:
    """Return the number of entries of the longest list whose entries have a number that
    a script follows, and no address.

    >>> rows = "".join(f'<div data-id="{n}">福州地铁第{n}条线开通</div>' for n in range(6))
    >>> unaddressed(Page.parse(rows, "http://a.cn/list/"))
    6
    """
    source = page.data.lower()
    if sum(map(source.count, _NUMBERED)) < LEAST:
        return 0
    lists: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for element in page.root.iter("a", "li", "div", "p", "h3", "tr", "article"):
        if _is_numbered(element) and next((a for a in element.iter("a") if _leads(a)), None) is None:
            words = plain_text(element)
            if _WORDS <= len(words) <= _LONGEST:
                above = element.getparent()
                home = above if element.tag != "a" or above is None else above.getparent()
                lists[home, element.tag, element.get("class")].add(words)
    most = max((len(words) for words in lists.values()), default=0)
    return most if most >= LEAST else 0


def _is_numbered(element: etree._Element) -> bool:
    """Return whether an attribute holds the number of an article."""
    for name, value in _attributes(element):
        if name == "onclick" or (name == "href" and value[:11].lower() == "javascript:"):
            if _CALL.search(value):
                return True
        elif name[:5] == "data-" and _ID.match(name) and _NUMBER.match(value):
            return True
    return False


def _attributes(element: etree._Element) -> list[tuple[str, str]]:
    return cast("list[tuple[str, str]]", element.items())
